package engine_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lockstep/app/connect/connecttest"
	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/store"
	"lockstep/store/storetest"
)

// TestWhateverHappensIsAccountedFor lives through random lives of a project: both sides are edited, plans wait, runs are
// begun, fail, are abandoned by their process and answered.
//
//   - An environment is always at a state that a snapshot holds, or an open run says how each item of it is.
//   - What was not chosen, and what somebody changed since, is not touched.
//   - A run that is done has left what was wanted; one that is undone or rolled back, what was there before it.
func TestWhateverHappensIsAccountedFor(t *testing.T) {
	b := newBench(t)
	lives := 0
	rapid.Check(t, func(r *rapid.T) {
		lives++
		l := newLife(b, r, lives)
		for range rapid.IntRange(2, 12).Draw(r, "events") {
			_, open := l.open()
			l.events()[rapid.SampledFrom(often[open]).Draw(r, "event")]()
		}
	})
}

// life is one project, with everything that happens to it.
type life struct {
	*bench
	r      *rapid.T
	dev    engine.Place
	qa     engine.Place
	slots  []string
	kept   []lockstep.Digest // snapshots to restore
	policy bool
}

// often are the events that may come while a run is open, or none is: the more often, the more often they are named.
var often = map[bool][]string{
	false: {"edit", "promote", "promote", "promote", "restore", "roll back"},
	true:  {"edit", "promote", "continue", "continue", "undo", "undo", "leave"},
}

func (l *life) events() map[string]func() {
	return map[string]func(){"edit": l.edit, "promote": l.promote, "restore": l.restore, "roll back": l.rollback,
		"continue": func() { l.answer(false) }, "undo": func() { l.answer(true) }, "leave": l.leave}
}

// open is the run on QA that waits for an answer.
func (l *life) open() (lockstep.Run, bool) {
	run, ok, err := l.engine.OpenRun(l.t.Context(), l.qa.Environment.UUID)
	l.must(err)
	return run, ok
}

func newLife(b *bench, r *rapid.T, number int) *life {
	l := &life{bench: b, r: r, slots: []string{"main", "more"}[:rapid.IntRange(1, 2).Draw(r, "slots")]}
	id := fmt.Sprint("life-", number)
	project := lockstep.Project{UUID: id, Name: id}
	for _, slot := range l.slots {
		project.Slots = append(project.Slots, lockstep.Slot{Name: slot, Kind: connecttest.Memory})
	}
	place := func(name string, role lockstep.Role, upstream string) engine.Place {
		e := lockstep.Environment{UUID: id + name, Project: id, Name: name, Role: role, Upstream: upstream, Writable: true, Connections: map[string]lockstep.Connection{}}
		for _, slot := range l.slots {
			e.Connections[slot] = lockstep.Connection{Settings: lockstep.Settings{"name": e.UUID + slot}}
		}
		return engine.Place{Project: project, Environment: e}
	}
	l.dev, l.qa = place("Development", lockstep.Development, ""), place("QA", lockstep.Test, id+"Development")
	if l.policy = rapid.IntRange(0, 3).Draw(r, "policy") == 0; l.policy {
		l.qa.Environment.OnFailure = lockstep.RollBackOnFailure
	}
	storetest.Write(b.t, b.store, func(tx *store.Tx) error {
		return errors.Join(tx.AddProject(project), tx.AddEnvironment(l.dev.Environment), tx.AddEnvironment(l.qa.Environment))
	})
	l.engine = b.another()
	l.edit()
	l.edit()
	return l
}

func (l *life) must(err error) {
	l.t.Helper()
	if err != nil {
		l.r.Fatalf("%v", err)
	}
}

func (l *life) system(at engine.Place, slot string) *connecttest.System {
	return l.world.System(at.Environment.UUID + slot)
}

// edit changes items of either side as somebody else does.
func (l *life) edit() {
	for range rapid.IntRange(1, 5).Draw(l.r, "edits") {
		at := l.dev
		if rapid.IntRange(0, 3).Draw(l.r, "of the target") == 0 {
			at = l.qa
		}
		l.edited(l.system(at, rapid.SampledFrom(l.slots).Draw(l.r, "slot")))()
	}
}

