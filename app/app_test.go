package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lockstep/app"
	"lockstep/app/connect"
	"lockstep/app/lockstep"
	"lockstep/build/sample"
	"lockstep/snapshots"
	"lockstep/store"
	"lockstep/store/storetest"
)

// program is the whole program without a window: a home of its own, and the events that a window would be told.
type program struct {
	*app.App
	t       testing.TB
	home    string
	drivers func(home string) []lockstep.Driver
	store   *store.Store
	vault   *snapshots.Vault
	mu      sync.Mutex
	told    []string
	on      func(event string) // is called for each event, where it is set
	later   time.Duration      // how much later it is than it is
	now     func() time.Time   // the clock, where it is another one
}

func newProgram(t testing.TB) *program {
	t.Helper()
	return programWith(t, connect.All)
}

func programWith(t testing.TB, drivers func(home string) []lockstep.Driver) *program {
	t.Helper()
	p := &program{t: t, home: t.TempDir(), drivers: drivers}
	p.store = storetest.OpenAt(t, filepath.Join(p.home, "catalog.db"))
	p.vault = snapshots.New(p.store, snapshots.NewKey())
	p.App = p.another()
	return p
}

// another is a program on the same home that knows nothing yet.
func (p *program) another() *app.App {
	return app.New(app.Config{
		Context: p.t.Context(),
		Home:    p.home,
		Catalog: filepath.Join(p.home, "catalog.db"),
		Person:  "ada@desk",
		Store:   p.store,
		Vault:   p.vault,
		Drivers: p.drivers(p.home),
		Sample:  sample.FS(),
		Emit: func(event string, payload any) {
			if p.on != nil {
				p.on(event)
			}
			p.mu.Lock()
			defer p.mu.Unlock()
			p.told = append(p.told, event)
			if _, err := json.Marshal(payload); err != nil {
				p.t.Errorf("the payload of %s cannot be told to a window: %v", event, err)
			}
		},
		Now: func() time.Time {
			if p.now != nil {
				return p.now()
			}
			return time.Now().Add(p.later)
		},
	})
}

// sampled is a program with the sample project in a folder of its own.
func sampled(t *testing.T) (p *program, dir string) {
	t.Helper()
	p = newProgram(t)
	dir = filepath.Join(t.TempDir(), "sample")
	if _, err := p.CreateSample(dir); err != nil {
		t.Fatal(err)
	}
	return p, dir
}

func TestASampleInLockstepsOwnFolderIsRefusedBeforeAnythingIsWritten(t *testing.T) {
	p := newProgram(t)
	dir := filepath.Join(p.home, "new", "sample")
	if _, err := p.CreateSample(dir); !errors.Is(err, lockstep.Invalid) || !strings.Contains(err.Error(), "Lockstep's own folder") {
		t.Errorf("error is %v", err)
	}
	if _, err := os.Stat(filepath.Dir(dir)); err == nil {
		t.Error("something was written there")
	}
	if projects, err := p.Projects(); err != nil || len(projects) > 0 {
		t.Errorf("projects are %v, error %v", projects, err)
	}
}

// tree is what a folder holds: paths, modes and bytes, links as their targets. What runs leave for other computers is left
// out.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == ".lockstep-run" {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if d.Type()&fs.ModeSymlink != 0 {
			target, err := os.Readlink(path)
			files[name] = "-> " + target
			return err
		}
		content, err := os.ReadFile(path)
		files[name] = info.Mode().String() + " " + string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func (p *program) wantTree(dir string, want map[string]string) {
	p.t.Helper()
	if diff := cmp.Diff(want, tree(p.t, dir)); diff != "" {
		p.t.Errorf("%s holds (-want +got):\n%s", dir, diff)
	}
}

func (p *program) plan(r app.PlanRequest) app.PlanView {
	p.t.Helper()
	v, err := p.Plan(r)
	if err != nil {
		p.t.Fatal(err)
	}
	return v
}

