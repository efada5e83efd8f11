package app_test

import (
	"path/filepath"
	"testing"
	"time"

	"lockstep/snapshots"
)

func TestTheKeyIsAskedForUntilACopyIsSaved(t *testing.T) {
	p, _ := sampled(t)
	if _, _, err := snapshots.Unlock(t.Context(), p.store.Meta(), p.home, nil); err != nil { // the record of a key
		t.Fatal(err)
	}
	due := func() bool {
		t.Helper()
		about, err := p.About()
		if err != nil {
			t.Fatal(err)
		}
		return about.KeyDue
	}
	for n := range 3 {
		if due() {
			t.Errorf("it is asked for with %d snapshots", n)
		}
		if _, err := p.TakeSnapshot("QA", ""); err != nil {
			t.Fatal(err)
		}
	}
	if !due() {
		t.Error("it is not asked for")
	}
	if err := p.AskForKeyLater(); err != nil {
		t.Fatal(err)
	}
	if due() {
		t.Error("it is asked for at once again")
	}
	p.later = 6 * 24 * time.Hour
	if due() {
		t.Error("it is asked for before a week has gone")
	}
	p.later = 8 * 24 * time.Hour
	if !due() {
		t.Error("it is not asked for again")
	}
	path := filepath.Join(t.TempDir(), "key.txt")
	if _, err := p.ExportKey(path, "short"); err == nil || !due() {
		t.Errorf("refused with %v", err)
	}
	if _, err := p.ExportKey(path, "correct horse battery staple"); err != nil || due() {
		t.Errorf("exported with %v", err)
	}
	about, err := p.About()
	if err != nil || about.KeySavedAt == "" || about.KeySavedBy != "ada@desk" {
		t.Errorf("it says %+v, error %v", about, err)
	}
}
