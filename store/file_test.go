package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"lockstep/app/lockstep"
	"lockstep/store"
	"lockstep/store/storetest"
)

// pragma asks the file itself.
func pragma(t testing.TB, path, name string) string {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var value string
	if err := db.QueryRow(`PRAGMA ` + name).Scan(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

// made gives the path of a closed catalog with stock, one snapshot and one run.
func made(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "catalog.db")
	s, err := store.Open(t.Context(), path, storetest.Unlock)
	if err != nil {
		t.Fatal(err)
	}
	storetest.Stock(t, s)
	state := hold(t, s, "a")
	run := ran(take(t, s, "qa", state, "1").ID, take(t, s, "live", state, "2").ID)
	storetest.Write(t, s, func(tx *store.Tx) error { return tx.AddRun(&run, steps("a", "b")) })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAnEmptyCatalogIsSmall(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	s, err := store.Open(t.Context(), path, storetest.Unlock)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > 48<<10 {
		t.Errorf("an empty catalog takes %d bytes", info.Size())
	}
	equal(t, pragma(t, path, "auto_vacuum"), "2")
	equal(t, pragma(t, path, "journal_mode"), "wal")
	if left, err := filepath.Glob(path + "-*"); err != nil || len(left) != 0 {
		t.Errorf("left beside it: %v, %v", left, err)
	}
}

func TestTheFilesAreForTheirOwnerAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps no such bits")
	}
	path := filepath.Join(t.TempDir(), "catalog.db")
	s := storetest.OpenAt(t, path)
	storetest.Stock(t, s)
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) != 4 {
		t.Fatalf("files: %v, %v", files, err)
	}
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", filepath.Base(file), info.Mode())
		}
	}
}

func TestTheFileAloneRevealsNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	s, err := store.Open(t.Context(), path, storetest.Unlock)
	if err != nil {
		t.Fatal(err)
	}
	storetest.Stock(t, s)
	secrets := []string{"s3cret-token", "/srv/shop", "model.json", "spring sale", "mail/welcome.html", "fields.price", "It loses data.", "before the sale"}
	storetest.Write(t, s, func(tx *store.Tx) error {
		return tx.UpdateProject(lockstep.Project{UUID: "shop", Name: "Shop", Slots: []lockstep.Slot{{Name: "main", Kind: "folder", Settings: lockstep.Settings{"model": secrets[2]}}}})
	})
	storetest.Write(t, s, func(tx *store.Tx) error {
		return tx.UpdateEnvironment(lockstep.Environment{UUID: "live", Project: "shop", Name: "Live", Role: lockstep.Live,
			Connections: map[string]lockstep.Connection{"main": {Settings: lockstep.Settings{"path": secrets[1]}, Secrets: lockstep.Settings{"token": secrets[0]}}}})
	})
	state := hold(t, s, "a")
	run := ran(take(t, s, "qa", state, "1").ID, take(t, s, "live", state, "2").ID)
	journal := steps(secrets[4])
	storetest.Write(t, s, func(tx *store.Tx) error { return tx.AddRun(&run, journal) })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(content, []byte("Live")) {
		t.Fatal("the search finds nothing at all")
	}
	for _, secret := range secrets {
		if bytes.Contains(content, []byte(secret)) {
			t.Errorf("the file holds %q", secret)
		}
	}
	for _, digest := range []lockstep.Digest{journal[0].Before, run.Changes[0].After} { // a digest of a short text gives it away
		if bytes.Contains(content, digest.Raw()) || bytes.Contains(content, []byte(digest)) {
			t.Errorf("the file holds the item digest %s", digest)
		}
	}
}

func TestACatalogOfANewerLockstepIsRefused(t *testing.T) {
	path := made(t)
	newer(t, path)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(t.Context(), path, storetest.Unlock)
	refused(t, err, lockstep.Conflict)
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(before, after) {
		t.Error("the file was changed")
	}
}

func newer(t testing.TB, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`PRAGMA user_version = 99`); err != nil {
		t.Fatal(err)
	}
}

func TestANewerCatalogIsRefusedWhileItsLogIsNotInTheFile(t *testing.T) {
	path := made(t)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`PRAGMA user_version = 99`); err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(t.Context(), path, storetest.Unlock) // db still holds the log open
	refused(t, err, lockstep.Conflict)
}

