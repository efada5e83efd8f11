package pgtest

import (
	"context"
	"database/sql"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Database is a fresh one on the server of this test process.
type Database struct {
	Port int
	Name string
	DB   *sql.DB // as the superuser
}

var made atomic.Int64

// New makes a database, and drops it when the test ends.
func New(t testing.TB) *Database {
	t.Helper()
	s := start()
	if s.err != nil {
		t.Fatal(s.err)
	}
	admin := open(t, s.port, "postgres")
	admin.SetMaxIdleConns(0) // the server may be killed meanwhile
	name := fmt.Sprintf("test_%d", made.Add(1))
	if _, err := admin.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	d := &Database{Port: s.port, Name: name, DB: open(t, s.port, name)}
	t.Cleanup(func() {
		_ = d.DB.Close() // what it left open ends with the database
		if _, err := admin.ExecContext(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
		_ = admin.Close()
	})
	return d
}

// At is a database of the server by its name.
func At(t testing.TB, name string) *Database {
	t.Helper()
	d := &Database{Port: start().port, Name: name, DB: open(t, start().port, name)}
	t.Cleanup(func() { _ = d.DB.Close() })
	return d
}

func open(t testing.TB, port int, name string) *sql.DB {
	t.Helper()
	config, err := pgx.ParseConfig(fmt.Sprintf("host=%s port=%d user=%s password=%s dbname=%s sslmode=disable", Host, port, User, Password, name))
	if err != nil {
		t.Fatal(err)
	}
	config.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol // several statements at once
	return stdlib.OpenDB(*config)
}

// Exec runs statements.
func (d *Database) Exec(t testing.TB, statements string) {
	t.Helper()
	if _, err := d.DB.ExecContext(t.Context(), statements); err != nil {
		t.Fatalf("%v in: %.200s", err, statements)
	}
}

// Query gives the one value that a query finds, as text.
func (d *Database) Query(t testing.TB, query string) string {
	t.Helper()
	var got sql.NullString
	if err := d.DB.QueryRowContext(t.Context(), query).Scan(&got); err != nil {
		t.Fatalf("%v in: %s", err, query)
	}
	return got.String
}
