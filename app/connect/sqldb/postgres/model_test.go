package postgres_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/postgres"
	"lockstep/app/connect/sqldb/postgres/pgtest"
	"lockstep/app/lockstep"
)

func item(t testing.TB, s lockstep.State, kind, name string) string {
	t.Helper()
	return texts(t, s)[kind+"/"+name]
}

func TestATextDoesNotTellInWhichOrderColumnsCame(t *testing.T) {
	d := pgtest.New(t)
	d.Exec(t, "CREATE TABLE a (z text, id integer PRIMARY KEY, b text, a text)")
	before := capture(t, d)
	if got, want := item(t, before, "table", "a"), "CREATE TABLE public.a (\n    id integer NOT NULL,\n    a text,\n    b text,\n    z text,\n    CONSTRAINT a_pkey PRIMARY KEY (id)\n);\n"; got != want {
		t.Error(cmp.Diff(want, got))
	}
	if got := item(t, before, "frame", "table/a"); got != `["z","id","b","a"]`+"\n" {
		t.Error(got)
	}
	d.Exec(t, "ALTER TABLE a DROP COLUMN b; ALTER TABLE a ADD COLUMN b text")
	after := capture(t, d)
	if after.Shared() != before.Shared() || item(t, after, "frame", "table/a") != `["z","id","a","b"]`+"\n" {
		t.Error("a column that was dropped and made again makes another table")
	}
	want, changes := prepared(t, d, before)
	if len(changes) != 0 {
		t.Error(changes)
	}
	same(t, after, want)
	fresh := pgtest.New(t)
	move(t, fresh, before)
	if got := fresh.Query(t, "SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'a'::regclass AND attnum > 0"); got != "z id b a" {
		t.Errorf("a new table's columns lie as %s", got)
	}
}

func TestAnEnumGetsValuesWhereTheyBelong(t *testing.T) {
	from, into := pgtest.New(t), pgtest.New(t)
	const base = "CREATE TYPE mood AS ENUM ('b', 'd'); CREATE TABLE a (id integer PRIMARY KEY, m mood DEFAULT 'b'); CREATE INDEX i ON a (m) WHERE m <> 'd';"
	into.Exec(t, base+"INSERT INTO a SELECT i FROM generate_series(1, 5) i")
	from.Exec(t, base+"ALTER TYPE mood ADD VALUE 'a' BEFORE 'b'; ALTER TYPE mood ADD VALUE 'c' BEFORE 'd'; ALTER TYPE mood ADD VALUE 'e'")
	version := into.Query(t, "SELECT string_agg(xmin || ':' || ctid, ',') FROM a")
	move(t, into, capture(t, from))
	if into.Query(t, "SELECT string_agg(xmin || ':' || ctid, ',') FROM a") != version {
		t.Error("rows were written anew though values were only added")
	}
	from.Exec(t, "ALTER TYPE mood ADD VALUE 'f'")
	from.Exec(t, "ALTER TABLE a ALTER COLUMN m SET DEFAULT 'f'")
	move(t, into, capture(t, from))
	if got := into.Query(t, "INSERT INTO a VALUES (9) RETURNING m"); got != "f" {
		t.Error(got)
	}
}

func TestWhatIsNotCarriedIsNamed(t *testing.T) {
	d := pgtest.New(t)
	d.Exec(t, `CREATE AGGREGATE most(ORDER BY integer) (SFUNC = int4larger, STYPE = integer);
		CREATE COLLATION german (provider = icu, locale = 'de'); CREATE OPERATOR ~<< (LEFTARG = text, RIGHTARG = text, FUNCTION = textregexeq); CREATE TEXT SEARCH CONFIGURATION words (COPY = simple);
		CREATE EXTENSION postgres_fdw; CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw; CREATE FOREIGN TABLE away (id integer) SERVER far;
		CREATE TYPE kind AS (a integer); CREATE TABLE typed OF kind;`)
	state := capture(t, d)
	for key, why := range map[string]string{"function/most(integer)": "aggregate", "collation/german": "collation", "operator/~0<<(text, text)": "operator", "text_search_configuration/words": "text search", "table/away": "foreign", "table/typed": "of a type"} {
		k, err := lockstep.ParseKey("data:" + key)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := state.Omits(k); !ok || !strings.Contains(got, why) || item(t, state, k.Kind, k.Name) != "" {
			t.Errorf("%s: %q", key, got)
		}
	}
}