func TestADamagedCatalogIsRefused(t *testing.T) {
	for name, damage := range map[string]func([]byte) []byte{
		"not a database":        func([]byte) []byte { return bytes.Repeat([]byte("text "), 4000) },
		"shorter than a header": func(b []byte) []byte { return b[:50] },
		"cut in the middle":     func(b []byte) []byte { return b[:len(b)/2/1024*1024] },
		"cut inside a page":     func(b []byte) []byte { return b[:len(b)/2/1024*1024+300] },
		"its first page overwritten": func(b []byte) []byte {
			copy(b[100:], bytes.Repeat([]byte{0x5a}, 900))
			return b
		},
		"all but its first page overwritten": func(b []byte) []byte {
			copy(b[1024:], bytes.Repeat([]byte{0x5a}, len(b)))
			return b
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := made(t)
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			hurt := damage(bytes.Clone(content))
			if err := os.WriteFile(path, hurt, 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := store.Open(t.Context(), path, storetest.Unlock)
			if err == nil {
				_, err = s.Environments(t.Context(), "")
				defer s.Close()
			}
			refused(t, err, lockstep.Corrupt)
			after, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(after, hurt) {
				t.Error("the file was changed")
			}
		})
	}
}

func TestEveryOverwrittenPageIsASentenceOrHarmless(t *testing.T) {
	path := made(t)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for page := range len(content) / 1024 {
		hurt := bytes.Clone(content)
		copy(hurt[page*1024+100:(page+1)*1024], bytes.Repeat([]byte{0xa5}, 924))
		at := filepath.Join(t.TempDir(), "catalog.db")
		if err := os.WriteFile(at, hurt, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := readAll(t.Context(), at); err != nil {
			refused(t, err, lockstep.Corrupt)
		}
	}
}

// readAll opens a catalog and reads what it holds.
func readAll(ctx context.Context, path string) error {
	s, err := store.Open(ctx, path, storetest.Unlock)
	if err != nil {
		return err
	}
	defer s.Close()
	if _, err := s.Projects(ctx); err != nil {
		return err
	}
	environments, err := s.Environments(ctx, "")
	if err != nil {
		return err
	}
	for _, e := range environments {
		if _, err := s.Snapshots(ctx, e.UUID, 0, 0); err != nil {
			return err
		}
	}
	runs, err := s.Runs(ctx, store.RunFilter{})
	if err != nil {
		return err
	}
	for _, run := range runs {
		if _, err := s.Steps(ctx, run.Number); err != nil {
			return err
		}
	}
	return nil
}

func TestADatabaseOfAnotherProgramIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`CREATE TABLE other (x)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(t.Context(), path, storetest.Unlock)
	refused(t, err, lockstep.Corrupt)
	equal(t, pragma(t, path, "journal_mode"), "delete")
}

func TestPathsThatCannotBeACatalog(t *testing.T) {
	folder := t.TempDir()
	for name, c := range map[string]struct {
		path string
		code lockstep.Code
	}{
		"a folder":     {folder, lockstep.Invalid},
		"in no folder": {filepath.Join(folder, "none", "catalog.db"), lockstep.NotFound},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := store.Open(t.Context(), c.path, storetest.Unlock)
			refused(t, err, c.code)
		})
	}
}

func TestAHomeWithOddCharactersWorks(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "a b%20c #1 äö & d")
	if runtime.GOOS != "windows" {
		folder += "? e"
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "catalog.db")
	storetest.Stock(t, storetest.OpenAt(t, path))
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
	entries, err := os.ReadDir(filepath.Dir(folder))
	if err != nil || len(entries) != 1 {
		t.Errorf("made beside the folder: %v, %v", entries, err)
	}
}

func TestAnEmptyFileBecomesACatalog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	storetest.Stock(t, storetest.OpenAt(t, path))
	equal(t, pragma(t, path, "application_id"), fmt.Sprint(0x4c737470))
}

func TestTheLogOfACatalogThatWasTakenAwayIsNotTakenForANewOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	s := storetest.OpenAt(t, path)
	storetest.Stock(t, s)
	moved := filepath.Join(t.TempDir(), "catalog.db")
	for _, end := range []string{"", "-wal"} { // as they lie on the disk when a computer stops
		content, err := os.ReadFile(path + end)
		if err != nil || len(content) == 0 {
			t.Fatalf("%d bytes, %v", len(content), err)
		}
		if err := os.WriteFile(moved+end, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Rename(moved, moved+".away"); err != nil {
		t.Fatal(err)
	}
	_, err := store.Open(t.Context(), moved, storetest.Unlock)
	refused(t, err, lockstep.Conflict)
	if err := os.Rename(moved+".away", moved); err != nil {
		t.Fatal(err)
	}
	if projects, err := storetest.OpenAt(t, moved).Projects(t.Context()); err != nil || len(projects) != 1 {
		t.Errorf("after it was put back: %v, %v", projects, err)
	}
}
