package mysql

import (
	"context"
	"fmt"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// An INSERT takes many rows along, as long as the server takes a statement of that length.
const (
	insertRows  = 200
	insertBytes = 256 << 10
)

// run makes the changes of rows.
func (w *rowWriter) run(rows []*rowChange) error { return inTurn(rows, w.one, w.inserts) }

// inTurn removes rows, changes others, and adds others, in this order: one by one, but for those that are added, of which many are at once.
func inTurn(rows []*rowChange, one func(r *rowChange, statement string, least int64) error, many func(rows []*rowChange, statement string) error) error {
	for _, r := range rows {
		if r.op == lockstep.Remove || r.remakes {
			if err := one(r, r.remove(), 1); err != nil {
				return err
			}
		}
	}
	for _, r := range rows {
		if r.op == lockstep.Modify && !r.remakes {
			if err := one(r, r.update(), 0); err != nil {
				return err
			}
		}
	}
	for i := 0; i < len(rows); {
		statement, took := batched(rows[i:])
		if took > 0 {
			if err := many(rows[i:i+took], statement); err != nil {
				return err
			}
		}
		i += max(took, 1)
	}
	return nil
}

// one runs a statement for a row, and looks that it was for no other one. least is 0 where a trigger may have undone it.
func (w *rowWriter) one(r *rowChange, statement string, least int64) error {
	if err := w.ended(); err != nil {
		return err
	}
	result, err := w.conn.ExecContext(w.steady, statement)
	if err != nil {
		return w.refusedRow(r, err)
	}
	if n, err := result.RowsAffected(); err == nil && (n < least || n > 1) {
		return lockstep.Errorf(lockstep.Blocked, "%s cannot be told from other rows of %s as the server compares them. %s, and what was made of the model stays. Write other columns in %q of the slot.", r.key.Name, r.table.name, w.left, sqldb.RowsLabel)
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
		text += first.table.rowValues(rows[took].want, first.table.value)
		took++
	}
	return text, took
}

// inserts inserts several rows, and one after the other where one of them is refused, to know which.
func (w *rowWriter) inserts(rows []*rowChange, statement string) error {
	if err := w.ended(); err != nil {
		return err
	}
	_, err := w.conn.ExecContext(w.steady, statement)
	if err == nil {
		return nil
	}
	if len(rows) == 1 || lost(err) || isFault(err, inUse) || !rows[0].table.transactional() {
		return w.refusedRow(rows[0], err)
	}
	for _, r := range rows {
		if err := w.one(r, inserted(r.table.table, quoted(r.table.name))+r.table.rowValues(r.want, r.table.value), 0); err != nil {
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
func (w *rowWriter) refusedRow(r *rowChange, err error) error {
	switch {
	case lost(err) && !r.table.transactional():
		return w.refused(r.key.Name, err)
	case isFault(err, inUse), isFault(err, altered), lost(err):
		return w.unwritten(w.steady, err)
	}
	code := lockstep.Blocked
	if isFault(err, notAllowed) || isFault(err, readOnly) {
		code = lockstep.Denied
	}
	return &lockstep.Error{Code: code, Cause: err, Message: fmt.Sprintf("%s does not take %s: %s. %s, and what was made of the model stays. Mend the cause, then continue, or undo.", w.address, r.key.Name, strings.TrimSuffix(said(err), "."), w.left)}
}