// edited draws a change of a system, and gives how to make it.
func (l *life) edited(s *connecttest.System) func() {
	key, err := lockstep.ParseKey(rapid.SampledFrom([]string{"object/a", "object/b", "file/a", "file/b", "file/c", "file/d"}).Draw(l.r, "item"))
	l.must(err)
	switch body := rapid.SampledFrom([]string{"", "1", "2", "3"}).Draw(l.r, "body"); {
	case body == "":
		return func() { s.Remove(key.Kind, key.Name) }
	case key.Name == "d":
		return func() { s.Set(key.Kind, key.Name, body, "a") } // it needs the object a
	default:
		return func() { s.Set(key.Kind, key.Name, body) }
	}
}

// now is what is on QA, as another process sees it.
func (l *life) now() lockstep.State {
	l.t.Helper()
	state, err := l.another().Capture(l.t.Context(), l.qa)
	l.must(err)
	return state
}

// struck is a fault that was laid for a run.
type struck struct {
	name   string
	ctx    context.Context
	cancel context.CancelFunc
	strays bool // it changed something that is no part of the run
	died   bool // the process did
}

// strike lays a fault, or none, for the next run on QA.
func (l *life) strike() *struck {
	f := &struck{name: rapid.SampledFrom([]string{"", "", "fail", "lie", "lose, written", "lose, not written", "lose, half written", "cancel", "die before", "die after", "stray"}).Draw(l.r, "fault")}
	s := l.system(l.qa, rapid.SampledFrom(l.slots).Draw(l.r, "where"))
	nth := rapid.SampledFrom([]int{1, 1, 1, 2, 2, 3}).Draw(l.r, "nth")
	f.ctx, f.cancel = context.WithCancel(l.t.Context())
	before := func(do func()) {
		s.BeforeChange = func(n int, _ lockstep.Change) {
			if n == nth {
				do()
			}
		}
	}
	after := func(do func(c lockstep.Change) error) {
		s.AfterChange = func(n int, c lockstep.Change) error {
			if n == nth {
				return do(c)
			}
			return nil
		}
	}
	die := func() { f.died = true; runtime.Goexit() }
	switch f.name {
	case "fail":
		s.FailAt = nth
	case "lie":
		s.LieAt = nth
	case "lose, written":
		after(func(lockstep.Change) error { return lostAnswer() })
	case "lose, not written":
		s.LieAt = nth
		after(func(lockstep.Change) error { return lostAnswer() })
	case "lose, half written":
		after(func(c lockstep.Change) error { s.Set(c.Key.Kind, c.Key.Name, "half"); return lostAnswer() })
	case "cancel":
		before(f.cancel)
	case "die before":
		before(die)
	case "die after":
		after(func(lockstep.Change) error { die(); return nil })
	case "stray":
		f.strays = true
		s.AfterApply = l.edited(s)
	}
	return f
}

// act does one thing to QA with a fault. Where the process died meanwhile, what it did is found in the catalog.
func (l *life) act(do func(context.Context) (lockstep.Run, error)) (run lockstep.Run, f *struck, err error) {
	f = l.strike()
	defer f.cancel()
	over := make(chan struct{})
	go func() {
		defer close(over)
		run, err = do(f.ctx)
	}()
	<-over
	for _, slot := range l.slots {
		l.system(l.qa, slot).Mend()
	}
	if f.died {
		l.engine = l.another()
		if run, _ = l.open(); run.Status != lockstep.Interrupted {
			l.r.Fatalf("the process died, and run %d is %s", run.Number, run.Status)
		}
	}
	return run, f, err
}

// promote promotes a random choice, perhaps after the plan has waited.
func (l *life) promote() {
	draft, err := l.engine.Promotion(l.t.Context(), l.dev, l.qa)
	l.must(err)
	l.start(draft)
}

// restore restores a random part of a snapshot.
func (l *life) restore() {
	if len(l.kept) == 0 {
		return
	}
	s, err := l.store.Snapshot(l.t.Context(), rapid.SampledFrom(l.kept).Draw(l.r, "snapshot"))
	l.must(err)
	state, err := l.engine.Vault.State(l.t.Context(), s.State)
	l.must(err)
	draft, err := l.engine.Restoration(l.t.Context(), s, state, "then", l.qa, false)
	l.must(err)
	l.start(draft)
}

