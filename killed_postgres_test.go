//go:build linux && !race

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/sqldb/postgres/pgtest"
)

// market is a database with a large table, with one row on each of its pages.
const market = `CREATE TYPE mood AS ENUM ('low', 'high');
CREATE TABLE kinds (id integer PRIMARY KEY, name text NOT NULL, rank integer);
CREATE TABLE items (id integer PRIMARY KEY, code text, kind integer, price numeric(10,2) NOT NULL, note text, mood mood DEFAULT 'low', label text NOT NULL DEFAULT repeat('x', 900)) WITH (fillfactor = 10);
CREATE TABLE marks (id integer PRIMARY KEY, item integer, code text);
CREATE INDEX items_code ON items (code);
CREATE VIEW cheap AS SELECT id, code, price FROM items WHERE price < 10;
INSERT INTO kinds SELECT i, 'kind ' || i, i FROM generate_series(1, 5) i;
INSERT INTO items (id, code, kind, price) SELECT i, 'c' || i, 1 + i % 5, i % 100 FROM generate_series(1, 1200) i;
INSERT INTO marks SELECT i, i, 'c' || i FROM generate_series(1, 20) i;`

// marketPlans are changes of it.
var marketPlans = []struct{ name, change string }{
	{"columns", `ALTER TABLE items ADD COLUMN added date NOT NULL DEFAULT '2020-01-01', DROP COLUMN note, ALTER COLUMN price SET DEFAULT 1; COMMENT ON COLUMN items.code IS 'c'`},
	{"indexes", `CREATE INDEX items_kind ON items (kind) WHERE price > 1; CREATE UNIQUE INDEX items_unique ON items (lower(code)); COMMENT ON INDEX items_kind IS 'i'; DROP INDEX items_code`},
	{"a key that another table refers to", `ALTER TABLE items ADD CONSTRAINT items_key UNIQUE (code); ALTER TABLE marks ADD CONSTRAINT to_code FOREIGN KEY (code) REFERENCES items (code)`},
	{"what must hold", `ALTER TABLE items ALTER COLUMN code SET NOT NULL, ALTER COLUMN kind SET NOT NULL, ADD CONSTRAINT priced CHECK (price >= 0)`},
	{"foreign keys", `ALTER TABLE items ADD CONSTRAINT of_kind FOREIGN KEY (kind) REFERENCES kinds; ALTER TABLE marks ADD CONSTRAINT of_item FOREIGN KEY (item) REFERENCES items ON DELETE CASCADE; COMMENT ON CONSTRAINT of_kind ON items IS 'f'`},
	{"another primary key", `ALTER TABLE items DROP CONSTRAINT items_pkey, ADD CONSTRAINT items_pkey PRIMARY KEY (id, price) INCLUDE (kind)`},
	{"views, functions, triggers", `DROP VIEW cheap; CREATE VIEW cheap AS SELECT id, price FROM items WHERE price < 5; CREATE MATERIALIZED VIEW per_kind AS SELECT kind, count(*) AS n FROM items GROUP BY kind; CREATE INDEX on_kind ON per_kind (kind);
		CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER touched BEFORE UPDATE ON items FOR EACH ROW EXECUTE FUNCTION touch()`},
	{"a type with a new value in use", `ALTER TYPE mood RENAME TO old; CREATE TYPE mood AS ENUM ('low', 'middle', 'high'); ALTER TABLE items ALTER COLUMN mood DROP DEFAULT, ALTER COLUMN mood TYPE mood USING mood::text::mood, ALTER COLUMN mood SET DEFAULT 'middle'; DROP TYPE old`},
	{"new tables, and one that goes", `CREATE TABLE a (id integer PRIMARY KEY, b integer); CREATE TABLE b (id integer PRIMARY KEY, a integer REFERENCES a); ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;
		CREATE TABLE parts (id integer, at date) PARTITION BY RANGE (at); CREATE TABLE parts_20 PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO ('2021-01-01'); ALTER TABLE items ADD COLUMN b integer REFERENCES b`},
	{"a bit of all", `DROP VIEW cheap; ALTER TABLE items ALTER COLUMN price TYPE numeric(14,2), ALTER COLUMN code SET NOT NULL; CREATE VIEW cheap AS SELECT id, code, price FROM items WHERE price < 10; CREATE VIEW more AS SELECT id, price FROM items; ALTER TABLE kinds ALTER COLUMN rank TYPE bigint;
		CREATE SEQUENCE numbers; ALTER TABLE items ADD CONSTRAINT of_kind FOREIGN KEY (kind) REFERENCES kinds, ADD CONSTRAINT low CHECK (price < 1000); CREATE INDEX items_label ON items (label); ALTER TABLE items REPLICA IDENTITY FULL`},
}

// content is all that a database holds: its schema, in which columns may come in any order, and its rows.
func content(t *testing.T, name string) string {
	t.Helper()
	d := pgtest.At(t, name)
	defer d.DB.Close()
	lines := strings.Split(d.Dump(t), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, ",")
	}
	slices.Sort(lines)
	tables := strings.Fields(d.Query(t, "SELECT string_agg(oid::regclass::text, ' ' ORDER BY relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"))
	for _, table := range tables {
		lines = append(lines, table, d.Query(t, "SELECT md5(string_agg(to_jsonb(t)::text, ',' ORDER BY to_jsonb(t)::text)) FROM "+table+" t"))
	}
	lines = append(lines, d.Query(t, "SELECT 'not valid: ' || string_agg(c.relname, ' ') FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE NOT indisvalid"))
	return strings.Join(lines, "\n")
}

