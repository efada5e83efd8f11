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
