// Package mysql connects a database of a MariaDB or MySQL server. Its model is one item an object, whose body is the server's own
// text of it; the way from one table to another is found by comparing two such texts. The configuration are the rows of settings
// tables, which are written together in one transaction once the model is made.
package mysql

import (
	"context"
	"database/sql"
	"fmt"

	driver "github.com/go-sql-driver/mysql"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// Kind is the kind of this connector.
const Kind = "mysql"

// The kinds of items besides those that every database has.
const (
	functionKind  = "function"
	procedureKind = "procedure"
	eventKind     = "event"
	sequenceKind  = "sequence"
)

// dialect is how the server writes SQL in sessions of [sessionMode].
var dialect = sqldb.Dialect{Backticks: true, Backslash: true, Hash: true, KeepsCase: true}

// Driver is the driver of MySQL and MariaDB.
func Driver() lockstep.Driver {
	return lockstep.Driver{
		Kind:       Kind,
		Title:      "MySQL or MariaDB",
		SlotFields: sqldb.SlotFields(),
		Fields: []lockstep.Field{
			{Name: "host", Label: "Host", Input: lockstep.TextInput, Help: "Such as db.example, or the path of a socket of this computer."},
			{Name: "port", Label: "Port", Input: lockstep.TextInput, Help: "Empty: " + defaultPort + "."},
			{Name: "database", Label: "Database", Input: lockstep.TextInput, Help: "Its name on the server."},
			{Name: "user", Label: "User", Input: lockstep.TextInput, Help: "The account that the password belongs to."},
			{Name: "url", Label: "URL", Input: lockstep.TextInput, Help: "Instead of these four: mysql://user@db.example:3306/shop, without the password."},
			{Name: "password", Label: "Password", Input: lockstep.TextInput, Secret: true, Help: "Of that account."},
			{Name: "tls", Label: "Encryption", Input: lockstep.ChoiceInput, Help: "Off is for a server on this computer.",
				Options: []lockstep.Option{{Value: "", Label: "TLS, verified"}, {Value: "off", Label: "Off"}}},
			{Name: "ca", Label: "Certificate authority", Input: lockstep.TextInput, Help: "The full path of a PEM file, where its certificate is not from an authority that this computer knows."},
		},
		Traits: func(lockstep.Settings) lockstep.Traits {
			return lockstep.Traits{CountsRows: true, Together: true, Script: "SQL",
				NotHeld: "Rows, other than those of settings tables, numbers that count up, users, grants, who an object runs as, the database's own character set and server settings are not held."}
		},
		Check:    func(slot lockstep.Slot) error { _, err := sqldb.ScopeOf(slot); return err },
		Open:     open,
		Prepare:  prepare,
		Between:  between,
		Match:    sqldb.Match,
		Noise:    noise,
		Describe: describe,
	}
}

// connector connects one database.
type connector struct {
	slot    string
	scope   sqldb.Scope
	address address
	reads   *sql.DB          // takes several statements at once
	writes  *sql.DB          // takes one
	saved   []lockstep.Saved // what is put back into what is made again
}

// readers is how many connections read objects at the same time.
const readers = 3

func open(ctx context.Context, slot lockstep.Slot, connection lockstep.Connection) (lockstep.Connector, error) {
	scope, err := sqldb.ScopeOf(slot)
	if err != nil {
		return nil, err
	}
	where, err := addressOf(connection)
	if err != nil {
		return nil, err
	}
	config, err := where.config()
	if err != nil {
		return nil, err
	}
	c := &connector{slot: slot.Name, scope: scope, address: where}
	for _, pool := range []struct {
		db    **sql.DB
		many  bool
		limit int
	}{{&c.reads, true, readers}, {&c.writes, false, 1}} {
		own := config.Clone()
		own.MultiStatements = pool.many
		if !pool.many {
			own.MaxAllowedPacket = 0 // what the server says, so that a value that is longer goes in parts
		}
		dial, err := driver.NewConnector(own)
		if err != nil {
			return nil, lockstep.Errorf(lockstep.Invalid, "The settings of the connection make no sense together: %v. Mend them.", err)
		}
		*pool.db = sql.OpenDB(dial)
		(*pool.db).SetMaxOpenConns(pool.limit)
	}
	c.writes.SetMaxIdleConns(0) // a session that writes sets what no other one should go on with
	return c, ctx.Err()
}

func (c *connector) key(kind, name string) lockstep.Key {
	return lockstep.Key{Slot: c.slot, Kind: kind, Name: sqldb.Name(name)}
}

// Fingerprint is the digest of a capture: the catalogs' times do not tell of every change, and their columns not of all that a text holds.
func (c *connector) Fingerprint(ctx context.Context) (string, error) {
	state, err := c.Capture(ctx)
	return fmt.Sprint(state.Digest(), state.Omitted()), err
}

// ClearCache does nothing: the server renews by itself what it keeps of objects.
func (c *connector) ClearCache(ctx context.Context) error { return ctx.Err() }

// Close gives the connections up.
func (c *connector) Close() error {
	_, _ = c.reads.Close(), c.writes.Close() // all that can go wrong is that the server does not hear the goodbye: it is gone
	return nil
}
