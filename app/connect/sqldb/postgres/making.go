package postgres

import (
	"context"

	"lockstep/app/lockstep"
)

// making is what was made in a transaction: what is renamed, then the model, then rows.
type making struct {
	renames *renaming
	model   *planning
	rows    *rowWriting
}

// make makes all changes in a transaction, once the journal has saved what they take, but for the numbers that sequences go on with: those are not taken back.
func (c *connector) make(ctx context.Context, h *holding, now reading, want lockstep.State, changes []lockstep.Change, journal lockstep.Journal) (m making, err error) {
	if m.renames, err = c.rename(ctx, h, now, want, changes); err != nil {
		return m, err
	}
	now, changes = m.renames.now, m.renames.changes
	if m.model, err = c.plan(ctx, h.tx, now, want, changes); err != nil {
		return m, err
	}
	if err := hindered(m.model.problems); err != nil {
		return m, err
	}
	if m.rows, err = rowPlan(c.scope, h.tx, now, want, changes); err != nil {
		return m, err
	}
	if err := h.save(ctx, m.model, journal); err != nil {
		return m, err
	}
	if err := h.carryOut(ctx, m.model); err != nil {
		return m, err
	}
	if err := m.rows.run(ctx); err != nil {
		return m, err
	}
	return m, hindered(m.rows.problems)
}

// hindered is the first of problems as an error; nil where there is none.
func hindered(problems []lockstep.Problem) error {
	for _, p := range problems {
		return lockstep.Errorf(lockstep.Blocked, "%s Nothing was changed.", p.Message)
	}
	return nil
}
