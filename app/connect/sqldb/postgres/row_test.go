package postgres_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/postgres"
	"lockstep/app/connect/sqldb/postgres/pgtest"
	"lockstep/app/lockstep"
)

// settled is a slot with settings tables.
type settled lockstep.Slot

func withRows(lines ...string) settled {
	s := slot()
	s.Settings["rows"] = strings.Join(lines, "\n")
	return settled(s)
}

func (s settled) open(t testing.TB, d *pgtest.Database) lockstep.Connector {
	t.Helper()
	return connecttest.Open(t, postgres.Driver(), lockstep.Slot(s), to(d))
}

func (s settled) capture(t testing.TB, d *pgtest.Database) lockstep.State {
	t.Helper()
	return connecttest.Capture(t, s.open(t, d))
}

func (s settled) prepared(t testing.TB, d *pgtest.Database, to lockstep.State) (want lockstep.State, changes []lockstep.Change, problems []lockstep.Problem) {
	t.Helper()
	now := s.capture(t, d)
	want, problems, err := postgres.Driver().Prepare(lockstep.Slot(s), now, to)
	if err != nil {
		t.Fatal(err)
	}
	return want, lockstep.Diff(now, want), problems
}

// move takes a database to a state, and gives what was said of it before.
func (s settled) move(t testing.TB, d *pgtest.Database, to lockstep.State) []lockstep.Problem {
	t.Helper()
	want, changes, problems := s.prepared(t, d, to)
	c := s.open(t, d)
	more, err := c.Validate(t.Context(), want, changes)
	if err != nil {
		t.Fatal(err)
	}
	problems = append(problems, more...)
	if blocks := said(problems, lockstep.Blocks); blocks != "" {
		t.Fatal(blocks)
	}
	if err := c.Apply(t.Context(), want, changes, connecttest.NoJournal{}); err != nil {
		t.Fatal(err)
	}
	same(t, want, s.capture(t, d))
	return problems
}

const everyType = `CREATE SCHEMA audit; CREATE TYPE feel AS ENUM ('x', 'y y'); CREATE TYPE pairs AS (a integer, b text); CREATE DOMAIN mail AS varchar(50); CREATE DOMAIN flag AS boolean;
CREATE TABLE audit."Größe.x/y" ("Key one" text, "key/two" integer, b boolean, s smallint, i integer, l bigint, n numeric, n2 numeric(8,2), r real, f double precision, j jsonb, js json, by bytea,
 t text, v varchar(20), c char(5), e feel, ea feel[], ia integer[], ta text[], d date, tm time, ttz timetz, ts timestamp, tz timestamptz, iv interval, u uuid, ip inet, m money, bt bit(3), vb bit varying(9), rg int4range, p pairs, ml mail, fl flag, x xml, pt point, tv tsvector,
 "made" text GENERATED ALWAYS AS (t || '!') STORED, PRIMARY KEY ("key/two", "Key one"));`

const valuesOfEveryType = `
INSERT INTO audit."Größe.x/y" ("Key one", "key/two") VALUES ('a/b~c.d', -1), ('', 0), ('ы "quoted" ''it''', 2);
INSERT INTO audit."Größe.x/y" VALUES ('all', 3, true, -32768, -2147483648, -9223372036854775808, 123456789012345678901234567890.123456789, -1.50, 1e-7, 1.7976931348623157e308, '{"a": [1, 1.0, 12345678901234567890123, null, {"b": "é\n\u0001"}], "base64": "aGk="}', '{ "b":  1, "a" : 2 }', '\x00ff80',
 E'line\nnext\ttab \\ back 🐘 \u0001', 'x', 'ab', 'y y', '{x,"y y"}', '{1,NULL,3}', '{"a,b","c\"d",NULL,"NULL"}', 'infinity', '24:00', '12:34:56.789+05:30', '4713-01-01 BC', '2020-02-29 12:00:00.123456+02', '-1 year 2 mons -3 days 04:05:06.7', '00000000-0000-0000-0000-00000000000f', 'fe80::1/64', '-1234.56', B'101', B'', '[1,5)', ROW(1, 'x "y", z'), 'a@b', false, '<a b="c">d</a>', '(1.5,-2)', 'a:1 b:2');
INSERT INTO audit."Größe.x/y" ("Key one", "key/two", n, n2, r, f, j, by, t, c) VALUES ('special', 4, 'NaN', 0, '-Infinity', 'NaN', 'null', '', '', ''), ('special', 5, 'Infinity', 'NaN', 1e15, 1e15, '{"base64": "aGk="}', '\x', 'null', '  x'), ('special', 6, 1e100, 0.005, 123456.7, 100000000000000, '"text"', NULL, '{"base64": "aGk="}', NULL), ('special', 7, 1e-20, -0.00, '-0', 4.9e-324, '[]', NULL, NULL, NULL), ('special', 8, 0.0000, 1, 3.4028235e38, 0.0001, '1e5', NULL, NULL, NULL), ('special', 9, 10.00, 1, 16777216, 0.00001, 'false', NULL, NULL, NULL);`

