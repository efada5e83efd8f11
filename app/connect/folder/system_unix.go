//go:build unix

package folder

import (
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// openFlags keep an open from following a link, and from waiting for a pipe's other end.
const openFlags = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// runnable says that a file has the executable bit, as git judges: the owner's.
func runnable(mode fs.FileMode) bool { return mode&0o100 != 0 }

// owner gives the user and group of a file.
func owner(info fs.FileInfo) (uid, gid int, ok bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, false
	}
	return int(stat.Uid), int(stat.Gid), true
}

// mayWrite says that files may be made and removed in a folder.
func mayWrite(folder string) error {
	return unix.Faccessat(unix.AT_FDCWD, folder, unix.W_OK|unix.X_OK, unix.AT_EACCESS)
}

// syncEntries makes what was renamed and removed in a folder last.
func syncEntries(folder *os.File) error { return folder.Sync() }