func TestObjectsAreDrawn(t *testing.T) {
	d := pgtest.New(t)
	d.Exec(t, `CREATE SCHEMA audit; CREATE TYPE mood AS ENUM ('sad', 'it''s ok'); CREATE TYPE place AS (street text, zip text COLLATE "C"); CREATE DOMAIN code AS text CHECK (VALUE <> '');
		CREATE TABLE people (id integer PRIMARY KEY, mail text NOT NULL UNIQUE, name text DEFAULT 'x', twice integer GENERATED ALWAYS AS (id * 2) STORED, CONSTRAINT positive CHECK (id > 0));
		CREATE TABLE audit.notes (person integer REFERENCES people ON DELETE CASCADE, about integer, note text); CREATE UNIQUE INDEX about ON audit.notes (about) WHERE about > 1;
		CREATE TABLE marks (note integer REFERENCES people (id), of integer GENERATED ALWAYS AS IDENTITY); COMMENT ON TABLE marks IS 'none';
		CREATE VIEW v AS SELECT people.*, count(*) OVER (ORDER BY id, name) AS "N" FROM people; CREATE MATERIALIZED VIEW m AS SELECT 1 AS one;
		CREATE FUNCTION f(a integer, b text DEFAULT ',') RETURNS integer LANGUAGE sql AS 'SELECT a'`)
	d.Exec(t, `CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER touched BEFORE UPDATE ON marks FOR EACH ROW EXECUTE FUNCTION touch()`)
	drawn := map[string]lockstep.Object{}
	for _, one := range capture(t, d).All() {
		if o, ok := postgres.Driver().Describe(one); ok && o.Name != "touch()" {
			drawn[one.Key.Name] = o
		}
	}
	type (
		fields = []lockstep.ObjectField
		parts  = []lockstep.ObjectPart
	)
	want := map[string]lockstep.Object{
		"people": {Name: "people", Fields: fields{{Name: "id", Type: "integer", Required: true, Unique: true},
			{Name: "mail", Type: "text", Required: true, Unique: true}, {Name: "name", Type: "text", Default: "'x'::text"}, {Name: "twice", Type: "integer", Default: "GENERATED ALWAYS AS ((id * 2)) STORED"}},
			Parts: parts{{Kind: "unique", Name: "people_mail_key", Text: "(mail)"}, {Kind: "primary key", Name: "people_pkey", Text: "(id)"}, {Kind: "check", Name: "positive", Text: "((id > 0))"}}},
		"audit.notes": {Name: "audit.notes", Fields: fields{{Name: "about", Type: "integer"}, {Name: "note", Type: "text"}, {Name: "person", Type: "integer", Relation: "people"}},
			Parts: parts{{Kind: "foreign key", Name: "notes_person_fkey", Text: "(person) REFERENCES public.people(id) ON DELETE CASCADE"}, {Kind: "unique index", Name: "about", Text: "USING btree (about) WHERE (about > 1)"}}},
		"marks": {Name: "marks", Fields: fields{{Name: "note", Type: "integer", Relation: "people"}, {Name: "of", Type: "integer", Required: true, Default: "GENERATED ALWAYS AS IDENTITY"}},
			Parts: parts{{Kind: "foreign key", Name: "marks_note_fkey", Text: "(note) REFERENCES public.people(id)"},
				{Kind: "trigger", Name: "touched", Text: "BEFORE UPDATE ON public.marks FOR EACH ROW EXECUTE FUNCTION public.touch()"}, {Kind: "comment", Name: "TABLE public.marks", Text: "'none'"}}},
		"v":     {Name: "v", Fields: fields{{Name: "id"}, {Name: "mail"}, {Name: "name"}, {Name: "twice"}, {Name: "N"}}, Parts: parts{{Kind: "uses table", Name: "people"}}},
		"m":     {Name: "m", Kind: "materialized view", Fields: fields{{Name: "one"}}},
		"mood":  {Name: "mood", Kind: "enum", Parts: parts{{Kind: "value", Name: "sad"}, {Kind: "value", Name: "it's ok"}}},
		"place": {Name: "place", Kind: "composite type", Fields: fields{{Name: "street", Type: "text"}, {Name: "zip", Type: `text COLLATE pg_catalog."C"`}}},
		"code":  {Name: "code", Kind: "domain", Parts: parts{{Kind: "stands on", Text: "text"}, {Kind: "check", Name: "code_check", Text: "((VALUE <> ''::text))"}}},
		"f(integer, text)": {Name: "f(integer, text)", Kind: "function", Parts: parts{{Kind: "takes", Text: "a integer, b text DEFAULT ','::text"},
			{Kind: "gives", Text: "integer"}, {Kind: "language", Text: "sql"}}},
	}
	if diff := cmp.Diff(want, drawn); diff != "" {
		t.Error(diff)
	}
	alone := lockstep.Slot{Name: "data", Settings: lockstep.Settings{"schemas": "audit"}}
	for _, one := range connecttest.Capture(t, connecttest.Open(t, postgres.Driver(), alone, to(d))).All() {
		if o, _ := postgres.Driver().Describe(one); one.Key.Kind == "table" && len(o.Fields) != 3 {
			t.Error(o)
		}
	}
}

