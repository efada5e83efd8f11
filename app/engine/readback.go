package engine

import (
	"context"

	"lockstep/app/lockstep"
)

// Found says which of a step's two ends an item is at now.
type Found string

// What can be found.
const (
	FoundBefore  Found = "before"
	FoundAfter   Found = "after"
	FoundNeither Found = "neither" // somebody else changed it, or it was written in part
)

// ReadStep is a step of a run, and what is there of it now.
type ReadStep struct {
	lockstep.Step
	Now Found
}

// ReadBack looks at what a run was to write, item by item: the journal is a hint, and an answer that was lost says
// nothing. It changes nothing.
func (e *Engine) ReadBack(ctx context.Context, at Place, run int) ([]ReadStep, error) {
	steps, err := e.Catalog.Steps(ctx, run)
	if err != nil {
		return nil, err
	}
	open, closeAll, err := e.connect(ctx, at)
	if err != nil {
		return nil, err
	}
	defer closeAll()
	now, err := e.readBack(ctx, at, open, lockstep.State{})
	if err != nil {
		return nil, err
	}
	return find(steps, now), nil
}

// find holds the steps of a run against what is there.
func find(steps []lockstep.Step, now lockstep.State) []ReadStep {
	found := []ReadStep{}
	for _, s := range steps {
		if s.Key.Quiet() {
			continue
		}
		one := ReadStep{Step: s, Now: FoundNeither}
		switch now.Sum(s.Key) {
		case s.Before:
			one.Now = FoundBefore
		case s.After:
			one.Now = FoundAfter
		}
		found = append(found, one)
	}
	return found
}
