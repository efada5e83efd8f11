package folder

import (
	"errors"
	"io/fs"

	"lockstep/app/lockstep"
)

// unwritable is the sentence for a failure to change something in the folder.
func unwritable(full string, err error) error {
	switch {
	case lockstep.CodeOf(err) != lockstep.Internal:
		return err // it is a sentence already
	case lockstep.DiskFull(err):
		return lockstep.Errorf(lockstep.Denied, "%s cannot be written, as the disk is full. Make room, then continue. (%v)", full, lockstep.DiskReason(err))
	case errors.Is(err, fs.ErrPermission):
		return lockstep.Errorf(lockstep.Denied, "%s may not be written. Allow writing there, then continue. (%v)", full, lockstep.DiskReason(err))
	}
	return lockstep.Errorf(lockstep.Denied, "%s cannot be written. Look at the folder, then continue. (%v)", full, lockstep.DiskReason(err))
}

func changedSince(full string) error {
	return lockstep.Errorf(lockstep.Conflict, "%s has changed since the plan was made. It was left as it is. Make the plan again.", full)
}
