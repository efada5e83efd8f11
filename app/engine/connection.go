package engine

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"lockstep/app/lockstep"
)

// connection is one slot of an environment with an open connector, which it does not trust: a panic of it is a failure
// like any other, since a run that it broke off must still be recorded, and what it captures is looked at.
type connection struct {
	slot      lockstep.Slot
	driver    lockstep.Driver
	connector lockstep.Connector
}

// connect opens the connectors of every slot that the environment fills, in the project's order.
// The returned function closes them.
func (e *Engine) connect(ctx context.Context, at Place) ([]connection, func(), error) {
	var open []connection
	closeAll := func() {
		for _, c := range open {
			_ = c.close() // nothing was left to be written through it
		}
	}
	if at.Environment.Removed {
		return nil, nil, lockstep.Errorf(lockstep.NotFound, "%s was removed from the project. Its snapshots can still be looked at and restored elsewhere.", at.Name())
	}
	for _, slot := range at.Project.Slots {
		where, ok := at.Environment.Connections[slot.Name]
		if !ok {
			continue
		}
		driver, err := e.Driver(slot.Kind)
		if err != nil {
			closeAll()
			return nil, nil, err
		}
		c, err := connected(ctx, slot, driver, where)
		if err != nil {
			closeAll()
			return nil, nil, fmt.Errorf("open %s of %s: %w", slot.Name, at.Name(), err)
		}
		open = append(open, c)
	}
	if len(open) == 0 {
		return nil, nil, lockstep.Suggest(lockstep.Errorf(lockstep.Invalid, "%s has no connection yet, so there is nothing to read. Connect it first.", at.Name()),
			"Connect it with: lockstep connection set %s SLOT --set name=value.", at.Ref())
	}
	return open, closeAll, nil
}

func connected(ctx context.Context, slot lockstep.Slot, driver lockstep.Driver, where lockstep.Connection) (c connection, err error) {
	defer caught(slot, &err)
	connector, err := driver.Open(ctx, slot, where)
	return connection{slot, driver, connector}, err
}

// caught turns a panic of a slot's connector into an error. Where it wrote, nobody knows how far it came.
func caught(slot lockstep.Slot, err *error) {
	if r := recover(); r != nil {
		*err = &lockstep.Error{
			Code:    lockstep.Internal,
			Message: fmt.Sprintf("The connector of the slot %s met a fault of its own: %v. Please report it with what you did before.", slot.Name, r),
			Cause:   fmt.Errorf("%w: %v\n%s", lockstep.Unknown, r, debug.Stack()),
		}
	}
}

func prepared(slot lockstep.Slot, driver lockstep.Driver, before, want lockstep.State) (settled lockstep.State, found []lockstep.Problem, err error) {
	defer caught(slot, &err)
	return driver.Prepare(slot, before.Slot(slot.Name), want.Slot(slot.Name))
}

func (c connection) fingerprint(ctx context.Context) (print string, err error) {
	defer caught(c.slot, &err)
	return c.connector.Fingerprint(ctx)
}

// capture reads the slot, but for what did not change since it was seen.
func (c connection) capture(ctx context.Context, seen lockstep.Seen) (state lockstep.State, stamps lockstep.Stamps, err error) {
	defer caught(c.slot, &err)
	if r, ok := c.connector.(lockstep.Recapturer); ok {
		state, stamps, err = r.Recapture(ctx, lockstep.Seen{State: seen.State.Slot(c.slot.Name), Stamps: seen.Stamps})
	} else {
		state, err = c.connector.Capture(ctx)
	}
	if err == nil {
		err = c.sane(state)
	}
	return state, stamps, err
}

