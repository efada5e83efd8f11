package mysql_test

import (
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb"
	"lockstep/app/connect/sqldb/mysql"
	"lockstep/app/lockstep"
)

const fallbacks = `CREATE TABLE flags (name varchar(10) PRIMARY KEY, n int DEFAULT 5, less int DEFAULT -5, d decimal(10,2) DEFAULT 1.5, f double DEFAULT 1e3, t varchar(20) DEFAULT 'it''s \\ ü', tx text DEFAULT 'long',
  b bit(3) DEFAULT b'101', e enum('low','High') DEFAULT 'High', s set('a','b') DEFAULT 'a,b', dt datetime(3) DEFAULT '2020-01-02 03:04:05', da date, no int DEFAULT NULL, bi binary(3) DEFAULT 'ab', y year DEFAULT 2024, j json)`

// one is a row of flags, written as somebody might.
func one(t testing.TB, row string) lockstep.Item {
	t.Helper()
	return lockstep.Item{Key: lockstep.Key{Slot: "shop", Kind: sqldb.RowKind, Name: "flags/x"}, Part: lockstep.Configuration, Media: sqldb.RowMedia, Body: lockstep.BodyOf([]byte(row))}
}

// A row that is written by hand is what the server makes of it, and what it shows is what was foretold.
func TestARowIsForetold(t *testing.T) {
	for _, row := range []string{
		`{"name": "x"}`,
		`{"name": "x", "n": true, "d": 2, "f": 5, "t": "", "b": 7, "e": "high", "s": "b,a,b", "dt": "2021-01-01", "da": "2021-01-01 05:00:00"}`,
		`{"NAME": "x", "n": 1e2, "d": -0.005, "f": 0.1, "dt": "2021-01-01T05:06:07.12345", "bi": {"base64": "/w=="}, "y": 1901, "j": "[1, 2]"}`,
		`{"name": "x", "n": null, "d": 99999999.994, "f": 1E-7, "e": null, "s": "", "bi": "", "no": 3, "less": -0}`,
	} {
		d := keeping(t, []string{"flags"}, fallbacks)
		to, err := d.capture(t).With([]lockstep.Item{one(t, row)}, nil)
		if err != nil {
			t.Fatal(err)
		}
		d.move(t, to)
	}
}

