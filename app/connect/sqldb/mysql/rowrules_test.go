package mysql_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/mysql"
	"lockstep/app/connect/sqldb/mysql/mytest"
	"lockstep/app/lockstep"
)

func TestTheConnectorKeepsItsPromisesOfRows(t *testing.T) {
	d := keeping(t, settingsTables, taxed...)
	full := d.capture(t)
	d.Exec(t,
		"ALTER TABLE tax ADD CONSTRAINT of_tax FOREIGN KEY (flag) REFERENCES flags (name)",
		"CREATE TABLE fresh (id int PRIMARY KEY, tax int, CONSTRAINT to_tax FOREIGN KEY (tax) REFERENCES tax (id))",
		"INSERT INTO fresh VALUES (1, 5)", "CREATE VIEW named AS SELECT name FROM flags",
		"UPDATE flags SET place = NULL", "UPDATE flags SET place = 2 WHERE name = 'a'", "UPDATE flags SET place = 1 WHERE name = 'b'",
		"INSERT INTO flags VALUES ('d', 5, 'c', 7)", "DELETE FROM tax WHERE id = 6", "UPDATE tax SET rate = 16")
	other := d.capture(t)
	connecttest.Run(t, connecttest.Setup{
		Driver: mysql.Driver(),
		Slot:   d.slot,
		System: func(t testing.TB) lockstep.Connection { return to(mytest.New(t)) },
		States: []lockstep.State{full, other, keeping(t, settingsTables).capture(t)},
		Meddle: func(t testing.TB, connection lockstep.Connection, k lockstep.Key) {
			table, row, ok := strings.Cut(k.Name, "/")
			if table == "fresh" {
				mytest.At(t, connection.Settings["database"]).Exec(t, "CREATE TABLE IF NOT EXISTS fresh (id int PRIMARY KEY, tax int)", "INSERT INTO fresh VALUES (1, 77)")
				return
			}
			if !ok {
				meddle(t, connection, k)
				return
			}
			d := mytest.At(t, connection.Settings["database"])
			known := map[string]string{"flags": "name", "tax": "country"}[table]
			statements := map[string]string{"flags": "UPDATE flags SET price = 77 WHERE name = '" + row + "'", "tax": "UPDATE tax SET rate = 7 WHERE country = '" + row + "'"}
			if d.Value(t, fmt.Sprintf("SELECT count(*) FROM %s WHERE %s = '%s'", table, known, row)) == "0" {
				statements = map[string]string{"flags": "INSERT INTO flags (name) VALUES ('" + row + "')", "tax": "INSERT INTO tax (country, rate) VALUES ('" + row + "', 7)"}
			}
			d.Exec(t, statements[table])
		},
	})
}

func TestTriggersThatRunForRowsAreNamed(t *testing.T) {
	wakes := []string{
		"CREATE TRIGGER tells AFTER INSERT ON flags FOR EACH ROW INSERT INTO uses VALUES (NEW.place, NULL)",
		"CREATE TRIGGER sets BEFORE UPDATE ON flags FOR EACH ROW SET NEW.up = UPPER(NEW.up)",
		"CREATE TRIGGER peeks BEFORE INSERT ON flags FOR EACH ROW BEGIN IF NEW.place = 1 THEN SET @seen = 1, NEW.up = NULL; END IF; END",
		"CREATE TRIGGER sleeps AFTER DELETE ON flags FOR EACH ROW DELETE FROM uses",
	}
	a, b := keeping(t, []string{"flags"}, append(flags, wakes...)...), keeping(t, []string{"flags"}, append(flags, wakes...)...)
	a.Exec(t, "INSERT INTO flags VALUES ('d', 4, NULL, 4)", "UPDATE flags SET price = 7, up = NULL WHERE name = 'b'")
	problems := b.move(t, a.capture(t))
	want := "note flags/b: The trigger peeks runs for each row of flags that is changed. It sets values of that row, which may come out as something else than what is wanted; reading back finds it.\n" +
		"note flags/b: The trigger sets runs for each row of flags that is changed. It sets values of that row, which may come out as something else than what is wanted; reading back finds it.\n" +
		"note flags/b: The trigger tells runs for each row of flags that is changed."
	if got := told(problems, lockstep.Note); got != want {
		t.Errorf("got %s", got)
	}
	if got := b.Value(t, "SELECT count(*) FROM uses"); got != "1" {
		t.Errorf("the trigger has run %s times", got)
	}
	a.Exec(t, "DROP TRIGGER sets", "UPDATE flags SET up = 'a' WHERE name = 'c'", "CREATE TRIGGER sets BEFORE UPDATE ON flags FOR EACH ROW SET NEW.up = UPPER(NEW.up)")
	now := b.capture(t)
	to, _, _ := b.plan(t, a.capture(t))
	if err := b.open(t).Apply(t.Context(), to, lockstep.Diff(now, to), connecttest.NoJournal{}); err != nil {
		t.Fatal(err)
	}
	if changes := lockstep.Diff(to, b.capture(t)); len(changes) != 1 || changes[0].Key.Name != "flags/c" {
		t.Errorf("got %v", changes)
	}
}

