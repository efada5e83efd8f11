package engine

import (
	"context"
	"crypto/rand"
	"encoding/hex"

	"lockstep/app/lockstep"
	"lockstep/snapshots"
)

// Capture reads an environment as it is now.
func (e *Engine) Capture(ctx context.Context, at Place) (lockstep.State, error) {
	open, closeAll, err := e.connect(ctx, at)
	if err != nil {
		return lockstep.State{}, err
	}
	defer closeAll()
	return e.capture(ctx, at, open)
}

// TakeSnapshot captures an environment and keeps its state.
func (e *Engine) TakeSnapshot(ctx context.Context, at Place, note string) (snapshot lockstep.Snapshot, state lockstep.State, err error) {
	if state, err = e.Capture(ctx, at); err != nil {
		return snapshot, state, err
	}
	staged, err := e.stage(ctx, at, state)
	if err != nil {
		return snapshot, state, err
	}
	snapshot = e.snapshotOf(at, state, lockstep.Manual, note)
	err = e.Catalog.Write(ctx, func(tx Tx) error {
		if err := staged.Commit(tx); err != nil {
			return err
		}
		if err := tx.AddSnapshot(&snapshot); err != nil {
			return err
		}
		return e.keepSeen(tx, at, state)
	})
	return snapshot, state, err
}

// stage prepares states of an environment for the vault.
func (e *Engine) stage(ctx context.Context, at Place, states ...lockstep.State) (*snapshots.Staged, error) {
	near, err := e.Catalog.NearStates(ctx, at.Environment.UUID)
	if err != nil {
		return nil, err
	}
	return e.Vault.Stage(ctx, near, states...)
}

func (e *Engine) snapshotOf(at Place, state lockstep.State, reason lockstep.Reason, note string) lockstep.Snapshot {
	s := lockstep.Snapshot{
		Environment: at.Environment.UUID,
		State:       state.Digest(),
		Reason:      reason,
		Note:        note,
		By:          e.By,
		TakenAt:     e.Now().UTC(),
		Nonce:       Nonce(),
		Items:       state.Count(),
		Bytes:       state.Size(),
		Setup:       e.setup(at),
	}
	s.ID = s.Identify()
	return s
}

// setup names the settings that settle what a capture of an environment holds.
func (e *Engine) setup(at Place) lockstep.Digest {
	var filled []lockstep.Slot
	for _, slot := range at.Project.Slots {
		if _, ok := at.Environment.Connections[slot.Name]; ok {
			filled = append(filled, slot)
		}
	}
	return lockstep.Setup(filled, func(kind string) []lockstep.Field { return e.drivers[kind].SlotFields })
}

// Nonce is 16 random bytes in hexadecimal: what makes two records of the same moment differ.
func Nonce() string {
	var b [16]byte
	rand.Read(b[:]) // never fails: the runtime ends the program where there is no randomness
	return hex.EncodeToString(b[:])
}

// Leg compares an environment with the one that it is promoted from, both as they were read. What one of them left out
// when it was read is unknown there, so it is no difference.
func (e *Engine) Leg(ctx context.Context, from, at Place, source, target lockstep.State) (lockstep.Leg, error) {
	s, err := e.sidesOf(ctx, from, at, source, target)
	if err != nil {
		return lockstep.Leg{}, err
	}
	both := sharedSlots(from.Environment, at.Environment)
	link := lockstep.Leg{Skips: func(slot string) bool { return !both(lockstep.Key{Slot: slot}) }}
	for _, d := range lockstep.Differences(lockstep.Promote, s.Source, target, s.Base, e.Match(at.Project)) {
		_, left := source.Omits(d.Key)
		_, kept := target.Omits(d.Key)
		if both(d.Key) && !left && !kept {
			link.Differences = append(link.Differences, d)
		}
	}
	return link, nil
}

// sharedSlots gives the keys of the slots that both environments fill: a slot that one does not fill is skipped, never
// removed.
func sharedSlots(a, b lockstep.Environment) func(lockstep.Key) bool {
	return func(k lockstep.Key) bool {
		_, inA := a.Connections[k.Slot]
		_, inB := b.Connections[k.Slot]
		return inA && inB
	}
}
