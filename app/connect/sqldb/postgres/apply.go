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

// Apply makes all changes in one transaction, and then what can be in none. A lock that is not to be had soon is not waited for, as
// everybody else would wait behind us: the transaction is tried again a little later.
func (c *connector) Apply(ctx context.Context, want lockstep.State, changes []lockstep.Change, journal lockstep.Journal) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(changes) == 0 {
		return c.tidy(ctx)
	}
	told := &early{Journal: journal, told: map[lockstep.Key]bool{}}
	return lockstep.AtOnce(told, changes, func() error {
		var made *planning
		h := &holding{}
		err := again(ctx, tries, func() (err error) {
			made, err = c.write(ctx, want, changes, journal, h)
			return err
		})
		if err != nil {
			return err
		}
		if noter, ok := journal.(lockstep.Noter); ok {
			for _, note := range made.backNotes() {
				noter.Note(note)
			}
		}
		if len(made.after) == 0 {
			return nil
		}
		return c.behind(ctx, made.after, changes, told)
	})
}

// again does something once more where others held what it needs.
func again(ctx context.Context, tries int, do func() error) error {
	for try := 1; ; try++ {
		err := do()
		if !held(err) || try == tries || !pause(ctx, time.Duration(try)*time.Second/2) {
			return err
		}
	}
}

// held says that others held what was needed.
func held(err error) bool {
	return slices.Contains([]string{lockUnavailable, deadlock}, stateOf(err))
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

// write looks once more, makes the statements, and commits them. It gives what was planned, in which are those that come after that.
func (c *connector) write(ctx context.Context, want lockstep.State, changes []lockstep.Change, journal lockstep.Journal, h *holding) (made *planning, err error) {
	err = c.in(ctx, writes, func(tx *sql.Tx) error {
		if err := c.hold(ctx, h.within(tx), changes); err != nil {
			return err
		}
		now, err := c.all(ctx, tx)
		if err != nil {
			return err
		}
		if err := lockstep.Unmoved(c.String(), now.state.All(), changes); err != nil {
			return err
		}
		var m making
		err = c.watched(ctx, tx, changes[0].Key, func() (err error) {
			if m, err = c.make(ctx, h, now, want, changes, journal); err != nil {
				return err
			}
			return m.rows.numbers(ctx)
		})
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return c.said(ctx, err, "Nothing was changed.")
		}
		made = m.model
		return c.committed(tx.Commit())
	})
	return made, err
}

// hold keeps others from changing the tables that are about to be changed. Their rows may still be read, and written unless they are
// about to be changed themselves.
func (c *connector) hold(ctx context.Context, h *holding, changes []lockstep.Change) error {
	var refs []string
	var settings []step
	fresh := map[string]bool{}
	for _, change := range changes {
		fresh[change.Key.Name] = fresh[change.Key.Name] || change.Key.Kind == sqldb.TableKind && change.Before == ""
	}
	for _, change := range changes {
		if table, _ := sqldb.SplitRowName(change.Key.Name); change.Key.Kind == sqldb.RowKind && !fresh[table] {
			schema, name := c.split(c.key(sqldb.TableKind, table))
			settings = append(settings, lock(change.Key, qualified(schema, name), steady))
		}

		if change.Key.Kind == sqldb.TableKind && change.Before != "" {
			schema, name := c.split(change.Key)
			refs = append(refs, qualified(schema, name))
		}
	}
	var err error
	if len(refs) > 0 {
		err = exec(ctx, h.tx, "LOCK TABLE ONLY "+strings.Join(refs, ", ONLY ")+" IN SHARE UPDATE EXCLUSIVE MODE")
	}
	if err == nil {
		slices.SortFunc(settings, func(a, b step) int { return strings.Compare(a.to, b.to) })
		err = h.take(ctx, slices.CompactFunc(settings, func(a, b step) bool { return a.to == b.to }))
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

// carryOut drops views, locks tables, makes all other statements, and grants again what was granted on what is made again.
func (h *holding) carryOut(ctx context.Context, p *planning) error {
	grants, err := granted(ctx, h.tx, p)
	if err != nil {
		return err
	}
	locks, err := h.allowed(ctx, p.locks())
	if err != nil {
		return err
	}
	if err := h.shut(ctx, p.steps[:p.views], locks); err != nil {
		return err
	}
	p.ran = slices.Clone(p.steps[:p.views])
	for _, s := range slices.Concat(p.steps[p.views:], grants) {
		made, err := h.make(ctx, s)
		if err != nil {
			return err
		}
		switch {
		case s.back != nil:
			p.ran = append(p.ran, s.back.ran...)
		case made:
			p.ran = append(p.ran, s)
		}
	}
	return nil
}

func exec(ctx context.Context, tx *sql.Tx, statement string) error {
	_, err := tx.ExecContext(ctx, statement)
	return err
}

// loosely makes a statement unless the column that it names is not there.
func loosely(ctx context.Context, tx *sql.Tx, statement string) (made bool, err error) {
	if err := exec(ctx, tx, "SAVEPOINT loose"); err != nil {
		return false, err
	}
	err = exec(ctx, tx, statement)
	if stateOf(err) == noColumn {
		return false, exec(ctx, tx, "ROLLBACK TO SAVEPOINT loose")
	}
	return err == nil, err
}

// said makes a refused statement a sentence about its item, and of how things stand now.
func (c *connector) said(ctx context.Context, err error, stands string) error {
	var failed *stepError
	state := stateOf(err)
	if !errors.As(err, &failed) || !errors.Is(err, errWaited) && slices.Contains([]string{"", readOnly, cancelled}, state) {
		return c.fault(ctx, err)
	}
	return &lockstep.Error{Code: lockstep.Blocked, Cause: failed, Message: c.refusal(failed) + " " + stands}
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
