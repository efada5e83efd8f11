package app

import (
	"errors"
	"fmt"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/app/values"
	"lockstep/store"
)

// ErrNoPlace says that an environment does not have the place at which a value is to be set: it can be kept ready for it.
var ErrNoPlace = engine.ErrNoPlace

// setting is the draft of setting one value. On a development environment any place may be set, elsewhere only what belongs
// to the environment: the rest comes from its upstream.
func (a *App) setting(r PlanRequest, at engine.Place) (engine.Draft, error) {
	key, address, err := placeOf(r.Place)
	if err != nil {
		return engine.Draft{}, err
	}
	if err := a.settable(at, key, address, r.Place); err != nil {
		return engine.Draft{}, err
	}
	draft, err := a.engine.Setting(a.work(), at, key, address, r.Value)
	if errors.Is(err, ErrNoPlace) {
		return draft, &lockstep.Error{Code: lockstep.NotFound, Cause: ErrNoPlace,
			Message: fmt.Sprintf("%s has no %s yet. Nothing was changed. A value for it can be kept ready.", at.Name(), r.Place)}
	}
	draft.Place = values.JoinPattern(key, address)
	return draft, err
}

func (a *App) settable(at engine.Place, key lockstep.Key, address, place string) error {
	if at.Environment.Role == lockstep.Development {
		return nil
	}
	rules, err := a.engine.Rules(at.Project)
	if err != nil {
		return err
	}
	state := lockstep.State{}
	if one, err := a.glance(at); err == nil {
		state = one.state
	}
	if kind := rules.Says(state, key, address); !kind.Stays() {
		return lockstep.Suggest(lockstep.Errorf(lockstep.Denied, "%s is no environment value, and %s is a %s environment, in which nothing else is set in place. Nothing was changed. Change it on a development environment and promote, or make it an environment value.", place, at.Name(), at.Environment.Role),
			"Make it one with: lockstep value keep %s --project %s, or with value secret.", place, at.Project.Name)
	}
	return nil
}

// placeOf reads ITEM#PLACE, or ITEM.
func placeOf(text string) (key lockstep.Key, address string, err error) {
	item, address, has := values.SplitPattern(text)
	if has && address == "" {
		return key, "", lockstep.Errorf(lockstep.Invalid, "A place is missing behind the # of %s. Write ITEM#PLACE, or ITEM alone for the whole content.", text)
	}
	key, err = lockstep.ParseKey(values.PlainItem(item))
	return key, address, err
}

// placeIn reads a place of an environment.
func (a *App) placeIn(ref, place string) (at engine.Place, key lockstep.Key, address string, err error) {
	if at, err = a.place(ref); err == nil {
		key, address, err = placeOf(place)
	}
	return at, key, address, err
}

// KeepValue keeps a value ready for a place that an environment does not have yet: it is laid in once the place arrives.
// The value lies sealed in the catalog.
func (a *App) KeepValue(ref, place, value string) (err error) {
	defer recovered(&err)
	at, key, address, err := a.placeIn(ref, place)
	if err != nil {
		return err
	}
	if _, ok := at.Project.Slot(key.Slot); !ok {
		return lockstep.Errorf(lockstep.NotFound, "%s has no slot %s, so that there can be no %s.", at.Project.Name, key.Slot, place)
	}
	if err := a.engine.KeepReady(a.work(), at, lockstep.ReadyValue{Key: key, Address: address, Text: value}); err != nil {
		return err
	}
	a.changed(refOf(at))
	return nil
}

// DropValue forgets a value that was kept ready.
func (a *App) DropValue(ref, place string) (err error) {
	defer recovered(&err)
	at, key, address, err := a.placeIn(ref, place)
	if err != nil {
		return err
	}
	dropped := false
	err = a.write(func(tx *store.Tx) error {
		dropped, err = tx.DropReady(at.Environment.UUID, key, address)
		return err
	})
	if err == nil && !dropped {
		return lockstep.Errorf(lockstep.NotFound, "No value is kept ready for %s on %s.", place, at.Name())
	}
	if err == nil {
		a.changed(refOf(at))
	}
	return err
}

// NoPlace says that an error is that an environment does not have the place at which a value was to be set. It is no
// method, since a window can call every method.
func NoPlace(err error) bool { return errors.Is(err, ErrNoPlace) }

// IsSecret says that a rule makes a place of an environment a secret. It is no method, since a window can call every method.
func IsSecret(a *App, ref, place string) bool {
	at, key, address, err := a.placeIn(ref, place)
	if err != nil {
		return false
	}
	rules, err := a.engine.Rules(at.Project)
	if err != nil {
		return false
	}
	state := lockstep.State{}
	if one := a.sights.last(at); one != nil {
		state = one.state
	}
	return rules.Says(state, key, address) == lockstep.Secret
}
