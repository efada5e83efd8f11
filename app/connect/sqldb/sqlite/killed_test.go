package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
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

// Whenever a process is killed, the database holds all that it wanted, or all that was there.
func TestKilledAtAnyMoment(t *testing.T) {
	source := fresh(t, shop, "INSERT INTO flags (name, enabled) VALUES ('a', 1)", "ALTER TABLE history ADD COLUMN who TEXT DEFAULT 'nobody'", "ALTER TABLE brand ADD COLUMN founded INTEGER",
		"DROP VIEW cheapest", "CREATE TABLE shelf (id INTEGER PRIMARY KEY)", "CREATE INDEX history_what ON history (what)")
	to := source.capture(t)
	var took time.Duration
	all, none := 0, 0
	for try := range 12 {
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
	t.Logf("of 12 applies, each of about %v, %d were made and %d were not", took.Round(time.Millisecond), all, none)
}
