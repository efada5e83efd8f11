package store

import (
	"context"
	"database/sql"
	"errors"
	"os"

	"lockstep/app/lockstep"
)

// Integrity runs SQLite's own check over the whole file and gives what it finds; nothing for a sound file.
func (s *Store) Integrity(ctx context.Context) ([]string, error) {
	rows, err := s.read.QueryContext(ctx, `PRAGMA integrity_check(20)`)
	if err != nil {
		return nil, s.mapped(ctx, err)
	}
	defer rows.Close()
	found := []string{}
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return nil, s.mapped(ctx, err)
		}
		if line != "ok" {
			found = append(found, line)
		}
	}
	return found, s.mapped(ctx, rows.Err())
}

// Pages compares every page of the file with its sum, and gives the numbers of those that are not as they were written;
// none for a file that was made before pages had sums.
func (s *Store) Pages(ctx context.Context) (damaged []int, err error) {
	damaged = []int{}
	err = s.unsound(ctx, func(_ *sql.Conn, number int64, _ []byte) error {
		damaged = append(damaged, int(number))
		return nil
	})
	return damaged, err
}

// Mend puts the pages right in which one bit has turned, and gives their numbers.
func (s *Store) Mend(ctx context.Context) (mended []int, err error) {
	err = s.unsound(ctx, func(conn *sql.Conn, number int64, page []byte) error {
		if !turnBack(number, page) {
			return nil
		}
		mended = append(mended, int(number))
		_, err := conn.ExecContext(ctx, `UPDATE sqlite_dbpage SET data = ? WHERE pgno = ?`, page, number)
		return err
	})
	if err != nil {
		return nil, err
	}
	return mended, nil
}

// unsound calls fn for every page that does not fit its sum, in one transaction. Others write while the pages are looked
// through, and wait only while those that seemed not to fit are looked at once more.
func (s *Store) unsound(ctx context.Context, fn func(conn *sql.Conn, number int64, page []byte) error) error {
	if !s.summed {
		return nil
	}
	suspects, err := s.suspects(ctx)
	if err != nil || len(suspects) == 0 {
		return err
	}
	conn, err := s.writer(ctx, synchronousFull)
	if err != nil {
		return err
	}
	defer conn.Close()
	defer func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`) }() // after a commit it does nothing
	if err := s.logged(ctx, conn); err != nil {
		return err
	}
	err = s.eachPage(ctx, suspects, func(number int64, page []byte) error {
		if sound(number, page) {
			return nil // it was in the log only, or was written meanwhile
		}
		return fn(conn, number, page)
	})
	if err != nil {
		return s.mapped(ctx, err)
	}
	_, err = conn.ExecContext(ctx, `COMMIT`)
	return s.mapped(ctx, err)
}

// suspects gives the numbers of the pages that do not fit their sums: those that are damaged, and those that lie in the log,
// where they have none.
func (s *Store) suspects(ctx context.Context) (numbers []int64, err error) {
	conn, err := s.writer(ctx, synchronousFull)
	if err != nil {
		return nil, err
	}
	_, err = conn.ExecContext(ctx, `PRAGMA wal_checkpoint(PASSIVE)`)
	if err := errors.Join(err, conn.Close()); err != nil {
		return nil, s.mapped(ctx, err)
	}
	err = s.eachPage(ctx, nil, func(number int64, page []byte) error {
		if !sound(number, page) {
			numbers = append(numbers, number)
		}
		return nil
	})
	return numbers, s.mapped(ctx, err)
}

// eachPage calls fn for the pages of those numbers that there are; for all pages for nil. A connection that has nothing at
// hand reads them, so that they are what is in the file.
func (s *Store) eachPage(ctx context.Context, numbers []int64, fn func(number int64, page []byte) error) error {
	fresh, err := sql.Open("sqlite", dsn(s.path, reading, s.summed))
	if err != nil {
		return err
	}
	defer fresh.Close()
	fresh.SetMaxOpenConns(1)
	read := func(which string, args ...any) error {
		rows, err := fresh.QueryContext(ctx, `SELECT pgno, data FROM sqlite_dbpage('main') `+which, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var number int64
			var page []byte
			if err := rows.Scan(&number, &page); err != nil {
				return err
			}
			if err := fn(number, page); err != nil {
				return err
			}
		}
		return rows.Err()
	}
	if numbers == nil {
		return read(``)
	}
	for _, number := range numbers {
		if err := read(`WHERE pgno = ?`, number); err != nil {
			return err
		}
	}
	return nil
}

// logged brings all that is in the log into the file, and keeps others from writing.
func (s *Store) logged(ctx context.Context, conn *sql.Conn) error {
	const patience = 5 // with others who write in between
	for range patience {
		if _, err := conn.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
			return s.mapped(ctx, err)
		}
		if _, err := conn.ExecContext(ctx, `BEGIN IMMEDIATE`); err != nil {
			return s.mapped(ctx, err)
		}
		if info, err := os.Stat(s.path + "-wal"); err != nil || info.Size() == 0 {
			return nil
		}
		if _, err := conn.ExecContext(ctx, `ROLLBACK`); err != nil {
			return s.mapped(ctx, err)
		}
	}
	return lockstep.Errorf(lockstep.Conflict, "The catalog's file is in use all the time, so it could not be checked page by page. Nothing was changed. Try again when nothing else is under way.")
}
