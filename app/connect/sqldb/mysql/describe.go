package mysql

import (
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// describe draws a table by its columns and what hangs on it, a view by what it gives, and any other object by how it begins.
func describe(item lockstep.Item) (lockstep.Object, bool) {
	object := lockstep.Object{Name: item.Key.Name}
	b, err := item.Body.Bytes()
	if err != nil || item.Part != lockstep.Model {
		return object, false
	}
	switch text := string(b); item.Key.Kind {
	case sqldb.TableKind:
		if t, triggers, ok := readTable(text); ok {
			object.Fields, object.Parts = fields(t), hanging(t, triggers)
		}
	case sqldb.ViewKind:
		if v, ok := splitView(text); ok {
			object.Fields = given(v.create)
		}
	case sequenceKind:
		create := strings.TrimSuffix(text, ";\n")
		object.Parts = []lockstep.ObjectPart{{Kind: "counts", Text: behind(create, dialect.Tokens(create), 2)}}
	default:
		if bodies, ok := splitBodies(text); ok && len(bodies) == 1 {
			object.Parts = heads(bodies[0].create)
		}
	}
	if item.Key.Kind != sqldb.TableKind { // whose columns say what they relate to
		for _, need := range item.Needs {
			object.Parts = append(object.Parts, lockstep.ObjectPart{Kind: "uses " + need.Kind, Name: need.Name})
		}
	}
	return object, true
}

// hanging is what a table is made of besides its columns.
func hanging(t table, triggers []trigger) []lockstep.ObjectPart {
	var all []lockstep.ObjectPart
	for _, c := range t.columns {
		tokens := dialect.Tokens(c.text)
		for i, one := range tokens {
			if end := clause(tokens, i); end > i+1 && (one.Is(check) || one.Is("COMMENT")) {
				all = append(all, lockstep.ObjectPart{Kind: strings.ToLower(one.Text), Name: c.name, Text: c.text[tokens[i+1].At:tokens[end-1].End()]})
			}
		}
	}
	for _, p := range t.parts {
		tokens := dialect.Tokens(p.text)
		open := slices.IndexFunc(tokens, func(t sqldb.Token) bool { return t.Text == "(" })
		all = append(all, lockstep.ObjectPart{Kind: p.called(tokens), Name: p.name, Text: behind(p.text, tokens, open-1)})
	}
	for _, one := range triggers {
		all = append(all, lockstep.ObjectPart{Kind: "trigger", Name: one.name, Text: behind(one.create, dialect.Tokens(one.create), 2)})
	}
	for _, o := range t.options {
		all = append(all, lockstep.ObjectPart{Kind: "option", Name: o.name, Text: o.value})
	}
	if t.versioned {
		all = append(all, lockstep.ObjectPart{Kind: "system versioning"})
	}
	if t.partition != "" {
		all = append(all, lockstep.ObjectPart{Kind: "partitioned", Text: t.partition})
	}
	return all
}

// called is what a key or a constraint is, in words.
func (p part) called(tokens []sqldb.Token) string {
	switch p.class {
	case primary, foreign:
		return strings.ToLower(p.class) + " key"
	case unique, fulltext:
		return strings.ToLower(p.class) + " index"
	case plainKey:
		if !tokens[0].Is(plainKey) { // SPATIAL
			return strings.ToLower(tokens[0].Text) + " index"
		}
		return "index"
	}
	return strings.ToLower(p.class)
}

// behind is what follows the token at a place.
func behind(text string, tokens []sqldb.Token, at int) string {
	if at+1 >= len(tokens) {
		return ""
	}
	return text[tokens[at+1].At:]
}

// heads are what a routine takes and gives, and when an event runs.
func heads(create string) []lockstep.ObjectPart {
	var all []lockstep.ObjectPart
	tokens := dialect.Tokens(create)
	stretch := func(kind string, from, to int) {
		if from < to && to <= len(tokens) {
			all = append(all, lockstep.ObjectPart{Kind: kind, Text: create[tokens[from].At:tokens[to-1].End()]})
		}
	}
	if len(tokens) > 4 && tokens[1].Is("EVENT") {
		end := slices.IndexFunc(tokens, func(t sqldb.Token) bool { return t.Is("DO") })
		stretch("runs", 3, end)
		return all
	}
	if len(tokens) < 4 || tokens[3].Text != "(" {
		return nil
	}
	_, closes := split(tokens, 3)
	stretch("takes", 4, closes)
	if closes > 0 && closes+1 < len(tokens) && tokens[closes+1].Is("RETURNS") {
		end := closes + 2
		for end < len(tokens) && !strings.Contains(create[tokens[end-1].End():tokens[end].At], "\n") {
			end++
		}
		stretch("gives", closes+2, end)
	}
	return all
}

func fields(t table) []lockstep.ObjectField {
	var all []lockstep.ObjectField
	for _, c := range t.columns {
		f := lockstep.ObjectField{Name: c.name, Type: c.kind(), Required: c.notNull, Default: c.value}
		switch {
		case c.counts:
			f.Default = "AUTO_INCREMENT"
		case c.generated != "":
			_, f.Default, _ = strings.Cut(c.says, " ")
		case f.Default == "NULL":
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
