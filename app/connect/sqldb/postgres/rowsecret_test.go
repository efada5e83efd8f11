package postgres_test

import (
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/postgres/pgtest"
	"lockstep/app/lockstep"
)

// What a row holds may be secret: PostgreSQL shows it in what it says of rows that it refuses, and no sentence of ours does.
func TestNoErrorShowsWhatARowHolds(t *testing.T) {
	const secret = "sk_live_4242"
	s := withRows("flags")
	for _, made := range []string{
		"CREATE TABLE flags (name text PRIMARY KEY, token text UNIQUE)",
		"CREATE TABLE flags (name text PRIMARY KEY, token text CHECK (length(token) < 3))",
		"CREATE TABLE flags (name text PRIMARY KEY, token varchar(4))",
		"CREATE TABLE flags (name text PRIMARY KEY, token integer)",
		"CREATE TABLE tokens (token text PRIMARY KEY); CREATE TABLE flags (name text PRIMARY KEY, token text REFERENCES tokens)",
	} {
		from, into := pgtest.New(t), pgtest.New(t)
		from.Exec(t, "CREATE TABLE flags (name text PRIMARY KEY, token text); INSERT INTO flags VALUES ('a', '"+secret+"'), ('b', '"+secret+"')")
		into.Exec(t, made)
		var rows []lockstep.Item
		for _, item := range s.capture(t, from).All() {
			if item.Key.Kind == "row" {
				rows = append(rows, item)
			}
		}
		now := s.capture(t, into)
		to, err := now.With(rows, nil)
		if err != nil {
			t.Fatal(err)
		}
		want, changes, problems := s.prepared(t, into, to)
		c := s.open(t, into)
		more, err := c.Validate(t.Context(), want, changes)
		lines := said(append(problems, more...), lockstep.Blocks)
		if err != nil {
			lines += err.Error()
		}
		if err := c.Apply(t.Context(), want, changes, connecttest.NoJournal{}); err != nil {
			lines += err.Error()
		}
		if lines == "" || strings.Contains(lines, secret) {
			t.Errorf("%s: %q", made, lines)
		}

		into.Exec(t, "DROP TABLE flags; CREATE TABLE flags (name text PRIMARY KEY, token text); INSERT INTO flags VALUES ('a', '"+secret+"'), ('b', '"+secret+"')")
		model := pgtest.New(t)
		model.Exec(t, made)
		want, changes, problems = s.prepared(t, into, s.capture(t, model))
		more, err = c.Validate(t.Context(), want, changes)
		lines = said(append(problems, more...), lockstep.Blocks)
		if err != nil {
			lines += err.Error()
		}
		if strings.Contains(lines, secret) {
			t.Errorf("%s: %q", made, lines)
		}
	}
}
