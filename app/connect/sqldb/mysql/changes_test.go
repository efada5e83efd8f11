package mysql_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/mysql/mytest"
	"lockstep/app/lockstep"
)

// base is what each change begins with; rows fills it.
var base = []string{
	"CREATE TABLE customer (id int PRIMARY KEY AUTO_INCREMENT, name varchar(40), mail varchar(80) NOT NULL, born date, points int NOT NULL DEFAULT 0, level enum('low','mid','high') DEFAULT 'low', flags set('a','b','c'), note text, changed timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(), mood varchar(9) DEFAULT 'good', UNIQUE KEY mail (mail), KEY by_name (name), KEY by_born (born), CONSTRAINT points_ok CHECK (points >= 0)) COMMENT='who buys'",
	"CREATE TABLE product (id int PRIMARY KEY, code varchar(20) NOT NULL, price decimal(10,2), doubled decimal(11,2) AS (price * 2) STORED, plus1 int AS (id + 1) VIRTUAL, UNIQUE KEY code (code))",
	"CREATE TABLE orders (id bigint PRIMARY KEY, customer int NOT NULL, product int, at datetime DEFAULT current_timestamp(), seen datetime(6), weight double, paid decimal(12,4) NOT NULL, KEY customer (customer), CONSTRAINT o_customer FOREIGN KEY (customer) REFERENCES customer (id), CONSTRAINT o_product FOREIGN KEY (product) REFERENCES product (id) ON DELETE SET NULL)",
	"CREATE TABLE node (id int PRIMARY KEY, parent int, CONSTRAINT n_parent FOREIGN KEY (parent) REFERENCES node (id))",
	"CREATE TABLE log (id int PRIMARY KEY, what varchar(100)) DEFAULT CHARSET=latin1",
	"CREATE FUNCTION twice(x int) RETURNS int DETERMINISTIC RETURN x * 2",
	"CREATE VIEW names AS SELECT id, name FROM customer",
	"CREATE VIEW long_names AS SELECT id, name FROM names WHERE char_length(name) > 5",
	"CREATE TRIGGER `t1` BEFORE INSERT ON `orders` FOR EACH ROW SET NEW.at = coalesce(NEW.at, now())",
	"CREATE TRIGGER `t2` BEFORE INSERT ON `orders` FOR EACH ROW SET NEW.product = NEW.product",
	"CREATE TRIGGER `t3` AFTER DELETE ON `orders` FOR EACH ROW INSERT INTO log VALUES (OLD.id, 'gone')",
	"CREATE TRIGGER `t4` AFTER UPDATE ON `customer` FOR EACH ROW INSERT INTO log VALUES (OLD.id + 1000, 'changed')",
	"CREATE TRIGGER `t5` BEFORE UPDATE ON `orders` FOR EACH ROW SET NEW.weight = -1",
	"CREATE SEQUENCE s START WITH 5",
	"CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2031-01-01 00:00:00' DISABLE DO DELETE FROM log",
}

var rows = []string{
	"INSERT INTO customer (id, name, mail, born, points, level, flags, note, changed, mood) SELECT seq, concat('n', seq), concat('m', seq, '@x'), '2000-01-01', seq, 'mid', 'a,c', 'ä☃', '2020-02-02', if(seq % 3, 'bad', NULL) FROM seq_1_to_50",
	"INSERT INTO product (id, code, price) SELECT seq, concat('c', seq), seq FROM seq_1_to_50",
	"INSERT INTO orders (id, customer, product, at, seen, weight, paid) SELECT seq, seq, seq, '2024-05-05', if(seq % 5, '2024-05-05 23:59:59.123456', NULL), seq * 0.3, seq * 1.0101 FROM seq_1_to_50",
	"INSERT INTO node SELECT seq, nullif(seq - 1, 0) FROM seq_1_to_20",
	"INSERT INTO log SELECT seq, concat('ä', seq) FROM seq_1_to_10",
}

// steady is what no change below touches of a table that stays.
var steady = map[string]string{"customer": "id, name, mail", "orders": "id", "node": "id, parent", "log": "id, convert(what USING utf8mb4)", "product": "id, price"}

func untouched(t testing.TB, d *mytest.Database) map[string]string {
	t.Helper()
	all := map[string]string{}
	for name, columns := range steady {
		if d.Value(t, "SELECT count(*) FROM information_schema.tables WHERE table_schema = database() AND table_name = '"+name+"'") == "1" {
			all[name] = d.Value(t, "SELECT md5(group_concat(concat_ws('|', "+columns+") ORDER BY id)) FROM "+name)
		}
	}
	return all
}

