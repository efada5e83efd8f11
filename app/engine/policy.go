package engine

import (
	"context"
	"fmt"

	"lockstep/app/lockstep"
)

// answer does what the policy of the environment says to a run that went wrong, under the same lock. What goes back is never
// answered itself. It drops nothing that rows have filled: then it stops, and leaves it to a person.
func (e *Engine) answer(ctx context.Context, at Place, run lockstep.Run, tell func(Progress)) (lockstep.Run, error) {
	if at.Environment.Policy() != lockstep.RollBackOnFailure || run.Act == lockstep.Rollback || run.Undoing {
		return run, nil
	}
	switch {
	case run.Status == lockstep.Failed || run.Status == lockstep.Diverged:
		return e.undoByPolicy(ctx, at, run, tell)
	case run.Status == lockstep.Done && lockstep.FailedChecks(run.Checks) > 0:
		return e.rollBackByPolicy(ctx, at, run, tell)
	}
	return run, nil
}

func (e *Engine) undoByPolicy(ctx context.Context, at Place, run lockstep.Run, tell func(Progress)) (lockstep.Run, error) {
	cause := run.Failure
	tell(Progress{Run: run.Number, Phase: PhaseCheck, Message: "It went wrong. " + at.Name() + " goes back to where the run began."})
	back, err := e.resume(ctx, at, run, resumption{undo: true, careful: true}, tell)
	switch {
	case err != nil && !back.Undoing: // nothing was done
		run.Failure = fmt.Sprintf("%s It was not undone, as is the policy of %s: %v", cause, at.Name(), err)
		return run, e.update(ctx, run)
	case err != nil:
		return back, err
	case back.Status != lockstep.Undone:
		back.Failure = fmt.Sprintf("%s Then it was undone, as is the policy of %s, and that went wrong too: %s", cause, at.Name(), back.Failure)
		return back, e.update(ctx, back)
	}
	back.ByPolicy = true
	back.Failure = joined(fmt.Sprintf("%s It was undone, as is the policy of %s.", cause, at.Name()), back.Failure)
	return back, e.update(ctx, back)
}

func (e *Engine) rollBackByPolicy(ctx context.Context, at Place, run lockstep.Run, tell func(Progress)) (lockstep.Run, error) {
	cause := run.Failure
	tell(Progress{Run: run.Number, Phase: PhaseProbe, Message: "A check failed. " + at.Name() + " is rolled back."})
	back, err := e.rollBack(ctx, at, run, tell)
	if err != nil && back.Number == 0 {
		run.Failure = fmt.Sprintf("%s It was not rolled back, as is the policy of %s: %v", cause, at.Name(), err)
		return run, e.update(ctx, run)
	}
	if err != nil {
		return run, err
	}
	if run, err = e.Catalog.Run(context.WithoutCancel(ctx), run.Number); err != nil { // it says now by which it was taken back
		return run, err
	}
	run.ByPolicy = run.TakenBackBy == back.Number
	run.Failure = fmt.Sprintf("%s It was rolled back by run %d, as is the policy of %s.", cause, back.Number, at.Name())
	if !run.ByPolicy {
		run.Failure = fmt.Sprintf("%s Run %d was to roll it back, as is the policy of %s, and waits for an answer.", cause, back.Number, at.Name())
	}
	run.Failure = joined(run.Failure, back.Failure)
	return run, e.update(ctx, run)
}

// rollBack takes back a run that was just done, as a run of its own; its number is 0 where nothing was begun.
func (e *Engine) rollBack(ctx context.Context, at Place, run lockstep.Run, tell func(Progress)) (lockstep.Run, error) {
	draft, err := e.Rollback(ctx, at)
	if err != nil {
		return lockstep.Run{}, err
	}
	if draft.TakesBack != run.Number {
		return lockstep.Run{}, lockstep.Errorf(lockstep.Conflict, "Run %d came after it.", draft.TakesBack)
	}
	draft.byPolicy = true
	plan, err := e.Plan(draft, lockstep.Choices{})
	if err != nil {
		return lockstep.Run{}, err
	}
	if err := plan.Refusal(); err != nil {
		return lockstep.Run{}, err
	}
	if len(plan.Writes()) == 0 {
		return lockstep.Run{}, lockstep.Errorf(lockstep.Conflict, "Everything that it wrote was changed since.")
	}
	back, _, err := e.begin(ctx, draft, plan, fmt.Sprintf("The policy of %s, as a check failed after run %d", at.Name(), run.Number), tell)
	return back, err
}

// update records what is to be said of a run that has ended.
func (e *Engine) update(ctx context.Context, run lockstep.Run) error {
	kept := run
	if kept.Status == lockstep.Interrupted { // which is not stored
		kept.Status = lockstep.Running
	}
	err := e.Catalog.Write(context.WithoutCancel(ctx), func(tx Tx) error { return tx.UpdateRun(kept) })
	if err != nil {
		return unrecorded(run, err)
	}
	return nil
}

func joined(sentences, more string) string {
	if more == "" {
		return sentences
	}
	return sentences + " " + more
}
