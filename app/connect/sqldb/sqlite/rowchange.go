package sqlite

import (
	"maps"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// rowChange is what becomes of one row of a settings table.
type rowChange struct {
	item  lockstep.Key
	table settled // as it is wanted
	op    lockstep.Op
	row   sqldb.Row // as it is wanted; of a removal, as it is
}

// work is the statement that makes the change.
func (r rowChange) work() work {
	key := r.item
	var where []string
	var known []any
	for _, column := range r.table.key {
		where = append(where, quote(column)+" IS ?")
		known = append(known, bound(r.row[column]))
	}
	names := slices.Sorted(maps.Keys(r.row))
	var columns, marks, set []string
	var values, rest []any
	for _, column := range names {
		columns, marks, values = append(columns, quote(column)), append(marks, "?"), append(values, bound(r.row[column]))
		if !slices.Contains(r.table.key, column) {
			set, rest = append(set, quote(column)+" = ?"), append(rest, bound(r.row[column]))
		}
	}
	on := quote(r.table.name)
	switch {
	case r.op == lockstep.Remove:
		return work{key: key, sql: "DELETE FROM " + on + " WHERE " + strings.Join(where, " AND "), args: known}
	case r.op == lockstep.Modify && len(set) > 0:
		return work{key: key, sql: "UPDATE " + on + " SET " + strings.Join(set, ", ") + " WHERE " + strings.Join(where, " AND "), args: append(rest, known...)}
	}
	return work{key: key, sql: "INSERT INTO " + on + " (" + strings.Join(columns, ", ") + ") VALUES (" + strings.Join(marks, ", ") + ")", args: values}
}

func bound(v any) any {
	value, _ := fromJSON(v) // what has none was refused
	return value
}

// rowChanges are the changes of rows, removals first so that what is unique is free again.
func (c *connector) rowChanges(want lockstep.State, before lockstep.State, in schema, changes []lockstep.Change) ([]rowChange, error) {
	tables, err := in.settings(c.scope)
	if err != nil {
		return nil, err
	}
	var all []rowChange
	for _, change := range changes {
		if change.Key.Kind != sqldb.RowKind {
			continue
		}
		table, _ := sqldb.SplitRowName(change.Key.Name)
		i := slices.IndexFunc(tables, func(t settled) bool { return name(t.name) == table })
		item, ok := want.Get(change.Key)
		if change.Op == lockstep.Remove {
			item, ok = before.Get(change.Key)
		}
		if i < 0 || !ok {
			continue // it goes with its table
		}
		row, err := sqldb.RowOf(item)
		if err != nil {
			return nil, err
		}
		all = append(all, rowChange{change.Key, tables[i], change.Op, row})
	}
	order := map[lockstep.Op]int{lockstep.Remove: 0, lockstep.Modify: 1, lockstep.Add: 2}
	slices.SortStableFunc(all, func(a, b rowChange) int { return order[a.op] - order[b.op] })
	return all, nil
}
