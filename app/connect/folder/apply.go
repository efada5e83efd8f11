package folder

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"sync"

	"lockstep/app/lockstep"
)

// Apply makes the changes. Everything to be written is staged first; then the model file is renamed into place, then
// the files that go are removed, then the others are renamed. It ends early between two steps only. Without changes it
// removes what an interrupted one had staged.
func (c *connector) Apply(ctx context.Context, want lockstep.State, changes []lockstep.Change, journal lockstep.Journal) (err error) {
	s, err := c.site()
	if err != nil {
		return err
	}
	steps, err := c.steps(s, want, changes)
	if err != nil {
		return err
	}
	t, err := s.openTarget()
	if err != nil {
		return err
	}
	defer t.root.Close()
	if c.seen == nil {
		c.seen = map[string]sight{}
	}
	a := &applier{c: c, target: t, want: want, journal: journal, leaving: map[string]bool{}, seen: maps.Clone(c.seen), temps: map[string]string{}}
	defer func() { err = errors.Join(err, a.tidy()) }()
	return a.run(ctx, steps)
}

// applier carries out one Apply.
type applier struct {
	target
	c        *connector
	want     lockstep.State
	journal  lockstep.Journal
	leaving  map[string]bool  // the files that are removed
	seen     map[string]sight // what stood where something is written or removed
	scratch  []byte
	mu       sync.Mutex        // of staged and temps, while several stage
	staged   []*os.File        // written, and not synced yet
	temps    map[string]string // the staged file of each file that is written, until it is renamed
	emptied  []string          // paths whose folders may have become empty
	unsynced []string          // folders whose entries have changed
}

func (a *applier) run(ctx context.Context, steps []step) error {
	if err := a.sweep(); err != nil {
		return err
	}
	for _, s := range steps {
		if !s.write {
			a.leaving[s.disk] = true
		}
	}
	// Nothing is changed yet: what has changed since the plan is best found now.
	for _, s := range steps {
		if err := a.look(ctx, s); err != nil {
			return err
		}
	}
	if err := a.stage(ctx, steps); err != nil {
		return err
	}
	for _, s := range steps {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("apply to folder: %w", err)
		}
		if err := a.take(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// take makes one step, between the journal's Begin and Done.
func (a *applier) take(ctx context.Context, s step) error {
	for _, c := range s.changes {
		if err := a.journal.Begin(c.Key); err != nil {
			return fmt.Errorf("journal: %w", err)
		}
	}
	// Looking at a file may take long, and has to be finished once it was begun.
	if err := a.look(context.WithoutCancel(ctx), s); err != nil {
		return err
	}
	if err := a.make(s); err != nil {
		return err
	}
	for _, c := range s.changes {
		if err := a.journal.Done(c.Key); err != nil {
			return fmt.Errorf("journal: %w", err)
		}
	}
	return nil
}

// look says whether what the step changes is still what the plan saw.
func (a *applier) look(ctx context.Context, s step) error {
	if _, err := a.base(s.disk, func(name string) bool { return a.leaving[name] }); err != nil {
		return err
	}
	if s.model {
		return a.lookAtModel(ctx, s)
	}
	var now sight
	if !a.covered(s.disk) {
		var err error
		if now, err = a.now(ctx, s.disk, a.seen[s.disk], &a.scratch); err != nil {
			return err
		}
		a.seen[s.disk] = now
	}
	if now.sum != s.changes[0].Before {
		return changedSince(a.full(s.disk))
	}
	return nil
}

// covered says that a file or link which is about to go stands where a path needs a folder: nothing is at the path
// yet, and what a link shows there is something else.
func (a *applier) covered(name string) bool {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if a.leaving[dir] {
			return true
		}
	}
	return false
}

// lookAtModel compares the whole model file, as the step replaces the whole: also the objects that do not change.
func (a *applier) lookAtModel(ctx context.Context, s step) error {
	var now lockstep.State
	if !a.covered(s.disk) {
		var err error
		if now, err = a.c.document(ctx, a.target, s.disk); err != nil {
			return err
		}
	}
	before := map[lockstep.Key]lockstep.Digest{}
	for _, item := range a.want.All() {
		if a.c.place().Holds(item.Key) {
			before[item.Key] = a.want.Sum(item.Key)
		}
	}
	for _, c := range s.changes {
		before[c.Key] = c.Before
	}
	for k, sum := range before {
		if now.Sum(k) != sum {
			return changedSince(a.full(s.disk))
		}
	}
	for _, item := range now.All() {
		if _, ok := before[item.Key]; !ok {
			return changedSince(a.full(s.disk))
		}
	}
	return nil
}

func (a *applier) make(s step) error {
	if !s.write {
		if err := a.root.Remove(filepath.FromSlash(s.disk)); err != nil {
			return unwritable(a.full(s.disk), err)
		}
		delete(a.leaving, s.disk)
		a.emptied = append(a.emptied, s.disk)
		a.unsynced = append(a.unsynced, path.Dir(s.disk))
		return nil
	}
	if err := a.makeWay(s.disk); err != nil {
		return err
	}
	if err := a.root.Rename(filepath.FromSlash(a.temps[s.disk]), filepath.FromSlash(s.disk)); err != nil {
		return unwritable(a.full(s.disk), err)
	}
	delete(a.temps, s.disk)
	a.unsynced = append(a.unsynced, path.Dir(s.disk))
	return nil
}

// makeWay makes the folders above a file, and removes an empty folder that stands in its place.
func (a *applier) makeWay(name string) error {
	info, err := a.lstat(name)
	switch {
	case err == nil && info.IsDir():
		return a.clearFolder(name)
	case err == nil:
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return unwritable(a.full(name), err)
	}
	above := path.Dir(name)
	if _, err := a.lstat(above); err == nil {
		return nil
	}
	a.emptied = append(a.emptied, name) // should the file itself not come, its new folders go again
	for dir := above; dir != "."; dir = path.Dir(dir) {
		a.unsynced = append(a.unsynced, path.Dir(dir))
	}
	if err := a.root.MkdirAll(filepath.FromSlash(above), 0o777); err != nil {
		return unwritable(a.full(above), err)
	}
	return nil
}

// tidy removes what was staged and not used, and the folders that the changes emptied, and makes all of it last.
func (a *applier) tidy() error {
	var failed error
	for _, temp := range a.temps {
		if err := a.root.Remove(filepath.FromSlash(temp)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed = unwritable(a.full(temp), err)
		}
	}
	for _, name := range a.emptied {
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if !a.isFolder(dir) {
				continue // it is gone already, or something else took its place
			}
			if a.root.Remove(filepath.FromSlash(dir)) != nil {
				break // something is left in it
			}
			a.unsynced = append(a.unsynced, path.Dir(dir))
		}
	}
	return errors.Join(failed, a.syncFolders())
}
