package mysql_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/mysql"
	"lockstep/app/connect/sqldb/mysql/mytest"
	"lockstep/app/lockstep"
)

func TestTextsDoNotNameTheirDatabase(t *testing.T) {
	a, b := mytest.New(t), mytest.New(t)
	for _, d := range []*mytest.Database{a, b} {
		for _, statement := range []string{
			"CREATE TABLE t (id int PRIMARY KEY, n int)",
			"CREATE SEQUENCE s",
			"ALTER TABLE t MODIFY n int DEFAULT (NEXT VALUE FOR DATABASE.s)",
			"CREATE VIEW v AS SELECT t.id, x.id AS other FROM DATABASE.t JOIN DATABASE.t x",
			"CREATE VIEW elsewhere AS SELECT t.id, SCHEMA_NAME FROM DATABASE.t JOIN information_schema.SCHEMATA s",
			"CREATE TRIGGER tr BEFORE INSERT ON DATABASE.t FOR EACH ROW SET NEW.n = (SELECT max(id) FROM `DATABASE`.t), NEW.id = DATABASE.f(1)",
			"CREATE FUNCTION f(x int) RETURNS int READS SQL DATA RETURN (SELECT count(*) FROM DATABASE.t WHERE t.id = x)",
		} {
			d.Exec(t, strings.ReplaceAll(statement, "DATABASE", d.Name))
		}
	}
	first, second := connecttest.Capture(t, open(t, a)), connecttest.Capture(t, open(t, b))
	sameTexts(t, first, second)
	if first.Len() != 5 {
		t.Errorf("got %d items", first.Len())
	}
	for _, item := range first.All() {
		if body, _ := item.Body.Bytes(); strings.Contains(string(body), a.Name) {
			t.Errorf("%s names its database: %s", item.Key, body)
		}
	}
	k := lockstep.Key{Slot: "shop", Kind: "table", Name: "t"}
	table, _ := first.Get(k)
	want := []lockstep.Key{{Slot: "shop", Kind: "function", Name: "f"}, {Slot: "shop", Kind: "sequence", Name: "s"}}
	if !slices.Equal(want, table.Needs) {
		t.Errorf("t needs %v", table.Needs)
	}
}

func TestWhatCannotBeToldFromTheDatabasesNameIsLeftOut(t *testing.T) {
	d := mytest.New(t)
	d.Exec(t, "CREATE TABLE t (id int)",
		"CREATE PROCEDURE p() SELECT "+d.Name+".id FROM "+d.Name+".t "+d.Name,
		"CREATE PROCEDURE a_line() BEGIN\n/*\n;;\n*/\nEND",
		"CREATE PROCEDURE minus(a int) SELECT a --1 FROM "+d.Name+".t",
		"SET sql_mode = 'ANSI_QUOTES'", "CREATE PROCEDURE ansi() SELECT * FROM \""+d.Name+"\".t", "SET sql_mode = DEFAULT",
		"SET sql_mode = 'ORACLE'", "CREATE PACKAGE pack AS FUNCTION f RETURN INT; END", "SET sql_mode = DEFAULT")
	var left []string
	state := connecttest.Capture(t, open(t, d))
	for _, o := range state.Omitted() {
		left = append(left, o.Key.Kind+"/"+o.Key.Name+" "+o.Why)
	}
	want := []string{"package/pack objects of this kind are not taken along", "procedure/a_line it holds a line of two semicolons",
		"procedure/ansi it names its own database in double quotes", "procedure/minus it names its own database beside something else of this name",
		"procedure/p it names its own database beside something else of this name"}
	if !slices.Equal(want, left) {
		t.Errorf("got %q", left)
	}
}

func TestAViewWhoseTableIsGoneIsStillTheSame(t *testing.T) {
	d := mytest.New(t)
	d.Exec(t, "CREATE TABLE t (id int, n int)", "CREATE FUNCTION f(x int) RETURNS int NO SQL RETURN x", "CREATE VIEW a AS SELECT id, f(n) AS n FROM t", "CREATE VIEW b AS SELECT a.n FROM a JOIN t ON t.id = a.id")
	c := open(t, d)
	before := connecttest.Capture(t, c)
	for _, gone := range []string{"ALTER TABLE t DROP n", "DROP TABLE t", "DROP FUNCTION f", "DROP VIEW a"} {
		d.Exec(t, gone)
		after := connecttest.Capture(t, c)
		for _, change := range lockstep.Diff(before, after) {
			if change.Key.Kind == "view" && change.Op == lockstep.Modify {
				t.Errorf("after %s: %s", gone, cmp.Diff(text(before, change.Key), text(after, change.Key)))
			}
		}
	}
}

