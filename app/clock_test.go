package app_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lockstep/app"
	"lockstep/app/connect"
	"lockstep/app/lockstep"
)

// backwards is a clock that goes back a day each time it is looked at, and that no other clock of the program makes up for.
func backwards() func() time.Time {
	begin := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	var days atomic.Int64
	return func() time.Time { return begin.AddDate(0, 0, -int(days.Add(1))) }
}

// halting is a driver of folders that stops a run before the nth change that it makes from now on; 0 is never.
func halting(at *atomic.Int64) func(home string) []lockstep.Driver {
	return func(home string) []lockstep.Driver {
		drivers := connect.All(home)
		for i, d := range drivers {
			drivers[i].Open = func(ctx context.Context, slot lockstep.Slot, connection lockstep.Connection) (lockstep.Connector, error) {
				c, err := d.Open(ctx, slot, connection)
				return haltingConnector{c, at}, err
			}
		}
		return drivers
	}
}

type haltingConnector struct {
	lockstep.Connector
	at *atomic.Int64
}

func (c haltingConnector) Apply(ctx context.Context, want lockstep.State, changes []lockstep.Change, j lockstep.Journal) error {
	return c.Connector.Apply(ctx, want, changes, haltingJournal{j, c.at})
}

type haltingJournal struct {
	lockstep.Journal
	at *atomic.Int64
}

func (j haltingJournal) Begin(k lockstep.Key) error {
	if j.at.Load() > 0 && j.at.Add(-1) == 0 {
		return lockstep.Errorf(lockstep.Denied, "It was stopped.")
	}
	return j.Journal.Begin(k)
}

func descending[T any](t *testing.T, what string, all []T, number func(T) int) {
	t.Helper()
	var numbers []int
	for _, one := range all {
		numbers = append(numbers, number(one))
	}
	if !slices.IsSortedFunc(numbers, func(a, b int) int { return b - a }) || len(numbers) < 2 {
		t.Errorf("%s are in the order %v, want the newest first", what, numbers)
	}
}

