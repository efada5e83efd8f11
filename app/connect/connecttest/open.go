package connecttest

import (
	"testing"

	"lockstep/app/lockstep"
)

// Open connects, and closes the connector when the test ends.
func Open(t testing.TB, d lockstep.Driver, slot lockstep.Slot, connection lockstep.Connection) lockstep.Connector {
	t.Helper()
	c, err := d.Open(t.Context(), slot, connection)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return c
}

// Capture reads the whole slot.
func Capture(t testing.TB, c lockstep.Connector) lockstep.State {
	t.Helper()
	state, err := c.Capture(t.Context())
	if err != nil {
		t.Fatalf("capture: %v", err)
	}
	return state
}

// NoJournal ignores what it is told.
type NoJournal struct{}

// Begin ignores that a change is about to be made.
func (NoJournal) Begin(lockstep.Key) error { return nil }

// Done ignores that a change was made.
func (NoJournal) Done(lockstep.Key) error { return nil }
