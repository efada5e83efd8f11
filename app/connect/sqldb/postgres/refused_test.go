package postgres_test

import (
	"errors"
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/postgres"
	"lockstep/app/connect/sqldb/postgres/pgtest"
	"lockstep/app/lockstep"
)

// small is what is changed in ways that cannot be.
const small = `CREATE TYPE state AS ENUM ('new', 'paid', 'sent');
CREATE TABLE people (id integer PRIMARY KEY, name text, mail text, size integer, code character varying(20), price numeric(10,2));
CREATE TABLE orders (id integer PRIMARY KEY, person integer, state state DEFAULT 'new');
INSERT INTO people SELECT i, CASE WHEN i % 2 = 0 THEN 'n' || i END, 'm' || i % 4, i * 1000, repeat('x', i), i * 100.25 FROM generate_series(1, 12) i;
INSERT INTO orders SELECT i, i, 'paid' FROM generate_series(1, 20) i;`

// Each of these stands in the way of the rows that are there. What is said before is what counts: nothing is written then, and nothing
// would stay written either.
func TestWhatStandsInTheWayIsCountedBeforeAndLeavesNothingBehind(t *testing.T) {
	for name, c := range map[string]struct{ change, said string }{
		"a value must be there":          {"ALTER TABLE people ALTER COLUMN name SET NOT NULL", "name of people must have a value from now on, and there are 6 rows without one."},
		"a new column must have a value": {"ALTER TABLE people ADD COLUMN age integer NOT NULL", "age of people is new and must have a value, and there are 12 rows that would have none."},
		"a unique constraint":            {"ALTER TABLE people ADD UNIQUE (mail)", "mail of people must be unique from now on, and 4 values are there more than once."},
		"a unique index":                 {"CREATE UNIQUE INDEX people_mail ON people (mail)", "mail of people must be unique from now on, and 4 values are there more than once."},
		"a foreign key":                  {"ALTER TABLE orders ADD FOREIGN KEY (person) REFERENCES people (id)", "person of orders must be in people from now on, and there are 8 rows where it is not."},
		"a check":                        {"ALTER TABLE people ADD CONSTRAINT cheap CHECK (price < 1000)", "The constraint cheap of people is new, and there are 3 rows that it does not let be."},
		"a shorter text":                 {"ALTER TABLE people ALTER COLUMN code TYPE character varying(5)", "code of people becomes character varying(5), and there are 7 rows whose value does not fit."},
		"a smaller numeric":              {"ALTER TABLE people ALTER COLUMN price TYPE numeric(5,2)", "price of people becomes numeric(5,2), and there are 3 rows whose value does not fit."},
		"a text that is no number":       {"ALTER TABLE people ALTER COLUMN code TYPE integer USING 0", "PostgreSQL refuses people: invalid input syntax for type integer"},
		"a value of an enum": {"ALTER TYPE state RENAME TO old; CREATE TYPE state AS ENUM ('new', 'sent'); ALTER TABLE orders ALTER state DROP DEFAULT, ALTER state TYPE state USING 'new', ALTER state SET DEFAULT 'new'; DROP TYPE old",
			"state loses the value 'paid', and there are 20 rows of orders where state has it."},
		"a view that cannot be made": {"CREATE MATERIALIZED VIEW m AS SELECT 1 / (12 - count(*)) AS n FROM people",
			"PostgreSQL refuses m: division by zero"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			from, into := pgtest.New(t), pgtest.New(t)
			from.Exec(t, strings.SplitAfter(small, "INSERT")[0][:strings.Index(small, "INSERT")])
			from.Exec(t, c.change)
			into.Exec(t, small)
			into.Exec(t, "CREATE VIEW on_it AS SELECT * FROM people")
			from.Exec(t, "CREATE VIEW on_it AS SELECT id, name, mail, size, code, price FROM people")
			before, dump := rowsOf(t, into), into.Dump(t)
			want, changes := prepared(t, into, capture(t, from))
			connector := open(t, into)
			problems, err := connector.Validate(t.Context(), want, changes)
			if err != nil {
				t.Fatal(err)
			}
			blocks := said(problems, lockstep.Blocks)
			if !strings.Contains(blocks, c.said) {
				t.Errorf("got %q, want %q", blocks, c.said)
			}
			err = connector.Apply(t.Context(), want, changes, connecttest.NoJournal{})
			if !errors.Is(err, lockstep.Blocked) || !strings.Contains(err.Error(), "Nothing was changed.") {
				t.Errorf("got %v, want that it is blocked", err)
			}
			if rowsOf(t, into) != before || into.Dump(t) != dump {
				t.Error("something was changed")
			}
		})
	}
}

