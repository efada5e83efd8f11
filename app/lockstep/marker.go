package lockstep

import (
	"context"
	"time"
)

// Marker is what the last run on a system leaves there for other computers, which share no catalog with this one: that a run
// did it, and no hand.
type Marker struct {
	Run    string    `json:"run"` // uuid
	Act    Act       `json:"act"`
	Status Status    `json:"status"`
	From   string    `json:"from"` // what it took from, in words; "" where there is none
	By     string    `json:"by"`   // name@computer
	At     time.Time `json:"at"`
	Shared Digest    `json:"shared"` // of what the slot held when the run ended; "" where that is not known
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

// Marked is a [Connector] whose system can hold a marker and a lease beside its items, where they are no part of its state.
// An error of the code Denied says that they cannot be left there, which is no reason not to run.
type Marked interface {
	// Marker gives what the last run left; ok is false where none did, or what is there is no marker.
	Marker(ctx context.Context) (m Marker, ok bool, err error)
	SetMarker(ctx context.Context, m Marker) error
	// TakeLease takes the lease, or renews it for the run that has it. Where another run has one that has not expired it
	// is a Conflict, and the holder is given.
	TakeLease(ctx context.Context, l Lease, now time.Time) (holder Lease, err error)
	// DropLease gives the lease of a run back.
	DropLease(ctx context.Context, run string) error
}
