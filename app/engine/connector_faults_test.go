package engine_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/connecttest"
	"lockstep/app/engine"
	"lockstep/app/lockstep"
)

// act is a way to write to QA: ready brings the bench to where it can be done.
type act struct {
	name  string
	ready func(b *bench) func(context.Context) (lockstep.Run, error)
}

// acts each write one object and two files or more.
var acts = []act{
	{"promote", func(b *bench) func(context.Context) (lockstep.Run, error) {
		draft, plan := b.promotion(lockstep.Choices{AcceptAll: true})
		return b.starting(draft, plan)
	}},
	{"restore", func(b *bench) func(context.Context) (lockstep.Run, error) {
		s, state, err := b.engine.TakeSnapshot(b.t.Context(), b.places["Development"], "")
		b.must(err)
		draft, err := b.engine.Restoration(b.t.Context(), s, state, "then", b.places["QA"], false)
		b.must(err)
		plan, err := b.engine.Plan(draft, lockstep.Choices{AcceptAll: true})
		b.must(err)
		return b.starting(draft, plan)
	}},
	{"roll back", func(b *bench) func(context.Context) (lockstep.Run, error) {
		b.wantStatus(b.promote(), lockstep.Done)
		draft, err := b.engine.Rollback(b.t.Context(), b.places["QA"])
		b.must(err)
		plan, err := b.engine.Plan(draft, lockstep.Choices{})
		b.must(err)
		return b.starting(draft, plan)
	}},
	{"undo", func(b *bench) func(context.Context) (lockstep.Run, error) { return b.stopped(3, true) }},
	{"continue", func(b *bench) func(context.Context) (lockstep.Run, error) { return b.stopped(2, false) }},
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) starting(draft engine.Draft, plan lockstep.Plan) func(context.Context) (lockstep.Run, error) {
	return func(ctx context.Context) (lockstep.Run, error) {
		run, _, err := b.engine.Start(ctx, draft, plan, "because", func(engine.Progress) {})
		return run, err
	}
}

// stopped promotes up to a change that fails, and gives how to answer that.
func (b *bench) stopped(at int, undo bool) func(context.Context) (lockstep.Run, error) {
	b.qa.FailAt = at
	run := b.promote()
	b.wantStatus(run, lockstep.Failed)
	b.qa.Mend()
	return func(ctx context.Context) (lockstep.Run, error) { return b.resume(ctx, run.Number, undo) }
}

func (b *bench) resume(ctx context.Context, number int, undo bool) (lockstep.Run, error) {
	return b.engine.Resume(ctx, b.places["QA"], number, undo, func(engine.Progress) {})
}

// beside gives every environment a second slot, and QA's system there.
func (b *bench) beside() *connecttest.System {
	for name, at := range b.places {
		at.Project.Slots = []lockstep.Slot{{Name: lockstep.DefaultSlot, Kind: connecttest.Memory}, {Name: "more", Kind: connecttest.Memory}}
		at.Environment.Connections["more"] = lockstep.Connection{Settings: lockstep.Settings{"name": name + " more"}}
		b.places[name] = at
	}
	for name := range b.places {
		set(b.world.System(name+" more"), "file/m", "1")
	}
	return b.world.System("QA more")
}

func lostAnswer() error { return lockstep.Errorf(lockstep.Unknown, "QA did not answer in time.") }

// garbage are captures that no connector may give.
var garbage = map[string]func(context.Context, lockstep.State) (lockstep.State, error){
	"an item twice":           func(_ context.Context, s lockstep.State) (lockstep.State, error) { return lockstep.Join(s, s, s) },
	"an item without a name":  spoiled(func(i *lockstep.Item) { i.Key.Name = "" }),
	"an item of another slot": spoiled(func(i *lockstep.Item) { i.Key.Slot = "more" }),
	"an item of no part":      spoiled(func(i *lockstep.Item) { i.Part = "decoration" }),
	"an item without a body":  spoiled(func(i *lockstep.Item) { i.Body = lockstep.Body{} }),
	"what was left out elsewhere": func(_ context.Context, s lockstep.State) (lockstep.State, error) {
		return lockstep.NewState(s.All(), []lockstep.Omitted{{Key: lockstep.Key{Slot: "more", Kind: "file", Name: "x"}}})
	},
}

// falsely has a body that is not what its digest says.
var falsely = spoiled(func(i *lockstep.Item) {
	said := lockstep.BodyOf([]byte("said"))
	i.Body = lockstep.CheckedBody(said.Digest, said.Size, func() ([]byte, error) { return []byte("sent"), nil })
})

