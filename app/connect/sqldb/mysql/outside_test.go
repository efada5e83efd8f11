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

// blocked are what validating says against a state.
func blocked(t *testing.T, c lockstep.Connector, want lockstep.State) []string {
	t.Helper()
	problems, err := c.Validate(t.Context(), want, lockstep.Diff(connecttest.Capture(t, c), want))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, p := range problems {
		if p.Verdict == lockstep.Blocks {
			all = append(all, p.Message)
		}
	}
	return all
}

func TestForeignKeysOfWhatIsNotTakenAlong(t *testing.T) {
	source, target, beside := mytest.New(t), mytest.New(t), mytest.New(t)
	source.Exec(t, "CREATE TABLE kept (id bigint PRIMARY KEY)")
	target.Exec(t, "CREATE TABLE kept (id int PRIMARY KEY)", "CREATE TABLE goes (id int PRIMARY KEY)",
		"CREATE TABLE old_one (id int PRIMARY KEY, CONSTRAINT aside FOREIGN KEY (id) REFERENCES goes (id))")
	beside.Exec(t, "CREATE TABLE other (id int PRIMARY KEY, CONSTRAINT afar FOREIGN KEY (id) REFERENCES "+target.Name+".kept (id))")
	defer beside.Exec(t, "DROP TABLE other")
	leaving := slot()
	leaving.Settings = lockstep.Settings{"exclude": "old_*"}
	into := connecttest.Open(t, mysql.Driver(), leaving, to(target))
	state := connecttest.Capture(t, into)
	if state.Len() != 2 {
		t.Errorf("got %d items", state.Len())
	}
	got := blocked(t, into, connecttest.Capture(t, open(t, source)))
	want := []string{
		target.Name + ".old_one refers to id of goes by its foreign key aside, and is not taken along. Drop that foreign key by hand, then plan again.",
		beside.Name + ".other refers to id of kept by its foreign key afar, and is not taken along. Drop that foreign key by hand, then plan again.",
	}
	if !slices.Equal(want, got) {
		t.Errorf("got %q", got)
	}
}

func TestABinaryLog(t *testing.T) {
	source, target := mytest.New(t), mytest.New(t)
	for _, d := range []*mytest.Database{source, target} {
		d.Exec(t, "CREATE TABLE t (id int)")
	}
	source.Exec(t, "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.id = 1", "CREATE FUNCTION steady() RETURNS int NO SQL RETURN 1",
		"SET GLOBAL log_bin_trust_function_creators = 1", "CREATE FUNCTION unsteady() RETURNS int RETURN rand()", "SET GLOBAL log_bin_trust_function_creators = 0")
	want := connecttest.Capture(t, open(t, source))
	got := blocked(t, open(t, target), want)
	if len(got) != 1 || !strings.Contains(got[0], "as unsteady. Say it") {
		t.Errorf("got %q", got)
	}
	less, account := as(t, target, "GRANT ALL ON `%s`.*")
	got = blocked(t, less, want)
	lets := "lets the account " + account + " make neither functions nor triggers, which "
	if len(got) != 3 || !strings.Contains(got[0], lets+"steady needs") || !strings.Contains(got[2], lets+"t needs") {
		t.Errorf("got %q", got)
	}
}
