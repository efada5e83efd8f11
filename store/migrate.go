package store

import (
	"context"
	"embed"
	"io/fs"

	"github.com/pressly/goose/v3"

	"lockstep/app/lockstep"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables up to date. A catalog that is up to date is recognised by one number, without asking the
// migration engine. The caller holds the file lock.
func (s *Store) migrate(ctx context.Context) error {
	have, err := s.version(ctx)
	if err != nil || have == format {
		return err
	}
	if err := tooNew(s.path, have); err != nil {
		return err
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, s.write, files,
		goose.WithTableName("migration"), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return lockstep.Errorf(lockstep.Internal, "The catalog cannot be brought up to date (%v). This is a fault of the program; report it.", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return s.mapped(ctx, err)
	}
	have, err = s.version(ctx)
	if err == nil && have != format {
		return damaged(s.path, "its tables are not those that its format has", nil)
	}
	return err
}

func (s *Store) version(ctx context.Context) (int, error) {
	var n int
	err := s.write.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&n)
	return n, s.mapped(ctx, err)
}
