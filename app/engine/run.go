package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"lockstep/app/lockstep"
)

// Start carries out a draft's plan: guard, check, model, configuration, cache, verify, probe; then the environment's policy
// answers a run that went wrong. ok is false where there was
// nothing to do. An error means that no run began and nothing was changed; how a run that began ended is in its status.
func (e *Engine) Start(ctx context.Context, d Draft, plan lockstep.Plan, why string, tell func(Progress)) (run lockstep.Run, ok bool, err error) {
	if err := plan.Refusal(); err != nil {
		return run, false, err
	}
	if len(plan.Writes()) == 0 {
		return run, false, nil
	}
	if err := Permit(d.At); err != nil {
		return run, false, err
	}
	release, err := e.lock(ctx, d.At)
	if err != nil {
		return run, false, err
	}
	defer release()
	if d.At, err = e.renewed(ctx, d.At); err != nil {
		return run, false, err
	}
	if run, ok, err = e.begin(ctx, d, plan, why, tell); err != nil || !ok {
		return run, ok, err
	}
	run, err = e.answer(ctx, d.At, run, tell)
	return run, true, err
}

// begin is called with the environment's lock held.
func (e *Engine) begin(ctx context.Context, d Draft, plan lockstep.Plan, why string, tell func(Progress)) (run lockstep.Run, ok bool, err error) {
	if err := e.refuseWhileOpen(ctx, d.At); err != nil {
		return run, false, err
	}
	open, closeAll, err := e.refilled(ctx, d, plan)
	if err != nil {
		return run, false, err
	}
	defer closeAll()
	uuid := Nonce()
	giveBack, notes, err := e.lease(ctx, d.At, open, lockstep.Lease{Run: uuid, Act: d.Act, By: e.By, Since: e.Now().UTC()})
	if err != nil {
		return run, false, err
	}
	defer giveBack()

	tell(Progress{Phase: PhaseGuard, Message: "Reading " + d.At.Name() + " as it is now."})
	now, err := e.capture(ctx, d.At, open)
	if err != nil {
		return run, false, err
	}
	tell(Progress{Phase: PhaseCheck, Message: "Checking that " + d.At.Name() + " is still what the plan saw."})
	quiet, err := e.quieted(d.At, now, plan.Target)
	if err != nil {
		return run, false, err
	}
	if err := stillAs(plan.Target, quiet.Where(d.scope), d.At); err != nil {
		return run, false, err
	}
	checked := plan
	if err := e.judgeAgain(ctx, d, &checked); err != nil {
		return run, false, err
	}
	if _, err := e.validate(ctx, open, d.At.Project, &checked); err != nil {
		return run, false, err
	}
	found, err := e.survey(ctx, open)
	if err != nil {
		return run, false, err
	}
	found.Judge(&checked, d.At.Name())
	if err := checked.Refusal(); err != nil {
		return run, false, err
	}
	want, err := overlay(now, plan.Writes(), plan.Want)
	if err == nil && quiet.Digest() != now.Digest() {
		want, err = e.quieted(d.At, want, now) // the newest noise
	}
	if err != nil {
		return run, false, err
	}
	checked.Problems = append(checked.Problems, notes...)
	run, err = e.record(ctx, d, checked, uuid, now, want, why)
	if err != nil {
		return lockstep.Run{}, false, err
	}
	tell(Progress{Run: run.Number, Phase: PhaseGuard, Message: fmt.Sprintf("A snapshot of %s was taken.", d.At.Name())})
	// From here on the source is not read any more: what was reviewed and kept is what is written.
	p := passage{at: d.At, open: open, now: now, want: want, goal: want, tell: tell}
	if p.want, err = e.Vault.State(ctx, run.Want); err != nil {
		p.left = &now
		run, err = e.stop(ctx, &p, run, err)
		return run, true, err
	}
	run, err = e.carry(ctx, p, run)
	return run, true, err
}

// Permit refuses a live environment that nobody has allowed to be written.
func Permit(at Place) error {
	if at.Environment.Role != lockstep.Live || at.Environment.Writable {
		return nil
	}
	return lockstep.Suggest(lockstep.Errorf(lockstep.Denied, "%s is live and still read-only. Nothing was changed. Allow writing first.", at.Name()),
		"Allow it with: lockstep env edit %s --allow-writing.", at.Ref())
}

// stillAs refuses where the target is no longer what the plan saw, naming what changed.
func stillAs(seen, now lockstep.State, at Place) error {
	changes := lockstep.Diff(seen, now)
	if len(changes) == 0 {
		return nil
	}
	// A frame is named only where nothing else changed: nobody counts it.
	if loud := lockstep.Loud(changes); len(loud) > 0 {
		changes = loud
	}
	keys := make([]lockstep.Key, len(changes))
	for i, c := range changes {
		keys[i] = c.Key
	}
	return lockstep.Errorf(lockstep.Conflict, "%s changed since you reviewed (%s): %s. Nothing was changed by Lockstep. Plan again and look at what is new.", at.Name(), lockstep.Count(len(keys), "item"), listed(keys))
}

