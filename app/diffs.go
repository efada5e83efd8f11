package app

import (
	"bytes"
	"encoding/base64"
	"path"
	"strings"

	"lockstep/app/lockstep"
	"lockstep/app/textdiff"
)

const (
	largeItem  = 2 << 20   // above this many bytes on one side an item's lines are shown only when asked for once more
	smallImage = 768 << 10 // up to this many bytes a picture is shown
)

// ItemDiff compares one item of a comparison or a plan.
func (a *App) ItemDiff(r DiffRequest) (v DiffView, err error) {
	defer recovered(&err)
	one, err := a.sessions.get(r.Session)
	if err != nil {
		return v, err
	}
	key, err := lockstep.ParseKey(r.Item)
	if err != nil {
		return v, err
	}
	d, err := pairOf(one, key)
	if err != nil {
		return v, err
	}
	v = d.view(one)
	if v.TooLarge = max(v.SizeBefore, v.SizeAfter) > largeItem && !r.Large; v.TooLarge {
		return v, nil
	}
	if v.Values, err = diffValues(one, d); err != nil {
		return v, err
	}
	before, after, err := a.contentsOf(one, d)
	if err != nil {
		return v, err
	}
	v.ImageBefore, v.ImageAfter = image(d.key.Name, before), image(d.key.Name, after)
	if v.Binary = lockstep.Binary(before) || lockstep.Binary(after); v.Binary {
		return v, nil
	}
	v.Added, v.Removed = textdiff.Count(before, after)
	v.Language = language(key.Name, d.either())
	v.lines(before, after, r.IgnoreSpace)
	v.Notes = append(v.Notes, d.unseen(before, after, sidesOf(one))...)
	return v, nil
}

// pair is an item on both sides of a session.
type pair struct {
	key, former lockstep.Key
	before      lockstep.Item
	after       lockstep.Item
	had, has    bool
}

func pairOf(one *session, key lockstep.Key) (pair, error) {
	d := pair{key: key, former: one.former(key)}
	d.before, d.had = one.before.Get(d.former)
	d.after, d.has = one.after.Get(key)
	if !d.had && !d.has {
		return d, lockstep.Errorf(lockstep.NotFound, "Neither side has an item %s.", key)
	}
	return d, nil
}

func (d pair) contents() (before, after []byte, err error) {
	if before, err = d.before.Body.Bytes(); err != nil {
		return nil, nil, err
	}
	after, err = d.after.Body.Bytes()
	return before, after, err
}

func (d pair) view(one *session) DiffView {
	v := DiffView{Key: d.key.String(), Op: "same", Stretches: []StretchView{}, MarksBefore: []int{}, MarksAfter: []int{}, Notes: []string{}, Values: []DiffValueView{}}
	switch {
	case !d.had:
		v.Op = string(lockstep.Add)
	case !d.has:
		v.Op = string(lockstep.Remove)
	case d.former != d.key:
		v.Op, v.From = string(lockstep.Rename), d.former.String()
	case one.before.Sum(d.key) != one.after.Sum(d.key):
		v.Op = string(lockstep.Modify)
	}
	if d.had {
		v.ModeBefore, v.SizeBefore, v.DigestBefore = string(d.before.Mode), d.before.Body.Size, string(d.before.Body.Digest)
	}
	if d.has {
		v.ModeAfter, v.SizeAfter, v.DigestAfter = string(d.after.Mode), d.after.Body.Size, string(d.after.Body.Digest)
	}
	return v
}

func (v *DiffView) lines(before, after []byte, ignoreSpace bool) {
	for _, r := range textdiff.Runs(before, after, ignoreSpace) {
		v.Stretches = append(v.Stretches, StretchView{Kind: string(r.Kind), Left: r.Left + 1, Right: r.Right + 1, Lines: r.Lines})
	}
	v.Before, v.LinesBefore = shown(before)
	v.After, v.LinesAfter = shown(after)
	v.mark()
}

// mark says what differs within the changed lines.
func (v *DiffView) mark() {
	left, right := strings.Split(v.Before, "\n"), strings.Split(v.After, "\n")
	marker := textdiff.NewMarker()
	for _, s := range v.Stretches {
		if s.Kind != string(textdiff.Change) {
			continue
		}
		for i := range s.Lines {
			l, r := marker.Marks(left[s.Left-1+i], right[s.Right-1+i])
			for _, span := range l {
				v.MarksBefore = append(v.MarksBefore, s.Left+i, span.From, span.To)
			}
			for _, span := range r {
				v.MarksAfter = append(v.MarksAfter, s.Right+i, span.From, span.To)
			}
		}
	}
}

const byteOrderMark = "\ufeff"

// shown is a text as it is drawn, and how many lines it has.
func shown(content []byte) (text string, lines int) {
	lines = bytes.Count(content, []byte("\n"))
	if len(content) > 0 && content[len(content)-1] != '\n' {
		lines++
	}
	text = strings.TrimSuffix(strings.ReplaceAll(string(content), "\r\n", "\n"), "\n")
	return strings.TrimPrefix(text, byteOrderMark), lines
}

// either is the item as it is after, or as it was where it is gone.
func (d pair) either() lockstep.Item {
	if d.has {
		return d.after
	}
	return d.before
}

// language is how an item's text is coloured, by its name and its media type.
func language(name string, item lockstep.Item) string {
	switch ext := strings.ToLower(path.Ext(name)); {
	case item.Media == "application/json", ext == ".json", ext == ".webmanifest", ext == ".geojson":
		return "json"
	case ext == ".yaml", ext == ".yml":
		return "yaml"
	case item.Media == "application/sql", ext == ".sql":
		return "sql"
	}
	return ""
}

// image gives a small picture as a data: address; "" for anything else. The kind is told by the content: a name may lie.
func image(name string, content []byte) string {
	if len(content) == 0 || len(content) > smallImage {
		return ""
	}
	media := ""
	switch {
	case bytes.HasPrefix(content, []byte("\x89PNG\r\n\x1a\n")):
		media = "image/png"
	case bytes.HasPrefix(content, []byte("\xff\xd8\xff")):
		media = "image/jpeg"
	case bytes.HasPrefix(content, []byte("GIF87a")), bytes.HasPrefix(content, []byte("GIF89a")):
		media = "image/gif"
	case len(content) > 12 && string(content[:4]) == "RIFF" && string(content[8:12]) == "WEBP":
		media = "image/webp"
	case strings.EqualFold(path.Ext(name), ".svg") && bytes.Contains(content, []byte("<svg")):
		media = "image/svg+xml"
	}
	if media == "" {
		return ""
	}
	return "data:" + media + ";base64," + base64.StdEncoding.EncodeToString(content)
}
