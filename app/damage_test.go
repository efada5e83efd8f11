package app_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"lockstep/app"
	"lockstep/app/lockstep"
)

// Only a damaged pack is of use here: what lies in others stays readable.
func TestWhatIsNotDamagedInASnapshotCanBeRestored(t *testing.T) {
	p, _, live := folders(t)
	put(t, live, "a.txt", "first\n")
	p.take("live", "")
	put(t, live, "b.txt", "second\n")
	p.take("live", "")
	for _, name := range []string{"a.txt", "b.txt"} {
		put(t, live, name, "broken\n")
	}
	damageNewestPack(t, p.home)

	v, err := p.Verify()
	if err != nil || len(v.Damaged) != 1 {
		t.Fatalf("%d are damaged: %v %v", len(v.Damaged), v.Damaged, err)
	}
	history := p.history(app.HistoryRequest{Environment: "live"})
	if history.VerifiedAt == "" {
		t.Error("the history does not say when it was verified")
	}
	damaged := history.Events[0].Damaged
	if len(damaged) != 1 || damaged[0].Snapshot != "Plain/live@2" || damaged[0].Key != "main:file/b.txt" || len(history.Events[1].Damaged) != 0 {
		t.Errorf("damaged: %v and %v", damaged, history.Events[1].Damaged)
	}

	restore := app.PlanRequest{Act: "restore", Source: "live@2", Target: "live"}
	if whole := p.plan(restore); whole.Code != string(lockstep.Blocked) {
		t.Errorf("the whole snapshot is not refused: %q", whole.Refusal)
	}
	restore.Choices.Except = []string{"file/b.txt"}
	p.start(p.plan(restore))
	if content, err := os.ReadFile(filepath.Join(live, "a.txt")); err != nil || string(content) != "first\n" {
		t.Errorf("a.txt holds %q, %v", content, err)
	}
}

func damageNewestPack(t *testing.T, home string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(home, "catalog.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = db.Exec(`UPDATE pack SET content = zeroblob(length(content)) WHERE id = (SELECT max(id) FROM pack)`)
	if err != nil {
		t.Fatal(err)
	}
}

// A damaged catalog says nothing about the systems.
func TestADamagedCatalogMakesNoSystemUnreachable(t *testing.T) {
	p, dir := fleet(t, environment{"Development", "development", ""}, environment{"QA", "test", "Development"})
	put(t, dir, "Development/a.txt", "1")
	p.start(p.plan(app.PlanRequest{Act: "promote", Source: "Development", Target: "QA"}))
	put(t, dir, "Development/a.txt", "2")
	put(t, dir, "QA/a.txt", "3")
	db, err := sql.Open("sqlite", filepath.Join(p.home, "catalog.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`UPDATE state SET manifest = zeroblob(length(manifest))`); err != nil {
		t.Fatal(err)
	}
	for _, ref := range []string{"Development", "QA"} {
		look, err := p.Look(ref)
		if err != nil || !look.Reachable || look.Problem != "" || look.Items != 1 || look.Drift != nil || look.Behind != nil || look.Damage == "" {
			t.Errorf("%s: %+v, %v", ref, look, err)
		}
	}
	if v := p.travel(0); len(v.Looks) != 2 || v.Links[0].Known || len(v.Ways[0].Items) != 0 {
		t.Errorf("what is on the way is told without its past: %+v", v)
	}
	if err := os.RemoveAll(filepath.Join(dir, "QA")); err != nil {
		t.Fatal(err)
	}
	if look, err := p.Look("QA"); err != nil || look.Reachable || look.Code != string(lockstep.NotFound) {
		t.Errorf("a folder that is gone: %+v, %v", look, err)
	}
}
