package postgres

import (
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// noise finds the columns of settings tables that PostgreSQL fills: identities, those that a sequence numbers, and times that are now.
func noise(slot lockstep.Slot, s lockstep.State) []lockstep.Noise {
	scope, err := scopeOf(slot)
	if err != nil {
		return nil
	}
	tables, err := scope.settingsTables(s.Get)
	if err != nil {
		return nil
	}
	var all []sqldb.Settings
	var filled [][]sqldb.Filled
	for _, t := range tables {
		var own []sqldb.Filled
		for _, c := range t.kept {
			value := strings.ToLower(c.value)
			switch {
			case c.identity != "", strings.HasPrefix(value, "nextval("):
				own = append(own, sqldb.Filled{Column: c.name, Why: sqldb.Numbered})
			case strings.HasPrefix(value, "now()"), strings.HasPrefix(value, "current_"), strings.HasPrefix(value, "clock_timestamp()"), strings.HasPrefix(value, "statement_timestamp()"), strings.HasPrefix(value, "local"):
				own = append(own, sqldb.Filled{Column: c.name, Why: sqldb.Timed})
			}
		}
		all, filled = append(all, t.Settings), append(filled, own)
	}
	return sqldb.Noise(slot.Name, all, filled)
}
