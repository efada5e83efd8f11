package app_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"lockstep/app"
	"lockstep/app/connect/connecttest"
	"lockstep/app/lockstep"
	"lockstep/snapshots"
	"lockstep/store"
	"lockstep/store/storetest"
)

const phrase = "correct horse battery staple"

// files are the choices that promote no model, of which that of the sample is not let in everywhere.
var files = app.ChoiceRequest{Only: []string{"file/**"}, AcceptAll: true}

// worked is a sample on which something was promoted, and its folder.
func worked(t *testing.T) (*program, string) {
	t.Helper()
	p, dir := sampled(t)
	p.snapshots("live")
	p.start(p.plan(app.PlanRequest{Act: "promote", Source: "development", Target: "qa", Choices: files}))
	p.snapshots("qa")
	return p, dir
}

func TestABackupOfEverythingGoesOnElsewhere(t *testing.T) {
	p, dir := worked(t)
	want := tree(t, filepath.Join(dir, "qa"))
	file := p.exported(app.ExportRequest{All: true, Passphrase: phrase}, "all.zip.age")
	other := newProgram(t)
	got := other.imported(app.ImportRequest{Path: file, Passphrase: phrase}, 5, 0)
	if got.Runs != 1 || len(got.Environments) == 0 || !got.Environments[0].New || !got.Environments[0].Connected {
		t.Errorf("it was %+v", got)
	}
	other.imported(app.ImportRequest{Path: file, Passphrase: phrase}, 0, 5)
	for _, ref := range []string{"Northwind/QA@1", "Northwind/QA@latest"} {
		a, errA := p.Snapshot(ref)
		b, errB := other.Snapshot(ref)
		if errA != nil || errB != nil || a.ID != b.ID || a.Run != b.Run || b.Imported {
			t.Errorf("%s is %+v here and %+v there, %v, %v", ref, a, b, errA, errB)
		}
	}
	p.wantTree(filepath.Join(dir, "qa"), want)
	back := other.plan(app.PlanRequest{Act: "rollback", Target: "qa", Choices: app.ChoiceRequest{AcceptAll: true}})
	if run := other.start(back); run.Status != "done" {
		t.Errorf("the roll back is %+v", run)
	}
	if first, err := other.Run(1); err != nil || first.TakenBackBy != 2 {
		t.Errorf("the run is %+v, %v", first, err)
	}
	if found, err := other.Verify(); err != nil || len(found.Damaged) > 0 {
		t.Errorf("%+v, %v", found, err)
	}
}

// What a stranger's backup would have run on this computer is seen before it is added.
func TestTheCommandsOfABackupAreShown(t *testing.T) {
	p, _ := worked(t)
	if _, err := p.EditSlot("Northwind", "main", map[string]string{"validate": "true", "exclude": "*.log"}); err != nil {
		t.Fatal(err)
	}
	file := p.exported(app.ExportRequest{All: true}, "all.zip")
	want := []app.CommandView{{Project: "Northwind", Slot: "main", Label: "Check before writing", Command: "true"}}
	if got := newProgram(t).inspected(file).Import.Commands; !slices.Equal(got, want) {
		t.Errorf("to another catalog it brings %+v", got)
	}
	if got := p.inspected(file).Import.Commands; len(got) > 0 {
		t.Errorf("where the project is it brings %+v", got)
	}
}

