package postgres

import (
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// constraint counts the rows that a new constraint, or a unique index, does not let be.
func (n *counting) constraint(was *object, p part) error {
	k := was.key
	columns, target := constrained(p)
	there := func(t *table, all []string) bool {
		return len(all) > 0 && !slices.ContainsFunc(all, func(name string) bool { return t.column(name).name == "" })
	}
	quoted := func(prefix string, all []string) []string {
		var list []string
		for _, name := range all {
			list = append(list, prefix+quote(name))
		}
		return list
	}
	switch {
	case strings.HasSuffix(p.sql, "NOT VALID"):
	case p.foreign:
		to := n.tableOf(target)
		others := referred(p)
		if to == nil || !there(was.table, columns) || !there(to.table, others) || len(columns) != len(others) {
			return nil
		}
		var pairs []string
		for i := range columns {
			pairs = append(pairs, "r."+quote(others[i])+" = t."+quote(columns[i]))
		}
		rows, err := n.count("SELECT count(*) FROM %s t WHERE %s IS NOT NULL AND NOT EXISTS (SELECT FROM %s r WHERE %s)", was.ref,
			strings.Join(quoted("t.", columns), " IS NOT NULL AND "), target, strings.Join(pairs, " AND "))
		if err == nil && rows > 0 {
			n.say(k, p.name, lockstep.Blocks, "%s of %s must be in %s from now on, and %s where it is not. Mend those first.", strings.Join(columns, ", "), k.Name, to.key.Name, are(rows))
		}
		return err
	case there(was.table, columns):
		list := quoted("", columns)
		rows, err := n.count("SELECT count(*) FROM (SELECT FROM %s WHERE %s IS NOT NULL GROUP BY %s HAVING count(*) > 1) x", was.ref,
			strings.Join(list, " IS NOT NULL AND "), strings.Join(list, ", "))
		if err == nil && rows > 0 {
			n.say(k, p.name, lockstep.Blocks, "%s of %s must be unique from now on, and %s more than once. Mend those first.", strings.Join(columns, ", "), k.Name, values(rows))
		}
		return err
	case p.kind == constraintPart:
		_, check, ok := strings.Cut(p.sql, " CHECK ")
		if !ok {
			return nil
		}
		rows, err := n.count("SELECT count(*) FROM %s WHERE NOT %s", was.ref, strings.TrimSuffix(check, " NO INHERIT"))
		if err == nil && rows > 0 {
			n.say(k, p.name, lockstep.Blocks, "The constraint %s of %s is new, and %s that it does not let be. Mend those first.", p.name, k.Name, are(rows))
		}
		return err
	}
	return nil
}

func values(n int) string {
	if n == 1 {
		return "1 value is there"
	}
	return lockstep.Number(n) + " values are there"
}

// tableOf is the table that is called so in SQL, as it is now.
func (n *counting) tableOf(ref string) *object {
	for _, item := range n.now.state.All() {
		if item.Key.Kind != sqldb.TableKind {
			continue
		}
		if schema, name := n.split(item.Key); qualified(schema, name) == ref {
			if n.parse(item.Key) != nil {
				return nil
			}
			return n.was(item.Key)
		}
	}
	return nil
}
