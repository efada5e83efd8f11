package postgres_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/postgres/pgtest"
	"lockstep/app/lockstep"
)

// loses takes a database to a state and saves what that loses. It gives what was said of it before, too.
func (s settled) loses(t testing.TB, d *pgtest.Database, to lockstep.State) (*connecttest.Saving, []lockstep.Problem) {
	t.Helper()
	want, changes, _ := s.prepared(t, d, to)
	c := s.open(t, d)
	problems, err := c.Validate(t.Context(), want, changes)
	if err != nil || said(problems, lockstep.Blocks) != "" {
		t.Fatal(said(problems, lockstep.Blocks), err)
	}
	journal := &connecttest.Saving{}
	if err := c.Apply(t.Context(), want, changes, journal); err != nil {
		t.Fatal(err)
	}
	same(t, want, s.capture(t, d))
	for _, p := range problems {
		if p.Loss != nil && journal.Rows(p.Loss.Key.Name) == "" {
			t.Errorf("nothing of %s was saved: %s", p.Key.Name, p.Message)
		}
	}
	return journal, problems
}

// regains takes it back, with what was saved. What the dry run says of that is what is noted of the run, which is given.
func (s settled) regains(t testing.TB, d *pgtest.Database, to lockstep.State, saved []lockstep.Saved) []string {
	t.Helper()
	want, changes, _ := s.prepared(t, d, to)
	c := s.open(t, d)
	c.(lockstep.Refiller).Refill(saved)
	problems, err := c.Validate(t.Context(), want, changes)
	if err != nil || said(problems, lockstep.Blocks) != "" {
		t.Fatal(said(problems, lockstep.Blocks), err)
	}
	journal := &connecttest.Saving{}
	if err := c.Apply(t.Context(), want, changes, journal); err != nil {
		t.Fatal(err)
	}
	same(t, want, s.capture(t, d))
	for _, note := range journal.Notes {
		if !strings.Contains(said(problems, lockstep.Note), note) {
			t.Errorf("the dry run does not say %q, but\n%s", note, said(problems, lockstep.Note))
		}
	}
	return journal.Notes
}

// contents are the rows of all tables, in whatever order their columns lie.
func contents(t testing.TB, d *pgtest.Database) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, table := range strings.Split(d.Query(t, "SELECT string_agg(oid::regclass::text, E'\n' ORDER BY oid) FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace::regnamespace::text IN ('public', 'audit')"), "\n") {
		all[table] = d.Query(t, "SELECT count(*) || ' ' || coalesce(md5(string_agg(to_jsonb(x)::text, ';' ORDER BY to_jsonb(x)::text)), '') FROM "+table+" x")
	}
	return all
}

// What goes with columns, types and tables, also with those that refer to each other, all comes back.
func TestWhatDrasticChangesTakeComesBack(t *testing.T) {
	into := pgtest.New(t)
	const key = "ALTER TABLE audit.log ADD PRIMARY KEY (order_id);"
	into.Exec(t, shop+key)
	into.Exec(t, rows)
	into.Exec(t, "UPDATE customers SET number = NULL, at = NULL WHERE id < 5; INSERT INTO eggs SELECT id, id FROM chickens; UPDATE chickens SET egg = id; UPDATE events SET kind = 'happy' WHERE id % 2 = 0; UPDATE products SET price = price + 0.4 WHERE id = 3")
	before, values := capture(t, into), contents(t, into)
	for name, statements := range map[string]string{
		"columns": `ALTER TABLE customers DROP COLUMN name CASCADE, DROP COLUMN feels CASCADE, DROP COLUMN number, DROP COLUMN at, DROP COLUMN changed, DROP COLUMN tags, DROP COLUMN mail CASCADE; ALTER TABLE orders DROP COLUMN product_id, DROP COLUMN count CASCADE, DROP COLUMN note;
			ALTER TABLE events DROP COLUMN kind; ALTER TABLE chickens DROP COLUMN egg; ALTER TABLE products ALTER COLUMN price TYPE integer, DROP COLUMN during`,
		"types":  "DROP TYPE mood CASCADE; DROP DOMAIN email CASCADE; DROP EXTENSION citext CASCADE; DROP SEQUENCE numbers CASCADE; DROP TYPE address CASCADE",
		"tables": "DROP TABLE customers, orders, products CASCADE; DROP TABLE events; DROP TABLE chickens, eggs CASCADE",
	} {
		t.Run(name, func(t *testing.T) {
			from := pgtest.New(t)
			from.Exec(t, shop+key)
			from.Exec(t, statements)
			journal, problems := withRows().loses(t, into, capture(t, from))
			for _, p := range problems {
				if p.Verdict == lockstep.Loses && p.Loss == nil && p.Key.Kind == "table" {
					t.Error(p.Message)
				}
			}
			withRows().regains(t, into, before, journal.Saved)
			if diff := cmp.Diff(values, contents(t, into)); diff != "" {
				t.Error(diff)
			}
			for _, next := range []string{"products (title) VALUES ('the next')", "orders (customer_id, product_id) VALUES (1, 1)", "events (at) VALUES ('2024-01-01')"} {
				table, _, _ := strings.Cut(next, " ")
				into.Query(t, "INSERT INTO "+next+" RETURNING id")
				into.Exec(t, "DELETE FROM "+table+" WHERE id = (SELECT max(id) FROM "+table+")")
			}
		})
	}
}

