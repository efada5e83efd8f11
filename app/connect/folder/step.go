package folder

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// step is one change of the folder: a file that is written or removed. The model file's objects are one step.
type step struct {
	disk    string // its slash path inside the folder
	changes []lockstep.Change
	model   bool
	write   bool // false: it is removed
	mode    lockstep.Mode
	body    lockstep.Body
}

// steps turns changes into steps, in the order in which they are made: the model, then the files that go, then the
// files that come.
func (c *connector) steps(s site, want lockstep.State, changes []lockstep.Change) ([]step, error) {
	model := step{model: true}
	var steps []step
	for _, change := range changes {
		if c.model != "" && c.place().Holds(change.Key) {
			model.changes = append(model.changes, change)
			continue
		}
		next, err := c.step(s, want, change)
		if err != nil {
			return nil, err
		}
		steps = append(steps, next)
	}
	if len(model.changes) > 0 {
		if err := c.modelStep(s, want, &model); err != nil {
			return nil, err
		}
		steps = append(steps, model)
	}
	slices.SortStableFunc(steps, func(a, b step) int {
		return cmp.Or(cmp.Compare(a.rank(model), b.rank(model)), cmp.Compare(a.disk, b.disk))
	})
	return steps, nil
}

// rank orders the steps. A file that stands where the model file needs a folder has to go before it.
func (a step) rank(model step) int {
	switch {
	case !a.write && !a.model && strings.HasPrefix(model.disk, a.disk+"/"):
		return 0
	case a.model:
		return 1
	case !a.write:
		return 2
	}
	return 3
}

func (c *connector) step(s site, want lockstep.State, change lockstep.Change) (step, error) {
	name := change.Key.Name
	if change.Key.Slot != c.slot || change.Key.Kind != fileKind || change.Op == lockstep.Rename {
		return step{}, lockstep.Errorf(lockstep.Internal, "%s cannot be changed in a folder.", change.Key)
	}
	// The plan refused such names already; this keeps a fault there from reaching the disk.
	t := tree{rules: c.rules, slot: c.slot}
	if !t.checkName(change.Key) {
		return step{}, lockstep.Errorf(lockstep.Blocked, "%s", t.problems[0].Message)
	}
	disk, err := s.onDisk(name)
	if err != nil {
		return step{}, err
	}
	next := step{disk: disk, changes: []lockstep.Change{change}}
	if change.After == "" {
		return next, s.keepsFile(name)
	}
	item, ok := want.Get(change.Key)
	if !ok {
		return step{}, lockstep.Errorf(lockstep.Internal, "%s is to be written and is not in the wanted state.", change.Key)
	}
	next.write, next.mode, next.body = true, item.Mode, item.Body
	return next, nil
}

// keepsFile refuses to remove the one file that a connection leads to: without it, it would lead nowhere.
func (s site) keepsFile(name string) error {
	if s.file == "" {
		return nil
	}
	return lockstep.Errorf(lockstep.Blocked, "%s is the one file of this slot, so it cannot be removed. Leave it out.", name)
}

func (c *connector) modelStep(s site, want lockstep.State, model *step) error {
	disk, err := s.onDisk(c.model)
	if err != nil {
		return err
	}
	model.disk = disk
	doc, mode, ok, err := c.place().Document(want)
	if err != nil {
		return fmt.Errorf("compose the model: %w", err)
	}
	if !ok {
		return s.keepsFile(c.model)
	}
	model.write, model.mode, model.body = true, mode, lockstep.BodyOf(doc)
	if model.body.Size > largest {
		return lockstep.Errorf(lockstep.Blocked, "The model file %s would be refused, as %s. Make the model smaller.", c.model, tooLarge)
	}
	return nil
}
