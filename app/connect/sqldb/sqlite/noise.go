package sqlite

import (
	"context"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// noise finds the columns of settings tables that SQLite fills: the number of a row, and what has the current time as its default.
func noise(slot lockstep.Slot, s lockstep.State) []lockstep.Noise {
	scope, err := sqldb.ScopeOf(slot)
	if err != nil {
		return nil
	}
	var items []lockstep.Item
	for _, row := range scope.Rows {
		if item, ok := s.Get(lockstep.Key{Slot: slot.Name, Kind: sqldb.TableKind, Name: row.Table}); ok {
			items = append(items, item)
		}
	}
	d, err := drafted(context.Background(), items)
	if err != nil {
		return nil
	}
	tables, err := d.settings(scope)
	if err != nil {
		return nil
	}
	var all []sqldb.Settings
	var filled [][]sqldb.Filled
	for _, t := range tables {
		var own []sqldb.Filled
		for _, c := range t.columns {
			switch {
			case c.name == t.numbered:
				own = append(own, sqldb.Filled{Column: c.name, Why: sqldb.Numbered})
			case strings.HasPrefix(strings.ToUpper(c.fallback), "CURRENT_"), strings.Contains(strings.ToLower(c.fallback), "'now'"):
				own = append(own, sqldb.Filled{Column: c.name, Why: sqldb.Timed})
			}
		}
		all, filled = append(all, t.Settings), append(filled, own)
	}
	return sqldb.Noise(slot.Name, all, filled)
}
