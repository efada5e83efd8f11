package sqldb

import (
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// Settings is a settings table as a database has it.
type Settings struct {
	Table   string   // the name of its item
	Key     []string // the columns by which its rows are known
	Foreign []ForeignKey
}

// ForeignKey is what columns of a table refer to.
type ForeignKey struct {
	Parent   string // the name of its item
	From, To []string
}

// SettingsOf is a table of the scope, with the columns that it has and those of its primary key. same says how the database
// compares names. The error is Invalid where its rows cannot be known.
func SettingsOf(row RowTable, columns, primary []string, foreign []ForeignKey, same func(a, b string) bool) (Settings, error) {
	s := Settings{Table: row.Table, Foreign: foreign}
	for _, name := range row.Key {
		i := slices.IndexFunc(columns, func(c string) bool { return same(c, name) })
		if i < 0 {
			i = slices.IndexFunc(columns, func(c string) bool { return slices.Contains(row.Others[name], c) })
		}
		if i < 0 {
			return s, lockstep.Errorf(lockstep.Invalid, "%s has no column %s, by which its rows are to be known. Mend %q of the slot.", row.Table, name, RowsLabel)
		}
		s.Key = append(s.Key, columns[i])
	}
	if len(s.Key) == 0 {
		s.Key = primary
	}
	if len(s.Key) == 0 {
		return s, lockstep.Errorf(lockstep.Invalid, "%s has no primary key. Write by which columns its rows are known, such as %s(name), in %q of the slot.", row.Table, row.Table, RowsLabel)
	}
	return s, nil
}

// Rows makes the items of a table's rows. read calls its argument for each of them; tables are all settings tables that the
// database has. The error is Invalid where rows cannot be told by their keys.
func Rows(slot string, of Settings, tables []Settings, read func(each func(Row) error) error) ([]lockstep.Item, error) {
	var items []lockstep.Item
	var bodies rowBodies
	alone := []lockstep.Key{{Slot: slot, Kind: TableKind, Name: of.Table}} // what most rows need: one list for all of them
	seen := map[string]bool{}
	err := read(func(row Row) error {
		key, missing := row.KeyOf(of.Key)
		if missing != "" {
			return lockstep.Errorf(lockstep.Invalid, "A row of %s has no value in %s, by which it is to be known. Write other columns in %q of the slot.", of.Table, missing, RowsLabel)
		}
		text, err := rowText(of.Table, row)
		item := lockstep.Item{Key: lockstep.Key{Slot: slot, Kind: RowKind, Name: RowName(of.Table, key)}, Part: lockstep.Configuration, Media: RowMedia,
			Body: bodies.body(text), Needs: alone}
		if refers := referred(slot, of, row, tables); len(refers) > 0 {
			item.Needs = slices.Concat(alone, refers)
		}
		if seen[item.Key.Name] {
			return lockstep.Errorf(lockstep.Invalid, "%s has several rows with the key %s. Write more columns in %q of the slot.", of.Table, strings.Join(key, ", "), RowsLabel)
		}
		seen[item.Key.Name] = true
		items = append(items, item)
		return err
	})
	return items, err
}

// referred are the rows of settings tables that a row refers to by the columns that those are known by.
func referred(slot string, of Settings, row Row, tables []Settings) (needs []lockstep.Key) {
	for _, f := range of.Foreign {
		i := slices.IndexFunc(tables, func(t Settings) bool { return t.Table == f.Parent })
		if i < 0 {
			continue
		}
		if key, ok := f.refers(row, tables[i].Key); ok {
			needs = append(needs, lockstep.Key{Slot: slot, Kind: RowKind, Name: RowName(f.Parent, key)})
		}
	}
	return needs
}

// refers are the values of the columns by which the row is known that a row refers to; ok is false where it refers to none, or
// by other columns.
func (f ForeignKey) refers(row Row, known []string) (key []string, ok bool) {
	for _, column := range known {
		i := slices.Index(f.To, column)
		if i < 0 {
			return nil, false
		}
		text, has := KeyText(row[f.From[i]])
		if !has {
			return nil, false
		}
		key = append(key, text)
	}
	return key, true
}
