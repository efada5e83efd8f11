package postgres

import (
	"database/sql"
	"reflect"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// rowChange is what becomes of one row.
type rowChange struct {
	key       lockstep.Key
	now, want sqldb.Row // nil where it is not there
	needs     []lockstep.Key
}

// rowChanges is what becomes of the rows of one table.
type rowChanges struct {
	settingsTable                       // as it is wanted
	removed, updated, added []rowChange // of what is needed before what needs it
}

// rowPlan finds what becomes of rows; of tables that refer to each other the one that is referred to comes first. Rows of a table
// that goes, go with it.
func rowPlan(s scope, tx *sql.Tx, now reading, want lockstep.State, changes []lockstep.Change) (*rowWriting, error) {
	w := &rowWriting{scope: s, tx: tx}
	tables, err := s.settingsTables(func(k lockstep.Key) (lockstep.Item, bool) {
		if item, ok := want.Get(k); ok || s.Holds(k.Name) {
			return item, ok
		}
		item, ok := now.settings[k]
		return item, ok
	})
	if err != nil {
		return nil, err
	}
	byName := map[string]*rowChanges{}
	for _, t := range tables {
		byName[t.Table] = &rowChanges{settingsTable: t}
	}
	for _, c := range changes {
		table, _ := sqldb.SplitRowName(c.Key.Name)
		of := byName[table]
		switch {
		case c.Key.Kind != sqldb.RowKind:
			continue
		case of == nil && c.After != "":
			w.block(c.Key, "There is no table %s into which %s could come. Create it first, or leave the row out.", table, c.Key.Name)
			continue
		case of == nil:
			continue
		}
		if err := of.add(c, now.state, want); err != nil {
			return nil, err
		}
	}
	done := map[string]bool{}
	var visit func(t *rowChanges)
	visit = func(t *rowChanges) {
		if t == nil || done[t.Table] {
			return
		}
		done[t.Table] = true
		for _, f := range t.Foreign {
			visit(byName[f.Parent])
		}
		if len(t.removed)+len(t.updated)+len(t.added) > 0 {
			w.tables = append(w.tables, t)
		}
	}
	for _, t := range tables {
		visit(byName[t.Table])
	}
	for _, t := range w.tables {
		t.removed, t.added = inNeed(t.removed), inNeed(t.added)
	}
	return w, nil
}

// add reads the row of a change, as it is and as it is wanted.
func (t *rowChanges) add(c lockstep.Change, now, want lockstep.State) error {
	r := rowChange{key: c.Key}
	was, there := now.Get(c.Key)
	is, stays := want.Get(c.Key)
	var err error
	if there {
		r.needs = was.Needs
		if r.now, err = sqldb.RowOf(was); err != nil {
			return err
		}
	}
	if stays {
		r.needs = is.Needs
		if r.want, err = sqldb.RowOf(is); err != nil {
			return err
		}
	}
	switch {
	case there && stays:
		t.updated = append(t.updated, r)
	case there:
		t.removed = append(t.removed, r)
	case stays:
		t.added = append(t.added, r)
	}
	return nil
}

// inNeed puts rows of one table in an order in which each comes after those that it refers to.
func inNeed(rows []rowChange) []rowChange {
	at := map[lockstep.Key]int{}
	for i, r := range rows {
		at[r.key] = i
	}
	var ordered []rowChange
	done := make([]bool, len(rows))
	var visit func(i int)
	visit = func(i int) {
		if done[i] {
			return
		}
		done[i] = true
		for _, need := range rows[i].needs {
			if j, ok := at[need]; ok {
				visit(j)
			}
		}
		ordered = append(ordered, rows[i])
	}
	for i := range rows {
		visit(i)
	}
	return ordered
}

// changed are the columns that an update of the row changes.
func (t *rowChanges) changed(r rowChange) []column {
	var all []column
	for _, c := range t.kept {
		value, wanted := r.want[c.name]
		if before, there := r.now[c.name]; wanted && !(there && reflect.DeepEqual(before, value)) {
			all = append(all, c)
		}
	}
	return all
}

// known are the columns of the key.
func (t *rowChanges) known() []column {
	var all []column
	for _, name := range t.Key {
		all = append(all, t.table.column(name))
	}
	return all
}
