package mysql

import (
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// noise finds the columns of settings tables that the server fills: those that count, and times that are now, or when the row was changed.
func noise(slot lockstep.Slot, s lockstep.State) []lockstep.Noise {
	scope, err := sqldb.ScopeOf(slot)
	if err != nil {
		return nil
	}
	var all []sqldb.Settings
	var filled [][]sqldb.Filled
	for _, row := range scope.Rows {
		item, ok := s.Get(lockstep.Key{Slot: slot.Name, Kind: sqldb.TableKind, Name: row.Table})
		if !ok {
			continue
		}
		text, err := item.Body.Bytes()
		if err != nil {
			return nil
		}
		t, _, ok := readTable(string(text))
		if !ok {
			continue
		}
		one, err := settle(row, t)
		if err != nil {
			continue
		}
		var own []sqldb.Filled
		for _, c := range t.written() {
			switch {
			case c.counts:
				own = append(own, sqldb.Filled{Column: c.name, Why: sqldb.Numbered})
			case slices.ContainsFunc(dialect.Tokens(c.text), func(t sqldb.Token) bool { return t.Is("CURRENT_TIMESTAMP") || strings.EqualFold(t.Text, "now") }):
				own = append(own, sqldb.Filled{Column: c.name, Why: sqldb.Timed})
			}
		}
		all, filled = append(all, one.Settings), append(filled, own)
	}
	return sqldb.Noise(slot.Name, all, filled)
}
