package postgres_test

import (
	"slices"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/postgres"
	"lockstep/app/connect/sqldb/postgres/pgtest"
	"lockstep/app/lockstep"
)

// named is a shop in which everything that can name a column does.
const named = `
CREATE TABLE makers (id serial PRIMARY KEY, code text NOT NULL UNIQUE, since date DEFAULT '2020-01-02');
CREATE TABLE goods (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, maker text NOT NULL CONSTRAINT of_maker REFERENCES makers(code) ON UPDATE CASCADE,
    price integer DEFAULT 1 NOT NULL CHECK (price >= 0), gross numeric GENERATED ALWAYS AS (price * 1.19) STORED, note varchar(20), at text, place text, number serial);
CREATE INDEX goods_note ON goods (lower(note)) WHERE price > 0;
CREATE STATISTICS goods_both ON price, note FROM goods;
COMMENT ON COLUMN goods.note IS 'What to say';
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER goods_priced AFTER UPDATE OF price ON goods FOR EACH ROW WHEN (old.price <> new.price) EXECUTE FUNCTION noted();
ALTER TABLE goods ENABLE ROW LEVEL SECURITY;
CREATE POLICY cheap ON goods USING (price < 100);
CREATE VIEW dear AS SELECT g.id, g.price, m.code FROM goods g JOIN makers m ON m.code = g.maker WHERE g.price > 5;
CREATE MATERIALIZED VIEW notes AS SELECT note, price FROM goods;
CREATE TABLE flags (name text PRIMARY KEY, url text, share real, maker text REFERENCES makers(code));
CREATE TABLE rates (flag text PRIMARY KEY REFERENCES flags(name), rate numeric(5,2));
`

const filled = `
INSERT INTO makers (code) VALUES ('acme'), ('borg');
INSERT INTO goods (maker, price, note, at, place) VALUES ('acme', 7, 'warm', 'a', 'b'), ('borg', 12, NULL, 'c', NULL), ('acme', 3, '007', NULL, 'd');
INSERT INTO flags VALUES ('checkout', 'https://dev.shop.example', 0.5, 'acme'), ('here', NULL, NULL, NULL);
INSERT INTO rates VALUES ('checkout', 19);
REFRESH MATERIALIZED VIEW notes;
`

// renaming is the slot with answers to what was asked of renames.
func renaming(lines string) settled {
	s := withRows("flags(name)", "rates")
	s.Settings["renames"] = lines
	return s
}

// goes takes a database to a state, after nothing was lost, and gives what was said.
func (s settled) goes(t testing.TB, d *pgtest.Database, to lockstep.State) []lockstep.Problem {
	t.Helper()
	problems := s.move(t, d, to)
	if losses := said(problems, lockstep.Loses); losses != "" {
		t.Error(losses)
	}
	return problems
}

