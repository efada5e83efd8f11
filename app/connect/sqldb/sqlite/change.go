package sqlite

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// change is what a session has to do.
type change struct {
	*session
	works
	state    lockstep.State // what is there
	affected []string       // the tables whose keys may point nowhere afterwards
}

// change reads what is there, in a transaction that nobody else writes in, and finds what has to be done.
func (c *connector) change(ctx context.Context, s *session, want lockstep.State, changes []lockstep.Change) (*change, error) {
	now, state, err := c.read(ctx, s)
	if err != nil {
		return nil, err
	}
	d := &change{session: s, state: state, works: works{slot: c.slot, scope: c.scope, now: now, saved: c.saved}}
	if d.want, err = wanted(ctx, now, want, changes); err != nil {
		return nil, err
	}
	if d.numbers, err = s.sequences(ctx); err != nil {
		return nil, err
	}
	rows, err := c.rowChanges(want, state, d.want, changes)
	if err != nil {
		return nil, err
	}
	d.plan(rows)
	d.affected = d.affects(rows)
	return d, nil
}

// wanted is what the database will be made of: what is not in the slot's scope stays.
func wanted(ctx context.Context, now schema, want lockstep.State, changes []lockstep.Change) (schema, error) {
	later := schema{maps.Clone(now.tables), maps.Clone(now.views)}
	var fresh []lockstep.Item
	for _, c := range changes {
		switch {
		case c.Key.Kind == sqldb.TableKind:
			delete(later.tables, object(c.Key.Name))
		case c.Key.Kind == sqldb.ViewKind:
			delete(later.views, object(c.Key.Name))
		default:
			continue
		}
		if item, ok := want.Get(c.Key); ok {
			fresh = append(fresh, item)
		}
	}
	made, err := drafted(ctx, fresh)
	if err != nil {
		return later, err
	}
	for _, wrong := range made.wrong {
		return later, wrong
	}
	maps.Copy(later.tables, made.tables)
	maps.Copy(later.views, made.views)
	return later, nil
}

// sequences are the highest numbers given so far, by the folded names of tables with AUTOINCREMENT.
func (s *session) sequences(ctx context.Context) (map[string]int64, error) {
	found := map[string]int64{}
	n, err := s.count(ctx, "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_sequence'")
	if err != nil || n == 0 {
		return found, s.fault(ctx, err)
	}
	err = s.each(ctx, "SELECT name, seq FROM sqlite_sequence", nil, func(rows *sql.Rows) error {
		var name string
		var n int64
		err := rows.Scan(&name, &n)
		found[fold(name)] = n
		return err
	})
	return found, s.fault(ctx, err)
}

// affects are the tables that change, or have rows that do, and those that refer to them.
func (w *works) affects(rows []rowChange) []string {
	moved := map[string]bool{}
	for _, p := range w.pairs {
		moved[fold(p.name())] = p.now == nil || p.want == nil || p.rebuilt() || moved[fold(p.name())]
	}
	for _, r := range rows {
		moved[fold(r.table.name)] = true
	}
	var all []string
	for _, t := range w.want.tables {
		refers := slices.ContainsFunc(t.foreign, func(k foreignKey) bool { return moved[fold(k.parent)] })
		if len(t.foreign) > 0 && (moved[fold(t.name)] || refers) {
			all = append(all, t.name)
		}
	}
	slices.Sort(all)
	return all
}

// orphansBefore counts those that are there before anything is changed.
func (d *change) orphansBefore(ctx context.Context) map[string]int {
	counts, _ := d.orphans(ctx, slices.DeleteFunc(slices.Clone(d.affected), func(name string) bool { return d.now.table(name) == nil }))
	return counts
}

// orphans counts, by table, the rows that refer to nothing. What is wrong with a key itself is given by the table, too.
func (d *change) orphans(ctx context.Context, tables []string) (counts map[string]int, wrong map[string]error) {
	counts, wrong = map[string]int{}, map[string]error{}
	for _, t := range tables {
		n, err := d.count(ctx, "SELECT count(*) FROM pragma_foreign_key_check("+literal(t)+")")
		if err != nil {
			wrong[t] = err
		}
		counts[t] = n
	}
	return counts, wrong
}

// broken are the views that cannot be read and the triggers that cannot be run, with what SQLite says of them.
func (d *change) broken(ctx context.Context, in schema) map[lockstep.Key]error {
	found := map[lockstep.Key]error{}
	try := func(kind, item, statement string) {
		if err := d.exec(ctx, statement); err != nil {
			found[lockstep.Key{Slot: d.slot, Kind: kind, Name: name(item)}] = err
		}
	}
	for _, v := range in.views {
		try(sqldb.ViewKind, v.name, "SELECT 1 FROM "+quote(v.name)+" LIMIT 0")
		for _, trigger := range v.triggers {
			try(sqldb.ViewKind, v.name, d.running(ctx, v.name, trigger))
		}
	}
	for _, t := range in.tables {
		for _, trigger := range t.triggers {
			try(sqldb.TableKind, t.name, d.running(ctx, t.name, trigger))
		}
	}
	return found
}

// running is a statement by which SQLite reads what would run a trigger, and runs nothing.
func (d *change) running(ctx context.Context, on string, trigger part) string {
	event, column := fires(trigger.sql)
	if column == "" { // where that fails the statement fails too, and says why
		_ = d.conn.QueryRowContext(ctx, "SELECT name FROM pragma_table_info("+literal(on)+") LIMIT 1").Scan(&column)
	}
	switch event {
	case "DELETE":
		return "EXPLAIN DELETE FROM " + quote(on)
	case "UPDATE":
		return "EXPLAIN UPDATE " + quote(on) + " SET " + quote(column) + " = NULL"
	}
	return "EXPLAIN INSERT INTO " + quote(on) + " (" + quote(column) + ") VALUES (NULL)"
}

// fires is what a trigger waits for, and the first of the columns that it names.
func fires(statement string) (event, column string) {
	tokens := slices.DeleteFunc(dialect.Tokens(statement), func(t sqldb.Token) bool { return t.Kind == sqldb.Comment })
	for i, t := range tokens {
		if i < 3 || !slices.ContainsFunc([]string{"DELETE", "INSERT", "UPDATE"}, t.Is) { // CREATE TRIGGER and its name come first
			continue
		}
		if i+2 < len(tokens) && tokens[i+1].Is("OF") {
			column, _ = dialect.Unquote(tokens[i+2])
		}
		return strings.ToUpper(t.Text), column
	}
	return "", ""
}
