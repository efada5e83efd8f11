package sqlite

import (
	"context"
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
	sqldb.Settings
}

// settings are the settings tables of a slot that the database has.
func (s schema) settings(scope sqldb.Scope) (all []settled, err error) {
	for _, row := range scope.Rows {
		t := s.table(object(row.Table))
		if t == nil {
			continue
		}
		one := settled{table: t}
		if one.Settings, err = t.settings(row); err != nil {
			return nil, err
		}
		for i, f := range t.foreign {
			parent := s.table(f.parent)
			if parent == nil {
				continue
			}
			key := &one.Foreign[i]
			key.Parent = name(parent.name)
			if len(key.To) == 0 {
				key.To = parent.primaryKey()
			}
			for at, column := range key.To {
				if c := parent.column(column); c != nil {
					key.To[at] = c.name
				}
			}
		}
		all = append(all, one)
	}
	return all, nil
}

// settings is the table by what its rows are known.
func (t *table) settings(row sqldb.RowTable) (sqldb.Settings, error) {
	var columns []string
	for _, c := range t.columns {
		columns = append(columns, c.name)
	}
	var foreign []sqldb.ForeignKey
	for _, f := range t.foreign {
		from := make([]string, len(f.from))
		for i, column := range f.from {
			from[i] = t.column(column).name
		}
		foreign = append(foreign, sqldb.ForeignKey{From: from, To: slices.Clone(f.to)})
	}
	row.Table = name(t.name)
	return sqldb.SettingsOf(row, columns, t.primaryKey(), foreign, func(a, b string) bool { return fold(a) == fold(b) })
}

// rows are the items of all rows of the settings tables.
func (s *session) rows(ctx context.Context, slot string, scope sqldb.Scope, in schema) ([]lockstep.Item, error) {
	tables, err := in.settings(scope)
	if err != nil {
		return nil, err
	}
	var known []sqldb.Settings
	for _, t := range tables {
		known = append(known, t.Settings)
	}
	var items []lockstep.Item
	for _, t := range tables {
		of, err := sqldb.Rows(slot, t.Settings, known, func(each func(sqldb.Row) error) error { return s.rowsOf(ctx, t.table, each) })
		if err != nil {
			return nil, s.fault(ctx, err)
		}
		items = append(items, of...)
	}
	return items, nil
}

// rowsOf reads all rows of a table.
func (s *session) rowsOf(ctx context.Context, t *table, each func(sqldb.Row) error) error {
	var names []string
	for _, c := range t.columns {
		if !c.generated {
			names = append(names, c.name)
		}
	}
	return s.valuesOf(ctx, names, quote(t.name), func(values []any) error {
		row := sqldb.Row{}
		for i, v := range values {
			row[names[i]] = v
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
