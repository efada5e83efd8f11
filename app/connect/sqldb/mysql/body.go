package mysql

import (
	"context"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

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
