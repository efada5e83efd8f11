package mysql

import (
	"context"
	"slices"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// script takes down what an applier would run. What the server would show of an object then is assumed to be what is wanted: where
// it settles something by itself, as the order of keys, a run alters the table once more.
type script struct {
	all   []lockstep.Statement
	texts map[lockstep.Key]string // what the server would show
}

func (s *script) say(k lockstep.Key, statement string) {
	s.all = append(s.all, lockstep.Statement{Key: k, Text: statement})
}

// assume notes what the server would show from now on, where nothing is run.
func (a *applier) assume(m *move, text string) {
	if a.script != nil {
		a.script.texts[m.key] = text
	}
}

// Script carries out what Apply does without running anything. A mark stands for each value of a row.
func (c *connector) Script(ctx context.Context, want lockstep.State, changes []lockstep.Change) ([]lockstep.Statement, error) {
	c = c.withoutValues()
	now, err := c.Capture(ctx)
	if err != nil {
		return nil, err
	}
	renames, err := renamingOf(c.scope, now, want, changes)
	if err != nil {
		return nil, err
	}
	models, rows := apart(renames.left(changes))
	moves, err := movesOf(renames.now, want, models)
	if err != nil {
		return nil, err
	}
	conn, err := c.writes.Conn(ctx)
	if err != nil {
		return nil, c.fault(ctx, err)
	}
	defer conn.Close()
	s := &script{texts: map[lockstep.Key]string{}}
	for _, t := range renames.tables {
		item, _ := now.Get(t.former)
		s.texts[t.former] = mustText(item)
	}
	a := &applier{connector: c, conn: conn, journal: silent{}, renames: renames, begun: map[lockstep.Key]bool{}, script: s}
	if err := a.begin(ctx); err != nil {
		return nil, err
	}
	if err := a.rename(ctx, now, renames, moves); err != nil {
		return nil, err
	}
	for _, step := range ordered(moves) {
		if err := a.step(ctx, step); err != nil {
			return nil, err
		}
	}
	return s.all, s.rows(&validator{connector: c, ctx: ctx, moves: moves}, renames.now, want, rows)
}

// withoutValues is a connector that does not know what it puts back, but where.
func (c *connector) withoutValues() *connector {
	other := *c
	other.saved = slices.Clone(c.saved)
	for i := range other.saved {
		other.saved[i].Each = nil
	}
	return &other
}

// silent is the journal of what is not run.
type silent struct{}

func (silent) Begin(lockstep.Key) error { return nil }
func (silent) Done(lockstep.Key) error  { return nil }

// rows takes down the statements that change rows, given what their tables hold once they are changed themselves.
func (s *script) rows(v *validator, before, want lockstep.State, changes []lockstep.Change) error {
	var tables []*rowTable
	fits := fitting{scope: v.scope, tables: map[lockstep.Digest]*settled{}}
	for _, row := range v.scope.Rows {
		t, ok, err := v.later(row, want)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		one := &rowTable{settled: t, rows: map[string]sqldb.Row{}, mark: true}
		table, changed := want.Get(v.tableKey(row.Table))
		for _, item := range before.All() {
			if of, _ := sqldb.SplitRowName(item.Key.Name); item.Key.Kind != sqldb.RowKind || of != row.Table {
				continue
			}
			held, err := sqldb.RowOf(item)
			if err != nil {
				return err
			}
			if changed && before.Sum(table.Key) != table.Digest() {
				if held, _, _, err = fits.keep(table, held, false); err != nil {
					return err
				}
			}
			one.rows[item.Key.Name] = held
		}
		tables = append(tables, one)
	}
	all, err := v.rowChanges(tables, before, want, changes)
	if err != nil {
		return err
	}
	return inTurn(all, func(r *rowChange, statement string, _ int64) error {
		s.say(r.key, statement)
		return nil
	}, func(rows []*rowChange, statement string) error {
		s.say(rows[0].key, statement)
		return nil
	})
}