// Values of every type come back bit for bit, in a table that is there and in one that went.
func TestValuesOfEveryTypeComeBack(t *testing.T) {
	empty, into := pgtest.New(t), pgtest.New(t)
	into.Exec(t, everyType+valuesOfEveryType)
	columns := strings.Split(into.Query(t, `SELECT string_agg(quote_ident(attname), ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'audit."Größe.x/y"'::regclass AND attnum > 0`), ",")
	all := "SELECT string_agg(concat_ws('|', " + strings.Join(columns, "::text, ") + "::text), E'\n' ORDER BY \"key/two\") FROM audit.\"Größe.x/y\""
	before, values := capture(t, into), into.Query(t, all)
	empty.Exec(t, everyType)
	table := capture(t, empty)
	for _, c := range columns {
		if !strings.Contains(strings.ToLower(c), "key") {
			empty.Exec(t, `ALTER TABLE audit."Größe.x/y" DROP COLUMN IF EXISTS `+c+" CASCADE")
		}
	}
	without := capture(t, empty)
	empty.Exec(t, `DROP TABLE audit."Größe.x/y"`)
	same(t, table, before)
	for name, to := range map[string]lockstep.State{"columns": without, "table": capture(t, empty)} {
		t.Run(name, func(t *testing.T) {
			journal, _ := withRows().loses(t, into, to)
			withRows().regains(t, into, before, journal.Saved)
			if diff := cmp.Diff(values, into.Query(t, all)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

const notes = `CREATE TABLE notes (id integer PRIMARY KEY, no integer GENERATED ALWAYS AS IDENTITY, note text NOT NULL DEFAULT 'none', rate numeric(6,3), at integer);
	CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.at := 99; RETURN NEW; END'; CREATE TRIGGER shout BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION shout();`

// What was written since is not overwritten: rows that came have nothing, rows that went stay away, and a value that was given since
// stays. Triggers do not run, and numbers go on.
func TestWhatWasWrittenSinceStays(t *testing.T) {
	for name, c := range map[string]struct{ change, since, want, notes string }{
		"dropped": {"DROP COLUMN note, DROP COLUMN no", "DELETE FROM notes WHERE id = 3; INSERT INTO notes (id, rate) VALUES (4, 4)",
			"1 11 a 1.235 | 2 12 b 2.000 | 4 3 none 4.000", "no of notes gets back the values that were saved of it, in 2 rows; of 1 row more it was saved, and they are gone or were changed since.\n" +
				"note of notes gets back the values that were saved of it, in 2 rows; of 1 row more it was saved, and they are gone or were changed since."},
		"narrowed": {"ALTER COLUMN rate TYPE numeric(6,1)", "UPDATE notes SET rate = 3 WHERE id = 3",
			"1 11 a 1.235 | 2 12 b 2.000 | 3 13 c 3.000", "rate of notes gets back the values that were saved of it, in 1 row; of 1 row more it was saved, and they are gone or were changed since."},
		"none any more": {"DROP COLUMN at", "TRUNCATE notes", "", "at of notes gets back the values that were saved of it, in 0 rows; of 3 rows more it was saved, and they are gone or were changed since."},
	} {
		t.Run(name, func(t *testing.T) {
			from, into := pgtest.New(t), pgtest.New(t)
			from.Exec(t, notes+"ALTER TABLE notes "+c.change)
			into.Exec(t, notes+"INSERT INTO notes OVERRIDING SYSTEM VALUE VALUES (1, 11, 'a', 1.235, 1), (2, 12, 'b', 2, 1), (3, 13, 'c', 3.456, 1)")
			before := capture(t, into)
			journal, _ := withRows().loses(t, into, capture(t, from))
			into.Exec(t, "ALTER TABLE notes DISABLE TRIGGER shout; "+c.since+"; ALTER TABLE notes ENABLE TRIGGER shout")
			got := withRows().regains(t, into, before, journal.Saved)
			if diff := cmp.Diff(c.notes, strings.Join(got, "\n")); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.want, into.Query(t, "SELECT coalesce(string_agg(concat_ws(' ', id, no, note, rate), ' | ' ORDER BY id), '') FROM notes WHERE at IS DISTINCT FROM 99")); diff != "" {
				t.Error(diff)
			}
			if name == "dropped" {
				if got := into.Query(t, "INSERT INTO notes (id) VALUES (9) RETURNING no"); got != "13" {
					t.Errorf("the next number is %s", got)
				}
			}
		})
	}
}

// A loss says how many rows and about how many bytes it has, or why it cannot be saved.
func TestTheSizeOfALoss(t *testing.T) {
	from, into := pgtest.New(t), pgtest.New(t)
	const tables = "CREATE TABLE a (id integer PRIMARY KEY, note text); CREATE TABLE b (note text); CREATE TABLE c (x integer, y integer, z integer, PRIMARY KEY (x, y)); CREATE TABLE flags (name text PRIMARY KEY, v text);"
	from.Exec(t, tables+"ALTER TABLE a DROP COLUMN note; ALTER TABLE b DROP COLUMN note; ALTER TABLE c DROP COLUMN y, DROP COLUMN z; ALTER TABLE flags DROP COLUMN v")
	into.Exec(t, tables+"INSERT INTO a VALUES (1, 'abc'), (2, NULL), (3, 'd'); INSERT INTO b VALUES ('x'); INSERT INTO c VALUES (1, 2, 3); INSERT INTO flags VALUES ('x', 'y')")
	s := withRows("flags")
	want, changes, _ := s.prepared(t, into, merged(t, s.capture(t, from), s.capture(t, into)))
	problems, err := s.open(t, into).Validate(t.Context(), want, changes)
	if err != nil {
		t.Fatal(err)
	}
	const lost = `note of a is dropped, with a value in 2 rows.
note of b is dropped, with a value in 1 row. They cannot be saved before, as rows of b have no key to be told apart by.
y of c is dropped, with a value in 1 row. They cannot be saved before, as rows of c are told apart by them.
z of c is dropped, with a value in 1 row. They cannot be saved before, as the key goes by which rows of c are told apart.`
	if diff := cmp.Diff(lost, said(problems, lockstep.Loses)); diff != "" {
		t.Error(diff)
	}
	var losses []lockstep.Loss
	for _, p := range problems {
		if p.Loss != nil {
			losses = append(losses, *p.Loss)
		}
	}
	if diff := cmp.Diff([]lockstep.Loss{{Key: lockstep.Key{Slot: "data", Kind: "table", Name: "a"}, By: []string{"id"}, Columns: []string{"note"}, Rows: 2, Bytes: 4 + 4 + 4 + 2}}, losses); diff != "" {
		t.Error(diff)
	}
}

// A script has the statements by which values come back, and none of them.
func TestAScriptPutsBackWithoutValues(t *testing.T) {
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, notes+"ALTER TABLE notes DROP COLUMN note")
	into.Exec(t, notes+"INSERT INTO notes (id, note) SELECT i, 'secret' FROM generate_series(1, 2500) i")
	before := capture(t, into)
	journal, _ := withRows().loses(t, into, capture(t, from))
	want, changes := prepared(t, into, before)
	c := open(t, into)
	c.(lockstep.Refiller).Refill(journal.Saved)
	script, err := c.(lockstep.Scripter).Script(t.Context(), want, changes)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, s := range script {
		lines = append(lines, strings.Join(strings.Fields(s.Text), " "))
	}
	if diff := cmp.Diff([]string{
		"ALTER TABLE public.notes ADD COLUMN note text DEFAULT 'none'::text",
		"CREATE TEMPORARY TABLE lockstep_saved_1 (k0 integer, saved text) ON COMMIT DROP",
		"INSERT INTO pg_temp.lockstep_saved_1 (k0, saved) OVERRIDING SYSTEM VALUE SELECT CAST(r.c0 AS integer), CAST(r.c1 AS text) FROM json_to_recordset($1::json) AS r(c0 text, c1 text)",
		"SET CONSTRAINTS ALL IMMEDIATE",
		"ALTER TABLE ONLY public.notes DISABLE TRIGGER shout",
		"UPDATE public.notes t SET note = s.saved FROM pg_temp.lockstep_saved_1 s WHERE s.k0 = t.id",
		"ALTER TABLE ONLY public.notes ENABLE TRIGGER shout",
		"ALTER TABLE public.notes ALTER COLUMN note SET NOT NULL",
	}, lines); diff != "" {
		t.Error(diff)
	}
}

// What is lost of a table that gets another name, as do a column of its key and one whose type changes, comes back under the former names.
func TestWhatIsRenamedComesBackToo(t *testing.T) {
	s := renaming("a = b\na.id = no\na.rate = price")
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, "CREATE TABLE b (no integer PRIMARY KEY, price numeric(5,1))")
	into.Exec(t, "CREATE TABLE a (id integer PRIMARY KEY, rate numeric(5,2), note text NOT NULL); INSERT INTO a VALUES (1, 1.25, 'x'), (2, 2.5, 'y')")
	before := s.capture(t, into)
	journal, _ := s.loses(t, into, s.capture(t, from))
	query(t, into, "SELECT string_agg(concat_ws(' ', no, price), ', ' ORDER BY no) FROM b", "1 1.3, 2 2.5")
	s.regains(t, into, before, journal.Saved)
	query(t, into, "SELECT string_agg(concat_ws(' ', id, rate, note), ', ' ORDER BY id) FROM a", "1 1.25 x, 2 2.50 y")
}

// A number comes back with its zeros, where values of its column are saved at all.
func TestNumbersComeBackWithTheirZeros(t *testing.T) {
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, "CREATE TABLE a (id integer PRIMARY KEY, n numeric, j jsonb)")
	into.Exec(t, "CREATE TABLE a (id integer PRIMARY KEY, n numeric, j json); INSERT INTO a VALUES (1, 1.50, '{ \"b\": 1 }'), (2, 2.000, '2')")
	before := capture(t, into)
	from.Exec(t, "ALTER TABLE a ALTER COLUMN n TYPE integer")
	journal, problems := withRows().loses(t, into, capture(t, from))
	if got := said(problems, lockstep.Loses); got != "j of a becomes jsonb, which changes the value in 1 row.\nn of a becomes integer, which changes the value in 1 row." {
		t.Error(got)
	}
	withRows().regains(t, into, before, journal.Saved)
	query(t, into, "SELECT string_agg(concat_ws(' ', n, j), ', ' ORDER BY id) FROM a", `1.50 { "b": 1 }, 2.000 2`)
}

// A constraint that comes again is to let the values be that come back, and not what narrowing made of them.
func TestConstraintsComeBackWithTheValues(t *testing.T) {
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, "CREATE TABLE a (id integer PRIMARY KEY, rate numeric(3,1))")
	into.Exec(t, "CREATE TABLE a (id integer PRIMARY KEY, rate numeric(5,3) UNIQUE CHECK (rate <> 1.2)); INSERT INTO a VALUES (1, 1.21), (2, 1.23)")
	before := capture(t, into)
	journal, _ := withRows().loses(t, into, capture(t, from))
	query(t, into, "SELECT string_agg(rate::text, ' ') FROM a", "1.2 1.2")
	withRows().regains(t, into, before, journal.Saved)
	query(t, into, "SELECT string_agg(rate::text, ' ' ORDER BY id) FROM a", "1.210 1.230")
}
