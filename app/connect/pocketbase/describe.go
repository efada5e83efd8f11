package pocketbase

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// describe draws a collection as a table of its fields with its indexes and rules, a view as what its query reads.
func describe(item lockstep.Item) (lockstep.Object, bool) {
	if item.Key.Kind != collectionKind {
		return lockstep.Object{}, false
	}
	c, err := collectionOf(item)
	if err != nil {
		return lockstep.Object{}, false
	}
	drawn := lockstep.Object{Name: c.name}
	if c.view() {
		for _, table := range tablesOf(text(c.body["viewQuery"])) {
			drawn.Parts = append(drawn.Parts, lockstep.ObjectPart{Kind: "uses collection", Name: table})
		}
		drawn.Parts = append(drawn.Parts, c.rules()...)
		return drawn, true
	}
	drawn.Parts = append(c.listed(), c.rules()...)
	unique := c.uniques()
	for _, f := range c.fields() {
		name := text(f["name"])
		kind := text(f["type"])
		if several(f) {
			kind += " list"
		}
		drawn.Fields = append(drawn.Fields, lockstep.ObjectField{Name: name, Type: kind, Required: f["required"] == true, Unique: unique[name] || f["primaryKey"] == true,
			Relation: cmp.Or(text(f["collection"]), text(f["collectionId"]))})
	}
	return drawn, true
}

// listed are the indexes of a collection, by their statements.
func (c collection) listed() []lockstep.ObjectPart {
	var all []lockstep.ObjectPart
	indexes, _ := c.body["indexes"].([]any)
	for _, one := range indexes {
		drawn := lockstep.ObjectPart{Kind: "index", Text: text(one)}
		if before, rest, ok := strings.Cut(drawn.Text, " ON "); ok {
			words := strings.Fields(before)
			drawn.Name, drawn.Text = strings.Trim(words[len(words)-1], "`\"[]"), "ON "+rest
			if strings.Contains(strings.ToUpper(before), "UNIQUE") {
				drawn.Kind = "unique index"
			}
		}
		all = append(all, drawn)
	}
	return all
}

// rules say who may do what with records: nobody but a superuser where there is none.
func (c collection) rules() []lockstep.ObjectPart {
	var all []lockstep.ObjectPart
	for _, name := range slices.Sorted(maps.Keys(c.body)) {
		if !strings.HasSuffix(name, "Rule") {
			continue
		}
		said, ok := c.body[name].(string)
		switch {
		case !ok:
			said = "superusers"
		case said == "":
			said = "everybody"
		}
		all = append(all, lockstep.ObjectPart{Kind: "rule", Name: strings.TrimSuffix(name, "Rule"), Text: said})
	}
	return all
}

// uniques are the fields that have a unique index of their own.
func (c collection) uniques() map[string]bool {
	found := map[string]bool{}
	all, _ := c.body["indexes"].([]any)
	for _, one := range all {
		statement := text(one)
		if !strings.Contains(strings.ToUpper(statement), "UNIQUE") {
			continue
		}
		_, columns, _ := strings.Cut(statement, "(")
		columns, _, _ = strings.Cut(columns, ")")
		if !strings.Contains(columns, ",") {
			found[strings.Trim(strings.TrimSpace(columns), "`\"[]")] = true
		}
	}
	return found
}
