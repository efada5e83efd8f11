package store

import (
	"context"
	"database/sql"
)

// Tx is a write transaction. Its reads see what it has written. It ends with the function that it was handed to.
type Tx struct {
	reader
	ctx context.Context // of the one call of Write that this transaction lives in
	tx  *sql.Tx
}

// How durable what the write connection writes is: it waits for the disk, or a computer that loses its power may lose the
// latest of it.
const (
	synchronousFull   = `PRAGMA synchronous = FULL`
	synchronousNormal = `PRAGMA synchronous = NORMAL`
)

// Write runs fn in one transaction: all of it is durable when Write returns nil, and none of it happened when it
// returns an error. Another writer is waited for, for 5 seconds where it is another process.
func (s *Store) Write(ctx context.Context, fn func(*Tx) error) error {
	return s.transact(ctx, synchronousFull, fn)
}

// lightly is Write for what is not worth a wait for the disk.
func (s *Store) lightly(ctx context.Context, fn func(*Tx) error) error {
	return s.transact(ctx, synchronousNormal, fn)
}

func (s *Store) transact(ctx context.Context, synchronous string, fn func(*Tx) error) error {
	conn, err := s.writer(ctx, synchronous)
	if err != nil {
		return err
	}
	defer conn.Close()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return s.mapped(ctx, err)
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if err := fn(&Tx{reader: reader{q: tx, faults: s.faults, sealed: s.sealed}, ctx: ctx, tx: tx}); err != nil {
		return s.mapped(ctx, err)
	}
	return s.mapped(ctx, tx.Commit())
}

// writer takes the write connection and sets how durable it is. Whoever takes it sets that anew.
func (s *Store) writer(ctx context.Context, synchronous string) (*sql.Conn, error) {
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return nil, s.mapped(ctx, err)
	}
	if s.synchronous == synchronous {
		return conn, nil
	}
	s.synchronous = ""
	if _, err := conn.ExecContext(ctx, synchronous); err != nil {
		_ = conn.Close()
		return nil, s.mapped(ctx, err)
	}
	s.synchronous = synchronous
	return conn, nil
}

// exec runs one statement and gives how many rows it touched. Its error is SQLite's, for the caller to judge.
func (tx *Tx) exec(query string, args ...any) (int64, error) {
	result, err := tx.tx.ExecContext(tx.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// id looks up the small number that stands for a uuid or a digest inside the catalog; 0 where there is none.
func (tx *Tx) id(query string, name any) (int64, error) {
	id, err := tx.returned(query, name)
	if missing(err) {
		return 0, nil
	}
	return id, err
}

// returned gives the one number that a statement returns; sql.ErrNoRows stays what it is.
func (tx *Tx) returned(query string, args ...any) (int64, error) {
	var n int64
	err := tx.tx.QueryRowContext(tx.ctx, query, args...).Scan(&n)
	if missing(err) {
		return 0, err
	}
	return n, tx.mapped(tx.ctx, err)
}

// orNull is n, or NULL for 0.
func orNull(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}
