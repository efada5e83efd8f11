package mysql

import (
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
)

// parseTable reads the server's own text of a table; ok is false for a text that is none.
func parseTable(create string) (t table, ok bool) {
	all := dialect.Tokens(create)
	if len(all) < 5 || !all[0].Is("CREATE") || !all[1].Is("TABLE") || all[3].Text != "(" {
		return t, false
	}
	if t.name, ok = dialect.Unquote(all[2]); !ok {
		return t, false
	}
	elements, end := split(all, 3)
	if end < 0 {
		return t, false
	}
	for _, e := range elements {
		if len(e) == 0 || !t.element(e, create[e[0].At:e[len(e)-1].End()]) {
			return t, false
		}
	}
	return t, t.tail(create, all[end+1:]) && len(t.columns) > 0
}

// split cuts what stands in a parenthesis at its commas. end is where it closes, or -1.
func split(all []sqldb.Token, open int) (elements [][]sqldb.Token, end int) {
	depth, from := 0, open+1
	for i := open; i < len(all); i++ {
		if all[i].Kind != sqldb.Sign {
			continue
		}
		switch all[i].Text {
		case "(":
			depth++
		case ")":
			if depth--; depth == 0 {
				return append(elements, all[from:i]), i
			}
		case ",":
			if depth == 1 {
				elements, from = append(elements, all[from:i]), i+1
			}
		}
	}
	return nil, -1
}

// element reads one line: a column, a key or a constraint.
func (t *table) element(e []sqldb.Token, text string) bool {
	if e[0].Kind == sqldb.Quoted {
		name, _ := dialect.Unquote(e[0])
		if len(e) < 2 {
			return false
		}
		t.columns = append(t.columns, columnOf(name, text[e[1].At-e[0].At:]))
		return true
	}
	p := part{text: text}
	at := 1 // of the name
	switch {
	case e[0].Is("PRIMARY"):
		p.class, at = primary, 0
	case e[0].Is("UNIQUE"):
		p.class, at = unique, 2
	case e[0].Is("FULLTEXT"):
		p.class, at = fulltext, 2
	case e[0].Is("SPATIAL"), e[0].Is("VECTOR"):
		p.class, at = plainKey, 2
	case e[0].Is("KEY"):
		p.class = plainKey
	case e[0].Is("PERIOD"):
		p.class, at = period, 2
	case e[0].Is("CONSTRAINT") && len(e) > 3 && e[2].Is("FOREIGN"):
		p.class = foreign
	case e[0].Is("CONSTRAINT") && len(e) > 3 && e[2].Is("CHECK"):
		p.class = check
	default:
		return false
	}
	if at > 0 {
		if at >= len(e) {
			return false
		}
		p.name, _ = dialect.Unquote(e[at])
	}
	switch p.class {
	case foreign:
		p.columns, p.refers = foreignKey(e)
	case primary, unique, plainKey, fulltext:
		open := slices.IndexFunc(e, func(t sqldb.Token) bool { return t.Text == "(" })
		p.columns = keyColumns(e, open)
	}
	t.parts = append(t.parts, p)
	return true
}

// keyColumns are the columns in a parenthesis. One of an expression has no name.
func keyColumns(e []sqldb.Token, open int) []keyColumn {
	if open < 0 {
		return nil
	}
	var columns []keyColumn
	elements, _ := split(e, open)
	for _, one := range elements {
		var k keyColumn
		if len(one) > 0 && one[0].Kind == sqldb.Quoted {
			k.name, _ = dialect.Unquote(one[0])
		}
		if len(one) > 2 && one[1].Text == "(" {
			k.length = one[2].Text
		}
		columns = append(columns, k)
	}
	return columns
}

// foreignKey reads CONSTRAINT name FOREIGN KEY (columns) REFERENCES table (columns).
func foreignKey(e []sqldb.Token) (columns []keyColumn, refers reference) {
	to := slices.IndexFunc(e, func(t sqldb.Token) bool { return t.Is("REFERENCES") })
	if to < 0 || to+2 >= len(e) {
		return nil, refers
	}
	columns = keyColumns(e, 4)
	refers.table, _ = dialect.Unquote(e[to+1])
	open := to + 2
	if e[open].Text == "." && open+2 < len(e) {
		refers.schema = refers.table
		refers.table, _ = dialect.Unquote(e[open+1])
		open += 2
	}
	refers.columns = keyColumns(e, open)
	return columns, refers
}

// tail reads what follows the columns: options, and how the table is partitioned.
func (t *table) tail(create string, all []sqldb.Token) bool {
	var name []string
	for i := 0; i < len(all); i++ {
		switch {
		case all[i].Is("PARTITION"), all[i].Kind == sqldb.Comment && strings.Contains(all[i].Text, "PARTITION BY"):
			t.partition = create[all[i].At:]
			return len(name) == 0
		case all[i].Is("WITH") && i+2 < len(all) && all[i+2].Is("VERSIONING"):
			t.versioned = true
			i += 2
		case all[i].Text == "=" && i+1 < len(all) && len(name) > 0:
			i++
			value := all[i].Text
			if value == "(" {
				_, end := split(all, i)
				if end < 0 {
					return false
				}
				value = create[all[i].At:all[end].End()]
				i = end
			}
			t.options = append(t.options, option{strings.Join(name, " "), value})
			name = nil
		case all[i].Kind == sqldb.Word, all[i].Kind == sqldb.Quoted:
			name = append(name, all[i].Text)
		default:
			return false
		}
	}
	return len(name) == 0
}
