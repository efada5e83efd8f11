package connecttest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/lockstep"
)

// Setup is what the suite needs to know of a connector.
type Setup struct {
	Driver lockstep.Driver

	// Slot is the slot under test. Its name should not be the default one, so that a connector which forgets it fails.
	Slot lockstep.Slot

	// System makes a fresh system and gives the connection to it.
	System func(t testing.TB) lockstep.Connection

	// States are at least three different states that the system can hold, in the slot, each as a capture would give
	// it. The first two differ in two keys or more that are not quiet.
	States []lockstep.State

	// Meddle changes the item of a key in the system as somebody else would.
	Meddle func(t testing.TB, connection lockstep.Connection, k lockstep.Key)

	// AtOnce says that an Apply makes all of its changes, or none.
	AtOnce bool

	// Missing is a connection to a system that is not there; nil where there is no such thing.
	Missing *lockstep.Connection
}

// Run measures a connector against what [lockstep.Connector] and [lockstep.Driver] promise.
func Run(t *testing.T, setup Setup) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Setup)
	}{
		{"the driver can be shown in a form", testForms},
		{"a setting that is required is asked for", testRequired},
		{"a missing system is told from an empty one", testMissing},
		{"an applied state is captured as it was wanted", testRoundTrip},
		{"two captures of a system are equal", testStableCapture},
		{"every key is in the slot", testSlot},
		{"the fingerprint changes when the capture does", testFingerprint},
		{"preparing a prepared state changes nothing", testPrepare},
		{"validating changes nothing", testValidate},
		{"no changes are no work", testNothing},
		{"each change is journalled, the model first", testJournal},
		{"an item that changed since the plan is left alone", testStale},
		{"a run that was cancelled before it began changes nothing", testCancelledBefore},
		{"a run that is cancelled stops between two changes", testCancelledAmid},
		{"a journal that cannot be written stops the run", testJournalFails},
		{"a stopped run can be finished and can be undone", testResume},
		{"the cache can be cleared", testCache},
		{"the model is one text", testDocument},
		{"every model object can be drawn", testDescribe},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, setup) })
	}
}

// subject is one fresh system under test.
type subject struct {
	Setup
	lockstep.Connector
	connection lockstep.Connection
}

func (s Setup) fresh(t *testing.T) subject {
	t.Helper()
	if len(s.States) < 3 || len(lockstep.Loud(lockstep.Diff(s.States[0], s.States[1]))) < 2 {
		t.Fatal("the setup needs three states, of which the first two differ in two items or more")
	}
	connection := s.System(t)
	return subject{s, Open(t, s.Driver, s.Slot, connection), connection}
}

func (s subject) capture(t *testing.T) lockstep.State {
	t.Helper()
	return Capture(t, s)
}

// plan gives what takes the system to a state: the settled state and the changes.
func (s subject) plan(t *testing.T, to lockstep.State) (want lockstep.State, changes []lockstep.Change) {
	t.Helper()
	now := s.capture(t)
	want, problems, err := s.Driver.Prepare(s.Slot, now, to)
	if err != nil {
		t.Fatalf("prepare: %v", err)
	}
	noneBlocks(t, problems)
	changes = lockstep.Diff(now, want)
	problems, err = s.Validate(t.Context(), want, changes)
	if err != nil {
		t.Fatalf("validate: %v", err)
	}
	noneBlocks(t, problems)
	return want, changes
}

// move takes the system to a state.
func (s subject) move(t *testing.T, to lockstep.State) {
	t.Helper()
	want, changes := s.plan(t, to)
	if err := s.Apply(t.Context(), want, changes, new(recorder)); err != nil {
		t.Fatalf("apply: %v", err)
	}
	Same(t, want, s.capture(t))
}

func noneBlocks(t *testing.T, problems []lockstep.Problem) {
	t.Helper()
	for _, p := range problems {
		if p.Verdict == lockstep.Blocks {
			t.Fatalf("%s blocks: %s", p.Key, p.Message)
		}
	}
}

// Same fails the test where two states differ, and says in what.
func Same(t testing.TB, want, got lockstep.State) {
	t.Helper()
	for _, c := range lockstep.Diff(want, got) {
		t.Errorf("%s: %s is not as wanted", c.Op, c.Key)
	}
	if want.Digest() != got.Digest() {
		t.Errorf("the state is %s, want %s", got.Digest().Short(), want.Digest().Short())
	}
}

// recorder is a journal that remembers, and fails or calls back when told so.
type recorder struct {
	begun, done []lockstep.Key
	failAt      int    // the nth Begin fails; 0 is never
	onBegin     func() // after each Begin
	onDone      func() // after each Done
}

var errJournal = errors.New("the journal cannot be written")

func (r *recorder) Begin(k lockstep.Key) error {
	if len(r.begun)+1 == r.failAt {
		return errJournal
	}
	r.begun = append(r.begun, k)
	if r.onBegin != nil {
		r.onBegin()
	}
	return nil
}

func (r *recorder) Done(k lockstep.Key) error {
	if !slices.Contains(r.begun, k) {
		return errors.New("done was said of a change that was not begun")
	}
	r.done = append(r.done, k)
	if r.onDone != nil {
		r.onDone()
	}
	return nil
}

// between fails the test where an item is neither as before nor as wanted, or not as the journal says.
func between(t *testing.T, before, want, now lockstep.State, journal *recorder) {
	t.Helper()
	for _, c := range lockstep.Diff(before, want) {
		sum := now.Sum(c.Key)
		switch {
		case sum != c.Before && sum != c.After:
			t.Errorf("%s is neither as it was nor as it was wanted", c.Key)
		case slices.Contains(journal.done, c.Key) && sum != c.After:
			t.Errorf("%s was said to be done and is not", c.Key)
		case !slices.Contains(journal.begun, c.Key) && sum != c.Before:
			t.Errorf("%s was changed without being begun", c.Key)
		}
	}
	for _, c := range lockstep.Diff(before, now) {
		if want.Sum(c.Key) == before.Sum(c.Key) {
			t.Errorf("%s was changed and is not part of the run", c.Key)
		}
	}
}

func cancelled(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

func sorted(keys []lockstep.Key) []lockstep.Key {
	return slices.SortedFunc(slices.Values(keys), lockstep.Key.Compare)
}

func sameKeys(t *testing.T, want, got []lockstep.Key) {
	t.Helper()
	if diff := cmp.Diff(sorted(want), sorted(got)); diff != "" {
		t.Error(diff)
	}
}
