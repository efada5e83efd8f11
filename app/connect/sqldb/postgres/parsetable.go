package postgres

import (
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
)

// parseTable reads CREATE TABLE name ( columns and constraints ).
func (o *object) parseTable(text, name string, tokens []sqldb.Token) bool {
	o.table = &table{name: name, unlogged: tokens[1].Text == "UNLOGGED"}
	c := cursor{text: text, rest: tokens}
	if !c.next("CREATE", "UNLOGGED", "TABLE") && !c.next("CREATE", "TABLE") {
		return false
	}
	c.ref()
	by := func(t sqldb.Token) bool { return t.Kind == sqldb.Word && t.Text == "PARTITION" }
	if c.next("PARTITION", "OF") {
		o.table.above = c.ref()
		if at := slices.IndexFunc(c.rest, by); at >= 0 {
			o.table.partitioning = written(text, c.rest[at:])
			c.rest = c.rest[:at]
		}
		o.table.bound = written(text, c.rest)
		return true
	}
	inside, rest := brackets(c.rest)
	if rest == nil || len(rest) > 0 && !by(rest[0]) {
		return false
	}
	o.table.partitioning = written(text, rest)
	for _, one := range commas(inside) {
		name, ok := dialect.Unquote(one[0])
		if !ok || len(one) < 2 {
			return false
		}
		if one[0].Text != "CONSTRAINT" {
			o.table.columns = append(o.table.columns, parseColumn(text, name, one))
			continue
		}
		name, _ = dialect.Unquote(one[1])
		p := o.constraint(name, written(text, one[2:]))
		p.definition = written(text, one)
		o.parts = append(o.parts, p)
	}
	return true
}

// brackets are the tokens in the brackets with which tokens begin, and what follows; both nil where they do not.
func brackets(tokens []sqldb.Token) (inside, rest []sqldb.Token) {
	depth := 0
	for i, t := range tokens {
		if t.Kind == sqldb.Sign {
			depth += strings.Count("(", t.Text) - strings.Count(")", t.Text)
		}
		if depth == 0 && i > 0 {
			return tokens[1:i], append([]sqldb.Token{}, tokens[i+1:]...)
		}
		if depth == 0 {
			break
		}
	}
	return nil, nil
}

// constraint is one of a table.
func (o *object) constraint(name, definition string) part {
	return part{kind: constraintPart, name: name, foreign: strings.HasPrefix(definition, "FOREIGN KEY"),
		sql: "ALTER TABLE " + o.ref + " ADD CONSTRAINT " + quote(name) + " " + definition, undo: "ALTER TABLE " + o.ref + " DROP CONSTRAINT " + quote(name)}
}

// parseColumn reads name type [COLLATE c] [NOT NULL] [DEFAULT e | GENERATED ...]. Words of ours are in capitals, which no name
// is without quotes.
func parseColumn(text, name string, tokens []sqldb.Token) column {
	c := column{name: name, text: written(text, tokens)}
	rest := tokens[1:]
	until := func(words ...string) []sqldb.Token {
		depth := 0
		for i, t := range rest {
			if t.Kind == sqldb.Sign {
				depth += strings.Count("(", t.Text) - strings.Count(")", t.Text)
			}
			if depth == 0 && t.Kind == sqldb.Word && slices.Contains(words, t.Text) {
				found := rest[:i]
				rest = rest[i:]
				return found
			}
		}
		found := rest
		rest = nil
		return found
	}
	next := func(words ...string) bool {
		for i, word := range words {
			if i >= len(rest) || rest[i].Text != word {
				return false
			}
		}
		rest = rest[len(words):]
		return true
	}
	c.typ = written(text, until("COLLATE", "NOT", "DEFAULT", "GENERATED"))
	if next("COLLATE") {
		c.collation = written(text, until("NOT", "DEFAULT", "GENERATED"))
	}
	c.required = next("NOT", "NULL")
	switch {
	case next("DEFAULT"):
		c.value = written(text, rest)
	case next("GENERATED", "ALWAYS", "AS", "IDENTITY"):
		c.identity, c.options = "ALWAYS", written(text, rest)
	case next("GENERATED", "BY", "DEFAULT", "AS", "IDENTITY"):
		c.identity, c.options = "BY DEFAULT", written(text, rest)
	case next("GENERATED", "ALWAYS", "AS"):
		c.generated = written(text, rest)
	}
	return c
}
