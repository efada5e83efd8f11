package lockstep

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"syscall"
)

// DiskReason is the part of a file system's error that says why, without the call and the path, which sentences name.
func DiskReason(err error) error {
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

// DiskFull says that a file system's error is for want of room.
func DiskFull(err error) bool {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return true
	}
	const diskFull, handleDiskFull = syscall.Errno(112), syscall.Errno(39) // as Windows counts
	return runtime.GOOS == "windows" && (errors.Is(err, diskFull) || errors.Is(err, handleDiskFull))
}