// withRowsOf is a model with the rows of settings tables that another state has.
func withRowsOf(t testing.TB, model, rows lockstep.State) lockstep.State {
	t.Helper()
	to, err := model.With(rows.Where(func(k lockstep.Key) bool { return k.Kind == "row" }).All(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// query compares what a query gives.
func query(t testing.TB, d *pgtest.Database, sql, want string) {
	t.Helper()
	if got := d.Query(t, sql); got != want {
		t.Errorf("%s: got %s, want %s", sql, got, want)
	}
}

// Columns that the slot says to be renamed keep their values, there and back, whatever names them: also where one gets another type
// at once, and where one takes over the name of another.
func TestRenamedColumnsKeepTheirValues(t *testing.T) {
	slot := renaming("goods.note = remark\ngoods.price = cost\ngoods.at = place\ngoods.place = spot\ngoods.number = count\nmakers.code = short\nflags.url = address\nflags.name = title\nrates.flag = of")
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, named)
	into.Exec(t, named+filled)
	from.Exec(t, `ALTER TABLE goods RENAME note TO remark; DROP MATERIALIZED VIEW notes; ALTER TABLE goods ALTER remark TYPE text; CREATE MATERIALIZED VIEW notes AS SELECT remark, price FROM goods;
ALTER TABLE goods RENAME price TO cost; ALTER TABLE goods RENAME place TO spot; ALTER TABLE goods RENAME at TO place; ALTER TABLE goods RENAME number TO count; ALTER SEQUENCE goods_number_seq RENAME TO goods_count_seq;
ALTER TABLE makers RENAME code TO short; ALTER TABLE flags RENAME url TO address; ALTER TABLE flags RENAME name TO title; ALTER TABLE rates RENAME flag TO of`)
	before, model := slot.capture(t, into), slot.capture(t, from)
	values := "SELECT md5(string_agg(concat_ws('|', ctid, id, price, gross, at, place, number), ',' ORDER BY id)) FROM goods"
	kept := into.Query(t, values)
	slot.goes(t, into, withRowsOf(t, model, before))
	same(t, model, onlyModel(slot.capture(t, into)))
	query(t, into, "SELECT string_agg(concat_ws('|', id, maker, cost, gross, remark, place, spot, count), ',' ORDER BY id) FROM goods", "1|acme|7|8.33|warm|a|b|1,2|borg|12|14.28|c|2,3|acme|3|3.57|007|d|3")
	query(t, into, "SELECT nextval('goods_count_seq')", "4")
	query(t, into, "SELECT address FROM flags WHERE title = 'checkout'", "https://dev.shop.example")
	slot.goes(t, into, before)
	same(t, before, slot.capture(t, into))
	query(t, into, values, kept)
}

// So do tables, with their rows as they lie, whatever refers to them, and with the rows of settings tables that the target alone has.
func TestRenamedTablesKeepTheirRows(t *testing.T) {
	slot := renaming("goods = audit.articles\ngoods.note = remark\nmakers = brands\nflags = switches\nflags.url = address")
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, named+"INSERT INTO makers (code) VALUES ('acme'); INSERT INTO flags VALUES ('checkout', 'https://dev.shop.example', 0.5, 'acme'); INSERT INTO rates VALUES ('checkout', 7)")
	into.Exec(t, named+filled)
	from.Exec(t, `CREATE SCHEMA audit; ALTER TABLE goods SET SCHEMA audit; ALTER TABLE audit.goods RENAME TO articles; ALTER TABLE audit.articles RENAME note TO remark;
ALTER TABLE makers RENAME TO brands; ALTER SEQUENCE makers_id_seq RENAME TO brands_id_seq; ALTER TABLE flags RENAME TO switches; ALTER TABLE switches RENAME url TO address`)
	before, to := slot.capture(t, into), slot.capture(t, from)
	kept := into.Query(t, "SELECT md5(string_agg(g::text || ctid || xmin, ',' ORDER BY id)) FROM goods g")
	gone := slices.DeleteFunc(slices.Clone(before.All()), func(i lockstep.Item) bool { return to.Sum(i.Key) != "" })
	came := slices.DeleteFunc(slices.Clone(to.All()), func(i lockstep.Item) bool { return before.Sum(i.Key) != "" })
	if got := postgres.Driver().Match(lockstep.Slot(slot), gone, came); len(got) != 4 {
		t.Errorf("renamed are %v", got)
	}
	here, _ := before.Get(lockstep.Key{Slot: "data", Kind: "row", Name: "flags/here"})
	to, err := to.With([]lockstep.Item{here}, nil)
	if err != nil {
		t.Fatal(err)
	}
	slot.goes(t, into, to)
	query(t, into, "SELECT md5(string_agg(g::text || ctid || xmin, ',' ORDER BY id)) FROM audit.articles g", kept)
	query(t, into, "SELECT nextval('brands_id_seq')", "3")
	query(t, into, "SELECT string_agg(concat_ws('|', name, address), ',' ORDER BY name) FROM switches", "checkout|https://dev.shop.example,here")
	query(t, into, "SELECT rate FROM rates", "7.00")
	slot.goes(t, into, before)
	same(t, before, slot.capture(t, into))
	query(t, into, "SELECT md5(string_agg(g::text || ctid || xmin, ',' ORDER BY id)) FROM goods g", kept)
}

// Where something that names what is renamed is to stay as it was, nothing is changed.
func TestWhatNamesARenamedColumnIsNotLeftBehind(t *testing.T) {
	slot := renaming("goods.price = cost")
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, named)
	into.Exec(t, named+filled)
	from.Exec(t, "ALTER TABLE goods RENAME price TO cost")
	before := slot.capture(t, into)
	goods := func(k lockstep.Key) bool { return k.Name == "goods" }
	to, err := before.With(slot.capture(t, from).Where(goods).All(), nil)
	if err != nil {
		t.Fatal(err)
	}
	want, changes, _ := slot.prepared(t, into, to)
	problems, err := slot.open(t, into).Validate(t.Context(), want, changes)
	if err != nil {
		t.Fatal(err)
	}
	if said(problems, lockstep.Blocks) == "" {
		t.Error("a view that reads a column which is renamed stays as it was")
	}
	if err := slot.open(t, into).Apply(t.Context(), want, changes, connecttest.NoJournal{}); lockstep.CodeOf(err) != lockstep.Blocked {
		t.Errorf("got %v", err)
	}
	same(t, before, slot.capture(t, into))
}

// Whether something that goes is something that comes is asked until it is answered.
func TestARenameIsAsked(t *testing.T) {
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, named)
	into.Exec(t, named+filled)
	from.Exec(t, "DROP MATERIALIZED VIEW notes; ALTER TABLE goods RENAME note TO remark; ALTER TABLE rates RENAME TO shares")
	for renames, asked := range map[string][]lockstep.RenameQuestion{
		"":                                      {{From: "goods.note", To: "remark"}, {From: "rates", To: "shares"}},
		"goods.note != remark\nrates != shares": nil,
		"goods.note = remark\nrates = shares":   nil,
	} {
		slot := settled(slot())
		slot.Settings["renames"] = renames
		want, changes, _ := slot.prepared(t, into, slot.capture(t, from))
		problems, err := slot.open(t, into).Validate(t.Context(), want, changes)
		if err != nil {
			t.Fatal(err)
		}
		var got []lockstep.RenameQuestion
		for _, p := range problems {
			if p.Rename != nil {
				got = append(got, *p.Rename)
			}
		}
		if !slices.Equal(got, asked) {
			t.Errorf("with %q: got %v, want %v", renames, got, asked)
		}
	}
}

// onlyModel is a state without rows.
func onlyModel(s lockstep.State) lockstep.State {
	return s.Where(func(k lockstep.Key) bool { return k.Kind != "row" })
}
