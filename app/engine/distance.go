package engine

import (
	"context"

	"lockstep/app/lockstep"
)

// Distance is how far a target is from a source, by the same rules as a promotion, without planning one.
type Distance struct {
	At          Place
	Differences []lockstep.Difference
	Err         error // why the target could not be read
}

// Distances reads a source once, and sets each target against it. A target that cannot be read is a finding.
func (e *Engine) Distances(ctx context.Context, from Place, targets []Place) ([]Distance, error) {
	source, err := e.Capture(ctx, from)
	if err != nil {
		return nil, err
	}
	var found []Distance
	for _, at := range targets {
		one := Distance{At: at}
		one.Differences, one.Err = e.distance(ctx, from, at, source)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, nil
}

func (e *Engine) distance(ctx context.Context, from, at Place, source lockstep.State) ([]lockstep.Difference, error) {
	target, err := e.Capture(ctx, at)
	if err != nil {
		return nil, err
	}
	both := sharedSlots(from.Environment, at.Environment)
	target = target.Where(both)
	s, err := e.sidesOf(ctx, from, at, source.Where(both), target)
	return lockstep.Differences(lockstep.Promote, s.Source, target, s.Base, e.Match(at.Project)), err
}
