package jsonmodel

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lockstep/app/lockstep"
)

// longestName is how many characters a name may have.
const longestName = 32

// types are the types of plain fields.
func types() []string {
	return []string{"string", "text", "float", "datetime", "boolean", "binary", "point"}
}

// Validate says what is wrong with a model: what its makers refused, and what they let pass to fail later.
func (p Place) Validate(objects []Object) []lockstep.Problem {
	c := checker{place: p, fields: map[string]map[string]field{}, word: regexp.MustCompile(`^\w+$`)}
	values := make([]value, len(objects))
	for i, o := range objects {
		v, err := o.parse()
		if err != nil {
			c.blocks(p.Key(o.Name), "", "%s Mend it.", err)
			continue
		}
		values[i] = v
		byName := map[string]field{}
		for _, f := range readFields(v) {
			byName[f.name] = f
		}
		c.fields[o.Name] = byName
	}
	for i, o := range objects {
		if values[i].sort == object {
			c.object(o.Name, values[i])
		}
	}
	return c.problems
}

// checker gathers the problems of a model.
type checker struct {
	place    Place
	word     *regexp.Regexp
	fields   map[string]map[string]field // by object and field
	problems []lockstep.Problem
}

func (c *checker) blocks(k lockstep.Key, path, format string, args ...any) *lockstep.Problem {
	return c.add(lockstep.Blocks, k, path, format, args...)
}

func (c *checker) note(k lockstep.Key, path, format string, args ...any) {
	c.add(lockstep.Note, k, path, format, args...)
}

func (c *checker) add(v lockstep.Verdict, k lockstep.Key, path, format string, args ...any) *lockstep.Problem {
	c.problems = append(c.problems, lockstep.Problem{Key: k, Path: path, Message: fmt.Sprintf(format, args...), Verdict: v})
	return &c.problems[len(c.problems)-1]
}

func (c *checker) object(name string, v value) {
	k := c.place.Key(name)
	c.twice(k, "", v)
	switch {
	case utf8.RuneCountInString(name) > longestName:
		c.blocks(k, "name", "The name %s is longer than %d characters. Choose a shorter one.", name, longestName)
	case c.word.MatchString(name):
	case c.word.MatchString(strings.ReplaceAll(name, "-", "_")):
		c.note(k, "name", "The name %s holds a dash, which not every database takes. An underscore is safer.", name)
	default:
		c.blocks(k, "name", "%q cannot name an object. Use letters, digits and underscores only.", name)
	}
	for _, m := range v.members {
		switch m.name {
		case "name", "fields":
		case "rename":
			c.newName(k, "rename", m.value)
		case "dbName":
			c.dbName(k, "dbName", m.value)
		case "id":
			c.blocks(k, "id", "%s is given an id, which the system makes itself. Take it out.", name)
		default:
			c.note(k, m.name, "%s has a property %s, which the model does not know. It is kept, and does nothing.", name, m.name)
		}
	}
	fields, ok := v.get("fields")
	switch {
	case !ok:
		c.blocks(k, "fields", `%s has no fields. Add "fields": {} with its fields in it.`, name)
	case fields.sort != object:
		c.blocks(k, "fields", "The fields of %s are %s, and should be an object with a name for each field.", name, fields.sort)
	default:
		c.allFields(k, fields)
	}
}

