package values

import (
	"regexp"
	"strconv"
	"strings"
)

// stepOfXML is name, name[attribute=value] or name[2], with @attribute behind it in the last segment.
var stepOfXML = regexp.MustCompile(`(?s)^([^\[@]+)(?:\[(.*)\])?(@[^\]@]+)?$`)

// identities are the attributes by which an element is known among others of its name, the first that tells it apart.
var identities = []string{"@key", "@name", "@id"}

// stepXML gives the elements that a segment names.
func stepXML(n *node, segment string) []member {
	parts := stepOfXML.FindStringSubmatch(segment)
	if parts == nil || n.sort != object {
		return nil
	}
	found := n.all(unescape(parts[1]))
	attribute, value, is := strings.Cut(parts[2], "=")
	switch {
	case parts[2] == "":
		return found
	case !is:
		if i, ok := index(parts[2]); ok && i >= 1 && i <= len(found) {
			return found[i-1 : i]
		}
		return nil
	}
	var chosen []member
	attribute, value = "@"+unescape(attribute), unescape(value)
	for _, m := range found {
		if held := m.node.first(attribute); held != nil && held.text == value {
			chosen = append(chosen, m)
		}
	}
	return chosen
}

// lastStepXML gives what the last segment names: an attribute, or an element's text; the element where it has none.
func lastStepXML(n *node, segment string) []member {
	found := stepXML(n, segment)
	if len(found) != 1 {
		return found
	}
	name := stepOfXML.FindStringSubmatch(segment)[3]
	held := found[0].node.all(name)
	if name == "" && len(held) == 0 {
		return found
	}
	return held
}

// walkXML gives the places of an element.
func (d *Document) walkXML(n *node, address string, places *[]Place) {
	var s siblings
	for i, m := range n.members {
		switch {
		case m.node.sort != leaf:
			d.walkXML(m.node, d.addressXML(n, i, address, &s), places)
		case !m.node.hidden:
			*places = append(*places, d.place(m.node, address+m.name))
		}
	}
}

// addressXML is that of an element in another one.
func (d *Document) addressXML(n *node, i int, address string, s *siblings) string {
	if n == d.root {
		return s.segment(n, i)
	}
	return address + "/" + s.segment(n, i)
}

// siblings tell the elements of one name apart.
type siblings struct {
	count, same map[string]int // nil until they are asked
	nth         []int          // which one of its name each is, from 1
}

// segment is that of the element at a position: with a predicate where others have its name.
func (s *siblings) segment(n *node, at int) string {
	if s.count == nil {
		s.look(n)
	}
	m := n.members[at]
	if s.count[m.name] < 2 {
		return Escape(m.name)
	}
	return Escape(m.name) + "[" + identity(m, s.same, s.nth[at]) + "]"
}

func (s *siblings) look(n *node) {
	s.count, s.same, s.nth = map[string]int{}, map[string]int{}, make([]int, len(n.members))
	for i, m := range n.members {
		s.count[m.name]++
		s.nth[i] = s.count[m.name]
	}
	for _, m := range n.members {
		for _, id := range identities {
			if s.count[m.name] < 2 {
				break
			}
			if held := m.node.first(id); held != nil {
				s.same[m.name+id+held.text]++
			}
		}
	}
}

// identity is the predicate that tells an element apart.
func identity(m member, same map[string]int, nth int) string {
	for _, id := range identities {
		if held := m.node.first(id); held != nil && same[m.name+id+held.text] == 1 {
			return id[1:] + "=" + Escape(held.text)
		}
	}
	return strconv.Itoa(nth)
}

// expandXML gives every place of the document that the parts of a pattern name, or that is below what they name. An
// element that a pattern tells apart by an attribute is known by it also where it is the only one.
func (d *Document) expandXML(parts []string, give func(Place)) {
	seen := map[int]bool{}
	one := func(n *node, address string) {
		if !n.hidden && !seen[n.start] {
			seen[n.start] = true
			give(d.place(n, address))
		}
	}
	all := func(n *node, address string) {
		var places []Place
		d.walkXML(n, address, &places)
		for _, p := range places {
			if !seen[p.Start] {
				seen[p.Start] = true
				give(p)
			}
		}
	}
	var walk func(n *node, parts []string, address string)
	walk = func(n *node, parts []string, address string) {
		if len(parts) == 0 {
			all(n, address)
			return
		}
		if parts[0] == "**" {
			walk(n, parts[1:], address)
		}
		var s siblings
		element := stepOfXML.FindStringSubmatch(parts[0])
		for i, m := range n.members {
			if m.node.sort == leaf {
				if len(parts) == 1 && strings.HasPrefix(parts[0], "@") && globbed(parts[0], m.name) { // an attribute behind **
					one(m.node, address+m.name)
				}
				continue
			}
			if parts[0] == "**" {
				walk(m.node, parts, d.addressXML(n, i, address, &s))
				continue
			}
			if element == nil || !globbed(unescape(element[1]), m.name) {
				continue
			}
			segment := ""
			if element[2] == "" {
				segment = d.addressXML(n, i, address, &s)
			} else {
				known, ok := predicate(n, m, element[2])
				if !ok {
					continue
				}
				segment = Escape(m.name) + "[" + known + "]"
				if n != d.root {
					segment = address + "/" + segment
				}
			}
			if element[3] == "" {
				walk(m.node, parts[1:], segment)
				continue
			}
			if len(parts) > 1 {
				continue
			}
			for _, held := range m.node.members {
				if held.node.sort == leaf && held.name != "" && globbed(element[3], held.name) {
					one(held.node, segment+held.name)
				}
			}
		}
	}
	walk(d.root, parts, "")
}

// predicate says that an element is the one that a predicate with * for any characters tells, and how exactly it is known
// by that.
func predicate(n *node, m member, text string) (known string, ok bool) {
	attribute, value, is := strings.Cut(text, "=")
	if !is {
		i, ok := index(text)
		return text, ok && i >= 1 && i <= len(n.all(m.name)) && n.all(m.name)[i-1].node == m.node
	}
	held := m.node.first("@" + unescape(attribute))
	if held == nil || !globbed(unescape(value), held.text) {
		return "", false
	}
	return attribute + "=" + Escape(held.text), true
}
