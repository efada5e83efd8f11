package mysql_test

import (
	"slices"
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/mysql"
	"lockstep/app/connect/sqldb/mysql/mytest"
	"lockstep/app/lockstep"
)

// contents are all rows of all tables, bit for bit, by the names of the tables.
func contents(t testing.TB, d *mytest.Database) map[string]string {
	t.Helper()
	d.Exec(t, "SET SESSION group_concat_max_len = 100000000")
	all := map[string]string{}
	for name := range strings.SplitSeq(d.Value(t, "SELECT group_concat(table_name) FROM information_schema.tables WHERE table_schema = database() AND table_type = 'BASE TABLE'"), ",") {
		columns := d.Value(t, "SELECT group_concat('coalesce(hex(cast(', if(data_type = 'float', concat('cast(`', column_name, '` AS double)'), concat('`', column_name, '`')), ' AS binary)), ''-'')' ORDER BY column_name) FROM information_schema.columns WHERE table_schema = database() AND table_name = '"+name+"'")
		all[name] = d.Value(t, "SELECT group_concat(concat_ws('|', "+columns+") ORDER BY 1 SEPARATOR '\n') FROM `"+name+"`")
	}
	return all
}

// plannedWith is what Prepare and Validate say of the way to a state.
func plannedWith(t testing.TB, slot lockstep.Slot, c lockstep.Connector, to lockstep.State) (want lockstep.State, changes []lockstep.Change, problems []lockstep.Problem) {
	t.Helper()
	now := connecttest.Capture(t, c)
	want, problems, err := mysql.Driver().Prepare(slot, now, to)
	if err != nil {
		t.Fatal(err)
	}
	changes = lockstep.Diff(now, want)
	found, err := c.Validate(t.Context(), want, changes)
	if err != nil {
		t.Fatal(err)
	}
	connecttest.Same(t, now, connecttest.Capture(t, c))
	problems = append(problems, found...)
	if slices.ContainsFunc(problems, blocks) {
		t.Fatal(told(problems, lockstep.Blocks))
	}
	return want, changes, problems
}

// goesWith takes a database to a state, and gives what was saved of what that loses: as much as was said.
func goesWith(t testing.TB, slot lockstep.Slot, c lockstep.Connector, to lockstep.State) []lockstep.Saved {
	t.Helper()
	want, changes, problems := plannedWith(t, slot, c, to)
	journal := &connecttest.Saving{}
	if err := c.Apply(t.Context(), want, changes, journal); err != nil {
		t.Fatal(err)
	}
	sameTexts(t, want, connecttest.Capture(t, c))
	for _, p := range problems {
		if p.Loss != nil && !slices.ContainsFunc(journal.Saved, func(s lockstep.Saved) bool {
			return s.Key == p.Loss.Key && slices.Equal(s.Columns, p.Loss.Columns) && s.Rows == p.Loss.Rows
		}) {
			t.Errorf("it was not saved: %s", p.Message)
		}
		if p.Verdict == lockstep.Loses && p.Loss == nil && p.Key.Kind == "table" {
			t.Errorf("it cannot be saved: %s", p.Message)
		}
	}
	return journal.Saved
}

// comesWith takes it back with what was saved. What was said before of what comes back is what is noted of the run.
func comesWith(t testing.TB, slot lockstep.Slot, c lockstep.Connector, to lockstep.State, saved []lockstep.Saved) (notes []string) {
	t.Helper()
	c.(lockstep.Refiller).Refill(saved)
	want, changes, problems := plannedWith(t, slot, c, to)
	journal := &connecttest.Saving{}
	if err := c.Apply(t.Context(), want, changes, journal); err != nil {
		t.Fatal(err)
	}
	sameTexts(t, want, connecttest.Capture(t, c))
	for _, note := range journal.Notes {
		if !strings.Contains(told(problems, lockstep.Note), note) {
			t.Errorf("it was not said before that %s", note)
		}
	}
	if len(journal.Notes) != len(saved) {
		t.Errorf("%d losses were saved, and of these came back: %s", len(saved), journal.Notes)
	}
	return journal.Notes
}

func planned(t testing.TB, c lockstep.Connector, to lockstep.State) (lockstep.State, []lockstep.Change, []lockstep.Problem) {
	t.Helper()
	return plannedWith(t, slot(), c, to)
}

func goes(t testing.TB, c lockstep.Connector, to lockstep.State) []lockstep.Saved {
	t.Helper()
	return goesWith(t, slot(), c, to)
}

func comes(t testing.TB, c lockstep.Connector, to lockstep.State, saved []lockstep.Saved) []string {
	t.Helper()
	return comesWith(t, slot(), c, to, saved)
}

// held is a database of such statements, its connector, and what it is.
func held(t testing.TB, statements ...string) (d *mytest.Database, c lockstep.Connector, before lockstep.State) {
	t.Helper()
	d = mytest.New(t)
	d.Exec(t, "SET SESSION sql_mode = 'ALLOW_INVALID_DATES,NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00', NAMES utf8mb4")
	d.Exec(t, statements...)
	c = open(t, d)
	return d, c, connecttest.Capture(t, c)
}

// after is the state of a database that was made by these statements.
func after(t testing.TB, statements ...string) lockstep.State {
	t.Helper()
	_, _, state := held(t, statements...)
	return state
}