func TestRowsOfEveryTypeComeAndGo(t *testing.T) {
	s := withRows("audit.Größe~2x~1y")
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, everyType+valuesOfEveryType)
	state, empty := s.capture(t, from), s.capture(t, into)
	if n := strings.Count(fmt.Sprint(state.All()), "special"); n < 6 {
		t.Fatal(state.All())
	}
	s.move(t, into, state)
	same(t, state, s.capture(t, into))
	const all = `SELECT md5(string_agg(x::text, ';' ORDER BY "key/two")) FROM audit."Größe.x/y" x`
	if from.Query(t, all) != into.Query(t, all) {
		t.Error("the rows are not the same")
	}
	into.Exec(t, `UPDATE audit."Größe.x/y" SET n = 0, j = '{}', t = 'x', e = NULL, by = '\x01', p = NULL, iv = '0', ta = '{}'; DELETE FROM audit."Größe.x/y" WHERE "key/two" = 4`)
	s.move(t, into, state)
	if from.Query(t, all) != into.Query(t, all) {
		t.Error("the rows are not the same after changes")
	}
	s.move(t, into, empty)
}

func TestRowsAreSettledAsTheirTableHoldsThem(t *testing.T) {
	s := withRows("flags")
	d := pgtest.New(t)
	d.Exec(t, `CREATE TYPE feel AS ENUM ('x', 'y'); CREATE TABLE flags (name text PRIMARY KEY, b boolean, s smallint, n numeric(6,2), m numeric, r real, f double precision, j jsonb, by bytea, c char(3), v varchar(3));`)
	table := s.capture(t, d)
	put := func(body string) lockstep.State {
		t.Helper()
		with, err := table.With([]lockstep.Item{{Key: lockstep.Key{Slot: "data", Kind: "row", Name: "flags/a"}, Part: lockstep.Configuration, Media: "application/json", Body: lockstep.BodyOf([]byte(body))}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return with
	}
	for _, body := range []string{
		`{"name": "a", "b": true, "s": 7, "n": 1e1, "m": 1.50e2, "r": 0.1, "f": 1e15, "j": {"b": 1e2, "a": [1.50]}, "by": {"base64": "AP8="}, "c": "x  ", "v": "xyz"}`,
		`{"name": "a", "n": 1.005, "m": -0.0, "r": 1e6, "f": 123456789012345678, "j": null, "c": "abc"}`, `{"name": "a", "n": 2.345, "m": 1e-7, "r": 999999, "f": 0.00001234}`, `{"name": "a", "n": "NaN", "m": "-Infinity", "r": 1.23456789e-5, "f": 100000}`,
		`{"name": "a", "n": -0.004, "m": 1e22, "r": 16777217, "f": 1e22, "j": -0.0}`,
	} {
		s.move(t, d, put(body))
	}
	for body, want := range map[string]string{
		`{"name": "a", "b": "true"}`:      "b holds true or false",
		`{"name": "a", "s": 40000}`:       "s holds a whole number of the type smallint",
		`{"name": "a", "s": 1.5}`:         "s holds a whole number",
		`{"name": "a", "n": "1"}`:         "n holds a number",
		`{"name": "a", "by": "x"}`:        "by holds bytes",
		`{"name": "a", "c": 1}`:           "c holds a text",
		`{"name": "a", "other": 1}`:       "other is no column of it",
		`{"name": "b"}`:                   "has another key than its name says",
		`{"name": null}`:                  "name must have a value",
		`{"name": "a", "f": 1e999}`:       "f holds no number as large as that",
		`{"name": "a", "m": 1e999999999}`: "m holds no number as large or as small",
		`[1]`:                             "cannot be read as a row",
	} {
		_, _, problems := s.prepared(t, d, put(body))
		if got := said(problems, lockstep.Blocks); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
	want, changes, _ := s.prepared(t, d, put(`{"name": "a", "v": "toolong"}`))
	problems, err := s.open(t, d).Validate(t.Context(), want, changes)
	if err != nil || !strings.Contains(said(problems, lockstep.Blocks), "PostgreSQL does not take flags/a: value too long for type character varying(3)") {
		t.Error(problems, err)
	}
}

// merged is the model of a state with the rows of another one.
func merged(t *testing.T, model, rows lockstep.State) lockstep.State {
	t.Helper()
	var put []lockstep.Item
	for _, item := range rows.All() {
		if item.Key.Kind == "row" {
			put = append(put, item)
		}
	}
	all, err := model.With(put, nil)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestColumnsThatComeAndGoAreFilled(t *testing.T) {
	s := withRows("flags")
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, `CREATE TYPE feel AS ENUM ('x', 'y'); CREATE TABLE flags (name text PRIMARY KEY, a integer DEFAULT 7, b numeric(5,2) NOT NULL DEFAULT 1, c text DEFAULT 'it''s \', d boolean DEFAULT true, e feel DEFAULT 'y', f jsonb DEFAULT '{"a": 1}', g bytea DEFAULT '\x00ff', h text[] DEFAULT '{a}', i bigint DEFAULT -1,
		j timestamptz DEFAULT '2020-01-01 12:00+02', k char(3) DEFAULT 'x', l date, m varchar(9) DEFAULT 'q', n double precision DEFAULT 1.5, o smallint DEFAULT 3, p interval DEFAULT '1 day', q numeric DEFAULT 'NaN', renamed text)`)
	into.Exec(t, `CREATE TABLE flags (name text PRIMARY KEY, gone text); INSERT INTO flags VALUES ('one', 'x'), ('two', NULL)`)
	rows := s.capture(t, into)
	problems := s.move(t, into, merged(t, s.capture(t, from), rows))
	if notes := said(problems, lockstep.Note); !strings.Contains(notes, "gone of flags is dropped, with a value in 1 row, which the snapshot before it holds.") {
		t.Error(notes)
	}
	s.move(t, into, rows)
	for _, value := range []string{"now()", "random()", "gen_random_uuid()::text", "current_user"} {
		from.Exec(t, "ALTER TABLE flags ALTER COLUMN renamed SET DEFAULT "+value)
		_, _, problems := s.prepared(t, into, merged(t, s.capture(t, from), rows))
		if got := said(problems, lockstep.Blocks); !strings.Contains(got, "renamed is filled by PostgreSQL itself") {
			t.Errorf("%s: %q", value, got)
		}
	}
}

func TestTheFingerprintChangesWithASettingsRow(t *testing.T) {
	s := withRows("flags", "parted")
	d := pgtest.New(t)
	d.Exec(t, "CREATE TABLE flags (name text PRIMARY KEY, v integer); CREATE TABLE parted (id integer PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE parted_1 PARTITION OF parted DEFAULT; CREATE TABLE other (id integer)")
	c := s.open(t, d)
	last := ""
	for _, statement := range []string{"INSERT INTO flags VALUES ('a', 1)", "UPDATE flags SET v = 1", "DELETE FROM flags", "INSERT INTO parted VALUES (1)", "UPDATE parted_1 SET id = 2"} {
		d.Exec(t, statement)
		now, err := c.Fingerprint(t.Context())
		if err != nil || now == last {
			t.Error(statement, err)
		}
		last = now
	}
	d.Exec(t, "INSERT INTO other VALUES (1)")
	if now, err := c.Fingerprint(t.Context()); err != nil || now != last {
		t.Error(err)
	}
}

func TestAnAccountThatMayNotReadSettingsIsTold(t *testing.T) {
	s := withRows("flags")
	d := pgtest.New(t)
	guest := "reader_" + d.Name
	d.Exec(t, "CREATE TABLE flags (name text PRIMARY KEY); CREATE ROLE "+guest+" LOGIN PASSWORD 'guest'")
	c := connecttest.Open(t, postgres.Driver(), lockstep.Slot(s), as(d, guest, "guest"))
	if _, err := c.Capture(t.Context()); !errors.Is(err, lockstep.Denied) || !strings.Contains(err.Error(), "permission denied for table flags") {
		t.Error(err)
	}
	if _, err := c.Fingerprint(t.Context()); !errors.Is(err, lockstep.Denied) {
		t.Error(err)
	}
}

func TestManyRows(t *testing.T) {
	s := withRows("flags")
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, "CREATE TABLE flags (id integer PRIMARY KEY, name text UNIQUE, v jsonb); INSERT INTO flags SELECT i, 'name ' || i, jsonb_build_object('n', i) FROM generate_series(1, 4000) i")
	empty := s.capture(t, into)
	begin := time.Now()
	state := s.capture(t, from)
	t.Logf("captured in %s", time.Since(begin))
	want, changes, _ := s.prepared(t, into, state)
	c := s.open(t, into)
	for _, act := range []struct {
		name string
		do   func() error
	}{
		{"validated", func() error { _, err := c.Validate(t.Context(), want, changes); return err }},
		{"applied", func() error { return c.Apply(t.Context(), want, changes, connecttest.NoJournal{}) }},
	} {
		begin = time.Now()
		if err := act.do(); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s in %s", act.name, time.Since(begin))
	}
	same(t, state, s.capture(t, into))
	into.Exec(t, "UPDATE flags SET name = 'x' || id; UPDATE flags SET name = 'name ' || (id % 4000) + 1, v = '1'")
	begin = time.Now()
	s.move(t, into, state)
	t.Logf("names moved round in %s", time.Since(begin))
	begin = time.Now()
	s.move(t, into, empty)
	t.Logf("gone in %s", time.Since(begin))
}
