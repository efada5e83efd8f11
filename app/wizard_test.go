package app_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lockstep/app"
	"lockstep/app/connect"
	"lockstep/app/lockstep"
)

// write writes files below a folder, and makes the folders on the way.
func write(tb testing.TB, dir string, files map[string]string) {
	tb.Helper()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
}

// staged is a program with a project of three stages as folders: development, qa and live, which may be written.
func staged(t *testing.T, files map[string]string) (p *program, dir string) {
	t.Helper()
	p = newProgram(t)
	return p, stages(t, p, files)
}

func stages(t testing.TB, p *program, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if _, err := p.AddProject("shop"); err != nil {
		t.Fatal(err)
	}
	allow, upstream := true, ""
	for _, stage := range []struct{ name, role string }{{"development", "development"}, {"qa", "test"}, {"live", "live"}} {
		at := filepath.Join(dir, stage.name)
		write(t, at, files)
		request := app.EnvironmentRequest{Project: "shop", Name: stage.name, Role: stage.role, Upstream: upstream, Kind: "folder", Settings: map[string]string{"path": at}, AllowWriting: &allow}
		if _, err := p.AddEnvironment(request); err != nil {
			t.Fatal(err)
		}
		upstream = stage.name
	}
	return dir
}

// shut is a folder in which nothing below pages may be written.
type shut struct{ lockstep.Connector }

func (s shut) Validate(_ context.Context, _ lockstep.State, changes []lockstep.Change) (problems []lockstep.Problem, err error) {
	for _, c := range changes {
		if strings.HasPrefix(c.Key.Name, "pages/") {
			problems = append(problems, lockstep.Problem{Key: c.Key, Verdict: lockstep.Blocks, Message: c.Key.Name + " cannot be written.", Cause: "pages is shut."})
		}
	}
	return problems, nil
}

func TestWhatTheSystemDoesNotLetInIsSaidWhileOneChooses(t *testing.T) {
	p := programWith(t, func(home string) []lockstep.Driver {
		driver := connect.All(home)[0]
		open := driver.Open
		driver.Open = func(ctx context.Context, slot lockstep.Slot, connection lockstep.Connection) (lockstep.Connector, error) {
			connector, err := open(ctx, slot, connection)
			return shut{connector}, err
		}
		return []lockstep.Driver{driver}
	})
	dir := stages(t, p, map[string]string{"a.txt": "1"})
	write(t, filepath.Join(dir, "development"), map[string]string{"a.txt": "2", "pages/a": "new", "pages/b": "new"})
	plan, err := p.Plan(app.PlanRequest{Act: "promote", Source: "development", Target: "qa"})
	if err != nil {
		t.Fatal(err)
	}
	for left, want := range map[string]int{"": 2, "main:file/pages/a": 1} {
		choices := app.ChoiceRequest{Except: []string{left}}
		if left == "" {
			choices.Except = nil
		}
		chosen, err := p.Choose(plan.ID, choices)
		if err != nil || len(chosen.Problems) != want {
			t.Errorf("without %q there are %d problems, not %d, error %v", left, len(chosen.Problems), want, err)
		}
		for _, problem := range chosen.Problems {
			if problem.Cause != "pages is shut." || chosen.Refusal == "" {
				t.Errorf("%+v, refused by %q", problem, chosen.Refusal)
			}
		}
	}
}

func find(t *testing.T, changes []app.ChangeView, name string) app.ChangeView {
	t.Helper()
	for _, c := range changes {
		if strings.HasSuffix(c.Key, "/"+name) {
			return c
		}
	}
	t.Fatalf("%s is no change of %v", name, changes)
	return app.ChangeView{}
}

func TestWhatDriftedOnAStageIsAskedFor(t *testing.T) {
	p, dir := staged(t, map[string]string{"a.txt": "1", "b.txt": "1"})
	write(t, filepath.Join(dir, "development"), map[string]string{"a.txt": "2"})
	toQA := p.plan(app.PlanRequest{Act: "promote", Source: "development", Target: "qa"})
	if find(t, toQA.Changes, "a.txt").Drifted {
		t.Error("what is edited on a development environment is called drift")
	}
	p.start(toQA)
	write(t, filepath.Join(dir, "qa"), map[string]string{"b.txt": "edited on qa"})

	plan := p.plan(app.PlanRequest{Act: "promote", Source: "qa", Target: "live"})
	if find(t, plan.Changes, "a.txt").Drifted || !find(t, plan.Changes, "b.txt").Drifted {
		t.Errorf("what drifted is wrong: %v", plan.Changes)
	}
	if _, err := p.Start(app.StartRequest{Plan: plan.ID, Confirm: plan.Confirm}); !errors.Is(err, lockstep.Blocked) {
		t.Errorf("what drifted was promoted unasked: %v", err)
	}
	chosen, err := p.Choose(plan.ID, app.ChoiceRequest{Ticking: true, Ticked: []string{"main:file/a.txt"}})
	if err != nil {
		t.Fatal(err)
	}
	if chosen.Refusal != "" || chosen.Writes != 1 {
		t.Errorf("without it, %d changes are planned: %q", chosen.Writes, chosen.Refusal)
	}
	if down := p.plan(app.PlanRequest{Act: "promote", Source: "qa", Target: "development"}); find(t, down.Changes, "b.txt").Drifted {
		t.Error("on the way to a development environment it is called drift")
	}
}

