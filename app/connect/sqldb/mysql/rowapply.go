package mysql

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// rowMode lets the session write whatever another one was let to write, and nothing that does not fit.
const rowMode = sessionMode + ",NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES"

// An INSERT takes many rows along, as long as the server takes a statement of that length.
const (
	insertRows  = 200
	insertBytes = 256 << 10
)

// rowsAtOnce makes all changes of rows in one transaction, once the model is made. before is what was there when the run began.
func (a *applier) rowsAtOnce(ctx context.Context, before, want lockstep.State, changes []lockstep.Change, moves []*move) error {
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
			err := a.writeRows(ctx, before, want, changes)
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
	err := a.write(ctx, steady, before, want, changes)
	if err != nil && !lost(err) {
		_, _ = a.conn.ExecContext(steady, "ROLLBACK") // the session ends in any case
	}
	return err
}

func (a *applier) write(ctx, steady context.Context, before, want lockstep.State, changes []lockstep.Change) error {
	found, err := a.settings(steady, a.conn)
	if err != nil {
		return err
	}
	var tables []*rowTable
	for _, t := range found {
		item, had := before.Get(a.tableKey(t.Table))
		create, _, _ := splitTable(mustText(item))
		changes := slices.ContainsFunc(changes, func(change lockstep.Change) bool {
			of, _ := sqldb.SplitRowName(change.Key.Name)
			return of == t.Table
		})
		if !changes && (!had || create == t.create) {
			continue
		}
		locked, err := a.lockRows(steady, a.conn, t, before)
		if err != nil {
			return a.unwritten(steady, err)
		}
		tables = append(tables, locked)
	}
	rows, err := a.rowChanges(tables, before, want, changes)
	if err != nil || len(rows) == 0 {
		return err
	}
	keys, err := a.touched(steady, a.conn, rows)
	if err != nil {
		return err
	}
	hung, err := a.dangling(steady, a.conn, keys, nil)
	if err != nil {
		return a.unwritten(steady, err)
	}
	if err := a.run(ctx, steady, rows); err != nil {
		return err
	}
	after, err := a.dangling(steady, a.conn, keys, nil)
	if err != nil {
		return a.unwritten(steady, err)
	}
	for i, k := range keys {
		if more := after[i] - hung[i]; more > 0 {
			return lockstep.Errorf(lockstep.Blocked, "%s of %s would refer to what is not there in %s. No row was changed, and what was made of the model stays. Take that along, or leave it out.", lockstep.Count(more, "row"), k.table, k.parent)
		}
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("apply to %s: %w", a.address, err)
	}
	if _, err := a.conn.ExecContext(steady, "COMMIT"); err != nil {
		return a.refused("the rows of settings tables", err)
	}
	return nil
}

// run removes rows, changes others, and adds others, in this order.
func (a *applier) run(ctx, steady context.Context, rows []*rowChange) error {
	one := func(r *rowChange, statement string, counts bool) error {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("apply to %s: %w", a.address, err)
		}
		result, err := a.conn.ExecContext(steady, statement)
		if err != nil {
			return a.refusedRow(steady, r.key, err)
		}
		if n, err := result.RowsAffected(); counts && err == nil && n != 1 {
			return lockstep.Errorf(lockstep.Blocked, "%s cannot be told from other rows of %s as the server compares them. No row was changed. Write other columns in %q of the slot.", r.key.Name, r.table.name, sqldb.RowsLabel)
		}
		return nil
	}
	for _, r := range rows {
		if r.op == lockstep.Remove || r.remakes {
			if err := one(r, r.remove(), true); err != nil {
				return err
			}
		}
	}
	for _, r := range rows {
		if r.op == lockstep.Modify && !r.remakes {
			if err := one(r, r.update(), false); err != nil {
				return err
			}
		}
	}
	for i := 0; i < len(rows); {
		statement, took := batched(rows[i:])
		if took == 0 {
			i++
			continue
		}
		if took == 1 {
			if err := one(rows[i], statement, false); err != nil {
				return err
			}
		} else if err := a.inserts(ctx, steady, rows[i:i+took], statement, one); err != nil {
			return err
		}
		i += took
	}
	return nil
}

// adds says that a row is inserted.
func (r *rowChange) adds() bool { return r.op == lockstep.Add || r.remakes }

// batched is the statement that inserts the first rows, and how many of them; none where the first one is not inserted.
func batched(rows []*rowChange) (statement string, took int) {
	first := rows[0]
	if !first.adds() {
		return "", 0
	}
	text := inserted(first.table.table, quoted(first.table.name))
	for took < min(len(rows), insertRows) && len(text) < insertBytes && rows[took].adds() && rows[took].table == first.table {
		if took > 0 {
			text += ",\n"
		}
		text += first.table.rowValues(rows[took].want)
		took++
	}
	return text, took
}

// inserts inserts several rows, and one after the other where one of them is refused, to know which.
func (a *applier) inserts(ctx, steady context.Context, rows []*rowChange, statement string, one func(*rowChange, string, bool) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("apply to %s: %w", a.address, err)
	}
	_, err := a.conn.ExecContext(steady, statement)
	if err == nil {
		return nil
	}
	if lost(err) || isFault(err, inUse) || !rows[0].table.transactional() {
		return a.refusedRow(steady, rows[0].key, err)
	}
	for _, r := range rows {
		if err := one(r, inserted(r.table.table, quoted(r.table.name))+r.table.rowValues(r.want), false); err != nil {
			return err
		}
	}
	return nil
}

// unwritten is for what went wrong before anything of the rows was for good.
func (a *applier) unwritten(ctx context.Context, err error) error {
	if isFault(err, inUse) {
		return err // it is tried again
	}
	if isFault(err, altered) {
		return lockstep.Errorf(lockstep.Conflict, "A settings table was changed by somebody else meanwhile. No row was changed, and what was made of the model stays. Continue, or undo.")
	}
	return a.fault(ctx, err)
}

// refusedRow is why a row was not written.
func (a *applier) refusedRow(ctx context.Context, k lockstep.Key, err error) error {
	if isFault(err, inUse) || isFault(err, altered) || lost(err) {
		return a.unwritten(ctx, err)
	}
	code := lockstep.Blocked
	if isFault(err, notAllowed) || isFault(err, readOnly) {
		code = lockstep.Denied
	}
	return &lockstep.Error{Code: code, Cause: err, Message: fmt.Sprintf("%s does not take %s: %s. No row was changed, and what was made of the model stays. Mend the cause, then continue, or undo.", a.address, k.Name, strings.TrimSuffix(said(err), "."))}
}
