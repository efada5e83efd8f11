package store_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"lockstep/app/lockstep"
	"lockstep/store"
	"lockstep/store/storetest"
)

// ran is a run with every field filled.
func ran(source, guard lockstep.Digest) lockstep.Run {
	key := lockstep.Key{Slot: "main", Kind: "file", Name: "mail/welcome.html"}
	return lockstep.Run{
		UUID: "run-1", Act: lockstep.Promote, Status: lockstep.Running, By: "ada@laptop", Why: "spring sale",
		Environment: "live", From: "qa", Source: source, Guard: guard,
		Want: lockstep.DigestOf([]byte("want")), BaseAfter: lockstep.DigestOf([]byte("base")),
		Apart: []lockstep.Key{key},
		Changes: []lockstep.Change{{Op: lockstep.Rename, Key: key, From: lockstep.Key{Slot: "main", Kind: "file", Name: "old"},
			Part: lockstep.Configuration, Before: lockstep.DigestOf([]byte("1")), After: lockstep.DigestOf([]byte("2")), Side: lockstep.Clash}},
		Problems:  []lockstep.Problem{{Key: key, Path: "fields.price", Message: "It loses data.", Verdict: lockstep.Loses, Needs: []lockstep.Key{key}}},
		StartedAt: time.Date(2026, 11, 21, 10, 0, 0, 1, time.UTC),
	}
}

func steps(names ...string) []lockstep.Step {
	all := make([]lockstep.Step, len(names))
	for i, name := range names {
		all[i] = lockstep.Step{Seq: i, Key: lockstep.Key{Slot: "main", Kind: "file", Name: name}, Outcome: lockstep.StepPlanned,
			Before: lockstep.DigestOf([]byte(name)), After: ""}
	}
	return all
}

// journalled gives a catalog with one run of two steps.
func journalled(t *testing.T) (*store.Store, lockstep.Run) {
	t.Helper()
	return journalledAt(t, filepath.Join(t.TempDir(), "catalog.db"))
}

func journalledAt(t *testing.T, path string) (*store.Store, lockstep.Run) {
	t.Helper()
	s := storetest.OpenAt(t, path)
	storetest.Stock(t, s)
	state := hold(t, s, "a")
	run := ran(take(t, s, "qa", state, "1").ID, take(t, s, "live", state, "2").ID)
	storetest.Write(t, s, func(tx *store.Tx) error { return tx.AddRun(&run, steps("a", "b")) })
	return s, run
}