func TestRowsThatDoNotFitAreRefusedBeforehand(t *testing.T) {
	const table = "CREATE TABLE flags (id int PRIMARY KEY, name varchar(20) COLLATE utf8mb4_general_ci UNIQUE, latin varchar(9) CHARACTER SET latin1, n int CHECK (n > 0), j json, at datetime, up int, CONSTRAINT above FOREIGN KEY (up) REFERENCES flags (id))"
	loose := strings.NewReplacer(" UNIQUE", "", " CHARACTER SET latin1", "", " CHECK (n > 0)", "", " json", " longtext", " datetime", " varchar(30)", ", CONSTRAINT above FOREIGN KEY (up) REFERENCES flags (id)", "").Replace(table)
	for row, want := range map[string]string{
		"1, 'x', 'a', 1, NULL, NULL, NULL), (2, 'X', 'a', 1, NULL, NULL, NULL": "flags/2: A value of flags/2 is to be unique in flags, and another row has it: Duplicate entry for key 'name'. Mend one of them, or leave it out.",
		"1, 'x', '漢', 1, NULL, NULL, NULL":                                     "flags/1: flags cannot hold flags/1: Incorrect string value for column ",
		"1, 'x', 'a', 0, NULL, NULL, NULL":                                     "flags/1: flags cannot hold flags/1: CONSTRAINT `flags.n` failed",
		"1, 'x', 'a', 1, '{', NULL, NULL":                                      "flags/1: flags cannot hold flags/1: CONSTRAINT `flags.j` failed",
		"1, 'x', 'a', 1, NULL, 'morning', NULL":                                "flags/1: flags cannot hold flags/1: Incorrect datetime value",
		"1, 'x', 'a', 1, NULL, '2020-1-2', NULL":                               "flags/1: at in flags/1 would be 2020-01-02 00:00:00 instead of 2020-1-2, as its table keeps it.",
		"1, 'x', 'a', 1, NULL, NULL, 9":                                        "flags/1: 1 row of flags would refer to what is not there in flags.",
	} {
		a, b := keeping(t, []string{"flags"}, loose, "INSERT INTO flags VALUES ("+row+")"), keeping(t, []string{"flags"}, table)
		before := b.capture(t)
		var put []lockstep.Item
		for _, item := range a.capture(t).All() {
			if item.Key.Kind == "row" {
				put = append(put, item)
			}
		}
		to, err := before.With(put, nil)
		if err != nil {
			t.Fatal(err)
		}
		wanted, changes, problems := b.plan(t, to)
		if got := told(problems, lockstep.Blocks); !strings.HasPrefix(got, "blocks "+want) {
			t.Errorf("%s: got %s", row, got)
		}
		err = b.open(t).Apply(t.Context(), wanted, changes, connecttest.NoJournal{})
		if strings.Contains(row, "2020-1-2") {
			continue // it is written, and read back as something else
		}
		if !errors.Is(err, lockstep.Blocked) || !strings.Contains(err.Error(), "No row was changed") {
			t.Errorf("%s: got %v", row, err)
		}
		connecttest.Same(t, before, b.capture(t))
	}
}

func TestTablesThatKnowNoTransactions(t *testing.T) {
	const table = "CREATE TABLE flags (id int PRIMARY KEY, name varchar(20) UNIQUE) ENGINE=Aria"
	a, b := keeping(t, []string{"flags"}, table, "INSERT INTO flags VALUES (1, 'a'), (2, 'b')"), keeping(t, []string{"flags"}, table, "INSERT INTO flags VALUES (1, 'b'), (2, 'a')")
	want := "flags is kept by the engine Aria, which knows no transactions: its rows are not written at once, and a run that fails may leave some of them written."
	if got := told(b.move(t, a.capture(t)), lockstep.Note); !strings.Contains(got, want) {
		t.Errorf("got %s", got)
	}
	if got := survey(t, b.open(t)).Notes; !slices.ContainsFunc(got, func(note string) bool {
		return strings.HasPrefix(note, "The settings table flags is kept by the engine Aria")
	}) {
		t.Errorf("got %q", got)
	}
}

// Keys that a collation takes for one another are told apart, or nothing is written.
func TestRowsThatTheServerTakesForOneAnother(t *testing.T) {
	const table = "CREATE TABLE flags (name varchar(20), n int, KEY (name))"
	a, b := keeping(t, []string{"flags(name)"}, table, "INSERT INTO flags VALUES ('x', 1), ('X', 2)"), keeping(t, []string{"flags(name)"}, table)
	both := a.capture(t)
	b.move(t, both)
	a.Exec(t, "UPDATE flags SET n = 7 WHERE n = 1")
	want, changes, _ := b.plan(t, a.capture(t))
	if err := b.open(t).Apply(t.Context(), want, changes, connecttest.NoJournal{}); !errors.Is(err, lockstep.Blocked) || !strings.HasPrefix(err.Error(), "flags/x cannot be told from other rows of flags") {
		t.Errorf("got %v", err)
	}
	connecttest.Same(t, both, b.capture(t))
}

