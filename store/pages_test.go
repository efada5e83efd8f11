package store_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"lockstep/app/lockstep"
	"lockstep/store"
	"lockstep/store/storetest"
)

// filled is a catalog with rows in it, and room that was given up; it gives the path and the bytes.
func filled(t *testing.T) (path string, content []byte) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "catalog.db")
	s, err := store.Open(t.Context(), path, storetest.Unlock)
	if err != nil {
		t.Fatal(err)
	}
	storetest.Stock(t, s)
	var ids []int64
	for i := range 40 {
		storetest.Write(t, s, func(tx *store.Tx) error {
			id, err := tx.AddPack(bytes.Repeat([]byte{byte(i)}, 100+i*97))
			if err != nil {
				return err
			}
			ids = append(ids, id)
			return tx.AddBody([]byte{byte(i), 1, 2, 3}, id, i)
		})
	}
	storetest.Write(t, s, func(tx *store.Tx) error { return tx.DropPacks(ids[10:20]) })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if content, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	return path, content
}

func overwrite(t *testing.T, path string, content []byte) {
	t.Helper()
	for _, end := range []string{"-wal", "-shm"} {
		if err := os.Remove(path + end); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// One bit that turns is found wherever it is: in a row, in an index, in the header, or where nothing is stored. It is put
// right, and the file is what it was.
func TestATurnedBitIsFoundAndPutRight(t *testing.T) {
	path, good := filled(t)
	random := rand.New(rand.NewPCG(1, 2))
	places := []int{0, 20, 60, 68, 100, 1023, len(good) - 1}
	for range 60 {
		places = append(places, random.IntN(len(good)))
	}
	for _, at := range places {
		turned := bytes.Clone(good)
		turned[at] ^= 1 << random.IntN(8)
		overwrite(t, path, turned)
		s, err := store.Open(t.Context(), path, storetest.Unlock)
		if err != nil {
			t.Errorf("byte %d: %v", at, err)
			continue
		}
		damaged, err := s.Pages(t.Context())
		if err != nil {
			t.Errorf("byte %d: %v", at, err)
		}
		opened, err := s.Mended(t.Context())
		if err != nil {
			t.Errorf("byte %d: %v", at, err)
		}
		if want := []int{at/1024 + 1}; !slices.Equal(damaged, want) && !slices.Equal(opened, want) {
			t.Errorf("byte %d: pages %v are damaged and %v were, want %v", at, damaged, opened, want)
		}
		mended, err := s.Mend(t.Context())
		if err != nil || !slices.Equal(mended, damaged) && len(damaged) > 0 {
			t.Errorf("byte %d: %v were put right of %v: %v", at, mended, damaged, err)
		}
		if left, err := s.Pages(t.Context()); err != nil || len(left) != 0 {
			t.Errorf("byte %d: %v are left damaged: %v", at, left, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if len(opened) > 0 { // which was noted
			if was, err := os.ReadFile(path + ".damaged"); err != nil || !bytes.Equal(was, turned) {
				t.Errorf("byte %d: what the file was is not kept: %v", at, err)
			}
			continue
		}
		if now, err := os.ReadFile(path); err != nil || !sameBut(now, good) {
			t.Errorf("byte %d: the file is not what it was: %v", at, err)
		}
	}
}

// sameBut compares two files but for what counts changes of them, and the sum that follows from it.
func sameBut(a, b []byte) bool {
	a, b = bytes.Clone(a), bytes.Clone(b)
	for _, c := range [][]byte{a, b} {
		copy(c[24:28], make([]byte, 4))
		copy(c[92:100], make([]byte, 8))
		copy(c[1016:1024], make([]byte, 8))
	}
	return bytes.Equal(a, b)
}

func TestMoreThanABitIsFoundAndLeftAlone(t *testing.T) {
	path, good := filled(t)
	torn := bytes.Clone(good)
	at := len(torn) - 3000
	copy(torn[at:], "overwritten")
	overwrite(t, path, torn)
	s := storetest.OpenAt(t, path)
	damaged, err := s.Pages(t.Context())
	if err != nil || !slices.Contains(damaged, at/1024+1) {
		t.Errorf("got %v, %v, want page %d", damaged, err, at/1024+1)
	}
	if mended, err := s.Mend(t.Context()); err != nil || len(mended) != 0 {
		t.Errorf("%v were put right: %v", mended, err)
	}
}

func TestACatalogThatCannotBePutRightIsRefusedAsItIs(t *testing.T) {
	path, good := filled(t)
	torn := bytes.Clone(good)
	copy(torn[1024:], bytes.Repeat([]byte{0xa5}, 30*1024))
	copy(torn[100:], bytes.Repeat([]byte{0xa5}, 600))
	overwrite(t, path, torn)
	if _, err := store.Open(t.Context(), path, storetest.Unlock); !errors.Is(err, lockstep.Corrupt) {
		t.Errorf("got %v, want that it is damaged", err)
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, torn) {
		t.Errorf("it was changed: %v", err)
	}
}

// Catalogs of before have no room for sums in their pages.
func TestACatalogWithoutSumsIsReadAndWrittenAsBefore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	run(t, path, `PRAGMA page_size = 1024`, `PRAGMA auto_vacuum = INCREMENTAL`, `CREATE TABLE birth (x)`, `DROP TABLE birth`,
		`PRAGMA application_id = 1282634864`, `PRAGMA journal_mode = WAL`)
	s := storetest.OpenAt(t, path)
	storetest.Stock(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = storetest.OpenAt(t, path)
	if damaged, err := s.Pages(t.Context()); err != nil || len(damaged) != 0 {
		t.Errorf("got %v, %v", damaged, err)
	}
	if found, err := s.Integrity(t.Context()); err != nil || len(found) != 0 {
		t.Errorf("got %v, %v", found, err)
	}
	if projects, err := s.Projects(t.Context()); err != nil || len(projects) != 1 {
		t.Errorf("got %v, %v", projects, err)
	}
}
