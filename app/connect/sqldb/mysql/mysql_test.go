package mysql_test

import (
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/mysql"
	"lockstep/app/connect/sqldb/mysql/mytest"
	"lockstep/app/lockstep"
)

func slot() lockstep.Slot { return lockstep.Slot{Name: "shop", Kind: mysql.Kind} }

func to(d *mytest.Database) lockstep.Connection {
	return lockstep.Connection{
		Settings: lockstep.Settings{"host": d.Host, "port": d.Port, "database": d.Name, "user": mytest.User, "tls": "off"},
		Secrets:  lockstep.Settings{"password": mytest.Password},
	}
}

func open(t testing.TB, d *mytest.Database) lockstep.Connector {
	t.Helper()
	return connecttest.Open(t, mysql.Driver(), slot(), to(d))
}

// shop makes a small shop with each kind of object.
func shop(t testing.TB, d *mytest.Database) {
	t.Helper()
	d.Exec(t,
		"CREATE TABLE categories (id int PRIMARY KEY AUTO_INCREMENT, title varchar(80) NOT NULL)",
		"CREATE TABLE products (id int PRIMARY KEY AUTO_INCREMENT, name varchar(80), price decimal(10,2) DEFAULT 0, category int, CONSTRAINT in_category FOREIGN KEY (category) REFERENCES categories (id))",
		"CREATE FUNCTION gross(net decimal(10,2)) RETURNS decimal(10,2) DETERMINISTIC RETURN net * 1.2",
		"CREATE VIEW offers AS SELECT p.id, p.name, gross(p.price) AS gross, c.title FROM products p JOIN categories c ON c.id = p.category",
		"CREATE PROCEDURE tidy() BEGIN DELETE FROM products WHERE price IS NULL; END",
		"CREATE TRIGGER named BEFORE INSERT ON products FOR EACH ROW SET NEW.name = TRIM(NEW.name)",
		"CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DISABLE DO CALL tidy()",
		"CREATE SEQUENCE numbers START WITH 100",
	)
}

func TestTheConnectorKeepsItsPromises(t *testing.T) {
	d := mytest.New(t)
	empty := connecttest.Capture(t, open(t, d))
	shop(t, d)
	full := connecttest.Capture(t, open(t, d))
	d.Exec(t,
		"ALTER TABLE products ADD COLUMN sku varchar(40) AFTER id, ADD UNIQUE KEY sku (sku), MODIFY name varchar(120) NOT NULL",
		"DROP PROCEDURE tidy", "DROP EVENT nightly",
		"CREATE OR REPLACE VIEW offers AS SELECT id, sku, name FROM products",
		"ALTER SEQUENCE numbers INCREMENT BY 10",
		"CREATE TABLE tags (id int PRIMARY KEY, product int, FOREIGN KEY (product) REFERENCES products (id))",
		"CREATE OR REPLACE TRIGGER named BEFORE INSERT ON products FOR EACH ROW SET NEW.name = LOWER(NEW.name)",
	)
	other := connecttest.Capture(t, open(t, d))
	connecttest.Run(t, connecttest.Setup{
		Driver:  mysql.Driver(),
		Slot:    slot(),
		System:  func(t testing.TB) lockstep.Connection { return to(mytest.New(t)) },
		States:  []lockstep.State{full, other, empty},
		Meddle:  meddle,
		Missing: &lockstep.Connection{Settings: lockstep.Settings{"host": "127.0.0.1", "port": "1", "database": "shop", "user": "tests", "tls": "off"}},
	})
}

// meddle changes an object as somebody does by hand, or makes it.
func meddle(t testing.TB, connection lockstep.Connection, k lockstep.Key) {
	t.Helper()
	name := "`" + k.Name + "`"
	d := mytest.At(t, connection.Settings["database"])
	d.Exec(t, map[string]string{
		"table":     "CREATE TABLE IF NOT EXISTS " + name + " (id int); ALTER TABLE " + name + " COMMENT = 'meddled'",
		"view":      "CREATE OR REPLACE VIEW " + name + " AS SELECT 42 AS meddled",
		"function":  "CREATE OR REPLACE FUNCTION " + name + "() RETURNS int DETERMINISTIC RETURN 42",
		"procedure": "CREATE OR REPLACE PROCEDURE " + name + "() SELECT 42",
		"event":     "CREATE OR REPLACE EVENT " + name + " ON SCHEDULE EVERY 42 DAY DO SELECT 42",
		"sequence":  "CREATE OR REPLACE SEQUENCE " + name + " START WITH 42",
	}[k.Kind])
}