func rowsOf(t testing.TB, d *pgtest.Database) string {
	t.Helper()
	return d.Query(t, "SELECT (SELECT string_agg(p::text || xmin || ctid, ';' ORDER BY id) FROM people p) || (SELECT string_agg(o::text || xmin || ctid, ';' ORDER BY id) FROM orders o)")
}

// said are the messages of a verdict.
func said(problems []lockstep.Problem, v lockstep.Verdict) string {
	var all []string
	for _, p := range problems {
		if p.Verdict == v {
			all = append(all, p.Message)
		}
	}
	return strings.Join(all, "\n")
}

func TestWhatIsLostIsCounted(t *testing.T) {
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, `CREATE TABLE people (id integer PRIMARY KEY, mail text, size bigint, price numeric(10,1))`)
	into.Exec(t, small+"CREATE SEQUENCE numbers; SELECT nextval('numbers')")
	problems := move(t, into, capture(t, from))
	for _, want := range []string{"name of people is dropped, with a value in 6 rows.", "code of people is dropped, with a value in 12 rows.",
		"orders is dropped, with 20 rows.", "numbers is dropped, and with it the number to which it has counted.", "price of people becomes numeric(10,1), which changes the value in 6 rows."} {
		if !strings.Contains(said(problems, lockstep.Loses), want) {
			t.Errorf("%q is not said in %q", want, said(problems, lockstep.Loses))
		}
	}
}

func TestATableThatAnotherSessionHoldsIsNotWaitedForLong(t *testing.T) {
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, small+"ALTER TABLE people ADD COLUMN age integer")
	into.Exec(t, small)
	want, changes := prepared(t, into, capture(t, from))
	connector := open(t, into)
	holder, err := into.DB.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = holder.Rollback() }()
	if _, err := holder.ExecContext(t.Context(), "SELECT * FROM people"); err != nil {
		t.Fatal(err)
	}
	problems, err := connector.Validate(t.Context(), want, changes)
	if err != nil || !strings.Contains(said(problems, lockstep.Blocks), "people is held by another session") {
		t.Error(problems, err)
	}
	err = connector.Apply(t.Context(), want, changes, connecttest.NoJournal{})
	if !errors.Is(err, lockstep.Blocked) || !strings.Contains(err.Error(), "people is held by another session") {
		t.Error(err)
	}
}

func TestWhatAnAccountMayNotDoIsSaidBefore(t *testing.T) {
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, small+"ALTER TABLE people ADD COLUMN age integer; CREATE TABLE fresh (id integer)")
	into.Exec(t, small+`CREATE ROLE guest_`+into.Name+` LOGIN PASSWORD 'guest'`)
	connector := connecttest.Open(t, postgres.Driver(), slot(), as(into, "guest_"+into.Name, "guest"))
	survey, err := connector.(lockstep.Surveyor).Survey(t.Context())
	if err != nil || survey.Rights != lockstep.MayRead || !strings.Contains(survey.Why, "owns no table") {
		t.Error(survey, err)
	}
	want, changes := prepared(t, into, capture(t, from))
	same(t, capture(t, into), connecttest.Capture(t, connector))
	problems, err := connector.Validate(t.Context(), want, changes)
	if err != nil || !strings.Contains(said(problems, lockstep.Blocks), "guest_"+into.Name+" may not change") {
		t.Error(problems, err)
	}
	into.Exec(t, "ALTER TABLE people OWNER TO guest_"+into.Name+"; GRANT CREATE ON SCHEMA public TO guest_"+into.Name)
	survey, err = connector.(lockstep.Surveyor).Survey(t.Context())
	if err != nil || survey.Rights != lockstep.MayWrite || !strings.Contains(survey.Why, "cannot change 1 of 2 objects, of which others are the owners: orders.") || !strings.Contains(strings.Join(survey.Notes, " "), "may not read the rows of 1 table (orders)") {
		t.Error(survey, err)
	}
	if problems, err = connector.Validate(t.Context(), want, changes); err != nil || said(problems, lockstep.Blocks) != "" {
		t.Error(problems, err)
	}
}
