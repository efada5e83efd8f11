package folder

import (
	"io/fs"
	"os"
	"time"
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

func stamp(info fs.FileInfo) stamps {
	return stamps{int64(info.Mode()), info.Size(), info.ModTime().UnixNano()}
}

// lastChange is not known: a program that writes a file can set its one time back, so that every file is read.
func lastChange(fs.FileInfo) (last time.Time, known bool) { return last, false }

// beginWriting leaves it to syncing to write a file to the disk.
func beginWriting(*os.File) {}

// canFlush is false: there is no call that syncs a whole disk, so each file is synced by itself.
const canFlush = false

func flush(*os.File) error { return nil }
