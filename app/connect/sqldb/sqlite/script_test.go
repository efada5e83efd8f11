package sqlite_test

import (
	"slices"
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/sqlite"
	"lockstep/app/lockstep"
)

func (d *database) script(t testing.TB, slot lockstep.Slot, to lockstep.State) (texts []string) {
	t.Helper()
	c := connecttest.Open(t, sqlite.Driver(""), slot, d.connection())
	now := connecttest.Capture(t, c)
	want, _, err := sqlite.Driver("").Prepare(slot, now, to)
	if err != nil {
		t.Fatal(err)
	}
	statements, err := c.(lockstep.Scripter).Script(t.Context(), want, lockstep.Diff(now, want))
	if err != nil {
		t.Fatal(err)
	}
	connecttest.Same(t, now, connecttest.Capture(t, c))
	for _, s := range statements {
		if s.Key.Name == "" && !strings.Contains(s.Text, "lockstep_held") {
			t.Errorf("%s is for no item", s.Text)
		}
		texts = append(texts, s.Text)
	}
	return texts
}

// What a script says does to another database, by hand, what a run does.
func TestAScriptMakesWhatARunMakes(t *testing.T) {
	slot := renaming("product.note = remark\nhistory = annals")
	source, target, other := fresh(t, shop), fresh(t, append([]string{shop}, rows...)...), fresh(t, append([]string{shop}, rows...)...)
	source.run(t, "ALTER TABLE product RENAME COLUMN note TO remark", "ALTER TABLE history RENAME TO annals", "DROP INDEX product_name", "DROP VIEW cheapest",
		"CREATE TABLE shelf (id INTEGER PRIMARY KEY, product INTEGER REFERENCES product(id))", "CREATE INDEX shelf_product ON shelf (product)")
	to := withTheirRows(t, source.capture(t), target.capture(t))
	other.run(t, "PRAGMA foreign_keys = OFF", "PRAGMA legacy_alter_table = ON")
	other.run(t, target.script(t, slot, to)...)
	target.lossless(t, slot, to)
	connecttest.Same(t, target.capture(t), other.capture(t))
	after := slices.DeleteFunc(append(slices.Clone(tables), "annals"), func(name string) bool { return name == "history" })
	equal(t, target.contents(t, after...), other.contents(t, after...))
}

// Of rows it says no value.
func TestAScriptSaysNoValueOfARow(t *testing.T) {
	source, target := fresh(t, shop, "INSERT INTO flags VALUES ('new', 'secret-1', 1, 1), ('other', 'secret-2', 1, 1)"), fresh(t, shop, "INSERT INTO flags VALUES ('other', 'secret-3', 1, 1), ('gone', 'secret-4', 1, 1)")
	text := strings.Join(target.script(t, slot(), source.capture(t)), ";\n")
	for _, want := range []string{"UPDATE \"flags\"", "INSERT INTO \"flags\"", "DELETE FROM \"flags\""} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if strings.Contains(text, "secret") {
		t.Errorf("a value is in\n%s", text)
	}
}
