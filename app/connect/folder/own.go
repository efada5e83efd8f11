package folder

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"lockstep/app/lockstep"
)

// ownWhy is why Lockstep's own folder is left out of a folder that it lies in.
const ownWhy = "it is Lockstep's own folder"

// own is Lockstep's own folder, with its catalog and its key. Nothing in it is ever an item, and nothing in it is opened: the
// system takes SQLite's locks away from a process that opens and closes the catalog beside it. It is told by what the
// file system says it is, so that no link and no other spelling hides it. The zero value is no folder.
type own struct{ info fs.FileInfo }

// look finds the folder at a path; "" for none.
func look(path string) own {
	if path == "" {
		return own{}
	}
	info, err := os.Stat(path)
	if err != nil { // what is not there is in no folder
		return own{}
	}
	return own{info}
}

func (o own) is(info fs.FileInfo) bool { return o.info != nil && os.SameFile(o.info, info) }

// entry says that what was found in a folder is the folder.
func (o own) entry(entry fs.DirEntry) bool {
	if o.info == nil || !entry.IsDir() {
		return false
	}
	info, err := entry.Info()
	return err == nil && o.is(info)
}

// holds says that a path without links is the folder, or lies in it.
func (o own) holds(path string) bool {
	for o.info != nil {
		if info, err := os.Stat(path); err == nil && o.is(info) {
			return true
		}
		above := filepath.Dir(path)
		if above == path {
			break
		}
		path = above
	}
	return false
}

// real is a path without links, as far as it is there.
func real(path string) (string, error) {
	for {
		found, err := filepath.EvalSymlinks(path)
		above := filepath.Dir(path)
		if err == nil || above == path || !(errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)) {
			return found, err
		}
		path = above
	}
}

// refuse refuses a path that is Lockstep's own folder, or leads into it.
func (o own) refuse(path string) error {
	if o.info == nil {
		return nil
	}
	where, err := real(path)
	if err != nil {
		return lockstep.Errorf(lockstep.Unreachable, "The folder %s cannot be reached. Look whether the path is right. (%v)", path, lockstep.DiskReason(err))
	}
	if !o.holds(where) {
		return nil
	}
	return lockstep.Errorf(lockstep.Invalid, "%s is Lockstep's own folder, or lies in it: its catalog and its key are there. Nothing of it was read or written. Set another folder.", path)
}

// refuseWrite refuses to change what is below the folder, or would stand in its place.
func (o own) refuseWrite(name, full string, info fs.FileInfo) error {
	if !o.is(info) {
		return nil
	}
	return lockstep.Errorf(lockstep.Blocked, "%s is never written, as %s is Lockstep's own folder. Leave it out.", name, full)
}
