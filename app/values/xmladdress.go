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
	found := n.all(unescaper.Replace(parts[1]))
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
	attribute, value = "@"+unescaper.Replace(attribute), unescaper.Replace(value)
	for _, m := range found {
		if held := m.node.first(attribute); held != nil && held.value.Text == value {
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
	count, same := map[string]int{}, map[string]int{}
	for _, m := range n.members {
		count[m.name]++
		for _, id := range identities {
			if held := m.node.first(id); held != nil {
				same[m.name+id+held.value.Text]++
			}
		}
	}
	nth := map[string]int{}
	for _, m := range n.members {
		nth[m.name]++
		if m.node.sort == leaf {
			if !m.node.hidden {
				*places = append(*places, d.place(m.node, address+m.name))
			}
			continue
		}
		segment := Escape(m.name)
		if count[m.name] > 1 {
			segment += "[" + identity(m, same, nth[m.name]) + "]"
		}
		if n != d.root {
			segment = address + "/" + segment
		}
		d.walkXML(m.node, segment, places)
	}
}

// identity is the predicate that tells an element apart.
func identity(m member, same map[string]int, nth int) string {
	for _, id := range identities {
		if held := m.node.first(id); held != nil && same[m.name+id+held.value.Text] == 1 {
			return id[1:] + "=" + Escape(held.value.Text)
		}
	}
	return strconv.Itoa(nth)
}
