package engine_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/snapshots"
	"lockstep/store"
)

// shop is a server that a check asks whether it is well.
type shop struct {
	url  string
	ill  atomic.Bool
	seen atomic.Int32
}

func newShop(t *testing.T) *shop {
	s := &shop{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		s.seen.Add(1)
		if s.ill.Load() {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

func (s *shop) check(name string) lockstep.Check {
	return lockstep.Check{Name: name, URL: s.url, Timeout: time.Minute}
}

// edit changes an environment in the catalog, as another window may.
func (b *bench) edit(name string, change func(*lockstep.Environment)) {
	b.t.Helper()
	at := b.places[name]
	change(&at.Environment)
	b.places[name] = at
	if err := b.store.Write(b.t.Context(), func(tx *store.Tx) error { return tx.UpdateEnvironment(at.Environment) }); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) run(number int) lockstep.Run {
	b.t.Helper()
	run, err := b.engine.Run(b.t.Context(), number)
	if err != nil {
		b.t.Fatal(err)
	}
	return run
}

func quiet(engine.Progress) {}

func TestAPromotionRunsTheChecksOfItsTarget(t *testing.T) {
	b, shop := newBench(t), newShop(t)
	marked := filepath.Join(t.TempDir(), "ran")
	b.edit("QA", func(e *lockstep.Environment) {
		e.Checks = []lockstep.Check{shop.check("health"), {Name: "mark", Shell: "echo ran > " + marked, Timeout: time.Minute}}
	})
	set(b.dev, "file/a", "2")
	run := b.promote()
	b.wantStatus(run, lockstep.Done)
	kept := b.run(run.Number)
	if len(kept.Checks) != 2 || kept.Checks[0].Name != "health" || !kept.Checks[0].Passed || !kept.Checks[1].Passed || kept.Failure != "" {
		t.Errorf("checks are %+v, failure %q", kept.Checks, kept.Failure)
	}
	if _, err := os.Stat(marked); err != nil {
		t.Error(err)
	}
	results, err := b.store.CheckResults(t.Context(), "qa")
	if err != nil || len(results) != 2 {
		t.Errorf("%d results, %v", len(results), err)
	}
}

func TestAFailedCheckIsNamedAndThePolicyToStopLeavesTheRun(t *testing.T) {
	b, shop := newBench(t), newShop(t)
	b.edit("QA", func(e *lockstep.Environment) { e.Checks = []lockstep.Check{shop.check("health")} })
	shop.ill.Store(true)
	set(b.dev, "file/a", "2")
	set(b.qa, "file/a", "1")
	run := b.promote()
	b.wantStatus(run, lockstep.Done)
	if !strings.Contains(run.Failure, "the check health of QA failed: GET "+shop.url+" answered 500") || run.ByPolicy {
		t.Errorf("failure is %q", run.Failure)
	}
	b.want(b.qa, map[string]string{"file/a": "2"})
}

func TestThePolicyToRollBackTakesBackARunWhoseCheckFailed(t *testing.T) {
	b, shop := newBench(t), newShop(t)
	b.edit("QA", func(e *lockstep.Environment) {
		e.Checks, e.OnFailure = []lockstep.Check{shop.check("health")}, lockstep.RollBackOnFailure
	})
	shop.ill.Store(true)
	set(b.dev, "file/a", "2", "file/b", "2", "file/new", "2")
	set(b.qa, "file/a", "1", "file/b", "1", "file/own", "1")
	b.qa.AfterApply = func() {
		b.qa.AfterApply = nil
		set(b.qa, "file/other", "by hand") // which makes the run diverge
	}
	diverged := b.promote()
	b.wantStatus(diverged, lockstep.Undone)
	if !diverged.ByPolicy || !strings.Contains(diverged.Failure, "is not what the plan wanted") || !strings.Contains(diverged.Failure, "It was undone, as is the policy of QA.") {
		t.Errorf("by policy %v: %q", diverged.ByPolicy, diverged.Failure)
	}
	b.want(b.qa, map[string]string{"file/a": "1", "file/b": "1", "file/own": "1", "file/other": "by hand"})

	run := b.promote()
	b.wantStatus(run, lockstep.Done)
	back := b.run(run.TakenBackBy)
	if !run.ByPolicy || back.Act != lockstep.Rollback || back.Status != lockstep.Done || !back.ByPolicy || back.TakenBackBy != 0 || !strings.Contains(back.Why, "policy of QA") {
		t.Errorf("%+v was taken back by %+v", run, back)
	}
	if !strings.Contains(run.Failure, "the check health of QA failed") || !strings.Contains(run.Failure, "It was rolled back by run 3") {
		t.Errorf("failure is %q", run.Failure)
	}
	// It has a snapshot of its own, was verified and checked, and its failing check had it not rolled back again.
	if back.Guard == "" || back.Guard == run.Guard || back.Result == "" || len(back.Checks) != 1 || back.Checks[0].Passed {
		t.Errorf("the roll back is %+v", back)
	}
	b.want(b.qa, map[string]string{"file/a": "1", "file/b": "1", "file/own": "1", "file/other": "by hand"})
	if runs, err := b.engine.Runs(t.Context(), "qa", 0); err != nil || len(runs) != 3 {
		t.Errorf("there are %d runs, %v", len(runs), err)
	}
}

func TestARollBackWhoseCheckFailsIsNotRolledBack(t *testing.T) {
	b, shop := newBench(t), newShop(t)
	set(b.dev, "file/a", "2")
	set(b.qa, "file/a", "1")
	b.promote()
	b.edit("QA", func(e *lockstep.Environment) {
		e.Checks, e.OnFailure = []lockstep.Check{shop.check("health")}, lockstep.RollBackOnFailure
	})
	set(b.dev, "file/a", "3")
	b.promote()
	shop.ill.Store(true)
	_, back := b.rollback()
	b.wantStatus(back, lockstep.Done)
	if back.ByPolicy || back.TakenBackBy != 0 {
		t.Errorf("the roll back is %+v", back)
	}
	b.want(b.qa, map[string]string{"file/a": "2"})
	if runs, err := b.engine.Runs(t.Context(), "qa", 0); err != nil || len(runs) != 3 {
		t.Errorf("there are %d runs, %v", len(runs), err)
	}
}

func TestTheRollBackByPolicyKeepsWhatOthersChangedSince(t *testing.T) {
	b := newBench(t)
	b.edit("QA", func(e *lockstep.Environment) { e.OnFailure = lockstep.RollBackOnFailure })
	meddling := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		set(b.qa, "file/b", "by hand", "file/c", "by hand")
		w.WriteHeader(http.StatusBadGateway)
	}))
	defer meddling.Close()
	b.edit("QA", func(e *lockstep.Environment) {
		e.Checks = []lockstep.Check{{Name: "health", URL: meddling.URL, Timeout: time.Minute}}
	})
	set(b.dev, "file/a", "2", "file/b", "2")
	set(b.qa, "file/a", "1", "file/b", "1")
	run := b.promote()
	b.wantStatus(run, lockstep.Done)
	if !run.ByPolicy {
		t.Errorf("it was not taken back: %s", run.Failure)
	}
	b.want(b.qa, map[string]string{"file/a": "1", "file/b": "by hand", "file/c": "by hand"})
	results, err := b.store.CheckResults(t.Context(), "qa")
	if err != nil || len(results) != 1 { // of the roll back: nothing is known of the state that was changed while it was checked
		t.Errorf("there are %d results, %v", len(results), err)
	}
}

