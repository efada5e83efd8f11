package mysql

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// rowChange is what becomes of one row of a settings table.
type rowChange struct {
	key     lockstep.Key
	table   *rowTable
	op      lockstep.Op
	now     sqldb.Row // as it is in the table; nil for one that is added
	want    sqldb.Row // nil for one that goes
	remakes bool      // it is deleted and inserted again, as another row may have a value of its own that is unique
}

// rowTable is a settings table within a transaction that writes rows.
type rowTable struct {
	settled
	rows map[string]sqldb.Row // what it holds, by the names of their items
	same []string             // the columns that are as they were when the run began
	made bool                 // the run has changed the table
	mark bool                 // a mark stands for each value
}

// value is one as a statement has it.
func (t *rowTable) value(c column, v any) string {
	if t.mark {
		return "?"
	}
	return c.sql(v)
}

// lockRows reads the rows of a settings table, and keeps others from writing to it.
func (c *connector) lockRows(ctx context.Context, db asker, t settled, before lockstep.State) (*rowTable, error) {
	locked := &rowTable{settled: t, rows: map[string]sqldb.Row{}}
	err := rowsOf(ctx, db, t.table, quoted(t.name), " FOR UPDATE", func(row sqldb.Row) error {
		key, _ := row.KeyOf(t.Key)
		locked.rows[sqldb.RowName(t.Table, key)] = row
		return nil
	})
	if err != nil {
		return nil, err
	}
	locked.same = plainColumns(t.written())
	item, ok := before.Get(c.tableKey(t.Table))
	if !ok {
		return locked, nil
	}
	create, _, _ := splitTable(mustText(item))
	if create == t.create {
		return locked, nil
	}
	locked.made = true
	was, _ := parseTable(create)
	locked.same = slices.DeleteFunc(locked.same, func(name string) bool {
		had, there := was.column(name)
		has, _ := t.column(name)
		return !there || had.made() || had.name != has.name || had.text != has.text || was.charset(had) != t.charset(has)
	})
	return locked, nil
}

func plainColumns(columns []column) (names []string) {
	for _, c := range columns {
		names = append(names, c.name)
	}
	return names
}

// agrees says that a row is as an item has it, in the columns that the run left alone.
func (t *rowTable) agrees(row sqldb.Row, item lockstep.Item) bool {
	was, err := sqldb.RowOf(item)
	return err == nil && !slices.ContainsFunc(t.same, func(column string) bool { return !reflect.DeepEqual(row[column], was[column]) })
}

// rowChanges finds what has to be written, and refuses rows that somebody else has changed. A row that goes with its table is none.
func (c *connector) rowChanges(tables []*rowTable, before, want lockstep.State, changes []lockstep.Change) ([]*rowChange, error) {
	var all []*rowChange
	add := func(t *rowTable, k lockstep.Key) error {
		item, wanted := want.Get(k)
		one := &rowChange{key: k, table: t, now: t.rows[k.Name]}
		if wanted {
			var err error
			if one.want, err = sqldb.RowOf(item); err != nil {
				return err
			}
		}
		switch {
		case reflect.DeepEqual(one.now, one.want):
			return nil
		case one.now == nil:
			one.op = lockstep.Add
		case one.want == nil:
			one.op = lockstep.Remove
		default:
			one.op, one.remakes = lockstep.Modify, t.shares(one.now, one.want)
		}
		all = append(all, one)
		return nil
	}
	changed := map[lockstep.Key]bool{}
	for _, change := range changes {
		changed[change.Key] = true
		of, _ := sqldb.SplitRowName(change.Key.Name)
		i := slices.IndexFunc(tables, func(t *rowTable) bool { return t.Table == of })
		if i < 0 {
			if change.Op == lockstep.Remove {
				continue
			}
			return nil, c.moved(change.Key.Name)
		}
		t := tables[i]
		was, had := before.Get(change.Key)
		row, has := t.rows[change.Key.Name]
		if had != has || had && !t.agrees(row, was) {
			return nil, c.moved(change.Key.Name)
		}
		if err := add(t, change.Key); err != nil {
			return nil, err
		}
	}
	for _, t := range tables { // what the change of a table has made of rows that are to stay
		for name := range t.rows {
			k := lockstep.Key{Slot: c.slot, Kind: sqldb.RowKind, Name: name}
			if _, stays := want.Get(k); t.made && !changed[k] && stays {
				if err := add(t, k); err != nil {
					return nil, err
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b *rowChange) int { return a.key.Compare(b.key) })
	return all, nil
}

// shares says that a row gets another value in a column that is unique.
func (t table) shares(now, want sqldb.Row) bool {
	for _, p := range t.of(primary, unique) {
		for _, name := range t.own(p.columns) {
			c, ok := t.column(name)
			if !ok || c.made() || !reflect.DeepEqual(now[name], want[name]) {
				return true
			}
		}
	}
	return false
}

// where finds a row: by the primary key where there is one, since the server compares other values as their columns say.
func (r *rowChange) where() string {
	columns := r.table.table.key()
	if len(columns) == 0 {
		columns = r.table.Key
	}
	var all []string
	for _, name := range columns {
		if r.now[name] == nil {
			all = append(all, quoted(name)+" IS NULL")
			continue
		}
		c, _ := r.table.column(name)
		all = append(all, quoted(name)+" = "+r.table.value(c, r.now[name]))
	}
	return " WHERE " + strings.Join(all, " AND ")
}

func (r *rowChange) remove() string { return "DELETE FROM " + quoted(r.table.name) + r.where() }

func (r *rowChange) update() string {
	var set []string
	for _, c := range r.table.written() {
		set = append(set, quoted(c.name)+" = "+r.table.value(c, r.want[c.name]))
	}
	return "UPDATE " + quoted(r.table.name) + " SET " + strings.Join(set, ", ") + r.where()
}

// inserted begins a statement that inserts rows.
func inserted(t table, into string) string {
	var columns []string
	for _, c := range t.written() {
		columns = append(columns, quoted(c.name))
	}
	return "INSERT INTO " + into + " (" + strings.Join(columns, ", ") + ") VALUES\n"
}

// rowValues are a row's in the order of [inserted], each as value writes it.
func (t table) rowValues(row sqldb.Row, value func(column, any) string) string {
	var all []string
	for _, c := range t.written() {
		all = append(all, value(c, row[c.name]))
	}
	return "(" + strings.Join(all, ", ") + ")"
}
