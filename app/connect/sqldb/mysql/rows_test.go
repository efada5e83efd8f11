package mysql_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/mysql"
	"lockstep/app/connect/sqldb/mysql/mytest"
	"lockstep/app/lockstep"
)

// settingsOf is a slot whose settings tables are named, one a line.
func settingsOf(tables ...string) lockstep.Slot {
	s := slot()
	s.Settings = lockstep.Settings{"rows": strings.Join(tables, "\n")}
	return s
}

// keeper is a database with settings tables.
type keeper struct {
	*mytest.Database
	slot lockstep.Slot
}

func keeping(t testing.TB, tables []string, statements ...string) keeper {
	t.Helper()
	k := keeper{mytest.New(t), settingsOf(tables...)}
	k.Exec(t, "SET SESSION sql_mode = 'ALLOW_INVALID_DATES,NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00', NAMES utf8mb4")
	k.Exec(t, statements...)
	return k
}

func (k keeper) open(t testing.TB) lockstep.Connector {
	t.Helper()
	return connecttest.Open(t, mysql.Driver(), k.slot, to(k.Database))
}

func (k keeper) capture(t testing.TB) lockstep.State {
	t.Helper()
	return connecttest.Capture(t, k.open(t))
}

// plan prepares and validates, and gives all problems.
func (k keeper) plan(t testing.TB, to lockstep.State) (want lockstep.State, changes []lockstep.Change, problems []lockstep.Problem) {
	t.Helper()
	now := k.capture(t)
	want, problems, err := mysql.Driver().Prepare(k.slot, now, to)
	if err != nil {
		t.Fatal(err)
	}
	changes = lockstep.Diff(now, want)
	if slices.ContainsFunc(problems, blocks) {
		return want, changes, problems
	}
	more, err := k.open(t).Validate(t.Context(), want, changes)
	if err != nil {
		t.Fatal(err)
	}
	connecttest.Same(t, now, k.capture(t))
	return want, changes, append(problems, more...)
}

// move takes the database to a state, and gives what was said of it.
func (k keeper) move(t testing.TB, to lockstep.State) []lockstep.Problem {
	t.Helper()
	want, changes, problems := k.plan(t, to)
	for _, p := range problems {
		if blocks(p) {
			t.Fatalf("%s blocks: %s", p.Key, p.Message)
		}
	}
	if err := k.open(t).Apply(t.Context(), want, changes, connecttest.NoJournal{}); err != nil {
		t.Fatal(err)
	}
	sameTexts(t, want, k.capture(t))
	return problems
}

func blocks(p lockstep.Problem) bool { return p.Verdict == lockstep.Blocks }

