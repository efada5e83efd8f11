package engine_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
)

func TestPromoteRollBackPromoteMovesTheSame(t *testing.T) {
	b := newBench(t)
	set(b.dev, "object/orders", "2", "file/a", "2", "file/new", "n")
	set(b.qa, "object/orders", "1", "file/a", "1", "file/gone", "g")
	before := b.qa.Items()
	first := b.promote()
	b.want(b.qa, b.dev.Items())
	_, back := b.rollback()
	b.wantStatus(back, lockstep.Done)
	b.want(b.qa, before)
	second := b.promote()
	if len(first.Changes) != len(second.Changes) {
		t.Errorf("the first promotion moved %d changes, the second %d", len(first.Changes), len(second.Changes))
	}
	b.want(b.qa, b.dev.Items())
	taken, err := b.engine.Run(t.Context(), first.Number)
	if err != nil {
		t.Fatal(err)
	}
	if taken.TakenBackBy != back.Number {
		t.Errorf("run %d is taken back by %d, want %d", first.Number, taken.TakenBackBy, back.Number)
	}
}

func TestRollBackKeepsWhatWasChangedSince(t *testing.T) {
	b := newBench(t)
	set(b.dev, "file/a", "2", "file/b", "2")
	set(b.qa, "file/a", "1", "file/b", "1", "file/c", "1")
	b.dev.Set("file", "c", "1")
	b.promote()
	set(b.qa, "file/b", "by hand", "file/d", "also by hand")
	plan, run := b.rollback()
	b.wantStatus(run, lockstep.Done)
	b.want(b.qa, map[string]string{"file/a": "1", "file/b": "by hand", "file/c": "1", "file/d": "also by hand"})
	named := false
	for _, p := range plan.Problems {
		named = named || p.Key.Name == "b" && strings.Contains(p.Message, "kept")
	}
	if !named {
		t.Errorf("the kept file is not named: %v", plan.Problems)
	}
}

func TestRollBacksGoBackRunByRun(t *testing.T) {
	b := newBench(t)
	set(b.qa, "file/a", "0")
	for _, v := range []string{"1", "2", "3"} {
		set(b.dev, "file/a", v)
		b.promote()
	}
	for _, want := range []string{"2", "1", "0"} {
		b.rollback()
		b.want(b.qa, map[string]string{"file/a": want})
	}
	if _, err := b.engine.Rollback(t.Context(), b.places["QA"]); !errors.Is(err, lockstep.NotFound) {
		t.Errorf("a fourth roll back: %v", err)
	}
}

func TestTheBaselineTellsAHotfixFromAnOldVersion(t *testing.T) {
	b := newBench(t)
	set(b.dev, "file/a", "1", "file/b", "1")
	b.promote()
	set(b.qa, "file/a", "hotfix", "file/only", "on qa")
	set(b.dev, "file/b", "2")
	run := b.promote()
	if len(run.Changes) != 1 || run.Changes[0].Key.Name != "b" {
		t.Errorf("changes are %v, want b alone", run.Changes)
	}
	b.want(b.qa, map[string]string{"file/a": "hotfix", "file/b": "2", "file/only": "on qa"})
	set(b.dev, "file/a", "2")
	_, plan := b.promotion(lockstep.Choices{})
	if err := plan.Refusal(); !errors.Is(err, lockstep.Conflict) {
		t.Errorf("a change on both sides: %v", err)
	}
}

func TestWhatAFirstPartialPromotionLeavesOutIsStillIncoming(t *testing.T) {
	b := newBench(t)
	set(b.dev, "file/a", "2", "file/b", "2", "file/c", "2")
	set(b.qa, "file/b", "1", "file/d", "1")
	draft, plan := b.promotion(lockstep.Choices{Only: map[lockstep.Key]bool{{Slot: "main", Kind: "file", Name: "a"}: true}})
	b.wantStatus(b.start(draft, plan), lockstep.Done)
	set(b.dev, "file/e", "2")
	set(b.qa, "file/e", "1")
	_, plan = b.promotion(lockstep.Choices{})
	sides := map[string]lockstep.Side{}
	for _, d := range plan.Differences {
		sides[d.Key.Name] = d.Side
	}
	want := map[string]lockstep.Side{"b": lockstep.Incoming, "c": lockstep.Incoming, "d": lockstep.Incoming, "e": lockstep.Clash}
	if diff := cmp.Diff(want, sides); diff != "" {
		t.Errorf("b to d never were alike, e came on both sides since (-want +got):\n%s", diff)
	}
}

func TestAPartialPromotionMovesTheBaselineOnlyThere(t *testing.T) {
	b := newBench(t)
	set(b.dev, "file/a", "1", "file/b", "1")
	b.promote()
	set(b.dev, "file/a", "2", "file/b", "2")
	draft, plan := b.promotion(lockstep.Choices{Only: map[lockstep.Key]bool{{Slot: "main", Kind: "file", Name: "a"}: true}})
	b.wantStatus(b.start(draft, plan), lockstep.Done)
	b.want(b.qa, map[string]string{"file/a": "2", "file/b": "1"})
	b.promote()
	b.want(b.qa, b.dev.Items())
}

