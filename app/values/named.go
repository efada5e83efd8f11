package values

import (
	"slices"
	"strconv"
)

// named gives the places of a document that a pattern names, or what is above them.
func (d *Document) named(p placePattern) (places []Place) {
	if !d.format.flat() {
		seen := map[*node]bool{}
		d.expand(d.root, p.parts, "", func(n *node, address string) {
			if !seen[n] {
				seen[n] = true
				places = append(places, d.place(n, address))
			}
		})
		return places
	}
	if d.format == XML {
		d.expandXML(p.parts, func(place Place) { places = append(places, place) })
		return places
	}
	d.walk(d.root, "", p.namesKey, &places)
	return places
}

// expand walks to what the rest of a pattern names below a node, and gives every leaf there.
func (d *Document) expand(n *node, parts []string, address string, give func(*node, string)) {
	if len(parts) == 0 || n.sort == leaf {
		if n.sort == leaf && !n.hidden && !slices.ContainsFunc(parts, func(part string) bool { return part != "**" }) {
			give(n, address)
		}
		for i, m := range n.members {
			d.expand(m.node, nil, d.address(n, i, address), give)
		}
		return
	}
	if parts[0] == "**" {
		d.expand(n, parts[1:], address, give)
		for i, m := range n.members {
			d.expand(m.node, parts, d.address(n, i, address), give)
		}
		return
	}
	if field, value, ok := selector(parts[0]); ok && n.sort == list {
		for _, m := range n.members {
			for _, held := range m.node.all(field) {
				if held.node.sort == leaf && globbed(value, held.node.text) {
					d.expand(m.node, parts[1:], address+"/["+Escape(field)+"="+Escape(held.node.text)+"]", give)
				}
			}
		}
		return
	}
	pattern := unescape(parts[0])
	for i, m := range n.members {
		name := m.name
		if n.sort == list {
			name = strconv.Itoa(i)
		}
		if globbed(pattern, name) {
			d.expand(m.node, parts[1:], d.address(n, i, address), give)
		}
	}
}
