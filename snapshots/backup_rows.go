package snapshots

import (
	"encoding/json"
	"errors"
	"time"

	"lockstep/app/lockstep"
)

// rowReader reads rows of tables and remembers the first thing in one that cannot be.
type rowReader struct {
	json *json.Decoder
	why  string
}

func (r *rowReader) wrong(why string) {
	if r.why == "" {
		r.why = why
	}
}

func (r *rowReader) digest(text string) lockstep.Digest {
	d := lockstep.Digest(text)
	if text != "" && d.Raw() == nil {
		r.wrong("a digest in its tables is none")
	}
	return d
}

func (r *rowReader) key(d keyDocument) lockstep.Key {
	k := d.key()
	if wrongKey(k) != "" {
		r.wrong("a key in its tables is none")
	}
	return k
}

func (r *rowReader) optional(d *keyDocument) lockstep.Key {
	if d == nil {
		return lockstep.Key{}
	}
	return r.key(*d)
}

// about is what a problem is about: an item, a whole slot, or neither.
func (r *rowReader) about(d *keyDocument) lockstep.Key {
	if d != nil && d.Kind == "" && d.Name == "" && lockstep.CheckName("slot", d.Slot) == nil {
		return d.key()
	}
	return r.optional(d)
}

func (r *rowReader) time(text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || t.Year() < 1700 || t.Year() > 2261 {
		r.wrong("a time in its tables is none")
	}
	return t.UTC()
}

func (r *rowReader) text(text string) string {
	if !proper(text) {
		r.wrong("a text in its tables is too long, or is none")
	}
	return text
}

func (r *rowReader) word(text string) string {
	if !wordy(text, "-_") {
		r.wrong("a word in its tables is none")
	}
	return text
}

// fields reads an object field by field, so that no list in it grows beyond its bound.
func (r *rowReader) fields(read func(name string) error) error {
	if err := expect(r.json, '{'); err != nil {
		return err
	}
	seen := map[string]bool{}
	for r.json.More() {
		token, err := r.json.Token()
		if err != nil {
			return err
		}
		name, ok := token.(string)
		if !ok || seen[name] || len(seen) == maxArchiveFields {
			return errDocument
		}
		seen[name] = true
		if err := read(name); err != nil {
			return err
		}
	}
	return expect(r.json, '}')
}

// unreadRow is the sentence for a row that does not read as one.
func unreadRow(err error) error {
	var known *lockstep.Error
	if errors.As(err, &known) {
		return err
	}
	return caused(err, lockstep.Corrupt, "The archive is damaged: a table in it does not read. Nothing was taken from it. Get the file again.")
}
