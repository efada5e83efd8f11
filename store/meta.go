package store

import (
	"context"
)

// Meta keeps small named values in the catalog. They are not sealed.
type Meta interface {
	// Get gives the value of a name; nil where there is none.
	Get(ctx context.Context, name string) ([]byte, error)
	// Put sets the value of a name, durably before it returns.
	Put(ctx context.Context, name string, value []byte) error
}

// Meta gives the catalog's small named values.
func (s *Store) Meta() Meta { return meta{s} }

type meta struct{ s *Store }

func (m meta) Get(ctx context.Context, name string) ([]byte, error) {
	var value []byte
	err := m.s.read.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = ?`, name).Scan(&value)
	if missing(err) {
		return nil, nil
	}
	return value, m.s.mapped(ctx, err)
}

func (m meta) Put(ctx context.Context, name string, value []byte) error {
	_, err := m.s.write.ExecContext(ctx, `
		INSERT INTO meta (name, value)
		VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	return m.s.mapped(ctx, err)
}