var schemaChanges = map[string][]string{
	"add a column":                         {"ALTER TABLE customer ADD COLUMN phone varchar(20)"},
	"add columns in the midst":             {"ALTER TABLE customer ADD COLUMN a int AFTER id, ADD COLUMN b int FIRST, ADD COLUMN c int DEFAULT 7 AFTER born"},
	"drop a column":                        {"ALTER TABLE customer DROP COLUMN note"},
	"drop a column of a key":               {"ALTER TABLE customer DROP COLUMN born"},
	"drop columns that must have a value":  {"ALTER TABLE orders DROP FOREIGN KEY o_customer, DROP KEY customer, DROP COLUMN customer, DROP COLUMN paid", "ALTER TABLE product DROP COLUMN code", "ALTER TABLE customer DROP CONSTRAINT points_ok, DROP COLUMN points, DROP COLUMN mood, DROP COLUMN flags"},
	"drop a table":                         {"DROP TABLE orders"},
	"drop tables that refer to each other": {"DROP TABLE orders, node, customer", "DROP VIEW long_names, names"},
	"cut numbers":                          {"ALTER TABLE orders MODIFY weight int, MODIFY paid decimal(12,1) NOT NULL"},
	"less exact numbers":                   {"ALTER TABLE orders MODIFY weight float"},
	"cut times":                            {"ALTER TABLE orders MODIFY seen datetime"},
	"cut times of day":                     {"ALTER TABLE orders MODIFY seen date, DROP COLUMN at"},
	"move columns":                         {"ALTER TABLE customer MODIFY note text FIRST, MODIFY mail varchar(80) NOT NULL AFTER level"},
	"reverse columns":                      {"ALTER TABLE product MODIFY code varchar(20) NOT NULL FIRST, MODIFY price decimal(10,2) FIRST"},
	"widen a type":                         {"ALTER TABLE customer MODIFY name varchar(200), MODIFY points bigint NOT NULL DEFAULT 0"},
	"narrow a type":                        {"ALTER TABLE customer MODIFY name varchar(10)"},
	"text to number":                       {"ALTER TABLE customer MODIFY born varchar(20)"},
	"add members":                          {"ALTER TABLE customer MODIFY level enum('low','mid','high','top') DEFAULT 'mid', MODIFY flags set('a','b','c','d')"},
	"take a member out of the midst":       {"ALTER TABLE customer MODIFY level enum('mid','high') DEFAULT 'mid'"},
	"not null":                             {"ALTER TABLE customer MODIFY name varchar(40) NOT NULL"},
	"null":                                 {"ALTER TABLE customer MODIFY mail varchar(80)"},
	"change a default":                     {"ALTER TABLE customer ALTER points SET DEFAULT 5, ALTER level DROP DEFAULT"},
	"change a comment":                     {"ALTER TABLE customer MODIFY name varchar(40) COMMENT 'a; \"b\"', COMMENT = ''"},
	"case of a name":                       {"ALTER TABLE customer CHANGE born BORN date"},
	"add keys":                             {"ALTER TABLE customer ADD UNIQUE KEY u2 (name, mail), ADD KEY k (points), ADD FULLTEXT KEY f (note), ADD KEY p (note(10))"},
	"drop keys":                            {"ALTER TABLE customer DROP KEY by_name, DROP KEY mail"},
	"order of keys":                        {"ALTER TABLE customer DROP KEY by_name", "ALTER TABLE customer ADD KEY by_name (name)"},
	"a key becomes unique":                 {"ALTER TABLE customer DROP KEY by_name, ADD UNIQUE KEY by_name (name)"},
	"another primary key":                  {"ALTER TABLE node DROP FOREIGN KEY n_parent", "ALTER TABLE node DROP PRIMARY KEY, ADD COLUMN n int NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST, ADD KEY (id)", "ALTER TABLE node ADD CONSTRAINT n_parent FOREIGN KEY (parent) REFERENCES node (id)"},
	"no primary key":                       {"ALTER TABLE log DROP PRIMARY KEY"},
	"checks":                               {"ALTER TABLE customer DROP CONSTRAINT points_ok, ADD CONSTRAINT first_check CHECK (points < 100000), ADD CONSTRAINT points_ok CHECK (points >= -1)"},
	"generated columns":                    {"ALTER TABLE product MODIFY doubled decimal(11,2) AS (price * 2 + 0) STORED, DROP COLUMN plus1, ADD COLUMN plus1 int AS (id + 1) STORED AFTER code"},
	"a generated column holds values":      {"ALTER TABLE product MODIFY doubled decimal(11,2)"},
	"an option":                            {"ALTER TABLE customer ROW_FORMAT=COMPACT STATS_PERSISTENT=0 COMMENT='other'"},
	"a character set":                      {"ALTER TABLE log CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci"},
	"a character set by default":           {"ALTER TABLE customer DEFAULT CHARACTER SET latin1"},
	"an engine":                            {"ALTER TABLE log ENGINE=Aria"},
	"partitions":                           {"ALTER TABLE log PARTITION BY HASH (id) PARTITIONS 3"},
	"type of a key that is referred to":    {"ALTER TABLE orders DROP FOREIGN KEY o_customer", "ALTER TABLE customer MODIFY id bigint AUTO_INCREMENT", "ALTER TABLE orders MODIFY customer bigint NOT NULL, ADD CONSTRAINT o_customer FOREIGN KEY (customer) REFERENCES customer (id)"},
	"type of a key that refers to its own table": {"ALTER TABLE node DROP FOREIGN KEY n_parent", "ALTER TABLE node MODIFY id bigint, MODIFY parent bigint", "ALTER TABLE node ADD CONSTRAINT n_parent FOREIGN KEY (parent) REFERENCES node (id)"},
	"a foreign key that acts otherwise":          {"ALTER TABLE orders DROP FOREIGN KEY o_product", "ALTER TABLE orders ADD CONSTRAINT o_product FOREIGN KEY (product) REFERENCES product (id) ON DELETE CASCADE"},
	"no foreign key":                             {"ALTER TABLE orders DROP FOREIGN KEY o_product, DROP KEY o_product"},
	"a foreign key that only a comment changes":  {"ALTER TABLE orders MODIFY product int COMMENT 'what'"},
	"not null in a foreign key":                  {"ALTER TABLE orders DROP FOREIGN KEY o_product", "ALTER TABLE orders MODIFY product int NOT NULL, ADD CONSTRAINT o_product FOREIGN KEY (product) REFERENCES product (id)"},
	"a table goes, with what refers to it":       {"ALTER TABLE orders DROP FOREIGN KEY o_product, DROP KEY o_product, DROP COLUMN product", "DROP TRIGGER t2", "CREATE TABLE kept LIKE product", "ALTER TABLE customer ADD COLUMN kept int, ADD CONSTRAINT c_kept FOREIGN KEY (kept) REFERENCES kept (id)"},
	"tables in a circle":                         {"CREATE TABLE x (id int PRIMARY KEY, y int)", "CREATE TABLE y (id int PRIMARY KEY, x int, CONSTRAINT y_x FOREIGN KEY (x) REFERENCES x (id))", "ALTER TABLE x ADD CONSTRAINT x_y FOREIGN KEY (y) REFERENCES y (id)", "CREATE TRIGGER xt AFTER INSERT ON x FOR EACH ROW INSERT INTO y VALUES (NEW.id, NULL)"},
	"triggers in another order":                  {"DROP TRIGGER t1", "CREATE TRIGGER t1 BEFORE INSERT ON orders FOR EACH ROW SET NEW.at = coalesce(NEW.at, now())"},
	"triggers":                                   {"DROP TRIGGER t1", "DROP TRIGGER t3", "CREATE TRIGGER t0 BEFORE UPDATE ON orders FOR EACH ROW SET NEW.at = now()", "CREATE OR REPLACE TRIGGER t2 AFTER INSERT ON orders FOR EACH ROW INSERT INTO log VALUES (NEW.id, 'x')"},
	"a trigger of another table":                 {"DROP TRIGGER t3", "CREATE TRIGGER t3 AFTER DELETE ON customer FOR EACH ROW INSERT INTO log VALUES (OLD.id, 'gone')"},
	"two triggers change their tables":           {"DROP TRIGGER t3", "CREATE TRIGGER t6 AFTER DELETE ON customer FOR EACH ROW DELETE FROM log", "CREATE TRIGGER t3 AFTER DELETE ON node FOR EACH ROW INSERT INTO log VALUES (OLD.id, 'gone')"},
	"views upon a new column":                    {"ALTER TABLE customer ADD COLUMN nick varchar(9)", "CREATE OR REPLACE VIEW names AS SELECT id, name, nick FROM customer", "CREATE OR REPLACE VIEW long_names AS SELECT id, nick FROM names", "CREATE VIEW a_view AS SELECT twice(id) AS x FROM long_names"},
	"a view becomes a table":                     {"DROP VIEW long_names", "DROP VIEW names", "CREATE TABLE names (id int PRIMARY KEY, name varchar(40))"},
	"routines, events and sequences":             {"CREATE OR REPLACE FUNCTION twice(x bigint) RETURNS bigint DETERMINISTIC RETURN x + x", "CREATE PROCEDURE p() SELECT 1", "CREATE OR REPLACE EVENT e ON SCHEDULE EVERY 2 DAY STARTS '2031-01-01 00:00:00' DISABLE DO CALL p()", "ALTER SEQUENCE s INCREMENT BY 3 MAXVALUE 5000 CYCLE"},
	"a sequence becomes a table":                 {"DROP SEQUENCE s", "CREATE TABLE s (id int PRIMARY KEY)"},
	"a sequence becomes a view":                  {"DROP SEQUENCE s", "CREATE VIEW s AS SELECT 1 AS one"},
	"a constraint of another table":              {"ALTER TABLE orders DROP FOREIGN KEY o_product, DROP KEY o_product", "ALTER TABLE node ADD CONSTRAINT o_product FOREIGN KEY (id) REFERENCES product (id)"},
	"a period":                                   {"ALTER TABLE log ADD a date NOT NULL DEFAULT '2001-01-01', ADD b date NOT NULL DEFAULT '2002-01-01'", "ALTER TABLE log ADD PERIOD FOR valid (a, b)"},
	"types of all kinds":                         {"ALTER TABLE log ADD j json, ADD u uuid, ADD g geometry NOT NULL DEFAULT (point(1, 2)), ADD h int INVISIBLE, ADD n bigint DEFAULT (NEXT VALUE FOR s), ADD c text COMPRESSED, ADD e varchar(9) DEFAULT (concat('a', 'b')), ADD SPATIAL KEY sp (g), ADD KEY ig (u) IGNORED"},
	"a key on what is generated":                 {"ALTER TABLE product ADD KEY d (doubled), ADD UNIQUE KEY p1 (plus1)"},
	"versions of rows":                           {"CREATE TABLE history (id int PRIMARY KEY) WITH SYSTEM VERSIONING"},
	"options of an engine":                       {"ALTER TABLE log ENGINE=Aria TRANSACTIONAL=0 ROW_FORMAT=PAGE", "ALTER TABLE node PAGE_COMPRESSED=1"},
	"a table that nobody knew":                   {"CREATE TABLE one (id int PRIMARY KEY)", "CREATE TABLE two (id int PRIMARY KEY, one int, FOREIGN KEY (one) REFERENCES one (id))", "CREATE VIEW on_two AS SELECT * FROM two", "CREATE FUNCTION f() RETURNS int READS SQL DATA RETURN (SELECT count(*) FROM two)", "CREATE VIEW on_f AS SELECT f() AS x"},
}

func TestSchemaChangesOverRowsAndBack(t *testing.T) {
	for name, statements := range schemaChanges {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source, target := mytest.New(t), mytest.New(t)
			source.Exec(t, base...)
			target.Exec(t, base...)
			target.Exec(t, rows...)
			from, into := open(t, source), open(t, target)
			before := connecttest.Capture(t, from)
			sameTexts(t, before, connecttest.Capture(t, into))
			source.Exec(t, statements...)
			after := connecttest.Capture(t, from)
			if len(lockstep.Diff(before, after)) == 0 {
				t.Fatal("the change changes nothing")
			}
			held, all := untouched(t, target), contents(t, target)
			saved := goes(t, into, after)
			for name, rows := range untouched(t, target) {
				if rows != held[name] {
					t.Errorf("rows of %s were changed on the way there", name)
				}
			}
			comes(t, into, before, saved)
			if diff := cmp.Diff(all, contents(t, target)); diff != "" {
				t.Errorf("rows were changed on the way back: %s", diff)
			}
			other := mytest.New(t)
			other.Exec(t, base...)
			if diff := cmp.Diff(dumped(t, other), dumped(t, target)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
