package mysql_test

import (
	"slices"
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/mysql/mytest"
	"lockstep/app/lockstep"
)

// said are what validating says of a table, with its verdict, as lines.
func said(t testing.TB, c lockstep.Connector, want lockstep.State, k lockstep.Key) []string {
	t.Helper()
	now := connecttest.Capture(t, c)
	found, err := c.Validate(t.Context(), want, lockstep.Diff(now, want))
	if err != nil {
		t.Fatal(err)
	}
	sameTexts(t, now, connecttest.Capture(t, c))
	var all []string
	for _, p := range found {
		if p.Key == k {
			all = append(all, string(p.Verdict)+": "+p.Message)
		}
	}
	return all
}

func TestWhatWouldBeLostOrDoesNotFit(t *testing.T) {
	for name, c := range map[string]struct {
		meddle  string // with the rows of the target
		change  string // of the source
		of      string // the table; customer where it is empty
		says    string // what is said; "" for no loss and no block
		refused bool   // the server refuses the change
	}{
		"a table goes":                 {change: "DROP TABLE log", of: "log", says: "loses: Dropping log loses 10 rows."},
		"an empty table goes":          {meddle: "DELETE FROM log", change: "DROP TABLE log", of: "log"},
		"a column goes":                {meddle: "UPDATE customer SET note = NULL WHERE id > 12", change: "ALTER TABLE customer DROP note", says: "loses: Dropping note of customer loses 12 values."},
		"an empty column goes":         {meddle: "UPDATE customer SET note = NULL", change: "ALTER TABLE customer DROP note"},
		"a generated column goes":      {change: "ALTER TABLE product DROP doubled", of: "product"},
		"a column becomes generated":   {change: "ALTER TABLE customer DROP born, ADD born date AS ('2001-01-01') VIRTUAL AFTER mail", says: "loses: Dropping born of customer loses 50 values."},
		"required":                     {meddle: "UPDATE customer SET name = NULL WHERE id < 4", change: "ALTER TABLE customer MODIFY name varchar(40) NOT NULL", says: "blocks: name of customer is to be required, and 3 rows have none. Fill them on the target, then plan again.", refused: true},
		"a required column is added":   {change: "ALTER TABLE customer ADD x int NOT NULL, ADD y varchar(9) NOT NULL", says: "note: y is new in customer, required, and has no default: it is filled with an empty text in 50 rows."},
		"a required day is added":      {change: "ALTER TABLE customer ADD x date NOT NULL", says: "note: x is new in customer, required, and has no default: it is filled with the date 0000-00-00 in 50 rows."},
		"a required place is added":    {change: "ALTER TABLE customer ADD x point NOT NULL", says: "note: x is new in customer, required, and has no default: it is filled with an empty shape in 50 rows."},
		"a unique column is added":     {change: "ALTER TABLE customer ADD x int NOT NULL, ADD UNIQUE KEY (x)", says: "blocks: x of customer is to be unique, and 1 value is there more than once. Make them differ on the target, then plan again.", refused: true},
		"a unique column may be empty": {change: "ALTER TABLE customer ADD x int, ADD UNIQUE KEY (x)"},
		"duplicates":                   {meddle: "UPDATE customer SET name = 'x' WHERE id < 4", change: "ALTER TABLE customer ADD UNIQUE KEY (name)", says: "blocks: name of customer is to be unique, and 1 value is there more than once. Make them differ on the target, then plan again.", refused: true},
		"duplicates of a prefix":       {change: "ALTER TABLE customer ADD UNIQUE KEY (mail(1))", says: "blocks: mail of customer is to be unique, and 1 value is there more than once. Make them differ on the target, then plan again.", refused: true},
		"no duplicates of two":         {meddle: "UPDATE customer SET name = 'x' WHERE id < 4", change: "ALTER TABLE customer ADD UNIQUE KEY (name, id)"},
		"orphans":                      {meddle: "INSERT INTO log VALUES (99, 'x')", change: "ALTER TABLE log ADD CONSTRAINT l FOREIGN KEY (id) REFERENCES customer (id)", of: "log", says: "blocks: id of log is to refer to customer, and 1 row refers to nothing that is there. Mend them on the target, then plan again.", refused: true},
		"orphans of a new table":       {change: "CREATE TABLE n (id int PRIMARY KEY); ALTER TABLE log ADD CONSTRAINT l FOREIGN KEY (id) REFERENCES n (id)", of: "log", says: "blocks: id of log is to refer to n, and 10 rows refer to nothing that is there. Mend them on the target, then plan again.", refused: true},
		"orphans by a new column":      {change: "ALTER TABLE log ADD c int NOT NULL, ADD CONSTRAINT l FOREIGN KEY (c) REFERENCES customer (id)", of: "log", says: "blocks: c of log is to refer to customer, and 10 rows refer to nothing that is there. Mend them on the target, then plan again.", refused: true},
		"a check":                      {change: "ALTER TABLE customer ADD CONSTRAINT few CHECK (points < 10)", says: "blocks: The check few of customer does not allow 41 rows that are there. Mend the rows on the target, then plan again.", refused: true},
		"a check of a column":          {change: "ALTER TABLE customer MODIFY points int NOT NULL DEFAULT 0 CHECK (points < 50)", says: "note: The check of points in customer does not allow 1 row that is there. What is there stays, and the server refuses to change it later."},
		"shorter":                      {change: "ALTER TABLE customer MODIFY name varchar(2)", says: "blocks: name of customer becomes varchar(2) instead of varchar(40), and 41 values there do not fit. Mend them on the target, then plan again.", refused: true},
		"short enough":                 {change: "ALTER TABLE customer MODIFY name varchar(3)"},
		"a smaller number":             {meddle: "UPDATE customer SET points = 200 WHERE id < 3", change: "ALTER TABLE customer MODIFY points tinyint NOT NULL DEFAULT 0", says: "blocks: points of customer becomes tinyint(4) instead of int(11), and 2 values there do not fit. Mend them on the target, then plan again.", refused: true},
		"no negative numbers":          {meddle: "UPDATE node SET parent = NULL; ALTER TABLE node DROP FOREIGN KEY n_parent; UPDATE node SET parent = -1 WHERE id = 3", change: "ALTER TABLE node DROP FOREIGN KEY n_parent, MODIFY parent int unsigned", of: "node", says: "blocks: parent of node becomes int(10) unsigned instead of int(11), and 1 value there does not fit. Mend it on the target, then plan again.", refused: true},
		"fewer digits":                 {change: "ALTER TABLE product MODIFY price decimal(3,2)", of: "product", says: "blocks: price of product becomes decimal(3,2) instead of decimal(10,2), and 41 values there do not fit. Mend them on the target, then plan again.", refused: true},
		"rounded":                      {meddle: "UPDATE product SET price = 1.25 WHERE id < 3", change: "ALTER TABLE product MODIFY price decimal(9,1)", of: "product", says: "loses: price of product becomes decimal(9,1) instead of decimal(10,2), and 2 values there are rounded."},
		"rounded to whole numbers":     {meddle: "UPDATE product SET price = 1.25 WHERE id < 3", change: "ALTER TABLE product MODIFY price int", of: "product", says: "loses: price of product becomes int(11) instead of decimal(10,2), and 2 values there are rounded."},
		"texts of numbers":             {meddle: "UPDATE customer SET mail = if(id < 3, concat('00', id), id)", change: "ALTER TABLE customer MODIFY mail int NOT NULL", says: "loses: mail of customer becomes int(11) instead of varchar(80), and 2 values there are written in another way."},
		"texts of parts":               {meddle: "UPDATE customer SET mail = concat(id, if(id < 3, '.255', '.5'))", change: "ALTER TABLE customer MODIFY mail decimal(6,2) NOT NULL", says: "loses: mail of customer becomes decimal(6,2) instead of varchar(80), and 2 values there are written in another way."},
		"a float of a decimal":         {meddle: "UPDATE product SET price = 16777217 WHERE id < 3", change: "ALTER TABLE product MODIFY price float", of: "product", says: "loses: price of product becomes float instead of decimal(10,2), and 2 values there are rounded."},
		"a text becomes a number":      {change: "ALTER TABLE customer MODIFY name int", says: "blocks: name of customer becomes int(11) instead of varchar(40), and 50 values there do not fit. Mend them on the target, then plan again.", refused: true},
		"a text that is a number":      {meddle: "UPDATE customer SET name = id", change: "ALTER TABLE customer MODIFY name int"},
		"a member in use":              {change: "ALTER TABLE customer MODIFY level enum('low','high') DEFAULT 'low'", says: "blocks: level of customer becomes enum('low','high') instead of enum('low','mid','high'), and 50 values there do not fit. Mend them on the target, then plan again.", refused: true},
		"a member of a set in use":     {change: "ALTER TABLE customer MODIFY flags set('a','b')", says: "blocks: flags of customer becomes set('a','b') instead of set('a','b','c'), and 50 values there do not fit. Mend them on the target, then plan again.", refused: true},
		"a time of day":                {meddle: "UPDATE orders SET at = '2024-05-05 01:02:03' WHERE id < 3", change: "ALTER TABLE orders MODIFY at date", of: "orders", says: "loses: at of orders becomes date instead of datetime, and 2 values there lose their time of day."},
		"years that a timestamp lacks": {meddle: "UPDATE orders SET at = '1900-05-05' WHERE id < 3", change: "ALTER TABLE orders MODIFY at timestamp NULL", of: "orders", says: "blocks: at of orders becomes timestamp instead of datetime, and 2 values there do not fit. Mend them on the target, then plan again.", refused: true},
		"a text becomes a day":         {change: "ALTER TABLE customer MODIFY name date", says: "blocks: name of customer becomes date instead of varchar(40), and 50 values there do not fit. Mend them on the target, then plan again.", refused: true},
		"a character set":              {change: "ALTER TABLE customer MODIFY note text CHARACTER SET latin1", says: "blocks: note of customer becomes latin1 instead of utf8mb4, and 50 values there have characters that it lacks. Mend them on the target, then plan again.", refused: true},
		"a copy":                       {change: "ALTER TABLE log ENGINE=Aria", of: "log", says: "note: The change copies log, 10 rows. It can be read meanwhile, and may not be written to."},
		"an order of keys":             {change: "ALTER TABLE customer DROP KEY by_name; ALTER TABLE customer ADD KEY by_name (name)", says: "note: The change copies customer, 50 rows. It can be read meanwhile, and may not be written to."},
		"an index":                     {change: "ALTER TABLE log ADD KEY (what)", of: "log", says: "note: The change builds an index over log, 10 rows."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source, target := mytest.New(t), mytest.New(t)
			source.Exec(t, base...)
			target.Exec(t, base...)
			target.Exec(t, rows...)
			if c.meddle != "" {
				target.Exec(t, c.meddle)
			}
			source.Exec(t, c.change)
			into := open(t, target)
			want := connecttest.Capture(t, open(t, source))
			if c.of == "" {
				c.of = "customer"
			}
			k := lockstep.Key{Slot: "shop", Kind: "table", Name: c.of}
			all := said(t, into, want, k)
			grave := slices.ContainsFunc(all, func(s string) bool { return !strings.HasPrefix(s, "note") })
			if c.says != "" && !slices.Contains(all, c.says) || c.says == "" && grave {
				t.Errorf("got %q, want %q", all, c.says)
			}
			now := connecttest.Capture(t, into)
			err := into.Apply(t.Context(), want, lockstep.Diff(now, want), connecttest.NoJournal{})
			if (err != nil) != c.refused {
				t.Errorf("the server refuses it: %v", err)
			}
		})
	}
}
