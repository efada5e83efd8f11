package sqlite_test

import (
	"testing"

	"lockstep/app/connect/sqldb/sqlite"
	"lockstep/app/lockstep"
)

func TestWhatSQLiteFillsItself(t *testing.T) {
	d := fresh(t, `CREATE TABLE flags (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, at TEXT DEFAULT CURRENT_TIMESTAMP, "a/b" TEXT DEFAULT (datetime('now')), sure INTEGER DEFAULT 1)`,
		`CREATE TABLE rates (country TEXT, region TEXT, changed TEXT DEFAULT CURRENT_DATE, PRIMARY KEY (country, region))`,
		`CREATE TABLE groups (id INTEGER PRIMARY KEY, name TEXT UNIQUE)`, `CREATE TABLE members (name TEXT PRIMARY KEY, "group" INTEGER REFERENCES groups)`)
	of := lockstep.Slot{Name: "db", Kind: sqlite.Kind, Settings: lockstep.Settings{"rows": "flags(name)\nrates\ngroups(name)\nmembers"}}
	rows := func(name, place, why string) lockstep.Noise {
		return lockstep.Noise{Items: lockstep.Key{Slot: "db", Kind: "row", Name: name}, Place: place, Why: why}
	}
	equal(t, []lockstep.Noise{
		rows("flags/*", "/id", "is numbered by the database"), rows("flags/*", "/at", "is a time that the database sets"),
		rows("flags/*", "/a~1b", "is a time that the database sets"), rows("rates/*/*", "/changed", "is a time that the database sets"),
	}, sqlite.Driver("").Noise(of, d.capture(t)))
}
