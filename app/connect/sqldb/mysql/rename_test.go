package mysql_test

import (
	"slices"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/mysql"
	"lockstep/app/lockstep"
)

// named is a shop in which everything that can name a column does.
var named = []string{
	"CREATE TABLE makers (id int PRIMARY KEY AUTO_INCREMENT, code varchar(20) NOT NULL, UNIQUE KEY code (code))",
	"CREATE TABLE goods (id int PRIMARY KEY AUTO_INCREMENT, maker varchar(20) NOT NULL, price decimal(10,2) NOT NULL DEFAULT 1 CHECK (price >= 0), gross decimal(12,2) AS (price * 1.19) STORED, more int AS (price + 1) VIRTUAL, note varchar(20) COMMENT 'what `note` says', said varchar(40) DEFAULT (concat('a', note)), at varchar(9), place varchar(9), KEY note (note(5)), CONSTRAINT fair CHECK (price < 1000 AND note <> 'x'), CONSTRAINT of_maker FOREIGN KEY (maker) REFERENCES makers (code) ON UPDATE CASCADE)",
	"CREATE VIEW dear AS SELECT g.id, g.price, m.code FROM goods g JOIN makers m ON m.code = g.maker WHERE g.price > 5",
	"CREATE VIEW places AS SELECT id FROM goods WHERE place IS NOT NULL",
	"CREATE TRIGGER noted BEFORE UPDATE ON goods FOR EACH ROW SET NEW.note = trim(NEW.note)",
	"CREATE TABLE flags (name varchar(20) PRIMARY KEY, url varchar(80), maker varchar(20), CONSTRAINT f_maker FOREIGN KEY (maker) REFERENCES makers (code))",
	"CREATE TABLE rates (flag varchar(20) PRIMARY KEY, rate decimal(5,2), CONSTRAINT r_flag FOREIGN KEY (flag) REFERENCES flags (name))",
}

var filled = []string{
	"INSERT INTO makers (code) VALUES ('acme'), ('borg')",
	"INSERT INTO goods (maker, price, note, at, place) VALUES ('acme', 7, 'warm', 'a', 'b'), ('borg', 12, NULL, 'c', NULL), ('acme', 3, '007', NULL, 'd')",
	"INSERT INTO flags VALUES ('checkout', 'https://dev.shop.example', 'acme'), ('here', NULL, NULL)",
	"INSERT INTO rates VALUES ('checkout', 19)",
}

// shops are two databases with a slot that has answers to what was asked of renames: one that is empty, and one with rows.
func shops(t testing.TB, renames string) (source, target keeper) {
	t.Helper()
	source, target = keeping(t, []string{"flags(name)", "rates"}, named...), keeping(t, []string{"flags(name)", "rates"}, slices.Concat(named, filled)...)
	source.slot.Settings["renames"], target.slot.Settings["renames"] = renames, renames
	return source, target
}

// goes takes the database to a state; nothing is lost on the way.
func (k keeper) goes(t testing.TB, to lockstep.State) {
	t.Helper()
	if losses := told(k.move(t, to), lockstep.Loses); losses != "" {
		t.Error(losses)
	}
}

func (k keeper) holds(t testing.TB, query, want string) {
	t.Helper()
	if got := k.Value(t, query); got != want {
		t.Errorf("%s: got %s, want %s", query, got, want)
	}
}

