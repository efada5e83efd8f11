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
	return lockstep.AtOnce(journal, changes, func() error { return d.write(ctx) })
}

// write runs the statements, and commits what they made where it is sound.
func (d *change) write(ctx context.Context) error {
	broken := d.broken(ctx, d.now)
	before := d.orphansBefore(ctx)
	for _, w := range d.all {
		if err := d.exec(ctx, w.sql, w.args...); err != nil {
			return d.refused(ctx, w.key, err)
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

// refused is why an item was not written.
func (d *change) refused(ctx context.Context, k lockstep.Key, err error) error {
	fault := d.fault(ctx, err)
	var e *lockstep.Error
	if errors.As(fault, &e) && e.Code == lockstep.Invalid {
		return &lockstep.Error{Code: lockstep.Blocked, Cause: err, Message: "SQLite does not take " + k.Name + ": " + reason(err) + ". Nothing was changed. Plan again."}
	}
	return fault
}
