package mysql

import (
	"context"
	"fmt"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// rename gives tables and columns their other names. What is begun of a table ends with its own step, and what is begun of its
// former name here. Moves of what that reaches begin with what the server made of it.
func (a *applier) rename(ctx context.Context, now lockstep.State, r *renaming, moves []*move) error {
	for _, t := range r.tables {
		if err := a.beginRename(ctx, now, t); err != nil {
			return err
		}
	}
	for _, t := range r.tables {
		if err := a.exec(ctx, &move{key: t.key, name: t.name()}, t.statement()); err != nil {
			return err
		}
		if t.former == t.key {
			continue
		}
		if err := a.journal.Done(t.former); err != nil {
			return fmt.Errorf("journal: %w", err)
		}
	}
	for _, m := range moves {
		a.assume(m, m.before)
		if len(r.tables) == 0 || !m.isTable() || m.adds() || now.Sum(m.key) == r.now.Sum(m.key) {
			continue
		}
		text, err := a.look(ctx, m)
		if err != nil {
			return err
		}
		from, triggers, ok := readTable(text)
		if !ok {
			return a.moved(m.key.Name)
		}
		m.before, m.from, m.hadTriggers = text, from, triggers
	}
	return nil
}

// beginRename tells the journal, and looks whether a table is as the plan saw it.
func (a *applier) beginRename(ctx context.Context, now lockstep.State, t renamedTable) error {
	keys := []lockstep.Key{t.key}
	if t.former != t.key {
		keys = append(keys, t.former)
	}
	for _, k := range keys {
		if err := a.journal.Begin(k); err != nil {
			return fmt.Errorf("journal: %w", err)
		}
		a.begun[k] = true
	}
	item, _ := now.Get(t.former)
	text, err := a.look(ctx, &move{key: t.former, name: t.name()})
	if err == nil && text != mustText(item) {
		return a.moved(t.former.Name)
	}
	return err
}

// name is what the table is called as long as it is not renamed.
func (t renamedTable) name() string { return sqldb.SplitName(t.former.Name)[0] }
