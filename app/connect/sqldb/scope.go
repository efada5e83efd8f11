package sqldb

import (
	"path"
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// The names and labels of a slot's settings.
const (
	IncludeLabel = "Include"
	ExcludeLabel = "Exclude"
	RowsLabel    = "Settings tables"
	RenamesLabel = "Renamed tables and columns"
)

// SlotFields are what every slot of a database is asked for.
func SlotFields() []lockstep.Field {
	return []lockstep.Field{
		{Name: "rows", Label: RowsLabel, Input: lockstep.LinesInput, Settles: true,
			Help: "Tables whose rows are configuration, one a line, such as flags, or tax_rates(country, region) with the columns by which rows are known. Without them it is the primary key."},
		{Name: "include", Label: IncludeLabel, Input: lockstep.LinesInput, Settles: true,
			Help: "Tables, views and other objects that are taken along, one a line; * stands for any part of a name. Empty: all."},
		{Name: "exclude", Label: ExcludeLabel, Input: lockstep.LinesInput, Settles: true,
			Help: "Objects that are left out, written in the same way."},
		{Name: lockstep.RenamesSetting, Label: RenamesLabel, Input: lockstep.LinesInput,
			Help: "What has another name in some environments and keeps its values, one a line: product.note = remark for a column, orders = purchases for a table. With != instead, two that are not one."},
	}
}

// Scope is what of a database a slot holds.
type Scope struct {
	include, exclude []string
	Rows             []RowTable
	renames          []rename
}

// RowTable is a table whose rows are configuration.
type RowTable struct {
	Table string   // the name of its item
	Key   []string // the columns by which a row is known; empty for the primary key

	Others map[string][]string // the other names of those columns that have some
}

// ScopeOf reads a slot's settings. The error is Invalid, and names the line.
func ScopeOf(slot lockstep.Slot) (Scope, error) {
	var s Scope
	var err error
	if s.include, err = patterns(slot, "include", IncludeLabel); err != nil {
		return s, err
	}
	if s.exclude, err = patterns(slot, "exclude", ExcludeLabel); err != nil {
		return s, err
	}
	for _, line := range lines(slot.Settings["rows"]) {
		table, rest, keyed := strings.Cut(line, "(")
		rest, closes := strings.CutSuffix(rest, ")")
		row := RowTable{Table: strings.TrimSpace(table)}
		for column := range strings.SplitSeq(rest, ",") {
			if column = strings.TrimSpace(column); column != "" {
				row.Key = append(row.Key, column)
			}
		}
		switch {
		case row.Table == "" || strings.Contains(row.Table, "/") || keyed != closes || keyed && len(row.Key) == 0:
			return s, lockstep.Errorf(lockstep.Invalid, "The line %q of %q does not name a table. Write flags, or flags(name) with the columns by which its rows are known.", line, RowsLabel)
		case slices.ContainsFunc(s.Rows, func(r RowTable) bool { return r.Table == row.Table }):
			return s, lockstep.Errorf(lockstep.Invalid, "%s is twice in %q. Leave one of them.", row.Table, RowsLabel)
		}
		s.Rows = append(s.Rows, row)
	}
	if s.renames, err = renames(slot); err != nil {
		return s, err
	}
	s.rename()
	return s, nil
}

// rename takes settings tables and their keys under their other names, too.
func (s *Scope) rename() {
	for _, row := range slices.Clone(s.Rows) {
		for _, r := range s.renames {
			if i := slices.Index(r.names[:], row.Table); i >= 0 && r.table == "" && !r.not && !slices.ContainsFunc(s.Rows, func(o RowTable) bool { return o.Table == r.names[1-i] }) {
				s.Rows = append(s.Rows, RowTable{Table: r.names[1-i], Key: row.Key})
			}
		}
	}
	for i, row := range s.Rows {
		others := map[string][]string{}
		for _, column := range row.Key {
			if all := s.others(row.Table, column); len(all) > 0 {
				others[column], s.Rows[i].Others = all, others
			}
		}
	}
}

func lines(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

func patterns(slot lockstep.Slot, name, label string) ([]string, error) {
	all := lines(slot.Settings[name])
	for _, line := range all {
		if _, err := path.Match(line, ""); err != nil || strings.Contains(line, "/") {
			return nil, lockstep.Errorf(lockstep.Invalid, "The line %q of %q does not name objects. Write a name, in which * stands for any part.", line, label)
		}
	}
	return all, nil
}

// Holds says that an object, by the name of its item, is in scope.
func (s Scope) Holds(name string) bool {
	matches := func(pattern string) bool { ok, _ := path.Match(pattern, name); return ok }
	return (len(s.include) == 0 || slices.ContainsFunc(s.include, matches)) && !slices.ContainsFunc(s.exclude, matches)
}

// RowTable is the one of a name; ok is false where its rows are not configuration.
func (s Scope) RowTable(name string) (RowTable, bool) {
	i := slices.IndexFunc(s.Rows, func(r RowTable) bool { return r.Table == name })
	if i < 0 {
		return RowTable{}, false
	}
	return s.Rows[i], true
}
