package mysql

import (
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
)

// mark begins the comment of a column that is there, and has not got its values back yet. The type that it had comes behind it.
const mark = "Lockstep puts its values back. "

// unfilled says that a column has not got its values back yet, and which type it had; "" where there was none.
func (c column) unfilled() (former string, ok bool) {
	for _, one := range c.clauses() {
		if one[0].Is("COMMENT") && len(one) > 1 {
			return strings.CutPrefix(unquoted(one[1].Text), mark)
		}
	}
	return "", false
}

// empty is a table as it is before columns get back their values: those are marked, and what is to hold for them comes later.
func (m *move) empty(back []*refill) table {
	to := m.to
	to.columns = slices.Clone(m.to.columns)
	for i, c := range to.columns {
		if r, ok := refilled(back, c.name); ok {
			text := c.only(func(word sqldb.Token) bool {
				return !word.Is("AUTO_INCREMENT") && !word.Is("COMMENT") && !word.Is("CHECK")
			})
			to.columns[i] = columnOf(c.name, text+" COMMENT "+literal(mark+r.later))
		}
	}
	to.parts = slices.DeleteFunc(slices.Clone(m.to.parts), func(p part) bool {
		return !m.from.has(p) && (p.class == check || slices.ContainsFunc(p.columns, func(c keyColumn) bool {
			_, ok := refilled(back, c.name)
			return ok
		}))
	})
	return to
}

// clauses are those of a column's definition; the first one is its type.
func (c column) clauses() (all [][]sqldb.Token) {
	tokens := dialect.Tokens(c.text)
	end := min(1, len(tokens))
	if len(tokens) > 1 && tokens[1].Text == "(" {
		if _, closes := split(tokens, 1); closes > 0 {
			end = closes + 1
		}
	}
	for i := 0; i < len(tokens); {
		all = append(all, tokens[i:end])
		if i = end; i < len(tokens) {
			end = clause(tokens, i)
		}
	}
	return all
}

// only is a column's definition with those clauses alone that stay.
func (c column) only(stays func(word sqldb.Token) bool) string {
	var all []string
	for i, one := range c.clauses() {
		if i == 0 || stays(one[0]) {
			all = append(all, c.text[one[0].At:one[len(one)-1].End()])
		}
	}
	return strings.Join(all, " ")
}

// typed is what a column's values are: its type, with its character set.
func (c column) typed() string {
	return c.only(func(word sqldb.Token) bool {
		return slices.ContainsFunc([]string{"UNSIGNED", "ZEROFILL", "CHARACTER", "COLLATE"}, word.Is)
	})
}

// dates says that the server notes in a column when another one of its row was changed.
func (c column) dates() bool {
	return slices.ContainsFunc(c.clauses(), func(one []sqldb.Token) bool { return one[0].Is("ON") })
}
