package pocketbase

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
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

// blankFields are what the fields of each type have besides what all have, with nothing set; as of version 0.36.
//
//go:embed fields.json
var blankFields []byte

// examples are a collection of each type, and a field of each, as an instance shows them.
type examples struct {
	collections, fields map[string]object
	blank               map[string]object // fields of those types of which the instance has none
	unknown             map[string]bool   // keys that it does not know, as far as that shows: see meet
	signingIn           collection        // one with all that PocketBase gives to those that sign in
}

func examplesOf(all map[string]collection) (examples, error) {
	e := examples{map[string]object{}, map[string]object{}, nil, map[string]bool{}, all["_superusers"]}
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
	if _, ok := e.collections["view"]; !ok && e.collections["base"] != nil {
		view := maps.Clone(e.collections["base"])
		view["viewQuery"] = ""
		e.collections["view"] = view
	}
	if err := decode(blankFields, &e.blank); err != nil {
		return e, fmt.Errorf("read the fields of PocketBase: %w", err)
	}
	common := e.common()
	for _, blank := range e.blank {
		maps.Copy(blank, common)
	}
	return e, nil
}

// common is what every field of the instance has.
func (e examples) common() object {
	common := object{}
	for _, f := range e.fields {
		maps.Copy(common, f)
	}
	for _, f := range e.fields {
		maps.DeleteFunc(common, func(key string, _ any) bool { _, ok := f[key]; return !ok })
	}
	return common
}

// meet notes which keys of a collection's fields no field of the instance has. By them a field is judged of whose type it has
// none: what a later version says of every field, an earlier one says of none.
func (e examples) meet(c collection) {
	for _, f := range c.fields() {
		if example, ok := e.fields[text(f["type"])]; ok {
			for key := range f {
				if _, known := example[key]; !known {
					e.unknown[key] = true
				}
			}
		}
	}
	for _, example := range e.fields {
		for key := range example {
			delete(e.unknown, key)
		}
	}
}

// exampleOf is a field of the same type as one. Where the instance has none it may know more of them than is written down here.
func (e examples) exampleOf(f object) object {
	if example, ok := e.fields[text(f["type"])]; ok {
		return example
	}
	example := object{}
	maps.Copy(example, e.blank[text(f["type"])])
	for key, v := range f {
		if !e.unknown[key] && !unset(v) {
			example[key] = v
		}
	}
	return example
}

// systemFields are the fields that every collection of a type has, whatever is said of it.
func systemFields(sort string) []string {
	switch sort {
	case "base":
		return []string{"id"}
	case "auth":
		return []string{"id", "password", "tokenKey", "email", "emailVisibility", "verified"}
	}
	return nil
}

// complete is a collection with the system fields, and their indexes, that it leaves out: as it has them now, or else as those
// have them that sign in to the instance itself.
func (e examples) complete(c, former collection) collection {
	if former.sort() != c.sort() {
		former = e.signingIn
	}
	var missing []any
	indexes, _ := c.body["indexes"].([]any)
	for _, name := range systemFields(c.sort()) {
		f := former.field("name", name)
		if f == nil || c.field("name", name) != nil {
			continue
		}
		missing = append(missing, f)
		all, _ := former.body["indexes"].([]any)
		for _, one := range all {
			statement := strings.Replace(text(one), "`"+former.name+"`", "`"+c.name+"`", 1)
			if strings.Contains(statement, "(`"+name+"`)") && !strings.Contains(fmt.Sprint(indexes...), "(`"+name+"`)") {
				indexes = append(indexes, statement)
			}
		}
	}
	if len(missing) == 0 {
		return c
	}
	own, _ := c.body["fields"].([]any)
	c.body = without(without(c.body, "fields"), "indexes")
	c.body["fields"], c.body["indexes"] = append(missing, own...), indexes
	return c
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
		example := e.exampleOf(f)
		if _, related := f["collectionId"]; related { // by its id, where what it relates to is not known by a name
			example = without(example, "collection")
			example["collectionId"] = ""
		}
		f, more := conform(f, example, "/fields/[name="+strings.ReplaceAll(text(f["name"]), "/", "~1")+"]")
		vanishing = append(vanishing, more...)
		settled = append(settled, f)
	}
	body["fields"] = settled
	made.unmap()
	return made, vanishing
}

// unmap lets go what signing in by OAuth2 would fill in fields that are not there, as PocketBase does.
func (c collection) unmap() {
	oauth2, _ := c.body["oauth2"].(object)
	mapped, _ := oauth2["mappedFields"].(object)
	if mapped == nil {
		return
	}
	mapped = maps.Clone(mapped)
	for what, name := range mapped {
		if text(name) != "" && c.field("name", text(name)) == nil {
			mapped[what] = ""
		}
	}
	oauth2 = maps.Clone(oauth2)
	c.body["oauth2"], oauth2["mappedFields"] = oauth2, mapped
}