func TestObjectsAreDrawn(t *testing.T) {
	d := mytest.New(t)
	shop(t, d)
	d.Exec(t, "CREATE TABLE codes (code char(2), note varchar(10) COMMENT 'a, (b)', n int CHECK (n > 0), twice int GENERATED ALWAYS AS (n * 2) STORED, UNIQUE KEY both_of (code, n), FULLTEXT KEY words (note), CONSTRAINT some CHECK (code <> '')) PARTITION BY KEY (code) PARTITIONS 2")
	state := connecttest.Capture(t, open(t, d))
	drawn := map[string]lockstep.Object{}
	for _, item := range state.All() {
		drawn[item.Key.Name], _ = mysql.Driver().Describe(item)
	}
	type (
		fields = []lockstep.ObjectField
		parts  = []lockstep.ObjectPart
	)
	engine := parts{{Kind: "option", Name: "ENGINE", Text: "InnoDB"}, {Kind: "option", Name: "DEFAULT CHARSET", Text: "utf8mb4"}, {Kind: "option", Name: "COLLATE", Text: "utf8mb4_general_ci"}}
	same(t, lockstep.Object{Name: "products", Fields: fields{
		{Name: "id", Type: "int(11)", Required: true, Unique: true, Default: "AUTO_INCREMENT"},
		{Name: "name", Type: "varchar(80)"},
		{Name: "price", Type: "decimal(10,2)", Default: "0.00"},
		{Name: "category", Type: "int(11)", Relation: "categories"},
	}, Parts: append(parts{
		{Kind: "primary key", Text: "(`id`)"},
		{Kind: "index", Name: "in_category", Text: "(`category`)"},
		{Kind: "foreign key", Name: "in_category", Text: "(`category`) REFERENCES `categories` (`id`)"},
		{Kind: "trigger", Name: "named", Text: "BEFORE INSERT ON `products` FOR EACH ROW SET NEW.name = TRIM(NEW.name)"},
	}, engine...)}, drawn["products"])
	same(t, lockstep.Object{Name: "codes", Fields: fields{
		{Name: "code", Type: "char(2)"}, {Name: "note", Type: "varchar(10)"}, {Name: "n", Type: "int(11)"},
		{Name: "twice", Type: "int(11)", Default: "GENERATED ALWAYS AS (`n` * 2) STORED"},
	}, Parts: append(append(parts{
		{Kind: "comment", Name: "note", Text: "'a, (b)'"}, {Kind: "check", Name: "n", Text: "(`n` > 0)"},
		{Kind: "unique index", Name: "both_of", Text: "(`code`,`n`)"}, {Kind: "fulltext index", Name: "words", Text: "(`note`)"},
		{Kind: "check", Name: "some", Text: "(`code` <> '')"},
	}, engine...), lockstep.ObjectPart{Kind: "partitioned", Text: "PARTITION BY KEY (`code`)\nPARTITIONS 2"})}, drawn["codes"])
	same(t, lockstep.Object{Name: "offers", Fields: fields{{Name: "id"}, {Name: "name"}, {Name: "gross"}, {Name: "title"}},
		Parts: parts{{Kind: "uses function", Name: "gross"}, {Kind: "uses table", Name: "categories"}, {Kind: "uses table", Name: "products"}}}, drawn["offers"])
	same(t, parts{{Kind: "takes", Text: "net decimal(10,2)"}, {Kind: "gives", Text: "decimal(10,2)"}}, drawn["gross"].Parts)
	same(t, parts{{Kind: "uses table", Name: "products"}}, drawn["tidy"].Parts)
	same(t, parts{{Kind: "runs", Text: "ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' ON COMPLETION NOT PRESERVE DISABLE"}, {Kind: "uses procedure", Name: "tidy"}}, drawn["nightly"].Parts)
	if counts := drawn["numbers"].Parts; len(counts) != 1 || !strings.HasPrefix(counts[0].Text, "start with 100 ") {
		t.Error(counts)
	}
}

func same(t testing.TB, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
