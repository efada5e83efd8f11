package mysql

import (
	"context"
	"database/sql"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// list gives the objects in scope, and what of them cannot be taken along.
func (c *connector) list(ctx context.Context) ([]object, []lockstep.Omitted, error) {
	const query = "SELECT TABLE_TYPE, TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE NOT LIKE '%TEMPORARY'" +
		" UNION ALL SELECT ROUTINE_TYPE, ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()" +
		" UNION ALL SELECT 'EVENT', EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()"
	var all []object
	var omitted []lockstep.Omitted
	rows, err := c.reads.QueryContext(ctx, query)
	if err != nil {
		return nil, nil, c.fault(ctx, err)
	}
	defer rows.Close()
	for rows.Next() {
		var kind, name string
		if err := rows.Scan(&kind, &name); err != nil {
			return nil, nil, c.fault(ctx, err)
		}
		if !c.scope.Holds(sqldb.Name(name)) || name == underWay {
			continue
		}
		switch kind {
		case "BASE TABLE", "SYSTEM VERSIONED":
			all = append(all, object{kind: sqldb.TableKind, name: name})
		case "VIEW", "SEQUENCE", "FUNCTION", "PROCEDURE", "EVENT":
			all = append(all, object{kind: strings.ToLower(kind), name: name})
		default: // PACKAGE, PACKAGE BODY, and what later versions bring
			omitted = append(omitted, lockstep.Omitted{Key: c.key(strings.ReplaceAll(strings.ToLower(kind), " ", "-"), name), Why: "objects of this kind are not taken along"})
		}
	}
	if err := rows.Err(); err != nil {
		return nil, nil, c.fault(ctx, err)
	}
	triggers, err := c.triggers(ctx, c.reads, "")
	for i, o := range all {
		if o.kind == sqldb.TableKind {
			all[i].triggers = triggers[o.name]
		}
	}
	return all, omitted, err
}

// asker is a pool or one of its connections.
type asker interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// triggers are those of a table, or of every one, without their texts.
func (c *connector) triggers(ctx context.Context, db asker, table string) (map[string][]trigger, error) {
	query := "SELECT EVENT_OBJECT_TABLE, TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()"
	if table != "" {
		query += " AND EVENT_OBJECT_TABLE = " + literal(table)
	}
	rows, err := db.QueryContext(ctx, query+" ORDER BY ACTION_TIMING DESC, EVENT_MANIPULATION, ACTION_ORDER")
	if err != nil {
		return nil, c.fault(ctx, err)
	}
	defer rows.Close()
	all := map[string][]trigger{}
	for rows.Next() {
		var of string
		var t trigger
		if err := rows.Scan(&of, &t.name, &t.timing, &t.event); err != nil {
			return nil, c.fault(ctx, err)
		}
		all[of] = append(all[of], t)
	}
	return all, c.fault(ctx, rows.Err())
}
