package store_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"lockstep/store"
	"lockstep/store/storetest"
)

func remember(t *testing.T, s *store.Store, name, value string) {
	t.Helper()
	if err := s.Remember(t.Context(), name, value); err != nil {
		t.Fatal(err)
	}
}

func remembered(t *testing.T, s *store.Store, want map[string]string) {
	t.Helper()
	got, err := s.Remembered(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, got, want)
}

func TestWhatIsRememberedIsThereAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	first := storetest.OpenAt(t, path)
	remembered(t, first, map[string]string{})
	remember(t, first, "theme", "light")
	remember(t, first, "theme", "dark")
	remember(t, first, "draft:Shop/QA", "a draft")
	remember(t, first, "gone", "soon")
	remember(t, first, "gone", "")
	remember(t, first, "never there", "")
	remembered(t, storetest.OpenAt(t, path), map[string]string{"theme": "dark", "draft:Shop/QA": "a draft"})
}

func TestTheFileShowsNothingOfWhatIsRemembered(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	s := storetest.OpenAt(t, path)
	remember(t, s, "model:Shop/Secretname", "a model with a secretvalue")
	for _, file := range []string{path, path + "-wal"} {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"Secretname", "secretvalue"} {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s holds %q", filepath.Base(file), secret)
			}
		}
	}
}

func TestWhatCannotBeReadCountsAsForgotten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	s := storetest.OpenAt(t, path)
	remember(t, s, "zoom", "125")
	remember(t, s, "theme", "dark")
	run(t, path, `UPDATE remembered SET value = x'00' WHERE id = 1`)
	remembered(t, s, map[string]string{"theme": "dark"})
	run(t, path, `UPDATE remembered SET name = x'00'`)
	remembered(t, s, map[string]string{})
	remember(t, s, "theme", "light")
	remembered(t, s, map[string]string{"theme": "light"})
}

func TestACatalogOfTheFirstFormatIsBroughtUpToDate(t *testing.T) {
	path := made(t)
	run(t, path, `DROP TABLE remembered`, `DROP TABLE chain`, `DROP TABLE check_result`, `ALTER TABLE environment DROP COLUMN checks`, `DROP TABLE difference`, `DROP TABLE cache`, `DROP INDEX state_base`, `DROP INDEX snapshot_state`, `ALTER TABLE project DROP COLUMN retention`, `ALTER TABLE environment DROP COLUMN revision`, `ALTER TABLE step DROP COLUMN at`, `ALTER TABLE snapshot DROP COLUMN setup`,
		`ALTER TABLE snapshot DROP COLUMN kept_by`, `ALTER TABLE snapshot DROP COLUMN kept_at`, `ALTER TABLE environment DROP COLUMN watch`, `ALTER TABLE environment DROP COLUMN outlook`, `DROP TABLE value`, `DROP TABLE saved`, `DROP TABLE saved_part`, `ALTER TABLE project DROP COLUMN rules`,
		`DELETE FROM migration WHERE version_id > 1`, `PRAGMA user_version = 1`)
	s := storetest.OpenAt(t, path)
	remember(t, s, "theme", "dark")
	remembered(t, s, map[string]string{"theme": "dark"})
	equal(t, pragma(t, path, "user_version"), "13")
	if c, err := s.Chain(t.Context()); err != nil || c.Links != 0 || len(c.Faults) > 0 { // its run is older than the chain
		t.Errorf("the chain is %+v, %v", c, err)
	}
}

// run changes a catalog behind its back.
func run(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}