// twice finds names that an object of JSON gives more than once, at any depth.
func (c *checker) twice(k lockstep.Key, path string, v value) {
	seen := map[string]bool{}
	for _, m := range v.members {
		at := join(path, m.name)
		if seen[m.name] {
			c.blocks(k, at, "%s is given twice in %s. Only one of them can count; take the other out.", at, k.Name)
		}
		seen[m.name] = true
		c.twice(k, at, m.value)
	}
	for _, item := range v.items {
		c.twice(k, path, item)
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func (c *checker) allFields(k lockstep.Key, fields value) {
	taken := map[string]bool{}
	for _, m := range fields.members {
		taken[m.name] = true
	}
	for _, m := range fields.members {
		path := "fields." + m.name
		c.fieldName(k, path, m.name)
		if m.value.sort != object {
			c.blocks(k, path, `The field %s of %s is %s, and should be an object such as {"type": "string"}.`, m.name, k.Name, m.value.sort)
			continue
		}
		c.field(k, path, m)
		to := readField(m).rename
		if to != "" && to != m.name && taken[to] {
			c.blocks(k, path+".rename", "The field %s is to be renamed %s, and %s has such a field already. Choose another name.", m.name, to, k.Name)
		}
		taken[to] = true
	}
}

func (c *checker) fieldName(k lockstep.Key, path, name string) {
	switch {
	case strings.EqualFold(name, "id"):
		c.blocks(k, path, "%s is given a field %s, which the system makes itself. Take it out.", k.Name, name)
	case !c.word.MatchString(name):
		c.blocks(k, path, "%q cannot name a field of %s. Use letters, digits and underscores only.", name, k.Name)
	case len(name) > longestName:
		c.blocks(k, path, "The name %s in %s is longer than %d characters. Choose a shorter one.", name, k.Name, longestName)
	}
}

func (c *checker) newName(k lockstep.Key, path string, v value) {
	if v.sort != text {
		c.blocks(k, path, "The new name in %s of %s is %s, and should be a text.", path, k.Name, v.sort)
		return
	}
	c.fieldName(k, path, v.text)
}

func (c *checker) dbName(k lockstep.Key, path string, v value) {
	if v.sort != text || v.text == "" {
		c.blocks(k, path, "%s of %s should be a text: the name in the database. Write one, or leave it out.", path, k.Name)
	}
}

func (c *checker) field(k lockstep.Key, path string, m member) {
	for _, property := range m.value.members {
		at := path + "." + property.name
		switch property.name {
		case "type", "object", "collection", "via", "defaultValue":
		case "required", "unique", "cascade":
			if property.value.sort != boolean {
				c.blocks(k, at, "%s of the field %s of %s is %s, and should be true or false.", property.name, m.name, k.Name, property.value.sort)
			}
		case "rename":
			c.newName(k, at, property.value)
		case "dbName":
			c.dbName(k, at, property.value)
		default:
			c.note(k, at, "The field %s of %s has a property %s, which the model does not know. It is kept, and does nothing.", m.name, k.Name, property.name)
		}
	}
	one, many := m.value.has("object"), m.value.has("collection") || m.value.has("via")
	kind, typed := m.value.get("type")
	switch {
	case typed && (one || many):
		c.blocks(k, path, "The field %s of %s has a type and is a relation too. It can be one of them only; take the other out.", m.name, k.Name)
	case one && many:
		c.blocks(k, path, "The field %s of %s is both the one and the many side of a relation. Keep object, or keep collection and via.", m.name, k.Name)
	case one || many:
		c.relation(k, path, m)
	case !typed:
		c.blocks(k, path, "The field %s of %s has neither a type nor a relation. Give it a type: %s.", m.name, k.Name, strings.Join(types(), ", "))
	case kind.sort != text:
		c.blocks(k, path+".type", "The type of the field %s of %s is %s, and should be one of %s.", m.name, k.Name, kind.sort, strings.Join(types(), ", "))
	case !slices.Contains(types(), kind.text):
		c.blocks(k, path+".type", "%q is not a type that the field %s of %s can have. Use one of %s.", kind.text, m.name, k.Name, strings.Join(types(), ", "))
	default:
		c.plain(k, path, m, kind.text)
	}
}

func (c *checker) plain(k lockstep.Key, path string, m member, kind string) {
	if m.value.has("cascade") {
		c.note(k, path+".cascade", "The field %s of %s is no relation, so cascade does nothing. Take it out.", m.name, k.Name)
	}
	given, ok := m.value.get("defaultValue")
	if !ok {
		return
	}
	path += ".defaultValue"
	switch {
	case kind == "string" && given.sort != text, kind == "text" && given.sort != text:
		c.blocks(k, path, "The default of the field %s of %s is %s, and should be a text, as its type is %s.", m.name, k.Name, given.sort, kind)
	case kind == "float" && given.sort != number:
		c.blocks(k, path, "The default of the field %s of %s is %s, and should be a number, as its type is float.", m.name, k.Name, given.sort)
	case kind == "boolean" && given.sort != boolean:
		c.blocks(k, path, "The default of the field %s of %s is %s, and should be true or false, as its type is boolean.", m.name, k.Name, given.sort)
	case kind == "datetime" && !isTime(given):
		c.blocks(k, path, "The default of the field %s of %s is not a time. Write it as 2006-01-02T15:04:05Z.", m.name, k.Name)
	case kind == "binary" && given.sort != text:
		c.blocks(k, path, "The default of the field %s of %s is %s, and should be a text, as its type is binary.", m.name, k.Name, given.sort)
	case kind == "point" && !isPoint(given):
		c.blocks(k, path, "The default of the field %s of %s is not a point. Write it as two numbers: [52.5, 13.4].", m.name, k.Name)
	}
}

func isTime(v value) bool {
	if v.sort != text {
		return false
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly} {
		if _, err := time.Parse(layout, v.text); err == nil {
			return true
		}
	}
	return false
}

func isPoint(v value) bool {
	return v.sort == array && len(v.items) == 2 && v.items[0].sort == number && v.items[1].sort == number
}