// spoiled adds an item that cannot be.
func spoiled(spoil func(*lockstep.Item)) func(context.Context, lockstep.State) (lockstep.State, error) {
	return func(_ context.Context, s lockstep.State) (lockstep.State, error) {
		item := lockstep.Item{Key: lockstep.Key{Slot: "main", Kind: "file", Name: "x"}, Part: lockstep.Configuration, Body: lockstep.BodyOf([]byte("x"))}
		spoil(&item)
		return s.With([]lockstep.Item{item}, nil)
	}
}

// restless gives something else each time.
func restless() func(context.Context, lockstep.State) (lockstep.State, error) {
	n := 0
	return func(_ context.Context, s lockstep.State) (lockstep.State, error) {
		n++
		return s.With([]lockstep.Item{{Key: lockstep.Key{Slot: "main", Kind: "file", Name: "noise"}, Part: lockstep.Configuration, Body: lockstep.BodyOf(fmt.Append(nil, n))}}, nil)
	}
}

// told is a journal that is told other things than those that happen.
type told struct {
	lockstep.Journal
	begin, done func(lockstep.Journal, lockstep.Key) error
}

func (j told) Begin(k lockstep.Key) error { return j.begin(j.Journal, k) }
func (j told) Done(k lockstep.Key) error  { return j.done(j.Journal, k) }

func untold(lockstep.Journal, lockstep.Key) error      { return nil }
func begin(j lockstep.Journal, k lockstep.Key) error   { return j.Begin(k) }
func done(j lockstep.Journal, k lockstep.Key) error    { return j.Done(k) }
func another(j lockstep.Journal, k lockstep.Key) error { k.Name += "!"; return j.Begin(k) }
func telling(begin, done func(lockstep.Journal, lockstep.Key) error) func(*bench, context.CancelFunc) {
	return func(b *bench, _ context.CancelFunc) {
		b.qa.Journal = func(j lockstep.Journal) lockstep.Journal { return told{j, begin, done} }
	}
}

// fault is what a connector does wrong, and how an act ends with it.
type fault struct {
	name   string
	strike func(b *bench, cancel context.CancelFunc)
	ends   lockstep.Status // "" where no run is begun
	blind  bool            // it cannot be read back
}

