package postgres

import (
	"context"
	"database/sql"
	"slices"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// settingsTable is a table whose rows are configuration, as its text says it is.
type settingsTable struct {
	sqldb.Settings
	*object
	kept []column // those whose values are kept: all but what is computed
}

// settingsTableOf reads the text of such a table. The error is Invalid where its rows cannot be known.
func (s scope) settingsTableOf(row sqldb.RowTable, item lockstep.Item) (settingsTable, error) {
	o, err := parseObject(s, item)
	if err != nil {
		return settingsTable{}, err
	}
	if o.table.above != "" {
		return settingsTable{}, lockstep.Errorf(lockstep.Invalid, "%s is a partition, whose rows are those of its table. Name that one in %q of the slot.", row.Table, sqldb.RowsLabel)
	}
	t := settingsTable{object: o}
	var names []string
	for _, c := range o.table.columns {
		names = append(names, c.name)
		if c.generated == "" {
			t.kept = append(t.kept, c)
		}
	}
	var foreign []sqldb.ForeignKey
	for _, p := range o.parts {
		columns, target := constrained(p)
		if to := referred(p); p.foreign && len(to) == len(columns) {
			c := cursor{text: target, rest: dialect.Tokens(target)}
			schema := c.name()
			c.next(".")
			foreign = append(foreign, sqldb.ForeignKey{Parent: s.named(sqldb.TableKind, schema, c.name()).Name, From: columns, To: to})
		}
	}
	t.Settings, err = sqldb.SettingsOf(row, names, o.primaryKey(), foreign, func(a, b string) bool { return a == b })
	if err == nil {
		for _, name := range t.Key {
			if o.table.column(name).generated != "" {
				return t, lockstep.Errorf(lockstep.Invalid, "%s of %s is computed, so that its rows cannot be known by it. Write other columns in %q of the slot.", name, row.Table, sqldb.RowsLabel)
			}
		}
	}
	return t, err
}

// settingsTables are those of the slot that are there; item gives the text of a table.
func (s scope) settingsTables(item func(lockstep.Key) (lockstep.Item, bool)) ([]settingsTable, error) {
	var all []settingsTable
	for _, row := range s.Rows {
		table, ok := item(s.key(sqldb.TableKind, row.Table))
		if !ok {
			continue
		}
		t, err := s.settingsTableOf(row, table)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

// all reads the model, and the rows of settings tables, by one query each.
func (c *connector) all(ctx context.Context, tx *sql.Tx) (reading, error) {
	got, err := read(ctx, tx, c.scope)
	if err != nil {
		return got, c.fault(ctx, err)
	}
	tables, err := c.settingsTables(func(k lockstep.Key) (lockstep.Item, bool) { item, ok := got.settings[k]; return item, ok })
	if err != nil || len(tables) == 0 {
		return got, err
	}
	var known []sqldb.Settings
	for _, t := range tables {
		known = append(known, t.Settings)
	}
	items := slices.Clone(got.state.All())
	for _, t := range tables {
		rows, err := sqldb.Rows(c.slot, t.Settings, known, func(each func(sqldb.Row) error) error { return t.rows(ctx, tx, each) })
		if err != nil {
			return got, c.fault(ctx, err)
		}
		items = append(items, rows...)
	}
	got.state, err = lockstep.NewState(items, got.state.Omitted())
	return got, err
}

// rows reads all rows of the table. Each value comes as PostgreSQL writes it.
func (t settingsTable) rows(ctx context.Context, tx *sql.Tx, each func(sqldb.Row) error) error {
	return valuesOf(ctx, tx, t.ref, t.kept, func(values []any) error {
		row := sqldb.Row{}
		for i, c := range t.kept {
			row[c.name] = values[i]
		}
		return each(row)
	})
}
