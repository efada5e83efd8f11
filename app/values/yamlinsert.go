package values

import (
	"strings"
)

// insertYAML adds a key to a mapping or a member to a list that an address has reached.
func insertYAML(d *Document, w way, v Value) ([]splice, error) {
	n := w.node
	switch {
	case n.fixed != "":
		return nil, fault("%s", n.fixed)
	case n.sort == leaf:
		return nil, fault("what would hold it is a single value")
	}
	beside := &node{flow: n.flow, indent: n.indent + 2}
	for _, m := range n.members {
		if m.node.sort == leaf && m.node.quoted {
			beside.style = m.node.style
		}
	}
	text, err := encodeYAML(d, beside, v)
	if err != nil {
		return nil, err
	}
	if v.format == YAML && v.token != "" && fitsYAML(&node{end: 1, flow: n.flow}, v) {
		text = v.token
	}
	if n.flow {
		return insertFlow(d, w, nestedYAML(text), text)
	}
	item, unit := "", yamlUnit(d)
	switch {
	case n.sort == list && len(w.rest) > 1:
		return nil, fault("the list has no such member")
	case n.sort == list:
		if i, ok := index(w.rest[0]); w.rest[0] != "-" && (!ok || i != len(n.members)) {
			return nil, fault("only the next member of a list can be added, which is %d", len(n.members))
		}
		item = "- " + text
	default:
		for i, segment := range w.rest {
			if i > 0 {
				item += d.newline() + strings.Repeat(" ", n.indent+i*unit)
			}
			item += keyYAML(segment, false) + ":"
		}
		item += " " + text
	}
	if len(n.members) == 0 { // nothing but comments
		return d.appendix(item), nil
	}
	at := lineEnd(d.body, n.end)
	return []splice{{at, at, d.newline() + strings.Repeat(" ", n.indent) + item}}, nil
}

// nestedYAML writes keys in each other, on one line.
func nestedYAML(text string) func([]string) (string, error) {
	return func(rest []string) (string, error) {
		item := keyYAML(rest[len(rest)-1], true) + ": " + text
		for i := len(rest) - 2; i >= 0; i-- {
			item = keyYAML(rest[i], true) + ": {" + item + "}"
		}
		return item, nil
	}
}

func keyYAML(segment string, flow bool) string {
	key := unescape(segment)
	if plainYAML(key, flow, false) {
		return key
	}
	return quoteYAML(key)
}

// yamlUnit is by how many blanks the document indents a level.
func yamlUnit(d *Document) int {
	if unit := unitOf(d); len(unit) >= 2 && len(unit) <= 8 && !strings.Contains(unit, "\t") {
		return len(unit)
	}
	return 2
}

// insertFlow adds a member in brackets, of YAML or of TOML, behind those that are there.
func insertFlow(d *Document, w way, pair func([]string) (string, error), text string) ([]splice, error) {
	n, item := w.node, text
	if n.start >= len(d.body) || d.body[n.start] != '{' && d.body[n.start] != '[' {
		return nil, fault("what would hold it is not closed by a bracket")
	}
	if n.sort == list {
		if i, ok := index(w.rest[0]); len(w.rest) > 1 || w.rest[0] != "-" && (!ok || i != len(n.members)) {
			return nil, fault("only the next member of a list can be added, which is %d", len(n.members))
		}
	} else {
		var err error
		if item, err = pair(w.rest); err != nil {
			return nil, err
		}
	}
	if len(n.members) == 0 {
		return []splice{{n.start + 1, n.start + 1, item}}, nil
	}
	last := n.members[len(n.members)-1]
	lead := " "
	if strings.Contains(string(d.body[n.start:last.at]), "\n") && strings.TrimSpace(string(d.body[lineStart(d.body, last.at):last.at])) == "" {
		lead = d.newline() + indentOf(d.body, last.at)
	}
	return []splice{{last.node.end, last.node.end, "," + lead + item}}, nil
}
