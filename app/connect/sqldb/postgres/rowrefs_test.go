package postgres_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"lockstep/app/connect/connecttest"
	"lockstep/app/lockstep"
)

func TestNothingGoesAlongWithARow(t *testing.T) {
	s := withRows("kinds", "sub")
	const tables = `CREATE TABLE kinds (code text PRIMARY KEY, no integer UNIQUE); CREATE TABLE "Or ders" (id integer PRIMARY KEY, kind text REFERENCES kinds ON DELETE %s ON UPDATE CASCADE, no integer DEFAULT 1 REFERENCES kinds (no) ON UPDATE SET NULL);
		CREATE TABLE sub (id integer PRIMARY KEY, kind text REFERENCES kinds ON DELETE CASCADE, above integer REFERENCES sub ON DELETE CASCADE);`
	const rows = "INSERT INTO kinds VALUES ('a', 1), ('b', 2); INSERT INTO sub VALUES (1, 'b', NULL), (2, 'b', 1), (3, 'a', NULL);"
	for act, want := range map[string]string{
		"CASCADE":     "kinds/b goes, and 2 rows of Or ders that refer to it would go with it. Change that first, or leave kinds/b out.",
		"SET NULL":    "kinds/b goes, and 2 rows of Or ders that refer to it would lose what they refer to.",
		"SET DEFAULT": "kinds/b goes, and 2 rows of Or ders that refer to it would lose what they refer to.",
		"NO ACTION":   "PostgreSQL does not take kinds/b: update or delete on table \"kinds\" violates foreign key constraint",
		"RESTRICT":    "PostgreSQL does not take kinds/b: update or delete on table \"kinds\" violates foreign key constraint",
	} {
		t.Run(act, func(t *testing.T) {
			t.Parallel()
			both := strings.Replace(tables, "%s", act, 1) + rows
			d, state := s.pair(t, both, `INSERT INTO "Or ders" VALUES (1, 'b', 1), (2, 'b', 1), (3, 'a', 1)`, "DELETE FROM kinds WHERE code = 'b'")
			if got := s.blocked(t, d, state); !strings.Contains(got, want) {
				t.Error(got)
			}
			d.Exec(t, `DELETE FROM "Or ders" WHERE kind = 'b'`)
			s.move(t, d, state)
			if got := d.Query(t, `SELECT count(*) || ' ' || (SELECT count(*) FROM "Or ders") FROM sub`); got != "1 1" {
				t.Error(got)
			}
		})
	}
	d, state := s.pair(t, strings.Replace(tables, "%s", "CASCADE", 1)+rows, `INSERT INTO "Or ders" VALUES (1, 'a', 2), (3, 'a', 1)`, "UPDATE kinds SET no = 3 WHERE code = 'b'")
	if got := s.blocked(t, d, state); !strings.Contains(got, "kinds/b changes, and 1 row of Or ders that refers to it would lose what it refers to.") {
		t.Error(got)
	}
}

func TestARowThatSomebodyComesToReferToDoesNotGo(t *testing.T) {
	s := withRows("kinds")
	d, want := s.pair(t, "CREATE TABLE kinds (id integer PRIMARY KEY); CREATE TABLE orders (kind integer REFERENCES kinds ON DELETE CASCADE)", "INSERT INTO kinds VALUES (1)", "")
	prepared, changes, _ := s.prepared(t, d, want)
	other, err := d.DB.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.ExecContext(t.Context(), "INSERT INTO orders VALUES (1)"); err != nil {
		t.Fatal(err)
	}
	go func() { time.Sleep(time.Second); _ = other.Commit() }()
	if err := s.open(t, d).Apply(t.Context(), prepared, changes, connecttest.NoJournal{}); !errors.Is(err, lockstep.Blocked) || !strings.Contains(err.Error(), "1 row of orders that refers to it would go with it") {
		t.Error(err)
	}
	if got := d.Query(t, "SELECT count(*) FROM orders"); got != "1" {
		t.Error(got)
	}
}

func TestRowsOfThePlanMayReferToWhatChanges(t *testing.T) {
	s := withRows("kinds(name)", "sub(name)")
	const both = `CREATE TABLE kinds (id integer PRIMARY KEY, name text UNIQUE); CREATE TABLE sub (name text PRIMARY KEY, kind integer REFERENCES kinds ON UPDATE CASCADE ON DELETE SET NULL);`
	d, want := s.pair(t, both, "INSERT INTO kinds VALUES (1, 'a'), (2, 'b'), (3, 'c'); INSERT INTO sub VALUES ('x', 1), ('y', 2), ('z', 3)", "INSERT INTO kinds VALUES (2, 'a'), (1, 'b'); INSERT INTO sub VALUES ('x', 2), ('y', 1), ('z', 1)")
	s.move(t, d, want)
	d, want = s.pair(t, both, "INSERT INTO kinds VALUES (1, 'a'); INSERT INTO sub VALUES ('x', 1), ('y', 1)", "INSERT INTO kinds VALUES (2, 'a'), (1, 'b'); INSERT INTO sub VALUES ('x', 2), ('y', 1)")
	if got := s.blocked(t, d, want); !strings.Contains(got, "kinds/a changes, and 1 row of sub that refers to it would change with it.") {
		t.Error(got)
	}
}

func TestRowsThatReferToEachOtherComeAndGo(t *testing.T) {
	s := withRows("a", "b", "tree")
	const both = `CREATE TABLE a (id integer PRIMARY KEY, b integer); CREATE TABLE b (id integer PRIMARY KEY, a integer NOT NULL REFERENCES a); ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b; CREATE TABLE tree (id integer PRIMARY KEY, up integer REFERENCES tree);`
	d, want := s.pair(t, both, "INSERT INTO a VALUES (1, NULL), (7, NULL); INSERT INTO b VALUES (1, 1); UPDATE a SET b = 1; INSERT INTO tree VALUES (1, NULL), (2, 1)", "INSERT INTO a VALUES (7, NULL), (2, NULL); INSERT INTO b VALUES (2, 2); UPDATE a SET b = 2; INSERT INTO tree VALUES (9, NULL), (3, 9), (2, 3)")
	before, dump := s.capture(t, d), d.Dump(t)
	s.move(t, d, want)
	s.move(t, d, before)
	if d.Dump(t) != dump {
		t.Error("the model is another one")
	}
	d.Exec(t, "INSERT INTO a VALUES (100, 1)")
	missing, err := want.With(nil, []lockstep.Key{{Slot: "data", Kind: "row", Name: "b/2"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.blocked(t, d, missing); !strings.Contains(got, "PostgreSQL does not take a/") || !strings.Contains(got, "violates foreign key constraint") {
		t.Error(got)
	}
}