func TestRowsThatATableCannotHold(t *testing.T) {
	d := keeping(t, []string{"flags"}, fallbacks, "CREATE TABLE moving (name varchar(10) PRIMARY KEY, at datetime DEFAULT current_timestamp(), id int AUTO_INCREMENT UNIQUE, must int NOT NULL, made int DEFAULT (1 + 1))")
	d.slot = settingsOf("flags", "moving")
	now := d.capture(t)
	for row, want := range map[string]string{
		`{"name": "x", "other": 1}`:            "other is no column of it",
		`{"name": null}`:                       "name must have a value, and has none",
		`{"name": "12345678901"}`:              "name is varchar(10), and the text is longer",
		`{"name": "x", "n": "5"}`:              "n holds numbers, and a text is none",
		`{"name": "x", "n": 1.5}`:              "n holds whole numbers alone",
		`{"name": "x", "n": 2147483648}`:       "n holds numbers from -2147483648 to 2147483647 alone",
		`{"name": "x", "n": 1e999999999}`:      "n cannot hold a number like that",
		`{"name": "x", "d": 100000000}`:        "d is decimal(10,2), and cannot hold a number like that",
		`{"name": "x", "f": 1e999}`:            "f cannot hold a number like that",
		`{"name": "x", "t": 5}`:                "t holds no number",
		`{"name": "x", "t": {"a": 1}}`:         "t holds no list or object",
		`{"name": "x", "j": [1]}`:              "j holds no list or object",
		`{"name": "x", "t": {"base64": "/w"}}`: "t holds no list or object",
		`{"name": "x", "t": {"base64": ""}}`:   "t holds texts, and this is none",
		`{"name": "x", "b": 8}`:                "b holds numbers from 0 to 7 alone",
		`{"name": "x", "e": "top"}`:            "e has no such member",
		`{"name": "x", "s": "a,c"}`:            "s has no such member",
		`{"name": "x", "bi": "abcd"}`:          "bi is binary(3), and the value is longer",
		`{"name": "x", "dt": true}`:            "dt holds no true or false",
	} {
		to, err := now.With([]lockstep.Item{one(t, row)}, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, problems, err := mysql.Driver().Prepare(d.slot, now, to)
		if err != nil {
			t.Fatal(err)
		}
		expected := "blocks flags/x: flags holds no row as flags/x would be: " + want + ". Mend it where it comes from, or take flags along as it is there."
		if got := told(problems, lockstep.Blocks); got != expected {
			t.Errorf("%s: got %s", row, got)
		}
	}
	for row, want := range map[string]string{
		`{"name": "x", "id": 1, "must": 1, "made": 1}`:             "at is filled with a value that nobody can tell before: current_timestamp()",
		`{"name": "x", "at": null, "must": 1, "made": 1}`:          "id is filled with a value that nobody can tell before: it counts up",
		`{"name": "x", "at": null, "id": 1, "made": 1}`:            "must must have a value, and has none",
		`{"name": "x", "at": null, "id": 1, "must": 1}`:            "made is filled with a value that nobody can tell before: (1 + 1)",
		`{"name": "x", "at": null, "id": 1, "must": null}`:         "must must have a value, and has none",
		`{"name": "y", "at": null, "id": 1, "must": 1}`:            "made is filled",
		`{"name": "y", "at": null, "id": 1, "must": 1, "made": 2}`: "has another key than its name says",
	} {
		item := one(t, row)
		item.Key.Name = "moving/x"
		to, err := now.With([]lockstep.Item{item}, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, problems, err := mysql.Driver().Prepare(d.slot, now, to)
		if err != nil {
			t.Fatal(err)
		}
		if got := told(problems, lockstep.Blocks); !strings.Contains(got, want) {
			t.Errorf("%s: got %s", row, got)
		}
	}
}

// Rows that stay get what their table gets, as it comes out where somebody changes the table by hand.
func TestRowsFollowTheirTable(t *testing.T) {
	for name, c := range map[string]struct {
		table   string
		changes []string
	}{
		"new columns":        {"name varchar(10) PRIMARY KEY, n int", []string{"ALTER TABLE flags ADD a int NOT NULL, ADD b varchar(9) NOT NULL, ADD c enum('x','y') NOT NULL, ADD d datetime(2) NOT NULL, ADD e decimal(5,3) NOT NULL DEFAULT 1, ADD f text DEFAULT 'f', ADD g date NOT NULL, ADD h bit(4) NOT NULL, ADD i float DEFAULT 1.1, ADD j set('a') NOT NULL, ADD k binary(2) NOT NULL"}},
		"a column goes":      {"name varchar(10) PRIMARY KEY, n int", []string{"ALTER TABLE flags DROP n"}},
		"numbers and texts":  {"name varchar(10) PRIMARY KEY, n int", []string{"ALTER TABLE flags MODIFY n varchar(20)"}},
		"texts and numbers":  {"name varchar(10) PRIMARY KEY, n varchar(10)", []string{"ALTER TABLE flags MODIFY n decimal(10,3)"}},
		"more digits":        {"name varchar(10) PRIMARY KEY, n decimal(10,2)", []string{"ALTER TABLE flags MODIFY n decimal(12,4)"}},
		"float to double":    {"name varchar(10) PRIMARY KEY, n float", []string{"ALTER TABLE flags MODIFY n double"}},
		"another case":       {"name varchar(10) PRIMARY KEY, n int", []string{"ALTER TABLE flags CHANGE n N int"}},
		"a longer binary":    {"name varchar(10) PRIMARY KEY, n varbinary(2)", []string{"ALTER TABLE flags MODIFY n varbinary(4)"}},
		"a date with a time": {"name varchar(10) PRIMARY KEY, n date", []string{"ALTER TABLE flags MODIFY n datetime(1)"}},
		"another key":        {"name varchar(10) PRIMARY KEY, n int", []string{"ALTER TABLE flags DROP PRIMARY KEY, ADD PRIMARY KEY (name, n), MODIFY n int NOT NULL DEFAULT 3"}},
	} {
		t.Run(name, func(t *testing.T) {
			values := "INSERT INTO flags VALUES ('a', 1), ('b', 12)"
			if strings.Contains(c.table, "date") {
				values = "INSERT INTO flags VALUES ('a', '2020-01-02')"
			}
			tables := []string{"flags(name)"}
			a, b := keeping(t, tables, "CREATE TABLE flags ("+c.table+")"), keeping(t, tables, "CREATE TABLE flags ("+c.table+")", values)
			before := b.capture(t)
			a.Exec(t, c.changes...)
			table, _ := a.capture(t).Get(lockstep.Key{Slot: "shop", Kind: "table", Name: "flags"})
			to, err := before.With([]lockstep.Item{table}, nil)
			if err != nil {
				t.Fatal(err)
			}
			b.move(t, to)
			hand := keeping(t, tables, "CREATE TABLE flags ("+c.table+")", values)
			hand.Exec(t, c.changes...)
			sameTexts(t, hand.capture(t), b.capture(t))
			b.move(t, before)
			connecttest.Same(t, before, b.capture(t))
		})
	}
}
