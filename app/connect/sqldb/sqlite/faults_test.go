package sqlite_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/sqlite"
	"lockstep/app/lockstep"
)

func TestPathsThatAreNoDatabase(t *testing.T) {
	dir := t.TempDir()
	home := filepath.Join(dir, "home")
	text := filepath.Join(dir, "text.db")
	if err := errors.Join(os.Mkdir(home, 0o700), os.WriteFile(text, []byte(strings.Repeat("no database ", 100)), 0o600), os.WriteFile(filepath.Join(home, "catalog.db"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	longAgo := time.Now().Add(-time.Hour)
	if err := os.Chtimes(text, longAgo, longAgo); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path string
		code lockstep.Code
		says string
	}{
		{"", lockstep.Invalid, "does not say which file"},
		{"shop.db", lockstep.Invalid, "is not a full one"},
		{dir, lockstep.Invalid, "is no file"},
		{filepath.Join(dir, "none.db"), lockstep.NotFound, "There is no database file"},
		{text, lockstep.Invalid, "is no database of SQLite"},
		{filepath.Join(home, "catalog.db"), lockstep.Invalid, "Lockstep's own folder"},
	} {
		connector, err := sqlite.Driver(home).Open(t.Context(), slot(), lockstep.Connection{Settings: lockstep.Settings{"path": c.path}})
		if err == nil {
			_, err = connector.Capture(t.Context())
			if _, again := connector.Fingerprint(t.Context()); again == nil {
				t.Errorf("%q has a fingerprint", c.path)
			}
		}
		if !errors.Is(err, c.code) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: got %v", c.path, err)
		}
	}
}

// Whoever writes just now is waited for, and then told of; a reader of a file with a log is not in the way.
func TestAFileThatIsBeingWrittenTo(t *testing.T) {
	source, target := fresh(t, shop), fresh(t)
	to := source.capture(t)
	now := target.capture(t)
	changes := lockstep.Diff(now, to)
	target.run(t, "PRAGMA journal_mode = WAL", "BEGIN IMMEDIATE", "CREATE TABLE other (a)")
	c := target.open(t)
	if _, err := c.Validate(t.Context(), to, changes); !errors.Is(err, lockstep.Conflict) || !strings.Contains(err.Error(), "Another program is writing") {
		t.Errorf("validate: got %v", err)
	}
	if err := c.Apply(t.Context(), to, changes, connecttest.NoJournal{}); !errors.Is(err, lockstep.Conflict) {
		t.Errorf("apply: got %v", err)
	}
	survey, err := c.(lockstep.Surveyor).Survey(t.Context())
	if err != nil || !strings.Contains(strings.Join(survey.Notes, " "), "is writing to it just now") {
		t.Errorf("survey: got %v, %v", survey, err)
	}
	target.run(t, "ROLLBACK")
	if err := c.Apply(t.Context(), to, changes, connecttest.NoJournal{}); err != nil {
		t.Error(err)
	}
	connecttest.Same(t, to, target.capture(t))
}

// What anybody may have written into an archive makes what its item is called, and nothing else.
func TestItemsThatMakeSomethingElse(t *testing.T) {
	d := fresh(t, shop)
	now := d.capture(t)
	for _, c := range []struct{ kind, name, body, says string }{
		{"table", "a", "DROP TABLE brand;\n", "make something else"},
		{"table", "a", "CREATE TABLE b (c);\n", "make something else"},
		{"table", "a", "CREATE TABLE a (c);\nDROP TABLE brand;\n", "make something else"},
		{"table", "a", "CREATE TABLE a (c);\nCREATE TABLE b (c);\n", "make something else"},
		{"table", "a", "", "holds no statement"},
		{"table", "a", "CREATE TABLE a (;\n", "SQLite cannot make a"},
		{"view", "a", "CREATE TABLE a (b);\n", "make something else"},
		{"function", "a", "CREATE FUNCTION a;\n", "does not hold"},
		{"row", "brand/1", "{}\n", "no settings in this slot"},
		{"row", "flags/a", "[]\n", "cannot be read as a row"},
		{"row", "flags/a", `{"name": "b", "enabled": 1}`, "has another key than its name says"},
		{"row", "flags/a", `{"name": "a", "more": 1}`, "more is no column of it"},
		{"row", "flags/a", `{"name": "a", "enabled": "x"}`, "holds no row as flags/a would be"},
		{"row", "flags/a", `{"name": "a", "enabled": {"x": 1}}`, "nothing that SQLite has a value for"},
	} {
		part := lockstep.Model
		if c.kind == "row" {
			part = lockstep.Configuration
		}
		item := lockstep.Item{Key: lockstep.Key{Slot: "db", Kind: c.kind, Name: c.name}, Part: part, Body: lockstep.BodyOf([]byte(c.body))}
		to, err := now.With([]lockstep.Item{item}, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, _, problems := d.plan(t, to)
		if lines := said(problems, lockstep.Blocks); !strings.Contains(lines, c.says) {
			t.Errorf("%s %q: got %q", c.kind, c.body, lines)
		}
	}
}

// A view that could not be read before is nobody's fault; one that cannot be read afterwards is.
func TestAViewThatCannotBeRead(t *testing.T) {
	d := fresh(t, "CREATE TABLE a (b, c)", "CREATE VIEW broken AS SELECT gone FROM a", "CREATE VIEW sound AS SELECT c FROM a")
	source := fresh(t, "CREATE TABLE a (b)", "CREATE VIEW broken AS SELECT gone FROM a", "CREATE VIEW sound AS SELECT c FROM a")
	_, _, problems := d.plan(t, source.capture(t))
	equal(t, "blocks sound: sound cannot be used then: no such column: c. Mend it, or take what it needs along.", said(problems, lockstep.Blocks))
}

func TestRowsThatCannotBeTold(t *testing.T) {
	for setting, says := range map[string]string{"history": "has no primary key", "tax_rates(country)": "several rows with the key DE", "flags(url)": "has no value in url", "flags(none)": "has no column none"} {
		d := fresh(t, append([]string{shop, "INSERT INTO flags (name) VALUES ('a')"}, rows[:1]...)...)
		d.run(t, "INSERT INTO tax_rates (country, region, rate) VALUES ('DE', 'BY', 1), ('DE', 'BE', 2)")
		c := connecttest.Open(t, sqlite.Driver(""), lockstep.Slot{Name: "db", Kind: sqlite.Kind, Settings: lockstep.Settings{"rows": setting}}, d.connection())
		if _, err := c.Capture(t.Context()); !errors.Is(err, lockstep.Invalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: got %v", setting, err)
		}
	}
}

// Two rows may exchange what is unique, and rows may come and go with the triggers of their table asleep.
func TestSettingsRows(t *testing.T) {
	const made = "CREATE TABLE flags (name TEXT PRIMARY KEY, place INTEGER UNIQUE, seen TEXT); CREATE TABLE history (what TEXT); " +
		"CREATE TRIGGER told AFTER UPDATE ON flags BEGIN INSERT INTO history VALUES (NEW.name); UPDATE flags SET seen = 'now' WHERE name = NEW.name; END"
	source := fresh(t, made, "INSERT INTO flags VALUES ('a', 2, NULL), ('b', 1, NULL), ('d', 3, 'x')")
	target := fresh(t, made, "INSERT INTO flags VALUES ('a', 1, NULL), ('b', 2, NULL), ('c', 3, NULL)")
	target.move(t, source.capture(t))
	equal(t, []string{"a2", "b1", "d3x"}, target.lines(t, "SELECT name || place || coalesce(seen, '') FROM flags ORDER BY name"))
	equal(t, []string{"0"}, target.lines(t, "SELECT count(*) FROM history"))
}
