package app

import (
	"context"
	"strings"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
)

// Start runs a plan and returns when the run ended. Where there was nothing to do the run's number is 0. An error that came
// once the run had begun comes with the run, as it is recorded.
func (a *App) Start(r StartRequest) (v RunView, err error) {
	defer recovered(&err)
	if err := checkNote(r.Why); err != nil {
		return v, err
	}
	one, err := a.planned(r.Plan)
	if err != nil {
		return v, err
	}
	if err := one.plan.Refusal(); err != nil {
		return v, err
	}
	at := one.draft.At
	if len(one.plan.Writes()) == 0 {
		return emptyRun(), nil
	}
	if at, err = a.placeOf(at.Environment.UUID); err != nil { // writing may have been allowed since the plan was made
		return v, err
	}
	if was := one.draft.At.Project.Rules.Rules; one.plan.Act != lockstep.Rollback && lockstep.RulesDigest(was) != lockstep.RulesDigest(at.Project.Rules.Rules) {
		return v, lockstep.Errorf(lockstep.Conflict, "What belongs to each environment was settled anew since you reviewed. Nothing was changed. Plan again, and look at what is new.")
	}
	one.draft.At = at
	if err := engine.Permit(at); err != nil {
		return v, err
	}
	if err := a.confirmed(at, one.plan, r.Confirm); err != nil {
		return v, err
	}
	if err := reasoned(at, one.plan, r.Why); err != nil {
		return v, err
	}
	if one.from != nil && one.from.archive != nil {
		if _, err := a.Import(ImportRequest{Path: one.from.path, only: one.from.archive.Snapshot.ID}); err != nil {
			return v, err
		}
	}
	return a.running(at, func(ctx context.Context, tell func(engine.Progress)) (lockstep.Run, error) {
		run, _, err := a.engine.Start(ctx, *one.draft, one.plan, r.Why, func(p engine.Progress) { tell(p) })
		return run, err
	}, one.id)
}

func (a *App) confirmed(at engine.Place, p lockstep.Plan, typed string) error {
	name, err := a.confirmation(at, p)
	if err != nil || name == "" || strings.EqualFold(typed, name) || strings.EqualFold(typed, refOf(at)) {
		return err
	}
	if typed == "" {
		what := "is live"
		if at.Environment.Role != lockstep.Live {
			what = "has a gate that is not met"
		}
		return lockstep.Suggest(lockstep.Errorf(lockstep.Blocked, "%s %s. Nothing was changed. Type its name, %s, to go on.", at.Name(), what, name), "Type it with: --confirm %s.", name)
	}
	return lockstep.Errorf(lockstep.Blocked, "%q is not the name to be typed. Nothing was changed. It is %q.", typed, name)
}

// reasoned refuses a run that the record needs a reason for, and has none.
func reasoned(at engine.Place, p lockstep.Plan, why string) error {
	what := "writes to " + at.Name() + ", which is live,"
	if p.PastGate() {
		what = "goes past the gate of " + at.Name()
	} else if at.Environment.Role != lockstep.Live {
		return nil
	}
	if strings.TrimSpace(why) != "" {
		return nil
	}
	return lockstep.Suggest(lockstep.Errorf(lockstep.Blocked, "Whoever %s says why, for the record. Nothing was changed.", what), "Say it with: -m WHY.")
}

// running carries out fn as the run under way on an environment, so that it can be followed and cancelled.
func (a *App) running(at engine.Place, fn func(context.Context, func(engine.Progress)) (lockstep.Run, error), plan string) (v RunView, err error) {
	began := 0 // the number of the run, once there is one
	defer func() {
		if err != nil && began != 0 {
			if now, lost := a.Run(began); lost == nil {
				v = now
			}
		}
	}()
	defer recovered(&err)
	ctx, cancel := context.WithCancel(a.config.Context)
	defer cancel()
	a.mu.Lock()
	a.cancel[at.Environment.UUID] = cancel
	a.mu.Unlock()
	defer func() {
		a.mu.Lock()
		delete(a.cancel, at.Environment.UUID)
		a.mu.Unlock()
		a.changed(refOf(at))
	}()
	run, err := fn(ctx, func(p engine.Progress) {
		began = max(began, p.Run)
		key := ""
		if p.Key != (lockstep.Key{}) {
			key = p.Key.String()
		}
		a.config.Emit("run:progress", ProgressView{Plan: plan, Run: p.Run, Environment: refOf(at), Phase: string(p.Phase),
			Key: key, Done: p.Done, Total: p.Total, Message: p.Message})
	})
	if err != nil {
		return v, err
	}
	return a.runView(run)
}

// Busy says that a run is under way in this process.
func (a *App) Busy() (bool, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.cancel) > 0, nil
}

// Cancel stops the run under way on an environment at its next change.
func (a *App) Cancel(environment string) (err error) {
	defer recovered(&err)
	at, err := a.place(environment)
	if err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	cancel, ok := a.cancel[at.Environment.UUID]
	if !ok {
		return lockstep.Errorf(lockstep.NotFound, "No run of this window is under way on %s.", at.Name())
	}
	cancel()
	return nil
}

// ContinueRun brings an open run to where it was to end.
func (a *App) ContinueRun(number int) (v RunView, err error) {
	defer recovered(&err)
	return a.resume(number, false)
}

// UndoRun brings the environment of an open run back to where the run began.
func (a *App) UndoRun(number int) (v RunView, err error) {
	defer recovered(&err)
	return a.resume(number, true)
}

