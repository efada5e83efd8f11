package mysql

import (
	"errors"
	"fmt"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// fitting makes rows what their tables will hold, by what the texts of these say.
type fitting struct {
	scope  sqldb.Scope
	tables map[lockstep.Digest]*settled // by their items; nil for one that cannot be read
}

// table is the settings table of an item; ok is false where nothing is known of it.
func (f *fitting) table(item lockstep.Item) (t *settled, ok bool, err error) {
	sum := item.Digest()
	if t, known := f.tables[sum]; known {
		return t, t != nil, nil
	}
	f.tables[sum] = nil
	b, err := item.Body.Bytes()
	if err != nil {
		return nil, false, fmt.Errorf("read %s: %w", item.Key, err)
	}
	read, _, ok := readTable(string(b))
	row, counts := f.scope.RowTable(item.Key.Name)
	if !ok || !counts {
		return nil, false, nil // what is wrong with a table is said of the table
	}
	one, err := settle(row, read)
	if err != nil {
		delete(f.tables, sum)
		return nil, false, err
	}
	f.tables[sum] = &one
	return &one, true, nil
}

// columns are those of a table that are written to.
func (f *fitting) columns(item lockstep.Item) []string {
	t, ok, err := f.table(item)
	if !ok || err != nil {
		return nil
	}
	return plainColumns(t.written())
}

// unknown are the settings tables whose rows could not be told from one another once they are changed.
func (f *fitting) unknown(slot string, before, want lockstep.State) (problems []lockstep.Problem) {
	for _, row := range f.scope.Rows {
		k := lockstep.Key{Slot: slot, Kind: sqldb.TableKind, Name: row.Table}
		item, there := want.Get(k)
		if !there || before.Sum(k) == item.Digest() {
			continue
		}
		if _, _, err := f.table(item); err != nil {
			problems = append(problems, lockstep.Problem{Key: k, Verdict: lockstep.Blocks, Message: err.Error()})
		}
	}
	return problems
}

// keep gives a row as its table will hold it: see [sqldb.Fitting].
func (f *fitting) keep(item lockstep.Item, row sqldb.Row, fresh bool) (kept sqldb.Row, known []string, ok bool, err error) {
	t, ok, err := f.table(item)
	if err != nil || !ok {
		return nil, nil, false, err
	}
	given := sqldb.Row{}
	for name, value := range row {
		c, has := t.column(name)
		switch has = has && !c.made(); {
		case has:
			given[c.name] = value
		case fresh:
			return nil, nil, false, fmt.Errorf("%s is no column of it", name)
		}
	}
	kept = sqldb.Row{}
	for _, c := range t.written() {
		value, has := given[c.name]
		if !has {
			value, err = c.fallback(fresh)
		} else if !fresh {
			value = c.converted(value)
		}
		if err == nil {
			value, err = c.kept(value)
		}
		if err != nil {
			return nil, nil, false, fmt.Errorf("%s %w", c.name, err)
		}
		kept[c.name] = value
	}
	return kept, t.Key, true, nil
}

var errMoving = errors.New("is filled with a value that nobody can tell before")

// fallback is what a column has where a row does not say. The server fills a new column of rows that are there, also without
// a default.
func (c column) fallback(fresh bool) (any, error) {
	filled := c.filled()
	switch {
	case c.counts:
		return nil, fmt.Errorf("%w: it counts up", errMoving)
	case c.value != "":
		return c.constant()
	case !c.notNull:
		return nil, nil
	case fresh:
		return nil, errors.New("must have a value, and has none")
	case filled == "an empty text":
		return "", nil
	case filled == "the first member" && len(c.args) > 0:
		return unquoted(c.args[0]), nil
	case filled == "the date 0000-00-00":
		return "0000-00-00", nil
	case filled == "0" && (c.family() != others || c.base == "bit") && c.family() != moments:
		return c.number("0"), nil
	}
	return nil, errMoving
}

// constant is a default that is the same for every row.
func (c column) constant() (any, error) {
	all := dialect.Tokens(c.value)
	if len(all) == 2 && (all[0].Text == "-" || all[0].Text == "+") && all[1].Kind == sqldb.Number {
		return c.number(strings.TrimPrefix(c.value, "+")), nil
	}
	if len(all) == 2 && all[0].Is("B") && all[1].Kind == sqldb.Text && c.base == "bit" {
		return binaryNumber(unquoted(all[1].Text)), nil
	}
	switch {
	case len(all) != 1:
	case all[0].Is("NULL"):
		return nil, nil
	case all[0].Kind == sqldb.Number:
		return c.number(c.value), nil
	case c.family() == octets && strings.Contains(c.value, "?"): // the server shows so what is no text
	case all[0].Kind == sqldb.Text:
		return c.converted(unquoted(c.value)), nil
	}
	return nil, fmt.Errorf("%w: %s", errMoving, c.value)
}

// unquoted is the text that stands in quotes.
func unquoted(literal string) string {
	if len(literal) < 2 {
		return literal
	}
	quote, inner := literal[0], literal[1:len(literal)-1]
	var out strings.Builder
	for i := 0; i < len(inner); i++ {
		ch := inner[i]
		if (ch == '\\' || ch == quote) && i+1 < len(inner) {
			i++
			ch = inner[i]
			if inner[i-1] == '\\' {
				ch = unescaped(ch)
			}
		}
		out.WriteByte(ch)
	}
	return out.String()
}

// unescaped is what a character behind a backslash stands for.
func unescaped(ch byte) byte {
	switch ch {
	case '0':
		return 0
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'b':
		return '\b'
	case 'Z':
		return 0x1a
	}
	return ch
}
