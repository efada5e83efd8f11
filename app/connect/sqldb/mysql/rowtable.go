package mysql

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// settled is a settings table as it is there.
type settled struct {
	table
	sqldb.Settings
	create   string // its statement, as a capture gives it
	triggers []trigger
}

// settle is the table of a text with what its rows are known by, but for what its foreign keys refer to.
func settle(row sqldb.RowTable, t table) (settled, error) {
	var columns []string
	for _, c := range t.written() {
		columns = append(columns, c.name)
	}
	var keys []sqldb.ForeignKey
	for _, p := range t.of(foreign) {
		if p.refers.schema == "" {
			keys = append(keys, sqldb.ForeignKey{Parent: sqldb.Name(p.refers.table), From: t.own(p.columns), To: plainNames(p.refers.columns)})
		}
	}
	settings, err := sqldb.SettingsOf(row, columns, t.key(), keys, strings.EqualFold)
	return settled{table: t, Settings: settings}, err
}

// written are the columns that hold what is written to them.
func (t table) written() []column {
	return slices.DeleteFunc(slices.Clone(t.columns), func(c column) bool { return c.made() })
}

// made says that the server itself fills a column: it is generated, or tells how long a version of a row counts.
func (c column) made() bool {
	return c.generated != "" || slices.ContainsFunc(dialect.Tokens(c.says), func(t sqldb.Token) bool { return t.Is("GENERATED") })
}

// key are the columns of the primary key that are written to.
func (t table) key() (names []string) {
	for _, p := range t.of(primary) {
		for _, name := range t.own(p.columns) {
			if c, ok := t.column(name); ok && !c.made() {
				names = append(names, name)
			}
		}
	}
	return names
}

// own are the names of columns as the table itself writes them.
func (t table) own(columns []keyColumn) (names []string) {
	for _, k := range columns {
		name := k.name
		if c, ok := t.column(name); ok {
			name = c.name
		}
		names = append(names, name)
	}
	return names
}

// transactional says that the table's engine can take back what was written.
func (t table) transactional() bool {
	return slices.ContainsFunc([]string{"InnoDB", "ROCKSDB"}, func(engine string) bool { return strings.EqualFold(engine, t.option("ENGINE")) })
}

// settings are the settings tables that the database has, as one session sees them.
func (c *connector) settings(ctx context.Context, db asker) (all []settled, err error) {
	for _, row := range c.scope.Rows {
		parts := sqldb.SplitName(row.Table)
		if len(parts) != 1 {
			continue
		}
		one, ok, err := c.settledTable(ctx, db, row, parts[0])
		if err != nil {
			return nil, err
		}
		if ok {
			all = append(all, one)
		}
	}
	for i := range all {
		for j, f := range all[i].Foreign {
			parent := slices.IndexFunc(all, func(t settled) bool { return t.Table == f.Parent })
			for at, name := range f.To {
				if parent < 0 {
					break
				}
				if column, ok := all[parent].column(name); ok {
					all[i].Foreign[j].To[at] = column.name
				}
			}
		}
	}
	return all, nil
}

// settledTable reads one; ok is false where there is no table of that name.
func (c *connector) settledTable(ctx context.Context, db asker, row sqldb.RowTable, name string) (one settled, ok bool, err error) {
	s, err := shows(ctx, db, "SHOW CREATE TABLE "+quoted(name))
	switch {
	case isFault(err, gone):
		return one, false, nil
	case isFault(err, notAllowed):
		return one, false, c.unseen(row.Table, err)
	case err != nil:
		return one, false, c.fault(ctx, err)
	case len(s.values) < 2 || s.columns[0] != "Table":
		return one, false, nil // a view
	}
	create := tableCreate(s.values[1].String, c.address.database)
	t, readable := parseTable(create)
	if !readable {
		return one, false, lockstep.Errorf(lockstep.Invalid, "The settings table %s is of a form that is not known, so that its rows cannot be read. Take it out of %q of the slot.", row.Table, sqldb.RowsLabel)
	}
	if one, err = settle(row, t); err != nil {
		return one, false, err
	}
	one.create = create
	triggers, err := c.triggers(ctx, db, name)
	one.triggers = triggers[name]
	return one, true, err
}

// unseen is for a settings table whose rows the account may not read.
func (c *connector) unseen(table string, err error) error {
	return &lockstep.Error{Code: lockstep.Denied, Cause: err, Message: fmt.Sprintf("The account %s may not read the rows of the settings table %s in %s. Grant it the right SELECT on it, or take the table out of %q of the slot.", c.address.user, table, c.address.database, sqldb.RowsLabel)}
}

// shows gives the first row of an answer.
func shows(ctx context.Context, db asker, query string) (shown, error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return shown{}, err
	}
	defer rows.Close()
	r := results{rows: rows}
	return r.next()
}

func plainNames(columns []keyColumn) (names []string) {
	for _, k := range columns {
		names = append(names, k.name)
	}
	return names
}
