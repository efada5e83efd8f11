package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"lockstep/app/lockstep"
)

// applicationID marks a SQLite file as a Lockstep catalog ("Lstp").
const applicationID = 0x4c737470

// format is the newest form of the catalog that this program knows: the number of its last migration.
const format = 13

// lockWait is how long an opening catalog waits for another one that is just being opened. It is long, since the
// other one may be asking a person to unlock the keychain.
const lockWait = 60 * time.Second

// Open opens the catalog at path, and makes it or brings it up to date where needed. Only one process at a time is in
// here, so that several first starts at once make one catalog. unlock gives the sealer, under the same lock.
func Open(ctx context.Context, path string, unlock func(context.Context, Meta) (Sealer, error)) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, lockstep.Errorf(lockstep.Invalid, "The path of the catalog, %s, makes no sense here. Choose another home folder.", path)
	}
	release, err := lockFile(ctx, path)
	if err != nil {
		return nil, err
	}
	defer release()

	nobody := alone(path)
	s, err := open(ctx, path, unlock)
	if err == nil || !nobody || !errors.Is(err, lockstep.Corrupt) && !errors.Is(err, lockstep.Conflict) {
		return s, err
	}
	mended, mendErr := mend(path)
	if mendErr != nil || len(mended) == 0 {
		return nil, err
	}
	if s, err = open(ctx, path, unlock); err != nil {
		return nil, err
	}
	if err := s.noteMended(ctx, mended); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func open(ctx context.Context, path string, unlock func(context.Context, Meta) (Sealer, error)) (*Store, error) {
	fresh, summed, err := inspect(path)
	if err != nil {
		return nil, err
	}
	if fresh {
		if err := create(path); err != nil {
			return nil, err
		}
	}
	s, err := connect(path, fresh || summed)
	if err != nil {
		return nil, err
	}
	if err := s.prepare(ctx, unlock); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// prepare migrates and unlocks an open catalog.
func (s *Store) prepare(ctx context.Context, unlock func(context.Context, Meta) (Sealer, error)) error {
	if err := s.migrate(ctx); err != nil {
		return err
	}
	sealer, err := unlock(ctx, meta{s})
	if err != nil {
		return err
	}
	s.sealed = sealed{sealer}
	return nil
}

// lockFile takes the lock beside the catalog and gives what releases it.
func lockFile(ctx context.Context, path string) (release func(), err error) {
	lock := flock.New(path+".lock", flock.SetPermissions(0o600))
	waiting, cancel := context.WithTimeout(ctx, lockWait)
	defer cancel()
	_, err = lock.TryLockContext(waiting, 10*time.Millisecond)
	switch {
	case err == nil:
		return func() { _ = lock.Close() }, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return nil, lockstep.Errorf(lockstep.Conflict,
			"Another Lockstep has been opening the catalog %s for a minute. Nothing was changed. Answer or end that one, then try again.", path)
	}
	return nil, unopenable(path, err)
}

// unopenable is the sentence for a file of the catalog that the operating system does not give.
func unopenable(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return caused(err, lockstep.NotFound, "The folder of the catalog %s does not exist. Make it, or choose another home folder.", path)
	case errors.Is(err, fs.ErrPermission):
		return caused(err, lockstep.Denied, "The catalog %s may not be opened. Give yourself the right to write there, or choose another home folder.", path)
	}
	return lockstep.Errorf(lockstep.Denied, "The catalog %s cannot be opened (%v). Mend that, or choose another home folder.", path, err)
}

// inspect looks at the file before SQLite does, which would change a file that is another program's. fresh means that
// there is no catalog yet; an empty file is none. summed means that its pages have sums, as all have that were made since
// there are any.
func inspect(path string) (fresh, summed bool, err error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return true, false, orphaned(path)
	}
	if err != nil {
		return false, false, unopenable(path, err)
	}
	if info.IsDir() {
		return false, false, lockstep.Errorf(lockstep.Invalid, "%s should be the catalog and is a folder. Choose another home folder.", path)
	}
	if info.Size() == 0 {
		return true, false, orphaned(path)
	}
	f, err := os.Open(path)
	if err != nil {
		return false, false, unopenable(path, err)
	}
	defer f.Close()
	var header [pageSize]byte
	if _, err := io.ReadFull(f, header[:]); err != nil || string(header[:16]) != "SQLite format 3\x00" {
		return false, false, damaged(path, "it does not begin as a catalog does", err)
	}
	if binary.BigEndian.Uint32(header[68:]) != applicationID {
		return false, false, lockstep.Errorf(lockstep.Corrupt,
			"%s is a database, but not a catalog of Lockstep. Nothing was changed. Move it away, or choose another home folder.", path)
	}
	summed = header[20] == sumSize
	if header[20] = sumSize; !summed && sound(1, header[:]) {
		return false, false, damaged(path, "its header is not as it was written", nil)
	}
	return false, summed, tooNew(path, int(binary.BigEndian.Uint32(header[60:])))
}

// orphaned refuses to make a catalog beside the log of one that was taken away: SQLite would write what is in the log
// into the new one, and to remove the log may lose what is nowhere else.
func orphaned(path string) error {
	info, err := os.Stat(path + "-wal")
	if err != nil || info.Size() == 0 {
		return nil
	}
	return lockstep.Errorf(lockstep.Conflict,
		"The catalog %s is gone, but the latest of what was written to it is still in %s-wal. Nothing was changed. Put the catalog back beside it, or move that file to where the catalog is now.", path, path)
}

// tooNew refuses a catalog of a format that this program does not know.
func tooNew(path string, have int) error {
	if have <= format {
		return nil
	}
	return lockstep.Errorf(lockstep.Conflict,
		"The catalog %s was made by a newer Lockstep (format %d; this one knows up to %d). Nothing was changed. Install the newer Lockstep, or choose another home folder.",
		path, have, format)
}

// create makes the file: beside its place, and only when it is whole in its place, so that a disk that is full or a
// computer that stops leaves no half of one.
func create(path string) error {
	draft := path + ".new"
	if err := sweep(draft); err != nil { // what an earlier attempt may have left
		return unopenable(path, err)
	}
	if err := bear(draft); err != nil {
		return errors.Join(unopenable(path, err), sweep(draft))
	}
	if err := os.Rename(draft, path); err != nil {
		return errors.Join(unopenable(path, err), sweep(draft))
	}
	return nil
}

// bear makes an empty catalog at path.
func bear(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(emptyCatalog())
	return errors.Join(err, f.Sync(), f.Close())
}

// sweep removes a file and what SQLite keeps beside it.
func sweep(path string) error {
	for _, end := range []string{"", "-journal", "-wal", "-shm"} {
		if err := os.Remove(path + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func connect(path string, summed bool) (*Store, error) {
	if err := registerPages(); err != nil {
		return nil, lockstep.Errorf(lockstep.Internal, "The catalog %s cannot be opened: %v. This is a fault of the program; report it.", path, err)
	}
	write, err := sql.Open("sqlite", dsn(path, writing, summed))
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", dsn(path, reading, summed))
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(4)
	read.SetMaxIdleConns(4)
	return &Store{reader: reader{q: read, faults: faults{path}}, path: path, write: write, read: read, summed: summed}, nil
}
