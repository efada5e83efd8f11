//go:build unix

package app_test

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"lockstep/app"
	"lockstep/app/lockstep"
	"lockstep/store"
)

// Every command is a process of its own: what it has seen is kept for the next one.
func TestTheNextProcessReadsOnlyWhatChanged(t *testing.T) {
	p, dir := staged(t, map[string]string{"a": "1", "b": "1"})
	dir = filepath.Join(dir, "development")
	take := func(a *app.App) app.SnapshotView {
		v, err := a.TakeSnapshot("development", "")
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	before := take(p.App)
	write(t, dir, map[string]string{"a": "2", "b": "2"})
	development, err := p.Environment("development")
	if err != nil {
		t.Fatal(err)
	}
	uuid := development.UUID
	var seen lockstep.Sighting
	for end := time.Now().Add(20 * time.Second); len(seen.Stamps) == 0 || slices.Contains(seen.Stamps, 0) || seen.State == lockstep.Digest(before.State); {
		if time.Now().After(end) {
			t.Fatal("what was written long ago has no stamp")
		}
		take(p.App)
		if seen, err = p.store.Seen(t.Context(), uuid); err != nil {
			t.Fatal(err)
		}
	}
	// Who reads the files finds the newer state, and who believes the stamps the one that is kept with them.
	seen.State = lockstep.Digest(before.State)
	if err := p.store.Write(t.Context(), func(tx *store.Tx) error { return tx.KeepSeen(uuid, seen) }); err != nil {
		t.Fatal(err)
	}
	if got := take(p.another()); got.State != before.State {
		t.Error("what did not change was read again")
	}
	write(t, dir, map[string]string{"b": "3"})
	after, err := p.another().Item("development", "file/b")
	if err != nil || after.Text != "3" {
		t.Errorf("what changed was not read again: %v", err)
	}
}
