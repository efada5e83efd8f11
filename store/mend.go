package store

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
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
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	right, err := turnedBack(f)
	if err != nil || len(right) == 0 {
		return nil, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	if err := writeDurably(path+".damaged", f); err != nil {
		return nil, err
	}
	for _, number := range slices.Sorted(maps.Keys(right)) {
		if _, wrong := f.WriteAt(right[number], int64(number-1)*pageSize); err == nil {
			err = wrong
		}
		mended = append(mended, number)
	}
	return mended, errors.Join(err, f.Sync())
}

// turnedBack gives the pages, by number, in which one bit has turned, as they were before; none where anything else is
// damaged too. It reads one after the other: a catalog may be large.
func turnedBack(f *os.File) (right map[int][]byte, err error) {
	info, err := f.Stat()
	if err != nil || info.Size()%pageSize != 0 {
		return nil, err
	}
	const most = 16 // pages: what is damaged more than by a few bits is not this
	right = map[int][]byte{}
	pages := bufio.NewReaderSize(f, 1<<20)
	page := make([]byte, pageSize)
	for number := 1; int64(number) <= info.Size()/pageSize; number++ {
		if _, err := io.ReadFull(pages, page); err != nil {
			return nil, err
		}
		if sound(int64(number), page) {
			continue
		}
		if len(right) == most || !turnBack(int64(number), page) {
			return nil, nil
		}
		right[number] = bytes.Clone(page)
	}
	return right, nil
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

func writeDurably(path string, content io.Reader) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, content)
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