// told are the problems of these verdicts as lines.
func told(problems []lockstep.Problem, verdicts ...lockstep.Verdict) string {
	var lines []string
	for _, p := range problems {
		if slices.Contains(verdicts, p.Verdict) {
			lines = append(lines, string(p.Verdict)+" "+p.Key.Name+": "+p.Message)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

const everyValue = `CREATE TABLE every (
  id bigint unsigned NOT NULL, Part varchar(40) COLLATE utf8mb4_bin NOT NULL, a_tiny tinyint(1), a_small smallint(4) unsigned zerofill, a_big bigint, a_bit bit(64),
  a_decimal decimal(65,30), a_price decimal(10,2) zerofill, a_float float, a_float2 float(7,3), a_double double, a_year year,
  a_char char(10), a_latin varchar(50) CHARACTER SET latin1, a_text longtext, a_json json, an_enum enum('red','gr,een','bl''ue'), a_set set('a','b','c'),
  a_date date, a_time time(3), a_datetime datetime(6) DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6), a_timestamp timestamp NULL ON UPDATE current_timestamp(),
  a_binary binary(4), a_blob longblob, a_point point, an_uuid uuid, an_inet inet6, an_inet4 inet4, hidden int INVISIBLE,
  twice bigint AS (a_small * 2) VIRTUAL, kept varchar(99) AS (concat(Part, '!')) STORED, compressed text COMPRESSED,
  PRIMARY KEY (id, Part), KEY a_small (a_small))`

var everyRow = []string{
	`INSERT INTO every (id, Part) VALUES (18446744073709551615, '')`,
	`INSERT INTO every VALUES (0, 'a/b~c.d ''q'' \\ "x" ☃ 😀', 127, 42, -9223372036854775808, 18446744073709551615, 12345678901234567890123456789012345.123456789012345678901234567890, 7.5, 1.2345678, 1234.567, 1.7976931348623157e308, 2155,
	 'x  ', 'ÄÖ€', 'line\r\n\t\0\Z end', '{"a": [1, 2.50, "ü"],  "b": null}', 'bl''ue', 'c,a', '9999-12-31', '-838:59:59.999', '9999-12-31 23:59:59.999999', '2038-01-19 03:14:07',
	 x'00ff', x'fffe00', ST_GeomFromText('POINT(1 -2)', 4326), '6CCD780C-BABA-1026-9564-5B8C656024DB', '2001:db8::1', '10.0.0.255', DEFAULT, DEFAULT, repeat('z', 500)); UPDATE every SET hidden = 5, a_timestamp = a_timestamp, a_datetime = a_datetime`,
	`INSERT INTO every (id, Part, a_tiny, a_bit, a_price, a_float, a_double, a_year, a_char, a_text, an_enum, a_set, a_date, a_time, a_datetime, a_timestamp, a_binary, a_blob) VALUES
	 (1, 'É', -128, 0, 0, -3.4028235e38, 4.9406564584124654e-324, 0, '', '', 'gr,een', '', '0000-00-00', '838:59:59', '0000-00-00 00:00:00', '0000-00-00 00:00:00', '', ''),
	 (1, 'e ', 0, 1, 99999999.99, 1e-38, -0.1, 1901, '漢字', '\\', NULL, 'a,b,c', '2024-02-30', '00:00:00.001', '2024-00-00', '1970-01-01 00:00:01', 'abcd', 'plain text')`,
}

// sums tells whether two databases hold the same, as the server itself sees it.
func sums(t testing.TB, k keeper, table string) string {
	t.Helper()
	return k.Value(t, "SELECT concat(count(*), ' ', coalesce(sum(crc32(concat_ws('|', id, hex(Part), a_tiny, a_small, a_big, a_bit + 0, a_decimal, a_price, cast(a_float AS double), cast(a_float2 AS double), a_double, a_year, hex(a_char), hex(a_latin), hex(a_text), hex(a_json), an_enum, a_set, a_date, a_time, a_datetime, a_timestamp, hex(a_binary), hex(a_blob), hex(a_point), an_uuid, an_inet, an_inet4, hidden, hex(compressed)))), 0)) FROM "+table)
}

func TestValuesOfEveryTypeComeAlong(t *testing.T) {
	a := keeping(t, []string{"every"}, append([]string{everyValue}, everyRow...)...)
	b := keeping(t, []string{"every"})
	state, empty := a.capture(t), b.capture(t)
	if state.Count() != 5 {
		t.Errorf("got %d items", state.Count())
	}
	b.move(t, state)
	if want, got := sums(t, a, "every"), sums(t, b, "every"); want != got {
		t.Errorf("got %s, want %s", got, want)
	}
	connecttest.Same(t, state, b.capture(t))
	a.Exec(t, "UPDATE every SET a_tiny = 3, a_float = 0.1, a_text = concat(a_text, 'ö'), a_blob = x'80', a_datetime = NULL, a_point = NULL", "DELETE FROM every WHERE Part = ''")
	changed := a.capture(t)
	b.move(t, changed)
	if want, got := sums(t, a, "every"), sums(t, b, "every"); want != got {
		t.Errorf("got %s, want %s", got, want)
	}
	b.move(t, state)
	connecttest.Same(t, state, b.capture(t))
	b.move(t, empty)
}

func TestRowsAreWrittenAsTextsAndNumbers(t *testing.T) {
	a := keeping(t, []string{"every"}, append([]string{everyValue}, everyRow[1])...)
	item := a.capture(t).All()[0]
	body, err := item.Body.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if want := `every/0/a~1b~0c.d 'q' \ "x" ☃ 😀`; item.Key.Name != want {
		t.Errorf("got %s, want %s", item.Key.Name, want)
	}
	for _, line := range []string{
		`"a_big": -9223372036854775808,`, `"a_bit": 18446744073709551615,`, `"a_price": 7.50,`, `"a_small": 42,`, `"a_float": 1.2345678,`, `"a_float2": 1234.567,`, `"a_double": 1.7976931348623157e+308,`,
		`"a_char": "x",`, `"a_latin": "ÄÖ€",`, `"a_json": "{\"a\": [1, 2.50, \"ü\"],  \"b\": null}",`, `"a_set": "a,c",`, `"an_inet": "2001:db8::1",`, `"an_uuid": "6ccd780c-baba-1026-9564-5b8c656024db",`, `"hidden": 5,`, `"a_tiny": 127,`,
	} {
		if !strings.Contains(string(body), "\n  "+line) {
			t.Errorf("%s is not in %s", line, body)
		}
	}
	if strings.Contains(string(body), "twice") || strings.Contains(string(body), `"kept"`) {
		t.Errorf("generated columns are in %s", body)
	}
}

var flags = []string{
	"CREATE TABLE flags (name varchar(40) PRIMARY KEY, place int UNIQUE, up varchar(40), price decimal(10,2) DEFAULT 1.5, CONSTRAINT above FOREIGN KEY (up) REFERENCES flags (name) ON DELETE CASCADE ON UPDATE CASCADE)",
	"CREATE TABLE uses (id int PRIMARY KEY, flag varchar(40), CONSTRAINT of_flag FOREIGN KEY (flag) REFERENCES flags (name) ON DELETE CASCADE)",
	"INSERT INTO flags VALUES ('a', 1, NULL, 1), ('b', 2, 'a', 2), ('c', 3, 'b', 3)",
}

func TestRowsExchangeValuesThatAreUnique(t *testing.T) {
	a, b := keeping(t, []string{"flags"}, flags...), keeping(t, []string{"flags"}, flags...)
	b.Exec(t, "INSERT INTO uses VALUES (1, 'a'), (2, 'b'), (3, 'c')")
	before := b.capture(t)
	a.Exec(t, "UPDATE flags SET place = NULL", "UPDATE flags SET place = 3 WHERE name = 'a'", "UPDATE flags SET place = 1 WHERE name = 'b'", "UPDATE flags SET place = 2 WHERE name = 'c'")
	b.move(t, a.capture(t))
	if got := b.Value(t, "SELECT group_concat(flag ORDER BY id) FROM uses"); got != "a,b,c" {
		t.Errorf("of what refers to the rows %s is left", got)
	}
	b.move(t, before)
}

func TestRowsThatWouldReferToNothing(t *testing.T) {
	a, b := keeping(t, []string{"flags"}, flags...), keeping(t, []string{"flags"}, flags...)
	b.Exec(t, "INSERT INTO uses VALUES (1, 'c'), (2, 'c')")
	before := b.capture(t)
	a.Exec(t, "DELETE FROM flags WHERE name = 'c'")
	want, changes, problems := b.plan(t, a.capture(t))
	if got, expected := told(problems, lockstep.Blocks), "blocks flags/c: 2 rows of uses would refer to what is not there in flags. Take that along, or leave it out."; got != expected {
		t.Errorf("got %s", got)
	}
	err := b.open(t).Apply(t.Context(), want, changes, connecttest.NoJournal{})
	if !errors.Is(err, lockstep.Blocked) || !strings.HasPrefix(err.Error(), "2 rows of uses would refer to what is not there in flags. No row was changed") {
		t.Errorf("got %v", err)
	}
	connecttest.Same(t, before, b.capture(t))
	b.Exec(t, "DELETE FROM uses")
	b.move(t, want)
}

func TestNamesAsTheyMayBe(t *testing.T) {
	const odd = "`Größe ``x`` y.z/~`"
	tables := []string{"Größe `x` y~2z~1~0(COUNTRY, region)", "Child"}
	statements := []string{
		"CREATE TABLE " + odd + " (id int AUTO_INCREMENT PRIMARY KEY, Country char(2) NOT NULL, `re``gion's \"q\"` int, Region varchar(20) NOT NULL, UNIQUE KEY (Country, Region))",
		"CREATE TABLE Child (Id int PRIMARY KEY, country char(2), region varchar(20), FOREIGN KEY (COUNTRY, REGION) REFERENCES " + odd + " (country, region))",
		"INSERT INTO " + odd + " VALUES (7, 'DE', 1, 'Bayern/Süd'), (9, 'DE', NULL, '')", "INSERT INTO Child VALUES (1, 'DE', 'Bayern/Süd'), (2, NULL, '')",
	}
	a, b := keeping(t, tables, statements...), keeping(t, tables)
	empty, state := b.capture(t), a.capture(t)
	child, ok := state.Get(lockstep.Key{Slot: "shop", Kind: "row", Name: "Child/1"})
	want := []lockstep.Key{{Slot: "shop", Kind: "table", Name: "Child"}, {Slot: "shop", Kind: "row", Name: "Größe `x` y~2z~1~0/DE/Bayern~1Süd"}}
	if !ok || !slices.Equal(child.Needs, want) {
		t.Errorf("it needs %v", child.Needs)
	}
	b.move(t, state)
	a.Exec(t, "UPDATE Child SET region = NULL WHERE Id = 1", "UPDATE "+odd+" SET Region = 'x', `re``gion's \"q\"` = 5 WHERE id = 7")
	b.move(t, a.capture(t))
	b.move(t, state)
	b.move(t, empty)
}

func TestManyRows(t *testing.T) {
	const many = "CREATE TABLE flags (id int PRIMARY KEY AUTO_INCREMENT, name varchar(80) NOT NULL, on_it tinyint(1) NOT NULL DEFAULT 0, UNIQUE KEY name (name))"
	a, b := keeping(t, []string{"flags"}, many, "INSERT INTO flags SELECT seq, concat('flag number ', seq), seq % 2 FROM seq_1_to_4000"), keeping(t, []string{"flags"})
	measure := func(what string, act func()) {
		began := time.Now()
		act()
		t.Logf("%s: %d ms", what, time.Since(began).Milliseconds())
	}
	var all lockstep.State
	measure("capture 4,000 rows", func() { all = a.capture(t) })
	measure("promote them into an empty database", func() { b.move(t, all) })
	a.Exec(t, "UPDATE flags SET on_it = 1 - on_it", "DELETE FROM flags WHERE id % 10 = 0")
	measure("change all of them", func() { b.move(t, a.capture(t)) })
	measure("go back", func() { b.move(t, all) })
	if fmt.Sprint(b.Value(t, "SELECT count(*) FROM flags")) != "4000" {
		t.Error("rows are missing")
	}
}
