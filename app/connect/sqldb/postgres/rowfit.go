package postgres

import (
	"errors"
	"fmt"
	"slices"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// rowFitting makes rows what their tables will hold: see [sqldb.Fitting].
type rowFitting struct {
	scope
	before lockstep.State
	tables map[lockstep.Key]settingsTable // as they are wanted
	former map[lockstep.Key]*object
	wrong  map[lockstep.Key]error
}

// fitRows settles the rows of settings tables.
func fitRows(s scope, before, want lockstep.State) (put []lockstep.Item, drop []lockstep.Key, problems []lockstep.Problem) {
	f := rowFitting{s, before, map[lockstep.Key]settingsTable{}, map[lockstep.Key]*object{}, map[lockstep.Key]error{}}
	return sqldb.Fitting{Slot: s.slot, Scope: s.Scope, Before: before, Want: want, Keep: f.keep}.Fit()
}

// table reads the text of a table, and the one that it has before, once.
func (f *rowFitting) table(item lockstep.Item) (settingsTable, error) {
	k := item.Key
	if t, ok := f.tables[k]; ok || f.wrong[k] != nil {
		return t, f.wrong[k]
	}
	row, _ := f.RowTable(k.Name)
	t, err := f.settingsTableOf(row, item)
	if f.wrong[k] = err; err != nil {
		return t, err
	}
	f.tables[k] = t
	if was, ok := f.before.Get(k); ok {
		f.former[k], _ = parseObject(f.scope, was) // what cannot be cut is said elsewhere
	}
	return t, nil
}

func (f *rowFitting) keep(item lockstep.Item, row sqldb.Row, fresh bool) (kept sqldb.Row, known []string, ok bool, err error) {
	if _, err := parseObject(f.scope, item); err != nil && f.tables[item.Key].object == nil {
		return nil, nil, false, nil // that is said of the table
	}
	t, err := f.table(item)
	if err != nil {
		return nil, nil, false, err
	}
	for name := range row {
		if fresh && !slices.ContainsFunc(t.kept, func(c column) bool { return c.name == name }) {
			return nil, nil, false, fmt.Errorf("%s is no column of it", name)
		}
	}
	kept = sqldb.Row{}
	for _, c := range t.kept {
		value, given := row[c.name]
		switch was := f.former[item.Key]; {
		case !given:
			value, err = c.fallback()
		case !fresh && was != nil && was.table.column(c.name).name != "":
			value, err = was.table.column(c.name).converted(value, c)
		}
		if err == nil {
			value, err = c.settled(value)
		}
		if err != nil {
			return nil, nil, false, fmt.Errorf("%s %w", c.name, err)
		}
		kept[c.name] = value
	}
	return kept, t.Key, true, nil
}

// converted is a value of the column once that has become another one.
func (c column) converted(value any, to column) (any, error) {
	plain := func(typ string) bool { return slices.Contains(texts, base(typ)) }
	number := func(k category) bool { return k == asInteger || k == asNumeric || k == asFloat }
	from, into := c.category(), to.category()
	switch {
	case value == nil || c.typ == to.typ || plain(c.typ) && plain(to.typ):
		return value, nil
	case plain(to.typ) && (from == asBool || from == asInteger || from == asNumeric):
		text, err := c.written(value)
		return *text, err
	case number(from) && number(into) && from != asFloat && into != asInteger:
		return value, nil
	case from == asInteger && into == asInteger, from == asFloat && into == asFloat && c.typ == "real":
		return value, nil
	}
	return nil, fmt.Errorf("becomes %s, and nobody can tell how its values are written then", to.typ)
}

// errMoving is why a value cannot be foretold.
var errMoving = errors.New("is filled by PostgreSQL itself, so that nobody can tell with what")

// fallback is what a column has where nothing is said: what its default is, if that is the same for every row.
func (c column) fallback() (any, error) {
	switch {
	case c.identity != "":
		return nil, errMoving
	case c.value == "":
		return nil, nil
	}
	tokens := dialect.Tokens(c.value)
	if follows(tokens, "(") && closing(tokens) < len(tokens)-1 && follows(tokens[closing(tokens)+1:], ":", ":") && len(tokens) > 2 && tokens[1].Kind == sqldb.Number && closing(tokens) == 2 {
		tokens = append([]sqldb.Token{tokens[1]}, tokens[3:]...) // (1)::bigint
	}
	constant, typ := tokens[0], c.typ
	switch {
	case len(tokens) == 1:
	case follows(tokens[1:], ":", ":") && len(tokens) > 3:
		typ = written(c.value, tokens[3:])
	default:
		return nil, errMoving
	}
	number := c.category() == asInteger || c.category() == asNumeric || c.category() == asFloat
	same := base(typ) == base(c.typ) || slices.Contains(texts, base(typ)) && slices.Contains(texts, base(c.typ)) || typ == "bpchar" && base(c.typ) == "character"
	switch {
	case constant.Is("NULL"):
		return nil, nil
	case len(tokens) == 1 && c.category() == asBool && (constant.Is("true") || constant.Is("false")):
		return constant.Is("true"), nil
	case constant.Kind == sqldb.Number && number:
		return c.shown(constant.Text)
	case constant.Kind == sqldb.Text && len(tokens) > 1 && (same || number && base(typ) != "text"):
		return c.shown(unquoted(constant.Text))
	}
	return nil, errMoving
}
