package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"lockstep/app/lockstep"
)

const nothingNew = "Nothing is there that was not there before."

// writeFile writes a file that a person named: beside its place first, then renamed, so that a reader sees the former file
// or the whole new one. what names it in sentences, and state says what is there where it fails.
func (a *App) writeFile(what, path, state string, write func(io.Writer) error) (size int64, err error) {
	if err := a.notOurs(path); err != nil {
		return 0, err
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return 0, lockstep.Errorf(lockstep.Invalid, "%s cannot be written to %s, as that is a folder. %s Name a file in it.", what, path, state)
	}
	if size, err = writeWhole(path, write); err != nil {
		return 0, unwritten(what, path, state, err)
	}
	return size, nil
}

func writeWhole(path string, write func(io.Writer) error) (size int64, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".lockstep-export-*")
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil { // that is what is told; a file that is left has a name that says whose it is
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return 0, err
	}
	if err := f.Sync(); err != nil {
		return 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	if err := f.Close(); err != nil {
		return 0, err
	}
	return info.Size(), os.Rename(f.Name(), path)
}

// unwritten is the sentence for a file that could not be written where a person asked for it.
func unwritten(what, path, state string, err error) error {
	refuse := func(code lockstep.Code, why, wayOut string) error {
		return &lockstep.Error{Code: code, Cause: err, Message: fmt.Sprintf("%s could not be written to %s, as %s. %s %s", what, path, why, state, wayOut)}
	}
	dir := filepath.Dir(path)
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case lockstep.CodeOf(err) != lockstep.Internal: // it is a sentence already, on what was to be written
		return &lockstep.Error{Code: lockstep.CodeOf(err), Cause: err, Message: fmt.Sprintf("%s was not written to %s. %s", what, path, message(err))}
	case errors.Is(err, fs.ErrNotExist):
		return refuse(lockstep.NotFound, "there is no folder "+dir, "Make it, or choose another one.")
	case errors.Is(err, syscall.ENOTDIR):
		return refuse(lockstep.Invalid, dir+" is not a folder", "Choose another place.")
	case errors.Is(err, fs.ErrPermission):
		return refuse(lockstep.Denied, "writing in "+dir+" is not allowed", "Allow it, or choose another folder.")
	case lockstep.DiskFull(err):
		return refuse(lockstep.Denied, "the disk is full", "Make room, or choose another disk.")
	}
	return refuse(lockstep.Denied, fmt.Sprintf("the system does not let it (%v)", lockstep.DiskReason(err)), "Look at the folder, or choose another one.")
}

// notOurs refuses a file that holds this catalog, or its key: to read or to write it is for the store alone. To open and
// close the catalog beside it takes SQLite's locks away (sqlite.org/howtocorrupt.html, 2.2).
func (a *App) notOurs(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return nil // what is not there is not ours
	}
	ours := []string{filepath.Join(a.config.Home, "vault.key")}
	for _, end := range []string{"", "-wal", "-shm", ".lock"} {
		ours = append(ours, a.config.Catalog+end)
	}
	for _, file := range ours {
		if own, err := os.Stat(file); err == nil && os.SameFile(own, info) {
			return lockstep.Errorf(lockstep.Invalid, "%s is one of Lockstep's own files, and was left alone. Choose another one.", path)
		}
	}
	return nil
}
