package pocketbase

import (
	"regexp"
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// The kinds of items.
const (
	collectionKind = "collection"
	settingsKind   = "settings"
	oauth2Kind     = "oauth2"
)

const jsonMedia = "application/json"

// idMark stands for a collection's own id in the names of its indexes.
const idMark = "{id}"

// indexName finds the name in the statement that makes an index.
var indexName = regexp.MustCompile("(?i)^\\s*CREATE\\s+(?:UNIQUE\\s+)?INDEX\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?([`\"\\[]?[^`\"\\]\\s(]+[`\"\\]]?)")

// collection is one, by what its item holds: see the package for what that is.
type collection struct {
	name string
	body object
}

func (c collection) id() string   { return text(c.body["id"]) }
func (c collection) sort() string { return text(c.body["type"]) }
func (c collection) view() bool   { return c.sort() == "view" }
func (c collection) system() bool { return c.body["system"] == true }

// fields are those that are objects.
func (c collection) fields() []object {
	all, _ := c.body["fields"].([]any)
	fields := make([]object, 0, len(all))
	for _, f := range all {
		if o, ok := f.(object); ok {
			fields = append(fields, o)
		}
	}
	return fields
}

// field finds one by what is in a key of it.
func (c collection) field(key, value string) object {
	for _, f := range c.fields() {
		if text(f[key]) == value {
			return f
		}
	}
	return nil
}

// fromWire makes a collection of what the API shows. names are those of all collections, by id.
func fromWire(wire object, names map[string]string) collection {
	c := collection{name: text(wire["name"]), body: object{}}
	for k, v := range wire {
		c.body[k] = v
	}
	for _, k := range []string{"name", "created", "updated"} {
		delete(c.body, k)
	}
	if c.view() { // they come of the query, with ids that change each time
		delete(c.body, "fields")
	}
	if signIn, ok := wire["oauth2"].(object); ok {
		c.body["oauth2"] = without(signIn, "providers")
	}
	c.body["indexes"] = c.indexes(c.id(), idMark)
	return c.related(names)
}

// related is a collection whose relations are by name, as far as the names of ids are known.
func (c collection) related(names map[string]string) collection {
	all, ok := c.body["fields"].([]any)
	if !ok {
		return c
	}
	fields := make([]any, len(all))
	for i, one := range all {
		fields[i] = one
		f, _ := one.(object)
		if name, known := names[text(f["collectionId"])]; known && text(f["type"]) == "relation" {
			f = without(f, "collectionId")
			f["collection"] = name
			fields[i] = f
		}
	}
	c.body = without(c.body, "fields")
	c.body["fields"] = fields
	return c
}

// toWire is what an import takes. ids are those of all collections, by name.
func (c collection) toWire(ids map[string]string) object {
	wire := object{"name": c.name}
	for k, v := range c.body {
		wire[k] = v
	}
	if _, ok := c.body["fields"]; ok {
		fields := []any{}
		for _, f := range c.fields() {
			if name, named := f["collection"].(string); named && text(f["type"]) == "relation" {
				f = without(f, "collection")
				f["collectionId"] = ids[name]
			}
			fields = append(fields, f)
		}
		wire["fields"] = fields
	}
	wire["indexes"] = c.indexes(idMark, c.id())
	return wire
}

// indexes are the statements with a part of each index's name replaced.
func (c collection) indexes(former, later string) []any {
	all, _ := c.body["indexes"].([]any)
	made := make([]any, 0, len(all))
	for _, one := range all {
		statement, ok := one.(string)
		if at := indexName.FindStringSubmatchIndex(statement); ok && at != nil && former != "" {
			one = statement[:at[2]] + strings.ReplaceAll(statement[at[2]:at[3]], former, later) + statement[at[3]:]
		}
		made = append(made, one)
	}
	return made
}

func without(o object, key string) object {
	rest := make(object, len(o))
	for k, v := range o {
		if k != key {
			rest[k] = v
		}
	}
	return rest
}

// item makes the item of a collection. It needs those that it relates to and reads.
func (c collection) item(slot string, known func(name string) bool) lockstep.Item {
	item := lockstep.Item{Key: lockstep.Key{Slot: slot, Kind: collectionKind, Name: c.name}, Part: lockstep.Model, Media: jsonMedia, Body: lockstep.BodyOf(canonical(c.body))}
	for _, name := range c.refersTo(known) {
		item.Needs = append(item.Needs, lockstep.Key{Slot: slot, Kind: collectionKind, Name: name})
	}
	return item
}

// inRule finds the other collections of which a rule speaks: @collection.NAME, and NAME_via_FIELD for what relates here.
var inRule = regexp.MustCompile(`@collection\.(\w+)|\b(\w+)_via_\w+`)

// refersTo gives the other collections without which this one cannot be, each once, by name.
func (c collection) refersTo(known func(name string) bool) []string {
	var names []string
	for _, f := range c.fields() {
		names = append(names, text(f["collection"]))
	}
	for _, key := range []string{"listRule", "viewRule", "createRule", "updateRule", "deleteRule", "authRule", "manageRule"} {
		for _, found := range inRule.FindAllStringSubmatch(text(c.body[key]), -1) {
			names = append(names, found[1]+found[2])
		}
	}
	if c.view() {
		names = append(names, tablesOf(text(c.body["viewQuery"]))...)
	}
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(name string) bool { return name == "" || name == c.name || !known(name) })
}

// collectionOf reads an item.
func collectionOf(item lockstep.Item) (collection, error) {
	c := collection{name: item.Key.Name}
	b, err := item.Body.Bytes()
	if err == nil {
		err = decode(b, &c.body)
	}
	return c, err
}
