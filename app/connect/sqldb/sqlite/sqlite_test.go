package sqlite_test

import (
	"database/sql"
	_ "embed"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/sqlite"
	"lockstep/app/lockstep"
)

//go:embed testdata/shop.sql
var shop string

func slot() lockstep.Slot {
	return lockstep.Slot{Name: "db", Kind: sqlite.Kind, Settings: lockstep.Settings{"rows": "flags\ntax_rates(country, region)"}}
}

// database is a file of its own for a test.
type database struct {
	path string
	db   *sql.DB
}

func fresh(t testing.TB, statements ...string) *database {
	t.Helper()
	d := &database{path: filepath.Join(t.TempDir(), "shop.db")}
	var err error
	if d.db, err = sql.Open("sqlite", "file:"+d.path+"?_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.db.Close() })
	d.db.SetMaxOpenConns(1)
	d.run(t, "PRAGMA user_version = 1") // so that there is a file
	d.run(t, statements...)
	return d
}

func (d *database) run(t testing.TB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := d.db.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// lines are the rows of a query, a line each.
func (d *database) lines(t testing.TB, query string) []string {
	t.Helper()
	rows, err := d.db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		all = append(all, line)
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	return all
}

// made are all statements that make the database, sorted: what the sqlite3 shell says to .schema, without white space at the ends.
func (d *database) made(t testing.TB) []string {
	t.Helper()
	return d.lines(t, "SELECT rtrim(sql, char(32, 9, 10, 13)) FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY 1")
}

func (d *database) connection() lockstep.Connection {
	return lockstep.Connection{Settings: lockstep.Settings{"path": d.path}}
}

func (d *database) open(t testing.TB) lockstep.Connector {
	t.Helper()
	return connecttest.Open(t, sqlite.Driver(""), slot(), d.connection())
}

func (d *database) capture(t testing.TB) lockstep.State {
	t.Helper()
	return connecttest.Capture(t, d.open(t))
}

// plan prepares and validates, and gives all problems.
func (d *database) plan(t testing.TB, to lockstep.State) (want lockstep.State, changes []lockstep.Change, problems []lockstep.Problem) {
	t.Helper()
	now := d.capture(t)
	want, problems, err := sqlite.Driver("").Prepare(slot(), now, to)
	if err != nil {
		t.Fatal(err)
	}
	changes = lockstep.Diff(now, want)
	if slices.ContainsFunc(problems, blocks) {
		return want, changes, problems
	}
	more, err := d.open(t).Validate(t.Context(), want, changes)
	if err != nil {
		t.Fatal(err)
	}
	connecttest.Same(t, now, d.capture(t))
	return want, changes, append(problems, more...)
}

func blocks(p lockstep.Problem) bool { return p.Verdict == lockstep.Blocks }

// move takes a database to a state, and gives what was said of it.
func (d *database) move(t testing.TB, to lockstep.State) []lockstep.Problem {
	t.Helper()
	want, changes, problems := d.plan(t, to)
	for _, p := range problems {
		if blocks(p) {
			t.Fatalf("%s%s blocks: %s", p.Key, p.Path, p.Message)
		}
	}
	if err := d.open(t).Apply(t.Context(), want, changes, connecttest.NoJournal{}); err != nil {
		t.Fatal(err)
	}
	connecttest.Same(t, want, d.capture(t))
	return problems
}

// said are the problems of these verdicts as lines; of all where none are named.
func said(problems []lockstep.Problem, verdicts ...lockstep.Verdict) string {
	var lines []string
	for _, p := range problems {
		if len(verdicts) == 0 || slices.Contains(verdicts, p.Verdict) {
			lines = append(lines, strings.TrimSpace(string(p.Verdict)+" "+p.Key.Name+" "+p.Path)+": "+p.Message)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func equal(t testing.TB, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSQLiteKeepsWhatAConnectorPromises(t *testing.T) {
	first := fresh(t, shop,
		`INSERT INTO flags VALUES ('checkout', 'https://dev.shop.example', 1, 0.5), ('search', NULL, 0, NULL)`,
		`INSERT INTO tax_rates VALUES ('DE', '', 19, 'checkout', x'00ff')`)
	full := first.capture(t)
	other := fresh(t, shop,
		`INSERT INTO flags VALUES ('checkout', 'https://dev.shop.example', 0, 0.5), ('cart', NULL, 0, 1e300)`,
		`INSERT INTO tax_rates VALUES ('DE', '', 16, 'checkout', NULL)`,
		`ALTER TABLE brand ADD COLUMN founded INTEGER`,
		`DROP VIEW cheapest`,
		`CREATE TABLE shelf (id INTEGER PRIMARY KEY, name TEXT)`).capture(t)
	connecttest.Run(t, connecttest.Setup{
		Driver:  sqlite.Driver(""),
		Slot:    slot(),
		System:  func(t testing.TB) lockstep.Connection { return fresh(t).connection() },
		States:  []lockstep.State{full, other, fresh(t, "CREATE TABLE a (b)").capture(t)},
		Meddle:  meddle,
		AtOnce:  true,
		Missing: &lockstep.Connection{Settings: lockstep.Settings{"path": filepath.Join(t.TempDir(), "none.db")}},
	})
}

// meddle changes an item as somebody else would.
func meddle(t testing.TB, connection lockstep.Connection, k lockstep.Key) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+connection.Settings["path"])
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	d := &database{connection.Settings["path"], db}
	object, row, _ := strings.Cut(k.Name, "/")
	switch k.Kind {
	case "row":
		known, other := "name", "enabled"
		if object == "tax_rates" {
			known, other = "country", "rate"
		}
		row, _, _ = strings.Cut(row, "/")
		if len(d.lines(t, "SELECT 1 FROM "+object+" WHERE "+known+" = '"+row+"'")) == 0 {
			d.run(t, "INSERT INTO "+object+" ("+known+", "+other+") VALUES ('"+row+"', 7)")
			return
		}
		d.run(t, "UPDATE "+object+" SET "+other+" = 7")
	case "view":
		d.run(t, "DROP VIEW IF EXISTS "+object, "CREATE VIEW "+object+" AS SELECT 1 AS other")
	default:
		if len(d.lines(t, "SELECT name FROM sqlite_schema WHERE name = '"+object+"'")) == 0 {
			d.run(t, "CREATE TABLE "+object+" (meddled)")
			return
		}
		d.run(t, "ALTER TABLE \""+object+"\" ADD COLUMN meddled")
	}
}
