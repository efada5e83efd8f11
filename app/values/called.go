package values

import "strings"

// called is what a place is called, where its own key only says that it is a value.
func called(p place) (name, parent string) {
	switch strings.ToLower(p.name) {
	case "value", "val", "content", "default", "data", "text":
		if p.parent != "" {
			return p.parent, ""
		}
	}
	return p.name, p.parent
}

// tellingXML is what the elements are called that have an attribute for it.
func tellingXML(format Format, all []Place) map[string]string {
	if format != XML {
		return nil
	}
	told := map[string]string{}
	for _, p := range all {
		for _, id := range identities {
			if element, is := strings.CutSuffix(p.Address, id); is && told[element] == "" {
				told[element] = p.Value.Text
			}
		}
	}
	return told
}

// calledFlat is what the place of a flat format is called, and what it stands in.
func calledFlat(format Format, address string) (name, parent string) {
	parts := splitAddress(address)
	last := parts[len(parts)-1]
	if len(parts) > 1 {
		parent = unescape(parts[len(parts)-2])
	}
	if format != XML {
		name = unescape(last)
		if format == Properties || strings.Count(name, ".") > 0 && strings.ToLower(name) == name {
			if dot := strings.LastIndexByte(name, '.'); dot > 0 {
				name, parent = name[dot+1:], name[:dot]
				parent = parent[strings.LastIndexByte(parent, '.')+1:]
			}
		}
		return name, parent
	}
	step := stepOfXML.FindStringSubmatch(last)
	if step == nil {
		return last, parent
	}
	element, predicate, attribute := step[1], step[2], step[3]
	name = unescape(strings.TrimPrefix(attribute, "@"))
	if _, told, ok := strings.Cut(predicate, "="); ok && (attribute == "" || attribute == "@value") {
		return unescape(told), element
	}
	if name == "" {
		return element, parent
	}
	return name, element
}
