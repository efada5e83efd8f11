package folder

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"lockstep/app/lockstep"
)

// Validate looks whether the folder could take the changes, then runs the slot's own check on a copy of what would be.
func (c *connector) Validate(ctx context.Context, want lockstep.State, changes []lockstep.Change) ([]lockstep.Problem, error) {
	if len(changes) == 0 {
		return nil, nil
	}
	s, err := c.site()
	if err != nil {
		return nil, err
	}
	problems, err := c.validateDisk(s, want, changes)
	if err != nil || len(problems) > 0 || c.validate == "" {
		return problems, err
	}
	return c.validateCopy(ctx, s, want)
}

// validateDisk asks of each change what Apply would ask, without changing anything.
func (c *connector) validateDisk(s site, want lockstep.State, changes []lockstep.Change) ([]lockstep.Problem, error) {
	t, err := s.openTarget()
	if err != nil {
		return nil, err
	}
	defer t.root.Close()
	v := diskCheck{target: t, leaving: map[string]bool{}, asked: map[string]error{}}
	var ready []step
	for _, group := range c.apart(changes) {
		steps, err := c.steps(s, want, group)
		if err != nil {
			v.refuse(subject(group), err)
			continue
		}
		ready = append(ready, steps...)
	}
	for _, next := range ready {
		if !next.write {
			v.leaving[next.disk] = true
		}
	}
	for _, next := range ready {
		v.refuse(subject(next.changes), v.check(next))
	}
	return v.problems, nil
}

// apart gives the changes of the model together and every other alone, so that each refusal finds its item.
func (c *connector) apart(changes []lockstep.Change) [][]lockstep.Change {
	var model []lockstep.Change
	var groups [][]lockstep.Change
	for _, change := range changes {
		if c.model != "" && c.place().Holds(change.Key) {
			model = append(model, change)
			continue
		}
		groups = append(groups, []lockstep.Change{change})
	}
	if len(model) > 0 {
		groups = append(groups, model)
	}
	return groups
}

// subject is the key by which people know a group of changes.
func subject(changes []lockstep.Change) lockstep.Key {
	for _, change := range changes {
		if !change.Key.Quiet() {
			return change.Key
		}
	}
	return changes[0].Key
}

type diskCheck struct {
	target
	leaving  map[string]bool
	asked    map[string]error // may files be made in this folder
	problems []lockstep.Problem
}

func (v *diskCheck) refuse(k lockstep.Key, err error) {
	if err == nil {
		return
	}
	problem := lockstep.Problem{Key: k, Message: err.Error(), Verdict: lockstep.Blocks}
	var closed *shut
	if errors.As(err, &closed) {
		problem.Cause = closed.cause()
	}
	v.problems = append(v.problems, problem)
}

// shut is the failure to write anything in a folder.
type shut struct {
	name, folder string
	why          error
}

func (s *shut) cause() string {
	return fmt.Sprintf("the folder %s may not be written to (%v). Allow writing there.", s.folder, s.why)
}

func (s *shut) Error() string { return s.name + " cannot be written, as " + s.cause() }

func (v *diskCheck) check(s step) error {
	base, err := v.base(s.disk, func(name string) bool { return v.leaving[name] })
	if err != nil {
		return err
	}
	denied, known := v.asked[base]
	if !known {
		denied = mayWrite(v.full(base))
		v.asked[base] = denied
	}
	if denied != nil {
		return &shut{name: s.disk, folder: v.full(base), why: denied}
	}
	old, err := v.lstat(s.disk)
	if err != nil || !s.write {
		return nil
	}
	if old.IsDir() {
		if err := v.own.refuseWrite(s.disk, v.full(s.disk), old); err != nil {
			return err
		}
		return v.checkFolder(s.disk)
	}
	if why := unfit(old); why != "" {
		return lockstep.Errorf(lockstep.Conflict, "%s is not replaced, as %s. Move it away first.", v.full(s.disk), why)
	}
	if uid, _, ok := owner(old); ok && old.Mode().IsRegular() && uid != os.Geteuid() && os.Geteuid() != 0 {
		return lockstep.Errorf(lockstep.Denied, "The owner of %s could not be kept, as it belongs to another user. Run Lockstep as the owner, or change the owner.", v.full(s.disk))
	}
	return nil
}

// checkFolder looks whether a folder that stands in a file's place will be empty when the file comes.
func (v *diskCheck) checkFolder(name string) error {
	entries, err := os.ReadDir(v.full(name))
	if err != nil {
		return unreadable(v.full(name), err)
	}
	for _, entry := range entries {
		below := name + "/" + entry.Name()
		if entry.IsDir() && !v.own.entry(entry) {
			if err := v.checkFolder(below); err != nil {
				return err
			}
			continue
		}
		if !v.leaving[below] {
			return lockstep.Errorf(lockstep.Conflict, "The folder %s is in the way, and holds %s, which stays. Move it away, or leave the file of that name out.", v.full(name), entry.Name())
		}
	}
	return nil
}

// validateCopy writes want to a temporary folder and runs the slot's check in it.
func (c *connector) validateCopy(ctx context.Context, s site, want lockstep.State) ([]lockstep.Problem, error) {
	dir, err := os.MkdirTemp("", "lockstep-check-")
	if err != nil {
		return nil, unwritable(os.TempDir(), err)
	}
	defer os.RemoveAll(dir)
	if err := c.copyTo(ctx, s, want, dir); err != nil {
		return nil, err
	}
	output, err := run(ctx, c.validate, dir)
	switch {
	case err == nil:
		return nil, nil
	case ctx.Err() != nil:
		return nil, fmt.Errorf("check the folder: %w", ctx.Err())
	}
	message := fmt.Sprintf("The check %q refuses what would be written (%s). Mend it where it comes from.", c.validate, failure(err, output))
	return []lockstep.Problem{{Key: lockstep.Key{Slot: c.slot}, Message: message, Verdict: lockstep.Blocks}}, nil
}

func (c *connector) copyTo(ctx context.Context, s site, want lockstep.State, dir string) error {
	// In the copy the only file of a slot has the name that it has on disk.
	copied := site{dir: dir}
	t, err := copied.openTarget()
	if err != nil {
		return err
	}
	defer t.root.Close()
	steps, err := c.steps(s, want, lockstep.Diff(lockstep.State{}, want.Slot(c.slot)))
	if err != nil {
		return err
	}
	for _, next := range steps {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("copy the folder: %w", err)
		}
		if err := t.put(next); err != nil {
			return err
		}
	}
	return nil
}

// put writes a file where nothing is yet.
func (t target) put(s step) error {
	body, err := s.body.Bytes()
	if err != nil {
		return fmt.Errorf("read what is to be written to %s: %w", s.disk, err)
	}
	name := filepath.FromSlash(s.disk)
	if err := t.root.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return unwritable(t.full(s.disk), err)
	}
	switch s.mode {
	case lockstep.Link:
		err = t.root.Symlink(string(body), name)
	case lockstep.Executable:
		err = t.root.WriteFile(name, body, 0o777)
	default:
		err = t.root.WriteFile(name, body, 0o666)
	}
	if err != nil {
		return unwritable(t.full(s.disk), err)
	}
	return nil
}
