package sqldb

import (
	"fmt"
	"strings"

	"lockstep/app/lockstep"
)

// Fitting makes rows what their tables will hold once they are as they are wanted.
type Fitting struct {
	Slot         string
	Scope        Scope
	Before, Want lockstep.State
	// Keep gives a row as the table of an item will hold it: a column that it leaves out has what it falls back on, and each
	// value is written as a capture gives it. known are the columns by which its rows are known. fresh is false for a row that
	// is there already: then columns that the table will not have are left out. Where ok is false nothing is known of the
	// table. The error is what is wrong, as words that follow "as NAME would be: ".
	Keep func(table lockstep.Item, row Row, fresh bool) (kept Row, known []string, ok bool, err error)
	// Columns are the names of the columns that the table of an item has.
	Columns func(table lockstep.Item) []string
}

// Fit looks through all rows that are wanted. It gives the items that are to be put, the keys of those that go with their
// tables, and what is wrong.
func (f Fitting) Fit() (put []lockstep.Item, drop []lockstep.Key, problems []lockstep.Problem) {
	renamed := f.Scope.TablesRenamed(f.Before, f.Want)
	for _, item := range f.Want.All() {
		if item.Key.Slot != f.Slot || item.Key.Kind != RowKind {
			continue
		}
		fresh := f.Before.Sum(item.Key) != item.Digest()
		if later, _ := renamed.Both(item.Key); later != item.Key { // it goes along with its table
			drop = append(drop, item.Key)
			if f.Want.Sum(later) != "" {
				continue
			}
			item.Key = later
		}
		of, _ := SplitRowName(item.Key.Name)
		key := lockstep.Key{Slot: f.Slot, Kind: TableKind, Name: of}
		table, there := f.Want.Get(key)
		_, counts := f.Scope.RowTable(of)
		block := func(format string, args ...any) {
			problems = append(problems, lockstep.Problem{Key: item.Key, Verdict: lockstep.Blocks, Message: fmt.Sprintf(format, args...)})
		}
		switch {
		case !counts:
			block("The rows of %s are no settings in this slot. Leave %s out, or add %s to %q.", of, item.Key.Name, of, RowsLabel)
		case !there && f.Scope.Holds(of):
			drop = append(drop, item.Key)
		case !there || !fresh && f.Before.Sum(key) == f.Want.Sum(key):
		default:
			kept, ok, err := f.row(item, table, fresh)
			switch {
			case err != nil:
				block("%s.", strings.TrimSuffix(err.Error(), "."))
			case ok && kept.Digest() != item.Digest():
				put = append(put, kept)
			}
		}
	}
	return put, drop, problems
}

// row is one row as its table will hold it; ok is false where that is not known.
func (f Fitting) row(item, table lockstep.Item, fresh bool) (settled lockstep.Item, ok bool, err error) {
	row, err := RowOf(item)
	if err != nil {
		return item, false, err
	}
	of := table.Key.Name
	if !fresh {
		row = f.Scope.Carried(of, row, f.Columns(table))
	}
	kept, known, ok, err := f.Keep(table, row, fresh)
	switch {
	case err != nil:
		return item, false, fmt.Errorf("%s holds no row as %s would be: %w. Mend it where it comes from, or take %s along as it is there", of, item.Key.Name, err, of)
	case !ok:
		return item, false, nil
	}
	if key, _ := kept.KeyOf(known); RowName(of, key) != item.Key.Name {
		return item, false, fmt.Errorf("%s has another key than its name says. Mend it where it comes from", item.Key.Name)
	}
	_, key := SplitRowName(item.Key.Name)
	settled, err = RowItem(f.Slot, of, key, kept, nil)
	settled.Needs = item.Needs
	return settled, err == nil, err
}
