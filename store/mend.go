package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
)

// alone says that no process has the catalog open: SQLite's shared memory lies beside it as long as one has.
func alone(path string) bool {
	for _, end := range []string{"-shm", "-wal"} {
		if info, err := os.Stat(path + end); !errors.Is(err, fs.ErrNotExist) && (err != nil || info.Size() > 0) {
			return false
		}
	}
	return true
}

// mend puts pages right in which one bit has turned, where that can be told by their sums. What the file was before is kept
// beside it, in a file whose name ends in .damaged. It gives the numbers of the pages that it wrote: none where anything
// else is damaged too. The caller holds the file lock, and nobody else has the catalog open.
func mend(path string) (mended []int, err error) {
	content, err := os.ReadFile(path)
	if err != nil || len(content) == 0 || len(content)%pageSize != 0 {
		return nil, err
	}
	const most = 16 // pages: what is damaged more than by a few bits is not this
	was := bytes.Clone(content)
	for i := 0; i < len(content); i += pageSize {
		page, number := content[i:i+pageSize], i/pageSize+1
		if sound(int64(number), page) {
			continue
		}
		if len(mended) == most || !turnBack(int64(number), page) {
			return nil, nil
		}
		mended = append(mended, number)
	}
	if len(mended) == 0 {
		return nil, nil
	}
	if err := writeDurably(path+".damaged", was); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	for _, number := range mended {
		at := (number - 1) * pageSize
		if _, wrong := f.WriteAt(content[at:at+pageSize], int64(at)); err == nil {
			err = wrong
		}
	}
	return mended, errors.Join(err, f.Sync(), f.Close())
}

// turnBack looks for the one bit of a page without which its sum is right.
func turnBack(number int64, page []byte) bool {
	for i := range page {
		for bit := byte(1); bit != 0; bit <<= 1 {
			if page[i] ^= bit; sound(number, page) {
				return true
			}
			page[i] ^= bit
		}
	}
	return false
}

func writeDurably(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}

// mendedName is where the catalog keeps which of its pages were put right.
const mendedName = "mended"

func (s *Store) noteMended(ctx context.Context, pages []int) error {
	text, err := json.Marshal(pages)
	if err != nil {
		return err
	}
	return s.Meta().Put(ctx, mendedName, text)
}

// Mended gives the pages that were put right when the catalog was opened, as it could not be read otherwise, since this was
// asked last.
func (s *Store) Mended(ctx context.Context) (pages []int, err error) {
	text, err := s.Meta().Get(ctx, mendedName)
	if err != nil || text == nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &pages); err != nil || len(pages) == 0 {
		return nil, err
	}
	return pages, s.noteMended(ctx, nil)
}
