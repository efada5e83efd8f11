package mysql

import (
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// outsiders finds the foreign keys of tables that are not taken along, here or in another database, which a change would have to drop.
func (v *validator) outsiders() error {
	rows, err := v.reads.QueryContext(v.ctx, "SELECT TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME"+
		" FROM information_schema.KEY_COLUMN_USAGE WHERE REFERENCED_TABLE_SCHEMA = DATABASE() ORDER BY TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION")
	if err != nil {
		return v.fault(v.ctx, err)
	}
	defer rows.Close()
	for rows.Next() {
		var schema, table, name, parent, column string
		if err := rows.Scan(&schema, &table, &name, &parent, &column); err != nil {
			return v.fault(v.ctx, err)
		}
		if _, known := v.now.Get(v.key(sqldb.TableKind, table)); known && schema == v.address.database {
			continue
		}
		for _, m := range v.moves {
			if m.isTable() && m.name == parent && (m.removes() || m.disturbed[strings.ToLower(column)]) {
				v.say(m, lockstep.Blocks, "%s.%s refers to %s of %s by its foreign key %s, and is not taken along. Drop that foreign key by hand, then plan again.", schema, table, column, parent, name)
			}
		}
	}
	return v.fault(v.ctx, rows.Err())
}

// logged finds functions and triggers that a server with a binary log does not let be made.
func (v *validator) logged() error {
	var strict bool
	if err := v.reads.QueryRowContext(v.ctx, "SELECT @@global.log_bin AND NOT @@global.log_bin_trust_function_creators").Scan(&strict); err != nil || !strict {
		return v.fault(v.ctx, err)
	}
	trusted := v.may.everywhere("SUPER") || v.may.everywhere("BINLOG ADMIN")
	for _, m := range v.moves {
		function := m.key.Kind == functionKind
		switch {
		case m.change == nil || m.removes() || !function && (!m.isTable() || slices.Equal(m.hadTriggers, m.triggers) && !m.wakes()):
		case function && !safe(m.after):
			v.say(m, lockstep.Blocks, "%s writes a binary log and does not make functions that say neither DETERMINISTIC nor NO SQL nor READS SQL DATA, as %s. Say it in the source, or set log_bin_trust_function_creators on the server.", v.address, m.name)
		case !trusted:
			v.say(m, lockstep.Blocks, "%s writes a binary log and lets the account %s make neither functions nor triggers, which %s needs. Set log_bin_trust_function_creators on the server, or grant BINLOG ADMIN.", v.address, v.address.user, m.name)
		}
	}
	return nil
}

// safe says that a function's text tells that it gives the same on a replica.
func safe(text string) bool {
	all := dialect.Tokens(text)
	for i, t := range all {
		switch {
		case t.Is("DETERMINISTIC") && !all[max(i-1, 0)].Is("NOT"), t.Is("NO") && i+1 < len(all) && all[i+1].Is("SQL"), t.Is("READS"):
			return true
		case t.Is("BEGIN"), t.Is("RETURN"):
			return false
		}
	}
	return false
}
