package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// tries is how often everything is tried again where a lock is not to be had.
const tries = 4

// Apply makes all changes in one transaction. A lock that is not to be had soon is not waited for, as everybody else would wait
// behind us: the transaction is tried again a little later.
func (c *connector) Apply(ctx context.Context, want lockstep.State, changes []lockstep.Change, journal lockstep.Journal) error {
	if err := ctx.Err(); err != nil || len(changes) == 0 {
		return err
	}
	return lockstep.AtOnce(journal, changes, func() error {
		for try := 1; ; try++ {
			err := c.write(ctx, want, changes)
			var e *lockstep.Error
			held := errors.As(err, &e) && (stateOf(e.Cause) == lockUnavailable || stateOf(e.Cause) == deadlock)
			if !held || try == tries || !pause(ctx, time.Duration(try)*time.Second/2) {
				return err
			}
		}
	})
}

// writes is how each statement sees what others committed before it, whatever is usual there: what is read under a lock is how it is.
var writes = &sql.TxOptions{Isolation: sql.LevelReadCommitted}

// pause waits; it says false where ctx ended before.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// write looks once more, makes the statements, and commits them.
func (c *connector) write(ctx context.Context, want lockstep.State, changes []lockstep.Change) error {
	return c.in(ctx, writes, func(tx *sql.Tx) error {
		if err := c.hold(ctx, tx, changes); err != nil {
			return err
		}
		now, err := c.all(ctx, tx)
		if err != nil {
			return err
		}
		if err := lockstep.Unmoved(c.String(), now.state.All(), changes); err != nil {
			return err
		}
		p, err := plan(c.scope, now, want, changes)
		if err != nil {
			return err
		}
		for _, problem := range p.problems {
			return lockstep.Errorf(lockstep.Blocked, "%s Nothing was changed.", problem.Message)
		}
		rows, err := rowPlan(c.scope, tx, now, want, changes)
		if err != nil {
			return err
		}
		for _, part := range []func() error{func() error { return c.carryOut(ctx, tx, p) }, func() error { return rows.run(ctx) }, func() error { return rows.numbers(ctx) }} {
			err := part()
			var failed *stepError
			switch {
			case errors.As(err, &failed):
				return c.said(ctx, failed)
			case err != nil:
				return c.fault(ctx, err)
			case len(rows.problems) > 0:
				return lockstep.Errorf(lockstep.Blocked, "%s Nothing was changed.", rows.problems[0].Message)
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		return c.committed(tx.Commit())
	})
}

// hold keeps others from changing the tables that are about to be changed. Their rows may still be read, and written unless they are
// about to be changed themselves.
func (c *connector) hold(ctx context.Context, tx *sql.Tx, changes []lockstep.Change) error {
	var refs, settings []string
	fresh := map[string]bool{}
	for _, change := range changes {
		fresh[change.Key.Name] = fresh[change.Key.Name] || change.Key.Kind == sqldb.TableKind && change.Before == ""
	}
	for _, change := range changes {
		if table, _ := sqldb.SplitRowName(change.Key.Name); change.Key.Kind == sqldb.RowKind && !fresh[table] {
			schema, name := c.split(c.key(sqldb.TableKind, table))
			settings = append(settings, qualified(schema, name))
		}

		if change.Key.Kind == sqldb.TableKind && change.Before != "" {
			schema, name := c.split(change.Key)
			refs = append(refs, qualified(schema, name))
		}
	}
	var err error
	if len(refs) > 0 {
		_, err = tx.ExecContext(ctx, "LOCK TABLE ONLY "+strings.Join(refs, ", ONLY ")+" IN SHARE UPDATE EXCLUSIVE MODE")
	}
	if slices.Sort(settings); err == nil && len(settings) > 0 {
		_, err = tx.ExecContext(ctx, "LOCK TABLE "+strings.Join(slices.Compact(settings), ", ")+" IN SHARE ROW EXCLUSIVE MODE")
	}
	if stateOf(err) == noTable {
		return lockstep.Errorf(lockstep.Conflict, "A table that is to be changed is not in %s any more (%s). Plan again.", c.String(), clip(pgError(err).Message))
	}
	return c.fault(ctx, err)
}

// stepError is why a statement was refused.
type stepError struct {
	step
	err error
}

func (e *stepError) Error() string { return fmt.Sprintf("%s: %v", e.sql, e.err) }
func (e *stepError) Unwrap() error { return e.err }

// carryOut makes the statements, and grants again what was granted on what is made again.
func (c *connector) carryOut(ctx context.Context, tx *sql.Tx, p *planning) error {
	grants, err := granted(ctx, tx, p)
	if err != nil {
		return err
	}
	for _, s := range append(p.steps, grants...) {
		do := exec
		if s.loose {
			do = loosely
		}
		if err := do(ctx, tx, s.sql); err != nil {
			return &stepError{s, err}
		}
	}
	return nil
}

func exec(ctx context.Context, tx *sql.Tx, statement string) error {
	_, err := tx.ExecContext(ctx, statement)
	return err
}

// loosely makes a statement unless the column that it names is not there.
func loosely(ctx context.Context, tx *sql.Tx, statement string) error {
	if err := exec(ctx, tx, "SAVEPOINT loose"); err != nil {
		return err
	}
	err := exec(ctx, tx, statement)
	if stateOf(err) == noColumn {
		return exec(ctx, tx, "ROLLBACK TO SAVEPOINT loose")
	}
	return err
}

// said makes a refused statement a sentence about its item.
func (c *connector) said(ctx context.Context, failed *stepError) error {
	switch state := stateOf(failed.err); state {
	case "", lockUnavailable, deadlock, readOnly, cancelled:
		return c.fault(ctx, failed.err)
	}
	return &lockstep.Error{Code: lockstep.Blocked, Cause: failed, Message: c.refusal(failed) + " Nothing was changed."}
}

// committed is what became of a commit. One that PostgreSQL refuses is rolled back; where the answer was lost nobody knows.
func (c *connector) committed(err error) error {
	switch {
	case err == nil:
		return nil
	case stateOf(err) != "" || errors.Is(err, pgx.ErrTxCommitRollback):
		return &lockstep.Error{Code: lockstep.Blocked, Cause: err, Message: c.String() + " refuses to keep the changes (" + clip(deepest(err).Error()) + "). Nothing was changed."}
	}
	return &lockstep.Error{Code: lockstep.Unknown, Cause: err,
		Message: "The answer of " + c.String() + " to the end of its transaction was lost (" + clip(deepest(err).Error()) + "). Nobody knows whether it took place until it is read back."}
}
