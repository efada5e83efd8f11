package app

import (
	"slices"

	"lockstep/app/lockstep"
	"lockstep/store"
)

// MoveEnvironment lets an environment and its neighbour in the pipeline change places: towards where changes begin, or
// away from it. Only the order changes, in the catalog alone.
func (a *App) MoveEnvironment(ref string, back bool) (v ProjectView, err error) {
	defer recovered(&err)
	at, err := a.place(ref)
	if err != nil {
		return v, err
	}
	all, err := a.config.Store.Environments(a.reading, at.Project.UUID)
	if err != nil {
		return v, err
	}
	all = slices.DeleteFunc(all, func(e lockstep.Environment) bool { return e.Removed })
	first, second, err := neighbours(all, at.Environment, back)
	if err != nil {
		return v, err
	}
	err = a.write(func(tx *store.Tx) error {
		for _, e := range exchanged(all, first, second) {
			if err := tx.UpdateEnvironment(e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return v, err
	}
	a.changed("")
	return a.projectView(at.Project)
}

// neighbours gives the two that change places, in their present order.
func neighbours(all []lockstep.Environment, e lockstep.Environment, back bool) (first, second lockstep.Environment, err error) {
	if back {
		for _, other := range all {
			if other.UUID == e.Upstream {
				return other, e, nil
			}
		}
		return first, second, lockstep.Errorf(lockstep.Invalid, "%s is promoted from no other environment, so it is the first already.", e.Name)
	}
	var next []lockstep.Environment
	for _, other := range all {
		if other.Upstream == e.UUID {
			next = append(next, other)
		}
	}
	switch len(next) {
	case 0:
		return first, second, lockstep.Errorf(lockstep.Invalid, "Nothing is promoted from %s, so it is the last already.", e.Name)
	case 1:
		return e, next[0], nil
	}
	return first, second, lockstep.Errorf(lockstep.Invalid, "%d environments are promoted from %s, so there is no one place after it. Edit what they are promoted from instead.", len(next), e.Name)
}

// exchanged gives the environments whose upstream changes when second goes before first: what came after second comes
// after first, and what else came after first stays there.
func exchanged(all []lockstep.Environment, first, second lockstep.Environment) (changed []lockstep.Environment) {
	for _, e := range all {
		if e.Upstream == second.UUID {
			e.Upstream = first.UUID
			changed = append(changed, e)
		}
	}
	first.Upstream, second.Upstream = second.UUID, first.Upstream
	return append(changed, first, second)
}
