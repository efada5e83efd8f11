package sqldb

import (
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// Column is one that goes or comes, by what tells whether it is another one under a new name.
type Column struct{ Name, Type string }

// Columns are those of a table that goes or comes.
type Columns struct {
	Table string // the name of its item
	All   []Column
}

// AskColumn asks whether a column of a table that goes is one of those that come; nil where none is like it, or where that was
// answered.
func (s Scope) AskColumn(table string, goes Column, come []Column) *lockstep.RenameQuestion {
	come = slices.DeleteFunc(slices.Clone(come), func(c Column) bool { return s.told(table, goes.Name, c.Name) })
	likely, ok := Likely(goes, come)
	if !ok {
		return nil
	}
	return asked(table+"."+toName.Replace(goes.Name), toName.Replace(likely))
}

// AskTable asks whether a table that goes is one of those that come: the one with the most columns in common, if that is half of all.
func (s Scope) AskTable(goes Columns, come []Columns) *lockstep.RenameQuestion {
	best, likely := 0, ""
	for _, c := range come {
		same := 0
		for _, column := range goes.All {
			if slices.Contains(c.All, column) {
				same++
			}
		}
		if all := len(goes.All) + len(c.All) - same; same > best && same*2 >= all && !s.told("", goes.Table, c.Table) {
			best, likely = same, c.Table
		}
	}
	// A line with a full stop on its left side alone would name a column.
	if strings.Contains(goes.Table, ".") && !strings.Contains(likely, ".") {
		return nil
	}
	return asked(goes.Table, likely)
}

// asked is a question; nil where no line of the setting could hold its answer.
func asked(from, to string) *lockstep.RenameQuestion {
	if to == "" || strings.ContainsAny(from+to, "=!\n") {
		return nil
	}
	return &lockstep.RenameQuestion{From: from, To: to}
}

// told says that somebody has said of two names whether they are of one.
func (s Scope) told(table, from, to string) bool {
	return slices.ContainsFunc(s.renames, func(r rename) bool {
		pair := r.names == [2]string{from, to} || r.names == [2]string{to, from}
		return pair && (r.table == table || table != "" && r.table != "" && s.oneTable(r.table, table))
	})
}

// Likely is the column among those that come which is the most like one that goes: of the same type, and with the most in
// common of its name, or the only one. ok is false where there is none.
func Likely(goes Column, come []Column) (name string, ok bool) {
	best := 0
	alike := slices.DeleteFunc(slices.Clone(come), func(c Column) bool { return !strings.EqualFold(c.Type, goes.Type) })
	for _, c := range alike {
		if n := common(strings.ToLower(goes.Name), strings.ToLower(c.Name)); n > best {
			name, best = c.Name, n
		}
	}
	const enough = 3
	if best >= enough {
		return name, true
	}
	if len(alike) == 1 && len(come) == 1 {
		return alike[0].Name, true
	}
	return "", false
}

// common is the length of the longest stretch that two names have in common, in bytes.
func common(a, b string) int {
	longest := 0
	for i := range a {
		for j := range b {
			n := 0
			for i+n < len(a) && j+n < len(b) && a[i+n] == b[j+n] {
				n++
			}
			longest = max(longest, n)
		}
	}
	return longest
}
