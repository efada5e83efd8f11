package textdiff

import "strings"

// Kind says what a row of a side by side view shows.
type Kind string

// The kinds of rows.
const (
	Same   Kind = "same"
	Add    Kind = "add"
	Remove Kind = "remove"
	Change Kind = "change"
	Fold   Kind = "fold" // stands for equal lines that are not shown
)

// Row is one row of a side by side view. Left and Right are line numbers from 1; 0 where that side has no line. Texts
// are without their newline. A fold has the numbers of the first lines that it stands for.
//
// Where just one side ends without a newline, its last line is followed by a row without numbers, a remove or an add,
// that says so: without it two lines that look equal would be shown as changed.
type Row struct {
	Kind      Kind
	Left      int
	Right     int
	TextLeft  string
	TextRight string
	Folded    int // how many equal lines a fold stands for
}

// NoNewline is the text of the row, and of the line in a patch, that says that a side ends without a newline.
const NoNewline = `\ No newline at end of file`

// Rows lays before and after side by side, the lines of a replaced stretch paired as [Runs] pairs them. Equal lines
// further than context from a difference are folded, where that saves a row; a negative context folds nothing.
func Rows(before, after []byte, context int) []Row {
	v := view{before: splitLines(before), after: splitLines(after), context: context}
	v.rows = []Row{}
	a, b := 0, 0
	for _, r := range runs(v.before, v.after, compare(v.before, v.after, nil)) {
		v.same(a, b, r.Left-a, a == 0 && b == 0, false)
		v.differ(r)
		a, b = r.ends()
	}
	v.same(a, b, len(v.before)-a, a == 0 && b == 0, true)
	v.sayNewline()
	return v.rows
}

type view struct {
	before, after []string
	context       int
	rows          []Row
}

// same shows n equal lines, with the middle folded, or an end of it where the run begins or ends the text.
func (v *view) same(a, b, n int, first, last bool) {
	head, tail := v.context, v.context
	if first {
		head = 0
	}
	if last {
		tail = 0
	}
	folded := n - head - tail
	if v.context < 0 || folded < 2 {
		head, folded = n, 0
	}
	for i := 0; i < n; {
		if i == head && folded > 0 {
			v.rows = append(v.rows, Row{Kind: Fold, Left: a + i + 1, Right: b + i + 1, Folded: folded})
			i += folded
			continue
		}
		text := bare(v.before[a+i])
		v.rows = append(v.rows, Row{Kind: Same, Left: a + i + 1, Right: b + i + 1, TextLeft: text, TextRight: text})
		i++
	}
}

func (v *view) differ(r Run) {
	for i := range r.Lines {
		a, b := r.Left+i, r.Right+i
		switch r.Kind {
		case Remove:
			v.rows = append(v.rows, Row{Kind: Remove, Left: a + 1, TextLeft: bare(v.before[a])})
		case Add:
			v.rows = append(v.rows, Row{Kind: Add, Right: b + 1, TextRight: bare(v.after[b])})
		default:
			v.rows = append(v.rows, Row{Kind: Change, Left: a + 1, Right: b + 1, TextLeft: bare(v.before[a]), TextRight: bare(v.after[b])})
		}
	}
}

func (v *view) sayNewline() {
	left, right := openEnded(v.before), openEnded(v.after)
	switch {
	case left && !right:
		v.rows = append(v.rows, Row{Kind: Remove, TextLeft: NoNewline})
	case right && !left:
		v.rows = append(v.rows, Row{Kind: Add, TextRight: NoNewline})
	}
}

func openEnded(lines []string) bool {
	return len(lines) > 0 && !strings.HasSuffix(lines[len(lines)-1], "\n")
}

func bare(line string) string { return strings.TrimSuffix(line, "\n") }
