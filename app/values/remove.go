package values

import (
	"bytes"
	"strings"

	"lockstep/app/lockstep"
)

// Remove gives the document without a place: its key, its comma or its line go with it. The error is as of Set, and
// Invalid where it cannot go without changing another value, as the last key of a block of YAML.
func (d *Document) Remove(address string) ([]byte, error) {
	n, err := d.leaf(address)
	if err != nil {
		return nil, err
	}
	if n.fixed != "" {
		return nil, d.refuse(address, lockstep.Blocked, "%s", n.fixed)
	}
	if d.format == Text {
		return nil, d.refuse(address, lockstep.Invalid, "nothing can be taken out of a text by a pattern. Take the line out of the file")
	}
	w, err := d.find(address)
	if err != nil {
		return nil, err
	}
	if len(w.path) == 0 {
		return nil, d.refuse(address, lockstep.Invalid, "it is the whole document")
	}
	splices, err := d.removal(w.path[len(w.path)-1], n)
	if err != nil {
		return nil, d.refuse(address, lockstep.Invalid, "it cannot be taken out, as %s", err)
	}
	after, err := d.splice(splices)
	if err != nil {
		return nil, d.refuse(address, lockstep.Internal, "%s", err)
	}
	again, err := open(d.name, d.format, after)
	if err != nil || grown(again.flatten(), d.flatten()) != d.counted(n) {
		return nil, d.refuse(address, lockstep.Invalid, "it cannot be taken out without changing another value")
	}
	return after, nil
}

// counted is 1 for a leaf that flatten gives, and 0 for an element of XML that holds nothing.
func (d *Document) counted(n *node) int {
	return len((&Document{format: d.format, root: n}).flatten())
}

func (d *Document) removal(parent, n *node) ([]splice, error) {
	i := 0
	for i < len(parent.members) && parent.members[i].node != n {
		i++
	}
	switch {
	case d.format == XML:
		return d.removeXML(parent, n)
	case d.format == JSON:
		return d.removeListed(parent, i, func(at int) int { return at + skipExtra(d.body[at:]) })
	case parent.flow:
		return d.removeListed(parent, i, func(at int) int { return skipBlank(d.body, at) })
	}
	return d.removeLines(parent.members[i].at, n.end)
}

// removeLines takes out the lines from start to end, which must hold nothing else.
func (d *Document) removeLines(start, end int) ([]splice, error) {
	from, to := lineStart(d.body, start), end+skipTo(d.body[end:], "\n")
	if len(bytes.TrimSpace(d.body[from:start])) > 0 {
		return nil, fault("something stands before it in its line")
	}
	if to < len(d.body) {
		return []splice{{from, to + 1, ""}}, nil
	}
	if from > d.begin() { // the last line has no line break: the one before takes its place
		from = lineEnd(d.body, from-1)
		if d.body[from] == '\n' && from > 0 && d.body[from-1] == '\r' {
			from--
		}
	}
	return []splice{{from, to, ""}}, nil
}

// removeListed takes a member in brackets out, with one comma.
func (d *Document) removeListed(parent *node, i int, skip func(int) int) ([]splice, error) {
	m, end := parent.members[i], parent.members[i].node.end
	var splices []splice
	next := skip(end)
	comma := next < len(d.body) && d.body[next] == ','
	if comma {
		end = next + 1
	} else if i > 0 {
		before := skip(parent.members[i-1].node.end)
		splices = append(splices, splice{before, before + 1, ""})
	}
	from := lineStart(d.body, m.at)
	eol := lineEnd(d.body, end)
	rest := strings.TrimLeft(string(d.body[end:eol]), " \t")
	alone := rest == "" || strings.HasPrefix(rest, "//") || strings.HasPrefix(rest, "#") && d.format != JSON
	if alone && len(bytes.TrimSpace(d.body[from:m.at])) == 0 && from > parent.start && eol < len(d.body) {
		return append(splices, splice{from, eol + skipTo(d.body[eol:], "\n") + 1, ""}), nil
	}
	from = m.at
	if i == len(parent.members)-1 {
		from -= spacesBefore(d.body, from)
	} else if comma {
		end += len(d.body[end:]) - len(bytes.TrimLeft(d.body[end:], " \t"))
	}
	if len(splices) > 0 && from <= splices[0].end {
		from = splices[0].end
	}
	return append(splices, splice{from, end, ""}), nil
}

// removeXML takes an attribute out, or an element that has a text alone.
func (d *Document) removeXML(parent, n *node) ([]splice, error) {
	for _, m := range parent.members {
		for _, held := range m.node.members {
			if held.node != n {
				continue
			}
			if held.name != "" {
				from := held.at
				for from > 0 && strings.IndexByte(" \t\r\n", d.body[from-1]) >= 0 {
					from--
				}
				return []splice{{from, n.end, ""}}, nil
			}
			if len(m.node.members) > 1 {
				return nil, fault("its element has attributes")
			}
			if lines, err := d.removeLines(m.at, m.node.end); err == nil && len(bytes.TrimSpace(d.body[m.node.end:lineEnd(d.body, m.node.end)])) == 0 {
				return lines, nil
			}
			return []splice{{m.at, m.node.end, ""}}, nil
		}
	}
	return nil, fault("it is the document's element")
}