// record writes, in one transaction, what must be there before the first change: the guard, the source, the state that
// is wanted, and the run with its steps. Where it cannot be written, nothing may be changed.
func (e *Engine) record(ctx context.Context, d Draft, plan lockstep.Plan, uuid string, now, want lockstep.State, why string) (lockstep.Run, error) {
	guard := e.snapshotOf(d.At, now, d.Act.Guard(), "")
	run := lockstep.Run{
		UUID:        uuid,
		Act:         d.Act,
		Status:      lockstep.Running,
		By:          e.By,
		Why:         why,
		Environment: d.At.Environment.UUID,
		Source:      d.Snapshot,
		Guard:       guard.ID,
		Want:        want.Digest(),
		TakesBack:   d.TakesBack,
		Changes:     plan.Moved(),
		Problems:    plan.Problems,
		Saves:       savedItems(plan),
		Emptied:     plan.Choices.Emptied,
		PastGate:    plan.PastGate(),
		ByPolicy:    d.byPolicy,
		StartedAt:   e.Now().UTC(),
	}
	if run.PastGate {
		run.Problems = append(run.Problems, lockstep.Problem{Verdict: lockstep.Note, Message: "It went past the gate. " + plan.Gate.Why})
	}
	keep := []lockstep.State{now, want}
	added := []*lockstep.Snapshot{&guard}
	if d.From != nil {
		base, err := d.Base.After(d.Source, plan.Want)
		if err != nil {
			return run, err
		}
		run.From, run.BaseAfter = d.From.Environment.UUID, base.State.Digest()
		run.Apart = slices.SortedFunc(maps.Keys(base.Apart), lockstep.Key.Compare)
		keep = append(keep, d.Raw, base.State)
		if d.Snapshot == "" { // the source was captured just now
			source := e.snapshotOf(*d.From, d.Raw, lockstep.FromSource, "")
			run.Source = source.ID
			added = append(added, &source)
		}
	}
	staged, err := e.stage(ctx, d.At, keep...)
	if err != nil {
		return run, notWritten(d.At, err)
	}
	err = e.Catalog.Write(ctx, func(tx Tx) error {
		if err := staged.Commit(tx); err != nil {
			return err
		}
		for _, s := range added {
			if err := tx.AddSnapshot(s); err != nil {
				return err
			}
		}
		return tx.AddRun(&run, stepsOf(now, want))
	})
	if err != nil {
		return run, notWritten(d.At, err)
	}
	return run, nil
}

func notWritten(at Place, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return lockstep.Errorf(lockstep.CodeOf(err), "The snapshot of %s could not be written, so nothing was changed there. %v", at.Name(), err)
}

// stepsOf are the changes from now to want in the order in which they are made.
func stepsOf(now, want lockstep.State) []lockstep.Step {
	var steps []lockstep.Step
	for _, part := range parts {
		for _, c := range lockstep.Diff(now, want) {
			if c.Part == part {
				steps = append(steps, lockstep.Step{Seq: len(steps) + 1, Key: c.Key, Before: c.Before, After: c.After, Outcome: lockstep.StepPlanned})
			}
		}
	}
	return steps
}

// parts in the order in which they are applied: the model is always first.
var parts = [...]lockstep.Part{lockstep.Model, lockstep.Configuration}

// passage is what a run does to an environment: it takes it from now to want, and holds it against goal.
type passage struct {
	at      Place
	open    []connection
	now     lockstep.State
	want    lockstep.State
	goal    lockstep.State // want, but for a run that is continued: there it is also what somebody changed since
	tell    func(Progress)
	steps   []lockstep.Step
	left    *lockstep.State // what was read back; nil until then
	journal *journal        // nil until the run begins to write
}

// carry makes the changes, brings the run to its end (done, undone, failed, diverged or interrupted), and leaves a marker of
// that.
func (e *Engine) carry(ctx context.Context, p passage, run lockstep.Run) (lockstep.Run, error) {
	run, err := e.pass(ctx, &p, run)
	e.leaveMarkers(ctx, p, run)
	return run, err
}