func (p *program) start(plan app.PlanView) app.RunView {
	p.t.Helper()
	run, err := p.Start(app.StartRequest{Plan: plan.ID, Confirm: plan.Confirm, Why: "because"})
	if err != nil {
		p.t.Fatal(err)
	}
	if run.Status != string(lockstep.Done) {
		p.t.Fatalf("run %d is %s: %s", run.Number, run.Status, run.Failure)
	}
	return run
}

// leavingOut are the choices that let the sample's Development through: its invalid object stays, its loss is accepted.
var leavingOut = app.ChoiceRequest{Except: []string{"object/stock_counts"}, AcceptAll: true}

func TestTheMainJobOnTheSample(t *testing.T) {
	p, dir := sampled(t)
	development, qa, live := filepath.Join(dir, "development"), filepath.Join(dir, "qa"), filepath.Join(dir, "live")
	qaBefore, liveBefore := tree(t, qa), tree(t, live)

	refused := p.plan(app.PlanRequest{Act: "promote", Source: "development", Target: "qa"})
	if refused.Code != string(lockstep.Blocked) {
		t.Errorf("the invalid model is not refused: code %q, %q", refused.Code, refused.Refusal)
	}
	if _, err := p.Start(app.StartRequest{Plan: refused.ID}); !errors.Is(err, lockstep.Blocked) {
		t.Errorf("a refused plan began: %v", err)
	}
	p.wantTree(qa, qaBefore)

	chosen, err := p.Choose(refused.ID, leavingOut)
	if err != nil {
		t.Fatal(err)
	}
	run := p.start(chosen)
	if run.Applied != chosen.Writes || len(run.Changes) != chosen.Writes {
		t.Errorf("%d changes were planned, %d recorded, %d applied", chosen.Writes, len(run.Changes), run.Applied)
	}
	left, err := p.Compare("development", "qa", true)
	if err != nil {
		t.Fatal(err)
	}
	if len(left.Changes) != 1 || left.Changes[0].Key != "main:object/stock_counts" {
		t.Errorf("what still differs is %v, want the object that was left out", left.Changes)
	}

	toLive := app.PlanRequest{Act: "promote", Source: "qa", Target: "live", Choices: app.ChoiceRequest{Except: []string{"file/nginx/block-bad-bots.conf"}, AcceptAll: true, AllLeaks: true}}
	plan := p.plan(toLive)
	if _, err := p.Start(app.StartRequest{Plan: plan.ID, Confirm: plan.Confirm}); !errors.Is(err, lockstep.Denied) {
		t.Errorf("a read-only live environment was written: %v", err)
	}
	allow := true
	if _, err := p.EditEnvironment(app.EnvironmentRequest{Ref: "live", AllowWriting: &allow}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Start(app.StartRequest{Plan: plan.ID, Confirm: "lively"}); !errors.Is(err, lockstep.Blocked) {
		t.Errorf("a wrong name was taken: %v", err)
	}
	p.wantTree(live, liveBefore)
	p.start(plan)
	if _, err := os.Stat(filepath.Join(live, "nginx", "block-bad-bots.conf")); err != nil {
		t.Errorf("the hotfix is gone: %v", err)
	}

	for target, before := range map[string]map[string]string{"live": liveBefore, "qa": qaBefore} {
		p.start(p.plan(app.PlanRequest{Act: "rollback", Target: target}))
		p.wantTree(filepath.Join(dir, target), before)
	}
	again := p.plan(app.PlanRequest{Act: "promote", Source: "development", Target: "qa", Choices: leavingOut})
	if diff := cmp.Diff(chosen.Changes, again.Changes); diff != "" {
		t.Errorf("after the roll back another promotion is planned: %s", diff)
	}
	if again.Want != chosen.Want {
		t.Error("after the roll back the promotion would make another state")
	}
	_ = development
}

func TestAnArchiveCarriesASnapshotToAnotherComputer(t *testing.T) {
	p, dir := sampled(t)
	s, err := p.TakeSnapshot("live", "before the fair")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "live.zip")
	if _, err := p.Export(app.ExportRequest{Refs: []string{s.Ref}}, file); err != nil {
		t.Fatal(err)
	}
	other := newProgram(t)
	seen := other.inspected(file)
	if seen.Known || seen.Already != 0 || len(seen.Snapshots) != 1 || seen.Snapshots[0].ID != s.ID {
		t.Errorf("the archive is shown as %+v", seen)
	}
	for i, added := range []int{1, 0} {
		v, err := other.Import(app.ImportRequest{Path: file})
		if err != nil {
			t.Fatal(err)
		}
		if v.Added != added {
			t.Errorf("import %d added %d", i+1, v.Added)
		}
	}
	empty := t.TempDir()
	if _, err := other.AddEnvironment(app.EnvironmentRequest{Project: seen.Project, Name: "Copy", Role: "test", Kind: "folder", Settings: map[string]string{"path": empty}}); err != nil {
		t.Fatal(err)
	}
	other.start(other.plan(app.PlanRequest{Act: "restore", Source: s.ID, Target: "Copy"}))
	other.wantTree(empty, tree(t, filepath.Join(dir, "live")))
}

