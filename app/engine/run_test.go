package engine_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
)

func TestAPromotionLeavesWhatThePlanSaid(t *testing.T) {
	b := newBench(t)
	set(b.dev, "object/orders", "2", "file/mail.json", "new", "file/same", "x")
	set(b.qa, "object/orders", "1", "file/same", "x")
	before := b.qa.Items()
	run := b.promote()
	b.wantStatus(run, lockstep.Done)
	b.want(b.qa, b.dev.Items())
	if diff := cmp.Diff(before, b.snapshotItems(run.Guard)); diff != "" {
		t.Errorf("the guard is not what was there: %s", diff)
	}
	if diff := cmp.Diff(b.dev.Items(), b.snapshotItems(run.Source)); diff != "" {
		t.Errorf("the source snapshot is not what was taken: %s", diff)
	}
	if diff := cmp.Diff(b.qa.Items(), b.snapshotItems(run.Result)); diff != "" {
		t.Errorf("the result is not what was left: %s", diff)
	}
	if b.qa.Cleared() != 1 {
		t.Errorf("the cache was cleared %d times", b.qa.Cleared())
	}
	steps, err := b.store.Steps(t.Context(), run.Number)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range steps {
		if s.Outcome != lockstep.StepDone {
			t.Errorf("step %s is %s", s.Key, s.Outcome)
		}
	}
	if len(steps) != 2 || steps[0].Key.Kind != "object" {
		t.Errorf("steps are %v, want the model first and two in all", steps)
	}
}

func TestNothingToPromoteIsNoRun(t *testing.T) {
	b := newBench(t)
	set(b.dev, "file/a", "1")
	set(b.qa, "file/a", "1")
	draft, plan := b.promotion(lockstep.Choices{})
	_, ok, err := b.engine.Start(t.Context(), draft, plan, "", func(engine.Progress) {})
	if ok || err != nil {
		t.Errorf("a run began (%v), error %v", ok, err)
	}
	runs, err := b.store.CountSnapshots(t.Context(), "")
	if err != nil || runs != 0 {
		t.Errorf("%d snapshots were taken for nothing, error %v", runs, err)
	}
}

func TestAStalePlanIsRefused(t *testing.T) {
	b := newBench(t)
	set(b.dev, "file/a", "2")
	set(b.qa, "file/a", "1")
	draft, plan := b.promotion(lockstep.Choices{})
	set(b.qa, "file/other", "meanwhile")
	_, ok, err := b.engine.Start(t.Context(), draft, plan, "", func(engine.Progress) {})
	if ok || !errors.Is(err, lockstep.Conflict) || !strings.Contains(err.Error(), "other") {
		t.Errorf("began %v, error %v", ok, err)
	}
	b.want(b.qa, map[string]string{"file/a": "1", "file/other": "meanwhile"})
}

func TestWhatTheTargetBlocksIsRefused(t *testing.T) {
	b := newBench(t)
	set(b.dev, "file/a", "2")
	b.qa.Problems = []lockstep.Problem{{Key: lockstep.Key{Slot: "main", Kind: "file", Name: "a"}, Verdict: lockstep.Blocks, Message: "a does not fit."}}
	draft, plan := b.promotion(lockstep.Choices{})
	_, ok, err := b.engine.Start(t.Context(), draft, plan, "", func(engine.Progress) {})
	if ok || !errors.Is(err, lockstep.Blocked) || !strings.Contains(err.Error(), "a does not fit.") {
		t.Errorf("began %v, error %v", ok, err)
	}
	b.want(b.qa, map[string]string{})
}

func TestALiveEnvironmentIsReadOnlyUntilWritingIsAllowed(t *testing.T) {
	b := newBench(t)
	set(b.qa, "file/a", "1")
	live := b.places["Live"]
	live.Environment.Writable = false
	draft, err := b.engine.Promotion(t.Context(), b.places["QA"], live)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := b.engine.Plan(draft, lockstep.Choices{})
	if err != nil {
		t.Fatal(err)
	}
	_, ok, err := b.engine.Start(t.Context(), draft, plan, "", func(engine.Progress) {})
	if ok || !errors.Is(err, lockstep.Denied) {
		t.Errorf("began %v, error %v", ok, err)
	}
	b.want(b.world.System("Live"), map[string]string{})
}

