package app

import (
	"context"
	"errors"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
)

// Look asks an environment's systems how they are. A system that does not answer is a finding, not an error.
func (a *App) Look(ref string) (v LookView, err error) {
	defer recovered(&err)
	at, err := a.place(ref)
	if err != nil {
		return v, err
	}
	one, err := a.sight(at, a.sights.next())
	if err != nil {
		return a.unseen(at, err)
	}
	return a.seen(at, one)
}

// unseen is the view of an environment that could not be read.
func (a *App) unseen(at engine.Place, err error) (LookView, error) {
	if errors.Is(err, context.Canceled) {
		return LookView{}, err
	}
	return LookView{Environment: refOf(at), CheckedAt: timeText(a.config.Now()), Omitted: []OmittedView{},
		Problem: message(err), Code: string(lockstep.CodeOf(err))}, nil
}

// seen is the view of what was seen of an environment, with what is on its way there.
func (a *App) seen(at engine.Place, one *sight) (v LookView, err error) {
	if v, err = a.lookView(at, one); err != nil {
		return v, err
	}
	upstream, err := a.placeOf(at.Environment.Upstream)
	if err != nil || upstream.Environment.Removed {
		return v, nil
	}
	source, err := a.glance(upstream)
	if err != nil {
		return v, nil // an upstream that cannot be read leaves unknown what is on the way
	}
	leg, err := a.engine.Leg(a.work(), upstream, at, source.state, one.state)
	if errors.Is(err, lockstep.Corrupt) {
		v.Damage = message(err)
		return v, nil
	}
	if err != nil {
		return v, err
	}
	v.count(leg)
	return v, nil
}

func (v *LookView) count(leg lockstep.Leg) {
	ahead, own := countLeg(leg)
	behind, outgoing := ahead.total(), own.total()
	v.Behind, v.Outgoing, v.Ahead, v.Own = &behind, &outgoing, &ahead, &own
}

// sight reads an environment and keeps what was seen, for others that ask to see it since.
func (a *App) sight(at engine.Place, since uint64) (*sight, error) {
	return a.sights.see(at, since, func() (*sight, error) {
		began, begun := a.config.Now(), a.sights.next() // a change made while it is read may be missed, so it is as old as the beginning
		state, print, err := a.engine.Read(a.work(), at)
		if err != nil {
			return nil, err
		}
		return &sight{state: state, print: print, objects: a.objects(at, state), at: began, begun: begun}, nil
	})
}

// glance is the sight for one who looks in passing, again and again: what is unchanged since the last look by its
// fingerprint is not read anew.
func (a *App) glance(at engine.Place) (*sight, error) {
	if last := a.sights.settled(at); last != nil && last.print != "" {
		began, begun := a.config.Now(), a.sights.next()
		print, err := a.engine.Fingerprint(a.work(), at)
		if err != nil {
			return nil, err
		}
		if print == last.print {
			return a.sights.again(last, begun, began), nil
		}
	}
	return a.sight(at, a.sights.next())
}

// objects draws the model items of a state, to say later what of an item is on its way.
func (a *App) objects(at engine.Place, state lockstep.State) map[lockstep.Key]lockstep.Object {
	objects := map[lockstep.Key]lockstep.Object{}
	for _, slot := range at.Project.Slots {
		driver, err := a.engine.Driver(slot.Kind)
		if err != nil || driver.Describe == nil {
			continue
		}
		for _, item := range state.All() {
			if item.Key.Slot != slot.Name || item.Part != lockstep.Model {
				continue
			}
			if object, ok := driver.Describe(item); ok {
				objects[item.Key] = object
			}
		}
	}
	return objects
}

// known gives what was seen of an environment last, or what its newest snapshot holds; nil where there is neither.
func (a *App) known(at engine.Place) (*sight, error) {
	if one := a.sights.last(at); one != nil {
		return one, nil
	}
	latest, err := a.config.Store.LatestSnapshot(a.reading, at.Environment.UUID)
	if errors.Is(err, lockstep.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	state, err := a.config.Vault.State(a.work(), latest.State)
	if errors.Is(err, lockstep.Corrupt) { // nothing is known until somebody looks
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &sight{state: state, at: latest.TakenAt, remembered: true}, nil
}

func (a *App) lookView(at engine.Place, one *sight) (LookView, error) {
	v := LookView{
		Environment: refOf(at),
		Reachable:   true,
		CheckedAt:   timeText(one.at),
		State:       string(one.state.Digest()),
		Items:       one.state.Count(),
		Omitted:     omittedViews(one.state),
		Remembered:  one.remembered,
	}
	if one.remembered {
		return v, nil
	}
	drift, err := a.engine.Drift(a.work(), at, one.state)
	if errors.Is(err, lockstep.Corrupt) { // the environment itself is well, and was read
		v.Damage = message(err)
		return v, nil
	}
	if drift.Known {
		n := len(drift.Changes)
		v.Drift, v.SettingsChanged, v.Since = &n, drift.OtherSettings, snapshotRef(at, drift.Since.Number)
	}
	if drift.Found.Number != 0 {
		v.Found = snapshotRef(at, drift.Found.Number)
	}
	return v, err
}

// countLeg counts what is on the way, and what the target has or changed on its own: what a promotion would remove is
// added there.
func countLeg(leg lockstep.Leg) (ahead, own CountsView) {
	for _, d := range leg.Differences {
		switch {
		case d.OnWay():
			ahead.add(d.Op)
		case d.Op == lockstep.Remove:
			own.add(lockstep.Add)
		case d.Op == lockstep.Add:
			own.add(lockstep.Remove)
		default:
			own.add(d.Op)
		}
	}
	return ahead, own
}

func (c *CountsView) total() int { return c.Added + c.Modified + c.Removed + c.Renamed }

func (c *CountsView) add(op lockstep.Op) {
	switch op {
	case lockstep.Add:
		c.Added++
	case lockstep.Modify:
		c.Modified++
	case lockstep.Remove:
		c.Removed++
	case lockstep.Rename:
		c.Renamed++
	}
}
