package folder

import (
	"io/fs"
	"os"
	"syscall"
	"time"
)

// identity is what else the file system says of a file, its size and its time aside; nil for nothing.
func identity(info fs.FileInfo) []int64 {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	return []int64{int64(stat.Dev), int64(stat.Ino), int64(stat.Ctimespec.Sec), int64(stat.Ctimespec.Nsec)}
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
