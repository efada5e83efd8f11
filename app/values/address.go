package values

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"lockstep/app/lockstep"
)

var (
	escaper   = strings.NewReplacer("~", "~0", "/", "~1")
	unescaper = strings.NewReplacer("~1", "/", "~0", "~")
	escapes   = strings.NewReplacer("~0", "", "~1", "")
)

// Escape makes a key a segment of an address (RFC 6901).
func Escape(key string) string {
	if !strings.ContainsAny(key, "~/") {
		return key // a replacer makes a copy
	}
	return escaper.Replace(key)
}

func unescape(segment string) string {
	if !strings.Contains(segment, "~") {
		return segment
	}
	return unescaper.Replace(segment)
}

// segments are the parts of an address, as they are written. Of a JSON pointer the first slash is left out; "" is the
// whole document, which has none.
func (d *Document) segments(address string) ([]string, error) {
	pointer := !d.format.flat()
	switch {
	case pointer && address == "":
		return nil, nil
	case pointer && address[0] != '/':
		return nil, d.refuse(address, lockstep.Invalid, "an address in %s begins with a slash", d.format)
	case pointer:
		address = address[1:]
	}
	parts := strings.Split(address, "/")
	for _, part := range parts {
		if strings.Contains(part, "~") && strings.Contains(escapes.Replace(part), "~") {
			return nil, d.refuse(address, lockstep.Invalid, "a ~ is written as ~0 in an address, and a / as ~1")
		}
	}
	return parts, nil
}

// refuse is why a place cannot be read or set.
func (d *Document) refuse(address string, code lockstep.Code, why string, args ...any) error {
	cause := fault(why, args...)
	return &lockstep.Error{Code: code, Message: fmt.Sprintf("The place %s of %s cannot be set: %v. Nothing was changed.", address, d.name, cause), Cause: cause}
}

// way is how far an address leads.
type way struct {
	node *node    // the last that was found
	path []*node  // from the root to before node
	rest []string // the segments that lead to nothing; none where the place is there
}

// find goes as far as an address leads. The error says what is ambiguous.
func (d *Document) find(address string) (way, error) {
	parts, err := d.segments(address)
	if err != nil {
		return way{}, err
	}
	w := way{node: d.root, rest: parts}
	for len(w.rest) > 0 {
		step := w.rest[0]
		found := d.step(w.node, step, len(w.rest) == 1)
		if len(found) == 0 {
			return w, nil
		}
		if len(found) > 1 {
			return w, d.refuse(address, lockstep.Conflict, "%s is there %d times, in the lines %d and %d. Leave one of them", unescape(step), len(found), d.line(found[0].at), d.line(found[1].at))
		}
		w.path = append(w.path, w.node)
		w.node, w.rest = found[0].node, w.rest[1:]
	}
	return w, nil
}

// step gives what a segment names in a node; last says that it is the address's last one.
func (d *Document) step(n *node, segment string, last bool) []member {
	switch {
	case d.format == XML && last:
		return lastStepXML(n, segment)
	case d.format == XML:
		return stepXML(n, segment)
	case d.format == INI && !last:
		return n.all(sectionName(unescape(segment)))
	case n.sort == list:
		if field, value, ok := selector(segment); ok {
			return n.selected(field, value)
		}
		if i, ok := index(segment); ok && i < len(n.members) {
			return n.members[i : i+1]
		}
		return nil
	}
	return n.all(unescape(segment))
}

// index is the position that a segment names: digits without a leading zero (RFC 6901 §4).
func index(segment string) (int, bool) {
	i, err := strconv.Atoi(segment)
	return i, err == nil && i >= 0 && strconv.Itoa(i) == segment
}

// selector takes [field=value] apart.
func selector(segment string) (field, value string, ok bool) {
	if !strings.HasPrefix(segment, "[") || !strings.HasSuffix(segment, "]") {
		return "", "", false
	}
	field, value, ok = strings.Cut(segment[1:len(segment)-1], "=")
	return unescape(field), unescape(value), ok
}

