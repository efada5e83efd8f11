package sqlite

import (
	"context"
	"fmt"
	"os"
	"time"

	"lockstep/app/lockstep"
)

// Capture reads the database in one transaction, so that it is one state of it.
func (c *connector) Capture(ctx context.Context) (lockstep.State, error) {
	s, err := c.file.open(ctx, reading)
	if err != nil {
		return lockstep.State{}, err
	}
	defer s.close()
	if err := s.begin(ctx, reading); err != nil {
		return lockstep.State{}, err
	}
	_, state, err := c.read(ctx, s)
	return state, err
}

// read reads what the database is made of, and its items.
func (c *connector) read(ctx context.Context, s *session) (schema, lockstep.State, error) {
	now, err := s.schema(ctx)
	if err != nil {
		return now, lockstep.State{}, err
	}
	rows, err := s.rows(ctx, c.slot, c.scope, now)
	if err != nil {
		return now, lockstep.State{}, err
	}
	state, err := lockstep.NewState(append(now.items(c.slot, c.scope), rows...), nil)
	return now, state, err
}

// Fingerprint is what the file system says of the file and of its log. Where one of them was written just now it could be
// written again in the same tick of that clock: then it is what a capture gives. The file is read by SQLite alone, since the
// system takes SQLite's locks away from a process that opens and closes it beside SQLite.
func (c *connector) Fingerprint(ctx context.Context) (string, error) {
	const tick = 2 * time.Second
	version, err := c.version(ctx)
	if err != nil {
		return "", err
	}
	stamp := fmt.Sprintf("schema %d;", version)
	for _, suffix := range []string{"", "-wal", "-journal"} {
		info, err := os.Stat(c.file.path + suffix)
		if err != nil {
			if suffix == "" {
				return "", lockstep.Errorf(lockstep.Unreachable, "The database file %s cannot be reached. Look whether the path is right. (%v)", c.file.path, lockstep.DiskReason(err))
			}
			continue
		}
		if age := time.Since(info.ModTime()); age < tick {
			state, err := c.Capture(ctx)
			return string(state.Digest()), err
		}
		stamp += fmt.Sprintf("%s %d %d;", suffix, info.Size(), info.ModTime().UnixNano())
	}
	return stamp, ctx.Err()
}

// version is that of the schema: SQLite counts its changes. What is no database has none.
func (c *connector) version(ctx context.Context) (n int, err error) {
	s, err := c.file.open(ctx, reading)
	if err != nil {
		return 0, err
	}
	defer s.close()
	n, err = s.count(ctx, "PRAGMA schema_version")
	return n, s.fault(ctx, err)
}
