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
	for _, change := range ordered {
		if err := journal.Begin(change.Key); err != nil {
			return fmt.Errorf("journal: %w", err)
		}
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
