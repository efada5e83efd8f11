package engine

import "lockstep/app/lockstep"

// halfway makes what a run that was interrupted has left of an item of the model, between the two ends, a part of the way back. Some of these
// are the same at both ends: what a change had to go around. It gives their keys.
func (e *Engine) halfway(d *Draft, now, from, to lockstep.State) (map[lockstep.Key]bool, error) {
	halves := map[lockstep.Key]bool{}
	var own []lockstep.Change
	for _, c := range lockstep.Diff(from, now) {
		if c.Part == lockstep.Model && !c.Key.Quiet() && c.After != to.Sum(c.Key) && e.between(d.At.Project, c.Key, from, now, to) {
			halves[c.Key] = true
			own = append(own, c)
		}
	}
	var err error
	if d.Base.State, err = overlay(d.Base.State, own, now); err != nil {
		return nil, err
	}
	d.Source, err = overlay(d.Source, own, to)
	d.Raw = d.Source
	return halves, err
}

// between says that an item is on its way from one state to the other, or back.
func (e *Engine) between(project lockstep.Project, k lockstep.Key, from, now, to lockstep.State) bool {
	slot, _ := project.Slot(k.Slot)
	driver, err := e.Driver(slot.Kind)
	if err != nil || driver.Between == nil {
		return false
	}
	a, _ := from.Get(k)
	b, _ := now.Get(k)
	c, _ := to.Get(k)
	return driver.Between(a, b, c) || driver.Between(c, b, a)
}

// amid gives the base of a way back what is neither as at one end of a run nor as at the other because the run had changed the
// model alone: it is as an end's would be under the model that is there, so nobody else has changed it.
func (e *Engine) amid(project lockstep.Project, base, now, from, to lockstep.State) (lockstep.State, error) {
	var between []lockstep.Item
	for _, c := range lockstep.Diff(from, to) {
		item, there := now.Get(c.Key)
		if sum := now.Sum(c.Key); c.Part == lockstep.Configuration && there && sum != c.Before && sum != c.After {
			between = append(between, item)
		}
	}
	if len(between) == 0 {
		return base, nil
	}
	for _, end := range []lockstep.State{from, to} {
		var model []lockstep.Change
		for _, c := range lockstep.Diff(end, now) {
			if c.Part == lockstep.Model {
				model = append(model, c)
			}
		}
		under, err := overlay(end, model, now)
		if err != nil {
			return base, err
		}
		if under, _, err = e.prepare(project, end, under); err != nil {
			return base, err
		}
		var own []lockstep.Item
		for _, item := range between {
			if under.Sum(item.Key) == now.Sum(item.Key) {
				own = append(own, item)
			}
		}
		if base, err = base.With(own, nil); err != nil {
			return base, err
		}
	}
	return base, nil
}
