package mytest

import (
	"database/sql"
	"fmt"
	"net"
	"os/exec"
	"testing"

	"github.com/go-sql-driver/mysql"
)

// Database is an empty one on the tests' server.
type Database struct {
	Name       string
	Host, Port string
	db         *sql.DB
}

// New makes a database, and drops it when the test ends.
func New(t testing.TB) *Database {
	t.Helper()
	d := &Database{Name: fmt.Sprintf("db_%d", server.made.Add(1))}
	d.Host, d.Port, _ = net.SplitHostPort(server.address) // it was joined before
	if _, err := server.admin.ExecContext(t.Context(), "CREATE DATABASE "+d.Name); err != nil {
		t.Fatal(err)
	}
	d.db = d.As(t, User, Password)
	t.Cleanup(func() {
		if _, err := server.admin.Exec("DROP DATABASE " + d.Name); err != nil {
			t.Error(err)
		}
	})
	return d
}

// At is the database of a name that a test has made.
func At(t testing.TB, name string) *Database {
	t.Helper()
	d := &Database{Name: name}
	d.Host, d.Port, _ = net.SplitHostPort(server.address) // it was joined before
	d.db = d.As(t, User, Password)
	return d
}

// As connects to the database with an account, until the test ends.
func (d *Database) As(t testing.TB, user, password string) *sql.DB {
	t.Helper()
	config := mysql.NewConfig()
	config.Net, config.Addr, config.DBName, config.User, config.Passwd = "tcp", server.address, d.Name, user, password
	config.MultiStatements, config.Logger = true, &mysql.NopLogger{}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(1)                // so that what is set stays
	t.Cleanup(func() { _ = db.Close() }) // nothing is under way any more
	return db
}

// Exec runs statements with semicolons between them; the body of a routine or a trigger has to stand alone.
func (d *Database) Exec(t testing.TB, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if _, err := d.db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%v in: %s", err, statement)
		}
	}
}

// Value is what a query gives as text; "" for NULL.
func (d *Database) Value(t testing.TB, query string) string {
	t.Helper()
	var value sql.NullString
	if err := d.db.QueryRowContext(t.Context(), query).Scan(&value); err != nil {
		t.Fatalf("%v in: %s", err, query)
	}
	return value.String
}

// Dump is what MariaDB's own program writes of the database's objects.
func (d *Database) Dump(t testing.TB) string {
	t.Helper()
	return d.dump(t, "--no-data")
}

// DumpAll is what MariaDB's own program writes of all that is in the database, a row a line.
func (d *Database) DumpAll(t testing.TB) string {
	t.Helper()
	return d.dump(t, "--order-by-primary", "--skip-extended-insert")
}

func (d *Database) dump(t testing.TB, args ...string) string {
	t.Helper()
	args = append([]string{"--no-defaults", "--host=" + d.Host, "--port=" + d.Port, "--user=" + User, "--password=" + Password,
		"--routines", "--triggers", "--events", "--compact"}, append(args, d.Name)...)
	out, err := exec.CommandContext(t.Context(), program("mariadb-dump"), args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return string(out)
}
