// Package store is the catalog: one SQLite file that holds projects, environments, snapshots, runs and the vault's
// packs. It keeps rows and their rules (unique names, numbers that are never reused, what may not be deleted) and
// knows neither what a pack holds nor how it is sealed: whoever opens it hands in the [Sealer].
//
// Reads go through a pool of their own, so that they never wait for a write; writes go one at a time through a single
// connection. Several processes may have one catalog open.
package store

import (
	"context"
	"database/sql"
	"errors"
)

// Sealer encrypts what the catalog file alone must not reveal. What is sealed about one thing does not open as being
// about another.
type Sealer interface {
	Seal(plain []byte, about string) []byte
	Unseal(sealed []byte, about string) ([]byte, error)
}

// Store is an open catalog. Its read methods are promoted to it; writes go through [Store.Write].
type Store struct {
	reader
	path  string
	write *sql.DB // one connection
	read  *sql.DB // the read pool

	summed      bool   // the pages of the file have sums
	synchronous string // what the write connection was set to last; for whoever holds it
}

// Close closes the catalog. The read pool goes first, so that the last connection is one that may tidy up the
// write-ahead log.
func (s *Store) Close() error { return errors.Join(s.read.Close(), s.write.Close()) }

// querier is what both a pool and a transaction can do.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// reader holds the reads, which are the same on the pool and inside a transaction.
type reader struct {
	q querier
	faults
	sealed
}

// list reads all rows of a query with scan.
func list[T any](ctx context.Context, r reader, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := r.q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, r.mapped(ctx, err)
	}
	defer rows.Close()
	all := []T{}
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, r.mapped(ctx, err)
		}
		all = append(all, one)
	}
	return all, r.mapped(ctx, rows.Err())
}

// scanner is a row, of one or of many.
type scanner interface{ Scan(dest ...any) error }
