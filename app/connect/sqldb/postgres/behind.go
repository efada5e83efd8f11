package postgres

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"lockstep/app/lockstep"
)

// early is a journal that was told already of some changes that they are made.
type early struct {
	lockstep.Journal
	told map[lockstep.Key]bool
}

func (e *early) Done(k lockstep.Key) error {
	if e.told[k] {
		return nil
	}
	e.told[k] = true
	return e.Journal.Done(k)
}

// behind makes what is left when the transaction is committed, a step at a time. An item is done with the last of its steps.
func (c *connector) behind(ctx context.Context, after []step, changes []lockstep.Change, journal lockstep.Journal) error {
	left := func(k lockstep.Key, from int) bool {
		return slices.ContainsFunc(after[from:], func(s step) bool { return s.key == k })
	}
	for _, change := range changes {
		if !left(change.Key, 0) {
			if err := journal.Done(change.Key); err != nil {
				return err
			}
		}
	}
	for i, s := range after {
		if err := ctx.Err(); err != nil {
			return err
		}
		h := &holding{}
		err := again(ctx, tries, func() error {
			if s.undo != "" {
				return c.build(ctx, s)
			}
			return c.in(ctx, writes, func(tx *sql.Tx) error {
				locks, err := h.within(tx).allowed(ctx, s.both())
				if err == nil {
					err = h.take(ctx, locks)
				}
				if err == nil {
					_, err = h.make(ctx, s)
				}
				if err != nil {
					return err
				}
				return c.committed(tx.Commit())
			})
		})
		if err != nil {
			return c.said(ctx, err, "What was made before that stays.")
		}
		if !left(s.key, i+1) {
			if err := journal.Done(s.key); err != nil {
				return err
			}
		}
	}
	return nil
}

// build builds an index beside the traffic. What a failure leaves of it is dropped, or tidied up later where that cannot be done now.
func (c *connector) build(ctx context.Context, s step) error {
	conn, err := c.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	const unlimited = "SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout') AND setting <> '0'"
	if _, err := conn.ExecContext(ctx, unlimited); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, s.sql)
	if err != nil && stateOf(err) != "" {
		brief, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_, _ = conn.ExecContext(brief, s.undo)
	}
	if err != nil {
		return &stepError{s, err}
	}
	return nil
}

// leftQuery finds what an Apply that was interrupted has left.
const leftQuery = `SELECT format('%I.%I', n.nspname, t.relname) AS ref, format('DROP INDEX %I.%I', n.nspname, c.relname) AS sql
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ANY ($1) AND c.relname LIKE '` + passing + `%'
UNION ALL SELECT k.conrelid::regclass::text, format('ALTER TABLE %s DROP CONSTRAINT %I', k.conrelid::regclass, k.conname) FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
WHERE n.nspname = ANY ($1) AND k.conname LIKE '` + passing + `%'`

// tidy drops what an Apply that was interrupted has left.
func (c *connector) tidy(ctx context.Context) error {
	h := &holding{}
	err := again(ctx, tries, func() error {
		return c.in(ctx, writes, func(tx *sql.Tx) error {
			left, err := list[struct{ Ref, SQL string }](ctx, tx, leftQuery, c.schemas)
			if err != nil || len(left) == 0 {
				return err
			}
			var drops []step
			for _, one := range left {
				drops = append(drops, step{sql: one.SQL, to: one.Ref})
			}
			if err := h.within(tx).take(ctx, drops); err != nil {
				return err
			}
			return c.committed(tx.Commit())
		})
	})
	return c.fault(ctx, err)
}