// bazaar is a target that a promotion comes to through a proxy, and the home from which it is made.
type bazaar struct {
	victim
	proxy        *pgtest.Proxy
	kept, target string // databases: as it was before, and that of the environment
}

func newBazaar(t *testing.T, n int, change string) bazaar {
	t.Helper()
	dir := t.TempDir()
	b := bazaar{victim{t: t, home: filepath.Join(dir, "home")}, pgtest.Between(t), fmt.Sprintf("kept_%d", n), fmt.Sprintf("target_%d", n)}
	source := pgtest.New(t)
	source.Exec(t, market)
	source.Exec(t, change)
	b.admin("CREATE DATABASE " + b.kept)
	kept := pgtest.At(t, b.kept)
	kept.Exec(t, market)
	if err := kept.DB.Close(); err != nil {
		t.Fatal(err)
	}
	password := filepath.Join(dir, "password")
	if err := os.WriteFile(password, []byte(pgtest.Password), 0o600); err != nil {
		t.Fatal(err)
	}
	add := func(name, role, database string, port int, more ...string) {
		b.does(nil, append([]string{"env", "add", name, "--project", "shop", "--role", role, "--kind", "postgres", "--set", "host=" + pgtest.Host, "--set", "port=" + strconv.Itoa(port),
			"--set", "database=" + database, "--set", "user=" + pgtest.User, "--secret", "password=@" + password}, more...)...)
	}
	b.does(nil, "project", "add", "shop")
	add("dev", "development", source.Name, source.Port)
	b.admin("CREATE DATABASE " + b.target + " TEMPLATE " + b.kept)
	add("qa", "test", b.target, b.proxy.Port, "--after", "dev")
	keep(t, b.home, b.home+".kept")
	return b
}

func (b bazaar) admin(statements ...string) {
	b.t.Helper()
	d := pgtest.At(b.t, "postgres")
	defer d.DB.Close()
	for _, s := range statements {
		d.Exec(b.t, s)
	}
}

// back puts everything back to before.
func (b bazaar) back() {
	b.t.Helper()
	b.admin("DROP DATABASE IF EXISTS "+b.target+" WITH (FORCE)", "CREATE DATABASE "+b.target+" TEMPLATE "+b.kept)
	if err := os.RemoveAll(b.home); err != nil {
		b.t.Fatal(err)
	}
	keep(b.t, b.home+".kept", b.home)
}

var promotion = []string{"promote", "dev", "qa", "--accept-loss"}

// struckAt promotes, and kills at a moment: the server with all its processes, or the command.
func (b bazaar) struckAt(moment int64, fault string) {
	b.t.Helper()
	command := b.command(promotion...)
	happened := make(chan struct{})
	b.proxy.Strike(moment, func() {
		if fault == "server" {
			pgtest.Kill(b.t)
		} else {
			_ = command.Process.Kill()
		}
		close(happened)
	})
	said, err := command.CombinedOutput()
	if err == nil {
		b.t.Errorf("it was not struck: %s", said)
	}
	<-happened
	b.proxy.Strike(0, nil)
	if fault == "server" {
		pgtest.Restart(b.t)
	}
}

// moments are those of the run itself, of all statements of a promotion: what was tried before was rolled back.
func moments(statements []string) (all []int64) {
	first := slices.Index(statements, "commit")
	for first > 0 && statements[first-1] != "rollback" {
		first--
	}
	for i := first; i < len(statements); i++ {
		if statements[i] != "rollback" {
			all = append(all, int64(2*i+1), int64(2*i+2))
		}
	}
	return all
}

// Whatever is killed at any statement of a promotion to a PostgreSQL, its server or Lockstep: continued it ends exactly as it was to end, and
// undone exactly as it began.
func TestAPromotionToAPostgreSQLIsBroughtToAnEndWhateverIsKilled(t *testing.T) {
	for i, plan := range marketPlans {
		t.Run(plan.name, func(t *testing.T) {
			b := newBazaar(t, i, plan.change)
			was := content(t, b.target)
			b.proxy.Strike(0, nil)
			b.does(nil, promotion...)
			all := moments(b.proxy.Statements())
			want := content(t, b.target)
			if want == was || len(all) < 6 {
				t.Fatalf("%d moments, and it comes to\n%s", len(all), want)
			}
			for f, fault := range []string{"server", "lockstep"} {
				some := all
				if os.Getenv("LOCKSTEP_KILLS") == "" { // of each plan another one
					at := (2*i + 1) * len(all) / (2 * len(marketPlans))
					some = []int64{[]int64{all[at], all[len(all)-1-at]}[f]}
				}
				for n, moment := range some {
					b.back()
					b.struckAt(moment, fault)
					answer, end := "continue", want
					if (n+i+f)%2 == 1 {
						answer, end = "undo", was
					}
					number := b.open()
					if number == 0 {
						t.Fatalf("%s killed at %d: no run is open", fault, moment)
					}
					b.does(nil, "run", answer, strconv.Itoa(number))
					if diff := cmp.Diff(end, content(t, b.target)); diff != "" || b.open() != 0 {
						t.Errorf("%s killed at %d of %d, %s: still open %d; %s", fault, moment, len(all), answer, b.open(), diff)
					}
				}
			}
		})
	}
}
