package textdiff

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// Absent is the name of a side that does not exist.
const Absent = "/dev/null"

// Mode is what a file is besides its bytes.
type Mode string

// The modes.
const (
	Plain      Mode = ""
	Executable Mode = "x"
	Link       Mode = "link" // the body is the link's target
)

// File is one side of a patch. Name is the plain path, without a/ or b/; "" and [Absent] both mean that there is none.
type File struct {
	Name string
	Mode Mode
	Body []byte
}

func (f File) absent() bool { return f.Name == "" || f.Name == Absent }

func (f File) mode() string {
	switch f.Mode {
	case Executable:
		return "100755"
	case Link:
		return "120000"
	}
	return "100644"
}

// Patch is the patch from before to after as git writes it, modes and renames included; "" where nothing differs.
// A binary content is only said to differ. The names are plain paths: the patch has a/ and b/ put before them.
func Patch(before, after File) string {
	if before.absent() && after.absent() {
		return ""
	}
	if !before.absent() && !after.absent() && (before.Mode == Link) != (after.Mode == Link) {
		return Patch(before, File{}) + Patch(File{}, after) // git does not turn a link into a file in place
	}
	old, new := before.Name, after.Name
	switch {
	case before.absent():
		old = new
	case after.absent():
		new = old
	}
	p := patch{oldName: quote("a/" + old), newName: quote("b/" + new)}
	head := fmt.Sprintf("diff --git %s %s\n", p.oldName, p.newName)
	p.extend(before, after, old, new)
	if before.absent() {
		p.oldName, before.Body = Absent, nil
	}
	if after.absent() {
		p.newName, after.Body = Absent, nil
	}
	if !bytes.Equal(before.Body, after.Body) {
		p.body(before.Body, after.Body)
	}
	if p.text.Len() == 0 {
		return ""
	}
	return head + p.text.String()
}

type patch struct {
	oldName, newName string
	text             strings.Builder
}

// extend writes what git says about a file besides its lines.
func (p *patch) extend(before, after File, old, new string) {
	switch {
	case before.absent():
		fmt.Fprintf(&p.text, "new file mode %s\n", after.mode())
		return
	case after.absent():
		fmt.Fprintf(&p.text, "deleted file mode %s\n", before.mode())
		return
	}
	if before.mode() != after.mode() {
		fmt.Fprintf(&p.text, "old mode %s\nnew mode %s\n", before.mode(), after.mode())
	}
	if old != new {
		fmt.Fprintf(&p.text, "rename from %s\nrename to %s\n", quote(old), quote(new))
	}
}

func (p *patch) body(before, after []byte) {
	if Binary(before) || Binary(after) {
		fmt.Fprintf(&p.text, "Binary files %s and %s differ\n", p.oldName, p.newName)
		return
	}
	fmt.Fprintf(&p.text, "--- %s\n+++ %s\n", tabbed(p.oldName), tabbed(p.newName))
	a, b := splitLines(before), splitLines(after)
	blocks := compare(a, b, nil)
	for len(blocks) > 0 {
		n := 1
		for n < len(blocks) && blocks[n].a-blocks[n-1].aEnd <= 2*around {
			n++
		}
		p.hunk(a, b, blocks[:n])
		blocks = blocks[n:]
	}
}

// around is how many equal lines a hunk has before and after its differences.
const around = 3

func (p *patch) hunk(a, b []string, blocks []block) {
	first, last := blocks[0], blocks[len(blocks)-1]
	lead := min(around, first.a)
	trail := min(around, len(a)-last.aEnd)
	fmt.Fprintf(&p.text, "@@ -%s +%s @@\n", span(first.a-lead, last.aEnd+trail), span(first.b-lead, last.bEnd+trail))
	at := first.a - lead
	for _, d := range blocks {
		p.lines(' ', a[at:d.a])
		p.lines('-', a[d.a:d.aEnd])
		p.lines('+', b[d.b:d.bEnd])
		at = d.aEnd
	}
	p.lines(' ', a[at:last.aEnd+trail])
}

// span is a range of a hunk's header. An empty one names the line before it.
func span(from, to int) string {
	switch to - from {
	case 0:
		return fmt.Sprintf("%d,0", from)
	case 1:
		return strconv.Itoa(from + 1)
	}
	return fmt.Sprintf("%d,%d", from+1, to-from)
}

func (p *patch) lines(sign byte, lines []string) {
	for _, line := range lines {
		p.text.WriteByte(sign)
		p.text.WriteString(line)
		if !strings.HasSuffix(line, "\n") {
			p.text.WriteString("\n" + NoNewline + "\n")
		}
	}
}

// quote writes a name as git does: bare, or in quotes with escapes where it holds what would break the line.
func quote(name string) string {
	plain := true
	for i := range len(name) {
		if c := name[i]; c < ' ' || c == '"' || c == '\\' || c == 0x7f {
			plain = false
		}
	}
	if plain {
		return name
	}
	var q strings.Builder
	q.WriteByte('"')
	for i := range len(name) {
		switch c := name[i]; {
		case c == '"' || c == '\\':
			q.WriteByte('\\')
			q.WriteByte(c)
		case c == '\n':
			q.WriteString(`\n`)
		case c == '\t':
			q.WriteString(`\t`)
		case c < ' ' || c == 0x7f:
			fmt.Fprintf(&q, `\%03o`, c)
		default:
			q.WriteByte(c)
		}
	}
	q.WriteByte('"')
	return q.String()
}

// tabbed ends a name that holds a space with a tab, so that a reader does not take what follows the space for a date.
func tabbed(name string) string {
	if strings.Contains(name, " ") && !strings.HasPrefix(name, `"`) {
		return name + "\t"
	}
	return name
}
