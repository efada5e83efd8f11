package postgres_test

import (
	"fmt"
	"testing"

	"lockstep/app/connect/sqldb/postgres"
	"lockstep/app/connect/sqldb/postgres/pgtest"
	"lockstep/app/lockstep"
)

func TestWhatPostgreSQLFillsItself(t *testing.T) {
	s, d := withRows("flags(name)", "rates", "groups(name)", "members"), pgtest.New(t)
	d.Exec(t, `CREATE TABLE flags (id serial PRIMARY KEY, seq bigint GENERATED ALWAYS AS IDENTITY, name text NOT NULL UNIQUE, at timestamptz DEFAULT now(), day date DEFAULT current_date, sure integer DEFAULT 1);
		CREATE TABLE rates (country text, region text, changed timestamp DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (country, region));
		CREATE TABLE groups (id serial PRIMARY KEY, name text UNIQUE); CREATE TABLE members (name text PRIMARY KEY, "group" integer REFERENCES groups)`)
	var got []string
	for _, n := range postgres.Driver().Noise(lockstep.Slot(s), s.capture(t, d)) {
		got = append(got, n.Items.Name+n.Place+" "+n.Why)
	}
	const want = "[flags/*/id is numbered by the database flags/*/at is a time that the database sets flags/*/day is a time that the database sets flags/*/seq is numbered by the database rates/*/*/changed is a time that the database sets]"
	if fmt.Sprint(got) != want {
		t.Errorf("got  %v\nwant %s", got, want)
	}
}
