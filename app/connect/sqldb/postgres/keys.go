package postgres

import (
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
)

// constrained are the columns of a primary key, a unique constraint or index, or a foreign key, and the table that the last refers
// to, as it is written; nil for any other part, and where something else than columns is constrained.
func constrained(p part) (columns []string, target string) {
	tokens := dialect.Tokens(p.sql)
	word := func(words ...string) int {
		return slices.IndexFunc(tokens, func(t sqldb.Token) bool { return t.Kind == sqldb.Word && slices.Contains(words, t.Text) })
	}
	begin := -1
	switch {
	case p.kind == constraintPart:
		begin = word("PRIMARY", "UNIQUE", "FOREIGN")
		if check := word("CHECK", "EXCLUDE"); check >= 0 && (begin < 0 || check < begin) {
			return nil, ""
		}
	case p.kind == indexPart && strings.HasPrefix(p.sql, "CREATE UNIQUE"):
		begin = word("USING")
		if word("WHERE") >= 0 {
			return nil, ""
		}
	}
	if begin < 0 || word("NULLS") >= 0 {
		return nil, ""
	}
	rest := tokens[begin:]
	columns, rest = names(rest)
	if i := slices.IndexFunc(rest, func(t sqldb.Token) bool { return t.Text == "REFERENCES" }); i >= 0 && p.foreign {
		c := cursor{text: p.sql, rest: rest[i+1:]}
		target = c.ref()
	}
	return columns, target
}

// names are the names in the first brackets, nil where there is anything else in them, and the tokens behind.
func names(tokens []sqldb.Token) (columns []string, rest []sqldb.Token) {
	open := slices.IndexFunc(tokens, func(t sqldb.Token) bool { return t.Text == "(" })
	if open < 0 {
		return nil, nil
	}
	length := slices.IndexFunc(tokens[open:], func(t sqldb.Token) bool { return t.Text == ")" })
	if length < 0 {
		return nil, nil
	}
	for _, one := range commas(tokens[open+1 : open+length]) {
		name, ok := dialect.Unquote(one[0])
		if !ok || len(one) > 1 {
			return nil, tokens[open+length+1:]
		}
		columns = append(columns, name)
	}
	return columns, tokens[open+length+1:]
}

// referred are the columns that a foreign key refers to.
func referred(p part) []string {
	tokens := dialect.Tokens(p.sql)
	i := slices.IndexFunc(tokens, func(t sqldb.Token) bool { return t.Kind == sqldb.Word && t.Text == "REFERENCES" })
	if i < 0 {
		return nil
	}
	columns, _ := names(tokens[i:])
	return columns
}

// primaryKey are the columns of a table's primary key, if it has one.
func (o *object) primaryKey() (columns []string) {
	for _, p := range o.parts {
		if p.kind == constraintPart && strings.HasPrefix(p.condition(), "PRIMARY KEY ") {
			columns, _ = constrained(p)
		}
	}
	return columns
}
