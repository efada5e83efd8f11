package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/postgres/pgtest"
	"lockstep/app/lockstep"
)

// counted counts what is asked.
type counted struct {
	asks
	n int
}

func (c *counted) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	c.n++
	return c.asks.QueryRowContext(ctx, query, args...)
}

func TestTheNumberOfQueriesDoesNotGrowWithTheTables(t *testing.T) {
	from, into := pgtest.New(t), pgtest.New(t)
	slot := lockstep.Slot{Name: "main"}
	s, err := scopeOf(slot)
	if err != nil {
		t.Fatal(err)
	}
	empty := &counted{asks: into.DB}
	if _, err := read(t.Context(), empty, s); err != nil {
		t.Fatal(err)
	}
	const tables, columns = 200, 20
	var made strings.Builder
	for i := range tables {
		fmt.Fprintf(&made, "CREATE TABLE t%d (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY", i)
		for j := range columns - 2 {
			fmt.Fprintf(&made, ", column_%d %s", j, []string{"text NOT NULL DEFAULT ''", "integer", "numeric(10,2)", "timestamptz DEFAULT now()"}[j%4])
		}
		fmt.Fprintf(&made, ", other bigint REFERENCES t%d); CREATE INDEX ON t%d (column_1);", max(i-1, 0), i)
	}
	from.Exec(t, made.String())
	open := func(d *pgtest.Database) lockstep.Connector {
		return connecttest.Open(t, Driver(), slot, lockstep.Connection{
			Settings: lockstep.Settings{"host": pgtest.Host, "port": strconv.Itoa(d.Port), "database": d.Name, "user": pgtest.User},
			Secrets:  lockstep.Settings{"password": pgtest.Password}})
	}
	since := func(what string, begin time.Time) {
		t.Logf("%s of %d tables with %d columns: %s", what, tables, columns, time.Since(begin).Round(time.Millisecond))
	}
	source, target := open(from), open(into)
	begin := time.Now()
	state := connecttest.Capture(t, source)
	since("capture", begin)
	begin = time.Now()
	if _, err := source.Fingerprint(t.Context()); err != nil {
		t.Fatal(err)
	}
	since("fingerprint", begin)
	full := &counted{asks: from.DB}
	now, err := read(t.Context(), full, s)
	if err != nil {
		t.Fatal(err)
	}
	if full.n != empty.n {
		t.Errorf("%d queries for %d tables, and %d for none", full.n, tables, empty.n)
	}
	before := connecttest.Capture(t, target)
	begin = time.Now()
	want, _, err := prepare(slot, before, state)
	if err != nil {
		t.Fatal(err)
	}
	changes := lockstep.Diff(before, want)
	if _, err := plan(s, reading{}, want, changes, nil); err != nil {
		t.Fatal(err)
	}
	since("plan from nothing", begin)
	begin = time.Now()
	if _, err := plan(s, now, before, lockstep.Diff(state, before), nil); err != nil {
		t.Fatal(err)
	}
	since("plan to nothing", begin)
	begin = time.Now()
	if _, err := target.Validate(t.Context(), want, changes); err != nil {
		t.Fatal(err)
	}
	since("validation", begin)
	begin = time.Now()
	if err := target.Apply(t.Context(), want, changes, connecttest.NoJournal{}); err != nil {
		t.Fatal(err)
	}
	since("apply", begin)
	connecttest.Same(t, want, connecttest.Capture(t, target))
}
