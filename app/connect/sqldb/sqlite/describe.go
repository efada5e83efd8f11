package sqlite

import (
	"context"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// describe draws a table by its columns and what hangs on it, a view as what it reads.
func describe(item lockstep.Item) (lockstep.Object, bool) {
	if item.Part != lockstep.Model {
		return lockstep.Object{}, false
	}
	drawn := lockstep.Object{Name: object(item.Key.Name)}
	d, err := drafted(context.Background(), []lockstep.Item{item})
	if err != nil {
		return drawn, true
	}
	if t := d.tables[drawn.Name]; t != nil {
		if t.virtual {
			drawn.Kind = "virtual table"
		}
		drawn.Fields, drawn.Parts = t.fields(), t.parts()
	}
	if v := d.views[drawn.Name]; v != nil {
		drawn.Parts = drawnParts("trigger", v.triggers)
		for _, k := range item.Needs {
			drawn.Parts = append(drawn.Parts, lockstep.ObjectPart{Kind: "uses " + k.Kind, Name: k.Name})
		}
	}
	return drawn, true
}

// fields are a table's columns.
func (t *table) fields() []lockstep.ObjectField {
	to := map[string]string{}
	for _, key := range t.foreign {
		if len(key.from) == 1 {
			to[fold(key.from[0])] = name(key.parent)
		}
	}
	key := t.primaryKey()
	var all []lockstep.ObjectField
	for _, c := range t.columns {
		alone := len(key) == 1 && c.primary > 0
		all = append(all, lockstep.ObjectField{Name: c.name, Type: c.kind, Required: c.required || c.primary > 0,
			Unique: c.unique || alone, Default: c.fallback, Relation: to[fold(c.name)]})
	}
	return all
}

// parts are what a table is made of besides its columns.
func (t *table) parts() []lockstep.ObjectPart {
	var all []lockstep.ObjectPart
	say := func(kind, name, text string) {
		all = append(all, lockstep.ObjectPart{Kind: kind, Name: name, Text: text})
	}
	listed := func(columns []string) string { return "(" + strings.Join(columns, ", ") + ")" }
	if key := t.primaryKey(); len(key) > 0 {
		say("primary key", "", listed(key))
	}
	for _, key := range t.foreign {
		to := ""
		if len(key.to) > 0 {
			to = " " + listed(key.to)
		}
		say("foreign key", strings.Join(key.from, ", "), "REFERENCES "+key.parent+to+key.acts)
	}
	tokens := dialect.Tokens(t.sql)
	depth := 0
	for i, token := range tokens {
		switch {
		case token.Text == "(" && token.Kind == sqldb.Sign:
			depth++
		case token.Text == ")" && token.Kind == sqldb.Sign:
			if depth--; depth == 0 && i+1 < len(tokens) {
				say("option", "", t.sql[tokens[i+1].At:])
			}
		case depth == 1 && (token.Is("CHECK") || token.Is("UNIQUE") || token.Is("AS")):
			if said := bracketed(t.sql, tokens[i+1:]); said != "" {
				say(constraints[strings.ToUpper(token.Text)], constrained(tokens[:i]), said)
			}
		case depth == 0 && t.virtual && token.Is("USING"):
			say("module", "", t.sql[token.End()+1:])
			return append(all, drawnParts("trigger", t.triggers)...)
		}
	}
	all = append(all, drawnParts("index", t.indexes)...)
	return append(all, drawnParts("trigger", t.triggers)...)
}

// constraints are what the words are called that come before brackets.
var constraints = map[string]string{"CHECK": "check", "UNIQUE": "unique", "AS": "generated"}

// bracketed is the text of the brackets with which tokens begin; "" where they do not.
func bracketed(text string, tokens []sqldb.Token) string {
	depth := 0
	for i, t := range tokens {
		if t.Kind == sqldb.Sign {
			depth += strings.Count("(", t.Text) - strings.Count(")", t.Text)
		}
		if depth == 0 {
			if i == 0 {
				return ""
			}
			return text[tokens[0].At:t.End()]
		}
	}
	return ""
}

// constrained is the name of a constraint, or of the column that it is of, by what stands before it; "" for neither.
func constrained(before []sqldb.Token) string {
	depth := 0
	for i, t := range slices.Backward(before) {
		if t.Kind == sqldb.Sign {
			depth += strings.Count(")", t.Text) - strings.Count("(", t.Text)
		}
		begins := t.Kind == sqldb.Sign && (depth == 0 && t.Text == "," || depth < 0)
		if (begins || t.Is("CONSTRAINT") && depth == 0) && i+1 < len(before) {
			name, _ := dialect.Unquote(before[i+1])
			return name
		}
		if begins {
			return ""
		}
	}
	return ""
}

// drawnParts are indexes or triggers, without what says that they are made.
func drawnParts(kind string, some []part) []lockstep.ObjectPart {
	var all []lockstep.ObjectPart
	for _, p := range some {
		drawn := lockstep.ObjectPart{Kind: kind, Name: p.name}
		tokens := dialect.Tokens(p.sql)
		for i, t := range tokens {
			if t.Is("UNIQUE") {
				drawn.Kind = "unique index"
			}
			if name, ok := dialect.Unquote(t); ok && i > 1 && name == p.name && i+1 < len(tokens) {
				drawn.Text = p.sql[tokens[i+1].At:]
				break
			}
		}
		all = append(all, drawn)
	}
	return all
}
