package folder

import (
	"io/fs"
	"os"
	"syscall"
	"time"
)

// stamp is what the file system says about a file: it changes whenever the content or the mode does.
func stamp(info fs.FileInfo) stamps {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return stamps{int64(info.Mode()), info.Size(), info.ModTime().UnixNano()}
	}
	return stamps{int64(info.Mode()), info.Size(), info.ModTime().UnixNano(), int64(stat.Dev), int64(stat.Ino), stat.Ctimespec.Sec, stat.Ctimespec.Nsec}
}

// lastChange is when the content, the mode or anything else of a file was changed last.
func lastChange(info fs.FileInfo) (last time.Time, known bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return last, false
	}
	last = time.Unix(int64(stat.Ctimespec.Sec), int64(stat.Ctimespec.Nsec))
	if written := info.ModTime(); written.After(last) {
		last = written
	}
	return last, true
}

// beginWriting leaves it to syncing to write a file to the disk.
func beginWriting(*os.File) {}

// canFlush is false: there is no call that syncs a whole disk, so each file is synced by itself.
const canFlush = false

func flush(*os.File) error { return nil }