func faults() []fault {
	first := func(do func(b *bench, c lockstep.Change) error) func(*bench, context.CancelFunc) {
		return func(b *bench, _ context.CancelFunc) {
			b.qa.AfterChange = func(n int, c lockstep.Change) error {
				if n == 1 {
					return do(b, c)
				}
				return nil
			}
		}
	}
	after := func(do func(b *bench)) func(*bench, context.CancelFunc) {
		return func(b *bench, _ context.CancelFunc) { b.qa.AfterApply = func() { do(b) } }
	}
	all := []fault{
		{"says done and writes nothing", func(b *bench, _ context.CancelFunc) { b.qa.LieAt = 1 }, lockstep.Diverged, false},
		{"writes other bytes", first(func(b *bench, c lockstep.Change) error { b.qa.Set(c.Key.Kind, c.Key.Name, "other"); return nil }), lockstep.Diverged, false},
		{"changes another item", after(func(b *bench) { set(b.qa, "file/same", "changed") }), lockstep.Diverged, false},
		{"adds an item", after(func(b *bench) { set(b.qa, "object/stray", "s") }), lockstep.Diverged, false},
		{"removes an item", after(func(b *bench) { b.qa.Remove("file", "same") }), lockstep.Diverged, false},
		{"changes another slot", after(func(b *bench) { set(b.world.System("QA more"), "file/m", "2") }), lockstep.Diverged, false},
		{"loses the answer, and wrote", first(func(*bench, lockstep.Change) error { return lostAnswer() }), lockstep.Failed, false},
		{"loses the answer, and wrote nothing", func(b *bench, cancel context.CancelFunc) {
			b.qa.LieAt = 1
			first(func(*bench, lockstep.Change) error { return lostAnswer() })(b, cancel)
		}, lockstep.Failed, false},
		{"loses the answer, and wrote half", first(func(b *bench, c lockstep.Change) error {
			b.qa.Set(c.Key.Kind, c.Key.Name, "ha")
			return context.DeadlineExceeded
		}), lockstep.Failed, false},
		{"loses the answer, and does not answer again", first(func(b *bench, _ lockstep.Change) error {
			b.qa.CaptureError = lockstep.Errorf(lockstep.Unreachable, "QA does not answer.")
			return lostAnswer()
		}), lockstep.Failed, true},
		{"loses the answer as it is cancelled", func(b *bench, cancel context.CancelFunc) {
			first(func(*bench, lockstep.Change) error { cancel(); return context.Canceled })(b, cancel)
		}, lockstep.Interrupted, false},
		{"fails half way", func(b *bench, _ context.CancelFunc) { b.qa.FailAt = 2 }, lockstep.Failed, false},
		{"fails half way, having changed another item", func(b *bench, _ context.CancelFunc) {
			b.qa.BeforeChange = func(int, lockstep.Change) { set(b.qa, "file/same", "changed") }
			b.qa.FailAt = 1
		}, lockstep.Failed, false},
		{"refuses what it let in", func(b *bench, _ context.CancelFunc) {
			b.qa.ApplyError = lockstep.Errorf(lockstep.Denied, "QA is read-only.")
		}, lockstep.Failed, false},
		{"loses the answer, and says that it was stopped", first(func(*bench, lockstep.Change) error { return context.Canceled }), lockstep.Failed, false},
		{"answers slowly, and is stopped", func(b *bench, cancel context.CancelFunc) {
			b.qa.BeforeChange = func(int, lockstep.Change) { cancel() }
		}, lockstep.Interrupted, true},
		{"reads slowly, and is stopped", func(b *bench, cancel context.CancelFunc) {
			b.qa.AfterApply = func() {
				b.qa.Captured = func(ctx context.Context, s lockstep.State) (lockstep.State, error) {
					cancel()
					<-ctx.Done()
					return s, ctx.Err()
				}
			}
		}, lockstep.Interrupted, true},
		{"is never the same twice, read back", after(func(b *bench) { b.qa.Captured = restless() }), lockstep.Diverged, true},
		{"reads back other bytes than it says", after(func(b *bench) { b.qa.Captured = falsely }), lockstep.Diverged, true},
		{"panics before it writes", func(b *bench, _ context.CancelFunc) { b.qa.Panics = "Apply" }, lockstep.Failed, false},
		{"panics as it writes", first(func(*bench, lockstep.Change) error { panic("torn") }), lockstep.Failed, false},
		{"panics read back", after(func(b *bench) { b.qa.Panics = "Capture" }), lockstep.Failed, true},
		{"panics when it is read", func(b *bench, _ context.CancelFunc) { b.qa.Panics = "Capture" }, "", false},
		{"never tells the journal", telling(untold, untold), lockstep.Failed, false},
		{"never tells that it is done", telling(begin, untold), lockstep.Failed, false},
		{"tells done without begun", telling(untold, done), lockstep.Failed, false},
		{"tells of another item", telling(another, done), lockstep.Failed, false},
		{"tells of another item, and does not listen", telling(func(j lockstep.Journal, k lockstep.Key) error {
			_ = another(j, k)
			return j.Begin(k)
		}, done), lockstep.Failed, false},
	}
	for _, name := range slices.Sorted(maps.Keys(garbage)) {
		all = append(all,
			fault{"reads back " + name, after(func(b *bench) { b.qa.Captured = garbage[name] }), lockstep.Failed, true},
			fault{"reads " + name, func(b *bench, _ context.CancelFunc) { b.qa.Captured = garbage[name] }, "", false})
	}
	return all
}

// What a connector does wrong is found, told as it is, kept as a snapshot where it can be read, and can be answered.
func TestAConnectorThatDoesWrong(t *testing.T) {
	for _, f := range faults() {
		for _, a := range acts {
			t.Run(f.name+"/"+a.name, func(t *testing.T) {
				t.Parallel()
				b := newBench(t)
				b.beside()
				set(b.dev, "object/orders", "2", "file/a", "2", "file/b", "2", "file/new", "n", "file/same", "1")
				set(b.qa, "object/orders", "1", "file/a", "1", "file/b", "1", "file/gone", "g", "file/same", "1")
				do := a.ready(b)
				before := b.qa.Items()
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				f.strike(b, cancel)
				run, err := do(ctx)
				b.qa.Mend()
				if f.ends == "" {
					b.unbegun(a, err, before)
					return
				}
				b.must(err)
				b.wantStatus(run, f.ends)
				b.explained(run, f)
				b.answered(run)
			})
		}
	}
}

// unbegun wants an act to have been refused, with everything as it was.
func (b *bench) unbegun(a act, err error, before map[string]string) {
	b.t.Helper()
	if err == nil || !strings.HasSuffix(err.Error(), ".") {
		b.t.Errorf("it was begun, or refused without a sentence: %v", err)
	}
	b.want(b.qa, before)
	if open, ok, err := b.engine.OpenRun(b.t.Context(), "qa"); err != nil || ok != (a.name == "undo" || a.name == "continue") {
		b.t.Errorf("run %d is open, %v", open.Number, err)
	}
}