func TestSettingsTablesThatGo(t *testing.T) {
	a, b := keeping(t, []string{"flags"}), keeping(t, []string{"flags"}, flags[0], flags[2])
	before := b.capture(t)
	if got, want := told(b.move(t, a.capture(t)), lockstep.Note, lockstep.Loses), "note flags: flags is dropped, with its 3 rows, which the snapshot before it holds."; !strings.Contains(got, want) || strings.Contains(got, "loses") {
		t.Errorf("got %s", got)
	}
	b.move(t, before)
	a.Exec(t, flags[0], flags[2], "ALTER TABLE flags DROP price")
	if got, want := told(b.move(t, a.capture(t)), lockstep.Note, lockstep.Loses), "note flags: price of flags is dropped, with its 3 values, which the snapshot before it holds."; !strings.Contains(got, want) || strings.Contains(got, "loses") {
		t.Errorf("got %s", got)
	}
	b.move(t, before)
	connecttest.Same(t, before, b.capture(t))
}

func TestASettingsTableWhoseRowsCouldNotBeToldApart(t *testing.T) {
	b := keeping(t, []string{"flags"}, "CREATE TABLE flags (id int PRIMARY KEY)")
	a := mytest.New(t)
	a.Exec(t, "CREATE TABLE flags (id int)")
	_, _, problems := b.plan(t, connecttest.Capture(t, open(t, a)))
	if got, want := told(problems, lockstep.Blocks), `blocks flags: flags has no primary key. Write by which columns its rows are known, such as flags(name), in "Settings tables" of the slot.`; got != want {
		t.Errorf("got %s", got)
	}
}

func TestSettingsTablesThatCannotBeTaken(t *testing.T) {
	for want, c := range map[string]struct{ rows, table string }{
		"flags has no primary key.":                        {"flags", "CREATE TABLE flags (a int)"},
		"flags has no column b, by which its rows are":     {"flags(b)", "CREATE TABLE flags (a int)"},
		"flags has several rows with the key 1.":           {"flags(a)", "CREATE TABLE flags (a int); INSERT INTO flags VALUES (1), (1)"},
		"A row of flags has no value in a, by which it is": {"flags(a)", "CREATE TABLE flags (a int); INSERT INTO flags VALUES (NULL)"},
	} {
		d := keeping(t, []string{c.rows}, c.table)
		if _, err := d.open(t).Capture(t.Context()); !errors.Is(err, lockstep.Invalid) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	d := keeping(t, []string{"flags", "none", "seen"}, append(flags, "CREATE VIEW seen AS SELECT 1 AS one")...)
	if got := d.capture(t).Count(); got != 6 {
		t.Errorf("got %d items", got)
	}
	d.Exec(t, "CREATE USER blind@`127.0.0.1` IDENTIFIED BY 'less'", "GRANT TRIGGER, SHOW VIEW, INSERT ON "+d.Name+".* TO blind@`127.0.0.1`")
	connection := to(d.Database)
	connection.Settings["user"], connection.Secrets = "blind", lockstep.Settings{"password": "less"}
	_, err := connecttest.Open(t, mysql.Driver(), d.slot, connection).Capture(t.Context())
	if !errors.Is(err, lockstep.Denied) || !strings.HasPrefix(err.Error(), "The account blind may not read the rows of the settings table flags in "+d.Name) {
		t.Errorf("got %v", err)
	}
	d.Exec(t, "GRANT SELECT, UPDATE ON "+d.Name+".* TO blind@`127.0.0.1`")
	c := connecttest.Open(t, mysql.Driver(), d.slot, connection)
	now := connecttest.Capture(t, c)
	to, err := now.With(nil, []lockstep.Key{{Slot: "shop", Kind: "row", Name: "flags/c"}})
	if err != nil {
		t.Fatal(err)
	}
	problems, err := c.Validate(t.Context(), to, lockstep.Diff(now, to))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := told(problems, lockstep.Blocks), "blocks flags/c: The account blind lacks the right DELETE on flags in "+d.Name+", so flags/c cannot be written. Grant it, or use another account."; got != want {
		t.Errorf("got %s", got)
	}
	if got, want := told(problems, lockstep.Note), "note flags/c: The rows of flags could not be tried before the run: Access denied for user 'blind'@'127.0.0.1' to database '"+d.Name+"'."; got != want {
		t.Errorf("got %s", got)
	}
	if err := c.Apply(t.Context(), to, lockstep.Diff(now, to), connecttest.NoJournal{}); !errors.Is(err, lockstep.Denied) {
		t.Errorf("got %v", err)
	}
}