// sane refuses a capture that holds what can be no item of the slot.
func (c connection) sane(state lockstep.State) error {
	for _, item := range state.All() {
		wrong := ""
		switch {
		case item.Key.Slot != c.slot.Name:
			wrong = "is of another slot"
		case item.Key.Kind == "" || item.Key.Name == "":
			wrong = "has no name"
		case item.Part != lockstep.Model && item.Part != lockstep.Configuration:
			wrong = fmt.Sprintf("is of the part %q, which there is not", item.Part)
		case item.Body.Digest == "" || item.Body.Size < 0:
			wrong = "has no content"
		}
		if wrong != "" {
			return lockstep.Errorf(lockstep.Internal, "What the connector of the slot %s read cannot be: %s %s. It was not taken. Please report it.", c.slot.Name, item.Key, wrong)
		}
	}
	for _, o := range state.Omitted() {
		if o.Key.Slot != c.slot.Name {
			return lockstep.Errorf(lockstep.Internal, "What the connector of the slot %s read cannot be: %s, which it left out, is of another slot. It was not taken. Please report it.", c.slot.Name, o.Key)
		}
	}
	return nil
}

// survey asks a system that can tell about itself.
func (c connection) survey(ctx context.Context) (found lockstep.Survey, err error) {
	defer caught(c.slot, &err)
	if s, ok := c.connector.(lockstep.Surveyor); ok {
		found, err = s.Survey(ctx)
	}
	return found, err
}

func (c connection) validate(ctx context.Context, want lockstep.State, changes []lockstep.Change) (problems []lockstep.Problem, err error) {
	defer caught(c.slot, &err)
	return c.connector.Validate(ctx, want.Slot(c.slot.Name), changes)
}

// script asks a system that is changed by statements for them.
func (c connection) script(ctx context.Context, want lockstep.State, changes []lockstep.Change) (statements []lockstep.Statement, err error) {
	defer caught(c.slot, &err)
	if s, ok := c.connector.(lockstep.Scripter); ok {
		statements, err = s.Script(ctx, want.Slot(c.slot.Name), changes)
	}
	return statements, err
}

// apply makes changes. A connector that says it made them has to have told the journal of each: otherwise it may have
// made others, or none.
func (c connection) apply(ctx context.Context, want lockstep.State, changes []lockstep.Change, j *journal) (err error) {
	defer caught(c.slot, &err)
	j.expect(changes)
	if err := c.connector.Apply(ctx, want.Slot(c.slot.Name), changes, j); err != nil {
		return err
	}
	if err := j.fault; err != nil {
		return err
	}
	if untold := j.untold(); len(untold) > 0 {
		return lockstep.Errorf(lockstep.Internal, "The connector of the slot %s says that it has made every change, and never told of %s. Please report it.", c.slot.Name, listed(untold))
	}
	return nil
}

func (c connection) clearCache(ctx context.Context) (err error) {
	defer caught(c.slot, &err)
	return c.connector.ClearCache(ctx)
}

func (c connection) notify(ctx context.Context, n lockstep.Notifier, changed func()) (err error) {
	defer caught(c.slot, &err)
	return n.Notify(ctx, changed)
}

func (c connection) close() (err error) {
	defer caught(c.slot, &err)
	return c.connector.Close()
}

// marking is a Marked of a slot; it does not trust it either.
type marking struct {
	slot lockstep.Slot
	lockstep.Marked
}

func (m marking) Markers(ctx context.Context) (found []lockstep.Marker, err error) {
	defer caught(m.slot, &err)
	return m.Marked.Markers(ctx)
}

func (m marking) SetMarkers(ctx context.Context, markers []lockstep.Marker) (err error) {
	defer caught(m.slot, &err)
	return m.Marked.SetMarkers(ctx, markers)
}

func (m marking) TakeLease(ctx context.Context, l lockstep.Lease, now time.Time) (before lockstep.Lease, err error) {
	defer caught(m.slot, &err)
	return m.Marked.TakeLease(ctx, l, now)
}

func (m marking) DropLease(ctx context.Context, run string) (err error) {
	defer caught(m.slot, &err)
	return m.Marked.DropLease(ctx, run)
}
