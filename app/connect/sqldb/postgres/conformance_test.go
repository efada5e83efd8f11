package postgres_test

import (
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/postgres"
	"lockstep/app/connect/sqldb/postgres/pgtest"
	"lockstep/app/lockstep"
)

func TestPostgreSQLKeepsWhatAConnectorPromises(t *testing.T) {
	d := pgtest.New(t)
	empty := capture(t, d)
	d.Exec(t, shop)
	full := capture(t, d)
	d.Exec(t, `ALTER TABLE products ADD COLUMN sku text NOT NULL DEFAULT '', DROP COLUMN found;
		CREATE OR REPLACE VIEW per_customer AS SELECT c.id, c.name, count(*) AS n, max(o.id) AS last FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.id;
		CREATE TABLE flags (name text PRIMARY KEY, "on" boolean NOT NULL);
		DROP TABLE eggs CASCADE;`)
	other, _, err := postgres.Driver().Prepare(slot(), full, capture(t, d))
	if err != nil {
		t.Fatal(err)
	}
	connecttest.Run(t, connecttest.Setup{
		Driver: postgres.Driver(),
		Slot:   slot(),
		System: func(t testing.TB) lockstep.Connection { return to(pgtest.New(t)) },
		States: []lockstep.State{full, other, empty},
		Meddle: meddle,
		AtOnce: true,
		Missing: &lockstep.Connection{
			Settings: lockstep.Settings{"host": "127.0.0.1", "port": "1", "database": "shop", "user": "ada"},
		},
	})
}

// meddle changes an item as somebody does by hand.
func meddle(t testing.TB, connection lockstep.Connection, k lockstep.Key) {
	t.Helper()
	d := pgtest.At(t, connection.Settings["database"])
	there := d.Query(t, "SELECT to_regclass('"+k.Name+"')") != ""
	switch {
	case k.Kind == "extension":
		d.Exec(t, "ALTER EXTENSION "+k.Name+" SET SCHEMA audit")
	case !there:
		d.Exec(t, "CREATE TABLE "+k.Name+" (meddled integer)")
	default:
		d.Exec(t, "COMMENT ON "+strings.ToUpper(k.Kind)+" "+k.Name+" IS 'meddled'")
	}
}
