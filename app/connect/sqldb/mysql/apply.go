package mysql

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
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

// Apply makes one step after the other. Each statement is for good when it is made; one that was begun is waited for, also when
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
	moves, err := movesOf(now, want, changes)
	if err != nil {
		return err
	}
	conn, err := c.writes.Conn(ctx)
	if err != nil {
		return c.fault(ctx, err)
	}
	defer conn.Close()
	a := &applier{connector: c, conn: conn, want: want, journal: journal}
	if err := a.begin(ctx); err != nil {
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
	return nil
}

// moved is for what is not as a plan saw it.
func (c *connector) moved(name string) error {
	return lockstep.Errorf(lockstep.Conflict, "%s was changed in %s at %s since the plan was made, so it was not written over. Plan again.", name, c.address.database, c.address)
}

// applier carries out one Apply.
type applier struct {
	*connector
	conn     *sql.Conn
	want     lockstep.State
	journal  lockstep.Journal
	replaces bool // the server knows CREATE OR REPLACE of routines, triggers and events
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
	return nil
}

func isMariaDB(version string) bool { return strings.Contains(version, "MariaDB") }

// step makes moves that cannot be made apart, between the journal's Begin and Done of each that is a change.
func (a *applier) step(ctx context.Context, moves []*move) error {
	for _, m := range moves {
		if m.change != nil {
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

// make makes the moves of a step.
func (a *applier) make(ctx context.Context, moves []*move) error {
	for _, m := range moves {
		if m.isTable() && (len(moves) > 1 || len(m.release) > 0) {
			if err := a.free(ctx, m, len(moves) > 1); err != nil {
				return err
			}
		}
	}
	for _, m := range moves {
		if err := a.shape(ctx, m, len(moves) > 1); err != nil {
			return err
		}
	}
	for _, m := range moves {
		if err := a.finish(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// free drops what others of the step have to go around: foreign keys, and triggers that do not stay.
func (a *applier) free(ctx context.Context, m *move, all bool) error {
	var drops []string
	for _, p := range m.from.of(foreign) {
		if m.release[p.name] || all && !m.to.has(p) {
			drops = append(drops, "DROP FOREIGN KEY "+quoted(p.name))
		}
	}
	if len(drops) > 0 {
		if err := a.exec(ctx, m, "ALTER TABLE "+quoted(m.name)+" "+strings.Join(drops, ", ")); err != nil {
			return err
		}
	}
	for _, t := range m.hadTriggers {
		stays := slices.ContainsFunc(m.triggers, func(o trigger) bool { return strings.EqualFold(o.name, t.name) })
		if stays || m.removes() && !all {
			continue
		}
		if err := a.exec(ctx, m, "DROP TRIGGER "+quoted(t.name)); err != nil {
			return err
		}
	}
	return nil
}

// shape makes an object, or drops it. A table that is one of several is altered but for its foreign keys.
func (a *applier) shape(ctx context.Context, m *move, several bool) error {
	switch {
	case m.removes():
		return a.exec(ctx, m, "DROP "+at[m.key.Kind].word+" "+quoted(m.name))
	case !m.isTable():
		return a.object(ctx, m)
	case m.adds():
		create, _, _ := splitTable(m.after)
		if several {
			create = withoutParts(create, func(p part) bool { return p.class == foreign })
		}
		return a.exec(ctx, m, create)
	case several:
		without := m.to
		without.parts = slices.DeleteFunc(slices.Clone(m.to.parts), func(p part) bool {
			return p.class == foreign && (!m.from.has(p) || m.release[p.name])
		})
		return a.alterTo(ctx, m, without)
	}
	return nil
}

func (a *applier) alterTo(ctx context.Context, m *move, to table) error {
	text, err := a.look(ctx, m)
	if err != nil {
		return err
	}
	from, _, ok := readTable(text)
	if !ok {
		return a.moved(m.key.Name)
	}
	for _, statement := range alter(from, to, nil).statements(m.name) {
		if err := a.exec(ctx, m, statement); err != nil {
			return err
		}
	}
	return nil
}

// finish looks whether an object is as wanted, and alters a table until it is: the server settles some things by itself, such as
// which index a foreign key uses, and it does not see that keys are to be in another order, unless it copies the table.
func (a *applier) finish(ctx context.Context, m *move) error {
	for round := 0; ; round++ {
		text, err := a.look(ctx, m)
		if err != nil || text == m.after {
			return err
		}
		from, triggers, ok := readTable(text)
		if !m.isTable() || !ok || round == makeRounds {
			return lockstep.Errorf(lockstep.Internal, "%s made something else of %s than what is wanted. It stays as it is now; look at it, then continue or undo.", a.address, m.name)
		}
		for _, t := range triggers {
			stays := slices.ContainsFunc(m.triggers, func(o trigger) bool { return strings.EqualFold(o.name, t.name) })
			if !stays {
				if err := a.exec(ctx, m, "DROP TRIGGER "+quoted(t.name)); err != nil {
					return err
				}
			}
		}
		remaining := alter(from, m.to, nil)
		remaining.copies = round > 0
		for _, statement := range remaining.statements(m.name) {
			if err := a.exec(ctx, m, statement); err != nil {
				return err
			}
		}
		for _, t := range changedTriggers(triggers, m.triggers) {
			if err := a.body(ctx, m, body{t.settings, t.create}, "TRIGGER "+quoted(t.name), slices.ContainsFunc(triggers, func(o trigger) bool { return strings.EqualFold(o.name, t.name) })); err != nil {
				return err
			}
		}
	}
}

// changedTriggers are those to be made: of one event all from the first one on that differs, as they fire in the order in which they
// were made.
func changedTriggers(from, to []trigger) []trigger {
	var changed []trigger
	for i, t := range to {
		before := func(all []trigger) []trigger {
			var some []trigger
			for _, o := range all {
				if o.timing == t.timing && o.event == t.event {
					some = append(some, o)
				}
			}
			return some
		}
		had, has := before(from), before(to[:i+1])
		if len(had) < len(has) || !slices.Equal(had[:len(has)], has) {
			changed = append(changed, t)
		}
	}
	return changed
}

// object makes a view, a routine, an event or a sequence.
func (a *applier) object(ctx context.Context, m *move) error {
	word := at[m.key.Kind].word
	switch m.key.Kind {
	case sequenceKind:
		create := strings.TrimSuffix(m.after, ";\n")
		if m.changes() {
			create = alterSequence(create)
		}
		return a.exec(ctx, m, create)
	case sqldb.ViewKind:
		b, ok := splitView(m.after)
		if !ok {
			return unreadable(m.key)
		}
		if m.changes() {
			b.create = "CREATE OR REPLACE" + strings.TrimPrefix(b.create, "CREATE")
		}
		return a.within(ctx, m, b)
	}
	bodies, ok := splitBodies(m.after)
	if !ok || len(bodies) != 1 {
		return unreadable(m.key)
	}
	return a.body(ctx, m, bodies[0], word+" "+quoted(m.name), m.changes())
}

func unreadable(k lockstep.Key) error {
	return lockstep.Errorf(lockstep.Invalid, "The text of the %s %s is not as the server writes it, so that nothing can be made of it. Leave it out.", k.Kind, k.Name)
}

// body makes something that has a body, in the place of the one that is there.
func (a *applier) body(ctx context.Context, m *move, b body, what string, there bool) error {
	switch {
	case there && a.replaces:
		b.create = "CREATE OR REPLACE" + strings.TrimPrefix(b.create, "CREATE")
	case there:
		if err := a.exec(ctx, m, "DROP "+what); err != nil {
			return err
		}
	}
	return a.within(ctx, m, b)
}

// within makes something with settings of its own, and takes back those of the session.
func (a *applier) within(ctx context.Context, m *move, b body) error {
	if err := a.exec(ctx, m, b.settings); err != nil {
		return err
	}
	if err := a.exec(ctx, m, b.create); err != nil {
		return err
	}
	return a.exec(ctx, m, "SET sql_mode = "+literal(sessionMode)+", collation_connection = utf8mb4_general_ci, time_zone = '+00:00'")
}

// alterSequence is the statement that changes a sequence, and leaves where it has come to. It takes no storage engine.
func alterSequence(create string) string {
	all := dialect.Tokens(create)
	end := len(create)
	for _, t := range all {
		if t.Is("ENGINE") {
			end = all[slices.Index(all, t)-1].End()
		}
	}
	return "ALTER" + strings.TrimPrefix(create[:end], "CREATE")
}

// exec runs a statement that writes.
func (a *applier) exec(ctx context.Context, m *move, statement string) error {
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
