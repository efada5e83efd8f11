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
	before  lockstep.State
	want    lockstep.State
	renamed sqldb.Tables
	tables  map[lockstep.Key]settingsTable // as they are wanted
	former  map[lockstep.Key]*table        // as they are, with their columns under the names that they are to have
	wrong   map[lockstep.Key]error
}

// fitRows settles the rows of settings tables.
func fitRows(s scope, before, want lockstep.State) (put []lockstep.Item, drop []lockstep.Key, problems []lockstep.Problem) {
	f := rowFitting{s, before, want, s.TablesRenamed(before, want), map[lockstep.Key]settingsTable{}, map[lockstep.Key]*table{}, map[lockstep.Key]error{}}
	return sqldb.Fitting{Slot: s.slot, Scope: s.Scope, Before: before, Want: want, Keep: f.keep, Columns: f.columns}.Fit()
}

// table reads the text of a table, and the one that it has before, once.
func (f *rowFitting) table(item lockstep.Item) (settingsTable, error) {
	k := item.Key
	if t, ok := f.tables[k]; ok {
		return t, f.wrong[k]
	}
	row, _ := f.RowTable(k.Name)
	t, err := f.settingsTableOf(row, item)
	f.tables[k], f.wrong[k] = t, err
	_, former := f.renamed.Both(k)
	if was, ok := f.before.Get(former); ok && t.object != nil {
		if o, err := parseObject(f.scope, was); err == nil { // what cannot be cut is said elsewhere
			f.former[k] = &table{columns: renamedIn(o.table.columns, f.RenamedColumns(k.Name, o.table.names(), t.table.names()))}
		}
	}
	return t, err
}

// columns are those of a table.
func (f *rowFitting) columns(item lockstep.Item) []string {
	if t, _ := f.table(item); t.object != nil {
		return t.table.names()
	}
	return nil
}

func (f *rowFitting) keep(item lockstep.Item, row sqldb.Row, fresh bool) (kept sqldb.Row, known []string, ok bool, err error) {
	t, err := f.table(item)
	switch {
	case err != nil && t.object == nil:
		return nil, nil, false, nil // its text cannot be cut, which is said of the table
	case err != nil:
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
		case !fresh && was != nil && was.column(c.name).name != "":
			value, err = f.converted(value, was.column(c.name), c)
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

// converted is a value of a column once that has become another one.
func (f *rowFitting) converted(value any, from, to column) (any, error) {
	plain := func(typ string) bool { return slices.Contains(texts, base(typ)) }
	was, is := from.category(), to.category()
	switch {
	case value == nil || from.typ == to.typ || was == asText && is == asText && (plain(to.typ) || f.enum(to.typ)):
		return value, nil
	case plain(to.typ) && was != asJSON && was != asBytes:
		text, err := from.written(value)
		return *text, err
	case was == asInteger && (is == asInteger || is == asNumeric), was == asNumeric && is != asInteger && (is == asNumeric || is == asFloat):
		return value, nil
	}
	return nil, fmt.Errorf("becomes %s, and nobody can tell how its values are written then", to.typ)
}

// enum says of a type that it is an enum, as it is wanted.
func (f *rowFitting) enum(typ string) bool {
	c := cursor{text: typ, rest: dialect.Tokens(typ)}
	schema := c.name()
	if !c.next(".") {
		return false
	}
	item, ok := f.want.Get(f.named(typeKind, schema, c.name()))
	if !ok {
		return false
	}
	o, err := parseObject(f.scope, item)
	return err == nil && o.enum()
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
