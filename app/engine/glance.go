package engine

import (
	"context"
	"fmt"
	"strings"

	"lockstep/app/lockstep"
)

// Read is Capture with the fingerprint that the environment had just before: what changes meanwhile makes another one. It
// is "" where something was written so shortly before that it could be written again without another fingerprint.
func (e *Engine) Read(ctx context.Context, at Place) (state lockstep.State, print string, err error) {
	open, closeAll, err := e.connect(ctx, at)
	if err != nil {
		return state, "", err
	}
	defer closeAll()
	if print, err = fingerprint(ctx, open, at); err != nil {
		return state, "", err
	}
	if state, err = e.capture(ctx, at, open); err != nil || !e.settled(at, open, state) {
		return state, "", err
	}
	return state, print, nil
}

// settled says that nothing of a state that was just captured can change without another stamp.
func (e *Engine) settled(at Place, open []connection, state lockstep.State) bool {
	one, _ := e.memory.get(at.Environment.UUID)
	for _, c := range open {
		if _, ok := c.connector.(lockstep.Recapturer); !ok {
			continue
		}
		for _, item := range state.All() {
			if item.Key.Slot == c.slot.Name && one.Stamps[item.Key] == 0 {
				return false
			}
		}
	}
	return true
}

// Fingerprint names what Read would find: while it stays the same, nothing has to be read anew.
func (e *Engine) Fingerprint(ctx context.Context, at Place) (string, error) {
	open, closeAll, err := e.connect(ctx, at)
	if err != nil {
		return "", err
	}
	defer closeAll()
	return fingerprint(ctx, open, at)
}

// fingerprint also names how the environment is set up.
func fingerprint(ctx context.Context, open []connection, at Place) (string, error) {
	prints := []string{at.Environment.UUID}
	for _, c := range open {
		print, err := c.fingerprint(ctx)
		if err != nil {
			return "", err
		}
		where := at.Environment.Connections[c.slot.Name]
		prints = append(prints, fmt.Sprintf("%v %v", c.slot, where), print)
	}
	return string(lockstep.DigestOf([]byte(strings.Join(prints, "\n")))), nil
}