func (e *Engine) pass(ctx context.Context, p *passage, run lockstep.Run) (lockstep.Run, error) {
	steps, err := e.Catalog.Steps(ctx, run.Number)
	if err != nil {
		return run, err
	}
	p.steps = steps
	touched := map[string]bool{} // the slots that were written to: now, or before the run was taken up again
	for _, s := range steps {
		touched[s.Key.Slot] = touched[s.Key.Slot] || s.Outcome != lockstep.StepPlanned
	}
	writes := lockstep.Diff(p.now, p.want)
	for _, c := range writes {
		touched[c.Key.Slot] = true
	}
	p.journal = e.journal(ctx, run, steps, p.tell)
	p.journal.total = len(lockstep.Loud(writes))

	if err := e.write(ctx, p, &run, writes); err != nil {
		return e.stop(ctx, p, run, err)
	}
	cacheErr := clearCache(ctx, p.open, touched, func(m string) { p.tell(Progress{Run: run.Number, Phase: PhaseCache, Message: m}) })
	if err := ctx.Err(); err != nil {
		return e.stop(ctx, p, run, err)
	}
	if cacheErr != nil {
		run.Failure = cacheErr.Error()
	}
	return e.verify(ctx, p, run, steps)
}

// write makes the changes. Where an answer was lost it looks, and tries nothing again: the run goes on only where it is
// all there.
func (e *Engine) write(ctx context.Context, p *passage, run *lockstep.Run, writes []lockstep.Change) error {
	err := apply(ctx, p.open, p.want, writes, p.journal)
	run.Problems = append(run.Problems, p.journal.notes...)
	if err := errors.Join(err, p.journal.flush()); !p.journal.lost(err) {
		return err
	}
	left, unread := e.lookAgain(ctx, *p, run.Number)
	if unread != nil {
		return err
	}
	p.left = &left
	quiet, broken := e.quieted(p.at, left, p.goal)
	if broken != nil || len(lockstep.Diff(p.goal, quiet)) > 0 {
		return err
	}
	if _, err := e.markFound(ctx, *p, *run, quiet); err != nil {
		return err
	}
	run.Problems = append(run.Problems, lockstep.Problem{Verdict: lockstep.Note, Message: p.journal.lostAnswer() + " It was read back: everything is as it was to be, so the run went on."})
	return apply(ctx, p.open, p.want, nil, p.journal) // nothing is left but to tidy up
}

// verify reads back what the run has left, and holds it against its goal.
func (e *Engine) verify(ctx context.Context, p *passage, run lockstep.Run, steps []lockstep.Step) (lockstep.Run, error) {
	p.tell(Progress{Run: run.Number, Phase: PhaseVerify, Done: p.journal.done, Total: p.journal.total, Message: "Reading " + p.at.Name() + " back and comparing."})
	left, err := e.readBack(ctx, p.at, p.open, p.want)
	if err != nil {
		return e.unverified(ctx, p, run, err)
	}
	p.left = &left
	quiet, err := e.quieted(p.at, left, p.goal)
	if err != nil {
		return e.unverified(ctx, p, run, err)
	}
	if astray := lockstep.Diff(p.goal, quiet); len(astray) > 0 {
		run.Status = lockstep.Diverged
		run.Failure = fmt.Sprintf("%s is not what the plan wanted: after it was read back, %s differed. Continue, undo or leave the run.", p.at.Name(), lockstep.Count(len(astray), "item"))
		run.Problems = append(run.Problems, apart(steps, p.goal, quiet)...)
		return e.finish(context.WithoutCancel(ctx), p.at, run, &left, nil, p.tell)
	}
	found, err := e.checkAfter(ctx, *p, &run, left)
	if err != nil {
		return e.stop(ctx, p, run, err)
	}
	run.Status = lockstep.Done
	if run.Undoing {
		run.Status = lockstep.Undone
	}
	return e.finish(context.WithoutCancel(ctx), p.at, run, &left, found, p.tell)
}

// apply makes the writes, the model of every slot first, where that can be told from its configuration.
func apply(ctx context.Context, open []connection, want lockstep.State, writes []lockstep.Change, j *journal) error {
	for _, c := range open {
		if err := c.apply(ctx, want, nil, j); err != nil {
			return err
		}
	}
	for _, part := range parts {
		for _, c := range open {
			if err := ctx.Err(); err != nil {
				return err
			}
			together := c.driver.Traits(c.slot.Settings).Together
			changes := where(writes, func(change lockstep.Change) bool {
				return change.Key.Slot == c.slot.Name && (change.Part == part || together) && (part == lockstep.Model || !together)
			})
			if len(changes) == 0 {
				continue
			}
			if err := c.apply(ctx, want, changes, j); err != nil {
				return err
			}
		}
	}
	return nil
}

func clearCache(ctx context.Context, open []connection, touched map[string]bool, say func(string)) error {
	for _, c := range open {
		name := c.driver.Traits(c.slot.Settings).Cache
		if name == "" || !touched[c.slot.Name] {
			continue
		}
		say(name + ".")
		if err := c.clearCache(ctx); err != nil {
			return lockstep.Errorf(lockstep.CodeOf(err), "Everything was written. %v", err)
		}
	}
	return nil
}