// rollback rolls the last run back, and knows itself what that has to leave.
func (l *life) rollback() {
	draft, err := l.engine.Rollback(l.t.Context(), l.qa)
	if errors.Is(err, lockstep.NotFound) {
		return
	}
	l.must(err)
	taken, err := l.engine.Run(l.t.Context(), draft.TakesBack)
	l.must(err)
	steps, err := l.store.Steps(l.t.Context(), taken.Number)
	l.must(err)
	plan, err := l.engine.Plan(draft, lockstep.Choices{AcceptAll: true})
	l.must(err)
	back := plan.Target
	for _, s := range steps {
		if plan.Target.Sum(s.Key) == s.After {
			back = l.with(back, s.Key, l.guard(taken))
		}
	}
	if plan.Refusal() == nil && plan.Want.Digest() != back.Digest() {
		l.r.Fatalf("rolling run %d back would leave %v apart", taken.Number, lockstep.Diff(back, plan.Want))
	}
	l.begin(draft, plan)
}

// with is a state with one item as it is in another.
func (l *life) with(s lockstep.State, k lockstep.Key, from lockstep.State) lockstep.State {
	var err error
	if item, ok := from.Get(k); ok {
		s, err = s.With([]lockstep.Item{item}, nil)
	} else {
		s, err = s.With(nil, []lockstep.Key{k})
	}
	l.must(err)
	return s
}

func (l *life) guard(run lockstep.Run) lockstep.State {
	guard, err := l.store.Snapshot(l.t.Context(), run.Guard)
	l.must(err)
	state, err := l.engine.Vault.State(l.t.Context(), guard.State)
	l.must(err)
	return state
}

// start chooses at random, and begins where the plan can run.
func (l *life) start(draft engine.Draft) {
	all, err := l.engine.Plan(draft, lockstep.Choices{})
	l.must(err)
	choices := lockstep.Choices{AcceptAll: true}
	if rapid.Bool().Draw(l.r, "choose") {
		choices.Take = map[lockstep.Key]lockstep.Side{}
		for _, d := range all.Differences {
			choices.Take[d.Key] = rapid.SampledFrom([]lockstep.Side{lockstep.Incoming, lockstep.Outgoing}).Draw(l.r, "take "+d.Key.String())
		}
	}
	plan, err := l.engine.Plan(draft, choices)
	l.must(err)
	for _, c := range plan.Moved() {
		if choices.Take[c.Key] == lockstep.Outgoing {
			l.r.Fatalf("%s was not chosen and is to be moved", c.Key)
		}
	}
	l.begin(draft, plan)
}

func (l *life) begin(draft engine.Draft, plan lockstep.Plan) {
	if rapid.IntRange(0, 3).Draw(l.r, "wait") == 0 {
		l.edit()
	}
	before := l.now()
	_, open := l.open()
	refused := plan.Refusal() != nil || len(plan.Writes()) > 0 && (open || before.Digest() != draft.Target.Digest())
	run, f, err := l.act(l.starting(draft, plan))
	if refused != (err != nil) {
		l.r.Fatalf("refused: %v, want %t", err, refused)
	}
	if run.Number == 0 {
		l.same(before, l.now(), "what no run touched")
		return
	}
	goal := before
	for _, c := range plan.Moved() {
		goal = l.with(goal, c.Key, draft.Source)
	}
	l.account(run, f, before, goal)
}

// answer continues or undoes the open run.
func (l *life) answer(undo bool) {
	open, _ := l.open()
	before, first := l.now(), l.guard(open)
	want, err := l.engine.Vault.State(l.t.Context(), open.Want)
	l.must(err)
	steps, err := l.store.Steps(l.t.Context(), open.Number)
	l.must(err)
	goal, reached := before, true
	for _, s := range steps {
		switch is := before.Sum(s.Key); {
		case is != s.Before && is != s.After: // somebody's: it is kept, and a run that goes on is not at its goal then
			reached = reached && undo
		case undo:
			goal = l.with(goal, s.Key, first)
		default:
			goal = l.with(goal, s.Key, want)
		}
	}
	run, f, err := l.act(func(ctx context.Context) (lockstep.Run, error) {
		return l.engine.Resume(ctx, l.qa, open.Number, undo, func(engine.Progress) {})
	})
	l.must(err)
	if run.Status == lockstep.Done && !reached {
		l.r.Fatalf("run %d is done, and somebody changed what it was to write", run.Number)
	}
	l.account(run, f, before, goal)
}