func TestRuns(t *testing.T) {
	t.Run("are found as the last promotion and the last to take back while they stand", func(t *testing.T) {
		s, run := journalled(t)
		find := func(wantPromotion, wantBack bool) {
			t.Helper()
			for name, one := range map[string]struct {
				want bool
				ask  func() (lockstep.Run, error)
			}{
				"promotion":      {wantPromotion, func() (lockstep.Run, error) { return s.LastPromotion(t.Context(), "qa", "live") }},
				"other way":      {false, func() (lockstep.Run, error) { return s.LastPromotion(t.Context(), "live", "qa") }},
				"taken back":     {wantBack, func() (lockstep.Run, error) { return s.LastToTakeBack(t.Context(), "live") }},
				"of another one": {false, func() (lockstep.Run, error) { return s.LastToTakeBack(t.Context(), "qa") }},
			} {
				got, err := one.ask()
				if found := err == nil && got.Number == run.Number; found != one.want || (!found && !errors.Is(err, lockstep.NotFound)) {
					t.Errorf("%s, %s: found %v, want %v, error %v", run.Status, name, found, one.want, err)
				}
			}
		}
		update := func() {
			t.Helper()
			storetest.Write(t, s, func(tx *store.Tx) error { return tx.UpdateRun(run) })
		}
		find(false, false)
		run.Status = lockstep.Done
		update()
		find(true, true)
		run.Status = lockstep.Left
		update()
		find(false, true)
		run.Status, run.TakenBackBy = lockstep.Done, 1
		update()
		find(false, false)
	})

	t.Run("are found by the snapshots that they took and guarded with", func(t *testing.T) {
		s, run := journalled(t)
		other := take(t, s, "qa", hold(t, s, "b"), "3").ID
		got, err := s.RunsOfSnapshots(t.Context(), lockstep.Snapshot{ID: run.Source}, lockstep.Snapshot{ID: run.Guard}, lockstep.Snapshot{ID: other})
		if err != nil {
			t.Fatal(err)
		}
		equal(t, got, map[lockstep.Digest]int{run.Source: 1, run.Guard: 1})
		for environment, want := range map[string]int{"": 3, "qa": 2, "live": 1, "development": 0} {
			if got, err := s.CountSnapshots(t.Context(), environment); err != nil || got != want {
				t.Errorf("%q has %d snapshots, want %d, error %v", environment, got, want, err)
			}
		}
	})

	t.Run("come back as they were added and as they were changed", func(t *testing.T) {
		s, want := journalled(t)
		if want.Number != 1 {
			t.Errorf("number is %d, want 1", want.Number)
		}
		got, err := s.Run(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, got, want)

		want.Status, want.Undoing, want.Failure, want.Result = lockstep.Diverged, true, "It is not what was wanted.", want.Source
		want.EndedAt, want.TakenBackBy = want.StartedAt.Add(time.Minute), 1
		storetest.Write(t, s, func(tx *store.Tx) error { return tx.UpdateRun(want) })
		if got, err = s.Run(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		equal(t, got, want)
	})
	t.Run("are found by environment and status, newest first", func(t *testing.T) {
		s, first := journalled(t)
		add := func(uuid, environment string, status lockstep.Status) {
			run := first
			run.UUID, run.Environment, run.Status = uuid, environment, status
			storetest.Write(t, s, func(tx *store.Tx) error { return tx.AddRun(&run, nil) })
		}
		add("2", "live", lockstep.Done)
		add("3", "qa", lockstep.Failed)
		add("4", "live", lockstep.Left)
		for name, c := range map[string]struct {
			filter store.RunFilter
			want   []int
		}{
			"all":            {store.RunFilter{}, []int{4, 3, 2, 1}},
			"of one":         {store.RunFilter{Environment: "live"}, []int{4, 2, 1}},
			"the newest":     {store.RunFilter{Environment: "live", Limit: 1}, []int{4}},
			"unfinished":     {store.RunFilter{Statuses: []lockstep.Status{lockstep.Running, lockstep.Failed, lockstep.Diverged}}, []int{3, 1}},
			"done or left":   {store.RunFilter{Environment: "live", Statuses: []lockstep.Status{lockstep.Done, lockstep.Left}}, []int{4, 2}},
			"of no such one": {store.RunFilter{Environment: "none"}, []int{}},
		} {
			got, err := s.Runs(t.Context(), c.filter)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			numbers := []int{}
			for _, run := range got {
				numbers = append(numbers, run.Number)
			}
			t.Log(name)
			equal(t, numbers, c.want)
		}
	})
	t.Run("that are not there are not found", func(t *testing.T) {
		s, run := journalled(t)
		_, err := s.Run(t.Context(), 7)
		refused(t, err, lockstep.NotFound)
		_, err = s.Steps(t.Context(), 7)
		refused(t, err, lockstep.NotFound)
		run.Number = 7
		refused(t, s.Write(t.Context(), func(tx *store.Tx) error { return tx.UpdateRun(run) }), lockstep.NotFound)
		run.Guard = lockstep.DigestOf([]byte("no snapshot"))
		refused(t, s.Write(t.Context(), func(tx *store.Tx) error { return tx.AddRun(&run, nil) }), lockstep.NotFound)
	})
	t.Run("keep the snapshots that they name", func(t *testing.T) {
		s, run := journalled(t)
		for _, id := range []lockstep.Digest{run.Source, run.Guard} {
			refused(t, s.Write(t.Context(), func(tx *store.Tx) error { return tx.DeleteSnapshot(id) }), lockstep.Conflict)
		}
	})
	t.Run("keep their project", func(t *testing.T) {
		s := storetest.Open(t)
		storetest.Stock(t, s)
		run := ran("", "")
		storetest.Write(t, s, func(tx *store.Tx) error { return tx.AddRun(&run, nil) })
		refused(t, s.Write(t.Context(), func(tx *store.Tx) error { return tx.RemoveProject("shop") }), lockstep.Conflict)
	})
}

func TestSteps(t *testing.T) {
	t.Run("are marked one by one", func(t *testing.T) {
		s, run := journalled(t)
		want := steps("a", "b")
		for i, outcome := range []lockstep.Outcome{lockstep.StepBegun, lockstep.StepDone} {
			want[1].Outcome, want[1].At = outcome, run.StartedAt.Add(time.Duration(i)*time.Second)
			if err := s.MarkSteps(t.Context(), run.Number, lockstep.Step{Seq: 1, Outcome: outcome, At: want[1].At}); err != nil {
				t.Fatal(i, err)
			}
			got, err := s.Steps(t.Context(), run.Number)
			if err != nil {
				t.Fatal(err)
			}
			equal(t, got, want)
		}
		refused(t, s.MarkSteps(t.Context(), run.Number, lockstep.Step{Seq: 2, Outcome: lockstep.StepDone, At: run.StartedAt}), lockstep.NotFound)
	})
	t.Run("stay when the run is changed", func(t *testing.T) {
		s, run := journalled(t)
		run.Status = lockstep.Done
		storetest.Write(t, s, func(tx *store.Tx) error { return tx.UpdateRun(run) })
		got, err := s.Steps(t.Context(), run.Number)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, got, steps("a", "b"))
	})
	t.Run("may be many", func(t *testing.T) {
		s, run := journalled(t)
		names := make([]string, 1001)
		for i := range names {
			names[i] = string(rune('a' + i%26))
		}
		run.UUID = "many"
		storetest.Write(t, s, func(tx *store.Tx) error { return tx.AddRun(&run, steps(names...)) })
		got, err := s.Steps(t.Context(), run.Number)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, got, steps(names...))
	})
}

func TestATransactionIsAllOrNothing(t *testing.T) {
	s := storetest.Open(t)
	stop := errors.New("stop")
	err := s.Write(t.Context(), func(tx *store.Tx) error {
		if err := tx.AddProject(lockstep.Project{UUID: "1", Name: "Shop"}); err != nil {
			return err
		}
		inside, err := tx.Projects(t.Context())
		if err != nil || len(inside) != 1 {
			t.Errorf("inside: %v, %v", inside, err)
		}
		return stop
	})
	if !errors.Is(err, stop) {
		t.Fatal(err)
	}
	if after, err := s.Projects(t.Context()); err != nil || len(after) != 0 {
		t.Errorf("after: %v, %v", after, err)
	}
	storetest.Write(t, s, func(tx *store.Tx) error { return tx.AddProject(lockstep.Project{UUID: "1", Name: "Shop"}) })
}
