package mysql

import (
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// execute runs a statement.
type execute func(statement string, args ...any) error

// putRows inserts saved rows, many at once. One with a long value goes alone: as a literal it could be twice as long, and more than
// the server takes.
func putRows(into string, names []string, columns []column, s lockstep.Saved, run execute) error {
	begin := "INSERT INTO " + into + " (" + strings.Join(names, ", ") + ") VALUES "
	if s.Each == nil { // of a script
		return run(begin + "(" + strings.Join(slices.Repeat([]string{"?"}, len(columns)), ", ") + ")")
	}
	var rows []string
	size := 0
	flush := func() error {
		if len(rows) == 0 {
			return nil
		}
		statement := begin + strings.Join(rows, ",\n")
		rows, size = nil, 0
		return run(statement)
	}
	err := s.Each(func(text []byte) error {
		values, err := sqldb.SavedValues(text, len(columns))
		if err != nil {
			return err
		}
		row, long := literals(columns, values)
		if len(long) > 0 {
			if err := flush(); err != nil {
				return err
			}
			return run(begin+row, long...)
		}
		rows, size = append(rows, row), size+len(row)
		if len(rows) == insertRows || size > insertBytes {
			return flush()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return flush()
}

// literals are the values of a row, but for long ones, which have marks.
func literals(columns []column, values []any) (row string, long []any) {
	var all []string
	for i, c := range columns {
		one := c.sql(values[i])
		if len(one) > insertBytes {
			one, long = "?", append(long, values[i])
		}
		if raw, ok := values[i].(sqldb.Bytes); ok && one == "?" {
			long[len(long)-1] = []byte(raw)
		}
		all = append(all, one)
	}
	return "(" + strings.Join(all, ", ") + ")", long
}
