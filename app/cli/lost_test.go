package cli_test

import (
	"context"
	"os"

	"lockstep/app/connect"
	"lockstep/app/lockstep"
)

// lostVariable names the item of which no write is answered.
const lostVariable = "LOCKSTEP_TEST_LOST"

// drivers are all connectors. Where an item is named, they lose the answer of its write.
func drivers(home string) []lockstep.Driver {
	all := connect.All(home)
	name := os.Getenv(lostVariable)
	if name == "" {
		return all
	}
	for i, d := range all {
		open := d.Open
		all[i].Open = func(ctx context.Context, slot lockstep.Slot, connection lockstep.Connection) (lockstep.Connector, error) {
			c, err := open(ctx, slot, connection)
			return forgetful{c, name}, err
		}
	}
	return all
}

// forgetful makes every change, and loses the answer to that of one item.
type forgetful struct {
	lockstep.Connector
	name string
}

func (f forgetful) Apply(ctx context.Context, want lockstep.State, changes []lockstep.Change, journal lockstep.Journal) error {
	return f.Connector.Apply(ctx, want, changes, unanswered{journal, f.name})
}

type unanswered struct {
	lockstep.Journal
	name string
}

func (u unanswered) Done(k lockstep.Key) error {
	if k.Name == u.name {
		return lockstep.Errorf(lockstep.Unknown, "QA did not answer in time.")
	}
	return u.Journal.Done(k)
}