// With a clock that goes back a day each time it is looked at, everything that is newer or older than something else is so by its
// number.
func TestAClockThatGoesBackChangesNoOrder(t *testing.T) {
	var halt atomic.Int64
	p := programWith(t, halting(&halt))
	p.now = backwards()
	dir := stages(t, p, map[string]string{"a.txt": "0\n", "b.txt": "0\n", "c.txt": "0\n"})
	development, qa := filepath.Join(dir, "development"), filepath.Join(dir, "qa")
	promote := app.PlanRequest{Act: "promote", Source: "development", Target: "qa"}
	p.take("qa", "")

	// Runs, and the snapshot that is the newest.
	write(t, development, map[string]string{"a.txt": "1\n", "b.txt": "1\n"})
	first := p.start(p.plan(promote))
	one := tree(t, qa)
	write(t, development, map[string]string{"a.txt": "2\n", "c.txt": "2\n"})
	second := p.start(p.plan(promote))
	two := tree(t, qa)
	if second.Number <= first.Number {
		t.Errorf("run %d came after run %d", second.Number, first.Number)
	}
	latest, err := p.Snapshot("qa@latest")
	if err != nil || latest.Ref != second.Result {
		t.Errorf("the newest snapshot is %s, %v, want what the last run left, %s", latest.Ref, err, second.Result)
	}

	// The baseline is of the newest promotion: what it moved and was then changed on one side is no conflict.
	write(t, development, map[string]string{"a.txt": "3\n"})
	if v := p.plan(promote); len(v.Changes) != 1 || v.Changes[0].Side != "incoming" {
		t.Errorf("the next promotion is %+v", v.Changes)
	}

	// A roll back takes back the newest run, then the one before.
	back := p.start(p.plan(app.PlanRequest{Act: "rollback", Target: "qa"}))
	if back.TakesBack != second.Number {
		t.Errorf("run %d was taken back, want %d", back.TakesBack, second.Number)
	}
	p.wantTree(qa, one)

	// A run that stopped half way is continued to its end, and one is undone to its beginning.
	for _, answer := range []func(int) (app.RunView, error){p.UndoRun, p.ContinueRun} {
		halt.Store(2)
		plan := p.plan(promote)
		run, err := p.Start(app.StartRequest{Plan: plan.ID})
		if err != nil || run.Status != "failed" {
			t.Fatalf("run %d is %s, %v", run.Number, run.Status, err)
		}
		if _, err := p.Start(app.StartRequest{Plan: plan.ID}); lockstep.CodeOf(err) != lockstep.Conflict {
			t.Errorf("another run began beside it: %v", err)
		}
		if run, err = answer(run.Number); err != nil || run.Open {
			t.Errorf("run %d is %s, %v", run.Number, run.Status, err)
		}
		if run.Status == string(lockstep.Undone) {
			p.wantTree(qa, one)
		}
	}
	three := tree(t, qa)
	if cmp := three["a.txt"]; !strings.HasSuffix(cmp, "3\n") || two["c.txt"] != three["c.txt"] {
		t.Errorf("continuing ended at %v", three)
	}

	// A look sees what is there now, and what drifted since the newest snapshot.
	if v, err := p.Look("qa"); err != nil || v.Drift == nil || *v.Drift != 0 {
		t.Errorf("without a change it drifted: %+v, %v", v, err)
	}
	write(t, qa, map[string]string{"b.txt": "by hand\n"})
	if v, err := p.Look("qa"); err != nil || v.Drift == nil || *v.Drift != 1 {
		t.Errorf("a change was not seen: %+v, %v", v, err)
	}
	p.take("qa", "")

	// Lists are the newest first.
	runs, err := p.Runs("", 0)
	if err != nil {
		t.Fatal(err)
	}
	descending(t, "runs", runs, func(r app.RunView) int { return r.Number })
	descending(t, "the activity", p.activity(app.ActivityRequest{}).Runs, func(r app.ActivityRunView) int { return r.Number })
	page, err := p.Snapshots("qa", 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	snapshots := page.Snapshots
	descending(t, "snapshots", snapshots, func(s app.SnapshotView) int { return s.Number })
	history := p.history(app.HistoryRequest{Environment: "qa"})
	descending(t, "a history's snapshots", history.Events, func(e app.EventView) int { return e.After.Number })
	found, err := p.FindSnapshots("", "qa", 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	descending(t, "those that are found", found.Snapshots, func(s app.SnapshotView) int { return s.Number })

	// The log tells of one change outside, and of it alone.
	entries, err := p.Log(app.LogRequest{Environment: "qa"})
	if err != nil {
		t.Fatal(err)
	}
	outside := 0
	var logged []int
	for _, e := range entries {
		if e.Kind == "outside" {
			outside++
		}
		if e.Run > 0 {
			logged = append(logged, e.Run)
		}
	}
	if outside != 1 || entries[0].Kind != "outside" {
		t.Errorf("the log tells of %d changes outside, and the newest is %s", outside, entries[0].Kind)
	}
	descending(t, "the log's runs", logged, func(n int) int { return n })

	// Pruning keeps the newest by their numbers.
	if _, err := p.Prune(app.PruneRequest{Keep: &app.KeepView{Last: 2}}); err != nil {
		t.Fatal(err)
	}
	newest := snapshots[:2]
	if page, err = p.Snapshots("qa", 0, 0); err != nil {
		t.Fatal(err)
	}
	for i, s := range newest {
		if page.Snapshots[i].ID != s.ID {
			t.Errorf("%s is gone, and %s is kept", s.Ref, page.Snapshots[i].Ref)
		}
	}
	if v, err := p.Verify(); err != nil || len(v.Damaged) > 0 {
		t.Errorf("verifying finds %+v, %v", v.Damaged, err)
	}
}

// A sealed plan is refused by naming the run that moved its target since, whatever the clock said when that began.
func TestWhoMovedATargetIsKnownWhateverTheClockSaid(t *testing.T) {
	p := newProgram(t)
	p.now = backwards()
	dir := stages(t, p, map[string]string{"a.txt": "0\n", "b.txt": "0\n"})
	write(t, filepath.Join(dir, "development"), map[string]string{"a.txt": "1\n", "b.txt": "1\n"})
	only := func(item string) app.PlanRequest {
		return app.PlanRequest{Act: "promote", Source: "development", Target: "qa", Choices: app.ChoiceRequest{Only: []string{item}}}
	}
	p.start(p.plan(only("file/b.txt")))
	file := filepath.Join(t.TempDir(), "plan")
	if _, err := p.SealPlan(p.plan(only("file/a.txt")).ID, file); err != nil {
		t.Fatal(err)
	}
	p.start(p.plan(app.PlanRequest{Act: "rollback", Target: "qa"}))
	_, err := p.OpenSealedPlan(file)
	if err == nil || !strings.Contains(err.Error(), "Run 2 (rollback") || strings.Contains(err.Error(), "outside Lockstep") {
		t.Errorf("got %v", err)
	}
}
