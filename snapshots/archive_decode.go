package snapshots

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"lockstep/app/lockstep"
)

// The bounds of the lists in a document.
const (
	maxArchiveNeeds   = 1_000_000 // of all items together
	maxArchiveOmitted = 100_000
	maxArchiveList    = 100_000 // of any other list
	maxArchiveFields  = 100
)

// decodeDocument reads lockstep.json piece by piece, so that no list grows beyond its bound. It says what does not
// read; what it says is judged later.
func decodeDocument(r io.Reader) (document, error) {
	d := documentReader{json: json.NewDecoder(r), seen: map[string]bool{}}
	err := d.object()
	var known *lockstep.Error
	switch {
	case errors.As(err, &known):
		return d.document, err
	case err != nil:
		return d.document, caused(err, lockstep.Corrupt, "The archive is damaged: its %s does not read. Nothing was taken from it. Get the file again.", documentPath)
	case d.Format == 0:
		return d.document, harmful("its %s does not say its format", documentPath)
	}
	return d.document, nil
}

type documentReader struct {
	document
	json  *json.Decoder
	seen  map[string]bool
	needs int
}

var errDocument = errors.New("not as a document is")

func (d *documentReader) object() error {
	if err := expect(d.json, '{'); err != nil {
		return err
	}
	for d.json.More() {
		token, err := d.json.Token()
		if err != nil {
			return err
		}
		name, ok := token.(string)
		if !ok || d.seen[name] || len(d.seen) == maxArchiveFields {
			return errDocument
		}
		d.seen[name] = true
		if err := d.field(name); err != nil {
			return err
		}
	}
	if err := expect(d.json, '}'); err != nil {
		return err
	}
	if _, err := d.json.Token(); err != io.EOF {
		return errors.Join(errDocument, err)
	}
	return nil
}

func (d *documentReader) field(name string) error {
	switch name {
	case "format":
		if err := d.json.Decode(&d.Format); err != nil {
			return err
		}
		return d.format()
	case "projects":
		return elements(d.json, maxArchiveList, func(p projectDocument) error {
			d.Projects = append(d.Projects, p)
			return nil
		})
	case "environments":
		return elements(d.json, maxArchiveList, func(e environmentDocument) error {
			d.Environments = append(d.Environments, e)
			return nil
		})
	case "snapshots":
		return elements(d.json, maxArchiveList, func(n snapshotDocument) error {
			d.Snapshots = append(d.Snapshots, n)
			return nil
		})
	case "tables":
		return d.json.Decode(&d.Tables)
	case "project":
		return d.json.Decode(&d.Project)
	case "environment":
		return d.json.Decode(&d.Environment)
	case "snapshot":
		return d.json.Decode(&d.Snapshot)
	case "not_held":
		return d.json.Decode(&d.NotHeld)
	case "omitted":
		return elements(d.json, maxArchiveOmitted, func(o omittedDocument) error {
			d.Omitted = append(d.Omitted, o)
			return nil
		})
	case "items":
		return elements(d.json, maxArchiveItems, func(i itemDocument) error {
			if d.needs += len(i.Needs); d.needs > maxArchiveNeeds {
				return harmful("its items need more than %d others", maxArchiveNeeds)
			}
			d.Items = append(d.Items, i)
			return nil
		})
	}
	var skipped json.RawMessage // a field of a later day
	return d.json.Decode(&skipped)
}

// format is judged as soon as it is read: what comes after it may look different in another one.
func (d *documentReader) format() error {
	if d.Format > newestFormat {
		return lockstep.Errorf(lockstep.Invalid, "The archive was made by a newer Lockstep (format %d; this one reads up to %d). Nothing was taken from it. Install the newer Lockstep.", d.Format, newestFormat)
	}
	if d.Format < 1 {
		return harmful("its format is %d", d.Format)
	}
	return nil
}

// bounded is a list that does not grow beyond its bound while it is read.
type bounded[T any] []T

// UnmarshalJSON reads the list element by element.
func (b *bounded[T]) UnmarshalJSON(raw []byte) error {
	return elements(json.NewDecoder(bytes.NewReader(raw)), maxArchiveList, func(one T) error {
		*b = append(*b, one)
		return nil
	})
}

// elements reads a list, one by one, up to a bound.
func elements[T any](d *json.Decoder, most int, take func(T) error) error {
	if err := expect(d, '['); err != nil {
		return err
	}
	for n := 0; d.More(); n++ {
		if n == most {
			return harmful("its %s lists more than %d things", documentPath, most)
		}
		var one T
		if err := d.Decode(&one); err != nil {
			return err
		}
		if err := take(one); err != nil {
			return err
		}
	}
	return expect(d, ']')
}

func expect(d *json.Decoder, delimiter json.Delim) error {
	token, err := d.Token()
	if err == nil && token != delimiter {
		return errDocument
	}
	return err
}

// archive puts the document and its items together, and refuses what does not fit together. What is damaged is left out.
func (d document) archive(items []lockstep.Item, damaged *damages) (Archive, error) {
	snapshot, err := d.Snapshot.snapshot(d.Environment.UUID)
	if err != nil {
		return Archive{}, err
	}
	var omitted []lockstep.Omitted
	for _, o := range d.Omitted {
		omitted = append(omitted, lockstep.Omitted{Key: o.Key.key(), Why: o.Why})
	}
	seen := make(map[lockstep.Key]bool, len(items))
	for _, item := range items {
		if seen[item.Key] {
			return Archive{}, harmful("it holds the item %q twice", item.Key)
		}
		seen[item.Key] = true
	}
	items, lost := damaged.part(items)
	omitted = append(omitted, lost...)
	state, err := lockstep.NewState(items, omitted)
	if err != nil {
		return Archive{}, err
	}
	a := Archive{
		Format:      d.Format,
		Project:     lockstep.Project{UUID: d.Project.UUID, Name: d.Project.Name},
		Environment: lockstep.Environment{UUID: d.Environment.UUID, Project: d.Project.UUID, Name: d.Environment.Name, Role: lockstep.Role(d.Environment.Role)},
		Snapshot:    snapshot,
		State:       state,
		NotHeld:     d.NotHeld,
	}
	a.Snapshot.Items, a.Snapshot.Bytes = state.Count(), state.Size()
	a.Snapshot.Pinned, a.Snapshot.Imported, a.Snapshot.Setup = false, false, "" // a backup alone has these
	for _, s := range d.Project.Slots {
		a.Project.Slots = append(a.Project.Slots, lockstep.Slot{Name: s.Name, Kind: s.Kind})
	}
	if why := wrongHead(a); why != "" {
		return Archive{}, harmful("%s", why)
	}
	if len(lost) == 0 && state.Digest() != a.Snapshot.State || a.Snapshot.Identify() != a.Snapshot.ID {
		return Archive{}, cut("the snapshot is not what its id says")
	}
	return a, nil
}
