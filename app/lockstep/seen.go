package lockstep

import "context"

// Seen is what an earlier capture of a slot gave. It spares the next one what did not change since.
type Seen struct {
	State  State
	Stamps Stamps
}

// Stamps are what a connector noted of where items came from, by key: the same stamp again means the same item. One that
// could not be told is left out.
type Stamps map[Key]uint64

// Recapturer is a Connector whose captures can be spared what did not change.
type Recapturer interface {
	Connector

	// Recapture is Capture. An item that has its stamp in seen still is taken from there, not read again; the body of
	// one that was read and is as in seen is taken from there too. The stamps are those of the items that it gives.
	Recapture(ctx context.Context, seen Seen) (State, Stamps, error)
}

// Sighting is a Seen as a catalog keeps it, of a whole environment.
type Sighting struct {
	State  Digest
	Setup  Digest   // names the settings that settled what was captured; see [Setup]
	Stamps []uint64 // of the state's items, in their order; 0 for none
}

// Sighting gives what to keep of what was seen with some settings.
func (s Seen) Sighting(setup Digest) Sighting {
	kept := Sighting{State: s.State.Digest(), Setup: setup, Stamps: make([]uint64, s.State.Len())}
	for i, item := range s.State.All() {
		kept.Stamps[i] = s.Stamps[item.Key]
	}
	return kept
}

// Seen is the way back; state is that of the sighting.
func (k Sighting) Seen(state State) Seen {
	s := Seen{State: state, Stamps: make(Stamps, state.Len())}
	for i, item := range state.All() {
		if i < len(k.Stamps) && k.Stamps[i] != 0 {
			s.Stamps[item.Key] = k.Stamps[i]
		}
	}
	return s
}