func TestAnExecutableBitIsAskedFor(t *testing.T) {
	p, dir := staged(t, map[string]string{"go.sh": "exit 0"})
	if err := os.Chmod(filepath.Join(dir, "development", "go.sh"), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "development"), map[string]string{"new.sh": "exit 0"})
	if err := os.Chmod(filepath.Join(dir, "development", "new.sh"), 0o755); err != nil {
		t.Fatal(err)
	}
	plan := p.plan(app.PlanRequest{Act: "promote", Source: "development", Target: "qa"})
	if got := find(t, plan.Changes, "go.sh").Widens; got != "becomes executable" {
		t.Errorf("go.sh widens %q", got)
	}
	if got := find(t, plan.Changes, "new.sh").Widens; got != "" {
		t.Errorf("a new file widens %q", got)
	}
}

func TestEachTargetSaysHowFarItIs(t *testing.T) {
	p, dir := staged(t, map[string]string{"a.txt": "1", "b.txt": "1"})
	write(t, filepath.Join(dir, "development"), map[string]string{"a.txt": "2", "new.txt": "2"})
	write(t, filepath.Join(dir, "qa"), map[string]string{"own.txt": "q"})
	if err := os.RemoveAll(filepath.Join(dir, "live")); err != nil {
		t.Fatal(err)
	}
	targets, err := p.Targets("development")
	if err != nil {
		t.Fatal(err)
	}
	if len(targets) != 2 {
		t.Fatalf("the targets are %v", targets)
	}
	qa, live := targets[0], targets[1]
	if qa.Moves != 2 || qa.Only != 1 || qa.Conflicts != 0 || qa.Counts != (app.CountsView{Added: 1, Modified: 1, Removed: 1}) {
		t.Errorf("qa is %+v", qa)
	}
	if live.Reachable || live.Problem == "" {
		t.Errorf("live cannot be read, and says %+v", live)
	}
}

func TestReadingBackLooksAtWhatIsThere(t *testing.T) {
	p, dir := staged(t, map[string]string{"a.txt": "1", "b.txt": "1", "c.txt": "1"})
	write(t, filepath.Join(dir, "development"), map[string]string{"a.txt": "2", "b.txt": "2", "c.txt": "2"})
	run := p.start(p.plan(app.PlanRequest{Act: "promote", Source: "development", Target: "qa"}))
	write(t, filepath.Join(dir, "qa"), map[string]string{"a.txt": "1", "b.txt": "3"})
	back, err := p.ReadBack(run.Number)
	if err != nil {
		t.Fatal(err)
	}
	if back.Before != 1 || back.After != 1 || back.Neither != 1 {
		t.Errorf("read back: %+v", back)
	}
	for i, want := range []string{"before", "neither", "after"} {
		if back.Items[i].Now != want {
			t.Errorf("%s is %s, want %s", back.Items[i].Key, back.Items[i].Now, want)
		}
	}
	again := p.plan(app.PlanRequest{Act: "promote", Source: "development", Target: "qa"})
	if again.Earlier == nil || again.Earlier.Run != run.Number || again.Earlier.Changes != 3 {
		t.Errorf("the earlier run is %+v", again.Earlier)
	}
}

func TestAnItemsOwnNameIsNoPattern(t *testing.T) {
	p, dir := staged(t, map[string]string{"a.txt": "1", "[a].txt": "1"})
	write(t, filepath.Join(dir, "development"), map[string]string{"a.txt": "2", "[a].txt": "2"})
	plan := p.plan(app.PlanRequest{Act: "promote", Source: "development", Target: "qa"})
	chosen, err := p.Choose(plan.ID, app.ChoiceRequest{Ticking: true, Ticked: []string{"main:file/[a].txt"}})
	if err != nil {
		t.Fatal(err)
	}
	if chosen.Writes != 1 || find(t, chosen.Changes, "a.txt").Chosen {
		t.Errorf("%d changes are chosen", chosen.Writes)
	}
}

func TestAModelChangeNamesItsFields(t *testing.T) {
	p, dir := staged(t, map[string]string{"model.json": `[{"name":"orders","fields":{"total":{"type":"float"},"code":{"type":"string"}}}]`})
	write(t, filepath.Join(dir, "development"), map[string]string{
		"model.json": `[{"name":"orders","fields":{"total":{"type":"float","required":true},"region":{"type":"string"}}},{"name":"tiers","fields":{"name":{"type":"string"}}}]`,
	})
	plan := p.plan(app.PlanRequest{Act: "promote", Source: "development", Target: "qa"})
	if got, want := find(t, plan.Changes, "orders").Fields, "~ total required, + region string, − code"; got != want {
		t.Errorf("orders: %q, want %q", got, want)
	}
	if got, want := find(t, plan.Changes, "tiers").Fields, "new, 1 field"; got != want {
		t.Errorf("tiers: %q, want %q", got, want)
	}
	diff, err := p.ModelDiff(plan.ID, "", false)
	if err != nil {
		t.Fatal(err)
	}
	if diff.Added == 0 || diff.Removed == 0 || len(diff.Stretches) == 0 {
		t.Errorf("the model's text does not differ: %+v", diff)
	}
}
