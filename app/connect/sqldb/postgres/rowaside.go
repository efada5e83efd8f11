package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// aside is something that is changed while rows are, and then set back.
type aside struct {
	ref       string // the table
	sql, undo string
}

// sleeping puts triggers and rules of tables to sleep, so that nothing else changes by them.
func sleeping(ctx context.Context, tx *sql.Tx, refs []string) ([]aside, error) {
	const query = `WITH t AS (SELECT to_regclass(r.ref) AS oid, r.ref, r.ord FROM unnest($1::text[]) WITH ORDINALITY AS r(ref, ord)),
 parts AS (SELECT t.ref AS root, t.ord, p.relid AS oid, p.level FROM t, pg_partition_tree(t.oid) p UNION ALL SELECT t.ref, t.ord, t.oid, 0 FROM t JOIN pg_class c ON c.oid = t.oid WHERE c.relkind <> 'p')
SELECT root, 'ALTER TABLE ONLY ' || oid::regclass || ' DISABLE ' || what || ' ' || name AS sql,
 'ALTER TABLE ONLY ' || oid::regclass || ' ENABLE ' || CASE enabled WHEN 'A' THEN 'ALWAYS ' ELSE '' END || what || ' ' || name AS undo FROM (
 SELECT root, ord, level, p.oid, 'TRIGGER' AS what, quote_ident(tgname) AS name, tgenabled AS enabled FROM parts p JOIN pg_trigger g ON g.tgrelid = p.oid WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')
 UNION ALL SELECT root, ord, level, p.oid, 'RULE', quote_ident(rulename), ev_enabled FROM parts p JOIN pg_rewrite r ON r.ev_class = p.oid WHERE ev_type <> '1' AND ev_enabled IN ('O', 'A')
) x ORDER BY ord, level DESC, what, oid, name`
	rows, err := list[struct{ Root, SQL, Undo string }](ctx, tx, query, refs)
	var all []aside
	for _, row := range rows {
		all = append(all, aside{row.Root, row.SQL, row.Undo})
	}
	return all, err
}

// asides puts triggers and rules to sleep, lets foreign keys between the tables wait for the end, and columns be set that number
// themselves.
func (w *rowWriting) asides(ctx context.Context) ([]aside, error) {
	all, err := sleeping(ctx, w.tx, w.refs())
	if err != nil {
		return nil, err
	}
	for _, t := range w.tables {
		for _, p := range t.parts {
			_, target := constrained(p)
			if p.foreign && slices.Contains(w.refs(), target) && !deferrable(p) {
				alter := fmt.Sprintf("ALTER TABLE %s ALTER CONSTRAINT %s ", t.ref, quote(p.name))
				all = append(all, aside{t.ref, alter + "DEFERRABLE", alter + "NOT DEFERRABLE"})
			}
		}
		for _, c := range t.kept {
			if c.identity == "ALWAYS" && slices.ContainsFunc(t.updated, func(r rowChange) bool {
				return slices.ContainsFunc(t.changed(r), func(o column) bool { return o.name == c.name })
			}) {
				all = append(all, numbered(t.ref, c))
			}
		}
	}
	return all, nil
}

// numbered lets a column be set that numbers itself.
func numbered(ref string, c column) aside {
	alter := fmt.Sprintf("ALTER TABLE %s ALTER COLUMN %s SET GENERATED ", ref, quote(c.name))
	return aside{ref, alter + "BY DEFAULT", alter + "ALWAYS"}
}

// deferrable says that a constraint may wait for the end of a transaction.
func deferrable(p part) bool {
	return strings.Contains(p.sql, " DEFERRABLE") && !strings.Contains(p.sql, " NOT DEFERRABLE")
}

// rooms are the statements by which rows leave a value that is to be unique before another row gets it.
func (w *rowWriting) rooms() (map[string][]batch, error) {
	all := map[string][]batch{}
	for _, t := range w.tables {
		for _, p := range t.parts {
			columns, target := constrained(p)
			if target != "" || len(columns) == 0 || deferrable(p) {
				continue
			}
			left := t.collisions(columns)
			if len(left) == 0 {
				continue
			}
			name, room := t.room(columns)
			if name == "" {
				w.block(left[0].key, "%s of %s is to change places with another row, and %s must be unique and cannot be empty meanwhile. Change one of them to a third value first, in a run of its own.",
					left[0].key.Name, t.Table, strings.Join(columns, ", "))
				continue
			}
			var r records
			where := r.matching(t.known())
			r.columns = append(r.columns, "at integer")
			statement := fmt.Sprintf("UPDATE %s t SET %s = %s FROM %s WHERE %s", t.ref, quote(name), room, r.source(), where)
			made, err := batches(left, func(rowChange) (string, []column, []column) { return statement, t.known(), nil })
			if err != nil {
				return nil, err
			}
			for at, row := range made[0].rows {
				number := fmt.Sprint(at + 1)
				row["at"] = &number
			}
			all[t.Table] = append(all[t.Table], made...)
		}
	}
	return all, nil
}

// collisions are the updated rows that have now what another updated row is to have.
func (t *rowChanges) collisions(columns []string) []rowChange {
	var left []rowChange
	holders := map[string]int{}
	value := func(row map[string]any) string {
		var all []any
		for _, name := range columns {
			if row[name] == nil {
				return ""
			}
			all = append(all, row[name])
		}
		return jsonOf(all)
	}
	for i, r := range t.updated {
		if held := value(r.now); held != "" {
			holders[held] = i + 1
		}
	}
	taken := map[int]bool{}
	for i, r := range t.updated {
		is := value(r.want)
		if is == "" || reflect.DeepEqual(value(r.now), is) {
			continue
		}
		if at := holders[is]; at > 0 && at != i+1 && !taken[at-1] {
			taken[at-1] = true
			left = append(left, t.updated[at-1])
		}
	}
	return left
}

// room is a column of those that are to be unique, and what it may hold for a moment that no row has; "" where there is none.
func (t *rowChanges) room(columns []string) (name, value string) {
	for _, c := range t.kept {
		switch {
		case !slices.Contains(columns, c.name) || slices.Contains(t.Key, c.name):
		case !c.required:
			return c.name, "NULL"
		}
	}
	for _, c := range t.kept {
		if !slices.Contains(columns, c.name) || slices.Contains(t.Key, c.name) {
			continue
		}
		switch c.typ {
		case "smallint", "integer", "bigint":
			return c.name, fmt.Sprintf("(SELECT least(min(%s), 0) FROM %s) - r.at", quote(c.name), t.ref)
		case "text", "character varying":
			return c.name, "'lockstep ' || gen_random_uuid()"
		case "uuid":
			return c.name, "gen_random_uuid()"
		}
	}
	return "", ""
}
