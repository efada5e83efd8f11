package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/sqlite"
	"lockstep/app/lockstep"
)

// The environment of a process that applies what a source holds to a target, and says when it begins.
const sourceOf, targetOf = "LOCKSTEP_TEST_SOURCE", "LOCKSTEP_TEST_TARGET"

func TestMain(m *testing.M) {
	if os.Getenv(targetOf) != "" {
		if err := applied(os.Getenv(sourceOf), os.Getenv(targetOf)); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func applied(source, target string) error {
	ctx := context.Background()
	var states [2]lockstep.State
	var last lockstep.Connector
	for i, path := range []string{source, target} {
		c, err := sqlite.Driver("").Open(ctx, slot(), lockstep.Connection{Settings: lockstep.Settings{"path": path}})
		if err == nil {
			states[i], err = c.Capture(ctx)
		}
		if err != nil {
			return err
		}
		last = c
	}
	want, _, err := sqlite.Driver("").Prepare(slot(), states[1], states[0])
	if err != nil {
		return err
	}
	fmt.Println("begins")
	return last.Apply(ctx, want, lockstep.Diff(states[1], want), connecttest.NoJournal{})
}

// plans are ten ways to change the shop. Each makes the table anew that has many rows, so that there is time to be killed in.
var plans = [][]string{
	{"ALTER TABLE brand ADD COLUMN founded INTEGER", "DROP VIEW cheapest", "CREATE TABLE shelf (id INTEGER PRIMARY KEY)", "CREATE INDEX history_what ON history (what)"},
	{"ALTER TABLE product DROP COLUMN note"},
	anew("product", "note TEXT", "note INTEGER"),
	{"CREATE UNIQUE INDEX history_at ON history (at, what)"},
	{"DROP VIEW cheap", "CREATE VIEW cheap AS SELECT id, name, price FROM product WHERE price < 20"},
	{"CREATE TRIGGER brand_history AFTER DELETE ON brand BEGIN INSERT INTO history (what) VALUES (OLD.name); END"},
	append(anew("product", " REFERENCES brand(id) ON DELETE CASCADE", ""), "DROP TABLE brand"),
	{"DROP TABLE stock", "CREATE TABLE stock (product INTEGER PRIMARY KEY, amount INT)"},
	anew("product", "price * 1.19", "price * 1.16"),
	{"INSERT INTO flags (name, enabled) VALUES ('b', 1)", "INSERT INTO tax_rates VALUES ('FR', '', 20, 'b', NULL)", "ALTER TABLE flags ADD COLUMN note TEXT"},
}

// Whenever a process is killed, the database holds all that it wanted, or all that was there.
func TestKilledAtAnyMoment(t *testing.T) {
	kills, err := strconv.Atoi(os.Getenv("LOCKSTEP_KILLS"))
	if err != nil {
		kills = len(plans)
	}
	var took time.Duration
	all, none := 0, 0
	for try := range kills + 1 {
		source := fresh(t, append([]string{shop, "INSERT INTO flags (name, enabled) VALUES ('a', 1)", "ALTER TABLE history ADD COLUMN who TEXT DEFAULT 'nobody'"}, plans[try%len(plans)]...)...)
		to := source.capture(t)
		target := fresh(t, append([]string{shop}, rows...)...)
		target.run(t, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO history (what) SELECT 'change ' || i FROM n")
		before := target.capture(t)
		want, _, err := sqlite.Driver("").Prepare(slot(), before, to)
		if err != nil {
			t.Fatal(err)
		}
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), sourceOf+"="+source.path, targetOf+"="+target.path)
		out, err := child.StdoutPipe()
		if err == nil {
			err = child.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		lines.Scan()
		begun := time.Now()
		if try > 0 { // the first one is left alone, to see how long it takes
			time.Sleep(time.Duration(rand.Int64N(int64(took) + 1)))
			_ = child.Process.Kill()
		}
		if err := child.Wait(); try == 0 {
			took = time.Since(begun)
			if err != nil {
				t.Fatalf("%v %s", err, lines.Text())
			}
		}
		switch now := target.capture(t); now.Digest() {
		case want.Digest():
			all++
		case before.Digest():
			none++
			equal(t, "20002", target.lines(t, "SELECT count(*) FROM history")[0])
		default:
			connecttest.Same(t, want, now)
		}
		equal(t, []string{"ok"}, target.lines(t, "PRAGMA integrity_check"))
	}
	t.Logf("of %d applies, each of about %v, %d were made and %d were not", kills+1, took.Round(time.Millisecond), all, none)
}
