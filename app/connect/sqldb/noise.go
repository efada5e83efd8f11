package sqldb

import (
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// Filled is a column that a database fills by itself, and how, as words that follow its name.
type Filled struct{ Column, Why string }

// How columns are filled.
const (
	Numbered = "is numbered by the database"
	Timed    = "is a time that the database sets"
)

// Noise are the places of such columns in the rows of settings tables: filled has them by table. What rows are known by, and what others
// refer to, is none.
func Noise(slot string, tables []Settings, filled [][]Filled) []lockstep.Noise {
	var all []lockstep.Noise
	for i, t := range tables {
		for _, f := range filled[i] {
			if slices.Contains(t.Key, f.Column) || referredTo(tables, t.Table, f.Column) || strings.ContainsAny(t.Table+f.Column, `*?[]{}\`) {
				continue
			}
			rows := t.Table + "/*" + strings.Repeat("/*", len(t.Key)-1)
			all = append(all, lockstep.Noise{Items: lockstep.Key{Slot: slot, Kind: RowKind, Name: rows}, Place: "/" + pointer.Replace(f.Column), Why: f.Why})
		}
	}
	return all
}

// pointer writes a name as a part of a JSON pointer (RFC 6901).
var pointer = strings.NewReplacer("~", "~0", "/", "~1")

func referredTo(tables []Settings, table, column string) bool {
	return slices.ContainsFunc(tables, func(t Settings) bool {
		return slices.ContainsFunc(t.Foreign, func(f ForeignKey) bool { return f.Parent == table && slices.Contains(f.To, column) })
	})
}