func TestWhatIsNotOfThisSlotIsRefused(t *testing.T) {
	d := pgtest.New(t)
	d.Exec(t, "CREATE TABLE kept (id integer); CREATE TABLE left_out (id integer)")
	limited := slot()
	limited.Settings["exclude"] = "left_*"
	all := capture(t, d)
	_, problems, err := postgres.Driver().Prepare(limited, lockstep.State{}, all)
	if err != nil || len(problems) != 1 || problems[0].Key.Name != "left_out" || problems[0].Verdict != lockstep.Blocks {
		t.Error(problems, err)
	}
	strange, err := all.With([]lockstep.Item{
		{Key: lockstep.Key{Slot: "data", Kind: "table", Name: "x"}, Part: lockstep.Model, Body: lockstep.BodyOf([]byte("CREATE TABLE x"))},
		{Key: lockstep.Key{Slot: "data", Kind: "table", Name: "y"}, Part: lockstep.Model, Body: lockstep.BodyOf([]byte("DROP DATABASE y; CREATE TABLE y (id integer)"))},
		{Key: lockstep.Key{Slot: "data", Kind: "collection", Name: "z"}, Part: lockstep.Model, Body: lockstep.BodyOf([]byte("{}"))},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, problems, err = postgres.Driver().Prepare(slot(), all, strange); err != nil || len(problems) != 3 {
		t.Error(problems, err)
	}
}

// Each of these changes what a capture gives.
var meddling = []string{
	"ALTER TABLE orders ADD COLUMN x integer", "ALTER TABLE orders DROP COLUMN x", "ALTER TABLE orders ALTER COLUMN count SET DEFAULT 2",
	"ALTER TABLE orders ALTER COLUMN count SET STATISTICS 7", "ALTER TABLE orders ALTER COLUMN note SET STORAGE MAIN", "ALTER TABLE orders ALTER COLUMN id SET CACHE 9", "ALTER TABLE orders SET (fillfactor = 50)",
	"ALTER TABLE orders VALIDATE CONSTRAINT orders_note", "ALTER TABLE orders RENAME CONSTRAINT orders_note TO n", "DROP INDEX orders_partial", "ALTER INDEX customers_tags RENAME TO t",
	"ALTER TABLE orders SET WITHOUT CLUSTER", "ALTER TABLE orders REPLICA IDENTITY DEFAULT", "ALTER TABLE customers ENABLE TRIGGER touched", "DROP TRIGGER later ON orders",
	"ALTER POLICY own ON customers USING (true)", "ALTER TABLE customers NO FORCE ROW LEVEL SECURITY", "DROP RULE quiet ON audit.log", "DROP STATISTICS orders_stats",
	"COMMENT ON TABLE customers IS 'x'", "COMMENT ON COLUMN customers.name IS 'x'", "COMMENT ON FUNCTION touched() IS 'x'", "COMMENT ON POLICY own ON customers IS 'x'",
	"CREATE OR REPLACE VIEW per_customer AS SELECT c.id, c.name, 1::bigint AS n FROM customers c", "ALTER VIEW happy SET (security_barrier = false)", "DROP MATERIALIZED VIEW totals",
	"CREATE OR REPLACE FUNCTION done() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'", "ALTER FUNCTION done() COST 7", "ALTER TYPE mood ADD VALUE 'x'", "ALTER TYPE mood RENAME VALUE 'sad' TO 'y'", "ALTER TYPE address ADD ATTRIBUTE x integer",
	"ALTER DOMAIN email DROP NOT NULL", "ALTER DOMAIN email DROP CONSTRAINT email_at", "ALTER SEQUENCE numbers NO CYCLE", "ALTER EXTENSION pgcrypto SET SCHEMA audit", "DROP EXTENSION pgcrypto", "ALTER SCHEMA audit RENAME TO other",
	"ALTER TABLE orders RENAME COLUMN count TO counted", "CREATE TABLE fresh ()", "DROP TABLE nothing",
}

func TestAFingerprintChangesWithWhateverACaptureHolds(t *testing.T) {
	d := pgtest.New(t)
	d.Exec(t, shop)
	connector := open(t, d)
	print := func() string {
		t.Helper()
		f, err := connector.Fingerprint(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	last, state := print(), capture(t, d)
	d.Exec(t, "ANALYZE")
	d.Exec(t, "VACUUM")
	d.Exec(t, "INSERT INTO chickens VALUES (1)")
	if print() != last {
		t.Error("the fingerprint changed though the model did not")
	}
	for _, statement := range meddling {
		d.Exec(t, statement)
		now := capture(t, d)
		if now.Digest() == state.Digest() {
			t.Errorf("%s: the capture is the same", statement)
		}
		if print() == last {
			t.Errorf("%s: the fingerprint is the same", statement)
		}
		last, state = print(), now
	}
}

func TestADomainGetsAnotherTypeUnderRows(t *testing.T) {
	from, into := pgtest.New(t), pgtest.New(t)
	const rest = `CREATE FUNCTION shown(c code) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT c::text'; COMMENT ON DOMAIN code IS 'c';
		CREATE TABLE a (id integer PRIMARY KEY, c code DEFAULT '7', all_codes code[], CHECK (c <> '9000'::code)); CREATE INDEX i ON a (shown(c)) WHERE c > '1'::code; CREATE VIEW v AS SELECT shown(c) AS s, c FROM a;`
	from.Exec(t, "CREATE DOMAIN code AS integer CONSTRAINT positive CHECK (VALUE > 0); "+rest)
	into.Exec(t, "CREATE DOMAIN code AS text CONSTRAINT filled CHECK (VALUE <> ''); "+rest+" INSERT INTO a SELECT i, i, ARRAY[i, 2] FROM generate_series(1, 9) i")
	before := capture(t, into)
	move(t, into, capture(t, from))
	if got := into.Query(t, "SELECT sum(c) || ' ' || sum(all_codes[2]) FROM a"); got != "45 18" {
		t.Error(got)
	}
	move(t, into, before)
	from.Exec(t, "DROP VIEW v; DROP TABLE a; DROP FUNCTION shown; DROP DOMAIN code; CREATE TABLE a (id integer PRIMARY KEY, c integer, all_codes text[])")
	move(t, into, capture(t, from))
	if got := into.Query(t, "SELECT sum(c) || ' ' || string_agg(all_codes[2], '') FROM a"); got != "45 222222222" {
		t.Error(got)
	}
	move(t, into, before)
	from.Exec(t, "CREATE DOMAIN code AS integer; CREATE TYPE many AS (codes code[]); CREATE TABLE b (m many)")
	into.Exec(t, "CREATE TYPE many AS (codes code[]); CREATE TABLE b (m many); INSERT INTO b VALUES (ROW('{1,2}'))")
	from.Exec(t, "ALTER TABLE a ALTER COLUMN c TYPE code, ALTER COLUMN all_codes TYPE code[] USING NULL")
	move(t, into, capture(t, from))
	if got := into.Query(t, "SELECT (m).codes[2] FROM b"); got != "2" {
		t.Error(got)
	}
	from.Exec(t, "DROP TABLE a, b")
	from.Exec(t, "CREATE TYPE pair AS (a integer, b text); CREATE TABLE pairs (p pair)")
	move(t, into, capture(t, from))
	from.Exec(t, "DROP TABLE pairs; DROP TYPE pair; CREATE TYPE pair AS (b text, a integer); CREATE TABLE pairs (p pair)")
	want, changes := prepared(t, into, capture(t, from))
	problems, err := open(t, into).Validate(t.Context(), want, changes)
	if err != nil || !strings.Contains(said(problems, lockstep.Blocks), "pair has to be made anew for this, and p of pairs is of it") {
		t.Error(problems, err)
	}
}

func TestAPartOfTheChangesBringsAlongWhatItNeeds(t *testing.T) {
	from, into := pgtest.New(t), pgtest.New(t)
	const base = "CREATE TYPE mood AS ENUM ('a'); CREATE TABLE people (id integer PRIMARY KEY); CREATE TABLE moods (m mood DEFAULT 'a', person integer);"
	into.Exec(t, base)
	from.Exec(t, base)
	from.Exec(t, "ALTER TYPE mood ADD VALUE 'b'; ALTER TABLE people ADD COLUMN code text UNIQUE; CREATE TABLE other (); ALTER TABLE moods ADD COLUMN code text REFERENCES people (code)")
	from.Exec(t, "ALTER TABLE moods ALTER COLUMN m SET DEFAULT 'b'")
	source, target := capture(t, from), capture(t, into)
	key := func(kind, name string) lockstep.Key { return lockstep.Key{Slot: "data", Kind: kind, Name: name} }
	p, err := lockstep.NewPlan(lockstep.PlanInput{Act: lockstep.Promote, Source: source, Target: target, SourceName: "QA", TargetName: "Live",
		Choices: lockstep.Choices{Only: map[lockstep.Key]bool{key("table", "moods"): true}},
		Prepare: func(before, want lockstep.State) (lockstep.State, []lockstep.Problem, error) {
			return postgres.Driver().Prepare(slot(), before, want)
		},
		CountsRows: func(string) bool { return true }})
	if err != nil || p.Refusal() != nil {
		t.Fatal(err, p.Refusal())
	}
	var moved []string
	for _, c := range p.Moved() {
		moved = append(moved, c.Key.Name)
	}
	if diff := cmp.Diff([]string{"moods", "people", "mood"}, moved); diff != "" {
		t.Error(diff)
	}
	move(t, into, p.Want)
}
