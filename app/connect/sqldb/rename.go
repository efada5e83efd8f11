package sqldb

import (
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// rename is a column, or a table, under two names. Which of them is the newer one does not matter: a roll back goes the other way.
type rename struct {
	table string // the name of the item that the column is in; "" for a table
	names [2]string
	not   bool // somebody said that these are two
}

// renames reads the setting of a slot. A line with a full stop on its left side alone names a column.
func renames(slot lockstep.Slot) ([]rename, error) {
	var all []rename
	for _, line := range lines(slot.Settings[lockstep.RenamesSetting]) {
		left, right, ok := strings.Cut(line, "=")
		left, not := strings.CutSuffix(left, "!")
		left, right = strings.TrimSpace(left), strings.TrimSpace(right)
		at := strings.LastIndexByte(left, '.')
		column := at >= 0 && !strings.Contains(right, ".")
		if !ok || left == "" || right == "" || left == right || column && (at == 0 || at == len(left)-1) {
			return nil, lockstep.Errorf(lockstep.Invalid, "The line %q of %q names no two names. Write product.note = remark for a column, or orders = purchases for a table.", line, RenamesLabel)
		}
		r := rename{names: [2]string{left, right}, not: not}
		if column {
			r.table, r.names = left[:at], [2]string{fromName.Replace(left[at+1:]), fromName.Replace(right)}
		}
		all = append(all, r)
	}
	return all, nil
}

// Rename is a former name and the one that takes its place.
type Rename struct{ From, To string }

// RenamedColumns are the columns of a table that get another name between those that it had and those that it is to have, in an
// order in which one can be renamed after the other. One that goes may take over the name of one that is itself called
// otherwise from then on. table is the name of the table's item, before or after.
func (s Scope) RenamedColumns(table string, had, has []string) []Rename {
	var all []Rename
	used := map[string]bool{}
	var follow func(from string) bool
	follow = func(from string) bool {
		for _, to := range s.others(table, from) {
			if used[to] || !slices.Contains(has, to) {
				continue
			}
			used[to] = true
			if !slices.Contains(had, to) || follow(to) {
				all = append(all, Rename{from, to})
				return true
			}
			used[to] = false
		}
		return false
	}
	for _, from := range had {
		if !slices.Contains(has, from) {
			follow(from)
		}
	}
	return all
}

// others are the other names of a column.
func (s Scope) others(table, column string) []string {
	var all []string
	for _, r := range s.renames {
		i := slices.Index(r.names[:], column)
		if i >= 0 && r.table != "" && !r.not && (r.table == table || s.oneTable(r.table, table)) {
			all = append(all, r.names[1-i])
		}
	}
	return all
}

// oneTable says that two names are of one table.
func (s Scope) oneTable(a, b string) bool {
	return slices.ContainsFunc(s.renames, func(r rename) bool {
		return r.table == "" && !r.not && (r.names == [2]string{a, b} || r.names == [2]string{b, a})
	})
}

// RenamedTables are the tables among those that go that are one of those that come.
func (s Scope) RenamedTables(gone, came []string) []Rename {
	var all []Rename
	for _, from := range gone {
		i := slices.IndexFunc(came, func(to string) bool {
			return s.oneTable(from, to) && !slices.ContainsFunc(all, func(r Rename) bool { return r.To == to })
		})
		if i >= 0 {
			all = append(all, Rename{from, came[i]})
		}
	}
	return all
}

// Former is the name that something had which has this one.
func Former(all []Rename, name string) string {
	for _, r := range all {
		if r.To == name {
			return r.From
		}
	}
	return name
}

// Later is the name that something is to have which has this one.
func Later(all []Rename, name string) string {
	for _, r := range all {
		if r.From == name {
			return r.To
		}
	}
	return name
}

// Carried is a row of a table with its values under the names that columns of it are to have.
func (s Scope) Carried(table string, row Row, has []string) Row {
	var had []string
	for column := range row {
		had = append(had, column)
	}
	slices.Sort(had)
	for _, r := range s.RenamedColumns(table, had, has) {
		row[r.To] = row[r.From]
		delete(row, r.From)
	}
	return row
}

// Tables are those of a slot that get another name between two states.
type Tables []Rename

// TablesRenamed finds them.
func (s Scope) TablesRenamed(before, want lockstep.State) Tables {
	missing := func(in, from lockstep.State) (items []lockstep.Item) {
		for _, item := range in.All() {
			if from.Sum(item.Key) == "" {
				items = append(items, item)
			}
		}
		return items
	}
	return s.tablesAmong(missing(before, want), missing(want, before))
}

func (s Scope) tablesAmong(gone, came []lockstep.Item) Tables {
	names := func(items []lockstep.Item) (all []string) {
		for _, item := range items {
			if item.Key.Kind == TableKind {
				all = append(all, item.Key.Name)
			}
		}
		return all
	}
	return s.RenamedTables(names(gone), names(came))
}

// Both are the keys that a table, or a row of one, is to have and that it had; both are its own where its table keeps its name.
func (t Tables) Both(k lockstep.Key) (later, former lockstep.Key) {
	later, former = k, k
	if k.Kind != TableKind && k.Kind != RowKind {
		return later, former
	}
	table, rest := k.Name, ""
	if at := strings.IndexByte(k.Name, '/'); at >= 0 && k.Kind == RowKind {
		table, rest = k.Name[:at], k.Name[at:]
	}
	for _, r := range t {
		switch table {
		case r.From:
			later.Name = r.To + rest
		case r.To:
			former.Name = r.From + rest
		}
	}
	return later, former
}

// Match finds the tables that were renamed, and their rows.
func Match(slot lockstep.Slot, gone, came []lockstep.Item) []lockstep.Renamed {
	s, err := ScopeOf(slot)
	if err != nil {
		return nil // the slot is refused elsewhere
	}
	there := map[lockstep.Key]bool{}
	for _, item := range came {
		there[item.Key] = true
	}
	tables := s.tablesAmong(gone, came)
	var all []lockstep.Renamed
	for _, item := range gone {
		if later, _ := tables.Both(item.Key); later != item.Key && there[later] {
			all = append(all, lockstep.Renamed{From: item.Key, To: later})
		}
	}
	return all
}
