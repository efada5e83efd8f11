package snapshots

import (
	"slices"

	"lockstep/app/lockstep"
)

// baring leaves out of states what must not leave the catalog open, and remembers what became of them.
type baring struct {
	make   func(environment string, s lockstep.State) (lockstep.State, error) // nil where all of it may
	states map[lockstep.Digest]lockstep.Digest                                // of those that were looked at, which they are in the backup
	items  map[version]lockstep.Digest                                        // of the items that are others there
	bodies map[lockstep.Digest][]byte                                         // contents that the vault does not hold
	sizes  map[lockstep.Digest]stateSize                                      // of the states of which something was left out
}

type stateSize struct {
	items int
	bytes int64
}

// version is one version of an item.
type version struct {
	key  lockstep.Key
	item lockstep.Digest
}

func newBaring(bare func(string, lockstep.State) (lockstep.State, error)) baring {
	return baring{bare, map[lockstep.Digest]lockstep.Digest{}, map[version]lockstep.Digest{}, map[lockstep.Digest][]byte{}, map[lockstep.Digest]stateSize{}}
}

// state is a state as it is in the backup.
func (b baring) state(environment string, s lockstep.State) (lockstep.State, error) {
	bare := s
	if b.make != nil {
		var err error
		if bare, err = b.make(environment, s); err != nil {
			return s, err
		}
	}
	b.states[s.Digest()], b.sizes[bare.Digest()] = bare.Digest(), stateSize{bare.Count(), bare.Size()}
	for _, c := range lockstep.Diff(s, bare) {
		b.items[version{c.Key, c.Before}] = c.After
		item, ok := bare.Get(c.Key)
		if !ok {
			continue
		}
		content, err := item.Body.Bytes()
		if err != nil {
			return s, err
		}
		b.bodies[item.Body.Digest] = content
	}
	return bare, nil
}

func (b baring) item(k lockstep.Key, digest lockstep.Digest) lockstep.Digest {
	if bare, ok := b.items[version{k, digest}]; ok {
		return bare
	}
	return digest
}

// changes are the changes of a run as they are in the backup.
func (b baring) changes(changes []lockstep.Change) []lockstep.Change {
	changes = slices.Clone(changes)
	for i, c := range changes {
		changes[i].Before, changes[i].After = b.item(c.Key, c.Before), b.item(c.Key, c.After)
	}
	return changes
}

// steps are the steps of a run as they are in the backup.
func (b baring) steps(steps []lockstep.Step) []lockstep.Step {
	steps = slices.Clone(steps)
	for i, s := range steps {
		steps[i].Before, steps[i].After = b.item(s.Key, s.Before), b.item(s.Key, s.After)
	}
	return steps
}
