package rest

import "lockstep/app/lockstep"

// Unmoved refuses where what the system holds now is not as a plan saw it. The error is a Conflict.
func (c *Client) Unmoved(now []lockstep.Item, changes []lockstep.Change) error {
	state, err := lockstep.NewState(now, nil)
	if err != nil {
		return err
	}
	for _, change := range changes {
		if state.Sum(change.Key) != change.Before {
			return lockstep.Errorf(lockstep.Conflict, "%s was changed in %s since the plan was made, so it was not written over. Plan again.", change.Key.Name, c.Base.Host)
		}
	}
	return nil
}