func TestAFailureHalfWayIsNamedAndCanBeAnswered(t *testing.T) {
	answers := []struct {
		name   string
		answer func(*bench, int) (lockstep.Run, error)
		status lockstep.Status
		want   map[string]string
	}{
		{"continued", func(b *bench, n int) (lockstep.Run, error) {
			return b.engine.Resume(b.t.Context(), b.places["QA"], n, false, func(engine.Progress) {})
		}, lockstep.Done, map[string]string{"file/a": "2", "file/b": "2", "file/c": "2"}},
		{"undone", func(b *bench, n int) (lockstep.Run, error) {
			return b.engine.Resume(b.t.Context(), b.places["QA"], n, true, func(engine.Progress) {})
		}, lockstep.Undone, map[string]string{"file/a": "1", "file/b": "1"}},
		{"left", func(b *bench, n int) (lockstep.Run, error) {
			return b.engine.Leave(b.t.Context(), b.places["QA"], n)
		}, lockstep.Left, map[string]string{"file/a": "2", "file/b": "1"}},
	}
	for _, row := range answers {
		t.Run(row.name, func(t *testing.T) {
			b := newBench(t)
			set(b.dev, "file/a", "2", "file/b", "2", "file/c", "2")
			set(b.qa, "file/a", "1", "file/b", "1")
			b.qa.FailAt = 2
			run := b.promote()
			b.wantStatus(run, lockstep.Failed)
			b.want(b.qa, map[string]string{"file/a": "2", "file/b": "1"})

			if _, drift, observed := b.look(); observed {
				t.Errorf("half a run is called drift: %v", drift)
			}
			b.qa.FailAt = 0
			draft, plan := b.promotion(lockstep.Choices{})
			if _, _, err := b.engine.Start(t.Context(), draft, plan, "", func(engine.Progress) {}); !errors.Is(err, lockstep.Conflict) {
				t.Errorf("the next run began over an open one: %v", err)
			}
			answered, err := row.answer(b, run.Number)
			if err != nil {
				t.Fatal(err)
			}
			if answered.Number != run.Number || answered.Guard != run.Guard {
				t.Errorf("the answer made another run: %d, guard %s", answered.Number, answered.Guard)
			}
			b.wantStatus(answered, row.status)
			b.want(b.qa, row.want)
			if _, err := row.answer(b, run.Number); !errors.Is(err, lockstep.Conflict) {
				t.Errorf("a second answer gives %v", err)
			}
		})
	}
}

func TestAnInterruptedUndoIsUndoneLikeAnyOther(t *testing.T) {
	b := newBench(t)
	set(b.dev, "file/a", "2", "file/b", "2", "file/c", "2")
	set(b.qa, "file/a", "1", "file/b", "1", "file/c", "1")
	b.qa.FailAt = 3
	run := b.promote()
	b.qa.FailAt = 2
	half, err := b.engine.Resume(t.Context(), b.places["QA"], run.Number, true, func(engine.Progress) {})
	if err != nil {
		t.Fatal(err)
	}
	b.wantStatus(half, lockstep.Failed)
	b.want(b.qa, map[string]string{"file/a": "1", "file/b": "2", "file/c": "1"})
	b.qa.FailAt = 0
	whole, err := b.engine.Resume(t.Context(), b.places["QA"], run.Number, false, func(engine.Progress) {})
	if err != nil {
		t.Fatal(err)
	}
	b.wantStatus(whole, lockstep.Done)
	b.want(b.qa, b.dev.Items())
}

func TestWhatAnUndoOverrulesIsWorthKnowingAndNoMore(t *testing.T) {
	b := newBench(t)
	set(b.dev, "object/orders", "1", "file/a", "1")
	b.qa.BeforeChange = func(_ int, c lockstep.Change) {
		if c.Key.Kind == "file" {
			b.qa.CaptureError = lockstep.Errorf(lockstep.Unreachable, "QA does not answer.")
		}
	}
	run := b.promote()
	b.wantStatus(run, lockstep.Failed)
	b.qa.Mend()
	b.qa.Set("file", "theirs", "1", "orders")
	run, err := b.engine.Resume(t.Context(), b.places["QA"], run.Number, true, func(engine.Progress) {})
	if err != nil {
		t.Fatal(err)
	}
	b.wantStatus(run, lockstep.Undone)
	b.want(b.qa, map[string]string{"file/theirs": "1"})
	needed := slices.ContainsFunc(run.Problems, func(p lockstep.Problem) bool {
		return p.Verdict == lockstep.Note && strings.Contains(p.Message, "theirs still needs orders")
	})
	if !needed || slices.ContainsFunc(run.Problems, func(p lockstep.Problem) bool { return p.Verdict == lockstep.Blocks }) {
		t.Errorf("the problems are %v", run.Problems)
	}
}

