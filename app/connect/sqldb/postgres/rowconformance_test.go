package postgres_test

import (
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb"
	"lockstep/app/connect/sqldb/postgres"
	"lockstep/app/connect/sqldb/postgres/pgtest"
	"lockstep/app/lockstep"
)

func TestSettingsTablesKeepWhatAConnectorPromises(t *testing.T) {
	s := withRows("flags", "audit.rates(country, region)")
	d := pgtest.New(t)
	empty := s.capture(t, d)
	d.Exec(t, `CREATE SCHEMA audit; CREATE TABLE flags (name text PRIMARY KEY, "on" boolean NOT NULL DEFAULT false, extra jsonb); INSERT INTO flags VALUES ('dark mode', true, '{"a": [1.50, null]}'), ('beta', false, NULL);
		CREATE TABLE audit.rates (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, country char(2) NOT NULL, region text NOT NULL, rate numeric(5,2), flag text REFERENCES flags, UNIQUE (country, region));
		INSERT INTO audit.rates (country, region, rate, flag) VALUES ('DE', 'all/rest', 19, 'beta'), ('AT', '', 20, NULL);
		CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; CREATE TRIGGER never BEFORE INSERT OR UPDATE OR DELETE ON flags FOR EACH ROW EXECUTE FUNCTION note();`)
	full := s.capture(t, d)
	d.Exec(t, `ALTER TABLE flags DISABLE TRIGGER never; UPDATE flags SET "on" = true WHERE name = 'beta'; INSERT INTO flags VALUES ('new', true, '7'); UPDATE audit.rates SET flag = 'new', region = CASE country WHEN 'DE' THEN 'x' ELSE region END;
		DELETE FROM flags WHERE name = 'dark mode'; ALTER TABLE flags ENABLE TRIGGER never; ALTER TABLE flags ADD COLUMN note text DEFAULT 'none'; CREATE TABLE other (id integer)`)
	other, problems, err := postgres.Driver().Prepare(lockstep.Slot(s), full, s.capture(t, d))
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	connecttest.Run(t, connecttest.Setup{
		Driver: postgres.Driver(),
		Slot:   lockstep.Slot(s),
		System: func(t testing.TB) lockstep.Connection { return to(pgtest.New(t)) },
		States: []lockstep.State{full, other, empty},
		Meddle: func(t testing.TB, connection lockstep.Connection, k lockstep.Key) {
			d := pgtest.At(t, connection.Settings["database"])
			switch k.Kind {
			case sqldb.RowKind:
			case "function":
				d.Exec(t, "COMMENT ON FUNCTION "+k.Name+" IS 'meddled'")
				return
			default:
				meddle(t, connection, k)
				return
			}
			d.Exec(t, "ALTER TABLE flags DISABLE TRIGGER never")
			table, key := sqldb.SplitRowName(k.Name)
			quoted := "'" + strings.Join(key, "', '") + "'"
			if table == "flags" {
				d.Exec(t, "INSERT INTO flags VALUES ("+quoted+", true, '\"meddled\"') ON CONFLICT (name) DO UPDATE SET extra = '\"meddled\"'")
			} else {
				d.Exec(t, "INSERT INTO audit.rates (country, region, rate) VALUES ("+quoted+", 99) ON CONFLICT (country, region) DO UPDATE SET rate = 99")
			}
			d.Exec(t, "ALTER TABLE flags ENABLE TRIGGER never")
		},
		AtOnce: true,
	})
}
