package sqlite

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// trial keeps rows in a scratch database, to see what SQLite makes of them: a value is kept as the type of its column has it,
// and one that is missing is what the column falls back on.
type trial struct {
	*session
	tables map[string]*table // by the names of their items
}

func newTrial(ctx context.Context) (*trial, error) {
	s, err := connect(ctx, ":memory:")
	return &trial{s, map[string]*table{}}, err
}

// table makes the table of an item, without what hangs on it; nil where that cannot be done.
func (t *trial) table(ctx context.Context, item lockstep.Item) (*table, error) {
	if known, ok := t.tables[item.Key.Name]; ok {
		return known, nil
	}
	main, _, _, err := statements(item)
	if err == nil {
		err = t.exec(ctx, main)
	}
	if err != nil {
		t.tables[item.Key.Name] = nil
		return nil, nil // what is wrong with a table is said of the table
	}
	all, err := t.schema(ctx)
	t.tables[item.Key.Name] = all.table(object(item.Key.Name))
	return t.tables[item.Key.Name], err
}

// row is a row as its table keeps it: see [sqldb.Fitting].
func (t *trial) row(ctx context.Context, scope sqldb.Scope, table lockstep.Item, row sqldb.Row, fresh bool) (kept sqldb.Row, known []string, ok bool, err error) {
	in, err := t.table(ctx, table)
	if err != nil || in == nil {
		return nil, nil, false, err
	}
	for column, value := range row {
		c := in.column(column)
		_, has := fromJSON(value)
		switch {
		case (c == nil || c.generated) && fresh:
			return nil, nil, false, fmt.Errorf("%s is no column of it", column)
		case c == nil || c.generated:
			delete(row, column)
		case !has:
			return nil, nil, false, fmt.Errorf("%s is nothing that SQLite has a value for", column)
		}
	}
	if kept, err = t.keep(ctx, in, row); err != nil {
		return nil, nil, false, err
	}
	of, _ := scope.RowTable(table.Key.Name)
	settings, err := in.settings(of)
	return kept, settings.Key, true, err
}

// errMoving is why a value cannot be foretold.
var errMoving = errors.New("is filled with another value each time")

// keep gives a row as its table would hold it. The error says why it would not.
func (t *trial) keep(ctx context.Context, in *table, row sqldb.Row) (sqldb.Row, error) {
	var columns, marks []string
	var values []any
	for _, c := range in.columns {
		value, given := row[c.name]
		if !given && !c.generated && moving(c.fallback) {
			return nil, fmt.Errorf("%s %w: %s", c.name, errMoving, c.fallback)
		}
		if given {
			columns, marks, values = append(columns, quote(c.name)), append(marks, "?"), append(values, bound(value))
		}
	}
	statement := "INSERT INTO " + quote(in.name) + " (" + strings.Join(columns, ", ") + ") VALUES (" + strings.Join(marks, ", ") + ")"
	if len(columns) == 0 {
		statement = "INSERT INTO " + quote(in.name) + " DEFAULT VALUES"
	}
	if err := t.exec(ctx, statement, values...); err != nil {
		return nil, errors.New(reason(err))
	}
	var kept sqldb.Row
	if err := t.rowsOf(ctx, in, func(r sqldb.Row) error { kept = r; return nil }); err != nil {
		return nil, err
	}
	return kept, t.exec(ctx, "DELETE FROM "+quote(in.name))
}

// moving says that the expression of a default is not the same for every row: it names a function, or the time.
func moving(expression string) bool {
	tokens := dialect.Tokens(expression)
	for i, t := range tokens {
		bytes := t.Is("X") && i+1 < len(tokens) && tokens[i+1].Kind == sqldb.Text
		if t.Kind == sqldb.Word && !bytes && !slices.ContainsFunc([]string{"NULL", "TRUE", "FALSE"}, t.Is) {
			return true
		}
	}
	return false
}
