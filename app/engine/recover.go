package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"lockstep/app/lockstep"
)

// Runs gives the runs on an environment (every environment's for "", no limit for 0), newest first, each with the
// status that it has now.
func (e *Engine) Runs(ctx context.Context, environment string, limit int) ([]lockstep.Run, error) {
	runs, err := e.Catalog.Runs(ctx, environment, limit)
	if err != nil {
		return nil, err
	}
	return e.settleAll(runs)
}

// OpenRun gives the run on an environment that waits for an answer; ok is false where none does.
func (e *Engine) OpenRun(ctx context.Context, environment string) (run lockstep.Run, ok bool, err error) {
	runs, err := e.Catalog.UnfinishedRuns(ctx, environment)
	if err != nil {
		return run, false, err
	}
	if runs, err = e.settleAll(runs); err != nil {
		return run, false, err
	}
	for _, run := range runs {
		if run.Status.Open() {
			return run, true, nil
		}
	}
	return run, false, nil
}

func (e *Engine) settleAll(runs []lockstep.Run) ([]lockstep.Run, error) {
	for i := range runs {
		var err error
		if runs[i], err = e.settleStatus(runs[i]); err != nil {
			return nil, err
		}
	}
	return runs, nil
}

// Run gives a run with the status that it has now.
func (e *Engine) Run(ctx context.Context, number int) (lockstep.Run, error) {
	run, err := e.Catalog.Run(ctx, number)
	if err != nil {
		return run, err
	}
	return e.settleStatus(run)
}

// settleStatus tells an interrupted run from a running one: its row is open and its lock is free.
func (e *Engine) settleStatus(run lockstep.Run) (lockstep.Run, error) {
	if run.Status != lockstep.Running {
		return run, nil
	}
	held, err := e.held(run.Environment)
	if err != nil {
		return run, err
	}
	if held {
		return run, nil
	}
	run.Status = lockstep.Interrupted
	if run.Failure == "" {
		run.Failure = "The program ended in the middle of the run."
	}
	return run, nil
}

// refuseWhileOpen is called with the environment's lock held, so that a run whose row is open is an interrupted one.
func (e *Engine) refuseWhileOpen(ctx context.Context, at Place) error {
	runs, err := e.Catalog.UnfinishedRuns(ctx, at.Environment.UUID)
	if err != nil || len(runs) == 0 {
		return err
	}
	n := runs[0].Number
	return lockstep.Suggest(lockstep.Errorf(lockstep.Conflict, "Run %d on %s was not brought to its end. Nothing was changed. Continue it, undo it or leave it first.", n, at.Name()),
		"Answer with: lockstep run continue %s, run undo %s or run leave %s.", n, n, n)
}

// Resume answers an open run: it goes on to where the run was to end, or back to where it began. It looks at what is
// there: what is as at the other end is changed, what is neither was changed by somebody else and is kept.
func (e *Engine) Resume(ctx context.Context, at Place, number int, undo bool, tell func(Progress)) (lockstep.Run, error) {
	release, err := e.lock(ctx, at)
	if err != nil {
		return lockstep.Run{}, err
	}
	defer release()
	run, err := e.openRun(ctx, number)
	if err != nil {
		return run, err
	}
	if at, err = e.renewed(ctx, at); err != nil {
		return run, err
	}
	if run, err = e.resume(ctx, at, run, resumption{undo: undo}, tell); err != nil {
		return run, err
	}
	return e.answer(ctx, at, run, tell)
}

// resumption is the way in which an open run is taken up again.
type resumption struct {
	undo    bool
	careful bool // it is refused where it would lose what no snapshot holds
}

