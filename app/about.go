package app

import (
	"errors"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
)

// about settles what a plan is asked for, where that is not all, and finds what of it was changed again since it was found.
func (a *App) about(r PlanRequest, d *engine.Draft) (again map[lockstep.Key]bool, err error) {
	if r.Found == "" && len(r.About) == 0 {
		return nil, nil
	}
	d.About = map[lockstep.Key]bool{}
	for _, item := range r.About {
		k, err := lockstep.ParseKey(item)
		if err != nil {
			return nil, err
		}
		d.About[k] = true
	}
	if r.Found == "" {
		return nil, nil
	}
	at, s, err := a.snapshot(r.Found)
	if err != nil {
		return nil, err
	}
	found, err := a.config.Vault.State(a.work(), s.State)
	if err != nil {
		return nil, err
	}
	expected, err := a.expected(at)
	if err != nil {
		return nil, err
	}
	now := d.Target
	if d.From != nil {
		now = d.Source
	}
	again = map[lockstep.Key]bool{}
	for _, c := range lockstep.Loud(lockstep.Diff(expected, found)) {
		keys := []lockstep.Key{c.Key}
		if c.Op == lockstep.Rename {
			keys = append(keys, c.From)
		}
		for _, k := range keys {
			d.About[k], again[k] = true, now.Sum(k) != found.Sum(k)
		}
	}
	return again, nil
}

// expected gives the state that Lockstep knows an environment to have.
func (a *App) expected(at engine.Place) (lockstep.State, error) {
	s, err := a.config.Store.ExpectedSnapshot(a.reading, at.Environment.UUID)
	if errors.Is(err, lockstep.NotFound) {
		return lockstep.State{}, lockstep.Errorf(lockstep.Conflict, "What %s drifted from is not known any more. Nothing was changed. Look at it again.", at.Name())
	}
	if err != nil {
		return lockstep.State{}, err
	}
	return a.config.Vault.State(a.work(), s.State)
}
