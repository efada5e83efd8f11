package mysql

import (
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// duplicates counts what is there more than once where a key is to be unique.
func (v *validator) duplicates(m *move) error {
	for _, p := range m.to.of(primary, unique) {
		same := slices.ContainsFunc(m.from.of(primary, unique), func(o part) bool { return slices.Equal(o.columns, p.columns) })
		values, ok := m.values(p.columns, "")
		if same || !ok {
			continue
		}
		query := "SELECT COUNT(*) FROM (SELECT 1 FROM " + v.renames.rows(m, "held") + " WHERE " + strings.Join(values, " IS NOT NULL AND ") + " IS NOT NULL GROUP BY CONCAT(" +
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
func (v *validator) orphans(m *move) error {
	for _, p := range m.to.of(foreign) {
		values, ok := m.values(p.columns, "child.")
		if m.from.has(p) || !ok || len(values) != len(p.refers.columns) {
			continue
		}
		parent := quoted(p.refers.table)
		if p.refers.schema != "" {
			parent = quoted(p.refers.schema) + "." + parent
		}
		query := "SELECT COUNT(*) FROM " + v.renames.rows(m, "child") + " WHERE " + strings.Join(values, " IS NOT NULL AND ") + " IS NOT NULL"
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
func (v *validator) violations(m *move) error {
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
	n, _, err := v.count(m, "SELECT COUNT(*) FROM "+v.renames.rows(m, "held")+" WHERE NOT ("+allowed+")")
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
