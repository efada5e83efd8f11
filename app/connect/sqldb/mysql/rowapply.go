package mysql

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// rowMode lets the session write whatever another one was let to write, and nothing that does not fit.
const rowMode = sessionMode + ",NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES"

// rowsAtOnce makes all changes of rows in one transaction, once the model is made, upon what was there when the run began.
func (a *applier) rowsAtOnce(ctx context.Context, before *renaming, want lockstep.State, changes []lockstep.Change, moves []*move) error {
	remade := slices.ContainsFunc(moves, func(m *move) bool {
		_, holds := a.scope.RowTable(m.key.Name)
		return m.isTable() && m.changes() && holds
	})
	if len(changes) == 0 && !remade {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("apply to %s: %w", a.address, err)
	}
	return lockstep.AtOnce(a.journal, changes, func() error {
		for try := 1; ; try++ {
			err := a.writeRows(ctx, before.now, want, before.left(changes))
			if !isFault(err, inUse) {
				return err
			}
			if try == lockTries {
				return &lockstep.Error{Code: lockstep.Conflict, Cause: err, Message: fmt.Sprintf("Rows of %s are in use by another session, which did not let go of them %d times for %d seconds. No row was changed, and what was made of the model stays. Continue when they are free, or undo.", a.address.database, lockTries, int(lockWait.Seconds()))}
			}
			time.Sleep(lockPause)
		}
	})
}

// writeRows is one try. Its transaction is rolled back where it does not come to its end.
func (a *applier) writeRows(ctx context.Context, before, want lockstep.State, changes []lockstep.Change) error {
	steady := context.WithoutCancel(ctx)
	for _, statement := range []string{
		"SET SESSION sql_mode = " + literal(rowMode) + ", foreign_key_checks = 0, unique_checks = 1, innodb_lock_wait_timeout = " + fmt.Sprint(int(lockWait.Seconds())),
		"START TRANSACTION",
	} {
		if _, err := a.conn.ExecContext(steady, statement); err != nil {
			return a.unwritten(steady, err)
		}
	}
	w := &rowWriter{applier: a, ctx: ctx, steady: steady, left: "No row was changed"}
	err := w.write(before, want, changes)
	if err != nil && !lost(err) {
		_, _ = a.conn.ExecContext(steady, "ROLLBACK") // the session ends in any case
	}
	return err
}

// rowWriter writes within a transaction.
type rowWriter struct {
	*applier
	ctx    context.Context // ends the run between two statements
	steady context.Context // of a statement, which is waited for
	left   string          // what a failure leaves of the rows, as the beginning of a sentence
}

func (w *rowWriter) write(before, want lockstep.State, changes []lockstep.Change) error {
	tables, err := w.lock(before, changes)
	if err != nil {
		return err
	}
	rows, err := w.rowChanges(tables, before, want, changes)
	if err != nil || len(rows) == 0 {
		return err
	}
	keys, err := w.touched(w.steady, w.conn, rows)
	if err != nil {
		return err
	}
	hung, err := w.dangling(w.steady, w.conn, keys, nil)
	if err != nil {
		return w.unwritten(w.steady, err)
	}
	if slices.ContainsFunc(rows, func(r *rowChange) bool { return !r.table.transactional() }) {
		w.left = "What was written to tables without transactions stays, and no other row was changed"
	}
	if err := w.run(rows); err != nil {
		return err
	}
	after, err := w.dangling(w.steady, w.conn, keys, nil)
	if err != nil {
		return w.unwritten(w.steady, err)
	}
	for i, k := range keys {
		if more := after[i] - hung[i]; more > 0 {
			return lockstep.Errorf(lockstep.Blocked, "%s of %s would refer to what is not there in %s. %s, and what was made of the model stays. Take that along, or leave it out.", lockstep.Count(more, "row"), k.table, k.parent, w.left)
		}
	}
	if err := w.ended(); err != nil {
		return err
	}
	if _, err := w.conn.ExecContext(w.steady, "COMMIT"); err != nil {
		return w.refused("the rows of settings tables", err)
	}
	return nil
}

// lock reads the settings tables whose rows change, or that the run has changed.
func (w *rowWriter) lock(before lockstep.State, changes []lockstep.Change) ([]*rowTable, error) {
	found, err := w.settings(w.steady, w.conn)
	if err != nil {
		return nil, err
	}
	concerned := map[string]bool{}
	for _, change := range changes {
		of, _ := sqldb.SplitRowName(change.Key.Name)
		concerned[of] = true
	}
	var tables []*rowTable
	for _, t := range found {
		item, had := before.Get(w.tableKey(t.Table))
		create, _, _ := splitTable(mustText(item))
		if !concerned[t.Table] && (!had || create == t.create) {
			continue
		}
		locked, err := w.lockRows(w.steady, w.conn, t, before)
		if err != nil {
			return nil, w.unwritten(w.steady, err)
		}
		tables = append(tables, locked)
	}
	return tables, nil
}

// ended says that the run is to stop.
func (w *rowWriter) ended() error {
	if err := w.ctx.Err(); err != nil {
		return fmt.Errorf("apply to %s: %w", w.address, err)
	}
	return nil
}
