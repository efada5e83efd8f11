package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"lockstep/app/lockstep"
)

// faults turns SQLite's failures into sentences about the catalog at path.
type faults struct{ path string }

// mapped gives err as a [lockstep.Error]; an error that is one already, and the end of ctx, stay what they are.
func (f faults) mapped(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	var known *lockstep.Error
	if errors.As(err, &known) {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if strings.HasPrefix(err.Error(), "sql: Scan error") { // which has no type of its own
		return damaged(f.path, "a row has other values than its table", err)
	}
	code := sqliteCode(err)
	switch code & 0xff {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return caused(err, lockstep.Conflict,
			"Another Lockstep is writing to the catalog %s and did not finish within 5 seconds. Nothing was changed in it. Try again in a moment.", f.path)
	case lib.SQLITE_FULL:
		return f.full(err)
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB, lib.SQLITE_FORMAT:
		return damaged(f.path, "SQLite cannot read it", err)
	case lib.SQLITE_READONLY, lib.SQLITE_PERM, lib.SQLITE_AUTH, lib.SQLITE_CANTOPEN:
		return caused(err, lockstep.Denied,
			"The catalog %s may not be written. Nothing was changed in it. Give yourself the right to write to it and to its folder.", f.path)
	case lib.SQLITE_IOERR:
		return f.input(code, err)
	case lib.SQLITE_CONSTRAINT:
		return caused(err, lockstep.Conflict,
			"The catalog does not take this, since it does not fit what is there already. Nothing was changed in it. Look at what is there and try again.")
	case lib.SQLITE_TOOBIG, lib.SQLITE_NOMEM:
		return caused(err, lockstep.Denied, "This is too large for the catalog. Nothing was changed in it. Leave large files out of the slot.")
	}
	return fmt.Errorf("catalog: %w", err)
}

// full is the sentence for a disk without space.
func (f faults) full(err error) error {
	return caused(err, lockstep.Denied,
		"The catalog %s could not be written, since its disk is full. Nothing was changed in it. Make space and try again.", f.path)
}

// input tells a disk that cannot be written from one that cannot be read. A limit on a file's size counts as a full
// disk: SQLite names only ENOSPC so.
func (f faults) input(code int, err error) error {
	switch code {
	case lib.SQLITE_IOERR_WRITE, lib.SQLITE_IOERR_TRUNCATE, lib.SQLITE_IOERR_SHMSIZE, lib.SQLITE_IOERR_SHMMAP:
		return caused(err, lockstep.Denied,
			"The catalog %s could not be written: its disk is full, or does not work. Nothing was changed in it. Make space and try again.", f.path)
	case lib.SQLITE_IOERR_READ, lib.SQLITE_IOERR_SHORT_READ, lib.SQLITE_IOERR_CORRUPTFS, lib.SQLITE_IOERR_DATA:
		return damaged(f.path, "the disk does not give it back", err)
	}
	return caused(err, lockstep.Denied, "The disk of the catalog %s does not work as it should. Nothing was changed in it. Look after the disk and try again.", f.path)
}

// damaged is the sentence for a catalog that is not what was stored; cause may be nil.
func damaged(path, why string, cause error) error {
	return caused(cause, lockstep.Corrupt,
		"The catalog %s is damaged: %s. Nothing was changed in it. Put a copy back from a backup, or move it and the files beside it whose names begin like its own away and begin anew; exported archives can be imported again.", path, why)
}

// caused makes an error whose cause is for the log alone, not part of the sentence.
func caused(cause error, code lockstep.Code, format string, args ...any) error {
	return &lockstep.Error{Code: code, Message: fmt.Sprintf(format, args...), Cause: cause}
}

// sqliteCode is the extended code of a failure of SQLite; 0 for another error.
func sqliteCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

// taken says that a row with these unique values is there already.
func taken(err error) bool {
	code := sqliteCode(err)
	return code == lib.SQLITE_CONSTRAINT_UNIQUE || code == lib.SQLITE_CONSTRAINT_PRIMARYKEY
}

// missing says that a query for one row found none.
func missing(err error) bool { return errors.Is(err, sql.ErrNoRows) }
