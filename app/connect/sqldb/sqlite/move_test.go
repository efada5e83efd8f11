package sqlite_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/sqlite"
	"lockstep/app/lockstep"
)

// rows fill the shop.
var rows = []string{
	`INSERT INTO brand (id, name, site) VALUES (3, 'Acme', 'https://acme.example'), (7, 'Borg', NULL)`,
	`DELETE FROM brand WHERE id = 7`, // so that the next number is 8
	`INSERT INTO product (id, brand_id, name, price, note) VALUES (10, 3, 'Boots', 12.5, 'warm'), (20, 3, 'Shoes', 7, NULL), (30, 3, 'Socks', 3, '007')`,
	`INSERT INTO stock VALUES (10, 'Berlin', 4), (20, 'Rome', 0)`,
	`INSERT INTO flags VALUES ('checkout', 'https://dev.shop.example', 1, 0.5)`,
	`INSERT INTO tax_rates (rowid, country, region, rate, flag) VALUES (5, 'DE', '', 19, 'checkout'), (9, 'DE', 'BY', 19.0, NULL)`,
	`INSERT INTO history (rowid, at, what) VALUES (41, '2026-01-01', 'opened'), (43, '2026-01-02', x'00ff')`,
	`INSERT INTO search (rowid, name, note) VALUES (1, 'Boots', 'warm and dry')`,
}

// contents are all rows of all tables, with their numbers, as SQL writes them.
func (d *database) contents(t testing.TB, tables ...string) []string {
	t.Helper()
	var all []string
	for _, table := range tables {
		columns := d.lines(t, "SELECT 'quote(\"' || replace(name, '\"', '\"\"') || '\")' FROM pragma_table_info('"+table+"')")
		number := "rowid"
		if table == "stock" {
			number = "''"
		}
		for _, line := range d.lines(t, "SELECT "+number+" || ':' || "+strings.Join(columns, " || ',' || ")+" FROM \""+table+"\" ORDER BY 1") {
			all = append(all, table+" "+line)
		}
	}
	return all
}

var tables = []string{"brand", "product", "stock", "flags", "tax_rates", "history", "search"}

// A whole schema comes to an empty database: what is made there is made by the same statements.
func TestASchemaComesToAnEmptyDatabase(t *testing.T) {
	a, b := fresh(t, shop), fresh(t)
	b.move(t, a.capture(t))
	connecttest.Same(t, a.capture(t), b.capture(t))
	equal(t, a.made(t), b.made(t))
	b.move(t, fresh(t).capture(t))
	equal(t, 0, len(b.made(t))-len(b.lines(t, "SELECT name FROM sqlite_schema WHERE name = 'sqlite_sequence'")))
}

// change is one of a schema, and what is said of it over rows.
type change struct {
	name  string
	sql   []string
	moved []string // the tables whose rows are meant to change; those of others stay bit for bit
	said  string   // what is lost or blocks; "" for neither
}

// made anew, as a person would: SQLite has no other way to change a table in the midst.
func anew(table, from, to string) []string {
	return []string{"PRAGMA foreign_keys = OFF", "PRAGMA writable_schema = ON", "UPDATE sqlite_schema SET sql = replace(sql, '" + strings.ReplaceAll(from, "'", "''") + "', '" + strings.ReplaceAll(to, "'", "''") + "') WHERE name = '" + table + "'", "PRAGMA writable_schema = RESET"}
}

