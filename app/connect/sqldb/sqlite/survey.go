package sqlite

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"lockstep/app/lockstep"
	"lockstep/app/volume"
)

// Survey looks at the file, and whether a transaction could be begun that writes to it.
func (c *connector) Survey(ctx context.Context) (lockstep.Survey, error) {
	dir := filepath.Dir(c.file.path)
	found := lockstep.Survey{Rights: lockstep.MayWrite, Clock: volume.Clock(dir), Room: volume.Room(dir)}
	s, err := c.file.open(ctx, writing)
	if err != nil {
		return found, err
	}
	defer s.close()
	var version, mode, encoding string
	for query, into := range map[string]*string{"SELECT sqlite_version()": &version, "PRAGMA journal_mode": &mode, "PRAGMA encoding": &encoding} {
		if err := s.conn.QueryRowContext(ctx, query).Scan(into); err != nil {
			return found, s.fault(ctx, err)
		}
	}
	found.Version = "SQLite " + version
	if info, err := os.Stat(c.file.path); err == nil {
		found.Notes = append(found.Notes, "The file takes "+lockstep.Size(info.Size())+"; its texts are in "+encoding+".")
	}
	if mode != "wal" {
		found.Notes = append(found.Notes, "While Lockstep writes to it nobody can read it: its journal mode is "+mode+", not wal.")
	}
	switch err := s.begin(ctx, writing); {
	case errors.Is(err, lockstep.Denied):
		found.Rights, found.Why = lockstep.MayRead, "The file may not be written. It can be compared and promoted from."
	case errors.Is(err, lockstep.Conflict):
		found.Notes = append(found.Notes, "Another program is writing to it just now.")
	case err != nil:
		return found, err
	}
	return found, nil
}
