package engine

import (
	"context"
	"errors"
	"fmt"

	"lockstep/app/lockstep"
)

// Tidy takes the lock under which the vault is gone through as a whole: one at a time verifies or prunes it.
func (e *Engine) Tidy(ctx context.Context) (release func(), err error) {
	l, err := e.lockFile("vault")
	if err != nil {
		return nil, err
	}
	ok, err := e.wait(ctx, l)
	if err != nil {
		return nil, fmt.Errorf("lock the vault: %w", err)
	}
	if !ok {
		return nil, lockstep.Suggest(lockstep.Errorf(lockstep.Conflict, "Another window or command is verifying or pruning this catalog. Nothing was changed by this one. Wait until it ends."),
			"To wait longer for it: --lock-timeout.")
	}
	return func() { _ = l.Unlock() }, nil
}

// Needed says which snapshots of an environment are needed, by id, and by what: those of runs that wait for an answer, the
// one that the environment drifted from, those to which one can roll back, and those that it last had in common with another environment of its project.
func (e *Engine) Needed(ctx context.Context, environment string, others []string) (map[lockstep.Digest][]string, error) {
	needed := map[lockstep.Digest][]string{}
	need := func(id lockstep.Digest, format string, args ...any) {
		if id != "" {
			needed[id] = append(needed[id], fmt.Sprintf(format, args...))
		}
	}
	for _, where := range append([]string{environment}, others...) {
		open, err := e.Catalog.UnfinishedRuns(ctx, where)
		if err != nil {
			return nil, err
		}
		for _, run := range open {
			for _, id := range []lockstep.Digest{run.Source, run.Guard, run.Result} {
				need(id, "belongs to run %d, which is not finished", run.Number)
			}
		}
	}
	expected, err := e.Catalog.ExpectedSnapshot(ctx, environment)
	if err != nil && !errors.Is(err, lockstep.NotFound) {
		return nil, err
	}
	if newest, err := e.Catalog.LatestSnapshot(ctx, environment); err == nil && newest.ID != expected.ID {
		need(expected.ID, "is what the environment drifted from")
	}
	last, err := e.Catalog.LastToTakeBack(ctx, environment)
	if err != nil && !errors.Is(err, lockstep.NotFound) {
		return nil, err
	}
	if err == nil {
		need(last.Guard, "is what run %d can be rolled back to", last.Number)
	}
	for _, other := range others {
		for _, way := range [][2]string{{environment, other}, {other, environment}} {
			run, err := e.Catalog.LastPromotion(ctx, way[0], way[1])
			if errors.Is(err, lockstep.NotFound) {
				continue
			}
			if err != nil {
				return nil, err
			}
			need(run.Source, "is what run %d took, the last promotion between the two", run.Number)
			need(run.Result, "is what run %d left, the last promotion between the two", run.Number)
		}
	}
	return needed, nil
}
