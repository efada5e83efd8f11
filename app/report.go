package app

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf16"

	"lockstep/app/lockstep"
	"lockstep/app/textdiff"
)

//go:embed report.html
var reportTemplate string

// A report holds no more than this many rows of one item, and in all, so that a browser opens it.
const (
	reportRowsOfItem = 3_000
	reportRows       = 60_000
	reportImages     = 8 << 20 // bytes of pictures in all
)

// SaveReport writes a comparison to one HTML file that needs nothing else, whole or not at all.
func (a *App) SaveReport(sessionID, path string) (v ExportView, err error) {
	defer recovered(&err)
	one, err := a.sessions.get(sessionID)
	if err != nil {
		return v, err
	}
	if path == "" {
		return v, lockstep.Errorf(lockstep.Invalid, "Say which file to write.")
	}
	if path, err = filepath.Abs(path); err != nil {
		return v, fmt.Errorf("make the path absolute: %w", err)
	}
	drawn, err := a.report(one)
	if err != nil {
		return v, err
	}
	page, err := template.New("report").Parse(reportTemplate)
	if err != nil {
		return v, err
	}
	size, err := a.writeFile("The report", path, nothingNew, func(w io.Writer) error { return page.Execute(w, drawn) })
	if err != nil {
		return v, err
	}
	return ExportView{Path: path, Bytes: size, Items: len(drawn.Items)}, nil
}

type report struct {
	Left, Right reportSide
	Counts      string
	Made        string
	Version     string
	LeftOut     string // what is not in it, as sentences
	Items       []reportItem

	contents func(*session, pair) (before, after []byte, err error) // for people

	rows    int // that may still be written
	images  int // bytes of pictures that may still be written
	without int // items whose lines were left out, in part or wholly
}

type reportSide struct{ Title, Items, When, State string }

type reportItem struct {
	Anchor, Name, Kind, Op, Sign, Word, From string
	Notes                                    []string
	ImageBefore, ImageAfter                  template.URL // data: addresses that this program made
	Rows                                     []reportRow
}

type reportRow struct {
	Kind          string
	Left, Right   string
	Before, After []reportPiece
	Fold          string
}

type reportPiece struct {
	Text   string
	Marked bool
}

func (a *App) report(one *session) (*report, error) {
	v := one.view
	r := &report{
		Left: a.reportSide(v.A), Right: a.reportSide(v.B),
		Counts: fmt.Sprintf("%s added, %s changed, %s removed, %s renamed; %s the same",
			lockstep.Number(v.Added), lockstep.Number(v.Modified), lockstep.Number(v.Removed), lockstep.Number(v.Renamed), counted(v.Same, "item")),
		Made:    spoken(a.config.Now()),
		Version: a.config.Version,
		rows:    reportRows,
		images:  reportImages,

		contents: a.contentsOf,
	}
	ctx := a.work()
	for i, c := range one.changes {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := r.add(one, c, i+1); err != nil {
			return nil, err
		}
	}
	if n := v.IgnoredValues; n > 0 {
		r.LeftOut = fmt.Sprintf("%s that belong to the environments differ, and are left aside. ", counted(n, "value"))
	}
	if r.without > 0 {
		r.LeftOut += fmt.Sprintf("This report names every difference. The lines of %s are not all in it, because they are many; the comparison in Lockstep and its patch have them.", counted(r.without, "item"))
	}
	return r, nil
}

func (a *App) reportSide(v SideView) reportSide {
	when := "taken " + v.At
	if v.Kind == "environment" {
		when = "read " + v.At
	}
	if at, err := time.Parse(time.RFC3339, v.At); err == nil {
		when = strings.Fields(when)[0] + " " + spoken(at)
	}
	title := v.Title
	if v.Note != "" {
		title += ", " + v.Note
	}
	return reportSide{Title: visible(title), Items: counted(v.Items, "item"), When: when, State: lockstep.Digest(v.State).Short()}
}

func spoken(at time.Time) string { return at.UTC().Format("2 January 2006, 15:04 UTC") }

func signAndWord(op lockstep.Op) (sign, word string) {
	switch op {
	case lockstep.Add:
		return "+", "only on the right"
	case lockstep.Remove:
		return "−", "only on the left"
	case lockstep.Rename:
		return "→", "renamed"
	}
	return "~", "changed"
}