func changes() []change {
	return []change{
		{name: "add a column", sql: []string{"ALTER TABLE product ADD COLUMN weight REAL"}, moved: []string{"product"}},
		{name: "add a column with a default", sql: []string{"ALTER TABLE product ADD COLUMN weight REAL NOT NULL DEFAULT 1"}, moved: []string{"product"}},
		{name: "add a column that refers", sql: []string{"ALTER TABLE product ADD COLUMN other INTEGER REFERENCES product(id)"}, moved: []string{"product"}},
		{name: "add a column in the midst", sql: anew("product", "price DECIMAL", "weight REAL, price DECIMAL"), moved: []string{"product"}},
		{name: "drop a column", sql: []string{"ALTER TABLE product DROP COLUMN note"}, moved: []string{"product"}, said: "loses product columns.note: note of product is dropped, with its values in 2 rows."},
		{name: "drop a column of a settings table", sql: []string{"ALTER TABLE flags DROP COLUMN share"}, moved: []string{"flags"}},
		{name: "rename a column", sql: []string{"ALTER TABLE product RENAME COLUMN note TO remark"}, moved: []string{"product"},
			said: "loses product columns.note: note of product is dropped, with its values in 2 rows."},
		{name: "another type", sql: anew("product", "note TEXT", "note INTEGER"), moved: []string{"product"}, said: "loses product columns.note: note of product becomes INTEGER, which changes its value in 1 row."},
		{name: "a wider type", sql: anew("product", "VARCHAR(80)", "VARCHAR(200)")},
		{name: "a default", sql: anew("product", "'none; yet'", "'nothing'")},
		{name: "no default", sql: anew("product", " DEFAULT 'none; yet'", "")},
		{name: "must have a value", sql: anew("brand", "site TEXT", "site TEXT NOT NULL")},
		{name: "must have a value and does not", sql: anew("product", "note TEXT", "note TEXT NOT NULL"), said: "blocks product columns.note: note of product must have a value; there is none in 1 row. Fill them, or leave product out."},
		{name: "need have no value", sql: anew("stock", "amount INT NOT NULL", "amount INT")},
		{name: "a check", sql: anew("product", "price >= 0", "price > 0")},
		{name: "a check that rows do not pass", sql: anew("product", "price >= 0", "price > 5"), said: "blocks product: The rows of product do not fit: CHECK constraint failed: not free. Mend them, or leave product out."},
		{name: "a unique constraint", sql: anew("product", "name VARCHAR(80) NOT NULL", "name VARCHAR(80) NOT NULL UNIQUE")},
		{name: "a unique constraint that rows break", sql: anew("product", "brand_id INTEGER NOT NULL", "brand_id INTEGER NOT NULL UNIQUE"), said: "blocks product: brand_id of product is to be unique, and 1 value is there more than once. Mend the rows, or leave product out."},
		{name: "an index", sql: []string{"CREATE INDEX product_price ON product (price DESC) WHERE price > 1"}},
		{name: "an index of an expression", sql: []string{"CREATE INDEX product_length ON product (length(name))"}},
		{name: "a unique index that rows break", sql: []string{"CREATE UNIQUE INDEX product_brand ON product (brand_id)"}, said: "blocks product: brand_id of product is to be unique, and 1 value is there more than once. Mend the rows, or leave product out."},
		{name: "no index", sql: []string{"DROP INDEX product_name"}},
		{name: "another index of the same name", sql: []string{"DROP INDEX product_name", "CREATE INDEX product_name ON brand (site)"}},
		{name: "a foreign key", sql: anew("history", "what TEXT", "what TEXT REFERENCES flags(name)"), said: "blocks history: 2 rows of history would refer to what is not there. Take that along, or leave it out."},
		{name: "another action", sql: anew("product", "ON DELETE CASCADE", "ON DELETE RESTRICT")},
		{name: "no foreign key", sql: anew("product", " REFERENCES brand(id) ON DELETE CASCADE", "")},
		{name: "a generated column", sql: anew("product", "price * 1.19", "price * 1.16")},
		{name: "a column that is not generated any more", sql: anew("product", "gross AS (price * 1.19) STORED", "gross REAL"), moved: []string{"product"}},
		{name: "another collation", sql: anew("brand", "COLLATE NOCASE", "COLLATE RTRIM")},
		{name: "strict", sql: anew("stock", "WITHOUT ROWID", "WITHOUT ROWID, STRICT")},
		{name: "strict where the type is none", sql: anew("brand", "site TEXT CHECK", "site VARCHAR CHECK"), said: ""},
		{name: "with rows of their own numbers", sql: anew("stock", ") WITHOUT ROWID", ")")},
		{name: "no numbers given anew", sql: anew("brand", " AUTOINCREMENT", "")},
		{name: "a view", sql: []string{"CREATE VIEW stocked AS SELECT p.name, s.amount FROM product p JOIN stock s ON s.product = p.id"}},
		{name: "another view below a view", sql: []string{"DROP VIEW cheap", "CREATE VIEW cheap AS SELECT id, name, price FROM product WHERE price < 20"}},
		{name: "no view", sql: []string{"DROP VIEW cheapest"}},
		{name: "a trigger", sql: []string{"CREATE TRIGGER brand_history AFTER DELETE ON brand BEGIN INSERT INTO history (what) VALUES (OLD.name); END"}},
		{name: "another trigger", sql: []string{"DROP TRIGGER product_history", "CREATE TRIGGER product_history AFTER INSERT ON product BEGIN SELECT 1; END"}},
		{name: "a table", sql: []string{"CREATE TABLE shelf (id INTEGER PRIMARY KEY, product INTEGER REFERENCES product(id))"}},
		{name: "no table", sql: []string{"DROP TABLE history", "DROP TRIGGER product_history", "DROP TRIGGER flags_history"}, moved: []string{"history"}, said: "loses history: history is dropped, with its 2 rows."},
		{name: "another virtual table", sql: []string{"DROP TABLE search", "CREATE VIRTUAL TABLE search USING fts5(name)"}, moved: []string{"search"}, said: "loses search: search is made anew by its module, without its 1 row."},
		{name: "several columns", sql: []string{"ALTER TABLE product DROP COLUMN note", "ALTER TABLE stock DROP COLUMN amount"}, moved: []string{"product", "stock"},
			said: "loses product columns.note: note of product is dropped, with its values in 2 rows.\nloses stock columns.amount: amount of stock is dropped, with its values in 2 rows."},
		{name: "a column that must have a value", sql: anew("stock", "amount INT NOT NULL", "stocked INT"), moved: []string{"stock"},
			said: "loses stock columns.amount: amount of stock is dropped, with its values in 2 rows."},
		{name: "a table that others refer to", sql: append(anew("product", " REFERENCES brand(id) ON DELETE CASCADE", ""), "DROP TABLE brand"), moved: []string{"brand"},
			said: "loses brand: brand is dropped, with its 1 row."},
		{name: "tables that refer to each other", sql: []string{"PRAGMA foreign_keys = OFF", "DROP TABLE stock", "DROP VIEW cheapest", "DROP VIEW cheap", "DROP TABLE product", "DROP TABLE brand"},
			moved: []string{"stock", "product", "brand"}, said: "loses brand: brand is dropped, with its 1 row.\nloses product: product is dropped, with its 3 rows.\nloses stock: stock is dropped, with its 2 rows."},
		{name: "names as they may be", sql: []string{`ALTER TABLE "Größe ""x"" y.z/~" ADD COLUMN "ü ""q"" " TEXT`}},
		{name: "another case", sql: []string{"ALTER TABLE history RENAME TO other", "ALTER TABLE other RENAME TO History"}},
	}
}

