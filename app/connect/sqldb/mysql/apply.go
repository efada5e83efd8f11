package mysql

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// A statement that waits for a table lets all others wait behind it, so it waits shortly, and a few times.
const (
	lockWait   = 2 * time.Second
	lockTries  = 3
	lockPause  = time.Second
	makeRounds = 3 // how often a table is looked at and altered until it is as wanted
)

// Apply makes one step after the other, and then all changes of rows in one transaction. Each statement of the model is for good when it is made; one that was begun is waited for, also when
// ctx ends. What an interrupted Apply left is a state like any other, from which the next one goes on.
func (c *connector) Apply(ctx context.Context, want lockstep.State, changes []lockstep.Change, journal lockstep.Journal) (err error) {
	if len(changes) == 0 || ctx.Err() != nil {
		return ctx.Err()
	}
	now, err := c.Capture(ctx)
	if err != nil {
		return err
	}
	for _, change := range changes {
		if now.Sum(change.Key) != change.Before {
			return c.moved(change.Key.Name)
		}
	}
	renames, err := renamingOf(c.scope, now, want, changes)
	if err != nil {
		return err
	}
	models, rows := apart(changes)
	moves, err := movesOf(renames.now, want, renames.left(models))
	if err != nil {
		return err
	}
	conn, err := c.writes.Conn(ctx)
	if err != nil {
		return c.fault(ctx, err)
	}
	defer conn.Close()
	a := &applier{connector: c, conn: conn, journal: journal, renames: renames, begun: map[lockstep.Key]bool{}}
	if err := a.begin(ctx); err != nil {
		return err
	}
	if err := a.rename(context.WithoutCancel(ctx), now, renames, moves); err != nil {
		return err
	}
	for _, step := range ordered(moves) {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("apply to %s: %w", c.address, err)
		}
		if err := a.step(context.WithoutCancel(ctx), step); err != nil {
			return err
		}
	}
	return a.rowsAtOnce(ctx, renames, want, rows, moves)
}

// apart tells changes of objects from those of rows.
func apart(changes []lockstep.Change) (models, rows []lockstep.Change) {
	for _, change := range changes {
		if change.Key.Kind == sqldb.RowKind {
			rows = append(rows, change)
		} else {
			models = append(models, change)
		}
	}
	return models, rows
}

// moved is for what is not as a plan saw it.
func (c *connector) moved(name string) error {
	return lockstep.Errorf(lockstep.Conflict, "%s was changed in %s at %s since the plan was made, so it was not written over. Plan again.", name, c.address.database, c.address)
}

// applier carries out one Apply.
type applier struct {
	*connector
	conn     *sql.Conn
	journal  lockstep.Journal
	renames  *renaming
	begun    map[lockstep.Key]bool // what was renamed already
	held     bool                  // nobody else can write to the table that is changed
	script   *script               // takes the statements down in the place of the server; nil where they are run
	replaces bool                  // the server knows CREATE OR REPLACE of routines, triggers and events
}

// begin sets up the session. A server that does not know a setting, or does not let it be set, has the behaviour that it stands for.
func (a *applier) begin(ctx context.Context) error {
	var version string
	if err := a.conn.QueryRowContext(ctx, "SELECT VERSION()").Scan(&version); err != nil {
		return a.fault(ctx, err)
	}
	a.replaces = isMariaDB(version)
	if _, err := a.conn.ExecContext(ctx, "SET SESSION explicit_defaults_for_timestamp = ON"); lost(err) {
		return a.fault(ctx, err)
	}
	return a.tidy(ctx)
}

func isMariaDB(version string) bool { return strings.Contains(version, "MariaDB") }

// step makes moves that cannot be made apart, between the journal's Begin and Done of each that is a change.
func (a *applier) step(ctx context.Context, moves []*move) error {
	for _, m := range moves {
		if m.change != nil && !a.begun[m.key] {
			if err := a.journal.Begin(m.key); err != nil {
				return fmt.Errorf("journal: %w", err)
			}
		}
	}
	for _, m := range moves {
		text, err := a.look(ctx, m)
		if err != nil {
			return err
		}
		if text != m.before {
			return a.moved(m.key.Name)
		}
	}
	if err := a.make(ctx, moves); err != nil {
		return err
	}
	for _, m := range moves {
		if m.change != nil {
			if err := a.journal.Done(m.key); err != nil {
				return fmt.Errorf("journal: %w", err)
			}
		}
	}
	return nil
}

// look reads one object's text; "" where there is none. What stands in its place has its own.
func (a *applier) look(ctx context.Context, m *move) (string, error) {
	if a.script != nil {
		return a.script.texts[m.key], nil
	}
	o := object{kind: m.key.Kind, name: m.name}
	if m.isTable() {
		triggers, err := a.triggers(ctx, a.conn, m.name)
		if err != nil {
			return "", err
		}
		o.triggers = triggers[m.name]
	}
	var answers []shown
	for _, query := range o.queries() {
		s, err := a.show(ctx, query)
		switch {
		case isFault(err, gone), isFault(err, wrongKind):
			return "", nil
		case err != nil:
			return "", a.fault(ctx, err)
		}
		answers = append(answers, s)
	}
	if m.isTable() && answers[0].columns[0] != "Table" {
		return "", nil // a view of this name
	}
	f := a.compose(o, answers)
	if f.why != "" {
		return "", lockstep.Errorf(lockstep.Denied, "%s cannot be changed: %s. It is as it was.", m.name, f.why)
	}
	return f.text, nil
}

func (a *applier) show(ctx context.Context, query string) (shown, error) {
	rows, err := a.conn.QueryContext(ctx, query)
	if err != nil {
		return shown{}, err
	}
	defer rows.Close()
	r := results{rows: rows}
	return r.next()
}

// exec runs a statement that writes.
func (a *applier) exec(ctx context.Context, m *move, statement string) error {
	if a.script != nil {
		a.script.say(m.key, statement)
		return nil
	}
	var err error
	for try := range lockTries {
		if try > 0 {
			time.Sleep(lockPause)
		}
		if _, err = a.conn.ExecContext(ctx, statement); !isFault(err, inUse) {
			break
		}
	}
	return a.refused(m.name, err)
}
