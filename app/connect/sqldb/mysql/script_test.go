package mysql_test

import (
	"slices"
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/mysql/mytest"
	"lockstep/app/lockstep"
)

func script(t testing.TB, c lockstep.Connector, want lockstep.State) (texts []string) {
	t.Helper()
	before := connecttest.Capture(t, c)
	statements, err := c.(lockstep.Scripter).Script(t.Context(), want, lockstep.Diff(before, want))
	if err != nil {
		t.Fatal(err)
	}
	connecttest.Same(t, before, connecttest.Capture(t, c))
	for _, s := range statements {
		if s.Key.Name == "" {
			t.Errorf("%s is for no item", s.Text)
		}
		texts = append(texts, s.Text)
	}
	return texts
}

// What a script says does to another database, by hand, what a run does.
func TestAScriptMakesWhatARunMakes(t *testing.T) {
	for _, name := range []string{"add columns in the midst", "type of a key that is referred to", "tables in a circle", "triggers", "two triggers change their tables", "views upon a new column", "routines, events and sequences", "a view becomes a table", "a constraint of another table", "a foreign key that acts otherwise"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source, other := mytest.New(t), mytest.New(t)
			source.Exec(t, slices.Concat(base, schemaChanges[name])...)
			other.Exec(t, slices.Concat(base, rows)...)
			c := open(t, other)
			want := connecttest.Capture(t, open(t, source))
			other.Exec(t, "SET SESSION explicit_defaults_for_timestamp = ON")
			other.Exec(t, script(t, c, want)...)
			sameTexts(t, want, connecttest.Capture(t, c))
		})
	}
}

func TestAScriptRenames(t *testing.T) {
	source, target := shops(t, "goods = articles\ngoods.note = remark\nmakers.code = short")
	source.Exec(t, "DROP TRIGGER noted", "RENAME TABLE goods TO articles", "ALTER TABLE articles RENAME COLUMN note TO remark, ADD COLUMN more2 int", "ALTER TABLE makers RENAME COLUMN code TO short",
		"CREATE OR REPLACE VIEW dear AS SELECT g.id, m.short FROM articles g JOIN makers m ON m.short = g.maker", "CREATE OR REPLACE VIEW places AS SELECT id FROM articles")
	want, _, _ := target.plan(t, with(t, source.capture(t), target.capture(t), func(lockstep.Key) bool { return true }))
	target.Exec(t, script(t, target.open(t), want)...)
	sameTexts(t, want, target.capture(t))
	target.holds(t, "SELECT group_concat(remark ORDER BY id) FROM articles", "warm,007")
}

// Of rows it says no value.
func TestAScriptSaysNoValueOfARow(t *testing.T) {
	source, target := shops(t, "flags.url = address")
	source.Exec(t, "ALTER TABLE flags RENAME COLUMN url TO address", "INSERT INTO flags (name, address) VALUES ('checkout', 'secret-1'), ('new', 'secret-2')")
	text := strings.Join(script(t, target.open(t), source.capture(t)), ";\n")
	for _, want := range []string{"RENAME COLUMN `url` TO `address`", "UPDATE `flags`", "INSERT INTO `flags`", "DELETE FROM `flags`"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	for _, value := range []string{"secret", "checkout", "dev.shop"} {
		if strings.Contains(text, value) {
			t.Errorf("a value is in\n%s", text)
		}
	}
}
