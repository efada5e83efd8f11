package postgres

import (
	"context"
	"database/sql"
	"errors"
	"sync/atomic"
	"time"

	"lockstep/app/lockstep"
)

// errWaited is that a transaction was ended because others waited for it.
var errWaited = errors.New("others waited for what it held")

// A transaction is looked after when it has lasted for a while, and then this often.
const lookEvery = 200 * time.Millisecond

// waitingQuery ends what a session does for which another one has waited for too long.
const waitingQuery = `SELECT pg_cancel_backend($1::integer) FROM pg_locks WHERE NOT granted AND waitstart < clock_timestamp() - $2::interval AND $1::integer = ANY (pg_blocking_pids(pid)) LIMIT 1`

// watched makes statements while another session looks whether anybody waits for them: nobody is to wait for longer than we would. Where that
// session cannot be had they are made all the same.
func (c *connector) watched(ctx context.Context, tx *sql.Tx, k lockstep.Key, do func() error) error {
	var session int
	if err := tx.QueryRowContext(ctx, "SELECT pg_backend_pid()").Scan(&session); err != nil {
		return err
	}
	var ended atomic.Bool
	over, stop := context.WithCancel(ctx)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		if !pause(over, lookEvery) {
			return // it was short, as almost always
		}
		looks, err := c.db.Conn(over)
		if err != nil {
			return
		}
		defer looks.Close()
		for again := true; again; again = pause(over, lookEvery) {
			var waited bool
			if err := looks.QueryRowContext(over, waitingQuery, session, patience).Scan(&waited); err == nil {
				ended.Store(true)
			}
		}
	}()
	err := do()
	stop()
	<-stopped
	if stateOf(err) != cancelled || !ended.Load() {
		return err
	}
	failed := &stepError{step: step{key: k}}
	errors.As(err, &failed)
	return &stepError{failed.step, errWaited}
}
