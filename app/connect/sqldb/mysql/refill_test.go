package mysql_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/mysql/mytest"
	"lockstep/app/lockstep"
)

// A value of every type comes back as it was, in a table that was gone and in columns that were.
func TestValuesOfEveryTypeComeBack(t *testing.T) {
	d, c, before := held(t, slices.Concat([]string{everyValue}, everyRow,
		[]string{"UPDATE every SET a_text = repeat('''\\\\é', 3000000), a_blob = repeat(x'ff00', 4500000) WHERE id = 1 AND Part = 'É'"})...)
	sum := sums(t, keeper{Database: d}, "every")
	for name, gone := range map[string]string{
		"the table": "DROP TABLE every",
		"columns":   "ALTER TABLE every DROP COLUMN twice, DROP COLUMN a_tiny, DROP COLUMN a_small, DROP COLUMN a_big, DROP COLUMN a_bit, DROP COLUMN a_decimal, DROP COLUMN a_price, DROP COLUMN a_float, DROP COLUMN a_float2, DROP COLUMN a_double, DROP COLUMN a_year, DROP COLUMN a_char, DROP COLUMN a_latin, DROP COLUMN a_text, DROP COLUMN a_json, DROP COLUMN an_enum, DROP COLUMN a_set, DROP COLUMN a_date, DROP COLUMN a_time, DROP COLUMN a_datetime, DROP COLUMN a_timestamp, DROP COLUMN a_binary, DROP COLUMN a_blob, DROP COLUMN a_point, DROP COLUMN an_uuid, DROP COLUMN an_inet, DROP COLUMN an_inet4, DROP COLUMN hidden, DROP COLUMN compressed",
	} {
		t.Run(name, func(t *testing.T) {
			comes(t, c, before, goes(t, c, after(t, everyValue, gone)))
			if got := sums(t, keeper{Database: d}, "every"); got != sum {
				t.Errorf("got %s, want %s", got, sum)
			}
		})
	}
}

var stock = []string{"CREATE TABLE stock (id int PRIMARY KEY AUTO_INCREMENT, note varchar(20) NOT NULL, price decimal(10,2), changed timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp())",
	"INSERT INTO stock VALUES (10, 'warm', 1.25, '2020-01-01'), (20, 'cold', 7, '2020-01-01'), (30, '007', 2.75, '2020-01-01')"}

// What was written since is not overwritten: rows that came have nothing, rows that went stay away, and a value that was given
// since stays.
func TestWhatWasWrittenSinceStays(t *testing.T) {
	const all = "SELECT group_concat(concat_ws(' ', id, note, price, changed) ORDER BY id) FROM stock"
	for name, one := range map[string]struct {
		change string
		since  []string
		want   string
		notes  []string
	}{
		"dropped": {"ALTER TABLE stock DROP COLUMN note", []string{"DELETE FROM stock WHERE id = 30", "INSERT INTO stock VALUES (40, 9, '2020-01-01')"},
			"10 warm 1.25 2020-01-01 00:00:00,20 cold 7.00 2020-01-01 00:00:00,40  9.00 2020-01-01 00:00:00",
			[]string{"note of stock gets back the values that were saved of it, in 2 rows; of 1 row more it was saved, and they are gone or were changed since."}},
		"narrowed": {"ALTER TABLE stock MODIFY price int", []string{"UPDATE stock SET price = 4, changed = changed WHERE id = 10"},
			"10 warm 4.00 2020-01-01 00:00:00,20 cold 7.00 2020-01-01 00:00:00,30 007 2.75 2020-01-01 00:00:00",
			[]string{"price of stock gets back the values that were saved of it, in 1 row; of 1 row more it was saved, and they are gone or were changed since."}},
		"a table": {"DROP TABLE stock", nil, "10 warm 1.25 2020-01-01 00:00:00,20 cold 7.00 2020-01-01 00:00:00,30 007 2.75 2020-01-01 00:00:00", []string{"stock gets back the 3 rows that were saved."}},
	} {
		t.Run(name, func(t *testing.T) {
			d, c, before := held(t, stock...)
			saved := goes(t, c, after(t, stock[0], one.change))
			d.Exec(t, one.since...)
			if got := comes(t, c, before, saved); !slices.Equal(got, one.notes) {
				t.Errorf("it is noted that %s", got)
			}
			if got := d.Value(t, all); got != one.want {
				t.Errorf("got %s, want %s", got, one.want)
			}
			d.Exec(t, "INSERT INTO stock (note) VALUES ('new')")
			if next := d.Value(t, "SELECT max(id) > 30 FROM stock WHERE note = 'new'"); next != "1" {
				t.Error("a number was given twice")
			}
		})
	}
}

