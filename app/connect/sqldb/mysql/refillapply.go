package mysql

import (
	"context"
	"strings"

	"lockstep/app/lockstep"
)

// underWay is the name of a table that is filled before it gets its own. A capture does not give it.
const underWay = "lockstep_under_way"

// These are the settings of a session that writes what was there once, and of one that makes the model.
const (
	restoring = "SET SESSION sql_mode = '" + rowMode + "'"
	making    = "SET SESSION sql_mode = '" + sessionMode + "'"
)

// change takes a table to another one of its name: what it takes from rows is saved before, and what was saved once is put back.
func (a *applier) change(ctx context.Context, m *move, from, to table, copies bool) error {
	at := *m
	at.from, at.to = from, to
	defer a.letGo(ctx, m)
	back := a.refills(&at)
	if len(back) > 0 { // before anybody is kept from the table
		err := a.restore(ctx, m, func(run execute) error {
			for _, r := range back {
				if err := r.load(run); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if err := a.save(ctx, &at); err != nil {
		return err
	}
	if len(back) > 0 {
		if err := a.fill(ctx, &at, back); err != nil {
			return err
		}
	}
	remaining := alter(at.from, to, nil)
	remaining.copies = copies
	return a.execAll(ctx, m, remaining.statements(m.name))
}

func (a *applier) execAll(ctx context.Context, m *move, statements []string) error {
	for _, statement := range statements {
		if err := a.exec(ctx, m, statement); err != nil {
			return err
		}
	}
	return nil
}

// fill makes the columns that get back their values, and puts those into them, while nobody else can write to the table. What is
// left of the change follows.
func (a *applier) fill(ctx context.Context, m *move, back []*refill) error {
	if err := a.hold(ctx, m); err != nil {
		return err
	}
	for _, r := range back {
		if a.script != nil {
			break
		}
		if err := r.weigh(ctx, a.conn); err != nil {
			return a.refused(m.name, err)
		}
	}
	empty := m.empty(back)
	if err := a.execAll(ctx, m, alter(m.from, empty, nil).statements(m.name)); err != nil {
		return err
	}
	asleep, err := a.asleep(ctx, m)
	if err != nil {
		return err
	}
	err = a.restore(ctx, m, func(run execute) error {
		for _, r := range back {
			if err := run(r.update()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := a.awake(ctx, m, asleep); err != nil {
		return err
	}
	for _, r := range back {
		a.note(r.said())
	}
	m.from = empty
	return nil
}

func (a *applier) note(p lockstep.Problem) {
	if noter, ok := a.journal.(lockstep.Noter); ok {
		noter.Note(p)
	}
}

// restore does something in a session that writes what was there once, also what a check does not allow: rows may be older than
// that. MySQL does not know how to leave one out.
func (a *applier) restore(ctx context.Context, m *move, do func(run execute) error) error {
	if err := a.exec(ctx, m, restoring); err != nil {
		return err
	}
	checks := func(value string) error {
		_, err := a.conn.ExecContext(ctx, "SET SESSION check_constraint_checks = "+value)
		if lost(err) {
			return a.refused(m.name, err)
		}
		return nil
	}
	if err := checks("OFF"); err != nil {
		return err
	}
	err := do(func(statement string, args ...any) error {
		if a.script != nil {
			return a.exec(ctx, m, statement)
		}
		_, err := a.conn.ExecContext(ctx, statement, args...)
		return a.refused(m.name, err)
	})
	if err != nil {
		return err
	}
	if err := checks("ON"); err != nil {
		return err
	}
	return a.exec(ctx, m, making)
}

// refillTable makes a table that gets back its rows, without its foreign keys. It has another name until it has them.
func (a *applier) refillTable(ctx context.Context, m *move, s lockstep.Saved) error {
	create, _, _ := splitTable(m.after)
	create = withoutParts(create, func(p part) bool { return p.class == foreign })
	a.assume(m, tableText(create, nil))
	if err := a.exec(ctx, m, strings.Replace(create, quoted(m.name), quoted(underWay), 1)); err != nil {
		return err
	}
	var names []string
	for _, name := range s.Columns {
		names = append(names, quoted(name))
	}
	err := a.restore(ctx, m, func(run execute) error {
		if err := run("START TRANSACTION"); err != nil {
			return err
		}
		if err := putRows(quoted(underWay), names, losing{Loss: s.Loss}.columns(m.to), s, run); err != nil {
			return err
		}
		return run("COMMIT")
	})
	if err != nil {
		return err
	}
	a.note(saidWhole(m, s))
	return a.exec(ctx, m, "RENAME TABLE "+quoted(underWay)+" TO "+quoted(m.name))
}

// tidy drops what an Apply that died has left.
func (a *applier) tidy(ctx context.Context) error {
	var left int
	err := a.conn.QueryRowContext(ctx, "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = "+literal(underWay)).Scan(&left)
	if err != nil || left == 0 || a.script != nil {
		return a.fault(ctx, err)
	}
	_, err = a.conn.ExecContext(ctx, "DROP TABLE "+underWay)
	return a.refused(underWay, err)
}
