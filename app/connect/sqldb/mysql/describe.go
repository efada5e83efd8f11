package mysql

import (
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// describe draws a table by its columns, a view by what it gives, and any other object by its name.
func describe(item lockstep.Item) (lockstep.Object, bool) {
	object := lockstep.Object{Name: item.Key.Name}
	b, err := item.Body.Bytes()
	if err != nil || item.Part != lockstep.Model {
		return object, false
	}
	switch item.Key.Kind {
	case sqldb.TableKind:
		if t, _, ok := readTable(string(b)); ok {
			object.Fields = fields(t)
		}
	case sqldb.ViewKind:
		if v, ok := splitView(string(b)); ok {
			object.Fields = given(v.create)
		}
	}
	return object, true
}

func fields(t table) []lockstep.ObjectField {
	var all []lockstep.ObjectField
	for _, c := range t.columns {
		f := lockstep.ObjectField{Name: c.name, Type: c.kind(), Required: c.notNull, Default: c.value}
		if f.Default == "NULL" {
			f.Default = "" // that there is none
		}
		for _, p := range t.of(primary, unique, foreign) {
			if len(p.columns) != 1 || !strings.EqualFold(p.columns[0].name, c.name) {
				continue
			}
			if p.class == foreign {
				f.Relation = sqldb.Name(p.refers.table)
			} else {
				f.Unique = true
			}
		}
		all = append(all, f)
	}
	return all
}

// given are the columns of a view: what stands behind AS in the list that it selects.
func given(create string) []lockstep.ObjectField {
	var all []lockstep.ObjectField
	depth, selects := 0, false
	tokens := dialect.Tokens(create)
	for i, t := range tokens {
		switch {
		case t.Text == "(" && t.Kind == sqldb.Sign:
			depth++
		case t.Text == ")" && t.Kind == sqldb.Sign:
			depth--
		case depth == 0 && t.Is("SELECT"):
			selects = true
		case depth == 0 && selects && (t.Is("FROM") || t.Is("UNION")):
			return all
		case depth == 0 && selects && t.Is("AS") && i+1 < len(tokens):
			if name, ok := dialect.Unquote(tokens[i+1]); ok {
				all = append(all, lockstep.ObjectField{Name: name})
			}
		}
	}
	return all
}

// kind is a column's type with its length or members.
func (c column) kind() string {
	kind := c.base
	if len(c.args) > 0 {
		kind += "(" + strings.Join(c.args, ",") + ")"
	}
	if c.unsigned {
		kind += " unsigned"
	}
	return kind
}
