package values

import (
	"bytes"
	"strings"

	"lockstep/app/lockstep"
)

// Insert gives the document with a place that is not in it: at the end of the nearest ancestor that is there, written as
// the file writes what is beside it. The error is Conflict where the place is there already, and Invalid where it cannot
// be added, or not without changing another.
func (d *Document) Insert(address string, v Value) ([]byte, error) {
	if d.format == Text {
		return nil, d.refuse(address, lockstep.Invalid, "nothing can be added to a text by a pattern. Write the line into the file")
	}
	w, err := d.find(address)
	if err != nil {
		return nil, err
	}
	if len(w.rest) == 0 {
		return nil, d.refuse(address, lockstep.Conflict, "it is there already")
	}
	v = d.settle(nil, v)
	if err := v.text(); err != nil {
		return nil, d.refuse(address, lockstep.Invalid, "%s", err)
	}
	if v.Kind == Null && d.format.flat() {
		return nil, d.refuse(address, lockstep.Invalid, "%s has no null", d.format)
	}
	names, _ := d.segments(address)
	splices, err := d.insertion(w, names, v)
	if err != nil {
		return nil, d.refuse(address, lockstep.Invalid, "it cannot be added, as %s", err)
	}
	after, err := d.splice(splices)
	if err != nil {
		return nil, d.refuse(address, lockstep.Internal, "%s", err)
	}
	again, err := open(d.name, d.format, after)
	if err != nil {
		return nil, d.refuse(address, lockstep.Invalid, "the document could not be read with it in it")
	}
	n, err := again.leaf(address)
	more := grown(d.flatten(), again.flatten())
	if d.format == XML && more > 1 { // the attributes that an element is known by come with it
		more = 1
	}
	if err != nil || !n.value().is(v) || more != 1 {
		return nil, d.refuse(address, lockstep.Invalid, "it cannot be added there without changing another value")
	}
	return after, nil
}

func (d *Document) insertion(w way, names []string, v Value) ([]splice, error) {
	switch d.format {
	case JSON:
		return insertJSON(d, w, v)
	case YAML:
		return insertYAML(d, w, v)
	case TOML:
		return insertTOML(d, w, names, v)
	case XML:
		return insertXML(d, w, v)
	case INI:
		return insertINI(d, w, names, v)
	}
	if len(names) > 1 {
		return nil, fault("an address in %s is one key, in which a slash is written as ~1", d.format)
	}
	name := unescape(names[0])
	if d.format == Properties {
		return insertProperties(d, name, v)
	}
	return insertEnv(d, name, v)
}

// entry is a value with the names that lead to it; all members of a list have the same one.
type entry struct {
	path  string
	value Value
}

// flatten is the values of a document in order. An element of XML that holds nothing may come to hold elements.
func (d *Document) flatten() (all []entry) {
	var walk func(*node, string)
	walk = func(n *node, path string) {
		if n.sort == leaf && (d.format != XML || n.quoted || strings.TrimSpace(n.text) != "") {
			all = append(all, entry{path, n.value()})
		}
		for _, m := range n.members {
			walk(m.node, path+"/"+Escape(m.name))
		}
	}
	walk(d.root, "")
	return all
}

// grown is by how many values, put in at one point, more is longer than fewer; -1 where that is not all.
func grown(fewer, more []entry) int {
	same := func(a, b entry) bool { return a.path == b.path && a.value.is(b.value) }
	n := len(more) - len(fewer)
	if n < 0 {
		return -1
	}
	i := 0
	for i < len(fewer) && same(fewer[i], more[i]) {
		i++
	}
	for ; i < len(fewer); i++ {
		if !same(fewer[i], more[i+n]) {
			return -1
		}
	}
	return n
}

// appendix adds lines to the end of the document, which then ends as it did: with a line break, or without one.
func (d *Document) appendix(text string) []splice {
	nl, at := d.newline(), len(d.body)
	switch {
	case at == d.begin(), bytes.HasSuffix(d.body, []byte("\n")):
		return []splice{{at, at, text + nl}}
	}
	return []splice{{at, at, nl + text}}
}

// heading adds a line before all sections and tables: behind a comment on the whole file, which an empty line ends.
func (d *Document) heading(line string) []splice {
	nl, at := d.newline(), d.begin()
	for text := range strings.Lines(string(d.body[d.begin():])) {
		rest := strings.TrimSpace(text)
		if rest != "" && rest[0] != '#' && rest[0] != ';' {
			break
		}
		at += len(text)
		if rest == "" {
			return []splice{{at, at, line + nl + nl}}
		}
	}
	return []splice{{d.begin(), d.begin(), line + nl + nl}}
}

// written is the token of a value that was lifted out of a document of the same format, or what encode makes of it.
func (d *Document) written(v Value, encode func(Value) (string, error)) (string, error) {
	if v.token != "" && v.format == d.format {
		return v.token, nil
	}
	return encode(v)
}

// equals is what stands between a key and its value in a table, or else in the document.
func equals(d *Document, n *node, otherwise string) string {
	for _, o := range []*node{n, d.root, firstTable(d.root)} {
		if o == nil || o.sort != object {
			continue
		}
		for _, m := range o.members {
			if m.node.sort != leaf || m.node.start <= m.at || d.format == TOML && m.node.start > m.at+200 {
				continue
			}
			between := string(d.body[m.at:m.node.start])
			bare := strings.TrimRight(between, " \t")
			if bare == "" || strings.ContainsAny(between, "\r\n") {
				continue
			}
			if mark := bare[len(bare)-1]; mark == '=' || mark == ':' {
				key := strings.TrimRight(bare[:len(bare)-1], " \t")
				return between[len(key):]
			}
		}
	}
	return otherwise
}

// firstTable is the first member that holds values.
func firstTable(n *node) *node {
	for _, m := range n.members {
		if m.node.sort == object {
			return m.node
		}
	}
	return nil
}
