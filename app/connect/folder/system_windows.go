package folder

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"time"

	"golang.org/x/sys/windows"
)

// openFlags has nothing to add: a link is recognised by its being another file than the one that was looked at.
const openFlags = 0

// runnable is never true: Windows has no executable bit.
func runnable(fs.FileMode) bool { return false }

// owner is not known: a file that replaces another gets the rights of its folder.
func owner(fs.FileInfo) (uid, gid int, ok bool) { return 0, 0, false }

// mayWrite leaves the answer to the write itself: rights on Windows cannot be asked for cheaply.
func mayWrite(string) error { return nil }

// syncEntries does nothing: Windows journals renames itself, and opens no folder for writing.
func syncEntries(*os.File) error { return nil }

func shell(ctx context.Context, line string) *exec.Cmd {
	return exec.CommandContext(ctx, "cmd", "/C", line)
}

// room is how many bytes may still be written where a folder is.
func room(folder string) (uint64, bool) {
	path, err := windows.UTF16PtrFromString(folder)
	if err != nil {
		return 0, false
	}
	var free uint64
	if windows.GetDiskFreeSpaceEx(path, &free, nil, nil) != nil {
		return 0, false
	}
	return free, true
}

// identity is nothing: of a file no more is known than its size and its time.
func identity(fs.FileInfo) []int64 { return nil }

// lastChange is not known: a program that writes a file can set its one time back, so that every file is read.
func lastChange(fs.FileInfo) (last time.Time, known bool) { return last, false }

// beginWriting leaves it to syncing to write a file to the disk.
func beginWriting(*os.File) {}

// canFlush is false: there is no call that syncs a whole disk, so each file is synced by itself.
const canFlush = false

func flush(*os.File) error { return nil }
