package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"lockstep/app/lockstep"
)

// patience is how long a writer waits for others, in milliseconds. It is short, as whoever waits may be seen by people.
const patience = "2000"

// file is a database by its path.
type file struct{ path string }

// session is one connection to a file, in a transaction or before one.
type session struct {
	file
	db   *sql.DB
	conn *sql.Conn
}

// purpose is what a session is for.
type purpose int

const (
	reading purpose = iota
	writing
)

// open opens the file. It is opened for writing in any case: a reader of a WAL has to write to its index.
func (f file) open(ctx context.Context, p purpose) (*session, error) {
	slashed := filepath.ToSlash(f.path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed
	}
	settings := []string{"busy_timeout(" + patience + ")"}
	switch p {
	case reading:
		settings = append(settings, "query_only(1)")
	case writing:
		// Rows are copied while keys point nowhere, and are looked at before the end. By its old way of renaming, SQLite leaves
		// alone what names a table, in views, triggers and keys.
		settings = append(settings, "foreign_keys(0)", "legacy_alter_table(1)")
	}
	at := url.URL{Scheme: "file", Path: slashed, RawQuery: url.Values{"mode": {"rw"}, "_pragma": settings}.Encode()}
	s, err := connect(ctx, at.String())
	if err != nil {
		return nil, f.fault(ctx, err)
	}
	s.file = f
	return s, nil
}

func connect(ctx context.Context, dsn string) (*session, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &session{db: db, conn: conn}, nil
}

// close ends the session, and with it a transaction that was not committed.
func (s *session) close() {
	_, _ = s.conn.ExecContext(context.Background(), "ROLLBACK") // fails where there is none
	_ = s.conn.Close()
	_ = s.db.Close()
}

// begin begins a transaction: one that reads one state, or one that writes alone.
func (s *session) begin(ctx context.Context, p purpose) error {
	how := "BEGIN"
	if p == writing {
		how = "BEGIN IMMEDIATE"
	}
	return s.fault(ctx, s.exec(ctx, how))
}

func (s *session) exec(ctx context.Context, statement string, args ...any) error {
	_, err := s.conn.ExecContext(ctx, statement, args...)
	return err
}

// each calls scan for each row of a query.
func (s *session) each(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	rows, err := s.conn.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// count is the one number that a query gives.
func (s *session) count(ctx context.Context, query string) (n int, err error) {
	err = s.conn.QueryRowContext(ctx, query).Scan(&n)
	return n, err
}

// fault makes a failure of SQLite a sentence. Nothing was changed: what was begun ends with the session.
func (f file) fault(ctx context.Context, err error) error {
	var known *lockstep.Error
	switch {
	case err == nil, errors.As(err, &known):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	}
	var code lockstep.Code
	var format string
	switch codeOf(err) & 0xff {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		code, format = lockstep.Conflict, "Another program is writing to %s, and did not finish. Nothing was changed. Try again in a moment."
	case lib.SQLITE_NOTADB:
		code, format = lockstep.Invalid, "%s is no database of SQLite, or an encrypted one. Nothing was changed. Set another file."
	case lib.SQLITE_CORRUPT:
		code, format = lockstep.Corrupt, "The database %s is damaged. Nothing was changed. Put a copy back from a backup."
	case lib.SQLITE_READONLY, lib.SQLITE_PERM, lib.SQLITE_AUTH:
		code, format = lockstep.Denied, "The database %s may not be written. Nothing was changed. Give yourself the right to write to it and to its folder."
	case lib.SQLITE_CANTOPEN:
		code, format = lockstep.Unreachable, "The database %s cannot be opened. Nothing was changed. Look whether the path is right, and whether you may read it and write to its folder."
	case lib.SQLITE_FULL:
		code, format = lockstep.Denied, "The disk of %s is full. Nothing was changed. Make space and try again."
	case lib.SQLITE_IOERR:
		code, format = lockstep.Unreachable, "The disk of %s does not work as it should. Nothing was changed. Look after the disk and try again."
	default:
		return &lockstep.Error{Code: lockstep.Invalid, Cause: err, Message: "SQLite says of " + f.path + ": " + reason(err) + ". Nothing was changed."}
	}
	return &lockstep.Error{Code: code, Message: fmt.Sprintf(format, f.path), Cause: err}
}

// codeOf is the extended code of a failure of SQLite; 0 for another error.
func codeOf(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

// reason is what SQLite says, without its code.
func reason(err error) string {
	text := err.Error()
	if at := strings.LastIndex(text, " ("); at > 0 && strings.HasSuffix(text, ")") {
		text = text[:at]
	}
	text = strings.TrimPrefix(text, "SQL logic error: ")
	return strings.TrimPrefix(text, "constraint failed: ")
}

// quote is a name as SQL has it in any place.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
