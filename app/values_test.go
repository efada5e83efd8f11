package app_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"lockstep/app"
	"lockstep/app/lockstep"
)

// at gives what the matrix has of a place in an environment.
func at(t *testing.T, v app.ValuesView, place, ref string) app.ValueView {
	t.Helper()
	for _, row := range v.Places {
		for _, one := range row.Values {
			if row.Place == place && strings.EqualFold(one.Environment, ref) {
				return one
			}
		}
	}
	t.Fatalf("the matrix has no %s of %s", place, ref)
	return app.ValueView{}
}

func TestTheMatrixTellsSinceWhenAValueIsWhatItIs(t *testing.T) {
	p, _ := twoFolders(t, map[string]string{".env": "HOST=a\nB=1\n"}, map[string]string{".env": "HOST=b\nB=1\n"})
	if _, err := p.AddRules("Shop", []app.RuleView{{Kind: "secret", Pattern: "file/.env#HOST"}}); err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	day := 0
	p.now = func() time.Time { return start.AddDate(0, 0, day) }
	p.take("Right", "")
	set := func(value string) {
		t.Helper()
		p.start(p.plan(app.PlanRequest{Act: string(lockstep.Edit), Target: "Right", Place: "file/.env#HOST", Value: value}))
	}
	day = 3
	set("c")
	day = 5
	p.start(p.plan(app.PlanRequest{Act: string(lockstep.Edit), Target: "Right", Place: "file/.env#B", Value: "2"})) // something else
	day = 7
	v, err := p.ValueChanges("Right")
	if err != nil {
		t.Fatal(err)
	}
	if one := at(t, v, "file/.env#HOST", "Shop/Right"); one.ChangedAt != "2026-11-04T08:00:00Z" || one.Value != "" || one.Fingerprint == "" {
		t.Errorf("it is %+v", one)
	}
	if one := at(t, v, "file/.env#HOST", "Shop/Left"); one.ChangedAt != "" || one.Fingerprint == "" {
		t.Errorf("of the other environment it is %+v", one)
	}
}

func TestAPlanOfOtherRulesIsRefused(t *testing.T) {
	p, dirs := twoFolders(t, map[string]string{".env": "HOST=a\nB=2\n"}, map[string]string{".env": "HOST=b\nB=1\n"})
	plan := p.plan(app.PlanRequest{Act: "promote", Source: "Left", Target: "Right"})
	if _, err := p.AddRules("Shop", []app.RuleView{{Kind: "keep", Pattern: "file/.env#HOST"}}); err != nil {
		t.Fatal(err)
	}
	before := tree(t, dirs[1])
	if _, err := p.Start(app.StartRequest{Plan: plan.ID}); !errors.Is(err, lockstep.Conflict) {
		t.Errorf("it began: %v", err)
	}
	p.wantTree(dirs[1], before)
}

func TestRulesAreOrderedTestedAndUndone(t *testing.T) {
	p, _ := twoFolders(t, map[string]string{".env": "HOST=a\nKEY=1\n"}, map[string]string{".env": "HOST=b\nKEY=2\n"})
	add := func(kind, pattern string, at int) {
		t.Helper()
		if _, err := p.AddRule("Shop", app.RuleView{Kind: kind, Pattern: pattern}, at); err != nil {
			t.Fatal(err)
		}
	}
	said := func() (said string) {
		t.Helper()
		v, err := p.Rules("Shop")
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range v.Rules {
			said += r.Kind + " " + r.Pattern + "; "
		}
		return said
	}
	add("keep", "file/.env#*", 0)
	add("secret", "file/.env#KEY", 1)
	if got := said(); got != "secret file/.env#KEY; keep file/.env#*; " {
		t.Errorf("the rules are %s", got)
	}
	add("own", "file/.env#*", 0)
	if got := said(); got != "secret file/.env#KEY; own file/.env#*; " {
		t.Errorf("the rules are %s", got)
	}
	tested, err := p.TestRule("Shop", "file/.env#**")
	if err != nil || len(tested.Places) != 2 || at(t, tested, "file/.env#KEY", "Shop/Left").Value != "" {
		t.Errorf("the test is %+v, %v", tested.Places, err)
	}
	if _, err := p.MoveRule("Shop", "file/.env#KEY", 3); err == nil {
		t.Error("a rule was moved to where there is no place")
	}
	for _, want := range []string{"secret file/.env#KEY; keep file/.env#*; ", "keep file/.env#*; ", ""} {
		if _, err := p.UndoRules("Shop"); err != nil {
			t.Fatal(err)
		}
		if got := said(); got != want {
			t.Errorf("undone, the rules are %q, want %q", got, want)
		}
	}
	if _, err := p.UndoRules("Shop"); err == nil {
		t.Error("more was undone than was done")
	}
	if _, err := p.SetRules("Shop", []app.RuleView{{Kind: "keep", Pattern: "file/a"}, {Kind: "own", Pattern: "file/a"}}); err == nil {
		t.Error("two rules of one pattern were taken")
	}
}
