package engine

import (
	"context"
	"errors"
	"sync"

	"lockstep/app/lockstep"
)

// memory keeps what was captured last of each environment, so that the next capture reads only what changed since.
type memory struct {
	mu   sync.Mutex
	kept map[string]remembered // by environment UUID
}

type remembered struct {
	lockstep.Seen
	setup lockstep.Digest
}

func (m *memory) get(environment string) (remembered, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	one, ok := m.kept[environment]
	return one, ok
}

func (m *memory) keep(environment string, one remembered) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil {
		m.kept = map[string]remembered{}
	}
	m.kept[environment] = one
}

// seen gives what was captured last of an environment: by this process, or else what the catalog keeps.
func (e *Engine) seen(ctx context.Context, at Place) (lockstep.Seen, error) {
	setup := e.setup(at)
	if one, ok := e.memory.get(at.Environment.UUID); ok && one.setup == setup {
		return one.Seen, nil
	}
	kept, err := e.Catalog.Seen(ctx, at.Environment.UUID)
	if err != nil || kept.State == "" || kept.Setup != setup {
		return lockstep.Seen{}, err
	}
	state, err := e.Vault.State(ctx, kept.State)
	if errors.Is(err, lockstep.Corrupt) || errors.Is(err, lockstep.NotFound) {
		return lockstep.Seen{}, nil // then everything is read
	}
	return kept.Seen(state), err
}

// capture reads an environment, but for what did not change since it was read last.
func (e *Engine) capture(ctx context.Context, at Place, open []connection) (lockstep.State, error) {
	seen, err := e.seen(ctx, at)
	if err != nil {
		return lockstep.State{}, err
	}
	return e.read(ctx, at, open, seen)
}

// readBack reads all of an environment, whatever was seen of it. Bodies that are as in likely are taken from there.
func (e *Engine) readBack(ctx context.Context, at Place, open []connection, likely lockstep.State) (lockstep.State, error) {
	return e.read(ctx, at, open, lockstep.Seen{State: likely})
}

func (e *Engine) read(ctx context.Context, at Place, open []connection, seen lockstep.Seen) (lockstep.State, error) {
	states, stamps := make([]lockstep.State, len(open)), make(lockstep.Stamps, len(seen.Stamps))
	for i, c := range open {
		state, some, err := c.capture(ctx, seen)
		if err != nil {
			return lockstep.State{}, err
		}
		states[i] = state
		for key, stamp := range some {
			stamps[key] = stamp
		}
	}
	state, err := lockstep.Join(states...)
	if err == nil {
		e.memory.keep(at.Environment.UUID, remembered{lockstep.Seen{State: state, Stamps: stamps}, e.setup(at)})
	}
	return state, err
}

// keepSeen keeps what is remembered of an environment with its state, which was put into the vault, so that the next
// process too is spared what did not change.
func (e *Engine) keepSeen(tx Tx, at Place, state lockstep.State) error {
	one, ok := e.memory.get(at.Environment.UUID)
	if !ok || len(one.Stamps) == 0 || one.State.Digest() != state.Digest() {
		return nil
	}
	return tx.KeepSeen(at.Environment.UUID, one.Sighting(one.setup))
}
