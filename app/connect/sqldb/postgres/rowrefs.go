package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// reference is a foreign key by which rows go, or change, together with a row that they refer to.
type reference struct {
	Parent, Child, Schema, Name string // the tables as SQL names them, and the one that refers
	From, To                    []string
	Deletes, Updates            string // what happens: c cascades, n and d set null or the default
}

const referencesQuery = `SELECT r.ref AS parent, quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS child, n.nspname AS schema, c.relname AS name, k.confdeltype AS deletes, k.confupdtype AS updates,
 (SELECT json_agg(a.attname ORDER BY u.ord) FROM unnest(k.conkey) WITH ORDINALITY u(n, ord) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n) AS from,
 (SELECT json_agg(a.attname ORDER BY u.ord) FROM unnest(k.confkey) WITH ORDINALITY u(n, ord) JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n) AS to
FROM unnest($1::text[]) AS r(ref) JOIN pg_constraint k ON k.confrelid = to_regclass(r.ref) JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype = 'f' AND k.conparentid = 0 AND (k.confdeltype IN ('c', 'n', 'd') OR k.confupdtype IN ('c', 'n', 'd')) ORDER BY n.nspname, c.relname, k.conname`

// cascades blocks where rows that are no part of the plan would go, or change, with others.
func (w *rowWriting) cascades(ctx context.Context) error {
	all, err := list[reference](ctx, w.tx, referencesQuery, w.refs())
	if err != nil {
		return err
	}
	for _, ref := range all {
		i := slices.IndexFunc(w.tables, func(t *rowChanges) bool { return t.ref == ref.Parent })
		t := w.tables[i]
		if ref.Deletes != "a" && ref.Deletes != "r" {
			if err := w.referring(ctx, t, ref, t.removed, ref.Deletes, "goes"); err != nil {
				return err
			}
		}
		if ref.Updates != "a" && ref.Updates != "r" {
			moved := slices.DeleteFunc(slices.Clone(t.updated), func(r rowChange) bool {
				return !slices.ContainsFunc(t.changed(r), func(c column) bool { return slices.Contains(ref.To, c.name) })
			})
			if err := w.referring(ctx, t, ref, moved, ref.Updates, "changes"); err != nil {
				return err
			}
		}
	}
	return nil
}

// referring counts the rows that refer to some rows, but for those that the plan changes itself.
func (w *rowWriting) referring(ctx context.Context, t *rowChanges, ref reference, rows []rowChange, act, happens string) error {
	if len(rows) == 0 {
		return nil
	}
	var r records
	where := r.matching(t.known())
	var joined []string
	for i := range ref.From {
		joined = append(joined, "c."+quote(ref.From[i])+" = t."+quote(ref.To[i]))
	}
	r.columns = append(r.columns, "at integer")
	sql := "SELECT r.at, count(*) AS n FROM " + r.source() + " JOIN " + t.ref + " t ON " + where + " JOIN " + ref.Child + " c ON " + strings.Join(joined, " AND ")
	given, err := t.keysOf(rows)
	if err != nil {
		return err
	}
	// Nobody else comes to refer to these rows from now on.
	if _, err := w.tx.ExecContext(ctx, "SELECT count(*) FROM (SELECT FROM "+t.ref+" t JOIN "+r.source()+" ON "+where+" FOR UPDATE OF t) x", given); err != nil {
		return &stepError{step{key: rows[0].key, sql: "SELECT FOR UPDATE"}, err}
	}
	args := []any{given}
	if child := slices.IndexFunc(w.tables, func(o *rowChanges) bool { return o.schema == ref.Schema && o.table.name == ref.Name }); child >= 0 {
		exempt, except, err := w.tables[child].except(ref, happens == "goes" && act == "c")
		if err != nil {
			return err
		}
		sql, args = sql+" WHERE "+except, append(args, exempt)
	}
	counts, err := list[struct{ At, N int }](ctx, w.tx, sql+" GROUP BY r.at ORDER BY r.at", args...)
	if err != nil {
		return err
	}
	for _, c := range counts {
		k, refer, lose := rows[c.At].key, "refer", "would lose what they refer to"
		if c.N == 1 {
			refer, lose = "refers", "would lose what it refers to"
		}
		if act == "c" {
			lose = map[string]string{"goes": "would go with it", "changes": "would change with it"}[happens]
		}
		w.block(k, "%s %s, and %s of %s that %s to it %s. Change that first, or leave %s out.", k.Name, happens, lockstep.Count(c.N, "row"), w.itemName(ref), refer, lose, k.Name)
	}
	return nil
}

// itemName is the table that refers, as its item would be called.
func (w *rowWriting) itemName(ref reference) string {
	if ref.Schema == w.scope.schemas[0] {
		return sqldb.Name(ref.Name)
	}
	return sqldb.Name(ref.Schema, ref.Name)
}

// keysOf are the keys of rows as a statement takes them, with the place of each.
func (t *rowChanges) keysOf(rows []rowChange) (string, error) {
	all := []map[string]any{}
	for i, r := range rows {
		texts := map[string]*string{}
		if err := textsOf(r.now, t.known(), texts); err != nil {
			return "", err
		}
		one := map[string]any{"at": i}
		for name, text := range texts {
			one[name] = text
		}
		all = append(all, one)
	}
	return jsonOf(all), nil
}

// except is the condition by which rows c of the table are none of those that are removed first, or that get something else to refer
// to afterwards, unless they would be gone by then. It gives these rows too.
func (t *rowChanges) except(ref reference, gone bool) (exempt, condition string, err error) {
	var columns, same []string
	for i, c := range t.known() {
		name := fmt.Sprintf("c%d", i)
		columns = append(columns, name+" text")
		same = append(same, "c."+quote(c.name)+" = CAST(x."+name+" AS "+c.castType()+")")
	}
	rows := slices.Clone(t.removed)
	for _, r := range t.updated {
		if !gone && slices.ContainsFunc(t.changed(r), func(c column) bool { return slices.Contains(ref.From, c.name) }) {
			rows = append(rows, r)
		}
	}
	exempt, err = t.keysOf(rows)
	return exempt, "NOT EXISTS (SELECT FROM json_to_recordset($2::json) AS x(" + strings.Join(columns, ", ") + ") WHERE " + strings.Join(same, " AND ") + ")", err
}
