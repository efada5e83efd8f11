package sqlite

import (
	"context"
	"errors"

	"lockstep/app/lockstep"
)

// Apply makes all changes in one transaction. It looks once more at each item, and at the end at keys, views and triggers.
func (c *connector) Apply(ctx context.Context, want lockstep.State, changes []lockstep.Change, journal lockstep.Journal) error {
	if err := ctx.Err(); err != nil || len(changes) == 0 {
		return err
	}
	s, err := c.file.open(ctx, writing)
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.begin(ctx, writing); err != nil {
		return err
	}
	d, err := c.change(ctx, s, want, changes)
	if err != nil {
		return err
	}
	if err := lockstep.Unmoved(c.file.path, d.state.All(), changes); err != nil {
		return err
	}
	return lockstep.AtOnce(journal, changes, func() error { return d.write(ctx, journal) })
}

// write runs the statements, and commits what they made where it is sound.
func (d *change) write(ctx context.Context, journal lockstep.Journal) error {
	broken := d.broken(ctx, d.now)
	before := d.orphansBefore(ctx)
	for _, l := range d.losses() {
		if err := d.save(ctx, journal, l); err != nil {
			return err
		}
	}
	for _, w := range d.all {
		if w.copied != nil {
			if err := d.narrowed(ctx, *w.copied, func(l losing) error { return d.save(ctx, journal, l) }); err != nil {
				return err
			}
		}
		if err := d.run(ctx, w); err != nil {
			return d.refused(ctx, w.key, err)
		}
		if err := d.tell(ctx, journal, w.again); err != nil {
			return d.fault(ctx, err)
		}
	}
	after, wrong := d.orphans(ctx, d.affected)
	for _, table := range d.affected {
		if wrong[table] != nil || after[table] > before[table] {
			return lockstep.Errorf(lockstep.Blocked, "Rows of %s would refer to what is not there. Nothing was changed. Plan again to see which.", table)
		}
	}
	for k, err := range d.broken(ctx, d.want) {
		if broken[k] == nil {
			return d.refused(ctx, k, err)
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return d.fault(ctx, d.exec(ctx, "COMMIT"))
}

// run runs a statement.
func (d *change) run(ctx context.Context, w work) error {
	if w.each == nil {
		text, args, err := w.statement()
		if err != nil {
			return err
		}
		return d.exec(ctx, text, args...)
	}
	statement, err := d.conn.PrepareContext(ctx, w.sql)
	if err != nil {
		return err
	}
	defer statement.Close()
	return w.each(func(args []any) error {
		_, err := statement.ExecContext(ctx, args...)
		return err
	})
}

// tell notes what was put back.
func (d *change) tell(ctx context.Context, journal lockstep.Journal, back []refill) error {
	noter, ok := journal.(lockstep.Noter)
	for _, r := range back {
		note, err := d.again(ctx, r)
		if err != nil {
			return err
		}
		if ok {
			noter.Note(note)
		}
	}
	return nil
}

// refused is why an item was not written.
func (d *change) refused(ctx context.Context, k lockstep.Key, err error) error {
	fault := d.fault(ctx, err)
	var e *lockstep.Error
	if errors.As(fault, &e) && e.Code == lockstep.Invalid {
		return &lockstep.Error{Code: lockstep.Blocked, Cause: err, Message: "SQLite does not take " + k.Name + ": " + reason(err) + ". Nothing was changed. Plan again."}
	}
	return fault
}