// resume is called with the environment's lock held.
func (e *Engine) resume(ctx context.Context, at Place, run lockstep.Run, r resumption, tell func(Progress)) (lockstep.Run, error) {
	before, after, err := e.bounds(ctx, run)
	if err != nil {
		return run, err
	}
	open, closeAll, err := e.connect(ctx, at)
	if err != nil {
		return run, err
	}
	defer closeAll()
	saved, err := e.putBack(ctx, run, r.undo)
	if err != nil {
		return run, err
	}
	refill(open, saved)
	giveBack, notes, err := e.lease(ctx, at, open, lockstep.Lease{Run: run.UUID, Act: run.Act, By: e.By, Since: e.Now().UTC()})
	if err != nil {
		return run, err
	}
	defer giveBack()
	now, err := e.readBack(ctx, at, open, after)
	if err != nil {
		return run, err
	}
	from, to := before, after
	if r.undo {
		from, to = after, before
	}
	draft, err := wayBack(at, now, from, to)
	if err != nil {
		return run, err
	}
	halves, err := e.halfway(&draft, now, from, to)
	if err != nil {
		return run, err
	}
	if draft.Base.State, err = e.amid(at.Project, draft.Base.State, now, from, to); err != nil {
		return run, err
	}
	plan, err := e.Plan(draft, lockstep.Choices{AcceptAll: !r.careful})
	if err != nil {
		return run, err
	}
	if r.careful {
		if _, err := e.validate(ctx, open, at.Project, &plan); err != nil {
			return run, err
		}
		if err := plan.Refusal(); err != nil {
			return run, err
		}
	}
	steps, err := e.Catalog.Steps(ctx, run.Number)
	if err != nil {
		return run, err
	}
	run.Status, run.Undoing, run.Failure, run.Result = lockstep.Running, r.undo, "", ""
	run.Problems = slices.Concat(overruled(plan.Problems), notes, aside(steps, before, now, halves))
	if err := e.Catalog.Write(ctx, func(tx Tx) error { return tx.UpdateRun(run) }); err != nil {
		return run, err
	}
	var anew []lockstep.Step
	for _, s := range steps {
		if plan.Want.Sum(s.Key) != now.Sum(s.Key) {
			anew = append(anew, lockstep.Step{Seq: s.Seq, Outcome: lockstep.StepPlanned})
		}
	}
	if err := e.Catalog.MarkSteps(ctx, run.Number, anew...); err != nil {
		return run, err
	}
	p := passage{at: at, open: open, now: now, want: plan.Want, goal: plan.Want, tell: tell}
	if !r.undo {
		p.goal = draft.Source
	}
	return e.carry(ctx, p, run)
}

// overruled makes notes of what would block a plan: an answer to an open run goes its way all the same. What blocks in the
// record of a run is what was found when it was read back.
func overruled(problems []lockstep.Problem) []lockstep.Problem {
	noted := slices.Clone(problems)
	for i := range noted {
		if noted[i].Verdict == lockstep.Blocks {
			noted[i].Verdict = lockstep.Note
		}
	}
	return noted
}

// aside notes what differs from what was there before a run and is no part of it, nor its own: it is kept, whoever changed it.
func aside(steps []lockstep.Step, before, now lockstep.State, own map[lockstep.Key]bool) (notes []lockstep.Problem) {
	for _, k := range strangers(steps, before, now) {
		if own[k] {
			continue
		}
		notes = append(notes, lockstep.Problem{Key: k, Verdict: lockstep.Note, Message: k.Name + " is no part of the run and was changed since it began; it is kept as it is now."})
	}
	return notes
}

// Leave answers an open run by leaving the environment as it is, and takes a snapshot of that where it can be read.
func (e *Engine) Leave(ctx context.Context, at Place, number int) (lockstep.Run, error) {
	release, err := e.lock(ctx, at)
	if err != nil {
		return lockstep.Run{}, err
	}
	defer release()
	run, err := e.openRun(ctx, number)
	if err != nil {
		return run, err
	}
	run.Status = lockstep.Left
	now, err := e.Reread(ctx, at)
	if errors.Is(err, context.Canceled) {
		return run, err
	}
	left := &now
	if err != nil {
		left = nil
		run.Result = ""
		run.Problems = append(run.Problems, lockstep.Problem{Verdict: lockstep.Note,
			Message: fmt.Sprintf("%s could not be read when the run was left, so that no snapshot holds how it was left. %s", at.Name(), sentence(err))})
	}
	if result, err := e.Catalog.Snapshot(ctx, run.Result); err == nil && result.State == now.Digest() {
		left = nil // the run took that snapshot when it ended
	}
	if run, err = e.finish(ctx, at, run, left, nil, func(Progress) {}); err == nil {
		e.tellLeft(ctx, at, run)
	}
	return run, err
}

// openRun is called with the environment's lock held.
func (e *Engine) openRun(ctx context.Context, number int) (lockstep.Run, error) {
	run, err := e.Catalog.Run(ctx, number)
	if err != nil {
		return run, err
	}
	if run.Status != lockstep.Running && !run.Status.Open() {
		return run, lockstep.Errorf(lockstep.Conflict, "Run %d is %s: it waits for no answer.", number, run.Status)
	}
	return run, nil
}

// ClearCache makes an environment's systems use what was applied, whatever the kind calls it.
func (e *Engine) ClearCache(ctx context.Context, at Place) error {
	open, closeAll, err := e.connect(ctx, at)
	if err != nil {
		return err
	}
	defer closeAll()
	cleared := false
	for _, c := range open {
		name := c.driver.Traits(c.slot.Settings).Cache
		if name == "" {
			continue
		}
		cleared = true
		if err := c.clearCache(ctx); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if !cleared {
		return lockstep.Suggest(lockstep.Errorf(lockstep.Invalid, "%s has no cache to clear. A folder gets one by what is to be done after every change, in the settings of its slot.", at.Name()),
			"Set it with: lockstep slot edit %s SLOT --set clear_cache=COMMAND.", at.Project.Name)
	}
	return nil
}
