package main

import (
	"context"
	"os"
	"slices"
	"sync/atomic"
	"syscall"

	"lockstep/app"
	"lockstep/app/cli"
	"lockstep/app/connect"
	"lockstep/app/lockstep"
)

// lethal is the command line that something happens to at a moment of a run: when it tells of its progress, before anything of a
// part is written, when a step is recorded and not made, or when it is made and not recorded.
func lethal(args []string, moment int64, happen func()) int {
	var moments atomic.Int64
	pass := func() {
		if moments.Add(1) == moment {
			happen()
		}
	}
	return cli.Run(context.Background(), args, cli.Stdio{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, func(ctx context.Context, o cli.Options) (*app.App, error) {
		told, drivers := o.Emit, connect.All(o.Home)
		for i, driver := range drivers {
			drivers[i].Open = func(ctx context.Context, slot lockstep.Slot, connection lockstep.Connection) (lockstep.Connector, error) {
				c, err := driver.Open(ctx, slot, connection)
				return lethalConnector{c, pass}, err
			}
		}
		return openApp(ctx, opening{home: o.Home, drivers: drivers, emit: func(event string, payload any) {
			told(event, payload)
			pass()
		}})
	}, nil)
}

type lethalConnector struct {
	lockstep.Connector
	pass func()
}

// noRoom makes what is written be refused as by a full disk: a test sets it where it has no disk to fill.
var noRoom atomic.Bool

func (c lethalConnector) Apply(ctx context.Context, want lockstep.State, changes []lockstep.Change, journal lockstep.Journal) error {
	if len(changes) > 0 {
		c.pass()
	}
	if noRoom.Load() && slices.ContainsFunc(changes, func(change lockstep.Change) bool { return change.After != "" }) {
		return lockstep.Errorf(lockstep.Denied, "It cannot be written, as the disk is full. Make room, then continue. (%v)", syscall.ENOSPC)
	}
	return c.Connector.Apply(ctx, want, changes, lethalJournal{journal, c.pass})
}

type lethalJournal struct {
	lockstep.Journal
	pass func()
}

func (j lethalJournal) Begin(k lockstep.Key) error {
	err := j.Journal.Begin(k)
	j.pass()
	return err
}

func (j lethalJournal) Done(k lockstep.Key) error {
	j.pass()
	return j.Journal.Done(k)
}
