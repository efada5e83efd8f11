package folder

import (
	"errors"
	"io/fs"
	"os"

	"lockstep/app/lockstep"
)

// reason is the part of a file system's error that says why, without the call and the path, which sentences name.
func reason(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	return err
}

// unwritable is the sentence for a failure to change something in the folder.
func unwritable(full string, err error) error {
	switch {
	case lockstep.CodeOf(err) != lockstep.Internal:
		return err // it is a sentence already
	case isFull(err):
		return lockstep.Errorf(lockstep.Denied, "%s cannot be written, as the disk is full. Make room, then continue. (%v)", full, reason(err))
	case errors.Is(err, fs.ErrPermission):
		return lockstep.Errorf(lockstep.Denied, "%s may not be written. Allow writing there, then continue. (%v)", full, reason(err))
	}
	return lockstep.Errorf(lockstep.Denied, "%s cannot be written. Look at the folder, then continue. (%v)", full, reason(err))
}

func changedSince(full string) error {
	return lockstep.Errorf(lockstep.Conflict, "%s has changed since the plan was made. It was left as it is. Make the plan again.", full)
}
