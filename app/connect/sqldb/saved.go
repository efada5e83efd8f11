package sqldb

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"lockstep/app/lockstep"
)

// SaveRow hands on a row of values that are to be saved, as a JSON array of them, each as a [Row] has it.
func SaveRow(values []any, row func([]byte) error) error {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(values); err != nil {
		return fmt.Errorf("write saved values: %w", err)
	}
	return row(bytes.TrimSuffix(b.Bytes(), []byte{'\n'}))
}

// SavedValues reads a row of n saved values. The error is Corrupt where it is none.
func SavedValues(text []byte, n int) ([]any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var values []any
	if err := decoder.Decode(&values); err != nil || len(values) != n {
		return nil, lockstep.Errorf(lockstep.Corrupt, "Saved values cannot be read. Nothing was changed.")
	}
	for i, v := range values {
		values[i] = bytesOf(v)
	}
	return values, nil
}

// Unsaveable says of values that go why they cannot be saved before, given the primary key of their table, as a sentence that follows
// another one; "" where they can.
func Unsaveable(table, column string, key []string) string {
	switch {
	case len(key) == 0:
		return " They cannot be saved before, as rows of " + table + " have no key to be told apart by."
	case slices.Contains(key, column):
		return " They cannot be saved before, as rows of " + table + " are told apart by them."
	}
	return ""
}

// PutBack says how many rows a table got back, or how many rows of it their values.
func PutBack(table string, s lockstep.Saved, rows int) string {
	if s.Whole() {
		return fmt.Sprintf("%s gets back the %s that were saved.", table, lockstep.Count(rows, "row"))
	}
	more := ""
	if gone := int(s.Rows) - rows; gone > 0 {
		more = fmt.Sprintf("; of %s more it was saved, and they are gone or were changed since", lockstep.Count(gone, "row"))
	}
	return fmt.Sprintf("%s of %s gets back the values that were saved of it, in %s%s.", s.Columns[0], table, lockstep.Count(rows, "row"), more)
}
