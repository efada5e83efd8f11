package engine

import (
	"context"
	"errors"

	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// ErrNoPlace says that an environment does not have the place at which a value is to be set. The value can be kept ready for
// it.
var ErrNoPlace = lockstep.Errorf(lockstep.NotFound, "The place is not there.")

// Setting sets a value of an environment against it, at an address in an item, or as the whole content for "". The error is
// [ErrNoPlace] where the environment has no such item or place.
func (e *Engine) Setting(ctx context.Context, at Place, k lockstep.Key, address, value string) (Draft, error) {
	target, err := e.Capture(ctx, at)
	if err != nil {
		return Draft{}, err
	}
	item, ok := target.Get(k)
	if !ok {
		if why, omitted := target.Omits(k); omitted {
			return Draft{}, lockstep.Errorf(lockstep.Blocked, "%s was left out when %s was read (%s), so that it cannot be changed. Nothing was changed.", k.Name, at.Name(), why)
		}
		return Draft{}, ErrNoPlace
	}
	body, err := values.SetIn(item, address, value)
	if errors.Is(err, lockstep.NotFound) {
		return Draft{}, ErrNoPlace
	}
	if err != nil {
		return Draft{}, err
	}
	item.Body = lockstep.BodyOf(body)
	source, err := target.With([]lockstep.Item{item}, nil)
	if err != nil {
		return Draft{}, err
	}
	draft := Draft{Act: lockstep.Edit, At: at, SourceName: "the new value", sides: sides{Source: source}, Raw: source, Target: target, scope: everything}
	return draft, e.guard(ctx, &draft, at.Environment)
}

// KeepReady keeps a value ready for a place that an environment does not have yet.
func (e *Engine) KeepReady(ctx context.Context, at Place, v lockstep.ReadyValue) error {
	v.By, v.At = e.By, e.Now().UTC()
	return e.Catalog.Write(ctx, func(tx Tx) error { return tx.KeepReady(at.Environment.UUID, v) })
}
