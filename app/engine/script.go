package engine

import (
	"context"

	"lockstep/app/lockstep"
)

// Script gives the statements by which a plan would change those of its target's systems that are changed by statements.
func (e *Engine) Script(ctx context.Context, d Draft, plan lockstep.Plan) ([]lockstep.Statement, error) {
	open, closeAll, err := e.refilled(ctx, d, plan)
	if err != nil {
		return nil, err
	}
	defer closeAll()
	var all []lockstep.Statement
	writes := plan.Writes()
	for _, c := range open {
		changes := where(writes, func(change lockstep.Change) bool { return change.Key.Slot == c.slot.Name })
		if len(changes) == 0 {
			continue
		}
		statements, err := c.script(ctx, plan.Want, changes)
		if err != nil {
			return nil, err
		}
		all = append(all, statements...)
	}
	return all, nil
}