func TestALieIsFoundByReadingBack(t *testing.T) {
	b := newBench(t)
	set(b.dev, "file/a", "2", "file/b", "2")
	set(b.qa, "file/a", "1", "file/b", "1")
	b.qa.LieAt = 2
	run := b.promote()
	b.wantStatus(run, lockstep.Diverged)
	if len(run.Problems) != 1 || run.Problems[0].Key.Name != "b" {
		t.Errorf("problems are %v, want one about b", run.Problems)
	}
	b.qa.LieAt = 0
	run, err := b.engine.Resume(t.Context(), b.places["QA"], run.Number, true, func(engine.Progress) {})
	if err != nil {
		t.Fatal(err)
	}
	b.wantStatus(run, lockstep.Undone)
	b.want(b.qa, map[string]string{"file/a": "1", "file/b": "1"})
}

func TestAnotherChangeDuringTheRunIsFound(t *testing.T) {
	b := newBench(t)
	set(b.dev, "file/a", "2")
	set(b.qa, "file/a", "1", "file/b", "1")
	b.qa.AfterApply = func() { set(b.qa, "file/b", "somebody") }
	run := b.promote()
	b.wantStatus(run, lockstep.Diverged)
}

func TestACancelledRunIsInterruptedAndContinues(t *testing.T) {
	b := newBench(t)
	set(b.dev, "file/a", "2", "file/b", "2")
	set(b.qa, "file/a", "1", "file/b", "1")
	ctx, cancel := context.WithCancel(t.Context())
	b.qa.BeforeChange = func(n int, _ lockstep.Change) {
		if n == 1 {
			cancel()
		}
	}
	draft, plan := b.promotion(lockstep.Choices{})
	run, ok, err := b.engine.Start(ctx, draft, plan, "", func(engine.Progress) {})
	if !ok || err != nil {
		t.Fatalf("began %v, error %v", ok, err)
	}
	b.wantStatus(run, lockstep.Interrupted)
	b.want(b.qa, map[string]string{"file/a": "2", "file/b": "1"})
	later, err := b.another().Run(t.Context(), run.Number)
	if err != nil || later.Status != lockstep.Interrupted || later.Failure != run.Failure || !strings.Contains(run.Failure, "stopped by "+b.engine.By) {
		t.Errorf("it was stopped with %q, and is later %s with %q, error %v", run.Failure, later.Status, later.Failure, err)
	}
	run, err = b.engine.Resume(t.Context(), b.places["QA"], run.Number, false, func(engine.Progress) {})
	if err != nil {
		t.Fatal(err)
	}
	b.wantStatus(run, lockstep.Done)
	if run.Failure != "" {
		t.Errorf("a run that was continued still says %q", run.Failure)
	}
	b.want(b.qa, b.dev.Items())
}

func TestAFailedCacheIsReportedAndTheRunStays(t *testing.T) {
	b := newBench(t)
	set(b.dev, "file/a", "2")
	b.qa.CacheError = lockstep.Errorf(lockstep.Unreachable, "The web server did not answer.")
	run := b.promote()
	b.wantStatus(run, lockstep.Done)
	if !strings.Contains(run.Failure, "did not answer") {
		t.Errorf("failure is %q", run.Failure)
	}
}

func TestACacheThatWasNotClearedIsClearedWhenTheRunContinues(t *testing.T) {
	b := newBench(t)
	set(b.dev, "file/a", "2")
	ctx, cancel := context.WithCancel(t.Context())
	draft, plan := b.promotion(lockstep.Choices{})
	run, _, err := b.engine.Start(ctx, draft, plan, "", func(p engine.Progress) {
		switch p.Phase {
		case engine.PhaseCache:
			cancel()
		case engine.PhaseVerify:
			t.Error("a run that was stopped at its cache goes on to read back")
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	b.wantStatus(run, lockstep.Interrupted)
	before := b.qa.Cleared()
	run, err = b.engine.Resume(t.Context(), b.places["QA"], run.Number, false, func(engine.Progress) {})
	if err != nil {
		t.Fatal(err)
	}
	b.wantStatus(run, lockstep.Done)
	if b.qa.Cleared() != before+1 {
		t.Errorf("the cache was cleared %d times when the run continued", b.qa.Cleared()-before)
	}
}

func TestOneRunAtATime(t *testing.T) {
	b := newBench(t)
	set(b.dev, "file/a", "2")
	other := b.another()
	var second error
	b.qa.BeforeChange = func(int, lockstep.Change) {
		draft, err := other.Promotion(t.Context(), b.places["Development"], b.places["QA"])
		if err != nil {
			t.Error(err)
			return
		}
		plan, err := other.Plan(draft, lockstep.Choices{})
		if err != nil {
			t.Error(err)
			return
		}
		_, _, second = other.Start(t.Context(), draft, plan, "", func(engine.Progress) {})
	}
	b.wantStatus(b.promote(), lockstep.Done)
	if !errors.Is(second, lockstep.Conflict) {
		t.Errorf("a second run on the same environment: %v", second)
	}
}
