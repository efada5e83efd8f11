//go:build linux || darwin

package volume

import (
	"os"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"

	"lockstep/app/lockstep"
)

func room(folder string) lockstep.Room {
	var stat unix.Statfs_t
	if unix.Statfs(folder, &stat) != nil {
		return lockstep.Room{}
	}
	r := lockstep.Room{Known: true, Bytes: int64(stat.Bavail) * int64(stat.Bsize), Block: int64(stat.Bsize), Files: -1}
	if stat.Files > 0 { // otherwise files are not counted there
		r.Files = int64(stat.Ffree)
	}
	if info, err := os.Stat(folder); err == nil {
		if sys, ok := info.Sys().(*syscall.Stat_t); ok {
			r.Disk = strconv.FormatUint(uint64(sys.Dev), 16)
		}
	}
	return r
}
