package app

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"lockstep/app/lockstep"
)

// projectFile is what the text of a project's settings says: all that is a setting of a project, but no secret, and not
// which environment may be written to, for that is allowed by the owner of each catalog. What becomes a setting of a
// project later belongs into parts and into readProjectFile, and into settle, which lays it into the catalog.
type projectFile struct {
	uuid, name   string              // uuid is "" where a file was written by hand: then the name says which one is meant
	keep         *lockstep.Retention // nil where the file says nothing of it
	rules        []lockstep.Rule     // nil where the file says nothing of them
	slots        []lockstep.Slot
	environments []fileEnvironment
}

// fileEnvironment is an environment as the file has it.
type fileEnvironment struct {
	uuid, name  string
	role        lockstep.Role
	upstream    string // the name of another one in the file; "" for a root
	connections map[string]lockstep.Settings
	checks      []lockstep.Check // their secrets without values
	gate        string           // "" where the file says nothing of it
	onFailure   string           // the same
}

// projectFormat is the newest version of the text. A change that an older Lockstep could not apply makes it another one; a text
// is of the oldest that can say it.
const projectFormat = 3

// version is that of the text.
func (f projectFile) version() int {
	switch {
	case f.rules != nil:
		return 3
	case f.checked():
		return 2
	}
	return 1
}

const projectHead = `# The settings of a project in Lockstep, one a line, in an order that stays: what changes reads well in git.
# The secrets of its connections are not in here, nor whether a live environment may be written to: that is for the
# owner of each catalog to allow.
`

// part is a thing that has settings: the project, a slot, an environment, or a connection.
type part struct {
	id     string // the same whatever it is called
	title  string // environment QA
	tables []table
}

// table is a table of the file.
type table struct {
	head     string
	settings []setting
}

type setting struct {
	name, value string
	fixed       bool // it says what is meant, and is never changed
	number      bool // the value is one, and not a text
}

func (p part) settings() (all []setting) {
	for _, t := range p.tables {
		all = append(all, t.settings...)
	}
	return all
}

// parts gives all that the file says. Environments go by name, so that a change of the pipeline moves none of them.
func (f projectFile) parts() []part {
	all := []part{{id: "project", title: "project " + f.name, tables: []table{{"[project]", []setting{{name: "name", value: f.name}, {name: "uuid", value: f.uuid, fixed: true}}}}}}
	if f.keep != nil {
		all = append(all, part{id: "keep", title: "what pruning keeps", tables: []table{{"[keep]", keepSettings(*f.keep)}}})
	}
	if f.rules != nil {
		all = append(all, part{id: "rules", title: "environment values", tables: []table{{"[values]", []setting{{name: "rules", value: ruleLines(f.rules)}}}}})
	}
	for _, s := range f.slots {
		p := part{id: "slot " + s.Name, title: "slot " + s.Name, tables: []table{{"[[slot]]", []setting{{name: "name", value: s.Name}, {name: "kind", value: s.Kind}}}}}
		if len(s.Settings) > 0 {
			p.tables = append(p.tables, table{"[slot.settings]", settingsOf(s.Settings)})
		}
		all = append(all, p)
	}
	ordered := slices.Clone(f.environments)
	slices.SortFunc(ordered, func(a, b fileEnvironment) int { return strings.Compare(fold(a.name), fold(b.name)) })
	for _, e := range ordered {
		own := []setting{{name: "name", value: e.name}, {name: "uuid", value: e.uuid, fixed: true}, {name: "role", value: string(e.role)}}
		if e.upstream != "" {
			own = append(own, setting{name: "upstream", value: e.upstream})
		}
		own = append(own, e.checkSettings()...)
		all = append(all, part{id: "environment " + e.uuid, title: "environment " + e.name, tables: []table{{"[[environment]]", own}}})
		for _, slot := range sortedKeys(e.connections) {
			all = append(all, part{id: "connection " + e.uuid + "/" + slot, title: fmt.Sprintf("connection %s of %s", slot, e.name),
				tables: []table{{"[environment.connection." + fileKey(slot) + "]", settingsOf(e.connections[slot])}}})
		}
		all = append(all, e.checkParts()...)
	}
	return all
}

// ruleLines are rules, a line each: their order counts.
func ruleLines(rules []lockstep.Rule) string {
	lines := make([]string, len(rules))
	for i, r := range rules {
		lines[i] = string(r.Kind) + " " + r.Pattern
	}
	return strings.Join(lines, "\n")
}

func keepSettings(keep lockstep.Retention) (all []setting) {
	for _, s := range []struct {
		name  string
		value int
	}{{"last", keep.Last}, {"daily", keep.Daily}, {"weekly", keep.Weekly}, {"monthly", keep.Monthly}} {
		if s.value > 0 {
			all = append(all, setting{name: s.name, value: strconv.Itoa(s.value), number: true})
		}
	}
	return all
}

func settingsOf(m map[string]string) []setting {
	var all []setting
	for _, name := range sortedKeys(m) {
		all = append(all, setting{name: name, value: m[name]})
	}
	return all
}

// text is the file: TOML that depends on nothing but what it says.
func (f projectFile) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%sformat = %d\n", projectHead, f.version())
	for _, p := range f.parts() {
		for _, t := range p.tables {
			fmt.Fprintf(&b, "\n%s\n", t.head)
			for _, s := range t.settings {
				value := s.value
				if !s.number {
					value = fileValue(value)
				}
				fmt.Fprintf(&b, "%s = %s\n", fileKey(s.name), value)
			}
		}
	}
	return b.String()
}

// password is an address with a name and a password before the host.
var password = regexp.MustCompile(`://[^/\s:@]*:[^/\s@]+@`)

// passwords names the settings that hold an address with a password: it was not given as a secret, so it is in the file.
func (f projectFile) passwords() []string {
	found := []string{}
	for _, p := range f.parts() {
		for _, s := range p.settings() {
			if password.MatchString(s.value) {
				found = append(found, fmt.Sprintf("The %s has a password in its %s, and it stands in the file.", p.title, s.name))
			}
		}
	}
	return found
}

// fileValue is a string, or an array of the lines of one: each pattern of a list is a line of the file.
func fileValue(value string) string {
	if !strings.Contains(value, "\n") {
		return fileString(value)
	}
	var b strings.Builder
	b.WriteString("[\n")
	for _, line := range strings.Split(value, "\n") {
		b.WriteString("  " + fileString(line) + ",\n")
	}
	b.WriteString("]")
	return b.String()
}

func fileKey(name string) string {
	bare := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-'
	}
	if name != "" && strings.IndexFunc(name, func(r rune) bool { return !bare(r) }) < 0 {
		return name
	}
	return fileString(name)
}

// fileString is a basic string of TOML. What cannot be seen is escaped, so that a diff shows it.
func fileString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r <= 0xffff:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			fmt.Fprintf(&b, `\U%08X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
