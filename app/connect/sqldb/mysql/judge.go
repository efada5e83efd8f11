package mysql

import (
	"cmp"
	"fmt"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// judgeTable looks at the rows of a table that changes.
func (v *validator) judgeTable(m *move) error {
	n, ok, err := v.count(m, "SELECT COUNT(*) FROM (SELECT 1 FROM "+v.renames.rows(m, "held")+" LIMIT 1) one")
	if err != nil || !ok || n == 0 {
		return err
	}
	for _, look := range []func(*move) error{v.cost, v.dropped, v.added, v.required, v.narrowed, v.duplicates, v.orphans, v.violations} {
		if err := look(m); err != nil {
			return err
		}
	}
	return nil
}

// rows counts a table's rows, which may take long: it is asked for where it is said.
func (v *validator) rows(m *move) (string, error) {
	n, _, err := v.count(m, "SELECT COUNT(*) FROM "+v.renames.rows(m, "held"))
	return lockstep.Count(n, "row"), err
}

// dropped counts the values of columns that go.
func (v *validator) dropped(m *move) error {
	for _, was := range m.from.columns {
		is, ok := m.to.column(was.name)
		if was.generated != "" || ok && !was.remade(is) {
			continue
		}
		n, known, err := v.count(m, "SELECT COUNT("+quoted(was.name)+") FROM "+v.renames.rows(m, "held"))
		if err != nil {
			return err
		}
		switch _, held := v.scope.RowTable(m.key.Name); {
		case !known || n == 0:
		case held:
			v.say(m, lockstep.Note, "%s of %s is dropped, with its %s, which the snapshot before it holds.", was.name, m.name, lockstep.Count(n, "value"))
		default:
			l, why := m.lossOf(was)
			if err := v.lose(m, l, why, fmt.Sprintf("Dropping %s of %s loses %s.", was.name, m.name, lockstep.Count(n, "value"))); err != nil {
				return err
			}
			v.asks(v.scope.AskColumn(m.key.Name, was.shape(), m.come()))
		}
	}
	return nil
}

// added says with what the server fills new columns, without being asked.
func (v *validator) added(m *move) error {
	for _, is := range m.to.columns {
		was, there := m.from.column(is.name)
		if is.filled() == "" || there && !was.remade(is) {
			continue
		}
		n, _, err := v.count(m, "SELECT COUNT(*) FROM "+v.renames.rows(m, "held"))
		if err != nil {
			return err
		}
		if r, ok := refilled(m.back, is.name); ok {
			n -= r.back
		}
		if n == 0 {
			continue
		}
		rows := lockstep.Count(n, "row")
		v.say(m, lockstep.Note, "%s is new in %s, required, and has no default: it is filled with %s in %s.", is.name, m.name, is.filled(), rows)
	}
	return nil
}

// required counts the rows without a value that has to be there from now on.
func (v *validator) required(m *move) error {
	for _, is := range m.to.columns {
		was, there := m.from.column(is.name)
		if !there || was.remade(is) || was.notNull || !is.notNull || is.generated != "" {
			continue
		}
		n, known, err := v.count(m, "SELECT COUNT(*) FROM "+v.renames.rows(m, "held")+" WHERE "+quoted(was.name)+" IS NULL")
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
func (v *validator) narrowed(m *move) error {
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
			n, known, err := v.count(m, "SELECT COUNT(*) FROM "+v.renames.rows(m, "held")+" WHERE "+t.where)
			if err != nil {
				return err
			}
			said := fmt.Sprintf("%s of %s becomes %s instead of %s, and %s.", is.name, m.name, cmp.Or(t.to, is.kind()), cmp.Or(t.from, was.kind()), t.said.of(n))
			_, held := v.scope.RowTable(m.key.Name)
			switch {
			case !known || n == 0:
			case held || t.verdict != lockstep.Loses:
				v.say(m, t.verdict, "%s", said)
			default:
				l, why := m.lossOf(was)
				if err := v.lose(m, l, why, said); err != nil {
					return err
				}
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
	_, back := refilled(m.back, name)
	switch {
	case back: // the server looks at what comes
		return "", false
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
