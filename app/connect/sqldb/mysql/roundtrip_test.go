package mysql_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/mysql"
	"lockstep/app/connect/sqldb/mysql/mytest"
	"lockstep/app/lockstep"
)

// rich makes a database with every kind of object and of column.
func rich(t testing.TB, d *mytest.Database) {
	t.Helper()
	text, err := os.ReadFile("testdata/rich.sql")
	if err != nil {
		t.Fatal(err)
	}
	d.Exec(t, strings.Split(string(text), "\n;;\n")...)
}

// move takes a database to a state, and gives what was journalled.
func move(t testing.TB, c lockstep.Connector, to lockstep.State) {
	t.Helper()
	now := connecttest.Capture(t, c)
	want, problems, err := mysql.Driver().Prepare(slot(), now, to)
	if err != nil {
		t.Fatal(err)
	}
	changes := lockstep.Diff(now, want)
	found, err := c.Validate(t.Context(), want, changes)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range slices.Concat(problems, found) {
		if p.Verdict == lockstep.Blocks {
			t.Fatalf("%s blocks: %s", p.Key, p.Message)
		}
	}
	if err := c.Apply(t.Context(), want, changes, connecttest.NoJournal{}); err != nil {
		sameTexts(t, want, connecttest.Capture(t, c))
		t.Fatal(err)
	}
	sameTexts(t, want, connecttest.Capture(t, c))
}

// sameTexts fails the test where two states differ, and shows the texts.
func sameTexts(t testing.TB, want, got lockstep.State) {
	t.Helper()
	for _, change := range lockstep.Diff(want, got) {
		if diff := cmp.Diff(text(want, change.Key), text(got, change.Key)); diff != "" {
			t.Errorf("%s: %s", change.Key, diff)
		}
	}
}

func text(s lockstep.State, k lockstep.Key) []string {
	item, _ := s.Get(k)
	b, _ := item.Body.Bytes()
	return strings.Split(string(b), "\n")
}

// dumped is MariaDB's own dump as sorted lines, without what differs between databases that are equal.
func dumped(t testing.TB, d *mytest.Database) []string {
	t.Helper()
	return sortedLines(quiet(t, d))
}

func sortedLines(text string) []string {
	return slices.Sorted(strings.SplitSeq(text, "\n"))
}

// quiet is MariaDB's own dump without what differs between databases that are equal.
func quiet(t testing.TB, d *mytest.Database) string {
	t.Helper()
	return quieted(d, d.Dump(t))
}

func quieted(d *mytest.Database, dump string) string {
	noise := regexp.MustCompile(` AUTO_INCREMENT=\d+|DO SETVAL.*|DEFINER=\S+ |/\*!5001[37] |-- Host.*|-- Dump completed.*`)
	return noise.ReplaceAllString(strings.ReplaceAll(dump, d.Name, "DATABASE"), "")
}

func TestARichDatabaseIsPromotedIntoAnEmptyOne(t *testing.T) {
	a, b := mytest.New(t), mytest.New(t)
	rich(t, a)
	from, into := open(t, a), open(t, b)
	empty := connecttest.Capture(t, into)
	state := connecttest.Capture(t, from)
	if len(state.Omitted()) > 0 {
		t.Errorf("left out: %v", state.Omitted())
	}
	move(t, into, state)
	if diff := cmp.Diff(dumped(t, a), dumped(t, b)); diff != "" {
		t.Error(diff)
	}
	move(t, into, empty)
}