// A loss says how many rows and about how many bytes it has, before anything is read of it, or why it cannot be saved.
func TestTheSizeOfALossAndWhatHasNone(t *testing.T) {
	for name, one := range map[string]struct{ makes, fills, change, said string }{
		"a size":       {stock[0], stock[1], "ALTER TABLE stock DROP COLUMN note", "Dropping note of stock loses 3 values."},
		"no key":       {"CREATE TABLE stock (id int, note varchar(20))", "INSERT INTO stock VALUES (1, 'a')", "ALTER TABLE stock DROP COLUMN note", "Dropping note of stock loses 1 value. They cannot be saved before, as rows of stock have no key to be told apart by."},
		"the key":      {"CREATE TABLE stock (id int, note varchar(20), PRIMARY KEY (id, note))", "INSERT INTO stock VALUES (1, 'a')", "ALTER TABLE stock DROP PRIMARY KEY, DROP COLUMN note", "Dropping note of stock loses 1 value. They cannot be saved before, as rows of stock are told apart by what changes."},
		"versions":     {"CREATE TABLE stock (id int PRIMARY KEY) WITH SYSTEM VERSIONING", "INSERT INTO stock VALUES (1)", "DROP TABLE stock", "Dropping stock loses 1 row. They cannot be saved before, as stock keeps former versions of its rows."},
		"of sequences": {"CREATE SEQUENCE s; CREATE TABLE stock (id int PRIMARY KEY DEFAULT (NEXT VALUE FOR s))", "INSERT INTO stock VALUES (1)", "DROP TABLE stock", "Dropping stock loses 1 row. They cannot be saved before, as stock takes numbers of a sequence."},
	} {
		t.Run(name, func(t *testing.T) {
			_, c, _ := held(t, one.makes, one.fills)
			_, _, problems := planned(t, c, after(t, one.makes, one.change))
			i := slices.IndexFunc(problems, func(p lockstep.Problem) bool { return p.Verdict == lockstep.Loses })
			if i < 0 || problems[i].Message != one.said {
				t.Fatalf("it is said that %s", told(problems, lockstep.Loses))
			}
			want := &lockstep.Loss{Key: lockstep.Key{Slot: "shop", Kind: "table", Name: "stock"}, By: []string{"id"}, Columns: []string{"note"}, Rows: 3, Bytes: int64(len("10warm20cold30007"))}
			if name != "a size" {
				want = nil
			}
			if diff := cmp.Diff(want, problems[i].Loss); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// taker tries to write to the table of which values are saved.
type taker struct {
	connecttest.Saving
	write func()
}

func (t *taker) Save(loss lockstep.Loss, rows func(func([]byte) error) error) error {
	return t.Saving.Save(loss, func(row func([]byte) error) error {
		t.write()
		return rows(func(text []byte) error { t.write(); return row(text) })
	})
}

// From when the values are read on nobody else writes to the table, and whoever did before is waited for.
func TestNobodyWritesBetweenSavingAndLosing(t *testing.T) {
	d, c, _ := held(t, stock...)
	want, changes, _ := planned(t, c, after(t, stock[0], "ALTER TABLE stock DROP COLUMN note"))
	other := d.As(t, mytest.User, mytest.Password)
	wrote := 0
	journal := &taker{write: func() {
		if _, err := other.ExecContext(t.Context(), "SET STATEMENT lock_wait_timeout = 0 FOR INSERT INTO stock (note) VALUES ('late')"); err == nil {
			wrote++
		}
	}}
	if err := c.Apply(t.Context(), want, changes, journal); err != nil {
		t.Fatal(err)
	}
	if saved := strings.Count(journal.Rows("stock"), "\n") + 1; wrote != 1 || saved != 4 {
		t.Errorf("%d rows were written, and %d saved", wrote, saved)
	}
	sameTexts(t, want, connecttest.Capture(t, c))
}

// Triggers that are out of the way meanwhile run as the same account afterwards.
func TestTriggersRunAsBefore(t *testing.T) {
	d, c, before := held(t, stock[0], stock[1], "CREATE DEFINER = somebody@nowhere TRIGGER told AFTER UPDATE ON stock FOR EACH ROW SET @told = 1")
	comes(t, c, before, goes(t, c, after(t, stock[0], "ALTER TABLE stock DROP COLUMN note", "CREATE TRIGGER told AFTER UPDATE ON stock FOR EACH ROW SET @told = 1")))
	if got := d.Value(t, "SELECT definer FROM information_schema.triggers WHERE trigger_schema = database() AND trigger_name = 'told'"); got != "somebody@nowhere" {
		t.Errorf("it runs as %s", got)
	}
}

// What goes of a table that is renamed at once comes back under its former names.
func TestWhatGoesOfARenamedTableComesBack(t *testing.T) {
	k := keeping(t, nil, stock...)
	k.slot.Settings["renames"] = "stock = wares\nstock.id = number"
	before, all := k.capture(t), contents(t, k.Database)
	c := k.open(t)
	saved := goesWith(t, k.slot, c, after(t, stock[0], "ALTER TABLE stock DROP COLUMN note, RENAME COLUMN id TO number", "RENAME TABLE stock TO wares"))
	comesWith(t, k.slot, c, before, saved)
	if diff := cmp.Diff(all, contents(t, k.Database)); diff != "" {
		t.Error(diff)
	}
}

// A script says what is put back, and no value of it.
func TestAScriptPutsBackMarks(t *testing.T) {
	_, c, before := held(t, append(slices.Clone(stock), "CREATE TABLE gone (id int PRIMARY KEY, word varchar(9))", "INSERT INTO gone VALUES (1, 'secret')", "UPDATE stock SET note = 'secret'")...)
	c.(lockstep.Refiller).Refill(goes(t, c, after(t, stock[0], "ALTER TABLE stock DROP COLUMN note")))
	text := strings.Join(script(t, c, before), ";\n")
	for _, want := range []string{"INSERT INTO lockstep_saved_1 (key_1, saved) VALUES (?, ?)", "LOCK TABLES `stock` WRITE", "UPDATE `stock` JOIN lockstep_saved_1", "UNLOCK TABLES", "INSERT INTO `lockstep_under_way` (`id`, `word`) VALUES (?, ?)", "RENAME TABLE `lockstep_under_way` TO `gone`"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if strings.Contains(text, "secret") {
		t.Errorf("a value is in\n%s", text)
	}
}

// Without the right to keep others away nothing can be saved, and nothing put back.
func TestSavingTakesRights(t *testing.T) {
	d, c, before := held(t, stock...)
	gone := after(t, stock[0], "ALTER TABLE stock DROP COLUMN note")
	less, account := as(t, d, "GRANT SELECT, TRIGGER, CREATE, ALTER, INSERT, DROP ON `%s`.*")
	_, _, problems := planned(t, less, gone)
	if got, want := told(problems, lockstep.Loses), "loses stock: Dropping note of stock loses 3 values. They cannot be saved before, as the account "+account+" lacks the right LOCK TABLES."; got != want {
		t.Errorf("it is said that %s", got)
	}
	saved := goes(t, c, gone)
	less.(lockstep.Refiller).Refill(saved)
	problems, err := less.Validate(t.Context(), before, lockstep.Diff(gone, before))
	if err != nil {
		t.Fatal(err)
	}
	for _, right := range []string{"CREATE TEMPORARY TABLES", "LOCK TABLES", "UPDATE"} {
		if !strings.Contains(told(problems, lockstep.Blocks), "The account "+account+" lacks the right "+right+" in") {
			t.Errorf("that it lacks %s is not said: %s", right, told(problems, lockstep.Blocks))
		}
	}
	d.Exec(t, "CREATE DEFINER = somebody@nowhere TRIGGER told AFTER UPDATE ON stock FOR EACH ROW SET @told = 1")
	enough, account := as(t, d, "GRANT SELECT, TRIGGER, CREATE, ALTER, INSERT, DROP, UPDATE, LOCK TABLES, CREATE TEMPORARY TABLES ON `%s`.*")
	to := after(t, stock[0], "CREATE TRIGGER told AFTER UPDATE ON stock FOR EACH ROW SET @told = 1")
	enough.(lockstep.Refiller).Refill(saved)
	problems, err = enough.Validate(t.Context(), to, lockstep.Diff(connecttest.Capture(t, enough), to))
	if got := told(problems, lockstep.Blocks); err != nil || !strings.Contains(got, "lets the account "+account+" make neither functions nor triggers, which stock needs") {
		t.Errorf("%v; it is said that %s", err, got)
	}
	d.Exec(t, "SET GLOBAL log_bin_trust_function_creators = 1")
	defer d.Exec(t, "SET GLOBAL log_bin_trust_function_creators = 0")
	comes(t, enough, to, saved)
	if got := d.Value(t, "SELECT concat(definer, (SELECT group_concat(note ORDER BY id) FROM stock)) FROM information_schema.triggers WHERE trigger_schema = database() AND trigger_name = 'told'"); got != account+"@127.0.0.1warm,cold,007" {
		t.Errorf("it runs as, and there is, %s", got)
	}
}

func TestTextsThatBecameNumbersComeBack(t *testing.T) {
	rows := "INSERT INTO t VALUES (1, '007'), (2, '7'), (3, '+1'), (4, '0'), (5, '-3')"
	target, c, before := held(t, "CREATE TABLE t (id int PRIMARY KEY, v varchar(9))", rows)
	all := contents(t, target)
	saved := goes(t, c, after(t, "CREATE TABLE t (id int PRIMARY KEY, v int)"))
	if got := target.Value(t, "SELECT group_concat(v ORDER BY id) FROM t"); got != "7,7,1,0,-3" {
		t.Errorf("got %s", got)
	}
	comes(t, c, before, saved)
	if got := contents(t, target); got["t"] != all["t"] {
		t.Errorf("got %v, want %v", got, all)
	}
}