// Each change comes from one database to another with rows, and is taken back. Rows that need not change stay as they are, bit
// for bit, as do the numbers that SQLite gives next; what the change takes was saved, and comes back with it.
func TestChangesOverRows(t *testing.T) {
	if len(changes()) < 40 {
		t.Errorf("there are %d changes", len(changes()))
	}
	for _, c := range changes() {
		t.Run(c.name, func(t *testing.T) {
			source, target := fresh(t, shop), fresh(t, append([]string{shop}, rows...)...)
			source.run(t, c.sql...)
			tables := tables
			before, contents, sequence := target.capture(t), target.contents(t, tables...), target.lines(t, "SELECT name || seq FROM sqlite_sequence")
			to := withRows(t, source.capture(t), before)
			want, todo, problems := target.plan(t, to)
			equal(t, c.said, said(problems, lockstep.Blocks, lockstep.Loses))
			journal := &connecttest.Saving{}
			err := target.open(t).Apply(t.Context(), want, todo, journal)
			if slices.ContainsFunc(problems, blocks) {
				if !errors.Is(err, lockstep.Blocked) {
					t.Errorf("got %v, want that it is blocked", err)
				}
				connecttest.Same(t, before, target.capture(t))
				equal(t, contents, target.contents(t, tables...))
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			connecttest.Same(t, want, target.capture(t))
			equal(t, source.made(t), target.made(t))
			var others []string
			for _, table := range tables {
				if !slices.Contains(c.moved, table) {
					others = append(others, table)
				}
			}
			equal(t, kept(contents, others), target.contents(t, others...))
			if c.name != "no numbers given anew" && !slices.Contains(c.moved, "brand") {
				equal(t, sequence, target.lines(t, "SELECT name || seq FROM sqlite_sequence"))
			}
			target.comes(t, before, journal.Saved)
			equal(t, fresh(t, shop).made(t), target.made(t))
			if c.name == "another virtual table" { // its module alone knows its rows
				contents, tables = kept(contents, others), others
			}
			equal(t, contents, target.contents(t, tables...))
			equal(t, []string{"ok"}, target.lines(t, "PRAGMA integrity_check"))
		})
	}
}

// withRows is a schema with the rows of settings tables of another state.
func withRows(t testing.TB, s, other lockstep.State) lockstep.State {
	t.Helper()
	rows := other.Where(func(k lockstep.Key) bool { return k.Kind == "row" }).All()
	to, err := s.With(rows, nil)
	if err != nil {
		t.Fatal(err)
	}
	settled, _, err := sqlite.Driver("").Prepare(slot(), s, to)
	if err != nil {
		t.Fatal(err)
	}
	return settled
}

// withTheirRows is a schema with the rows of settings tables as another state has them, to the letter.
func withTheirRows(t testing.TB, s, other lockstep.State) lockstep.State {
	t.Helper()
	to, err := s.With(other.Where(func(k lockstep.Key) bool { return k.Kind == "row" }).All(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return to
}

func kept(contents, tables []string) []string {
	var some []string
	for _, line := range contents {
		table, _, _ := strings.Cut(line, " ")
		if slices.Contains(tables, table) {
			some = append(some, line)
		}
	}
	return some
}
