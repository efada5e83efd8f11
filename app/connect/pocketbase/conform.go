package pocketbase

import (
	"encoding/json"
	"strings"
)

// conform makes what comes from another version, or from a text that leaves something out, what this instance will show of
// it: PocketBase passes over keys that it does not know, and gives those that are missing what they have when nothing is
// set. example is a collection or a field of the same type as this instance has it. What is set and would vanish is given
// back, by its path.
func conform(value, example object, at string) (made object, vanishing []string) {
	made = object{}
	for key, v := range value {
		known, ok := example[key]
		switch {
		case !ok && !unset(v):
			vanishing = append(vanishing, at+"/"+key)
			made[key] = v
		case !ok:
		default:
			inner, isObject := known.(object)
			own, both := v.(object)
			if !isObject || !both {
				made[key] = v
				continue
			}
			conformed, more := conform(own, inner, at+"/"+key)
			made[key], vanishing = conformed, append(vanishing, more...)
		}
	}
	for key, known := range example {
		if _, ok := value[key]; !ok {
			made[key] = blankOf(key, known)
		}
	}
	return made, vanishing
}

// unset says that a value is what PocketBase has where nothing is set.
func unset(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case bool:
		return !v
	case string:
		return v == ""
	case json.Number:
		return v == "0"
	case []any:
		return len(v) == 0
	case object:
		for _, one := range v {
			if !unset(one) {
				return false
			}
		}
		return true
	}
	return false
}

// blankOf is what PocketBase has in a key where nothing is set: a value of the same type that is unset. A rule is shut then,
// and not open to all, and a bound of numbers is none.
func blankOf(key string, v any) any {
	switch v := v.(type) {
	case bool:
		return false
	case string:
		if strings.HasSuffix(key, "Rule") {
			return nil
		}
		return ""
	case json.Number:
		return json.Number("0")
	case []any:
		return []any{}
	case object:
		made := object{}
		for key, one := range v {
			made[key] = blankOf(key, one)
		}
		return made
	}
	return nil
}

// examples are a collection of each type, and a field of each, as an instance shows them.
type examples struct{ collections, fields map[string]object }

func examplesOf(all map[string]collection) examples {
	e := examples{map[string]object{}, map[string]object{}}
	for _, c := range all {
		e.collections[c.sort()] = without(c.body, "fields")
		for _, f := range c.fields() {
			if f["type"] == "number" { // of which each may have bounds
				f = without(without(f, "min"), "max")
				f["min"], f["max"] = nil, nil
			}
			e.fields[text(f["type"])] = f
		}
	}
	return e
}

// conform makes a collection what an instance will show of it. former is what it is now, which stays in what is not said;
// empty for a new one.
func (e examples) conform(c, former collection) (made collection, vanishing []string) {
	fields := c.body["fields"]
	body := without(c.body, "fields")
	if example, ok := e.collections[c.sort()]; ok {
		if former.sort() == c.sort() {
			example = without(former.body, "fields")
			for key, v := range example {
				if _, said := body[key]; !said {
					body[key] = v
				}
			}
		}
		body, vanishing = conform(body, example, "")
	}
	made = collection{name: c.name, body: body}
	if fields == nil {
		return made, vanishing
	}
	body["fields"] = fields
	var settled []any
	for _, f := range made.fields() {
		if example, ok := e.fields[text(f["type"])]; ok {
			var more []string
			if _, related := f["collectionId"]; related { // by its id, where what it relates to is not known by a name
				example = without(example, "collection")
				example["collectionId"] = ""
			}
			f, more = conform(f, example, "/fields/[name="+strings.ReplaceAll(text(f["name"]), "/", "~1")+"]")
			vanishing = append(vanishing, more...)
		}
		settled = append(settled, f)
	}
	body["fields"] = settled
	return made, vanishing
}
