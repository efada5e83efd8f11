package lockstep

import (
	"cmp"
	"slices"
	"time"
)

// Reason says why a snapshot was taken.
type Reason string

// The reasons.
const (
	Manual          Reason = "manual"
	BeforePromotion Reason = "before-promotion"
	BeforeRestore   Reason = "before-restore"
	BeforeRollback  Reason = "before-rollback"
	BeforeEdit      Reason = "before-edit"
	FromSource      Reason = "source" // what a run took
	Result          Reason = "result" // what a run left
	Drift           Reason = "drift"  // what was found changed outside Lockstep
)

// Snapshot is the record that an environment had a state at a time.
type Snapshot struct {
	ID          Digest
	Environment string // UUID
	Number      int    // counts per environment in this catalog, never reused
	State       Digest
	Reason      Reason
	Note        string
	By          string // name@computer
	TakenAt     time.Time
	Nonce       string
	Items       int   // without quiet items
	Bytes       int64 // sum of the bodies
	Pinned      bool
	Imported    bool
	KeptBy      string    // of drift: who said that it is how the environment is from then on; "" for nobody. It stays in this catalog
	KeptAt      time.Time // zero where nobody did
	Setup       Digest    // of the settings that settle what a capture holds; "" where they are not known. It stays in this catalog
}

// Identify gives the snapshot's id: SHA-256 over the length-prefixed environment, state, reason, person, time (UTC,
// nanoseconds) and nonce. It is the same on every computer, so that an import is idempotent.
func (s Snapshot) Identify() Digest {
	h := newHasher()
	h.text(s.Environment)
	h.bytes(s.State.Raw())
	h.text(string(s.Reason))
	h.text(s.By)
	h.text(s.TakenAt.UTC().Format(time.RFC3339Nano))
	h.text(s.Nonce)
	return h.digest()
}

// NewestFirst gives snapshots of one environment, the newest first.
func NewestFirst(snapshots []Snapshot) []Snapshot {
	order := InOrder(snapshots, func(s Snapshot) (int, time.Time, bool) { return s.Number, s.TakenAt, !s.Imported })
	index := make([]int, len(snapshots))
	for i := range index {
		index[i] = i
	}
	slices.SortStableFunc(index, func(i, j int) int {
		return cmp.Or(order[j].Compare(order[i]), cmp.Compare(snapshots[j].Number, snapshots[i].Number))
	})
	sorted := make([]Snapshot, len(snapshots))
	for to, from := range index {
		sorted[to] = snapshots[from]
	}
	return sorted
}