// explained wants a run to name each item that is not as it was to be, and no other, and a snapshot to hold what is there.
func (b *bench) explained(run lockstep.Run, f fault) {
	b.t.Helper()
	if !strings.HasSuffix(run.Failure, ".") || strings.Contains(run.Failure, "context ") {
		b.t.Errorf("the run says %q", run.Failure)
	}
	if f.blind {
		return
	}
	now, err := b.engine.Capture(b.t.Context(), b.places["QA"])
	b.must(err)
	named := []lockstep.Key{}
	for _, p := range run.Problems {
		if p.Verdict == lockstep.Blocks {
			named = append(named, p.Key)
		}
	}
	differing := []lockstep.Key{}
	for _, c := range lockstep.Diff(b.goal(run), now) {
		differing = append(differing, c.Key)
	}
	if diff := cmp.Diff(differing, named); diff != "" {
		b.t.Errorf("the run names (-should +does):\n%s%v", diff, run.Problems)
	}
	latest, err := b.store.LatestSnapshot(b.t.Context(), "qa")
	b.must(err)
	if latest.State != now.Digest() || run.Result != latest.ID {
		b.t.Errorf("no snapshot holds what is there")
	}
	if strings.HasPrefix(f.name, "loses the answer") && (!strings.Contains(run.Failure, "The answer to the write of orders was lost.") && !strings.Contains(run.Failure, "The answer to the write of b was lost.")) {
		b.t.Errorf("the run says %q", run.Failure)
	}
}

// goal is the state that a run was to end with.
func (b *bench) goal(run lockstep.Run) lockstep.State {
	b.t.Helper()
	digest := run.Want
	if run.Undoing {
		guard, err := b.store.Snapshot(b.t.Context(), run.Guard)
		b.must(err)
		digest = guard.State
	}
	goal, err := b.engine.Vault.State(b.t.Context(), digest)
	b.must(err)
	return goal
}

// answered wants an open run to be taken to either of its ends, but for what is neither: that is kept.
func (b *bench) answered(run lockstep.Run) {
	b.t.Helper()
	found, err := b.engine.ReadBack(b.t.Context(), b.places["QA"], run.Number)
	b.must(err)
	for _, undo := range []bool{!run.Undoing, true} {
		answer, err := b.resume(b.t.Context(), run.Number, undo)
		if errors.Is(err, lockstep.Conflict) { // the first answer ended it
			break
		}
		b.must(err)
		now, err := b.engine.Capture(b.t.Context(), b.places["QA"])
		b.must(err)
		goal := b.goal(answer)
		for _, s := range found {
			kept := s.Now == engine.FoundNeither
			if (now.Sum(s.Key) == goal.Sum(s.Key)) == kept {
				b.t.Errorf("after undo %t, %s is at the goal: %t", undo, s.Key, !kept)
			}
		}
	}
}

func TestALostAnswerToTheLastWriteIsDoneWhereItIsThere(t *testing.T) {
	for name, row := range map[string]struct {
		strike func(*bench)
		ends   lockstep.Status
	}{
		"it is there":                  {func(*bench) {}, lockstep.Done},
		"it is not there":              {func(b *bench) { b.qa.LieAt = 2 }, lockstep.Failed},
		"it is there, and is verified": {func(b *bench) { b.qa.AfterApply = func() {}; b.changedByTheCache() }, lockstep.Diverged},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			set(b.dev, "file/a", "2", "file/b", "2")
			set(b.qa, "file/a", "1", "file/b", "1")
			b.qa.AfterChange = func(n int, _ lockstep.Change) error {
				if n == 2 {
					return lostAnswer()
				}
				return nil
			}
			row.strike(b)
			run := b.promote()
			b.wantStatus(run, row.ends)
			told := run.Failure
			for _, p := range run.Problems {
				told += " " + p.Message
			}
			if !strings.Contains(told, "The answer to the write of b was lost.") {
				t.Errorf("the run does not tell of the lost answer: %q", told)
			}
			if row.ends == lockstep.Failed && !strings.Contains(told, "Read back: a is as the plan wants it; b is as it was.") {
				t.Errorf("the run says %q", told)
			}
			steps, err := b.store.Steps(t.Context(), run.Number)
			b.must(err)
			if last := steps[len(steps)-1].Outcome; (last == lockstep.StepDone) == (row.ends == lockstep.Failed) {
				t.Errorf("the last step is %s", last)
			}
		})
	}
}