func TestThePolicyUndoesARunThatFailed(t *testing.T) {
	b := newBench(t)
	b.edit("QA", func(e *lockstep.Environment) { e.OnFailure = lockstep.RollBackOnFailure })
	set(b.dev, "file/a", "2", "file/b", "2", "file/c", "2")
	set(b.qa, "file/a", "1", "file/b", "1")
	b.qa.BeforeChange = func(n int, c lockstep.Change) {
		b.qa.FailAt = 2
		if c.Key.Name == "a" && n == 1 && b.qa.Items()["file/a"] == "2" {
			b.qa.FailAt = 0 // on the way back
		}
	}
	run := b.promote()
	b.wantStatus(run, lockstep.Undone)
	if !run.ByPolicy {
		t.Errorf("failure is %q", run.Failure)
	}
	b.want(b.qa, map[string]string{"file/a": "1", "file/b": "1"})
}

func TestThePolicyDropsNothingThatRowsHaveFilled(t *testing.T) {
	for _, name := range []string{"a run whose check failed", "a run that diverged"} {
		t.Run(name, func(t *testing.T) {
			b, shop := newBench(t), newShop(t)
			driver := b.world.Driver()
			traits := driver.Traits
			driver.Traits = func(s lockstep.Settings) lockstep.Traits {
				counting := traits(s)
				counting.CountsRows = true
				return counting
			}
			b.engine = engine.New(engine.Config{Catalog: catalog{b.store}, Vault: snapshots.New(b.store, b.key), Drivers: []lockstep.Driver{driver},
				Locks: b.locks, By: "ada@desk", Now: time.Now})
			b.edit("QA", func(e *lockstep.Environment) {
				e.Checks, e.OnFailure = []lockstep.Check{shop.check("health")}, lockstep.RollBackOnFailure
			})
			shop.ill.Store(true)
			set(b.dev, "object/orders", "1")
			b.qa.AfterApply = func() {
				b.qa.Problems = []lockstep.Problem{{Key: lockstep.Key{Slot: "main", Kind: "object", Name: "orders"}, Verdict: lockstep.Loses, Message: "orders holds 7 rows, which are lost."}}
				if strings.Contains(name, "diverged") {
					set(b.qa, "file/other", "by hand")
				}
			}
			run := b.promote()
			if run.ByPolicy || run.TakenBackBy != 0 || !strings.Contains(run.Failure, "as is the policy of QA: orders holds 7 rows") {
				t.Errorf("failure is %q", run.Failure)
			}
			want := lockstep.Done
			if strings.Contains(name, "diverged") {
				want = lockstep.Diverged
			}
			b.wantStatus(run, want)
			if _, ok := b.qa.Items()["object/orders"]; !ok {
				t.Error("orders was dropped with its rows")
			}
		})
	}
}

