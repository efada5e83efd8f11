package folder

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// stamp is what the file system says about a file: it changes whenever the content or the mode does.
func stamp(info fs.FileInfo) string {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return fmt.Sprint(info.Mode(), info.Size(), info.ModTime().UnixNano())
	}
	return fmt.Sprint(info.Mode(), info.Size(), info.ModTime().UnixNano(), stat.Dev, stat.Ino, stat.Ctim.Sec, stat.Ctim.Nsec)
}

// canFlush says that a whole disk can be synced by one call.
const canFlush = true

// flush writes out everything that waits in the memory for the disk that folder is on.
func flush(folder *os.File) error { return unix.Syncfs(int(folder.Fd())) }
