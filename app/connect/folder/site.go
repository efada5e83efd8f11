package folder

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"syscall"
	"unicode/utf8"

	"lockstep/app/lockstep"
)

// site is what a connection's path leads to: a folder, or one file in a folder.
type site struct {
	dir   string // the folder on disk
	file  string // the only file that counts, by its name on disk; "" for a folder
	alias string // what the only file is called as an item: the last part of the path that was set
	own   own    // Lockstep's own folder, which may lie in this one
}

// site finds what the path leads to. The path itself may lead through links; nothing below it may. It may not lead to
// Lockstep's own folder, nor into it.
func (c *connector) site() (site, error) {
	s, err := c.find()
	if err != nil && !errors.Is(err, lockstep.NotFound) { // what is not there yet may be made there
		return site{}, err
	}
	s.own = look(c.home)
	return s, cmp.Or(s.own.refuse(c.path), err)
}

func (c *connector) find() (site, error) {
	info, err := os.Stat(c.path)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return site{}, lockstep.Errorf(lockstep.NotFound, "There is no folder %s. Create it, bring it back, or set another path.", c.path)
	case errors.Is(err, fs.ErrPermission):
		return site{}, lockstep.Errorf(lockstep.Denied, "The folder %s may not be looked into. Allow it, or set another path. (%v)", c.path, lockstep.DiskReason(err))
	case err != nil:
		return site{}, lockstep.Errorf(lockstep.Unreachable, "The folder %s cannot be reached. Look whether the path is right. (%v)", c.path, lockstep.DiskReason(err))
	case info.IsDir():
		return site{dir: c.path}, nil
	case !info.Mode().IsRegular():
		return site{}, lockstep.Errorf(lockstep.Invalid, "%s is neither a folder nor a file. Set the path of a folder, or of one file.", c.path)
	}
	real, err := filepath.EvalSymlinks(c.path)
	if err != nil {
		return site{}, lockstep.Errorf(lockstep.Unreachable, "The file %s cannot be reached. Look whether the path is right. (%v)", c.path, lockstep.DiskReason(err))
	}
	return site{dir: filepath.Dir(real), file: filepath.Base(real), alias: filepath.Base(c.path)}, nil
}

// onDisk is the slash path inside the folder of the file that an item's name stands for.
func (s site) onDisk(name string) (string, error) {
	if s.file == "" {
		return name, nil
	}
	if name != s.alias {
		return "", lockstep.Errorf(lockstep.Blocked, "%s is one file, so it cannot hold %s. Leave it out, or set the path of a folder.", filepath.Join(s.dir, s.file), name)
	}
	return s.file, nil
}

// full is the path on disk of a slash path inside the folder.
func (s site) full(name string) string { return filepath.Join(s.dir, filepath.FromSlash(name)) }

// found is something in the folder that is not itself a folder, by the name that it has as an item.
type found struct {
	name string
	disk string // its slash path inside the folder
	info fs.FileInfo
}

// walk visits everything in the folder that counts, except folders, in the order of their names. It follows no link.
// What has no name that can be shown is given to omit.
func (c *connector) walk(ctx context.Context, s site, visit func(found) error, omit func(name, why string)) error {
	if s.file == "" {
		return c.walkFolder(ctx, s, ".", len(c.include) == 0, visit, omit)
	}
	info, err := os.Lstat(s.full(s.file))
	if err != nil {
		return unreadable(s.full(s.file), err)
	}
	return visit(found{name: s.alias, disk: s.file, info: info})
}

func (c *connector) walkFolder(ctx context.Context, s site, dir string, in bool, visit func(found) error, omit func(name, why string)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	entries, err := os.ReadDir(s.full(dir))
	if err != nil {
		return gone(dir != ".", err, unreadable(s.full(dir), err))
	}
	for _, entry := range entries {
		if alwaysOut(entry.Name()) {
			continue
		}
		name := path.Join(dir, entry.Name())
		if c.leavesOut(name, entry.IsDir()) {
			continue
		}
		if !utf8.ValidString(entry.Name()) {
			omit(string([]rune(name)), "its name is not UTF-8")
			continue
		}
		if s.own.entry(entry) {
			omit(name, ownWhy)
			continue
		}
		inside := c.takesIn(name, entry.IsDir(), in)
		if entry.IsDir() && name != c.model {
			if err := c.walkFolder(ctx, s, name, inside, visit, omit); err != nil {
				return err
			}
			continue
		}
		if !inside && name != c.model {
			continue
		}
		info, err := entry.Info()
		if err != nil {
			if err := gone(true, err, unreadable(s.full(name), err)); err != nil {
				return err
			}
			continue
		}
		if err := visit(found{name: name, disk: name, info: info}); err != nil {
			return err
		}
	}
	return nil
}

// gone is nil where err says that something which may vanish has vanished since its folder was listed.
func gone(may bool, err, otherwise error) error {
	if may && errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return otherwise
}

func unreadable(full string, err error) error {
	code := lockstep.Unreachable
	if errors.Is(err, fs.ErrPermission) {
		code = lockstep.Denied
	}
	return lockstep.Errorf(code, "%s cannot be read. Allow reading it, or leave it out by %q in the slot's settings. (%v)", full, excludeLabel, lockstep.DiskReason(err))
}
