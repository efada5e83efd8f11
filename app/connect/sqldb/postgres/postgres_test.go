package postgres_test

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/postgres"
	"lockstep/app/connect/sqldb/postgres/pgtest"
	"lockstep/app/lockstep"
)

//go:embed testdata/shop.sql
var shop string

func slot() lockstep.Slot {
	return lockstep.Slot{Name: "data", Kind: postgres.Kind, Settings: lockstep.Settings{"schemas": "public\naudit"}}
}

func to(d *pgtest.Database) lockstep.Connection {
	return as(d, pgtest.User, pgtest.Password)
}

func as(d *pgtest.Database, user, password string) lockstep.Connection {
	return lockstep.Connection{
		Settings: lockstep.Settings{"host": pgtest.Host, "port": strconv.Itoa(d.Port), "database": d.Name, "user": user},
		Secrets:  lockstep.Settings{"password": password},
	}
}

func open(t testing.TB, d *pgtest.Database) lockstep.Connector {
	t.Helper()
	return connecttest.Open(t, postgres.Driver(), slot(), to(d))
}

func capture(t testing.TB, d *pgtest.Database) lockstep.State {
	t.Helper()
	return connecttest.Capture(t, open(t, d))
}

// prepared is what is wanted of a database, and the changes to it.
func prepared(t testing.TB, d *pgtest.Database, to lockstep.State) (want lockstep.State, changes []lockstep.Change) {
	t.Helper()
	now := capture(t, d)
	want, problems, err := postgres.Driver().Prepare(slot(), now, to)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s %s: %s", p.Verdict, p.Key, p.Message)
	}
	return want, lockstep.Diff(now, want)
}

// move takes a database to a state, and gives what was said of it before.
func move(t testing.TB, d *pgtest.Database, to lockstep.State) []lockstep.Problem {
	t.Helper()
	want, changes := prepared(t, d, to)
	c := open(t, d)
	problems, err := c.Validate(t.Context(), want, changes)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if p.Verdict == lockstep.Blocks {
			t.Fatalf("%s: %s", p.Key, p.Message)
		}
	}
	if err := c.Apply(t.Context(), want, changes, connecttest.NoJournal{}); err != nil {
		t.Fatal(err)
	}
	same(t, want, capture(t, d))
	return problems
}

// same compares states by their texts.
func same(t testing.TB, want, got lockstep.State) {
	t.Helper()
	if diff := cmp.Diff(texts(t, want), texts(t, got)); diff != "" {
		t.Error(diff)
	}
}

func texts(t testing.TB, s lockstep.State) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, item := range s.All() {
		b, err := item.Body.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		all[item.Key.Kind+"/"+item.Key.Name] = string(b)
	}
	return all
}

func sortedLines(text string) []string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, ",")
	}
	slices.Sort(lines)
	return lines
}

func TestAModelComesToAnEmptyDatabaseWhole(t *testing.T) {
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, shop)
	state := capture(t, from)
	if len(state.Omitted()) != 0 {
		t.Error(state.Omitted())
	}
	empty := capture(t, into)
	move(t, into, state)
	same(t, state, capture(t, into))
	if diff := cmp.Diff(sortedLines(from.Dump(t)), sortedLines(into.Dump(t))); diff != "" {
		t.Error(diff)
	}
	move(t, into, empty)
	same(t, empty, capture(t, into))
}
