package postgres

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5/stdlib"

	"lockstep/app/lockstep"
)

// patience is how long a lock is waited for. Whoever comes later waits behind us for as long.
const patience = "2s"

// oldest is the first version whose catalogs are read.
const oldest = 14

// connector connects one database.
type connector struct {
	scope
	address
	db    *sql.DB
	saved []lockstep.Saved // what is put back
}

func open(ctx context.Context, slot lockstep.Slot, connection lockstep.Connection) (lockstep.Connector, error) {
	s, err := scopeOf(slot)
	if err != nil {
		return nil, err
	}
	a, err := addressOf(connection.Settings)
	if err != nil {
		return nil, err
	}
	config, err := a.config(connection.Secrets["password"], connection.Settings["ca"])
	if err != nil {
		return nil, err
	}
	db := stdlib.OpenDB(*config)
	db.SetMaxIdleConns(-1) // one that is kept may be dead when it is needed, and counts among those that the server allows
	return &connector{scope: s, address: a, db: db}, ctx.Err()
}

// in does something in a transaction that is rolled back unless it commits it itself. Only the statements end with ctx: whether a
// commit took place would not be known.
func (c *connector) in(ctx context.Context, options *sql.TxOptions, do func(tx *sql.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	conn, err := c.db.Conn(ctx)
	if err != nil {
		return c.fault(ctx, err)
	}
	defer conn.Close()
	tx, err := conn.BeginTx(context.WithoutCancel(ctx), options)
	if err != nil {
		return c.fault(ctx, err)
	}
	defer func() { _ = tx.Rollback() }() // where it was committed, or the connection is gone, there is nothing to roll back
	var version int
	var set string
	if err := tx.QueryRowContext(ctx, settled, patience).Scan(&version, &set); err != nil {
		return c.fault(ctx, err)
	}
	if version/10000 < oldest {
		return lockstep.Errorf(lockstep.Invalid, "%s is a PostgreSQL %d, and Lockstep reads %d and newer. Bring it up to date first.", c.String(), version/10000, oldest)
	}
	return do(tx)
}

// reads is how everything is read as of one moment.
var reads = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}

// Capture reads the model from the catalogs, and the rows of settings tables.
func (c *connector) Capture(ctx context.Context) (lockstep.State, error) {
	var got reading
	err := c.in(ctx, reads, func(tx *sql.Tx) error {
		var err error
		got, err = c.all(ctx, tx)
		return err
	})
	return got.state, err
}

// ClearCache does nothing: PostgreSQL tells its sessions itself what changed.
func (c *connector) ClearCache(ctx context.Context) error { return ctx.Err() }

// Close ends what is under way.
func (c *connector) Close() error { return c.db.Close() }

// Fingerprint is over which version of each row of the catalogs is there. What changes a table's storage alone changes it too.
// So do rows of settings tables.
func (c *connector) Fingerprint(ctx context.Context) (string, error) {
	var got string
	err := c.in(ctx, reads, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, fingerprintQuery, c.schemas).Scan(&got)
		if err != nil || len(c.Rows) == 0 {
			return c.fault(ctx, err)
		}
		rows, err := c.rowsPrint(ctx, tx)
		got += "|" + rows
		return c.fault(ctx, err)
	})
	return got, err
}

const fingerprintQuery = `WITH rel AS MATERIALIZED (SELECT oid, xmin FROM pg_class WHERE oid >= 16384 AND relpersistence <> 't' AND relkind <> 't')
SELECT md5(concat_ws('|',
 (SELECT string_agg(oid || ':' || xmin, ',' ORDER BY oid) FROM rel),
 (SELECT md5(string_agg(attrelid || '.' || attnum || ':' || a.xmin, ',' ORDER BY attrelid, attnum)) FROM pg_attribute a JOIN rel ON rel.oid = attrelid WHERE attnum > 0),
 (SELECT string_agg(d.oid || ':' || d.xmin, ',' ORDER BY d.oid) FROM pg_attrdef d JOIN rel ON rel.oid = adrelid),
 (SELECT string_agg(k.oid || ':' || k.xmin, ',' ORDER BY k.oid) FROM pg_constraint k LEFT JOIN rel ON rel.oid = conrelid WHERE conrelid = 0 OR rel.oid IS NOT NULL),
 (SELECT string_agg(indexrelid || ':' || i.xmin, ',' ORDER BY indexrelid) FROM pg_index i JOIN rel ON rel.oid = indexrelid),
 (SELECT string_agg(t.oid || ':' || t.xmin, ',' ORDER BY t.oid) FROM pg_trigger t JOIN rel ON rel.oid = tgrelid),
 (SELECT string_agg(p.oid || ':' || p.xmin || ':' || (SELECT string_agg(pg_get_userbyid(r), ',') FROM unnest(p.polroles) r), ',' ORDER BY p.oid) FROM pg_policy p),
 (SELECT string_agg(w.oid || ':' || w.xmin, ',' ORDER BY w.oid) FROM pg_rewrite w JOIN rel ON rel.oid = ev_class),
 (SELECT string_agg(oid || ':' || xmin, ',' ORDER BY oid) FROM pg_statistic_ext),
 (SELECT string_agg(oid || ':' || xmin, ',' ORDER BY oid) FROM pg_proc WHERE oid >= 16384),
 (SELECT string_agg(t.oid || ':' || t.xmin, ',' ORDER BY t.oid) FROM pg_type t LEFT JOIN rel ON rel.oid = typrelid WHERE t.oid >= 16384 AND (typrelid = 0 AND typelem = 0 OR rel.oid IS NOT NULL)),
 (SELECT string_agg(oid || ':' || xmin, ',' ORDER BY oid) FROM pg_enum),
 (SELECT string_agg(seqrelid || ':' || s.xmin, ',' ORDER BY seqrelid) FROM pg_sequence s JOIN rel ON rel.oid = seqrelid),
 (SELECT string_agg(oid || ':' || xmin, ',' ORDER BY oid) FROM pg_extension),
 (SELECT string_agg(oid || ':' || xmin, ',' ORDER BY oid) FROM pg_namespace WHERE nspname = ANY($1) OR oid >= 16384 AND nspname NOT LIKE 'pg\_%'),
 (SELECT string_agg(classoid || '.' || objoid || '.' || objsubid || ':' || xmin, ',' ORDER BY classoid, objoid, objsubid) FROM pg_description WHERE objoid >= 16384),
 (SELECT count(*)::text FROM pg_depend WHERE deptype = 'e')))`