// A run that is under way would be one to be continued where the backup is imported, while it goes on here.
func TestARunThatIsUnderWayIsInTheNextBackup(t *testing.T) {
	p, _ := worked(t)
	var target string
	storetest.Write(t, p.store, func(tx *store.Tx) error {
		run, err := tx.Run(t.Context(), 1)
		if err != nil {
			return err
		}
		run.Status, target = lockstep.Running, run.Environment
		return tx.UpdateRun(run)
	})
	lock := flock.New(filepath.Join(p.home, "locks", target+".lock"))
	if ok, err := lock.TryLock(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	for _, want := range []int{0, 1} {
		done, err := p.Export(app.ExportRequest{All: true}, filepath.Join(t.TempDir(), "all.zip"))
		if err != nil || done.Runs != want || done.Snapshots != 5 {
			t.Errorf("%+v, %v: want %d runs", done, err, want)
		}
		if err := lock.Unlock(); err != nil {
			t.Fatal(err)
		}
	}
}

// Where the run that took another one back is lost, that other one would be what both sides last had in common.
func TestARunThatWasTakenBackByOneThatIsLostStaysOut(t *testing.T) {
	p, _ := worked(t)
	p.start(p.plan(app.PlanRequest{Act: "rollback", Target: "qa", Choices: app.ChoiceRequest{AcceptAll: true}}))
	file := p.exported(app.ExportRequest{All: true}, "all.zip")
	change(t, file, "tables/runs-1.jsonl", func(content []byte) []byte {
		first, _, _ := bytes.Cut(content, []byte("\n"))
		return first
	})
	other := newProgram(t)
	got, err := other.Import(app.ImportRequest{Path: file})
	if err != nil || got.Added == 0 || got.Runs != 0 {
		t.Errorf("it is %+v, %v", got, err)
	}
	if _, err := other.Run(1); !errors.Is(err, lockstep.NotFound) {
		t.Errorf("the run that was taken back is here: %v", err)
	}
}

func TestSecretsTravelInSealedBackupsAlone(t *testing.T) {
	p, _ := worked(t)
	storetest.Write(t, p.store, func(tx *store.Tx) error {
		all, err := tx.Environments(t.Context(), "")
		if err != nil {
			return err
		}
		e := all[0]
		e.Connections["main"] = lockstep.Connection{Settings: e.Connections["main"].Settings, Secrets: lockstep.Settings{"token": "hush"}}
		return tx.UpdateEnvironment(e)
	})
	for _, row := range []struct {
		r    app.ExportRequest
		name string
		want string
	}{
		{app.ExportRequest{All: true}, "all.zip", ""},
		{app.ExportRequest{All: true, Passphrase: phrase}, "all.zip.age", "hush"},
		{app.ExportRequest{Project: "Northwind", Passphrase: phrase}, "some.zip.age", ""},
	} {
		c, err := snapshots.Open(t.Context(), p.exported(row.r, row.name), phrase)
		if err != nil {
			t.Fatal(err)
		}
		found := ""
		for _, e := range c.Environments {
			found += e.Connections["main"].Secrets["token"]
			if !row.r.All && (e.Whole || len(e.Connections) > 0) {
				t.Errorf("%s tells of %+v", row.name, e)
			}
		}
		if found != row.want {
			t.Errorf("the secret in %s is %q", row.name, found)
		}
	}
}

// A secret may have been given as a setting, as of a connector that did not know it for one.
func TestASecretAmongTheSettingsIsInNoOpenBackup(t *testing.T) {
	p := programWith(t, withSecrets)
	p.lay(lockstep.Project{UUID: "shop", Name: "Shop", Slots: []lockstep.Slot{{Name: "main", Kind: connecttest.Memory}}}, []lockstep.Environment{{UUID: "live", Project: "shop", Name: "Live", Role: lockstep.Live,
		Connections: map[string]lockstep.Connection{"main": {Settings: lockstep.Settings{"name": "live", "token": "hunter2"}}}}})
	for name, want := range map[string]string{"all.zip": "", "all.zip.age": "hunter2"} {
		r := app.ExportRequest{All: true}
		if want != "" {
			r.Passphrase = phrase
		}
		c, err := snapshots.Open(t.Context(), p.exported(r, name), phrase)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Environments[0].Connections["main"].Settings; got["token"] != want || got["name"] != "live" {
			t.Errorf("%s tells of %v", name, got)
		}
	}
}

func TestADamagedBackupGivesWhatIsWhole(t *testing.T) {
	p, _ := worked(t)
	file := p.exported(app.ExportRequest{All: true}, "all.zip")
	s, err := p.Snapshot("live@1")
	if err != nil {
		t.Fatal(err)
	}
	state, err := p.vault.State(t.Context(), lockstep.Digest(s.State))
	if err != nil {
		t.Fatal(err)
	}
	lost, _ := state.Get(lockstep.Key{Slot: "main", Kind: "file", Name: "settings/mail.json"})
	spoil(t, file, "blobs/"+string(lost.Body.Digest))
	other := newProgram(t)
	r := app.ImportRequest{Path: file}
	if _, err := other.Import(r); !errors.Is(err, lockstep.Corrupt) || !strings.Contains(err.Error(), "settings/mail.json of Northwind/Live@1") {
		t.Errorf("error is %v", err)
	}
	if seen, err := other.PreviewImport(r); err != nil || seen.Refusal == "" || seen.Damages == 0 || len(seen.Damaged) != seen.Damages {
		t.Errorf("the preview is %+v, %v", seen, err)
	}
	r.Salvage = true
	other.imported(r, 5, 0)
	other.imported(r, 0, 5)
	got, err := other.Snapshot("live@1")
	if err != nil {
		t.Fatal(err)
	}
	if got.ID == s.ID || got.State == s.State || got.Items != s.Items-1 || !strings.Contains(got.Note, "1 item is damaged in the archive and left out.") ||
		len(got.Omitted) != 1 || !strings.HasPrefix(got.Omitted[0].Why, "Damaged in the archive") {
		t.Errorf("it is %+v", got)
	}
	qa, err := other.Snapshot("qa@1")
	before, _ := p.Snapshot("qa@1")
	if err != nil || qa.ID != before.ID || len(qa.Omitted) != 0 {
		t.Errorf("what is whole is %+v, %v", qa, err)
	}
	run, err := other.Run(1)
	if err != nil || run.Status != "done" || run.Guard == "" {
		t.Errorf("the run is %+v, %v", run, err)
	}
	// The whole one is another snapshot, and comes beside it.
	p.imported(r, 1, 4)
	if found, err := other.Verify(); err != nil || len(found.Damaged) > 0 {
		t.Errorf("%+v, %v", found, err)
	}
}

func TestADamagedArchiveOfOneSnapshotGivesWhatIsWhole(t *testing.T) {
	p, _ := sampled(t)
	p.snapshots("live")
	file := p.exported(app.ExportRequest{Refs: []string{"live@1"}}, "live.zip")
	spoil(t, file, "settings/mail.json")
	other := newProgram(t)
	other.imported(app.ImportRequest{Path: file, Salvage: true}, 1, 0)
	other.imported(app.ImportRequest{Path: file, Salvage: true}, 0, 1)
	got, err := other.Snapshot("live@1")
	if err != nil || len(got.Omitted) != 1 || got.Omitted[0].Key != "main:file/settings/mail.json" {
		t.Errorf("it is %+v, %v", got, err)
	}
}

// What is whole of a damaged snapshot may be all that an earlier one held. To the vault that is one state, and it would
// be restored as if what is damaged had never been.
func TestWhatIsWholeIsNotTakenForAnEarlierState(t *testing.T) {
	p, dir := sampled(t)
	p.snapshots("live")
	write(t, filepath.Join(dir, "live"), map[string]string{"added.txt": "added later"})
	p.snapshots("live")
	file := p.exported(app.ExportRequest{Environment: "live"}, "live.zip")
	spoil(t, file, "blobs/"+string(lockstep.DigestOf([]byte("added later"))))
	other := newProgram(t)
	got := other.imported(app.ImportRequest{Path: file, Salvage: true}, 1, 0)
	if !strings.Contains(got.Damaged[len(got.Damaged)-1].Why, "what another snapshot holds") {
		t.Errorf("it is %+v", got)
	}
	other.imported(app.ImportRequest{Path: file, Salvage: true}, 0, 1)
}

func TestANameWithANumberIsNoLongerThanANameMayBe(t *testing.T) {
	there := newProgram(t)
	name := strings.Repeat("é", lockstep.LongestName)
	there.lay(lockstep.Project{UUID: "here", Name: name}, nil)
	p := newProgram(t)
	p.lay(lockstep.Project{UUID: "away", Name: name}, nil)
	got := there.imported(app.ImportRequest{Path: p.exported(app.ExportRequest{All: true}, "all.zip")}, 0, 0)
	if err := lockstep.CheckName("project", got.Projects[0]); err != nil || !strings.HasSuffix(got.Projects[0], "é 2") {
		t.Errorf("it is %q: %v", got.Projects[0], err)
	}
	there.exported(app.ExportRequest{All: true}, "both.zip")
}

// After the last number that an archive may tell of there would be none that could be exported.
func TestNumbersBeyondBeliefAreNotKept(t *testing.T) {
	p, _ := worked(t)
	file := p.exported(app.ExportRequest{All: true}, "all.zip")
	most := []byte("2147483647")
	change(t, file, "lockstep.json", func(content []byte) []byte {
		return regexp.MustCompile(`("numbered": )\d+`).ReplaceAll(content, append([]byte("${1}"), most...))
	})
	change(t, file, "tables/runs-1.jsonl", func(content []byte) []byte {
		return regexp.MustCompile(`("number":)\d+`).ReplaceAll(content, append([]byte("${1}"), most...))
	})
	other := newProgram(t)
	other.imported(app.ImportRequest{Path: file}, 5, 0)
	other.snapshots("live")
	other.start(other.plan(app.PlanRequest{Act: "rollback", Target: "qa", Choices: app.ChoiceRequest{AcceptAll: true}}))
	again := other.exported(app.ExportRequest{All: true}, "again.zip")
	newProgram(t).imported(app.ImportRequest{Path: again}, 8, 0)
}

func TestThousandsOfPlacesOfOneNameGetNames(t *testing.T) {
	var b snapshots.Backup
	for i := range 10_000 {
		uuid := fmt.Sprint("p", i)
		b.Projects = append(b.Projects, lockstep.Project{UUID: uuid, Name: "Same"})
		b.Environments = append(b.Environments, snapshots.CarriedEnvironment{Environment: lockstep.Environment{UUID: "e" + uuid, Project: "p0", Name: "Same", Role: lockstep.Test}})
	}
	p := newProgram(t)
	var content bytes.Buffer
	if _, err := p.vault.WriteBackup(t.Context(), &content, b); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "same.zip")
	if err := os.WriteFile(file, content.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := p.PreviewImport(app.ImportRequest{Path: file})
	if err != nil || len(got.Projects) != 10_000 || got.Projects[9_999] != "Same 10000" || got.Environments[9_999].Ref != "Same/Same 10000" {
		t.Errorf("%d projects, %v", len(got.Projects), err)
	}
}

func TestBackupsOfTwoCatalogsMeet(t *testing.T) {
	p, _ := worked(t)
	file := p.exported(app.ExportRequest{All: true}, "all.zip")
	there, _ := worked(t)
	got := there.imported(app.ImportRequest{Path: file}, 5, 0)
	if len(got.Projects) != 1 || got.Projects[0] != "Northwind 2" || got.Runs != 1 {
		t.Errorf("it is %+v", got)
	}
	run, err := there.Run(2)
	if err != nil || run.Target != "Northwind 2/QA" || run.Guard != "Northwind 2/QA@1" {
		t.Errorf("the run is %+v, %v", run, err)
	}
	there.imported(app.ImportRequest{Path: file}, 0, 5)
}

// Another window or command may import the same while this one does.
func TestTwoImportsAtOnceAddARunOnce(t *testing.T) {
	p, _ := worked(t)
	file := p.exported(app.ExportRequest{All: true}, "all.zip")
	there := newProgram(t)
	there.imported(app.ImportRequest{Path: p.exported(app.ExportRequest{Project: "Northwind"}, "snapshots.zip")}, 5, 0)
	second := make(chan error, 1)
	var once sync.Once
	there.on = func(event string) {
		if event != "archive:progress" {
			return
		}
		once.Do(func() { // the first one is in its transaction
			go func() {
				got, err := there.another().Import(app.ImportRequest{Path: file})
				if err == nil && got.Runs != 0 {
					err = errors.New("the second one added the run too")
				}
				second <- err
			}()
			time.Sleep(300 * time.Millisecond) // until the second one waits for that
		})
	}
	if got, err := there.Import(app.ImportRequest{Path: file}); err != nil || got.Runs != 1 {
		t.Errorf("%+v, %v", got, err)
	}
	if err := <-second; err != nil {
		t.Error(err)
	}
	if runs, err := there.store.Runs(t.Context(), store.RunFilter{}); err != nil || len(runs) != 1 {
		t.Errorf("there are %d runs, %v", len(runs), err)
	}
}

func TestANewEnvironmentWithoutHistoryIsTold(t *testing.T) {
	p, dir := worked(t)
	there := newProgram(t)
	there.imported(app.ImportRequest{Path: p.exported(app.ExportRequest{All: true}, "all.zip")}, 5, 0)
	if _, err := p.AddEnvironment(app.EnvironmentRequest{Project: "Northwind", Name: "Extra", Role: "test", Kind: "folder", Settings: map[string]string{"path": dir}}); err != nil {
		t.Fatal(err)
	}
	told := false
	there.on = func(event string) { told = told || event == "changed" }
	there.imported(app.ImportRequest{Path: p.exported(app.ExportRequest{All: true}, "more.zip")}, 0, 5)
	if !told {
		t.Error("no window was told of the environment")
	}
}

func TestAnOlderRunStaysOut(t *testing.T) {
	p, dir := worked(t)
	first := p.exported(app.ExportRequest{All: true}, "first.zip")
	there := newProgram(t)
	there.imported(app.ImportRequest{Path: first}, 5, 0)
	write(t, filepath.Join(dir, "development"), map[string]string{"one.txt": "by the first"})
	promote := app.PlanRequest{Act: "promote", Source: "development", Target: "qa", Choices: files}
	p.start(p.plan(promote))
	second := p.exported(app.ExportRequest{All: true}, "second.zip")
	write(t, filepath.Join(dir, "development"), map[string]string{"two.txt": "by the second"})
	there.start(there.plan(promote))
	got, err := there.Import(app.ImportRequest{Path: second})
	if err != nil || got.Runs != 0 || got.RunsOlder != 1 || got.RunsAlready != 1 || got.Added == 0 {
		t.Errorf("it is %+v, %v", got, err)
	}
	if last, err := there.Run(2); err != nil || last.TakenBackBy != 0 {
		t.Errorf("%+v, %v", last, err)
	}
}

func TestAnEnvironmentThatIsHereKeepsItsSettings(t *testing.T) {
	p, dir := worked(t)
	file := p.exported(app.ExportRequest{All: true}, "all.zip")
	if _, err := p.EditEnvironment(app.EnvironmentRequest{Ref: "qa", Name: "Test"}); err != nil {
		t.Fatal(err)
	}
	p.imported(app.ImportRequest{Path: file}, 0, 5)
	e, err := p.Environment("Northwind/Test")
	if err != nil || e.Address != filepath.Join(dir, "qa") {
		t.Errorf("it is %+v, %v", e, err)
	}
}
