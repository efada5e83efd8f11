package sqlite_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"lockstep/app/connect/connecttest"
	"lockstep/app/lockstep"
)

// many is how many tables of 20 columns a large schema has.
func many(t testing.TB) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv("LOCKSTEP_TABLES"))
	if err != nil {
		return 40
	}
	return n
}

// largeSchema is the statements of n tables with 20 columns each, three indexes, and a key to the one before.
func largeSchema(n, columns int) string {
	var b strings.Builder
	for table := range n {
		fmt.Fprintf(&b, "CREATE TABLE t%03d (\n  id INTEGER PRIMARY KEY", table)
		for c := range columns - 2 {
			fmt.Fprintf(&b, ",\n  c%02d TEXT NOT NULL DEFAULT 'none'", c)
		}
		fmt.Fprintf(&b, ",\n  before INTEGER REFERENCES t%03d(id)\n);\n", max(table-1, 0))
		for index := range 3 {
			fmt.Fprintf(&b, "CREATE INDEX t%03d_%d ON t%03d (c%02d);\n", table, index, table, index)
		}
	}
	return b.String()
}

func TestALargeSchema(t *testing.T) {
	n := many(t)
	source, target := fresh(t, largeSchema(n, 20)), fresh(t)
	timed := func(what string, act func()) {
		t.Helper()
		begun := time.Now()
		act()
		t.Logf("%s: %v", what, time.Since(begun).Round(time.Millisecond))
	}
	var to lockstep.State
	timed("capture", func() { to = source.capture(t) })
	equal(t, n, to.Len())
	var want lockstep.State
	var changes []lockstep.Change
	timed("prepare and validate", func() { want, changes, _ = target.plan(t, to) })
	timed("apply", func() {
		if err := target.open(t).Apply(t.Context(), want, changes, connecttest.NoJournal{}); err != nil {
			t.Fatal(err)
		}
	})
	source.run(t, "ALTER TABLE t001 ADD COLUMN more TEXT")
	timed("a small change", func() { target.move(t, source.capture(t)) })
}

func TestManySettingsRows(t *testing.T) {
	n := many(t) * 200
	d := fresh(t, "CREATE TABLE flags (name TEXT PRIMARY KEY, url TEXT, enabled INTEGER, share REAL)",
		fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO flags SELECT 'flag' || i, 'https://shop.example/' || i, i %% 2, i / 7.0 FROM n", n))
	begun := time.Now()
	state := d.capture(t)
	t.Logf("capture of %d rows: %v", n, time.Since(begun).Round(time.Millisecond))
	equal(t, n+1, state.Len())
	begun = time.Now()
	fresh(t).move(t, state)
	t.Logf("move: %v", time.Since(begun).Round(time.Millisecond))
}
