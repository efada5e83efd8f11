package engine_test

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/store"
)

// observe looks at an environment the way a look for drift does.
func (b *bench) observe(e *engine.Engine, name string) engine.Drift {
	b.t.Helper()
	at := b.places[name]
	revision, err := b.store.HistoryRevision(b.t.Context(), at.Environment.UUID)
	if err != nil {
		b.t.Fatal(err)
	}
	now, err := e.Capture(b.t.Context(), at)
	if err != nil {
		b.t.Fatal(err)
	}
	drift, err := e.RecordDrift(b.t.Context(), at, now, revision)
	if err != nil {
		b.t.Fatal(err)
	}
	return drift
}

func (b *bench) take(name string) {
	b.t.Helper()
	if _, _, err := b.engine.TakeSnapshot(b.t.Context(), b.places[name], ""); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) reasons(name string) []lockstep.Reason {
	b.t.Helper()
	all, err := b.store.Snapshots(b.t.Context(), b.places[name].Environment.UUID, 0, 0)
	if err != nil {
		b.t.Fatal(err)
	}
	reasons := []lockstep.Reason{}
	for _, s := range slices.Backward(all) {
		reasons = append(reasons, s.Reason)
	}
	return reasons
}

func wantDrift(t *testing.T, d engine.Drift, fresh bool, want ...string) {
	t.Helper()
	got := []string{}
	for _, c := range d.Changes {
		got = append(got, string(c.Op)+" "+c.Key.Name)
	}
	if diff := cmp.Diff(append([]string{}, want...), got); diff != "" {
		t.Errorf("the drift is (-want +got):\n%s", diff)
	}
	if !d.Known || d.New != fresh || (d.Found.Number != 0) != (len(want) > 0) {
		t.Errorf("known is %v, new %v, found %d", d.Known, d.New, d.Found.Number)
	}
}