func TestTheModelIsEditedOnDevelopmentOnly(t *testing.T) {
	p, dir := sampled(t)
	m, err := p.Model("qa", "")
	if err != nil {
		t.Fatal(err)
	}
	if m.Editable || m.Why == "" {
		t.Errorf("QA's model: editable %v, why %q", m.Editable, m.Why)
	}
	if _, err := p.Plan(app.PlanRequest{Act: "edit", Target: "qa", Model: m.Text}); !errors.Is(err, lockstep.Denied) {
		t.Errorf("an edit of QA: %v", err)
	}
	if _, err := p.Plan(app.PlanRequest{Act: "edit", Target: "development", Model: "[{"}); !errors.Is(err, lockstep.Blocked) {
		t.Errorf("a model that does not parse: %v", err)
	}
	before := tree(t, filepath.Join(dir, "development"))
	p.start(p.plan(app.PlanRequest{Act: "edit", Target: "development", Model: m.Text, Choices: app.ChoiceRequest{AcceptAll: true}}))
	edited, err := p.Model("development", "")
	if err != nil {
		t.Fatal(err)
	}
	if edited.Text != m.Text {
		t.Error("the model is not the text that was given")
	}
	p.start(p.plan(app.PlanRequest{Act: "rollback", Target: "development"}))
	p.wantTree(filepath.Join(dir, "development"), before)
}

func TestNothingBadChangesAnything(t *testing.T) {
	p, dir := sampled(t)
	before := tree(t, dir)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	rows := []struct {
		name string
		code lockstep.Code
		act  func() error
	}{
		{"an unknown environment", lockstep.NotFound, func() error {
			_, err := p.Plan(app.PlanRequest{Act: "promote", Source: "staging", Target: "qa"})
			return err
		}},
		{"source equal to target", lockstep.Invalid, func() error {
			_, err := p.Plan(app.PlanRequest{Act: "promote", Source: "qa", Target: "QA"})
			return err
		}},
		{"a pattern that names nothing", lockstep.NotFound, func() error {
			_, err := p.Plan(app.PlanRequest{Act: "promote", Source: "development", Target: "qa", Choices: app.ChoiceRequest{Only: []string{"file/nothing"}}})
			return err
		}},
		{"an unknown snapshot", lockstep.NotFound, func() error {
			_, err := p.Plan(app.PlanRequest{Act: "restore", Source: "qa@7", Target: "qa"})
			return err
		}},
		{"a name with an odd character", lockstep.Invalid, func() error {
			_, err := p.AddProject("a/b")
			return err
		}},
		{"a project of the same name", lockstep.Conflict, func() error {
			_, err := p.AddProject("northwind")
			return err
		}},
		{"an unknown setting", lockstep.Invalid, func() error {
			_, err := p.SetConnection(app.ConnectionRequest{Environment: "qa", Settings: map[string]string{"pth": dir}})
			return err
		}},
		{"a pipeline in a circle", lockstep.Invalid, func() error {
			_, err := p.EditEnvironment(app.EnvironmentRequest{Ref: "development", Upstream: "Live"})
			return err
		}},
		{"a sample over something", lockstep.Conflict, func() error {
			_, err := p.CreateSample(dir)
			return err
		}},
		{"an archive that is none", lockstep.Invalid, func() error {
			_, err := p.Import(app.ImportRequest{Path: file})
			return err
		}},
		{"a roll back of nothing", lockstep.NotFound, func() error {
			_, err := p.Plan(app.PlanRequest{Act: "rollback", Target: "qa"})
			return err
		}},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			if err := r.act(); !errors.Is(err, r.code) {
				t.Errorf("error is %v, want code %s", err, r.code)
			}
		})
	}
	p.wantTree(dir, before)
	projects, err := p.Projects()
	if err != nil || len(projects) != 1 || len(projects[0].Environments) != 3 {
		t.Errorf("projects are %v, error %v", projects, err)
	}
}

