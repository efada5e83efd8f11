package sqldb

import (
	"fmt"

	"lockstep/app/lockstep"
)

// AtOnce makes changes that are written together: the journal is told of all of them before, and after.
func AtOnce(journal lockstep.Journal, changes []lockstep.Change, write func() error) error {
	for _, change := range changes {
		if err := journal.Begin(change.Key); err != nil {
			return fmt.Errorf("journal: %w", err)
		}
	}
	if err := write(); err != nil {
		return err
	}
	for _, change := range changes {
		if err := journal.Done(change.Key); err != nil {
			return fmt.Errorf("journal: %w", err)
		}
	}
	return nil
}

// Unmoved refuses where what a database holds now is not as a plan saw it. The error is a Conflict.
func Unmoved(database string, now lockstep.State, changes []lockstep.Change) error {
	for _, change := range changes {
		if now.Sum(change.Key) != change.Before {
			return lockstep.Errorf(lockstep.Conflict, "%s was changed in %s since the plan was made, so it was not written over. Plan again.", change.Key.Name, database)
		}
	}
	return nil
}