// with is a state with rows of another one.
func with(t testing.TB, s, other lockstep.State, rows func(lockstep.Key) bool) lockstep.State {
	t.Helper()
	to, err := s.With(other.Where(func(k lockstep.Key) bool { return k.Kind == "row" && rows(k) }).All(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return to
}

const goods = "SELECT group_concat(concat_ws('|', id, maker, price, gross, more, note, said, at, place) ORDER BY id) FROM goods"

// Columns that the slot says to be renamed keep their values, there and back, whatever names them: also where one gets another type
// at once, and where one takes over the name of another.
func TestRenamedColumnsKeepTheirValues(t *testing.T) {
	source, target := shops(t, "goods.note = remark\ngoods.price = cost\ngoods.at = place\ngoods.place = spot\nmakers.code = short\nflags.url = address\nflags.name = title\nrates.flag = of")
	source.Exec(t, "ALTER TABLE goods RENAME COLUMN note TO remark, RENAME COLUMN price TO cost, RENAME COLUMN place TO spot, RENAME COLUMN at TO place",
		"ALTER TABLE goods MODIFY remark varchar(60) COMMENT 'what `note` says' FIRST", "ALTER TABLE makers RENAME COLUMN code TO short", "ALTER TABLE flags RENAME COLUMN url TO address, RENAME COLUMN name TO title", "ALTER TABLE rates RENAME COLUMN flag TO of",
		"CREATE OR REPLACE VIEW dear AS SELECT g.id, g.cost, m.short FROM goods g JOIN makers m ON m.short = g.maker WHERE g.cost > 5", "CREATE OR REPLACE VIEW places AS SELECT id FROM goods WHERE spot IS NOT NULL",
		"CREATE OR REPLACE TRIGGER noted BEFORE UPDATE ON goods FOR EACH ROW SET NEW.remark = trim(NEW.remark)")
	before := target.capture(t)
	kept := target.Value(t, goods)
	target.goes(t, with(t, source.capture(t), before, func(lockstep.Key) bool { return true }))
	target.holds(t, "SELECT group_concat(concat_ws('|', id, maker, cost, gross, remark, place, spot) ORDER BY id) FROM goods", "1|acme|7.00|8.33|warm|a|b,2|borg|12.00|14.28|c,3|acme|3.00|3.57|007|d")
	target.holds(t, "SELECT address FROM flags WHERE title = 'checkout'", "https://dev.shop.example")
	target.holds(t, "SELECT count(*) FROM dear", "2")
	target.goes(t, before)
	sameTexts(t, before, target.capture(t))
	target.holds(t, goods, kept)
}

// So do tables, with what refers to them, and with the rows of settings tables that the target alone has.
func TestRenamedTablesKeepTheirRows(t *testing.T) {
	source, target := shops(t, "goods = articles\ngoods.note = remark\nmakers = brands\nflags = switches\nflags.url = address")
	source.Exec(t, filled[0], filled[2], "DELETE FROM flags WHERE name = 'here'", "INSERT INTO rates VALUES ('checkout', 7)",
		"RENAME TABLE goods TO articles, makers TO brands, flags TO switches", "ALTER TABLE articles RENAME COLUMN note TO remark", "ALTER TABLE switches RENAME COLUMN url TO address",
		"CREATE OR REPLACE VIEW dear AS SELECT g.id, g.price, m.code FROM articles g JOIN brands m ON m.code = g.maker WHERE g.price > 5", "CREATE OR REPLACE VIEW places AS SELECT id FROM articles WHERE place IS NOT NULL",
		"CREATE OR REPLACE TRIGGER noted BEFORE UPDATE ON articles FOR EACH ROW SET NEW.remark = trim(NEW.remark)")
	before, to := target.capture(t), source.capture(t)
	gone := slices.DeleteFunc(slices.Clone(before.All()), func(i lockstep.Item) bool { return to.Sum(i.Key) != "" })
	came := slices.DeleteFunc(slices.Clone(to.All()), func(i lockstep.Item) bool { return before.Sum(i.Key) != "" })
	if got := mysql.Driver().Match(target.slot, gone, came); len(got) != 4 {
		t.Errorf("renamed are %v", got)
	}
	kept := target.Value(t, goods)
	target.goes(t, with(t, to, before, func(k lockstep.Key) bool { return k.Name == "flags/here" }))
	target.holds(t, "SELECT group_concat(concat_ws('|', id, maker, price, gross, more, remark, said, at, place) ORDER BY id) FROM articles", kept)
	target.holds(t, "SELECT group_concat(concat_ws('|', name, address) ORDER BY name) FROM switches", "checkout|https://dev.shop.example,here")
	target.holds(t, "SELECT rate FROM rates", "7.00")
	target.holds(t, "SELECT count(*) FROM dear", "2")
	target.goes(t, before)
	sameTexts(t, before, target.capture(t))
	target.holds(t, goods, kept)
}

// A view that reads what is renamed is not left behind.
func TestWhatReadsARenamedColumnIsTakenAlong(t *testing.T) {
	source, target := shops(t, "goods.price = cost")
	source.Exec(t, "ALTER TABLE goods RENAME COLUMN price TO cost")
	to, err := target.capture(t).With(source.capture(t).Where(func(k lockstep.Key) bool { return k.Name == "goods" }).All(), nil)
	if err != nil {
		t.Fatal(err)
	}
	_, _, problems := target.plan(t, to)
	var needs []lockstep.Key
	for _, p := range problems {
		needs = append(needs, p.Needs...)
	}
	if len(needs) != 1 || needs[0].Name != "dear" {
		t.Errorf("needed are %v: %s", needs, told(problems, lockstep.Blocks))
	}
}

// A table that somebody changed since the plan was made is not renamed.
func TestATableThatChangedIsNotRenamed(t *testing.T) {
	source, target := shops(t, "rates = shares")
	source.Exec(t, "RENAME TABLE rates TO shares")
	want, changes, _ := target.plan(t, with(t, source.capture(t), target.capture(t), func(lockstep.Key) bool { return true }))
	target.Exec(t, "ALTER TABLE rates ADD COLUMN more int")
	if err := target.open(t).Apply(t.Context(), want, changes, connecttest.NoJournal{}); lockstep.CodeOf(err) != lockstep.Conflict {
		t.Errorf("got %v", err)
	}
	target.holds(t, "SELECT count(*) FROM rates", "1")
}

// Whether something that goes is something that comes is asked until it is answered.
func TestARenameIsAsked(t *testing.T) {
	for renames, asked := range map[string][]lockstep.RenameQuestion{
		"":                                       {{From: "goods.note", To: "remark"}, {From: "makers", To: "brands"}},
		"goods.note != remark\nmakers != brands": nil,
		"goods.note = remark\nmakers = brands":   nil,
	} {
		source, target := shops(t, renames)
		source.Exec(t, "DROP VIEW dear", "ALTER TABLE goods RENAME COLUMN note TO remark", "RENAME TABLE makers TO brands",
			"CREATE OR REPLACE TRIGGER noted BEFORE UPDATE ON goods FOR EACH ROW SET NEW.remark = trim(NEW.remark)")
		_, _, problems := target.plan(t, with(t, source.capture(t), target.capture(t), func(lockstep.Key) bool { return true }))
		var got []lockstep.RenameQuestion
		for _, p := range problems {
			if p.Rename != nil {
				got = append(got, *p.Rename)
			}
		}
		slices.SortFunc(got, func(a, b lockstep.RenameQuestion) int { return len(b.From) - len(a.From) })
		if !slices.Equal(got, asked) {
			t.Errorf("with %q: got %v, want %v\n%s", renames, got, asked, told(problems, lockstep.Blocks, lockstep.Loses))
		}
	}
}