func TestARunThatIsStoppedAtItsChecksIsContinuedThere(t *testing.T) {
	b := newBench(t)
	ctx, cancel := context.WithCancel(t.Context())
	asked := 0
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if asked++; asked == 1 {
			cancel()
			<-r.Context().Done()
		}
	}))
	defer slow.Close()
	b.edit("QA", func(e *lockstep.Environment) {
		e.Checks = []lockstep.Check{{Name: "health", URL: slow.URL, Timeout: time.Minute}}
	})
	set(b.dev, "file/a", "2")
	draft, plan := b.promotion(lockstep.Choices{})
	run, _, err := b.engine.Start(ctx, draft, plan, "", quiet)
	if err != nil {
		t.Fatal(err)
	}
	b.wantStatus(run, lockstep.Interrupted)
	run, err = b.engine.Resume(t.Context(), b.places["QA"], run.Number, false, quiet)
	if err != nil {
		t.Fatal(err)
	}
	b.wantStatus(run, lockstep.Done)
	if len(run.Checks) != 1 || !run.Checks[0].Passed {
		t.Errorf("checks are %+v", run.Checks)
	}
}

func TestResultsOfAStateThatChangedMeanwhileAreNotRecorded(t *testing.T) {
	b := newBench(t)
	set(b.qa, "file/a", "1")
	meddling := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { set(b.qa, "file/a", "2") }))
	defer meddling.Close()
	b.edit("QA", func(e *lockstep.Environment) {
		e.Checks = []lockstep.Check{{Name: "health", URL: meddling.URL, Timeout: time.Minute}}
	})
	if _, err := b.engine.RunChecks(t.Context(), b.places["QA"], quiet); !errors.Is(err, lockstep.Conflict) || !strings.Contains(err.Error(), "no one state: a.") {
		t.Errorf("got %v", err)
	}
	if results, err := b.store.CheckResults(t.Context(), "qa"); err != nil || len(results) != 0 {
		t.Errorf("there are %d results, %v", len(results), err)
	}
}
