package engine

import "lockstep/app/lockstep"

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
