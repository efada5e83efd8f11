package folder

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"lockstep/app/lockstep"
)

// few is up to how many files and folders are synced one by one, several at a time. For more, the whole disk is synced once,
// which takes as long as all that waits to be written there, whoever wrote it.
const few = 512

// syncing is how a staged file is made to last.
type syncing int

const (
	syncTogether syncing = iota // with the others, once all are written
	syncAtOnce                  // before the next one is written
	syncDisk                    // with the whole disk
)

// together is how many files are synced at a time: the file system makes one commit of them.
const together = 4

// stage writes every file that is to come under a temporary name beside its place, and syncs them.
func (a *applier) stage(ctx context.Context, steps []step) error {
	writes := 0
	for _, s := range steps {
		if s.write {
			writes++
		}
	}
	how := syncTogether
	switch {
	case writes > few && canFlush:
		how = syncDisk
	case writes > few:
		how = syncAtOnce
	}
	err := a.stageAll(ctx, steps, how)
	if err := errors.Join(err, a.syncStaged()); err != nil {
		return err
	}
	if how == syncDisk {
		return a.flushAll()
	}
	return nil
}

// stageAll stages on all processors.
func (a *applier) stageAll(ctx context.Context, steps []step, how syncing) error {
	const worthIt = 16 // files for each
	n := min(runtime.GOMAXPROCS(0), 1+len(steps)/worthIt)
	if n == 1 {
		return a.stageSome(ctx, steps, how)
	}
	writers, ctx := errgroup.WithContext(ctx)
	for i := range n {
		writers.Go(func() error { return a.stageSome(ctx, steps[i*len(steps)/n:(i+1)*len(steps)/n], how) })
	}
	return writers.Wait()
}

// syncStaged makes the files last that were written to be synced together.
func (a *applier) syncStaged() error {
	var group errgroup.Group
	group.SetLimit(together)
	for _, f := range a.staged {
		group.Go(func() error {
			if err := errors.Join(f.Sync(), f.Close()); err != nil {
				return unwritable(f.Name(), err)
			}
			return nil
		})
	}
	a.staged = nil
	return group.Wait()
}

func (a *applier) stageSome(ctx context.Context, steps []step, how syncing) error {
	for _, s := range steps {
		if !s.write {
			continue
		}
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("stage in folder: %w", err)
		}
		if err := a.stageOne(s, how); err != nil {
			return err
		}
	}
	return nil
}

// flushAll makes everything that waits to be written last, in one go.
func (a *applier) flushAll() error {
	dir, err := a.root.Open(".")
	if err != nil {
		return unwritable(a.dir, err)
	}
	defer dir.Close()
	if err := flush(dir); err != nil {
		return unwritable(a.dir, err)
	}
	return nil
}

func (a *applier) stageOne(s step, how syncing) error {
	base, err := a.base(s.disk, func(name string) bool { return a.leaving[name] })
	if err != nil {
		return err
	}
	body, err := s.body.Bytes()
	if err != nil {
		return fmt.Errorf("read what is to be written to %s: %w", s.disk, err)
	}
	temp := path.Join(base, tempPrefix+rand.Text())
	a.mu.Lock()
	a.temps[s.disk] = temp
	a.mu.Unlock()
	if s.mode == lockstep.Link {
		if err := a.root.Symlink(string(body), filepath.FromSlash(temp)); err != nil {
			return unwritable(a.full(s.disk), err)
		}
		return nil
	}
	if err := a.writeTemp(temp, s, body, how); err != nil {
		return unwritable(a.full(s.disk), err)
	}
	return nil
}

// writeTemp writes a staged file with the mode and the owner of the file that it will replace.
func (a *applier) writeTemp(temp string, s step, body []byte, how syncing) (err error) {
	old, err := a.lstat(s.disk)
	replaces := err == nil && old.Mode().IsRegular() && !a.covered(s.disk)
	perm := fs.FileMode(0o666)
	switch {
	case replaces:
		perm = 0o600 // until it has the mode of the one it replaces
	case s.mode == lockstep.Executable:
		perm = 0o777
	}
	f, err := a.root.OpenFile(filepath.FromSlash(temp), os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if err != nil {
		return err
	}
	defer func() {
		if err == nil && how == syncTogether {
			beginWriting(f)
			a.mu.Lock()
			a.staged = append(a.staged, f)
			a.mu.Unlock()
			return
		}
		err = errors.Join(err, f.Close())
	}()
	if _, err := f.Write(body); err != nil {
		return err
	}
	if replaces {
		if err := a.resemble(f, old, s.mode); err != nil {
			return err
		}
	}
	if how == syncAtOnce {
		return f.Sync()
	}
	return nil
}

// resemble gives a staged file the owner and the mode of old; only the executable bit follows the item.
func (a *applier) resemble(f *os.File, old fs.FileInfo, mode lockstep.Mode) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	uid, gid, ok := owner(old)
	u, g, _ := owner(info)
	if ok && (uid != u || gid != g) {
		if err := f.Chown(uid, gid); err != nil {
			return lockstep.Errorf(lockstep.Denied, "The owner of %s cannot be kept: it belongs to another user or group. Run Lockstep as the owner, or change the owner. (%v)", a.full(old.Name()), lockstep.DiskReason(err))
		}
	}
	return f.Chmod(permissions(old.Mode(), mode))
}

// permissions are those of a file that had old, and is to have the executable bit or not.
func permissions(old fs.FileMode, mode lockstep.Mode) fs.FileMode {
	keep := old & (fs.ModePerm | fs.ModeSetuid | fs.ModeSetgid | fs.ModeSticky)
	switch {
	case runnable(old) == (mode == lockstep.Executable):
		return keep
	case mode == lockstep.Executable:
		return keep | 0o100 | (keep&0o444)>>2 // whoever may read it may run it
	}
	return keep &^ 0o111
}

// syncFolders makes renames and removals last.
func (a *applier) syncFolders() error {
	slices.Sort(a.unsynced)
	folders := slices.Compact(a.unsynced)
	a.unsynced = nil
	if len(folders) > few && canFlush {
		return a.flushAll()
	}
	for _, name := range folders {
		if err := a.syncFolder(name); err != nil {
			return err
		}
	}
	return nil
}

func (a *applier) syncFolder(name string) error {
	if !a.isFolder(name) {
		return nil // it was emptied, and is gone
	}
	dir, err := a.root.Open(filepath.FromSlash(name))
	if err != nil {
		return unwritable(a.full(name), err)
	}
	defer dir.Close()
	return syncEntries(dir)
}

// sweep removes the staged files that a run left which was killed.
func (a *applier) sweep() error {
	return a.sweepFolder(".", a.file == "")
}

func (a *applier) sweepFolder(dir string, deep bool) error {
	entries, err := os.ReadDir(a.full(dir))
	if err != nil {
		return gone(dir != ".", err, unreadable(a.full(dir), err))
	}
	for _, entry := range entries {
		name := path.Join(dir, entry.Name())
		switch {
		case a.own.entry(entry): // what waits there waits for Lockstep itself
		case entry.IsDir() && deep && !alwaysOut(entry.Name()) && !a.c.leavesOut(name, true):
			if err := a.sweepFolder(name, deep); err != nil {
				return err
			}
		case !entry.IsDir() && strings.HasPrefix(entry.Name(), tempPrefix):
			if err := a.root.Remove(filepath.FromSlash(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return unwritable(a.full(name), err)
			}
		}
	}
	return nil
}
