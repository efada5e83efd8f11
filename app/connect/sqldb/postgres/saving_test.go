package postgres_test

import (
	"context"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/postgres/pgtest"
	"lockstep/app/lockstep"
)

// busySaver does something before it saves.
type busySaver struct {
	connecttest.Saving
	first func()
	saves int
}

func (s *busySaver) Save(loss lockstep.Loss, rows func(row func([]byte) error) error) error {
	s.saves++
	return s.Saving.Save(loss, func(row func([]byte) error) error {
		return rows(func(text []byte) error {
			s.first()
			return row(text)
		})
	})
}

// Who has saved values still gets a table that others read, once they have read it.
func TestReadersMayBeThereWhenValuesWereSaved(t *testing.T) {
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, "CREATE TABLE a (id integer PRIMARY KEY)")
	into.Exec(t, "CREATE TABLE a (id integer PRIMARY KEY, note text); INSERT INTO a VALUES (1, 'x')")
	want, changes := prepared(t, into, capture(t, from))
	journal := &busySaver{}
	journal.first = func() {
		tx, err := into.DB.BeginTx(t.Context(), nil)
		if err == nil {
			_, err = tx.ExecContext(t.Context(), "SELECT FROM a")
		}
		if err != nil {
			t.Error(err)
		}
		go func() {
			until(t, into, "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND query = 'ROLLBACK TO SAVEPOINT shut')")
			if err := tx.Commit(); err != nil {
				t.Error(err)
			}
		}()
	}
	if err := open(t, into).Apply(t.Context(), want, changes, journal); err != nil || journal.saves != 1 {
		t.Error(journal.saves, err)
	}
	same(t, want, capture(t, into))
}

// Nobody waits for long because values are being saved.
func TestSavingKeepsNobodyWaiting(t *testing.T) {
	from, into := pgtest.New(t), pgtest.New(t)
	const slow = `CREATE TYPE slow AS (v integer); CREATE TABLE a (id integer PRIMARY KEY, s slow);`
	from.Exec(t, slow+"ALTER TABLE a DROP COLUMN s")
	into.Exec(t, slow+`INSERT INTO a VALUES (1, ROW(7)); 
		CREATE SCHEMA outside; CREATE FUNCTION outside.slowly(s slow) RETURNS text LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN ''(7)''; END'; CREATE CAST (slow AS text) WITH FUNCTION outside.slowly(slow)`)
	before := capture(t, into)
	want, changes := prepared(t, into, capture(t, from))
	written := make(chan error)
	go func() {
		until(t, into, "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'a'::regclass AND mode = 'ShareRowExclusiveLock' AND granted)")
		_, err := into.DB.ExecContext(context.WithoutCancel(t.Context()), "INSERT INTO a VALUES (2, NULL)")
		written <- err
	}()
	err := open(t, into).Apply(t.Context(), want, changes, &connecttest.Saving{})
	const sentence = "Others waited for a for longer than 2s while its values were being saved, so the change was ended. Try again when there is less traffic, or none. Nothing was changed."
	if err == nil || err.Error() != sentence {
		t.Errorf("%v", err)
	}
	if err := <-written; err != nil {
		t.Error(err)
	}
	same(t, before, capture(t, into))
}

// until asks until the answer is true.
func until(t testing.TB, d *pgtest.Database, query string) {
	t.Helper()
	for d.Query(t, query) != "true" {
	}
}