// selected gives the members of a list whose field has a value.
func (n *node) selected(field, value string) (found []member) {
	for _, m := range n.members {
		for _, held := range m.node.all(field) {
			if held.node.sort == leaf && held.node.text == value {
				found = append(found, m)
				break
			}
		}
	}
	return found
}

// Places gives every value of the document, in order.
func (d *Document) Places() []Place {
	places := make([]Place, 0, d.nodes.count)
	if d.format == XML {
		d.walkXML(d.root, "", &places)
	} else {
		d.walk(d.root, "", nil, &places)
	}
	line, at := 1, 0
	for i := range places { // they stand in order but for few, which are counted anew
		if start := places[i].Start; start >= at {
			line, at = line+bytes.Count(d.body[at:start], []byte("\n")), start
			places[i].Line = line
		} else {
			places[i].Line = d.line(start)
		}
	}
	return places
}

// walk adds the places below a node: those whose addresses are wanted, or all.
func (d *Document) walk(n *node, address string, wanted func(address string) bool, places *[]Place) {
	if n.sort == leaf {
		if !n.hidden && (wanted == nil || wanted(address)) {
			*places = append(*places, d.place(n, address))
		}
		return
	}
	var twice map[string]bool
	looked := false
	for i, m := range n.members {
		before := len(*places)
		d.walk(m.node, d.address(n, i, address), wanted, places)
		if n.sort != object || len(*places) == before {
			continue
		}
		if !looked {
			twice, looked = repeated(n), true
		}
		if twice[m.name] {
			for j := before; j < len(*places); j++ {
				(*places)[j].Fixed = "its key " + m.name + " is written more than once"
			}
		}
	}
}

// repeated are the names that an object has more than once; nil for none.
func repeated(n *node) (twice map[string]bool) {
	seen := make(map[string]bool, len(n.members))
	for _, m := range n.members {
		if seen[m.name] && twice == nil {
			twice = map[string]bool{}
		}
		if seen[m.name] {
			twice[m.name] = true
		}
		seen[m.name] = true
	}
	return twice
}

// address is that of a node's member.
func (d *Document) address(n *node, i int, address string) string {
	m := n.members[i]
	switch {
	case n.sort == list:
		return address + "/" + strconv.Itoa(i)
	case d.format == INI && m.node.sort == object:
		return Escape(m.name[1 : len(m.name)-1])
	case d.format.flat() && n == d.root:
		return Escape(m.name)
	}
	return address + "/" + Escape(m.name)
}

func (d *Document) place(n *node, address string) Place {
	return Place{Address: address, Start: n.start, End: n.end, Value: d.lift(n), Quoted: n.quoted, Fixed: n.fixed}
}

// lift is a leaf's value with its token.
func (d *Document) lift(n *node) Value {
	v := n.value()
	if n.style != alias { // what it refers to is written elsewhere
		v.token, v.style = string(d.body[n.start:n.end]), n.style
	}
	v.format = d.format
	return v
}

// Get gives the value at an address: false where there is none, or more than one. An alias gives what it refers to.
func (d *Document) Get(address string) (Value, bool) {
	p, err := d.Place(address)
	return p.Value, err == nil
}

// Place gives the place at an address. The error is NotFound where there is none, Conflict where the address is
// ambiguous, and Invalid where it is none.
func (d *Document) Place(address string) (Place, error) {
	n, err := d.leaf(address)
	if err != nil {
		return Place{}, err
	}
	p := d.place(n, address)
	p.Line = d.line(p.Start)
	return p, nil
}

// leaf is the node at an address.
func (d *Document) leaf(address string) (*node, error) {
	if d.format == Text {
		return d.match(address)
	}
	w, err := d.find(address)
	switch {
	case err != nil:
		return nil, err
	case len(w.rest) > 0:
		return nil, d.refuse(address, lockstep.NotFound, "there is no %s in it", unescape(w.rest[0]))
	case w.node.sort != leaf:
		return nil, d.refuse(address, lockstep.NotFound, "it holds more than one value")
	}
	return w.node, nil
}