func TestASnapshotIsRestoredToAnyEnvironment(t *testing.T) {
	b := newBench(t)
	set(b.dev, "object/orders", "1", "file/a", "1")
	s, _, err := b.engine.TakeSnapshot(t.Context(), b.places["Development"], "first")
	if err != nil {
		t.Fatal(err)
	}
	before := b.dev.Items()
	set(b.dev, "object/orders", "2", "file/b", "2")
	set(b.qa, "file/x", "x")
	state, err := b.engine.Vault.State(t.Context(), s.State)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Development", "QA"} {
		draft, err := b.engine.Restoration(t.Context(), s, state, "first", b.places[name], false)
		if err != nil {
			t.Fatal(err)
		}
		plan, err := b.engine.Plan(draft, lockstep.Choices{})
		if err != nil {
			t.Fatal(err)
		}
		b.wantStatus(b.start(draft, plan), lockstep.Done)
		b.want(b.world.System(name), before)
	}
}

func TestALinkTellsWhatIsOnTheWayAndDriftWhatWasChangedElsewhere(t *testing.T) {
	b := newBench(t)
	set(b.dev, "file/a", "2", "file/b", "2")
	set(b.qa, "file/a", "1")
	link, _, observed := b.look()
	if observed || len(link.Differences) != 2 {
		t.Errorf("observed %v, on the way %v, want 2", observed, link.Differences)
	}
	b.promote()
	set(b.qa, "file/c", "by hand")
	link, drift, observed := b.look()
	if !observed || len(drift) != 1 || drift[0].Key.Name != "c" {
		t.Errorf("observed %v, drift %v, want c", observed, drift)
	}
	if len(link.Differences) != 1 || link.Differences[0].OnWay() {
		t.Errorf("on the way is %v, want the outgoing c alone", link.Differences)
	}
}

func TestWhatALinkCouldNotReadIsNoDifference(t *testing.T) {
	b := newBench(t)
	set(b.dev, "file/a", "2", "file/b", "2")
	set(b.qa, "file/a", "1", "file/b", "1")
	b.dev.Omit("file", "a", "it is locked")
	link, _, _ := b.look()
	if len(link.Differences) != 1 || link.Differences[0].Key.Name != "b" {
		t.Errorf("on the way is %v, want b alone", link.Differences)
	}
}

// look reads both ends of the bench and compares them with each other, and QA with its newest snapshot.
func (b *bench) look() (link lockstep.Leg, drift []lockstep.Change, observed bool) {
	b.t.Helper()
	dev, qa := b.places["Development"], b.places["QA"]
	source, err := b.engine.Capture(b.t.Context(), dev)
	if err != nil {
		b.t.Fatal(err)
	}
	target, err := b.engine.Capture(b.t.Context(), qa)
	if err != nil {
		b.t.Fatal(err)
	}
	if link, err = b.engine.Leg(b.t.Context(), dev, qa, source, target); err != nil {
		b.t.Fatal(err)
	}
	found, err := b.engine.Drift(b.t.Context(), qa, target)
	if err != nil {
		b.t.Fatal(err)
	}
	return link, found.Changes, found.Known
}

func TestAnEnvironmentThatCannotBeReadIsLeftAlone(t *testing.T) {
	b := newBench(t)
	set(b.dev, "file/a", "2")
	draft, plan := b.promotion(lockstep.Choices{})
	b.qa.CaptureError = lockstep.Errorf(lockstep.Unreachable, "QA does not answer.")
	_, ok, err := b.engine.Start(t.Context(), draft, plan, "", func(engine.Progress) {})
	if ok || !errors.Is(err, lockstep.Unreachable) {
		t.Errorf("began %v, error %v", ok, err)
	}
	if b.qa.Writes() != 0 {
		t.Error("something was written")
	}
}

func TestATargetThatHoldsAnEarlierVersionIsBehindAndNotInConflict(t *testing.T) {
	b := newBench(t)
	set(b.dev, "file/a", "1", "file/b", "1")
	b.promote()
	set(b.dev, "file/a", "2", "file/b", "2")
	b.promote()
	set(b.dev, "file/a", "3", "file/b", "3")
	set(b.qa, "file/a", "1", "file/b", "hotfix")
	_, plan := b.promotion(lockstep.Choices{})
	sides := map[string]lockstep.Side{}
	for _, d := range plan.Differences {
		sides[d.Key.Name] = d.Side
	}
	if sides["a"] != lockstep.Incoming || sides["b"] != lockstep.Clash {
		t.Errorf("the sides are %v, want a incoming, since QA holds what Development had, and b in conflict", sides)
	}
}
