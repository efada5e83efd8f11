package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"lockstep/app/lockstep"
)

// rowWriting changes rows, in a transaction in which the model is as it is wanted already.
type rowWriting struct {
	scope
	tx       *sql.Tx
	tables   []*rowChanges
	problems []lockstep.Problem
	ran      []step // the statements that were run
}

func (w *rowWriting) block(k lockstep.Key, format string, args ...any) {
	w.problems = append(w.problems, lockstep.Problem{Key: k, Verdict: lockstep.Blocks, Message: fmt.Sprintf(format, args...)})
}

// run makes all changes, unless there are problems. The error is a stepError where PostgreSQL refuses something.
func (w *rowWriting) run(ctx context.Context) error {
	if len(w.tables) == 0 || len(w.problems) > 0 {
		return nil
	}
	if err := w.cascades(ctx); err != nil {
		return err
	}
	rooms, err := w.rooms()
	if err != nil || len(w.problems) > 0 {
		return err
	}
	asides, err := w.asides(ctx)
	if err != nil {
		return err
	}
	keys := map[string]lockstep.Key{}
	for _, t := range w.tables {
		keys[t.ref] = t.first()
	}
	for _, a := range asides {
		if err := w.do(ctx, keys[a.ref], a.sql); err != nil {
			return err
		}
	}
	if err := w.do(ctx, w.tables[0].first(), "SET CONSTRAINTS ALL DEFERRED"); err != nil {
		return err
	}
	if err := w.rows(ctx, rooms); err != nil {
		return err
	}
	if err := w.checked(ctx); err != nil {
		return err
	}
	slices.Reverse(asides)
	for _, a := range asides {
		if err := w.do(ctx, keys[a.ref], a.undo); err != nil {
			return err
		}
	}
	return nil
}

// rows removes, updates and adds: what refers to something goes before that, and comes after it.
func (w *rowWriting) rows(ctx context.Context, rooms map[string][]batch) error {
	backwards := slices.Clone(w.tables)
	slices.Reverse(backwards)
	for _, t := range backwards {
		removed := slices.Clone(t.removed)
		slices.Reverse(removed)
		if err := w.batches(ctx, removed, t.removing); err != nil {
			return err
		}
	}
	for _, t := range w.tables {
		for _, room := range rooms[t.Table] {
			if err := w.batch(ctx, room); err != nil {
				return err
			}
		}
	}
	for _, t := range w.tables {
		if err := w.batches(ctx, t.updated, t.updating); err != nil {
			return err
		}
	}
	for _, t := range w.tables {
		if err := w.batches(ctx, t.added, t.adding); err != nil {
			return err
		}
	}
	return nil
}

func (w *rowWriting) batches(ctx context.Context, rows []rowChange, sql func(rowChange) (string, []column, []column)) error {
	all, err := batches(rows, sql)
	if err != nil {
		return err
	}
	for _, b := range all {
		if err := w.batch(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

// batch runs a statement for all its rows. Where it is refused for several rows at once, it is run for one after the other, to see
// for which it is.
func (w *rowWriting) batch(ctx context.Context, b batch) error {
	for _, piece := range b.pieces() {
		if err := exec(ctx, w.tx, "SAVEPOINT rows"); err != nil {
			return err
		}
		err := w.piece(ctx, piece)
		if len(piece.rows) > 1 && ctx.Err() == nil && !slices.Contains([]string{"", lockUnavailable, deadlock, cancelled}, stateOf(err)) {
			if err := exec(ctx, w.tx, "ROLLBACK TO SAVEPOINT rows"); err != nil {
				return err
			}
			for i := range piece.rows {
				if err = w.piece(ctx, batch{piece.sql, piece.keys[i : i+1], piece.rows[i : i+1]}); err != nil {
					break
				}
			}
		}
		if err != nil {
			return err
		}
		if err := exec(ctx, w.tx, "RELEASE SAVEPOINT rows"); err != nil {
			return err
		}
	}
	return nil
}

// piece runs a statement once. It must reach all of its rows.
func (w *rowWriting) piece(ctx context.Context, b batch) error {
	text, err := b.parameter()
	if err != nil {
		return err
	}
	result, err := w.tx.ExecContext(ctx, b.sql, text)
	if err != nil {
		return &stepError{step{key: b.keys[0], sql: b.sql}, err}
	}
	n, err := result.RowsAffected()
	if err == nil && int(n) != len(b.rows) {
		w.block(b.keys[0], "Of %s, beginning with %s, PostgreSQL writes %s. Something keeps it from writing the others, such as a foreign key by which they go before. Change that first.",
			lockstep.Count(len(b.rows), "row"), b.keys[0].Name, lockstep.Number(int(n)))
	}
	w.ran = append(w.ran, step{key: b.keys[0], sql: b.sql})
	return err
}

func (w *rowWriting) do(ctx context.Context, key lockstep.Key, statement string) error {
	if err := exec(ctx, w.tx, statement); err != nil {
		return &stepError{step{key: key, sql: statement}, err}
	}
	w.ran = append(w.ran, step{key: key, sql: statement})
	return nil
}

// checked looks at foreign keys and at what else waited for the end.
func (w *rowWriting) checked(ctx context.Context) error {
	key := w.tables[0].first()
	err := exec(ctx, w.tx, "SET CONSTRAINTS ALL IMMEDIATE")
	if err == nil {
		w.ran = append(w.ran, step{key: key, sql: "SET CONSTRAINTS ALL IMMEDIATE"})
		return nil
	}
	if said := pgError(err); said != nil {
		for _, t := range w.tables {
			if t.schema == said.SchemaName && t.table.name == said.TableName {
				key = t.first()
			}
		}
	}
	return &stepError{step{key: key, sql: "SET CONSTRAINTS ALL IMMEDIATE"}, err}
}

// first is one of the rows that change.
func (t *rowChanges) first() lockstep.Key {
	return slices.Concat(t.added, t.updated, t.removed)[0].key
}

// refs are the tables whose rows change, as SQL names them.
func (w *rowWriting) refs() []string {
	var all []string
	for _, t := range w.tables {
		all = append(all, t.ref)
	}
	return all
}

// numbers moves sequences on. It is not undone with the transaction, so it comes last.
func (w *rowWriting) numbers(ctx context.Context) error {
	for _, m := range w.moves() {
		if err := w.do(ctx, m.key, m.sql); err != nil {
			return err
		}
	}
	return nil
}

// moves are the statements that move sequences on that number a column of a table to which rows came, but none back.
func (w *rowWriting) moves() (all []step) {
	for _, t := range w.tables {
		for _, c := range t.kept {
			if move := t.onward(c); move != "" && len(t.added)+len(t.updated) > 0 {
				all = append(all, step{key: t.first(), sql: move})
			}
		}
	}
	return all
}
