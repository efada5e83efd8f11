package app_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lockstep/app"
	"lockstep/app/lockstep"
)

func TestSlotSettingsThatCannotWorkAreNotKept(t *testing.T) {
	p, _ := sampled(t)
	for _, row := range []struct{ setting, value, says string }{
		{"exclude", "*.log\n[bad", `"[bad" of "Exclude"`},
		{"include", "a[", `"a[" of "Include"`},
		{"model", "../../etc/passwd", `"../../etc/passwd" cannot be the model file`},
		{"clear_cache", "http://", `"After every change" of the slot`},
		{"colour", "red", "colour"},
	} {
		settings := map[string]string{row.setting: row.value}
		_, edited := p.EditSlot("Northwind", "main", settings)
		_, added := p.AddSlot("Northwind", "more", "folder", settings)
		for act, err := range map[string]error{"edit": edited, "add": added} {
			if !errors.Is(err, lockstep.Invalid) || !strings.Contains(err.Error(), row.says) {
				t.Errorf("%s %s=%s: %v", act, row.setting, row.value, err)
			}
		}
	}
	projects, err := p.Projects()
	if err != nil {
		t.Fatal(err)
	}
	if slots := projects[0].Slots; len(slots) != 1 || slots[0].Settings["exclude"] != "" || slots[0].Settings["colour"] != "" {
		t.Errorf("the slots are %+v", slots)
	}
	look, err := p.Look("Development")
	if err != nil || !look.Reachable {
		t.Errorf("it cannot be read any more: %+v, %v", look, err)
	}
	if _, err := p.EditSlot("Northwind", "main", map[string]string{"exclude": "*.log"}); err != nil {
		t.Error(err)
	}
}

func TestAFolderIsNamedInFull(t *testing.T) {
	p := newProgram(t)
	t.Setenv("HOME", t.TempDir())
	home, err := os.UserHomeDir()
	if err != nil {
		t.Skip(err)
	}
	here := t.TempDir()
	t.Chdir(here)
	for _, dir := range []string{filepath.Join(home, "site"), filepath.Join(here, "site"), filepath.Join(here, "~", "site")} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.AddProject("Shop"); err != nil {
		t.Fatal(err)
	}
	for i, row := range []struct{ path, from, want string }{
		{"~/site", "", filepath.Join(home, "site")},
		{"~/site", here, filepath.Join(home, "site")},
		{"~", "", home},
		{"site", here, filepath.Join(here, "site")},
		{"site", "", ""},
		{"./site", "", ""},
		{"~somebody/site", "", ""},
		{filepath.Join(here, "site") + "/../site/", "", filepath.Join(here, "site")},
	} {
		v, err := p.AddEnvironment(app.EnvironmentRequest{Project: "Shop", Name: fmt.Sprint("E", i), Role: "test", Kind: "folder",
			Settings: map[string]string{"path": row.path}, From: row.from})
		switch {
		case row.want == "":
			if !errors.Is(err, lockstep.Invalid) || !strings.Contains(err.Error(), "is not a full path") {
				t.Errorf("%q: %v", row.path, err)
			}
		case err != nil:
			t.Errorf("%q: %v", row.path, err)
		case v.Address != row.want:
			t.Errorf("%q is %s, want %s", row.path, v.Address, row.want)
		}
	}
}

func TestOtherSettingsAreNoDrift(t *testing.T) {
	p, dir := fleet(t, environment{"Development", "development", ""}, environment{"QA", "test", "Development"})
	for name, content := range map[string]string{"a.conf": "1", "a.log": "1", "model.json": "[]", "other.json": `[{"name":"tiers","fields":{}}]`} {
		put(t, dir, "QA/"+name, content)
	}
	set := func(settings map[string]string) {
		t.Helper()
		if _, err := p.EditSlot("Fleet", lockstep.DefaultSlot, settings); err != nil {
			t.Fatal(err)
		}
	}
	want := func(when string, drift int, changed bool) {
		t.Helper()
		look, err := p.Look("QA")
		if err != nil || look.Drift == nil {
			t.Fatalf("%s: %+v, %v", when, look, err)
		}
		if *look.Drift != drift || look.SettingsChanged != changed {
			t.Errorf("%s: drift of %d, settings changed %v; want %d, %v", when, *look.Drift, look.SettingsChanged, drift, changed)
		}
	}
	snapshot := func() {
		t.Helper()
		if _, err := p.TakeSnapshot("QA", ""); err != nil {
			t.Fatal(err)
		}
	}
	set(map[string]string{"include": "", "exclude": "", "model": "model.json"})
	snapshot()
	want("at first", 0, false)
	set(map[string]string{"clear_cache": "true"})
	put(t, dir, "QA/new.conf", "1")
	want("with a setting that settles nothing", 1, false)
	snapshot()
	for _, settings := range []map[string]string{{"exclude": "*.log"}, {"exclude": "", "include": "*.conf"}, {"include": "", "model": ""}, {"model": "other.json"}} {
		set(settings)
		want(fmt.Sprint("with ", settings), 0, true)
	}
	put(t, dir, "QA/a.conf", "changed")
	want("with a file that somebody changed", 1, true)
	set(map[string]string{"model": "model.json"})
	want("with the former settings", 1, false)
	set(map[string]string{"model": ""})
	snapshot()
	want("with a new snapshot", 0, false)
}

func TestManyAreSaidAsPeopleWriteThem(t *testing.T) {
	p, dir := fleet(t, environment{"Development", "development", ""}, environment{"QA", "test", "Development"})
	for i := range 1100 {
		put(t, dir, fmt.Sprintf("Development/f/%d", i), "1")
	}
	plan := p.plan(app.PlanRequest{Act: "promote", Source: "Development", Target: "QA"})
	said := false
	for _, step := range plan.Steps {
		said = said || step.Text == "Update the configuration: 1,100 changes."
	}
	if !said {
		t.Errorf("the steps are %+v", plan.Steps)
	}
	for i := range 1100 {
		put(t, dir, fmt.Sprintf("QA/g/%d", i), "1")
	}
	_, err := p.Start(app.StartRequest{Plan: plan.ID})
	if err == nil || !strings.Contains(err.Error(), "(1,100 items)") || !strings.Contains(err.Error(), " 1,095 more.") {
		t.Errorf("a plan that is stale: %v", err)
	}
}
