package lockstep_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lockstep/app/lockstep"
)

// stageOf is a state of files: name, body, name, body.
func stageOf(t interface{ Fatal(...any) }, items ...string) lockstep.State {
	var list []lockstep.Item
	for i := 0; i < len(items); i += 2 {
		list = append(list, lockstep.Item{Key: fileKey(items[i]), Part: lockstep.Configuration, Body: lockstep.BodyOf([]byte(items[i+1]))})
	}
	s, err := lockstep.NewState(list, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func fileKey(name string) lockstep.Key {
	return lockstep.Key{Slot: lockstep.DefaultSlot, Kind: "file", Name: name}
}

// legsOf compares each stage with the next, as promotions with these baselines (nil for none) would.
func legsOf(stages []lockstep.State, bases map[int]*lockstep.Baseline) []lockstep.Leg {
	var legs []lockstep.Leg
	for i := 1; i < len(stages); i++ {
		legs = append(legs, lockstep.Leg{
			Differences: lockstep.Differences(lockstep.Promote, stages[i-1], stages[i], bases[i-1], nil),
			Skips:       func(string) bool { return false },
		})
	}
	return legs
}

// told writes travellers as: name op begins-reached, with ! for a conflict and ? for drift.
func told(travellers []lockstep.Traveller) []string {
	lines := []string{}
	for _, t := range travellers {
		line := t.Key.Name
		for _, v := range t.Versions {
			line += fmt.Sprintf(" %s %d-%d", v.Op, v.Begins, v.Reached)
			if v.Op == lockstep.Rename {
				line += " was " + v.From.Name
			}
			if v.Clash {
				line += "!"
			}
			if v.Drift {
				line += "?"
			}
		}
		lines = append(lines, line)
	}
	return lines
}

func TestABarEndsUnderTheStageThatItsVersionHasReached(t *testing.T) {
	common := func(items ...string) *lockstep.Baseline { return &lockstep.Baseline{State: stageOf(t, items...)} }
	rows := []struct {
		name   string
		stages []lockstep.State
		bases  map[int]*lockstep.Baseline
		want   []string
	}{
		{"all in step", []lockstep.State{stageOf(t, "a", "1"), stageOf(t, "a", "1"), stageOf(t, "a", "1")}, nil, []string{}},
		{"new, at three stages of their way", []lockstep.State{
			stageOf(t, "a", "1", "b", "1", "c", "1"), stageOf(t, "a", "1", "b", "1"), stageOf(t, "a", "1"), stageOf(t),
		}, nil, []string{"a add 0-2", "b add 0-1", "c add 0-0"}},
		{"changed twice: the old version has come farther", []lockstep.State{
			stageOf(t, "a", "3"), stageOf(t, "a", "2"), stageOf(t, "a", "2"), stageOf(t, "a", "1"),
		}, nil, []string{"a modify 0-0 modify 1-2"}},
		{"new and changed again before it has arrived", []lockstep.State{
			stageOf(t, "a", "2"), stageOf(t, "a", "1"), stageOf(t),
		}, nil, []string{"a modify 0-0 add 1-1"}},
		{"only at the end, nothing known of a past: a hotfix", []lockstep.State{
			stageOf(t), stageOf(t), stageOf(t, "hotfix", "1"),
		}, nil, []string{}},
		{"only the end has changed it", []lockstep.State{
			stageOf(t, "a", "1"), stageOf(t, "a", "1"), stageOf(t, "a", "fixed"),
		}, map[int]*lockstep.Baseline{1: common("a", "1")}, []string{}},
		{"both have changed it", []lockstep.State{
			stageOf(t, "a", "2"), stageOf(t, "a", "fixed"),
		}, map[int]*lockstep.Baseline{0: common("a", "1")}, []string{"a modify 0-0!"}},
		{"removed, and once was everywhere", []lockstep.State{
			stageOf(t), stageOf(t), stageOf(t, "a", "1"),
		}, map[int]*lockstep.Baseline{0: common(), 1: common("a", "1")}, []string{"a remove 0-1"}},
		{"removed at the beginning only", []lockstep.State{
			stageOf(t), stageOf(t, "a", "1"), stageOf(t, "a", "1"),
		}, map[int]*lockstep.Baseline{0: common("a", "1"), 1: common("a", "1")}, []string{"a remove 0-0"}},
		{"renamed, the same to the byte", []lockstep.State{
			stageOf(t, "new", "text"), stageOf(t, "new", "text"), stageOf(t, "old", "text"),
		}, map[int]*lockstep.Baseline{1: common("old", "text")}, []string{"new rename 0-1 was old"}},
		{"one of two alike is gone: nobody knows which was renamed", []lockstep.State{
			stageOf(t, "new", "text"), stageOf(t, "old", "text", "other", "text"),
		}, map[int]*lockstep.Baseline{0: common("old", "text", "other", "text")}, []string{"new add 0-0", "old remove 0-0", "other remove 0-0"}},
		{"renamed and edited: one added, one removed", []lockstep.State{
			stageOf(t, "new", "edited"), stageOf(t, "old", "text"),
		}, map[int]*lockstep.Baseline{0: common("old", "text")}, []string{"new add 0-0", "old remove 0-0"}},
		{"changed in the middle, and passed on", []lockstep.State{
			stageOf(t, "a", "1"), stageOf(t, "a", "fixed"), stageOf(t, "a", "1"),
		}, map[int]*lockstep.Baseline{0: common("a", "1"), 1: common("a", "1")}, []string{"a modify 1-1"}},
		{"the farthest first, then those that began first", []lockstep.State{
			stageOf(t, "z", "2", "m", "1", "near", "2"), stageOf(t, "z", "2", "m", "2", "near", "1"), stageOf(t, "z", "1", "m", "1", "near", "1"),
		}, map[int]*lockstep.Baseline{0: common("m", "1", "near", "1")}, []string{"z modify 0-1", "m modify 1-1", "near modify 0-0"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			got := told(lockstep.Travel(legsOf(row.stages, row.bases), func(int, lockstep.Key) bool { return false }))
			if diff := gocmp.Diff(row.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestDriftIsToldWhereTheVersionBegins(t *testing.T) {
	base := &lockstep.Baseline{State: stageOf(t, "a", "1")}
	stages := []lockstep.State{stageOf(t, "a", "1"), stageOf(t, "a", "by hand"), stageOf(t, "a", "1")}
	drifted := func(stage int, k lockstep.Key) bool { return stage == 1 && k.Name == "a" }
	got := told(lockstep.Travel(legsOf(stages, map[int]*lockstep.Baseline{0: base, 1: base}), drifted))
	if diff := gocmp.Diff([]string{"a modify 1-1?"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// What QA was given by hand and Development has too is no drift of its own: it came from Development.
	stages[0] = stageOf(t, "a", "by hand")
	got = told(lockstep.Travel(legsOf(stages, map[int]*lockstep.Baseline{0: base, 1: base}), drifted))
	if diff := gocmp.Diff([]string{"a modify 0-1"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAVersionBeginsWhereItsSlotBegins(t *testing.T) {
	stages := []lockstep.State{stageOf(t), stageOf(t, "a", "2"), stageOf(t, "a", "1")}
	legs := legsOf(stages, nil)
	legs[0] = lockstep.Leg{Skips: func(slot string) bool { return slot == lockstep.DefaultSlot }}
	got := told(lockstep.Travel(legs, func(int, lockstep.Key) bool { return false }))
	if diff := gocmp.Diff([]string{"a modify 1-1"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestEveryDifferenceOnTheWayIsOneVersion: whatever the stages hold, each leg's differences that are on the way are
// told once, at the stage that they have reached, and a version's stages hold the same.
func TestEveryDifferenceOnTheWayIsOneVersion(t *testing.T) {
	names := []string{"a", "b", "c", "d"}
	bodies := rapid.SampledFrom([]string{"", "1", "2", "3"}) // "" is absent
	draw := func(r *rapid.T, what string) lockstep.State {
		var items []string
		for _, name := range names {
			if body := bodies.Draw(r, what+" "+name); body != "" {
				items = append(items, name, body)
			}
		}
		return stageOf(r, items...)
	}
	rapid.Check(t, func(r *rapid.T) {
		stages, bases := []lockstep.State{}, map[int]*lockstep.Baseline{}
		for i := range rapid.IntRange(2, 8).Draw(r, "stages") {
			stages = append(stages, draw(r, fmt.Sprint("stage ", i)))
			if rapid.Bool().Draw(r, "known") {
				bases[i] = &lockstep.Baseline{State: draw(r, fmt.Sprint("base ", i))}
			}
		}
		legs := legsOf(stages, bases)
		var want, got []string
		for i, leg := range legs {
			for _, d := range leg.Differences {
				if d.OnWay() {
					want = append(want, fmt.Sprint(i, " ", d.Key.Name))
				}
			}
		}
		travellers := lockstep.Travel(legs, func(int, lockstep.Key) bool { return false })
		for _, t := range travellers {
			if !slices.IsSortedFunc(t.Versions, func(a, b lockstep.Version) int { return cmp.Compare(a.Reached, b.Reached) }) {
				r.Fatalf("%s: the versions are out of order: %v", t.Key.Name, t.Versions)
			}
			for _, v := range t.Versions {
				got = append(got, fmt.Sprint(v.Reached, " ", t.Key.Name))
				if v.Op == lockstep.Rename {
					got = append(got, fmt.Sprint(v.Reached, " ", v.From.Name))
				}
				for i := v.Begins; i <= v.Reached; i++ {
					if stages[i].Sum(t.Key) != stages[v.Reached].Sum(t.Key) {
						r.Fatalf("%s: stage %d holds another version", t.Key.Name, i)
					}
				}
				if stages[v.Reached].Sum(t.Key) == stages[v.Reached+1].Sum(t.Key) {
					r.Fatalf("%s: stage %d has it already", t.Key.Name, v.Reached+1)
				}
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if strings.Join(want, ",") != strings.Join(got, ",") {
			r.Fatalf("on the way are %v, told %v", want, got)
		}
	})
}
