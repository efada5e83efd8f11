package engine

import (
	"context"

	"lockstep/app/lockstep"
)

// Settle gives runs as the catalog has them the status that they have now: running, or interrupted since.
func (e *Engine) Settle(runs []lockstep.Run) ([]lockstep.Run, error) { return e.settleAll(runs) }

// CanRollBack says whether a run is the one that a roll back of its environment would take back now.
func (e *Engine) CanRollBack(ctx context.Context, run lockstep.Run) (bool, error) {
	if run.Act == lockstep.Rollback || run.TakenBackBy != 0 || run.Status != lockstep.Done && run.Status != lockstep.Left {
		return false, nil
	}
	last, err := e.Catalog.LastToTakeBack(ctx, run.Environment)
	if err != nil {
		return false, err
	}
	return last.Number == run.Number, nil
}
