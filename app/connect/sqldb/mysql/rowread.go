package mysql

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// rows are the items of all rows of the settings tables, of one moment where their engine knows such. models are the items of
// the tables, which were read before.
func (c *connector) rows(ctx context.Context, models []lockstep.Item) ([]lockstep.Item, error) {
	if len(c.scope.Rows) == 0 {
		return nil, nil
	}
	conn, err := c.reads.Conn(ctx)
	if err != nil {
		return nil, c.fault(ctx, err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"); err != nil {
		return nil, c.fault(ctx, err)
	}
	defer func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK") }() // nothing was written
	tables, err := c.settings(ctx, conn)
	if err != nil {
		return nil, err
	}
	for _, t := range tables {
		i := slices.IndexFunc(models, func(item lockstep.Item) bool { return item.Key == c.tableKey(t.Table) })
		if i < 0 {
			continue // it is not in the slot's scope, or was left out
		}
		if create, _, _ := splitTable(mustText(models[i])); create != t.create {
			return nil, lockstep.Errorf(lockstep.Unreachable, "%s was changed while it was read. Try again.", t.name)
		}
	}
	var items []lockstep.Item
	for _, t := range tables {
		of, err := c.rowItems(ctx, conn, t, tables)
		if err != nil {
			return nil, err
		}
		items = append(items, of...)
	}
	return items, nil
}

func (c *connector) tableKey(item string) lockstep.Key {
	return lockstep.Key{Slot: c.slot, Kind: sqldb.TableKind, Name: item}
}

// rowItems are the rows of one of the settings tables.
func (c *connector) rowItems(ctx context.Context, db asker, t settled, tables []settled) ([]lockstep.Item, error) {
	var known []sqldb.Settings
	for _, other := range tables {
		known = append(known, other.Settings)
	}
	items, err := sqldb.Rows(c.slot, t.Settings, known, func(each func(sqldb.Row) error) error { return rowsOf(ctx, db, t.table, quoted(t.name), "", each) })
	switch {
	case isFault(err, notAllowed):
		return nil, c.unseen(t.Table, err)
	case isFault(err, altered):
		return nil, lockstep.Errorf(lockstep.Unreachable, "%s was changed while it was read. Try again.", t.name)
	}
	return items, c.fault(ctx, err)
}

// altered is the server's number for a table that has another form than when the transaction began.
var altered = []uint16{1412}

// rowsOf reads all rows of a table, which may be kept under another name.
func rowsOf(ctx context.Context, db asker, t table, from, lock string, each func(sqldb.Row) error) error {
	columns := t.written()
	var read []string
	for _, c := range columns {
		read = append(read, c.read())
	}
	rows, err := db.QueryContext(ctx, "SELECT "+strings.Join(read, ", ")+" FROM "+from+lock)
	if err != nil {
		return err
	}
	defer rows.Close()
	values := make([]sql.NullString, len(columns))
	into := make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		row := sqldb.Row{}
		for i, c := range columns {
			row[c.name] = nil
			if values[i].Valid {
				row[c.name] = c.shown(values[i].String)
			}
		}
		if err := each(row); err != nil {
			return err
		}
	}
	return rows.Err()
}

// read is what asks for a column's value. The server rounds a float where it shows it, and not the double that it is.
func (c column) read() string {
	name := quoted(c.name)
	switch {
	case c.base == "bit":
		return "CAST(" + name + " AS UNSIGNED)"
	case c.base == "float":
		return "CAST(" + name + " AS DOUBLE)"
	}
	return name
}

// shown is a value as a row's item has it, by what the server shows of it.
func (c column) shown(value string) any {
	family := c.family()
	switch {
	case family == wholes, family == decimals, c.base == "bit":
		return json.Number(unpadded(value))
	case family == floats:
		if number, err := strconv.ParseFloat(value, 64); err == nil {
			return c.floating(number)
		}
	case family == others && slices.Contains(shapes, c.base):
		return sqldb.Bytes(value)
	}
	return sqldb.TextValue(value)
}

// floating is a number in as few digits as tell it from its neighbours.
func (c column) floating(number float64) json.Number {
	size := 64
	if c.base == "float" {
		size = 32
	}
	return json.Number(strconv.FormatFloat(number, 'g', -1, size))
}

// unpadded is a number without the zeros that ZEROFILL puts before it.
func unpadded(text string) string {
	trimmed := strings.TrimLeft(text, "0")
	if trimmed == "" || trimmed[0] == '.' {
		return "0" + trimmed
	}
	return trimmed
}
