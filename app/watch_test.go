package app_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lockstep/app"
	"lockstep/app/connect/connecttest"
	"lockstep/app/lockstep"
)

// lookedFor is how long something that must happen is waited for.
const lookedFor = 60 * time.Second

// watching is a program whose environments are watched.
type watching struct {
	*program
	told   chan string   // notifications
	looked chan struct{} // looks, as the window is told of them
	stop   func()
}

func watch(t *testing.T, p *program) *watching {
	t.Helper()
	w := &watching{program: p, told: make(chan string, 100), looked: make(chan struct{}, 1000)}
	p.on = func(event string) {
		if event == "looked" {
			w.looked <- struct{}{}
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		app.Watch(ctx, p.App, func(title, text string) { w.told <- title + ": " + text })
		close(ended)
	}()
	w.stop = func() {
		cancel()
		w.await("the end", ended)
	}
	t.Cleanup(w.stop)
	return w
}

func (w *watching) await(what string, on <-chan struct{}) {
	w.t.Helper()
	select {
	case <-on:
	case <-time.After(lookedFor):
		w.t.Fatalf("nothing came: %s", what)
	}
}

func (w *watching) wantTold(want string) {
	w.t.Helper()
	select {
	case got := <-w.told:
		if got != want {
			w.t.Errorf("told %q, want %q", got, want)
		}
	case <-time.After(lookedFor):
		w.t.Fatalf("nobody was told %q", want)
	}
}

func (p *program) write(path, content string) {
	p.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

func (p *program) every(ref string, seconds int) {
	p.t.Helper()
	if _, err := p.EditEnvironment(app.EnvironmentRequest{Ref: ref, Watch: &seconds}); err != nil {
		p.t.Fatal(err)
	}
}

// An interval of an hour leaves the news to the file system.
func TestWhatIsWrittenToAWatchedFolderIsTold(t *testing.T) {
	p, dir := fleet(t, environment{"Development", "development", ""}, environment{"Live", "live", "Development"})
	for _, ref := range []string{"Development", "Live"} {
		p.write(filepath.Join(dir, ref, "a.txt"), "a\n")
		p.every(ref, 3600)
		if _, err := p.TakeSnapshot(ref, ""); err != nil {
			t.Fatal(err)
		}
	}
	w := watch(t, p)
	w.await("the first look", w.looked)
	w.await("the first look", w.looked)

	p.write(filepath.Join(dir, "Live", "deep", "er", "b.txt"), "b\n")
	w.wantTold("Live drifted: 1 item was changed outside Lockstep. A snapshot was taken.")
	p.write(filepath.Join(dir, "Live", "deep", "er", "c.txt"), "c\n") // in a folder that is new
	w.wantTold("Live drifted: 2 items were changed outside Lockstep. A snapshot was taken.")

	// A development environment is edited in place: it is looked at, and nobody is told.
	for len(w.looked) > 0 {
		<-w.looked
	}
	p.write(filepath.Join(dir, "Development", "a.txt"), "b\n")
	w.await("the look at what was edited", w.looked)

	page, err := p.Snapshots("Live", 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	var reasons []string
	for _, s := range page.Snapshots {
		reasons = append(reasons, s.Reason)
	}
	if diff := cmp.Diff([]string{"drift", "drift", "manual"}, reasons); diff != "" {
		t.Errorf("the snapshots of Live are (-want +got):\n%s", diff)
	}
	if v, err := p.Environment("Development"); err != nil || v.Snapshots != 1 {
		t.Errorf("Development has %d snapshots, %v", v.Snapshots, err)
	}
	w.stop()
	if len(w.told) > 0 {
		t.Errorf("told once more: %s", <-w.told)
	}
}

func TestAnEnvironmentThatIsAddedIsWatchedToo(t *testing.T) {
	p, dir := fleet(t)
	w := watch(t, p)
	path := filepath.Join(dir, "Live")
	p.write(filepath.Join(path, "a.txt"), "a\n")
	if _, err := p.AddEnvironment(app.EnvironmentRequest{Project: "Fleet", Name: "Live", Role: "live", Kind: "folder", Settings: map[string]string{"path": path}}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.TakeSnapshot("Live", ""); err != nil {
		t.Fatal(err)
	}
	w.await("the first look", w.looked)
	p.write(filepath.Join(path, "a.txt"), "b\n")
	w.wantTold("Live drifted: 1 item was changed outside Lockstep. A snapshot was taken.")
}

// Of a system that tells nothing, the interval finds what changed; and of a run nobody is told.
func TestAnEnvironmentIsLookedAtInItsInterval(t *testing.T) {
	world := connecttest.NewWorld()
	p := programWith(t, func(string) []lockstep.Driver { return []lockstep.Driver{world.Driver()} })
	if _, err := p.AddProject("Fleet"); err != nil {
		t.Fatal(err)
	}
	allow := true
	for _, e := range []environment{{"Development", "development", ""}, {"Live", "live", "Development"}} {
		world.System(e.name).Set(connecttest.FileKind, "a", "1")
		if _, err := p.AddEnvironment(app.EnvironmentRequest{Project: "Fleet", Name: e.name, Role: e.role, Upstream: e.after,
			Kind: world.Driver().Kind, Settings: map[string]string{"name": e.name}, AllowWriting: &allow}); err != nil {
			t.Fatal(err)
		}
		p.every(e.name, 1)
	}
	if _, err := p.TakeSnapshot("Live", ""); err != nil {
		t.Fatal(err)
	}
	w := watch(t, p)
	w.await("the first look", w.looked)
	world.System("Development").Set(connecttest.FileKind, "b", "1")
	plan, err := p.Plan(app.PlanRequest{Act: "promote", Source: "Development", Target: "Live"})
	if err != nil {
		t.Fatal(err)
	}
	if run, err := p.Start(app.StartRequest{Plan: plan.ID, Confirm: "Live", Why: "Autumn"}); err != nil || run.Status != "done" {
		t.Fatalf("%s %v", run.Status, err)
	}
	world.System("Live").Set(connecttest.FileKind, "c", "1")
	w.wantTold("Live drifted: 1 item was changed outside Lockstep. A snapshot was taken.")
}

func TestAnIntervalThatMakesNoSenseIsRefused(t *testing.T) {
	p, _ := fleet(t, environment{"Live", "live", ""})
	for _, seconds := range []int{-1, 1 << 40} {
		if _, err := p.EditEnvironment(app.EnvironmentRequest{Ref: "Live", Watch: &seconds}); err == nil {
			t.Errorf("%d seconds are let in", seconds)
		}
	}
	for seconds, want := range map[int]int{0: 0, 90: 90} {
		p.every("Live", seconds)
		if v, err := p.Environment("Live"); err != nil || v.Watch != want {
			t.Errorf("it is looked at every %d seconds, want %d (%v)", v.Watch, want, err)
		}
	}
}

func TestWhatWasLookedAtIsKeptAndNothingElse(t *testing.T) {
	p, dir := fleet(t, environment{"Live", "live", ""})
	file := filepath.Join(dir, "Live", "a.txt")
	p.write(file, "a\n")
	if _, err := p.TakeSnapshot("Live", ""); err != nil {
		t.Fatal(err)
	}
	p.write(file, "by hand\n")
	v, err := p.CheckDrift("Live")
	if err != nil || v.Drift == nil || *v.Drift != 1 || v.Since != "Fleet/Live@1" || v.Found != "Fleet/Live@2" {
		t.Fatalf("%+v %v", v, err)
	}
	p.write(file, "again\n")
	if _, err := p.KeepDrift("Live", v.State); lockstep.CodeOf(err) != lockstep.Conflict {
		t.Errorf("what nobody looked at is kept: %v", err)
	}
	if v, err = p.CheckDrift("Live"); err != nil || v.Found != "Fleet/Live@3" {
		t.Fatalf("%+v %v", v, err)
	}
	kept, err := p.KeepDrift("Live", v.State)
	if err != nil || kept.Ref != "Fleet/Live@3" || kept.KeptBy != "ada@desk" || kept.KeptAt == "" {
		t.Errorf("%+v %v", kept, err)
	}
	if v, err = p.CheckDrift("Live"); err != nil || *v.Drift != 0 || v.Since != "Fleet/Live@3" {
		t.Errorf("%+v %v", v, err)
	}
	if e, err := p.Environment("Live"); err != nil || e.Expected == nil || e.Expected.Ref != "Fleet/Live@3" {
		t.Errorf("%+v %v", e, err)
	}
}