func (a *App) resume(number int, undo bool) (RunView, error) {
	at, err := a.placeOfRun(number)
	if err != nil {
		return RunView{}, err
	}
	return a.running(at, func(ctx context.Context, tell func(engine.Progress)) (lockstep.Run, error) {
		return a.engine.Resume(ctx, at, number, undo, tell)
	}, "")
}

// LeaveRun answers an open run by leaving the environment as it is.
func (a *App) LeaveRun(number int) (v RunView, err error) {
	defer recovered(&err)
	at, err := a.placeOfRun(number)
	if err != nil {
		return v, err
	}
	run, err := a.engine.Leave(a.work(), at, number)
	if err != nil {
		return v, err
	}
	a.changed(refOf(at))
	return a.runView(run)
}

func (a *App) placeOfRun(number int) (engine.Place, error) {
	run, err := a.engine.Run(a.reading, number)
	if err != nil {
		return engine.Place{}, err
	}
	return a.placeOf(run.Environment)
}

// Runs gives the runs that wrote to an environment, or to any where it is "", newest first. A limit of 0 gives all.
func (a *App) Runs(environment string, limit int) (views []RunView, err error) {
	defer recovered(&err)
	uuid := ""
	if environment != "" {
		at, err := a.anyPlace(environment)
		if err != nil {
			return nil, err
		}
		uuid = at.Environment.UUID
	}
	runs, err := a.engine.Runs(a.reading, uuid, limit)
	if err != nil {
		return nil, err
	}
	views = []RunView{}
	for _, run := range runs {
		v, err := a.runView(run)
		if err != nil {
			return nil, err
		}
		views = append(views, v)
	}
	return views, nil
}

// Run gives one run with its steps.
func (a *App) Run(number int) (v RunView, err error) {
	defer recovered(&err)
	run, err := a.engine.Run(a.reading, number)
	if err != nil {
		return v, err
	}
	return a.runView(run)
}

// ClearCache makes an environment's systems use what was applied.
func (a *App) ClearCache(ref string) (err error) {
	defer recovered(&err)
	at, err := a.place(ref)
	if err != nil {
		return err
	}
	return a.engine.ClearCache(a.work(), at)
}

func emptyRun() RunView {
	return RunView{Changes: []ChangeView{}, Problems: []ProblemView{}, Steps: []StepView{}, Checks: []OutcomeView{}, Saved: []SavedView{}}
}

func (a *App) runView(run lockstep.Run) (RunView, error) {
	v := emptyRun()
	at, err := a.placeOf(run.Environment)
	if err != nil {
		return v, err
	}
	v.Number, v.UUID, v.Act, v.Status, v.Open = run.Number, run.UUID, string(run.Act), string(run.Status), run.Status.Open()
	v.Undoing, v.By, v.Why, v.Failure = run.Undoing, run.By, run.Why, run.Failure
	v.Environment, v.Target = refOf(at), refOf(at)
	v.Checks, v.PastGate, v.ByPolicy = outcomeViews(run.Checks), run.PastGate, run.ByPolicy
	v.TakesBack, v.TakenBackBy = run.TakesBack, run.TakenBackBy
	v.StartedAt, v.EndedAt = timeText(run.StartedAt), timeText(run.EndedAt)
	for _, one := range []struct {
		id  lockstep.Digest
		ref *string
	}{{run.Source, &v.Source}, {run.Guard, &v.Guard}, {run.Result, &v.Result}} {
		if *one.ref, err = a.refOfSnapshot(one.id); err != nil {
			return v, err
		}
	}
	for _, c := range run.Changes {
		change := changeView(c)
		change.Chosen = true // a run records nothing else
		v.Changes = append(v.Changes, change)
	}
	for _, p := range run.Problems {
		v.Problems = append(v.Problems, problemView(p, p.Verdict == lockstep.Loses || p.Verdict == lockstep.Leaks))
	}
	saved, err := a.config.Store.Saved(a.reading, run.Number)
	if err != nil {
		return v, err
	}
	v.Saved = savedViews(saved)
	steps, err := a.config.Store.Steps(a.reading, run.Number)
	if err != nil {
		return v, err
	}
	renamed, former := map[lockstep.Key]bool{}, map[lockstep.Key]bool{} // a rename is one step to people, and two to the journal
	for _, c := range run.Changes {
		if c.Op == lockstep.Rename {
			renamed[c.Key], former[c.From] = true, true
		}
	}
	for _, s := range steps {
		if s.Key.Quiet() || former[s.Key] {
			continue
		}
		op := opOf(s)
		if renamed[s.Key] {
			op = lockstep.Rename
		}
		v.Steps = append(v.Steps, StepView{Key: s.Key.String(), Op: string(op), Outcome: string(s.Outcome)})
		if s.Outcome == lockstep.StepDone {
			v.Applied++
		}
	}
	return v, nil
}

func opOf(s lockstep.Step) lockstep.Op {
	switch {
	case s.Before == "":
		return lockstep.Add
	case s.After == "":
		return lockstep.Remove
	}
	return lockstep.Modify
}

// refOfSnapshot is ENV@N of a snapshot's id; "" for none.
func (a *App) refOfSnapshot(id lockstep.Digest) (string, error) {
	if id == "" {
		return "", nil
	}
	s, err := a.config.Store.Snapshot(a.reading, id)
	if err != nil {
		return "", err
	}
	at, err := a.placeOf(s.Environment)
	if err != nil {
		return "", err
	}
	return snapshotRef(at, s.Number), nil
}