// leave leaves the open run.
func (l *life) leave() {
	open, _ := l.open()
	before := l.now()
	run, err := l.engine.Leave(l.t.Context(), l.qa, open.Number)
	l.must(err)
	if run.Status != lockstep.Left {
		l.r.Fatalf("run %d is %s", run.Number, run.Status)
	}
	l.same(before, l.now(), "what was left")
	l.held(run)
}

// account wants a run that took QA from before towards goal to say truly how that ended.
func (l *life) account(run lockstep.Run, f *struck, before, goal lockstep.State) {
	now := l.now()
	for _, id := range []lockstep.Digest{run.Source, run.Guard, run.Result} {
		if id != "" && !slices.Contains(l.kept, id) {
			l.kept = append(l.kept, id)
		}
	}
	steps, err := l.store.Steps(l.t.Context(), run.Number)
	l.must(err)
	own := map[lockstep.Key]bool{}
	for _, s := range steps {
		own[s.Key] = true
	}
	// A policy has taken the run on from wherever it stood, so that only its ends are known.
	answered := l.policy && run.Undoing
	for _, c := range lockstep.Diff(before, now) {
		if !f.strays && (!own[c.Key] || goal.Sum(c.Key) == before.Sum(c.Key) && !answered) {
			l.r.Fatalf("%s was not chosen, and was changed by run %d (%s)", c.Key, run.Number, f.name)
		}
	}
	switch run.Status {
	case lockstep.Done:
		l.same(goal, now, "what a run that is done left")
		l.held(run)
	case lockstep.Undone:
		if answered && !f.strays {
			for _, s := range steps {
				if is := now.Sum(s.Key); is == s.After && is != s.Before {
					l.r.Fatalf("run %d is undone, and %s is as it wrote it", run.Number, s.Key)
				}
			}
		} else if !answered {
			l.same(goal, now, "what a run that is undone left")
		}
		l.held(run)
	case lockstep.Failed, lockstep.Diverged:
		l.held(run)
		if !answered {
			l.named(run, goal, now)
		}
	case lockstep.Interrupted:
		if f.name != "cancel" && !f.died || run.Result != "" {
			l.r.Fatalf("run %d is interrupted by %q: %s", run.Number, f.name, run.Failure)
		}
		for _, s := range steps {
			if is := now.Sum(s.Key); is != s.Before && is != s.After && is != before.Sum(s.Key) {
				l.r.Fatalf("run %d was interrupted, and %s is neither as before nor as after it", run.Number, s.Key)
			}
		}
	default:
		l.r.Fatalf("run %d is %s", run.Number, run.Status)
	}
}

// named wants a run to name what is not as it was to be, and nothing else. What it kept, since somebody changed it, is
// not as the plan wants it either; where that became what the plan wants after all, there is nothing to name.
func (l *life) named(run lockstep.Run, goal, now lockstep.State) {
	named := map[lockstep.Key]bool{}
	for _, p := range run.Problems {
		if p.Verdict == lockstep.Blocks {
			named[p.Key] = true
		}
	}
	for _, c := range lockstep.Diff(goal, now) {
		if !named[c.Key] && (run.Undoing || now.Sum(c.Key) != l.wanted(run).Sum(c.Key)) {
			l.r.Fatalf("run %d (%s) does not name %s: %s", run.Number, run.Status, c.Key, run.Failure)
		}
	}
	for k := range named {
		if now.Sum(k) == goal.Sum(k) && (run.Undoing || now.Sum(k) == l.wanted(run).Sum(k)) {
			l.r.Fatalf("run %d names %s, which is as it was to be", run.Number, k)
		}
	}
}

func (l *life) wanted(run lockstep.Run) lockstep.State {
	want, err := l.engine.Vault.State(l.t.Context(), run.Want)
	l.must(err)
	return want
}

// held wants the result of a run to be a snapshot of what is there.
func (l *life) held(run lockstep.Run) {
	result, err := l.store.Snapshot(l.t.Context(), run.Result)
	l.must(err)
	latest, err := l.store.LatestSnapshot(l.t.Context(), l.qa.Environment.UUID)
	l.must(err)
	if now := l.now(); result.State != now.Digest() || latest.State != now.Digest() {
		l.r.Fatalf("run %d is %s, and no snapshot holds what is there", run.Number, run.Status)
	}
}

func (l *life) same(want, got lockstep.State, what string) {
	if changes := lockstep.Diff(want, got); len(changes) > 0 {
		l.r.Fatalf("%s is not as it should be: %v", what, changes)
	}
}
