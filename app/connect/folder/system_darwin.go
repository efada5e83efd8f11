package folder

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// stamp is what the file system says about a file: it changes whenever the content or the mode does.
func stamp(info fs.FileInfo) string {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return fmt.Sprint(info.Mode(), info.Size(), info.ModTime().UnixNano())
	}
	return fmt.Sprint(info.Mode(), info.Size(), info.ModTime().UnixNano(), stat.Dev, stat.Ino, stat.Ctimespec.Sec, stat.Ctimespec.Nsec)
}

// canFlush is false: there is no call that syncs a whole disk, so each file is synced by itself.
const canFlush = false

func flush(*os.File) error { return nil }
