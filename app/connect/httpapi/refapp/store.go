package refapp

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// database opens the database of an app, and makes it where there is none. Foreign keys are checked by the app itself, at
// the end of each change, as tables are made anew in it.
func database(ctx context.Context, path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(ctx, `
		CREATE TABLE IF NOT EXISTS _model (body TEXT NOT NULL);
		CREATE TABLE IF NOT EXISTS _file (name TEXT PRIMARY KEY, body BLOB NOT NULL);
		CREATE TABLE IF NOT EXISTS _answer (key TEXT PRIMARY KEY, request BLOB NOT NULL, status INTEGER NOT NULL, etag TEXT NOT NULL);
		INSERT INTO _model SELECT '[]' WHERE NOT EXISTS (SELECT 1 FROM _model);
	`)
	return db, err
}

// in runs work in a transaction, and keeps it where work says so.
func (a *App) in(ctx context.Context, work func(*sql.Tx) (keep bool, err error)) error {
	tx, err := a.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // it says so itself where it was committed
	keep, err := work(tx)
	if err != nil || !keep {
		return err
	}
	return tx.Commit()
}

func modelOf(ctx context.Context, tx *sql.Tx) ([]byte, error) {
	var body []byte
	err := tx.QueryRowContext(ctx, `SELECT body FROM _model`).Scan(&body)
	return body, err
}

func keepModel(ctx context.Context, tx *sql.Tx, body []byte) error {
	var short bytes.Buffer
	if err := json.Compact(&short, body); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE _model SET body = ?`, short.String())
	return err
}

func filesOf(ctx context.Context, tx *sql.Tx) (map[string][]byte, error) {
	rows, err := tx.QueryContext(ctx, `SELECT name, body FROM _file`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	files := map[string][]byte{}
	for rows.Next() {
		var name string
		var body []byte
		if err := rows.Scan(&name, &body); err != nil {
			return nil, err
		}
		files[name] = body
	}
	return files, rows.Err()
}

func keepFiles(ctx context.Context, tx *sql.Tx, files map[string][]byte) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM _file`); err != nil {
		return err
	}
	for name, body := range files {
		if body == nil {
			body = []byte{}
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO _file (name, body) VALUES (?, ?)`, name, body); err != nil {
			return err
		}
	}
	return nil
}

// tagOf is the ETag of a model.
func tagOf(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + hex.EncodeToString(sum[:16]) + `"`
}

// tagOfFiles is the ETag of a configuration: of what it holds, and not of how it was packed.
func tagOfFiles(files map[string][]byte) string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(h, "%d %s %d ", len(name), name, len(files[name]))
		h.Write(files[name])
	}
	return `"` + hex.EncodeToString(h.Sum(nil)[:16]) + `"`
}

// answer is what a write was answered with.
type answer struct {
	status int
	tag    string
}

// answered finds what a write of this key was answered with.
func answered(ctx context.Context, tx *sql.Tx, key string) (request []byte, was answer, ok bool, err error) {
	err = tx.QueryRowContext(ctx, `SELECT request, status, etag FROM _answer WHERE key = ?`, key).Scan(&request, &was.status, &was.tag)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, was, false, nil
	}
	return request, was, err == nil, err
}

func keepAnswer(ctx context.Context, tx *sql.Tx, key string, request []byte, was answer) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO _answer (key, request, status, etag) VALUES (?, ?, ?, ?)`, key, request, was.status, was.tag)
	return err
}
