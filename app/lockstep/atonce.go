package lockstep

import (
	"fmt"
	"slices"
)

// AtOnce makes changes that are written together: the journal is told of all of them before, and after, the model first.
func AtOnce(journal Journal, changes []Change, write func() error) error {
	ordered := slices.Clone(changes)
	slices.SortStableFunc(ordered, func(a, b Change) int {
		switch {
		case a.Part == b.Part:
			return 0
		case a.Part == Model:
			return -1
		}
		return 1
	})
	if err := beginAll(journal, ordered); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	if err := write(); err != nil {
		return err
	}
	for _, change := range ordered {
		if err := journal.Done(change.Key); err != nil {
			return fmt.Errorf("journal: %w", err)
		}
	}
	return nil
}

func beginAll(journal Journal, changes []Change) error {
	if j, ok := journal.(Batcher); ok {
		keys := make([]Key, len(changes))
		for i, change := range changes {
			keys[i] = change.Key
		}
		return j.BeginAll(keys)
	}
	for _, change := range changes {
		if err := journal.Begin(change.Key); err != nil {
			return err
		}
	}
	return nil
}

// Unmoved refuses where the items that a place holds now are not as a plan saw them. The error is a Conflict.
func Unmoved(place string, now []Item, changes []Change) error {
	sums := make(map[Key]Digest, len(now))
	for _, item := range now {
		sums[item.Key] = item.Digest()
	}
	for _, change := range changes {
		if sums[change.Key] != change.Before {
			return Errorf(Conflict, "%s was changed in %s since the plan was made, so it was not written over. Plan again.", change.Key.Name, place)
		}
	}
	return nil
}