func (r *report) add(one *session, c lockstep.Change, n int) error {
	d, err := pairOf(one, c.Key)
	if err != nil {
		return err
	}
	v := d.view(one)
	sign, word := signAndWord(c.Op)
	item := reportItem{
		Anchor: fmt.Sprintf("item-%d", n), Name: visible(c.Key.Name), Kind: visible(c.Key.Kind), Op: string(c.Op), Sign: sign, Word: word, From: visible(c.From.Name),
	}
	if c.Key.Slot != lockstep.DefaultSlot {
		item.Kind += " in " + visible(c.Key.Slot)
	}
	if d.had && d.has && v.ModeBefore != v.ModeAfter {
		item.Notes = append(item.Notes, fmt.Sprintf("It was %s and becomes %s.", modeWord(d.before.Mode), modeWord(d.after.Mode)))
	}
	if max(v.SizeBefore, v.SizeAfter) > largeItem {
		r.without++
		item.Notes = append(item.Notes, "Its lines are not shown, because it is large. "+sizes(d))
		r.Items = append(r.Items, item)
		return nil
	}
	before, after, err := r.contents(one, d)
	if err != nil {
		return err
	}
	item.ImageBefore, item.ImageAfter = r.image(c.Key.Name, before), r.image(c.Key.Name, after)
	if lockstep.Binary(before) || lockstep.Binary(after) {
		item.Notes = append(item.Notes, "It is not text. "+sizes(d))
	} else {
		item.Notes = append(item.Notes, d.unseen(before, after, leftAndRight())...)
		item.Rows = r.lines(before, after, &item.Notes)
	}
	r.Items = append(r.Items, item)
	return nil
}

// image is a picture as an address that this program made, as long as there is room for it.
func (r *report) image(name string, content []byte) template.URL {
	address := image(name, content)
	if len(address) > r.images {
		return ""
	}
	r.images -= len(address)
	return template.URL(address)
}

func sizes(d pair) string {
	said := func(item lockstep.Item, there bool) string {
		if !there {
			return "not there"
		}
		return fmt.Sprintf("%s, SHA-256 %s", counted(int(item.Body.Size), "byte"), item.Body.Digest.Short())
	}
	return fmt.Sprintf("Left: %s. Right: %s.", said(d.before, d.had), said(d.after, d.has))
}

func modeWord(m lockstep.Mode) string {
	switch m {
	case lockstep.Executable:
		return "executable"
	case lockstep.Link:
		return "a link"
	}
	return "a plain file"
}

// lines draws two texts, as far as the report has room for them.
func (r *report) lines(before, after []byte, notes *[]string) []reportRow {
	all := textdiff.Rows(before, after, 3)
	shown := all[:min(len(all), reportRowsOfItem, r.rows)]
	r.rows -= len(shown)
	if n := len(all) - len(shown); n > 0 {
		r.without++
		*notes = append(*notes, fmt.Sprintf("%s more of it are not shown.", counted(n, "line")))
	}
	marker := textdiff.NewMarker()
	rows := make([]reportRow, 0, len(shown))
	for _, row := range shown {
		if row.Kind == textdiff.Fold {
			rows = append(rows, reportRow{Fold: counted(row.Folded, "unchanged line")})
			continue
		}
		var left, right []textdiff.Span
		if row.Kind == textdiff.Change {
			left, right = marker.Marks(row.TextLeft, row.TextRight)
		}
		rows = append(rows, reportRow{
			Kind: string(row.Kind), Left: lineNumber(row.Left), Right: lineNumber(row.Right),
			Before: pieces(row.TextLeft, left), After: pieces(row.TextRight, right),
		})
	}
	return rows
}

func lineNumber(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// pieces cuts a line at its marks.
func pieces(line string, marks []textdiff.Span) []reportPiece {
	units := utf16.Encode([]rune(line))
	var cut []reportPiece
	at := 0
	put := func(to int, marked bool) {
		if to > at {
			cut = append(cut, reportPiece{Text: visible(string(utf16.Decode(units[at:to]))), Marked: marked})
		}
		at = max(at, to)
	}
	for _, m := range marks {
		put(m.From, false)
		put(m.To, true)
	}
	put(len(units), false)
	return cut
}

// visible writes out the characters that change how others are shown, such as those that turn the direction of a text:
// a name must not look like another one.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0x061c:
			return '�'
		case r < ' ' && r != '\t', r == 0x7f:
			return '�'
		}
		return r
	}, strings.TrimSuffix(s, "\r"))
}
