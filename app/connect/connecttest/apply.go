package connecttest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"lockstep/app/lockstep"
)

func testRoundTrip(t *testing.T, setup Setup) {
	s := setup.fresh(t)
	empty := s.capture(t)
	for _, state := range slices.Concat(s.States, []lockstep.State{s.States[0], empty, s.States[1]}) {
		s.move(t, state)
		Same(t, state, s.capture(t))
	}
}

func testStableCapture(t *testing.T, setup Setup) {
	s := setup.fresh(t)
	s.move(t, s.States[0])
	Same(t, s.capture(t), s.capture(t))
	for _, item := range s.capture(t).All() {
		b, err := item.Body.Bytes()
		if err != nil {
			t.Errorf("%s: %v", item.Key, err)
		}
		if lockstep.DigestOf(b) != item.Body.Digest || int64(len(b)) != item.Body.Size {
			t.Errorf("%s: the body is not the one that its digest and size name", item.Key)
		}
	}
}

func testSlot(t *testing.T, setup Setup) {
	s := setup.fresh(t)
	s.move(t, s.States[0])
	for _, item := range s.capture(t).All() {
		for _, k := range append([]lockstep.Key{item.Key}, item.Needs...) {
			if k.Slot != s.Slot.Name || k.Kind == "" || k.Name == "" {
				t.Errorf("%s is not in the slot %s", k, s.Slot.Name)
			}
		}
	}
}

func testFingerprint(t *testing.T, setup Setup) {
	s := setup.fresh(t)
	fingerprint := func() string {
		t.Helper()
		f, err := s.Fingerprint(t.Context())
		if err != nil {
			t.Fatalf("fingerprint: %v", err)
		}
		return f
	}
	empty := fingerprint()
	s.move(t, s.States[0])
	first := fingerprint()
	if first == empty {
		t.Error("the fingerprint is the same after a run")
	}
	if again := fingerprint(); again != first {
		t.Error("the fingerprint changed by itself")
	}
	s.Meddle(t, s.connection, lockstep.Loud(lockstep.Diff(lockstep.State{}, s.States[0]))[0].Key)
	if fingerprint() == first {
		t.Error("the fingerprint is the same after somebody changed an item")
	}
}

func testValidate(t *testing.T, setup Setup) {
	s := setup.fresh(t)
	s.move(t, s.States[0])
	before := s.capture(t)
	s.plan(t, s.States[1])
	Same(t, before, s.capture(t))
}

func testNothing(t *testing.T, setup Setup) {
	s := setup.fresh(t)
	s.move(t, s.States[0])
	journal := new(recorder)
	if err := s.Apply(t.Context(), s.States[0], nil, journal); err != nil {
		t.Fatalf("apply: %v", err)
	}
	sameKeys(t, nil, journal.begun)
	Same(t, s.States[0], s.capture(t))
}

func testJournal(t *testing.T, setup Setup) {
	s := setup.fresh(t)
	s.move(t, s.States[0])
	want, changes := s.plan(t, s.States[1])
	journal := new(recorder)
	if err := s.Apply(t.Context(), want, changes, journal); err != nil {
		t.Fatalf("apply: %v", err)
	}
	var keys []lockstep.Key
	parts := map[lockstep.Key]lockstep.Part{}
	for _, c := range changes {
		keys = append(keys, c.Key)
		parts[c.Key] = c.Part
	}
	sameKeys(t, keys, journal.begun)
	sameKeys(t, keys, journal.done)
	configured := false
	for _, k := range journal.begun {
		if parts[k] == lockstep.Model && configured {
			t.Errorf("%s of the model was changed after configuration was", k)
		}
		configured = configured || parts[k] == lockstep.Configuration
	}
}

func testStale(t *testing.T, setup Setup) {
	for _, c := range lockstep.Loud(lockstep.Diff(setup.States[0], setup.States[1])) {
		t.Run(string(c.Op)+" "+c.Key.String(), func(t *testing.T) {
			s := setup.fresh(t)
			s.move(t, s.States[0])
			want, changes := s.plan(t, s.States[1])
			s.Meddle(t, s.connection, c.Key)
			meddled := s.capture(t)
			if meddled.Sum(c.Key) == s.States[0].Sum(c.Key) {
				t.Fatal("the setup's Meddle changed nothing")
			}
			journal := new(recorder)
			if err := s.Apply(t.Context(), want, changes, journal); !errors.Is(err, lockstep.Conflict) {
				t.Errorf("got %v, want a conflict", err)
			}
			now := s.capture(t)
			if now.Sum(c.Key) != meddled.Sum(c.Key) {
				t.Errorf("%s was overwritten", c.Key)
			}
			if slices.Contains(journal.done, c.Key) {
				t.Errorf("%s was said to be done", c.Key)
			}
		})
	}
}

func testCancelledBefore(t *testing.T, setup Setup) {
	s := setup.fresh(t)
	s.move(t, s.States[0])
	want, changes := s.plan(t, s.States[1])
	if err := s.Apply(cancelled(t), want, changes, new(recorder)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it was cancelled", err)
	}
	Same(t, s.States[0], s.capture(t))
}

func testCancelledAmid(t *testing.T, setup Setup) {
	s := setup.fresh(t)
	s.move(t, s.States[0])
	want, changes := s.plan(t, s.States[1])
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	journal := s.stopping(cancel)
	if err := s.Apply(ctx, want, changes, journal); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it was cancelled", err)
	}
	if s.AtOnce {
		Same(t, s.States[0], s.capture(t))
		sameKeys(t, nil, journal.done)
		return
	}
	if len(journal.done) == 0 || len(journal.done) == len(changes) {
		t.Errorf("%d of %d changes were made", len(journal.done), len(changes))
	}
	sameKeys(t, journal.begun, journal.done)
	between(t, s.States[0], want, s.capture(t), journal)
}

// stopping is a journal that stops an apply while it is under way.
func (s Setup) stopping(cancel func()) *recorder {
	if s.AtOnce {
		return &recorder{onBegin: cancel}
	}
	return &recorder{onDone: cancel}
}

func testJournalFails(t *testing.T, setup Setup) {
	for at := 1; at <= len(lockstep.Diff(setup.States[0], setup.States[1])); at++ {
		s := setup.fresh(t)
		s.move(t, s.States[0])
		want, changes := s.plan(t, s.States[1])
		journal := &recorder{failAt: at}
		if err := s.Apply(t.Context(), want, changes, journal); !errors.Is(err, errJournal) {
			t.Errorf("got %v, want the journal's error", err)
		}
		between(t, s.States[0], want, s.capture(t), journal)
	}
}

func testResume(t *testing.T, setup Setup) {
	for name, to := range map[string]int{"finished": 1, "undone": 0} {
		t.Run(name, func(t *testing.T) {
			s := setup.fresh(t)
			s.move(t, s.States[0])
			want, changes := s.plan(t, s.States[1])
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if err := s.Apply(ctx, want, changes, s.stopping(cancel)); err == nil {
				t.Fatal("the run was not stopped")
			}
			s.move(t, s.States[to])
			Same(t, s.States[to], s.capture(t))
		})
	}
}

func testCache(t *testing.T, setup Setup) {
	s := setup.fresh(t)
	s.move(t, s.States[0])
	if err := s.ClearCache(t.Context()); err != nil {
		t.Errorf("clear the cache: %v", err)
	}
	Same(t, s.States[0], s.capture(t))
}