func TestWhatIsFoundChangedIsKeptOnce(t *testing.T) {
	b := newBench(t)
	set(b.qa, "file/a", "1", "file/b", "1")
	if d := b.observe(b.engine, "QA"); d.Known || d.New {
		t.Errorf("drift of what was never seen: %+v", d)
	}
	b.take("QA")
	wantDrift(t, b.observe(b.engine, "QA"), false)
	set(b.qa, "file/a", "2", "file/c", "1")
	wantDrift(t, b.observe(b.engine, "QA"), true, "modify a", "add c")
	wantDrift(t, b.observe(b.engine, "QA"), false, "modify a", "add c")
	wantDrift(t, b.observe(b.another(), "QA"), false, "modify a", "add c") // another process
	set(b.qa, "file/a", "3")
	found := b.observe(b.engine, "QA")
	wantDrift(t, found, true, "modify a", "add c")
	if diff := cmp.Diff([]lockstep.Reason{lockstep.Manual, lockstep.Drift, lockstep.Drift}, b.reasons("QA")); diff != "" {
		t.Errorf("the snapshots are (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{"file/a": "3", "file/b": "1", "file/c": "1"}, b.snapshotItems(found.Found.ID)); diff != "" {
		t.Errorf("what was found is (-want +got):\n%s", diff)
	}
	set(b.qa, "file/a", "1")
	b.qa.Remove("file", "c")
	wantDrift(t, b.observe(b.engine, "QA"), false) // somebody put it back by hand
}

func TestDriftThatIsKeptIsNoDrift(t *testing.T) {
	b := newBench(t)
	set(b.qa, "file/a", "1")
	b.take("QA")
	set(b.qa, "file/a", "2")
	found := b.observe(b.engine, "QA").Found
	needed, err := b.engine.Needed(t.Context(), found.Environment, nil)
	if err != nil || len(needed) != 1 {
		t.Errorf("needed for what drifted: %v %v", slices.Collect(maps.Values(needed)), err)
	}
	set(b.qa, "file/b", "1") // after it was looked at
	err = b.store.Write(t.Context(), func(tx *store.Tx) error { return tx.KeepDrift(found.ID, "bo@lap", found.TakenAt) })
	if err != nil {
		t.Fatal(err)
	}
	wantDrift(t, b.observe(b.engine, "QA"), true, "add b")
	kept, err := b.store.Snapshot(t.Context(), found.ID)
	if err != nil || kept.KeptBy != "bo@lap" || !kept.KeptAt.Equal(found.TakenAt) {
		t.Errorf("kept by %q at %v: %v", kept.KeptBy, kept.KeptAt, err)
	}
}

func TestARunIsNoDrift(t *testing.T) {
	b := newBench(t)
	set(b.dev, "file/a", "2")
	set(b.qa, "file/a", "1")
	b.take("QA")
	at := b.places["QA"]
	before, err := b.store.HistoryRevision(t.Context(), at.Environment.UUID)
	if err != nil {
		t.Fatal(err)
	}
	var half engine.Drift
	b.qa.BeforeChange = func(int, lockstep.Change) {
		half = b.observe(b.another(), "QA")
		if under, err := b.another().Under(t.Context(), at); err != nil || !under {
			t.Errorf("a run is under way: %v, %v", under, err)
		}
	}
	b.wantStatus(b.promote(), lockstep.Done)
	if half.Known || half.New {
		t.Errorf("drift while a run is under way: %+v", half)
	}
	wantDrift(t, b.observe(b.engine, "QA"), false)

	// What was read before the run, and is judged after it.
	stale, err := b.engine.Capture(t.Context(), b.places["Development"])
	if err != nil {
		t.Fatal(err)
	}
	set(b.qa, "file/z", "1")
	if _, err := b.engine.RecordDrift(t.Context(), at, stale, before); !errors.Is(err, engine.ErrOvertaken) {
		t.Errorf("what was read before a run is judged after it: %v", err)
	}
	for _, reason := range b.reasons("QA") {
		if reason == lockstep.Drift {
			t.Error("a snapshot of drift was taken")
		}
	}
	if under, err := b.engine.Under(t.Context(), at); err != nil || under {
		t.Errorf("no run is under way: %v, %v", under, err)
	}
}

func TestAnOpenRunIsNoDrift(t *testing.T) {
	b := newBench(t)
	set(b.dev, "file/a", "2", "file/b", "2")
	set(b.qa, "file/a", "1")
	b.qa.FailAt = 2
	run := b.promote()
	b.wantStatus(run, lockstep.Failed)
	if d := b.observe(b.engine, "QA"); d.Known || d.New {
		t.Errorf("drift while a run waits for an answer: %+v", d)
	}
	if under, err := b.engine.Under(t.Context(), b.places["QA"]); err != nil || !under {
		t.Errorf("a run is open: %v, %v", under, err)
	}
	if _, err := b.engine.Leave(t.Context(), b.places["QA"], run.Number); err != nil {
		t.Fatal(err)
	}
	wantDrift(t, b.observe(b.engine, "QA"), false) // somebody said to leave it so
	set(b.qa, "file/b", "1")
	wantDrift(t, b.observe(b.engine, "QA"), true, "add b")
}

func TestImportedSnapshotsAreNoDrift(t *testing.T) {
	b := newBench(t)
	set(b.qa, "file/a", "1")
	_, older, err := b.engine.TakeSnapshot(t.Context(), b.places["QA"], "")
	if err != nil {
		t.Fatal(err)
	}
	set(b.qa, "file/a", "2")
	b.take("QA")
	imported := lockstep.Snapshot{Environment: b.places["QA"].Environment.UUID, State: older.Digest(), Reason: lockstep.Manual,
		By: "cy@far", TakenAt: time.Unix(1, 0), Nonce: "n", Imported: true}
	imported.ID = imported.Identify()
	err = b.store.Write(t.Context(), func(tx *store.Tx) error { return tx.AddSnapshot(&imported) })
	if err != nil {
		t.Fatal(err)
	}
	wantDrift(t, b.observe(b.engine, "QA"), false)
}

func TestOtherSettingsAreNoDrift(t *testing.T) {
	b := newBench(t)
	set(b.qa, "file/a", "1", "file/b", "1")
	b.take("QA")
	at := b.places["QA"]
	at.Project.Slots = slices.Clone(at.Project.Slots)
	at.Project.Slots[0].Name = "other" // another slot settles something else
	at.Environment.Connections = map[string]lockstep.Connection{"other": at.Environment.Connections[lockstep.DefaultSlot]}
	b.places["QA"] = at
	d := b.observe(b.engine, "QA")
	wantDrift(t, d, false)
	if !d.OtherSettings {
		t.Error("the settings are others")
	}
}

// Two homes share an environment and no history: what one does, the other finds.
func TestWhatAnotherHomeDidIsFound(t *testing.T) {
	ours, theirs := newBench(t), newBench(t)
	theirs.world = ours.world
	theirs.dev, theirs.qa, theirs.engine = ours.dev, ours.qa, theirs.another()
	set(ours.dev, "file/a", "2")
	set(ours.qa, "file/a", "1")
	theirs.take("QA")
	ours.wantStatus(ours.promote(), lockstep.Done)
	wantDrift(t, ours.observe(ours.engine, "QA"), false)
	wantDrift(t, theirs.observe(theirs.engine, "QA"), true, "modify a")
	wantDrift(t, theirs.observe(theirs.engine, "QA"), false, "modify a")
}

func TestWhatWasMendedOnTheTargetIsToldBeforeItIsWrittenOver(t *testing.T) {
	b := newBench(t)
	set(b.qa, "file/a", "1", "file/b", "1")
	b.take("QA")
	set(b.dev, "file/a", "2", "file/b", "2")
	set(b.qa, "file/b", "mended")
	_, plan := b.promotion(lockstep.Choices{})
	if err := plan.Refusal(); err != nil {
		t.Fatal(err)
	}
	if len(plan.Problems) != 1 || plan.Problems[0].Key.Name != "b" || plan.Problems[0].Verdict != lockstep.Note {
		t.Errorf("it is told %+v, want that b was changed outside Lockstep", plan.Problems)
	}
}
