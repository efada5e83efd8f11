package lockstep

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Marker is what a run leaves on a system for other computers, which share no catalog with this one: that a run did it, and
// no hand.
type Marker struct {
	Run    string            `json:"run"` // uuid
	Act    Act               `json:"act"`
	Status Status            `json:"status"`
	From   string            `json:"from"` // what it took from, in words; "" where there is none
	By     string            `json:"by"`   // name@computer
	At     time.Time         `json:"at"`
	Shared map[string]Digest `json:"shared"` // of what each slot held when the run ended; empty where that is not known
	Wrote  []string          `json:"wrote"`  // the tags of what it left under the keys that it wrote; empty where there are too many
}

// Ended says that there is nothing to be answered about the run on its computer.
func (m Marker) Ended() bool { return m.Status == Done || m.Status == Undone || m.Status == Left }

// MarkerTag names an item, or with no item that there is none, without telling what it is to those who do not see it: 16
// hexadecimal digits of the SHA-256 of its key and its digest.
func MarkerTag(key Key, item Digest) string {
	sum := sha256.Sum256([]byte(key.String() + "\n" + string(item)))
	return hex.EncodeToString(sum[:8])
}

// Lease says that a run is under way on a system. Once it has expired, the run has ended with its program.
type Lease struct {
	Run   string    `json:"run"` // uuid
	Act   Act       `json:"act"`
	By    string    `json:"by"` // name@computer
	Since time.Time `json:"since"`
	Until time.Time `json:"until"`
}

// Expired says that the lease counts no more.
func (l Lease) Expired(now time.Time) bool { return now.After(l.Until) }

// Marked is a [Connector] whose system can hold markers and a lease beside its items, where they are no part of its state.
// An error of the code Denied says that they cannot be left there, which is no reason not to run.
type Marked interface {
	// Markers gives what the last runs left, the newest first; none where none did, or what is there are no markers.
	Markers(ctx context.Context) ([]Marker, error)
	// SetMarkers leaves markers in the place of those that are there.
	SetMarkers(ctx context.Context, markers []Marker) error
	// TakeLease takes the lease, or renews it for the run that has it, and gives the one that was there before; the zero
	// Lease where none was. Where another run has one that has not expired it is a Conflict.
	TakeLease(ctx context.Context, l Lease, now time.Time) (before Lease, err error)
	// DropLease gives the lease of a run back.
	DropLease(ctx context.Context, run string) error
}
