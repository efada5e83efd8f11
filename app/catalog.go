package app

import (
	"context"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/snapshots"
	"lockstep/store"
)

// catalog is the store as the engine sees it.
type catalog struct{ *store.Store }

// Write is the store's, with its transaction as the engine knows it.
func (c catalog) Write(ctx context.Context, fn func(engine.Tx) error) error {
	return c.Store.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
}

// Prune runs fn in one transaction of the store, as the vault knows it.
func (c catalog) Prune(ctx context.Context, fn func(snapshots.PruneTx) error) error {
	return c.Store.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
}

// Runs gives the runs on an environment, newest first; every environment's for "", no limit for 0.
func (c catalog) Runs(ctx context.Context, environment string, limit int) ([]lockstep.Run, error) {
	return c.Store.Runs(ctx, store.RunFilter{Environment: environment, Limit: limit})
}

// UnfinishedRuns gives the runs on an environment that are running, failed or diverged.
func (c catalog) UnfinishedRuns(ctx context.Context, environment string) ([]lockstep.Run, error) {
	return c.Store.Runs(ctx, store.RunFilter{Environment: environment,
		Statuses: []lockstep.Status{lockstep.Running, lockstep.Failed, lockstep.Diverged}})
}
