package app_test

import (
	"errors"
	"strings"
	"testing"

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
