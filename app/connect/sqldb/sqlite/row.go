package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// settled is a settings table as it is there.
type settled struct {
	*table
	key []string // the columns by which its rows are known
}

// settings are the settings tables of a slot that the database has.
func (s schema) settings(scope sqldb.Scope) (all []settled, err error) {
	for _, row := range scope.Rows {
		t := s.table(object(row.Table))
		if t == nil {
			continue
		}
		one := settled{t, slices.Clone(row.Key)}
		if len(one.key) == 0 {
			one.key = t.primaryKey()
		}
		for i, column := range one.key {
			c := t.column(column)
			if c == nil {
				return nil, lockstep.Errorf(lockstep.Invalid, "%s has no column %s, by which its rows are to be known. Mend %q of the slot.", t.name, column, sqldb.RowsLabel)
			}
			one.key[i] = c.name
		}
		if len(one.key) == 0 {
			return nil, lockstep.Errorf(lockstep.Invalid, "%s has no primary key. Write by which columns its rows are known, such as %s(name), in %q of the slot.", t.name, t.name, sqldb.RowsLabel)
		}
		all = append(all, one)
	}
	return all, nil
}

// rows are the items of all rows of the settings tables.
func (s *session) rows(ctx context.Context, slot string, scope sqldb.Scope, in schema) ([]lockstep.Item, error) {
	tables, err := in.settings(scope)
	if err != nil {
		return nil, err
	}
	var items []lockstep.Item
	for _, t := range tables {
		seen := map[string]bool{}
		err := s.rowsOf(ctx, t.table, func(row sqldb.Row) error {
			key, missing := row.KeyOf(t.key)
			if missing != "" {
				return lockstep.Errorf(lockstep.Invalid, "A row of %s has no value in %s, by which it is to be known. Write other columns in %q of the slot.", t.name, missing, sqldb.RowsLabel)
			}
			item, err := sqldb.RowItem(slot, name(t.name), key, row, referred(slot, t, row, tables))
			if seen[item.Key.Name] {
				return lockstep.Errorf(lockstep.Invalid, "%s has several rows with the key %s. Write more columns in %q of the slot.", t.name, strings.Join(key, ", "), sqldb.RowsLabel)
			}
			seen[item.Key.Name] = true
			items = append(items, item)
			return err
		})
		if err != nil {
			return nil, s.fault(ctx, err)
		}
	}
	return items, nil
}

// referred are the rows of settings tables that a row refers to by the columns that they are known by.
func referred(slot string, of settled, row sqldb.Row, tables []settled) (needs []lockstep.Key) {
	for _, f := range of.foreign {
		i := slices.IndexFunc(tables, func(t settled) bool { return fold(t.name) == fold(f.parent) })
		if i < 0 {
			continue
		}
		to := f.to
		if len(to) == 0 {
			to = tables[i].primaryKey()
		}
		key := make([]string, len(tables[i].key))
		for at, column := range tables[i].key {
			from := slices.IndexFunc(to, func(c string) bool { return fold(c) == fold(column) })
			if from < 0 || from >= len(f.from) || of.column(f.from[from]) == nil {
				key = nil
				break
			}
			text, ok := sqldb.KeyText(row[of.column(f.from[from]).name])
			if !ok {
				key = nil
				break
			}
			key[at] = text
		}
		if key != nil {
			needs = append(needs, lockstep.Key{Slot: slot, Kind: sqldb.RowKind, Name: sqldb.RowName(name(tables[i].name), key)})
		}
	}
	return needs
}

// rowsOf reads all rows of a table. A unary plus takes nothing from a value, but hides how its column is declared, by which
// the driver would make something else of it.
func (s *session) rowsOf(ctx context.Context, t *table, each func(sqldb.Row) error) error {
	var names, read []string
	for _, c := range t.columns {
		if !c.generated {
			names, read = append(names, c.name), append(read, "+"+quote(c.name))
		}
	}
	values := make([]any, len(names))
	into := make([]any, len(names))
	for i := range values {
		into[i] = &values[i]
	}
	return s.each(ctx, "SELECT "+strings.Join(read, ", ")+" FROM "+quote(t.name), nil, func(rows *sql.Rows) error {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		row := sqldb.Row{}
		for i, v := range values {
			value, err := toJSON(v)
			if err != nil {
				return lockstep.Errorf(lockstep.Invalid, "A value of %s in %s %v. Nothing was changed. Leave the table out of %q of the slot.", names[i], t.name, err, sqldb.RowsLabel)
			}
			row[names[i]] = value
		}
		return each(row)
	})
}

// toJSON is a value of SQLite as a row's item has it. A REAL has a point or an exponent, an INTEGER neither.
func toJSON(v any) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case int64:
		return json.Number(strconv.FormatInt(v, 10)), nil
	case float64:
		if math.IsInf(v, 0) {
			if v < 0 {
				return json.Number("-9e999"), nil
			}
			return json.Number("9e999"), nil // which is read as infinity
		}
		text := strconv.FormatFloat(v, 'g', -1, 64)
		if !strings.ContainsAny(text, ".e") {
			text += ".0"
		}
		return json.Number(text), nil
	case string:
		if !utf8.ValidString(v) {
			return nil, errors.New("is a text that is not in UTF-8")
		}
		return v, nil
	case []byte:
		return sqldb.Bytes(slices.Clone(v)), nil
	}
	return nil, fmt.Errorf("is a %T", v)
}

// fromJSON is the way back; ok is false for what SQLite has no value for.
func fromJSON(v any) (value any, ok bool) {
	switch v := v.(type) {
	case nil, string:
		return v, true
	case bool:
		if v {
			return int64(1), true
		}
		return int64(0), true
	case json.Number:
		if !strings.ContainsAny(v.String(), ".eE") {
			n, err := v.Int64()
			return n, err == nil
		}
		n, err := v.Float64()
		return n, err == nil || math.IsInf(n, 0)
	case sqldb.Bytes:
		return []byte(v), true
	}
	return nil, false
}
