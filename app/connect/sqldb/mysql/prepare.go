package mysql

import (
	"fmt"
	"slices"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// prepare says of what is changed whether anything can be made of it, and gives rows what their tables will hold. Of the model
// there is nothing to settle: a text that was captured is what a capture gives again.
func prepare(slot lockstep.Slot, before, want lockstep.State) (lockstep.State, []lockstep.Problem, error) {
	scope, err := sqldb.ScopeOf(slot)
	if err != nil {
		return lockstep.State{}, nil, err
	}
	problems, err := prepareModel(scope, before, want)
	if err != nil {
		return lockstep.State{}, nil, err
	}
	fits := fitting{scope: scope, tables: map[lockstep.Digest]*settled{}}
	problems = append(problems, fits.unknown(slot.Name, before, want)...)
	put, drop, more := sqldb.Fitting{Slot: slot.Name, Scope: scope, Before: before, Want: want, Keep: fits.keep, Columns: fits.columns}.Fit()
	fitted, err := want.With(put, drop)
	return fitted, slices.Concat(problems, more), err
}

// prepareModel looks through the objects that change.
func prepareModel(scope sqldb.Scope, before, want lockstep.State) ([]lockstep.Problem, error) {
	var problems []lockstep.Problem
	block := func(k lockstep.Key, format string, args ...any) {
		problems = append(problems, lockstep.Problem{Key: k, Verdict: lockstep.Blocks, Message: fmt.Sprintf(format, args...)})
	}
	changes := lockstep.Diff(before, want)
	renames, err := renamingOf(scope, before, want, changes)
	if err != nil {
		return nil, err
	}
	problems = append(problems, renames.leftBehind(before, want)...)
	for _, change := range changes {
		item, ok := want.Get(change.Key)
		if !ok || change.Key.Kind == sqldb.RowKind {
			continue
		}
		b, err := item.Body.Bytes()
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", change.Key, err)
		}
		text := string(b)
		if !readable(change.Key.Kind, text) {
			block(change.Key, "%s is not a %s as the server writes it, so that nothing can be made of it. Leave it out.", change.Key.Name, change.Key.Kind)
			continue
		}
		was, ok := renames.now.Get(change.Key)
		if change.Key.Kind != sqldb.TableKind || !ok {
			continue
		}
		if b, err = was.Body.Bytes(); err != nil {
			return nil, fmt.Errorf("read %s: %w", change.Key, err)
		}
		from, _, readable := readTable(string(b))
		to, _, _ := readTable(text)
		switch {
		case !readable:
			block(change.Key, "%s on the target is no table as the server writes it, so that nothing can be changed of it. Leave it out.", change.Key.Name)
		case (from.versioned || to.versioned) && len(alter(from, to, nil).statements(from.name)) > 0:
			block(change.Key, "%s keeps the history of its rows, and a change of such a table is not carried over. Change it by hand on the target, and plan again.", change.Key.Name)
		}
	}
	return problems, nil
}

// readable says that a text is one of a kind's, as a capture gives it.
func readable(kind, text string) bool {
	switch kind {
	case sqldb.TableKind:
		_, _, ok := readTable(text)
		return ok
	case sqldb.ViewKind:
		b, ok := splitView(text)
		return ok && begins(b.create, kind)
	case sequenceKind:
		return begins(text, kind)
	case functionKind, procedureKind, eventKind:
		bodies, ok := splitBodies(text)
		return ok && len(bodies) == 1 && begins(bodies[0].create, kind)
	}
	return false
}

// begins says that a statement creates an object of a kind.
func begins(create, kind string) bool {
	all := dialect.Tokens(create)
	for i, t := range all[:min(len(all), 12)] {
		if i > 0 && all[0].Is("CREATE") && t.Is(at[kind].word) {
			return true
		}
	}
	return false
}

// mustText is the text of an item whose body was read before.
func mustText(item lockstep.Item) string {
	b, _ := item.Body.Bytes()
	return string(b)
}
