package postgres_test

import (
	"strings"
	"testing"

	"lockstep/app/connect/sqldb/postgres/pgtest"
	"lockstep/app/lockstep"
)

// Rows that stay are foretold as they are when their columns have other types.
func TestRowsThatStayAreForetoldUnderOtherTypes(t *testing.T) {
	s := withRows("flags")
	from, into := pgtest.New(t), pgtest.New(t)
	const types = "CREATE TYPE mood AS ENUM ('x', 'y');"
	into.Exec(t, types+`CREATE TABLE flags (name varchar(9) PRIMARY KEY, a integer, b numeric, c real, d boolean, e mood, f text, g smallint, h date, i numeric(4,1), j double precision, k char(5));
		INSERT INTO flags VALUES ('one', 7, 1.50, 1e-7, true, 'x', 'y', -3, '2020-01-01', 2.5, 1e20, 'ab'), ('two', NULL, 'NaN', 'Infinity', false, NULL, 'x', 0, 'infinity', NULL, -0.5, NULL)`)
	from.Exec(t, types+"CREATE TABLE flags (name text PRIMARY KEY, a bigint, b text, c text, d text, e mood, f mood, g numeric(5,2), h text, i numeric(6,3), j text, k varchar(5))")
	s.move(t, into, merged(t, s.capture(t, from), s.capture(t, into)))
	from.Exec(t, "ALTER TABLE flags ALTER COLUMN b TYPE date USING NULL")
	_, _, problems := s.prepared(t, into, merged(t, s.capture(t, from), s.capture(t, into)))
	if got := said(problems, lockstep.Blocks); !strings.Contains(got, "b becomes date, and nobody can tell how its values are written then") {
		t.Error(got)
	}
}

func TestTextsComeFromADatabaseOfAnotherEncoding(t *testing.T) {
	s := withRows("flags")
	d, into := pgtest.New(t), pgtest.New(t)
	name := d.Name + "_latin"
	d.Exec(t, "CREATE DATABASE "+name+" ENCODING 'LATIN1' TEMPLATE template0")
	t.Cleanup(func() { _, _ = d.DB.Exec("DROP DATABASE " + name + " WITH (FORCE)") })
	latin := pgtest.At(t, name)
	latin.Exec(t, `CREATE TABLE flags (name text PRIMARY KEY, v text DEFAULT U&'wei\00DF'); INSERT INTO flags VALUES (U&'s\00FC\00DF', U&'\00E9')`)
	state := s.capture(t, latin)
	s.move(t, into, state)
	if got := into.Query(t, `SELECT v FROM flags WHERE name = 'süß'`); got != "é" {
		t.Error(got)
	}
	s.move(t, latin, s.capture(t, into))
	into.Exec(t, "INSERT INTO flags VALUES ('ы')")
	want, changes, _ := s.prepared(t, latin, s.capture(t, into))
	problems, err := s.open(t, latin).Validate(t.Context(), want, changes)
	if err != nil || !strings.Contains(said(problems, lockstep.Blocks), "has no equivalent in encoding") {
		t.Error(problems, err)
	}
}

func TestRowsAreReadInOneWayWhateverIsSetForTheDatabase(t *testing.T) {
	s := withRows("flags")
	d, into := pgtest.New(t), pgtest.New(t)
	d.Exec(t, `CREATE TABLE flags (name text PRIMARY KEY, a timestamptz DEFAULT '2020-02-03 04:05+00', b interval DEFAULT '1 day 2 hours', c double precision, d bytea, e date, f money DEFAULT 1.5);
		INSERT INTO flags (name, c, d, e) VALUES ('x', 0.1, '\x5c00', '2020-02-03')`)
	before := s.capture(t, d)
	for _, set := range []string{"DateStyle = 'SQL, DMY'", "IntervalStyle = iso_8601", "TimeZone = 'Asia/Tokyo'", "extra_float_digits = -5", "bytea_output = escape", "lc_monetary = 'C.UTF-8'", "standard_conforming_strings = on", "search_path = pg_temp", "row_security = on", "default_transaction_isolation = serializable"} {
		d.Exec(t, "ALTER DATABASE "+d.Name+" SET "+set)
		into.Exec(t, "ALTER DATABASE "+into.Name+" SET "+set)
	}
	same(t, before, s.capture(t, d))
	s.move(t, into, before)
	same(t, before, s.capture(t, into))
}
