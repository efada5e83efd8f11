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
	item  lockstep.Item // as it is wanted; of a removal, as it is
	table *settled      // as it is wanted
	op    lockstep.Op
}

// held is where the numbers of rows are kept that are out of the way for a moment.
const held = "temp.lockstep_held"

// rows adds the statements that make changes of rows. A row of a table with more that is unique than its key is out of the way
// while others change, since one may get what another one has; its number is kept.
func (w *works) rows(changes []rowChange) {
	aside := slices.ContainsFunc(changes, func(r rowChange) bool { return r.moves() && r.table.keptNumber() != "" })
	if aside {
		w.all = append(w.all, work{sql: "CREATE TEMP TABLE lockstep_held (at INTEGER PRIMARY KEY, number INTEGER)"})
	}
	for at, r := range changes {
		if number := r.table.keptNumber(); r.moves() && number != "" {
			w.row(r, func(row sqldb.Row) (string, []any) {
				where, known := r.where(row)
				return "INSERT INTO " + held + " SELECT ?, " + number + " FROM " + quote(r.table.name) + where, append([]any{at}, known...)
			})
		}
		if r.moves() || r.op == lockstep.Remove {
			w.row(r, r.remove)
		}
	}
	for at, r := range changes {
		switch {
		case r.op == lockstep.Remove:
		case r.op == lockstep.Modify && !r.moves():
			w.row(r, r.update)
		default:
			w.row(r, func(row sqldb.Row) (string, []any) { return r.insert(row, at) })
		}
	}
	if aside {
		w.all = append(w.all, work{sql: "DROP TABLE " + held})
	}
}

// row adds a statement for a row, which is read when that is run.
func (w *works) row(r rowChange, statement func(sqldb.Row) (string, []any)) {
	w.all = append(w.all, work{key: r.item.Key, row: func() (string, []any, error) {
		row, err := sqldb.RowOf(r.item)
		if err != nil {
			return "", nil, err
		}
		text, args := statement(w.scope.Carried(r.table.Table, row, r.table.names()))
		return text, args, nil
	}})
}

// moves says that the row is out of the way while others change.
func (r rowChange) moves() bool { return r.op == lockstep.Modify && r.table.shares(r.table.Key) }

// keptNumber is by what name the number of a row is kept; "" where it has none, or a column holds it.
func (t *table) keptNumber() string {
	if !t.rowid || t.numbered != "" {
		return ""
	}
	return t.number()
}

// where finds the row.
func (r rowChange) where(row sqldb.Row) (clause string, known []any) {
	var all []string
	for _, column := range r.table.Key {
		all = append(all, quote(column)+" IS ?")
		known = append(known, bound(row[column]))
	}
	return " WHERE " + strings.Join(all, " AND "), known
}

func (r rowChange) remove(row sqldb.Row) (statement string, args []any) {
	where, known := r.where(row)
	return "DELETE FROM " + quote(r.table.name) + where, known
}

func (r rowChange) update(row sqldb.Row) (statement string, args []any) {
	where, known := r.where(row)
	var set []string
	var values []any
	for _, column := range slices.Sorted(maps.Keys(row)) {
		set, values = append(set, quote(column)+" = ?"), append(values, bound(row[column]))
	}
	return "UPDATE " + quote(r.table.name) + " SET " + strings.Join(set, ", ") + where, append(values, known...)
}

func (r rowChange) insert(row sqldb.Row, at int) (statement string, args []any) {
	var columns, marks []string
	var values []any
	for _, column := range slices.Sorted(maps.Keys(row)) {
		columns, marks, values = append(columns, quote(column)), append(marks, "?"), append(values, bound(row[column]))
	}
	if number := r.table.keptNumber(); r.moves() && number != "" {
		columns, marks = append(columns, number), append(marks, "(SELECT number FROM "+held+" WHERE at = ?)")
		values = append(values, at)
	}
	return "INSERT INTO " + quote(r.table.name) + " (" + strings.Join(columns, ", ") + ") VALUES (" + strings.Join(marks, ", ") + ")", values
}

func bound(v any) any {
	value, _ := fromJSON(v) // what has none was refused
	return value
}

// rowChanges are the changes of rows of settings tables that are there.
func (c *connector) rowChanges(want lockstep.State, before lockstep.State, in schema, changes []lockstep.Change) ([]rowChange, error) {
	tables, err := in.settings(c.scope)
	if err != nil {
		return nil, err
	}
	renamed := c.scope.TablesRenamed(before, want)
	var all []rowChange
	for _, change := range changes {
		if change.Key.Kind != sqldb.RowKind {
			continue
		}
		item, ok := want.Get(change.Key)
		op := change.Op
		if op == lockstep.Remove {
			item, ok = before.Get(change.Key)
		}
		later, former := renamed.Both(item.Key)
		switch {
		case op == lockstep.Remove && later != change.Key && want.Sum(later) != "":
			continue // it is there under that name
		case op == lockstep.Add && before.Sum(former) != "":
			op = lockstep.Modify
		}
		table, _ := sqldb.SplitRowName(later.Name)
		i := slices.IndexFunc(tables, func(t settled) bool { return name(t.name) == table })
		if i < 0 || !ok {
			continue // it goes with its table
		}
		all = append(all, rowChange{item, &tables[i], op})
	}
	return all, nil
}