// changedByTheCache has somebody change QA once more before it is verified.
func (b *bench) changedByTheCache() {
	reads := 0
	b.qa.Captured = func(_ context.Context, s lockstep.State) (lockstep.State, error) {
		if reads++; reads < 4 { // for the plan, the guard, and after the answer was lost
			return s, nil
		}
		return s.With(nil, []lockstep.Key{{Slot: "main", Kind: "file", Name: "a"}})
	}
}

func TestAPanicOutsideTheWritingHarmsNoRun(t *testing.T) {
	for method, ends := range map[string]lockstep.Status{"Validate": "", "ClearCache": lockstep.Done, "Close": lockstep.Done, "Fingerprint": lockstep.Done} {
		t.Run(method, func(t *testing.T) {
			b := newBench(t)
			set(b.dev, "file/a", "2")
			draft, plan := b.promotion(lockstep.Choices{})
			b.qa.Panics = method
			run, err := b.starting(draft, plan)(t.Context())
			if ends == "" {
				if !errors.Is(err, lockstep.Internal) || b.qa.Writes() != 0 {
					t.Errorf("it was begun: %v", err)
				}
				return
			}
			b.must(err)
			b.wantStatus(run, ends)
			if (run.Failure != "") != (method == "ClearCache") {
				t.Errorf("the run says %q", run.Failure)
			}
			if _, err := b.engine.Fingerprint(t.Context(), b.places["QA"]); (err != nil) != (method == "Fingerprint") {
				t.Errorf("the fingerprint gives %v", err)
			}
		})
	}
}

func TestWhatIsNotWhatItSaysIsNoGuard(t *testing.T) {
	b := newBench(t)
	set(b.dev, "file/a", "2", "file/x", "x")
	b.qa.Captured = falsely
	draft, plan := b.promotion(lockstep.Choices{AcceptAll: true})
	if _, err := b.starting(draft, plan)(t.Context()); !errors.Is(err, lockstep.Corrupt) || b.qa.Writes() != 0 {
		t.Errorf("it was begun: %v", err)
	}
}

func TestASlowCaptureIsCancelled(t *testing.T) {
	b := newBench(t)
	ctx, cancel := context.WithCancel(t.Context())
	b.qa.Captured = func(ctx context.Context, s lockstep.State) (lockstep.State, error) {
		cancel()
		<-ctx.Done()
		return s, ctx.Err()
	}
	if _, err := b.engine.Promotion(ctx, b.places["Development"], b.places["QA"]); !errors.Is(err, context.Canceled) {
		t.Errorf("it goes on, and gives %v", err)
	}
}

func TestARunThatIsLeftSaysHow(t *testing.T) {
	b := newBench(t)
	set(b.dev, "file/a", "2", "file/b", "2")
	run := func(ends lockstep.Status, strike func(cancel context.CancelFunc)) lockstep.Run {
		t.Helper()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		draft, plan := b.promotion(lockstep.Choices{})
		strike(cancel)
		run, err := b.starting(draft, plan)(ctx)
		b.must(err)
		b.wantStatus(run, ends)
		b.qa.Mend()
		return run
	}
	leave := func(number int) lockstep.Run {
		t.Helper()
		run, err := b.engine.Leave(t.Context(), b.places["QA"], number)
		b.must(err)
		b.wantStatus(run, lockstep.Left)
		return run
	}
	stopped := run(lockstep.Interrupted, func(cancel context.CancelFunc) { b.qa.BeforeChange = func(int, lockstep.Change) { cancel() } })
	left := leave(stopped.Number)
	if diff := cmp.Diff(b.qa.Items(), b.snapshotItems(left.Result)); diff != "" {
		t.Errorf("it was left as (-is +snapshot):\n%s", diff)
	}
	failed := run(lockstep.Failed, func(context.CancelFunc) { b.qa.FailAt = 1 })
	if left = leave(failed.Number); left.Result != failed.Result || failed.Result == "" {
		t.Errorf("another snapshot was taken of the same: %s, then %s", failed.Result, left.Result)
	}
	unread := run(lockstep.Failed, func(context.CancelFunc) { b.qa.FailAt = 1 })
	b.qa.CaptureError = lockstep.Errorf(lockstep.Unreachable, "QA does not answer.")
	if left = leave(unread.Number); left.Result != "" || !strings.Contains(fmt.Sprint(left.Problems), "QA does not answer.") {
		t.Errorf("what cannot be read is left as %s with %v", left.Result, left.Problems)
	}
}
