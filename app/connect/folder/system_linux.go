package folder

import (
	"io/fs"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// identity is what else the file system says of a file, its size and its time aside; nil for nothing.
func identity(info fs.FileInfo) []int64 {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	return []int64{int64(stat.Dev), int64(stat.Ino), int64(stat.Ctim.Sec), int64(stat.Ctim.Nsec)}
}

// lastChange is when the content, the mode or anything else of a file was changed last.
func lastChange(info fs.FileInfo) (last time.Time, known bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return last, false
	}
	last = time.Unix(int64(stat.Ctim.Sec), int64(stat.Ctim.Nsec))
	if written := info.ModTime(); written.After(last) {
		last = written
	}
	return last, true
}

// beginWriting has the system begin to write a file to the disk.
func beginWriting(f *os.File) {
	_ = unix.SyncFileRange(int(f.Fd()), 0, 0, unix.SYNC_FILE_RANGE_WRITE) // if it cannot, syncing will write it
}

// canFlush says that a whole disk can be synced by one call.
const canFlush = true

// flush writes out everything that waits in the memory for the disk that folder is on.
func flush(folder *os.File) error { return unix.Syncfs(int(folder.Fd())) }
