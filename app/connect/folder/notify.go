package folder

import (
	"context"
	"os"
	"path"
	"path/filepath"

	"github.com/fsnotify/fsnotify"

	"lockstep/app/lockstep"
)

// mostWatched is how many folders of one connection the system is asked to watch: it has only so many watches for all
// programs of a person.
const mostWatched = 4096

// Notify has the system tell of what happens in the folder. What does not count is not told.
func (c *connector) Notify(ctx context.Context, changed func()) error {
	s, err := c.site()
	if err != nil {
		return err
	}
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return unwatched(c.path, err)
	}
	defer watcher.Close()
	n := notifying{c: c, site: s, watcher: watcher}
	if s.file != "" {
		err = n.watch(".")
	} else {
		err = n.watchAll(ctx, ".")
	}
	if err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case event, ok := <-watcher.Events:
			if !ok {
				return nil
			}
			counts, err := n.heed(ctx, event)
			if counts {
				changed()
			}
			if err != nil {
				return err
			}
		case _, ok := <-watcher.Errors: // events were lost
			if !ok {
				return nil
			}
			changed()
		}
	}
}

// notifying is a folder that is being watched.
type notifying struct {
	c       *connector
	site    site
	watcher *fsnotify.Watcher
	watched int
}

func (n *notifying) watch(dir string) error {
	if n.watched++; n.watched > mostWatched {
		return lockstep.Errorf(lockstep.Blocked, "%s holds more than %s folders, so it is not watched. It is looked at from time to time.", n.c.path, lockstep.Number(mostWatched))
	}
	if err := n.watcher.Add(n.site.full(dir)); err != nil {
		return gone(dir != ".", err, unwatched(n.site.full(dir), err))
	}
	return nil
}

// watchAll watches a folder and all folders in it, but for those that are left out. A folder is watched before it is
// listed, so that none comes into being unseen.
func (n *notifying) watchAll(ctx context.Context, dir string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := n.watch(dir); err != nil {
		return err
	}
	entries, err := os.ReadDir(n.site.full(dir))
	if err != nil {
		return gone(dir != ".", err, unreadable(n.site.full(dir), err))
	}
	for _, entry := range entries {
		if name := path.Join(dir, entry.Name()); entry.IsDir() && n.leads(name) && !n.site.own.entry(entry) {
			if err := n.watchAll(ctx, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// leads says that something below a folder may count.
func (n *notifying) leads(name string) bool {
	return !alwaysOut(path.Base(name)) && !n.c.leavesOut(name, true) && name != n.c.model
}

// heed says whether an event may be of something that counts, and watches what is new.
func (n *notifying) heed(ctx context.Context, event fsnotify.Event) (counts bool, err error) {
	rel, err := filepath.Rel(n.site.dir, event.Name)
	if err != nil {
		return true, nil
	}
	name := filepath.ToSlash(rel)
	switch {
	case n.site.file != "":
		return name == n.site.file, nil
	case name == ".":
		if event.Has(fsnotify.Remove) || event.Has(fsnotify.Rename) {
			return true, lockstep.Errorf(lockstep.NotFound, "The folder %s is gone.", n.c.path)
		}
		return false, nil
	}
	if event.Has(fsnotify.Create) {
		if info, err := os.Lstat(event.Name); err == nil && info.IsDir() {
			if !n.leads(name) || n.site.own.is(info) {
				return false, nil
			}
			return true, n.watchAll(ctx, name)
		}
	}
	// Of what is gone nobody can tell whether it was a folder, whose files went with it.
	vanished := event.Has(fsnotify.Remove) || event.Has(fsnotify.Rename)
	return name == n.c.model || n.c.counts(name) || vanished && !ours(name) && n.leads(name), nil
}

func unwatched(path string, err error) error {
	return lockstep.Errorf(lockstep.Blocked, "The system does not watch %s (%v). It is looked at from time to time.", path, lockstep.DiskReason(err))
}