func TestReadingCanBeInterruptedAndGoesOnAfterwards(t *testing.T) {
	p, dir := sampled(t)
	begun := filepath.Join(t.TempDir(), "begun")
	if _, err := p.EditSlot("Northwind", "main", map[string]string{"validate": "touch '" + begun + "'; sleep 600"}); err != nil {
		t.Fatal(err)
	}
	before := tree(t, dir)
	ended := make(chan error)
	go func() {
		_, err := p.Plan(app.PlanRequest{Act: "promote", Source: "development", Target: "qa"})
		ended <- err
	}()
	for {
		if _, err := os.Stat(begun); err == nil {
			break
		}
		runtime.Gosched()
	}
	if err := p.Interrupt(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the plan ended with %v", err)
	}
	p.wantTree(dir, before)
	if _, err := p.TakeSnapshot("qa", ""); err != nil {
		t.Errorf("after an interruption nothing is read any more: %v", err)
	}
}

func TestPatternsNameItemsOfOneSlotOrOfAll(t *testing.T) {
	p, dir := sampled(t)
	for _, side := range []string{"development", "qa"} {
		web := filepath.Join(dir, side+"-web")
		if err := os.MkdirAll(filepath.Join(web, "css"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(web, "css", "shop.css"), []byte(side), 0o644); err != nil {
			t.Fatal(err)
		}
		if side == "development" {
			if _, err := p.AddSlot("Northwind", "web", "folder", map[string]string{"model": ""}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := p.SetConnection(app.ConnectionRequest{Environment: side, Slot: "web", Settings: map[string]string{"path": web}}); err != nil {
			t.Fatal(err)
		}
	}
	all := p.plan(app.PlanRequest{Act: "promote", Source: "development", Target: "qa", Choices: leavingOut}).Writes
	for pattern, want := range map[string]int{
		"web:**": 1, "web:file/css/*": 1, "file/css/shop.css": 1, "web:file/css/shop.css": 1, "main:file/settings/*": 4,
		"file/settings/mail.json": 1, "**": all, "*:file/*.conf": 0, "other:**": 0,
	} {
		choices := leavingOut
		choices.Only = []string{pattern}
		v, err := p.Plan(app.PlanRequest{Act: "promote", Source: "development", Target: "qa", Choices: choices})
		if want == 0 && !errors.Is(err, lockstep.NotFound) {
			t.Errorf("%s names nothing: %v", pattern, err)
		}
		if want > 0 && (err != nil || v.Writes != want) {
			t.Errorf("%s moves %d changes, want %d, error %v", pattern, v.Writes, want, err)
		}
	}
}

func TestTheComparisonInUseOutlivesNewerOnes(t *testing.T) {
	p, _ := sampled(t)
	v, err := p.Compare("development", "qa", true)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		if _, err := p.Compare("qa", "live", true); err != nil {
			t.Fatal(err)
		}
		if _, err := p.ItemDiff(app.DiffRequest{Session: v.ID, Item: v.Changes[0].Key}); err != nil {
			t.Fatal(err)
		}
	}
	for range 20 {
		if _, err := p.Compare("qa", "live", true); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.ItemDiff(app.DiffRequest{Session: v.ID, Item: v.Changes[0].Key}); !errors.Is(err, lockstep.Conflict) {
		t.Errorf("an old comparison is kept for ever: %v", err)
	}
}
