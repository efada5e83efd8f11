package main

import (
	"context"
	"fmt"
	"path/filepath"

	"lockstep/app/lockstep"
	"lockstep/snapshots"
	"lockstep/store"
)

// batch is how many states are recorded in one transaction.
const batch = 60

// recorder writes what happened into a catalog, in the order in which it happened.
type recorder struct {
	store  *store.Store
	vault  *snapshots.Vault
	kept   map[lockstep.Digest]bool
	states []lockstep.State
	rows   []func(*store.Tx) error
	runs   int
}

// noKeychain lets the catalog be sealed with a file, so that it opens wherever it is carried.
type noKeychain struct{}

func (noKeychain) Available() bool                    { return false }
func (noKeychain) Get(string, string) (string, error) { return "", nil }
func (noKeychain) Set(string, string, string) error   { return nil }

func newRecorder(ctx context.Context, home string) (*recorder, error) {
	var key *snapshots.Key
	unlock := func(ctx context.Context, meta store.Meta) (sealer store.Sealer, err error) {
		key, _, err = snapshots.Unlock(ctx, meta, home, noKeychain{})
		return key, err
	}
	s, err := store.Open(ctx, filepath.Join(home, "catalog.db"), unlock)
	if err != nil {
		return nil, err
	}
	return &recorder{store: s, vault: snapshots.New(s, key), kept: map[lockstep.Digest]bool{}}, nil
}

// begin writes the project and its environments.
func (r *recorder) begin(ctx context.Context, m *maker) error {
	return r.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.AddProject(m.project); err != nil {
			return err
		}
		for _, s := range m.environments {
			if err := tx.AddEnvironment(s.Environment); err != nil {
				return err
			}
		}
		return nil
	})
}

// keep has a state in the vault.
func (r *recorder) keep(s lockstep.State) {
	if !r.kept[s.Digest()] {
		r.kept[s.Digest()] = true
		r.states = append(r.states, s)
	}
}

func (r *recorder) snapshot(s lockstep.Snapshot) {
	r.rows = append(r.rows, func(tx *store.Tx) error { return tx.AddSnapshot(&s) })
}

// run records a run and gives it the number that it will have.
func (r *recorder) run(run lockstep.Run, steps []lockstep.Step) *lockstep.Run {
	r.runs++
	run.Number = r.runs
	recorded := run
	r.rows = append(r.rows, func(tx *store.Tx) error {
		wanted := run.Number
		if err := tx.AddRun(&run, steps); err != nil {
			return err
		}
		if run.Number != wanted {
			return fmt.Errorf("run %d was recorded as number %d", wanted, run.Number)
		}
		return nil
	})
	return &recorded
}

// update records what became of a run later.
func (r *recorder) update(run *lockstep.Run) {
	r.rows = append(r.rows, func(tx *store.Tx) error { return tx.UpdateRun(*run) })
}

func (r *recorder) maybeFlush(ctx context.Context) error {
	if len(r.states) < batch {
		return nil
	}
	return r.flush(ctx)
}

// flush writes what waits.
func (r *recorder) flush(ctx context.Context) error {
	staged, err := r.vault.Stage(ctx, nil, r.states...)
	if err != nil {
		return err
	}
	err = r.store.Write(ctx, func(tx *store.Tx) error {
		if err := staged.Commit(tx); err != nil {
			return err
		}
		for _, row := range r.rows {
			if err := row(tx); err != nil {
				return err
			}
		}
		return nil
	})
	r.states, r.rows = nil, nil
	return err
}
