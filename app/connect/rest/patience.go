package rest

import (
	"context"
	"errors"
	"time"

	"lockstep/app/lockstep"
)

// How long an answer is waited for: to a question, and to a write, or to the trial of one.
const (
	Asking  = 2 * time.Minute
	Writing = 10 * time.Minute
)

const (
	grace = 30 * time.Second // that a write under way is still given when the run is stopped
	tries = 3                // of a question that the system puts off
)

// Patiently asks a question, and again where the system puts it off.
func Patiently(ctx context.Context, ask func() error) error {
	for try := 1; ; try++ {
		err := ask()
		var f *Fault
		if try == tries || !errors.As(err, &f) || !f.Later || !Pause(ctx, f.Wait) {
			return err
		}
	}
}

// Pause waits; it says false where ctx ended before.
func Pause(ctx context.Context, d time.Duration) bool {
	if ctx.Err() != nil {
		return false
	}
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// Finishing is the context of a write. When ctx ends, the answer is waited for a while longer, as without it nobody knows
// what became of the write. Call done when it was answered.
func Finishing(ctx context.Context) (own context.Context, done func()) {
	own, cancel := context.WithTimeout(context.WithoutCancel(ctx), Writing)
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(grace, cancel) })
	return own, func() { stop(); cancel() }
}

// Lost makes the error of a write Unknown where nobody knows whether it took place.
func (c *Client) Lost(err error) error {
	var f *Fault
	if !errors.As(err, &f) || !f.Doubtful {
		return err
	}
	return &lockstep.Error{Code: lockstep.Unknown, Cause: err,
		Message: "The answer of " + c.Base.Host + " to a change was lost: " + Reason(err) + ". Nobody knows whether it took place until it is read back."}
}
