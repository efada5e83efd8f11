package mysql

import (
	"cmp"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// judgeTable looks at the rows of a table that changes.
func (v *validator) judgeTable(m *move) error {
	n, ok, err := v.count(m, "SELECT COUNT(*) FROM "+quoted(m.name))
	if err != nil || !ok || n == 0 {
		return err
	}
	v.cost(m, n)
	for _, look := range []func(*move, int) error{v.dropped, v.added, v.required, v.narrowed, v.duplicates, v.orphans, v.violations} {
		if err := look(m, n); err != nil {
			return err
		}
	}
	return nil
}

// dropped counts the values of columns that go.
func (v *validator) dropped(m *move, _ int) error {
	for _, was := range m.from.columns {
		is, ok := m.to.column(was.name)
		if was.generated != "" || ok && !was.remade(is) {
			continue
		}
		n, known, err := v.count(m, "SELECT COUNT("+quoted(was.name)+") FROM "+quoted(m.name))
		if err != nil {
			return err
		}
		if known && n > 0 {
			v.say(m, lockstep.Loses, "Dropping %s of %s loses %s.", was.name, m.name, lockstep.Count(n, "value"))
		}
	}
	return nil
}

// added says with what the server fills new columns, without being asked.
func (v *validator) added(m *move, rows int) error {
	for _, is := range m.to.columns {
		was, there := m.from.column(is.name)
		if is.filled() != "" && (!there || was.remade(is)) {
			v.say(m, lockstep.Note, "%s is new in %s, required, and has no default: it is filled with %s in %s.", is.name, m.name, is.filled(), lockstep.Count(rows, "row"))
		}
	}
	return nil
}

// required counts the rows without a value that has to be there from now on.
func (v *validator) required(m *move, _ int) error {
	for _, is := range m.to.columns {
		was, there := m.from.column(is.name)
		if !there || was.remade(is) || was.notNull || !is.notNull || is.generated != "" {
			continue
		}
		n, known, err := v.count(m, "SELECT COUNT(*) FROM "+quoted(m.name)+" WHERE "+quoted(was.name)+" IS NULL")
		if err != nil {
			return err
		}
		if known && n > 0 {
			v.say(m, lockstep.Blocks, "%s of %s is to be required, and %s have none. Fill them on the target, then plan again.", is.name, m.name, lockstep.Count(n, "row"))
		}
	}
	return nil
}

// narrowed counts the values that do not fit another type, and those that it changes.
func (v *validator) narrowed(m *move, _ int) error {
	for _, is := range m.to.columns {
		was, there := m.from.column(is.name)
		if !there || was.remade(is) || was.generated != "" {
			continue
		}
		was.charset, is.charset = m.from.charset(was), m.to.charset(is)
		for _, t := range trials(was, is) {
			if t.where == "" {
				v.say(m, lockstep.Note, "%s of %s becomes %s instead of %s: the server refuses the change of %s where a value does not fit.", is.name, m.name, is.kind(), was.kind(), m.name)
				continue
			}
			n, known, err := v.count(m, "SELECT COUNT(*) FROM "+quoted(m.name)+" WHERE "+t.where)
			if err != nil {
				return err
			}
			if known && n > 0 {
				v.say(m, t.verdict, "%s of %s becomes %s instead of %s, and %s.", is.name, m.name, cmp.Or(t.to, is.kind()), cmp.Or(t.from, was.kind()), t.said.of(n))
			}
		}
	}
	return nil
}

// charset is a column's character set, which is the table's where it has none of its own.
func (t table) charset(c column) string {
	if c.charset != "" || !c.stringly() {
		return c.charset
	}
	return t.option("DEFAULT CHARSET")
}

// value is what a column holds once it is there, as SQL over the rows of now; ok is false where that cannot be told.
func (m *move) value(name, alias string) (sql string, ok bool) {
	is, _ := m.to.column(name)
	was, there := m.from.column(name)
	switch {
	case there && !was.remade(is):
		return alias + quoted(was.name), true
	case is.generated != "" || is.counts || name == "":
		return "", false
	case is.value != "":
		all := dialect.Tokens(is.value)
		return is.value, len(all) == 1 && (all[0].Kind == sqldb.Text || all[0].Kind == sqldb.Number || all[0].Is("NULL"))
	case !is.notNull:
		return "NULL", true
	case is.filled() == "0":
		return "0", true
	case strings.HasPrefix(is.filled(), "the date"):
		return "'0000-00-00'", true
	}
	return "''", true
}

// values are those of several columns, cut to the lengths that a key takes of them.
func (m *move) values(columns []keyColumn, alias string) (all []string, ok bool) {
	for _, c := range columns {
		sql, ok := m.value(c.name, alias)
		if !ok {
			return nil, false
		}
		if c.length != "" {
			sql = "LEFT(" + sql + ", " + c.length + ")"
		}
		all = append(all, sql)
	}
	return all, len(all) > 0
}

// duplicates counts what is there more than once where a key is to be unique.
func (v *validator) duplicates(m *move, _ int) error {
	for _, p := range m.to.of(primary, unique) {
		same := slices.ContainsFunc(m.from.of(primary, unique), func(o part) bool { return slices.Equal(o.columns, p.columns) })
		values, ok := m.values(p.columns, "")
		if same || !ok {
			continue
		}
		query := "SELECT COUNT(*) FROM (SELECT 1 FROM " + quoted(m.name) + " WHERE " + strings.Join(values, " IS NOT NULL AND ") + " IS NOT NULL GROUP BY CONCAT(" +
			strings.Join(values, "), CONCAT(") + ") HAVING COUNT(*) > 1) twice"
		n, known, err := v.count(m, query)
		if err != nil {
			return err
		}
		if known && n > 0 {
			v.say(m, lockstep.Blocks, "%s of %s is to be unique, and %s there more than once. Make them differ on the target, then plan again.", names(p.columns), m.name, are(n, "value"))
		}
	}
	return nil
}

// orphans counts the rows that refer to nothing where a foreign key is new.
func (v *validator) orphans(m *move, _ int) error {
	for _, p := range m.to.of(foreign) {
		values, ok := m.values(p.columns, "child.")
		if m.from.has(p) || !ok || len(values) != len(p.refers.columns) {
			continue
		}
		parent := quoted(p.refers.table)
		if p.refers.schema != "" {
			parent = quoted(p.refers.schema) + "." + parent
		}
		query := "SELECT COUNT(*) FROM " + quoted(m.name) + " child WHERE " + strings.Join(values, " IS NOT NULL AND ") + " IS NOT NULL"
		if !v.makes(p.refers) {
			query += " AND NOT EXISTS (SELECT 1 FROM " + parent + " parent WHERE "
			for i, c := range p.refers.columns {
				if i > 0 {
					query += " AND "
				}
				query += "parent." + quoted(c.name) + " = " + values[i]
			}
			query += ")"
		}
		n, known, err := v.count(m, query)
		if err != nil {
			return err
		}
		if known && n > 0 {
			v.say(m, lockstep.Blocks, "%s of %s is to refer to %s, and %s to nothing that is there. Mend them on the target, then plan again.", names(p.columns), m.name, p.refers.table, refer(n))
		}
	}
	return nil
}

// makes says that a table is made by the run, and so is empty.
func (v *validator) makes(r reference) bool {
	return r.schema == "" && slices.ContainsFunc(v.moves, func(m *move) bool { return m.isTable() && m.adds() && m.name == r.table })
}

// violations counts the rows that a new check does not allow. Of one in a column's definition the server does not look at the rows
// that are there.
func (v *validator) violations(m *move, _ int) error {
	for _, p := range m.to.of(check) {
		if m.from.has(p) {
			continue
		}
		n, err := v.against(m, p.text)
		if err != nil {
			return err
		}
		if n > 0 {
			v.say(m, lockstep.Blocks, "The check %s of %s does not allow %s that %s there. Mend the rows on the target, then plan again.", p.name, m.name, lockstep.Count(n, "row"), is(n))
		}
	}
	for _, c := range m.to.columns {
		was, there := m.from.column(c.name)
		if !there || condition(was.text) == condition(c.text) {
			continue
		}
		n, err := v.against(m, c.text)
		if err != nil {
			return err
		}
		if n > 0 {
			v.say(m, lockstep.Note, "The check of %s in %s does not allow %s that %s there. What is there stays, and the server refuses to change it later.", c.name, m.name, lockstep.Count(n, "row"), is(n))
		}
	}
	return nil
}

// against counts the rows that the check in a text does not allow.
func (v *validator) against(m *move, text string) (int, error) {
	allowed := condition(text)
	if allowed == "" {
		return 0, nil
	}
	n, _, err := v.count(m, "SELECT COUNT(*) FROM "+quoted(m.name)+" WHERE NOT ("+allowed+")")
	return n, err
}

// condition is that of a check, of a table or in the text of a column.
func condition(text string) string {
	all := dialect.Tokens(text)
	depth := 0
	for i, t := range all {
		switch {
		case t.Text == "(" && t.Kind == sqldb.Sign:
			depth++
		case t.Text == ")" && t.Kind == sqldb.Sign:
			depth--
		case depth == 0 && t.Is("CHECK") && i+1 < len(all) && all[i+1].Text == "(":
			if _, end := split(all, i+1); end > 0 {
				return text[all[i+1].End():all[end].At]
			}
		}
	}
	return ""
}

func names(columns []keyColumn) string {
	var all []string
	for _, c := range columns {
		all = append(all, c.name)
	}
	return strings.Join(all, ", ")
}

func is(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func are(n int, noun string) string { return lockstep.Count(n, noun) + " " + is(n) }

func refer(n int) string {
	if n == 1 {
		return "1 row refers"
	}
	return lockstep.Count(n, "row") + " refer"
}
