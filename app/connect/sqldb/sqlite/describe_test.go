package sqlite_test

import (
	"testing"

	"lockstep/app/connect/sqldb/sqlite"
	"lockstep/app/lockstep"
)

func TestObjectsAreDrawn(t *testing.T) {
	d := fresh(t,
		"CREATE TABLE brand (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
		`CREATE TABLE "pro,duct" (a TEXT, b TEXT DEFAULT 'x, y', brand INTEGER REFERENCES brand ON DELETE CASCADE, price REAL CHECK (price > 0), twice REAL AS (price * 2),
			PRIMARY KEY (a, b), CONSTRAINT both UNIQUE (b, price), CHECK (a <> '(' AND a IN (')')), FOREIGN KEY (a, b) REFERENCES other (c, d)) WITHOUT ROWID`,
		`CREATE UNIQUE INDEX by_price ON "pro,duct" (price) WHERE price > 1`,
		"CREATE INDEX plain ON brand (name DESC)",
		"CREATE TRIGGER named AFTER INSERT ON brand BEGIN SELECT 1; END",
		`CREATE VIEW cheap AS SELECT * FROM "pro,duct"`,
		"CREATE TRIGGER put INSTEAD OF INSERT ON cheap BEGIN INSERT INTO brand (name) VALUES (NEW.a); END",
		"CREATE VIRTUAL TABLE words USING fts5(text, tokenize = 'porter')",
	)
	drawn := map[string]lockstep.Object{}
	for _, item := range d.capture(t).All() {
		if o, ok := sqlite.Driver("").Describe(item); ok {
			drawn[item.Key.Name] = o
		}
	}
	type (
		fields = []lockstep.ObjectField
		parts  = []lockstep.ObjectPart
	)
	equal(t, map[string]lockstep.Object{
		"brand": {Name: "brand", Fields: fields{{Name: "id", Type: "INTEGER", Required: true, Unique: true}, {Name: "name", Type: "TEXT", Required: true, Unique: true}},
			Parts: parts{{Kind: "primary key", Text: "(id)"}, {Kind: "option", Text: "STRICT"}, {Kind: "index", Name: "plain", Text: "ON brand (name DESC)"},
				{Kind: "trigger", Name: "named", Text: "AFTER INSERT ON brand BEGIN SELECT 1; END"}}},
		"pro,duct": {Name: "pro,duct", Fields: fields{{Name: "a", Type: "TEXT", Required: true}, {Name: "b", Type: "TEXT", Required: true, Default: "'x, y'"},
			{Name: "brand", Type: "INTEGER", Relation: "brand"}, {Name: "price", Type: "REAL"}, {Name: "twice", Type: "REAL"}},
			Parts: parts{{Kind: "primary key", Text: "(a, b)"}, {Kind: "foreign key", Name: "a, b", Text: "REFERENCES other (c, d)"}, {Kind: "foreign key", Name: "brand", Text: "REFERENCES brand ON DELETE CASCADE"},
				{Kind: "check", Name: "price", Text: "(price > 0)"}, {Kind: "generated", Name: "twice", Text: "(price * 2)"}, {Kind: "unique", Name: "both", Text: "(b, price)"},
				{Kind: "check", Text: "(a <> '(' AND a IN (')'))"}, {Kind: "option", Text: "WITHOUT ROWID"}, {Kind: "unique index", Name: "by_price", Text: `ON "pro,duct" (price) WHERE price > 1`}}},
		"cheap": {Name: "cheap", Parts: parts{{Kind: "trigger", Name: "put", Text: "INSTEAD OF INSERT ON cheap BEGIN INSERT INTO brand (name) VALUES (NEW.a); END"},
			{Kind: "uses table", Name: "brand"}, {Kind: "uses table", Name: "pro,duct"}}},
		"words": {Name: "words", Kind: "virtual table", Parts: parts{{Kind: "module", Text: "fts5(text, tokenize = 'porter')"}}},
	}, drawn)
}
