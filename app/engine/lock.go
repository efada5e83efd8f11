package engine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"lockstep/app/lockstep"
)

// lock takes the environment's lock, one OS file lock that ends with the process that holds it.
func (e *Engine) lock(ctx context.Context, at Place) (release func(), err error) {
	l, err := e.lockFile(at.Environment.UUID)
	if err != nil {
		return nil, err
	}
	ok, err := e.wait(ctx, l)
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", at.Name(), err)
	}
	if ok {
		return func() { _ = l.Unlock() }, nil
	}
	return nil, lockstep.Suggest(lockstep.Errorf(lockstep.Conflict, "A run is under way on %s in another window or command. Nothing was changed by this one. Wait until it ends.", at.Name()),
		"To wait longer for it: --lock-timeout.")
}

// Await waits until no run is under way on an environment, for as long as is to be waited for one: what is planned
// meanwhile would be out of date.
func (e *Engine) Await(ctx context.Context, at Place) error {
	release, err := e.lock(ctx, at)
	if err == nil {
		release()
	}
	return err
}

// wait tries to take a lock for as long as is to be waited for one.
func (e *Engine) wait(ctx context.Context, l *flock.Flock) (ok bool, err error) {
	ok, err = l.TryLock()
	if err != nil || ok || e.LockTimeout == 0 {
		return ok, err
	}
	waiting, cancel := context.WithTimeout(ctx, e.LockTimeout)
	defer cancel()
	ok, err = l.TryLockContext(waiting, 50*time.Millisecond)
	if errors.Is(err, context.DeadlineExceeded) {
		err = nil
	}
	return ok, err
}

// held says that a run is under way on the environment, in this process or another.
func (e *Engine) held(environment string) (bool, error) {
	l, err := e.lockFile(environment)
	if err != nil {
		return false, err
	}
	ok, err := l.TryLock()
	if err != nil {
		return false, fmt.Errorf("look at the lock: %w", err)
	}
	if ok {
		_ = l.Unlock()
	}
	return !ok, nil
}

func (e *Engine) lockFile(environment string) (*flock.Flock, error) {
	if err := os.MkdirAll(e.Locks, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of locks: %w", err)
	}
	return flock.New(filepath.Join(e.Locks, environment+".lock")), nil
}
