package postgres_test

import (
	"strings"
	"testing"

	"lockstep/app/connect/sqldb/postgres/pgtest"
	"lockstep/app/lockstep"
)

func TestWhatLiesInNoSchemaIsNamedByASurvey(t *testing.T) {
	d := pgtest.New(t)
	survey := func() string {
		t.Helper()
		s, err := open(t, d).(lockstep.Surveyor).Survey(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(s.Notes, "\n")
	}
	d.Exec(t, "CREATE EXTENSION hstore; CREATE TABLE a (id integer)")
	if said := survey(); strings.Contains(said, "not carried") {
		t.Error(said)
	}
	d.Exec(t, `CREATE FUNCTION noted() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER note ON ddl_command_end EXECUTE FUNCTION noted();
		CREATE EXTENSION postgres_fdw; CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw; CREATE PUBLICATION p; CREATE PUBLICATION q FOR TABLE a;
		CREATE TYPE mood AS ENUM ('x'); CREATE CAST (varchar AS mood) WITH INOUT AS ASSIGNMENT; SELECT lo_create(47110)`)
	const want = "objects that lie in no schema, and are not carried: the cast character varying as public.mood; the event trigger note; the foreign server far; the large object 47110; the publications p, q."
	if said := survey(); !strings.Contains(said, want) {
		t.Error(said)
	}
}
