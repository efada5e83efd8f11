package mysql

import (
	"context"
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

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
	var left []body
	for _, t := range m.hadTriggers {
		stays := slices.ContainsFunc(m.triggers, func(o trigger) bool { return strings.EqualFold(o.name, t.name) })
		if stays || m.removes() && !all {
			left = append(left, body{t.settings, t.create})
			continue
		}
		if err := a.exec(ctx, m, "DROP TRIGGER "+quoted(t.name)); err != nil {
			return err
		}
	}
	create, _, _ := splitTable(m.before)
	a.assume(m, tableText(withoutParts(create, func(p part) bool { return p.class == foreign && (m.release[p.name] || all && !m.to.has(p)) }), left))
	return nil
}

// shape makes an object, or drops it. A table that is one of several is altered but for its foreign keys.
func (a *applier) shape(ctx context.Context, m *move, several bool) error {
	switch {
	case m.removes():
		defer a.letGo(ctx, m)
		if err := a.save(ctx, m); err != nil {
			return err
		}
		a.assume(m, "")
		return a.exec(ctx, m, "DROP "+at[m.key.Kind].word+" "+quoted(m.name))
	case !m.isTable():
		a.assume(m, m.after)
		return a.object(ctx, m)
	case m.adds():
		if s, ok := a.whole(m); ok {
			return a.refillTable(ctx, m, s)
		}
		create, _, _ := splitTable(m.after)
		if several {
			create = withoutParts(create, func(p part) bool { return p.class == foreign })
		}
		a.assume(m, tableText(create, nil))
		return a.exec(ctx, m, create)
	case several:
		create, _, _ := splitTable(m.after)
		return a.alterTo(ctx, m, withoutParts(create, func(p part) bool { return p.class == foreign && (!m.from.has(p) || m.release[p.name]) }))
	}
	return nil
}

// alterTo makes a table what a statement says.
func (a *applier) alterTo(ctx context.Context, m *move, create string) error {
	text, err := a.look(ctx, m)
	if err != nil {
		return err
	}
	from, _, ok := readTable(text)
	to, fits := parseTable(create)
	if !ok || !fits {
		return a.moved(m.key.Name)
	}
	_, triggers, _ := splitTable(text)
	a.assume(m, tableText(create, triggers))
	return a.change(ctx, m, from, to, false)
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
		if err := a.change(ctx, m, from, m.to, round > 0); err != nil {
			return err
		}
		for _, t := range changedTriggers(triggers, m.triggers) {
			if err := a.body(ctx, m, body{t.settings, t.create}, "TRIGGER "+quoted(t.name), slices.ContainsFunc(triggers, func(o trigger) bool { return strings.EqualFold(o.name, t.name) })); err != nil {
				return err
			}
		}
		a.assume(m, m.after)
	}
}
