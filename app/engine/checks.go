package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lockstep/app/checks"
	"lockstep/app/lockstep"
)

// Checked is what the checks of an environment found, and with which state.
type Checked struct {
	State   lockstep.Digest
	Results []lockstep.CheckResult // in the order of the checks
}

// RunChecks captures an environment, runs its checks and records their results. Where it was changed meanwhile they are of no
// one state: then nothing is recorded, and it is a Conflict.
func (e *Engine) RunChecks(ctx context.Context, at Place, tell func(Progress)) (Checked, error) {
	if len(at.Environment.Checks) == 0 {
		return Checked{}, lockstep.Suggest(lockstep.Errorf(lockstep.NotFound, "%s has no checks, so there is nothing to run. Add one first.", at.Name()),
			"Add one with: lockstep check add %s NAME --http URL.", at.Ref())
	}
	open, closeAll, err := e.connect(ctx, at)
	if err != nil {
		return Checked{}, err
	}
	defer closeAll()
	state, err := e.capture(ctx, at, open)
	if err != nil {
		return Checked{}, err
	}
	found, err := e.probe(ctx, at, 0, state, tell)
	if err != nil {
		return Checked{}, err
	}
	if err := e.unchanged(ctx, at, open, state); err != nil {
		return Checked{}, err
	}
	err = e.Catalog.Write(ctx, func(tx Tx) error { return tx.AddCheckResults(at.Environment.UUID, found) })
	return Checked{state.Digest(), found}, err
}

// probe runs the checks of an environment that has a state, one after the other: they may have to do with each other.
func (e *Engine) probe(ctx context.Context, at Place, run int, state lockstep.State, tell func(Progress)) ([]lockstep.CheckResult, error) {
	slots, err := e.slotDigests(at.Project, state, filled(at, at))
	if err != nil {
		return nil, err
	}
	rules, err := e.Rules(at.Project)
	if err != nil {
		return nil, err
	}
	scrub, err := rules.Scrubber(state)
	if err != nil {
		return nil, err
	}
	var found []lockstep.CheckResult
	for i, c := range at.Environment.Checks {
		tell(Progress{Run: run, Phase: PhaseProbe, Done: i, Total: len(at.Environment.Checks), Message: "Check " + c.Name + "."})
		seen := checks.Run(ctx, c)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		seen.Message, seen.Output = scrub(seen.Message), scrub(seen.Output)
		found = append(found, lockstep.CheckResult{CheckOutcome: seen.CheckOutcome, Output: seen.Output,
			Check: c.Digest(), State: state.Digest(), Slots: slots, At: e.Now().UTC()})
	}
	return found, nil
}

// unchanged refuses results that are of no one state.
func (e *Engine) unchanged(ctx context.Context, at Place, open []connection, state lockstep.State) error {
	now, err := e.capture(ctx, at, open)
	if err != nil {
		return err
	}
	if now, err = e.quieted(at, now, state); err != nil {
		return err
	}
	var names []string
	for _, c := range lockstep.Diff(state, now) {
		names = append(names, c.Key.Name)
	}
	if len(names) == 0 {
		return nil
	}
	const most = 5
	if rest := len(names) - most; rest > 0 {
		names = append(names[:most], lockstep.Number(rest)+" more")
	}
	return lockstep.Errorf(lockstep.Conflict, "%s changed while its checks ran, so that their results are of no one state: %s. They were not recorded. Run the checks again.", at.Name(), strings.Join(names, ", "))
}

// filled are the slots that two environments of a project both fill.
func filled(a, b Place) []string {
	var slots []string
	for _, slot := range a.Project.Slots {
		if a.Environment.Fills(slot.Name) && b.Environment.Fills(slot.Name) {
			slots = append(slots, slot.Name)
		}
	}
	return slots
}

// checkAfter runs the checks of an environment that a run has just left, and writes what they say into the run. The results that
// it gives are those that hold for the state.
func (e *Engine) checkAfter(ctx context.Context, p passage, run *lockstep.Run, left lockstep.State) ([]lockstep.CheckResult, error) {
	run.Checks = nil
	if len(p.at.Environment.Checks) == 0 {
		return nil, nil
	}
	found, err := e.probe(ctx, p.at, run.Number, left, p.tell)
	if err != nil {
		return nil, err
	}
	for _, result := range found {
		run.Checks = append(run.Checks, result.CheckOutcome)
	}
	if said := failedChecks(p.at, run.Checks); said != "" {
		run.Failure = strings.TrimSpace(run.Failure + " " + said)
	}
	if err := e.unchanged(ctx, p.at, p.open, left); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		run.Problems = append(run.Problems, lockstep.Problem{Verdict: lockstep.Note, Message: err.Error()})
		found = nil
	}
	return found, nil
}

// failedChecks is a sentence about the checks that failed; "" for none.
func failedChecks(at Place, outcomes []lockstep.CheckOutcome) string {
	failed := slices.DeleteFunc(slices.Clone(outcomes), func(o lockstep.CheckOutcome) bool { return o.Passed })
	switch len(failed) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("Everything was written and verified, but the check %s of %s failed: %s", failed[0].Name, at.Name(), failed[0].Message)
	}
	return fmt.Sprintf("Everything was written and verified, but %d of %s of %s failed; the first was %s: %s",
		len(failed), lockstep.Count(len(outcomes), "check"), at.Name(), failed[0].Name, failed[0].Message)
}
