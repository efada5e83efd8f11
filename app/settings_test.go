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
		{"exclude", "*.log\n[bad", `"[bad" of the setting exclude`},
		{"include", "a[", `"a[" of the setting include`},
		{"model", "../../etc/passwd", `"../../etc/passwd" cannot be the model file`},
		{"clear_cache", "http://", "clear_cache"},
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
