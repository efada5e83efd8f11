package folder

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"syscall"

	"lockstep/app/lockstep"
)

// target is the folder that is written to. All its calls stay inside the folder.
type target struct {
	site
	root *os.Root
}

func (s site) openTarget() (target, error) {
	root, err := os.OpenRoot(s.dir)
	if err != nil {
		return target{}, unwritable(s.dir, err)
	}
	return target{site: s, root: root}, nil
}

func (t target) disk() disk {
	return disk{
		full:     t.full,
		lstat:    t.lstat,
		readlink: func(name string) (string, error) { return t.root.Readlink(filepath.FromSlash(name)) },
		open: func(name string) (*os.File, error) {
			return t.root.OpenFile(filepath.FromSlash(name), os.O_RDONLY|openFlags, 0)
		},
	}
}

// lstat looks at a slash path; one below a file is not there.
func (t target) lstat(name string) (fs.FileInfo, error) {
	info, err := t.root.Lstat(filepath.FromSlash(name))
	if errors.Is(err, syscall.ENOTDIR) {
		return nil, fs.ErrNotExist
	}
	return info, err
}

// base gives the lowest folder above name that is there. A link above it is refused, and so is anything else that is
// no folder and does not give way. Lockstep's own folder is refused, and all below it.
func (t target) base(name string, givesWay func(name string) bool) (string, error) {
	base := "."
	for i, b := range []byte(name) {
		if b != '/' {
			continue
		}
		above := name[:i]
		info, err := t.lstat(above)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return base, nil
		case err != nil:
			return "", unwritable(t.full(above), err)
		case info.IsDir():
			if err := t.own.refuseWrite(name, t.full(above), info); err != nil {
				return "", err
			}
			base = above
		case givesWay(above):
			return base, nil
		case info.Mode()&fs.ModeSymlink != 0:
			return "", lockstep.Errorf(lockstep.Blocked, "%s is a link, and nothing is written through a link. Leave out %s, or make it a folder.", t.full(above), name)
		default:
			return "", lockstep.Errorf(lockstep.Conflict, "%s is not a folder, so %s cannot be written below it. Move it away, or leave %s out.", t.full(above), name, name)
		}
	}
	return base, nil
}

// isFolder says that a path is a folder, reached through folders only.
func (t target) isFolder(name string) bool {
	for i, b := range []byte(name + "/") {
		if b != '/' {
			continue
		}
		if info, err := t.lstat(name[:i]); err != nil || !info.IsDir() {
			return false
		}
	}
	return true
}

// sight is what stands at a path: the digest of the file item, "" where none does, and its mark, 0 for none.
type sight struct {
	sum  lockstep.Digest
	mark uint64
}

// now looks at a path. An empty folder is no item. What has the mark that it had before is not read again.
func (t target) now(ctx context.Context, name string, before sight, scratch *[]byte) (sight, error) {
	info, err := t.lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return sight{}, nil
	case err != nil:
		return sight{}, unreadable(t.full(name), err)
	case info.IsDir():
		return sight{}, nil
	case unfit(info) != "":
		return sight{}, lockstep.Errorf(lockstep.Conflict, "%s is not replaced, as %s. Move it away first.", t.full(name), unfit(info))
	case before.mark != 0 && before.mark == markOf(info):
		return before, nil
	}
	content, err := read(ctx, t.disk(), name, info, scratch)
	if err != nil {
		return sight{}, err
	}
	return sight{lockstep.Item{Part: lockstep.Configuration, Mode: content.mode, Body: content.body}.Digest(), content.mark}, nil
}

// document gives the model file as it is, as items; none where there is none.
func (c *connector) document(ctx context.Context, t target, name string) (lockstep.State, error) {
	info, err := t.lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return lockstep.State{}, nil
	}
	if err != nil {
		return lockstep.State{}, unreadable(t.full(name), err)
	}
	if info.IsDir() || !info.Mode().IsRegular() || unfit(info) != "" {
		return lockstep.State{}, changedSince(t.full(name))
	}
	content, err := read(ctx, t.disk(), name, info, new([]byte))
	if err != nil {
		return lockstep.State{}, err
	}
	doc, err := content.body.Bytes()
	if err != nil {
		return lockstep.State{}, err
	}
	items, err := c.place().Items(doc, content.mode)
	if err != nil {
		return lockstep.State{}, changedSince(t.full(name)) // it could be read when the plan was made
	}
	return lockstep.NewState(items, nil)
}

// clearFolder removes a folder, if nothing but empty folders is in it.
func (t target) clearFolder(name string) error {
	info, err := t.lstat(name)
	if err != nil {
		return unwritable(t.full(name), err)
	}
	if err := t.own.refuseWrite(name, t.full(name), info); err != nil {
		return err
	}
	entries, err := fs.ReadDir(t.root.FS(), name)
	if err != nil {
		return unwritable(t.full(name), err)
	}
	for _, entry := range entries {
		if !entry.IsDir() || t.own.entry(entry) {
			return lockstep.Errorf(lockstep.Conflict, "The folder %s is in the way, and holds %s, which is not part of the slot. Move it away, then continue.", t.full(name), entry.Name())
		}
		if err := t.clearFolder(path.Join(name, entry.Name())); err != nil {
			return err
		}
	}
	if err := t.root.Remove(filepath.FromSlash(name)); err != nil {
		return unwritable(t.full(name), err)
	}
	return nil
}
