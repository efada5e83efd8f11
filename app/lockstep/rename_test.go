package lockstep_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/lockstep"
)

// first says that the first item which went is the first that came.
func first(gone, came []lockstep.Item) []lockstep.Renamed {
	return []lockstep.Renamed{{From: gone[0].Key, To: came[0].Key}, {From: came[0].Key, To: gone[0].Key}, {}}
}

func TestARenameIsOneDifference(t *testing.T) {
	old, now := bodies{"object/a": "0", "object/b": "1 needs a"}, bodies{"object/z": "0", "object/b": "1 needs z"}
	for _, r := range []struct {
		name           string
		source, target bodies
		base           bodies
		choices        lockstep.Choices
		want           bodies
		side           lockstep.Side
	}{
		{name: "without a past", source: now, target: old, want: now, side: lockstep.Incoming},
		{name: "of the source", source: now, target: old, base: old, want: now, side: lockstep.Incoming},
		{name: "of the target", source: old, target: now, base: old, want: now, side: lockstep.Outgoing},
		{name: "of both", source: now, target: bodies{"object/y": "0"}, base: bodies{"object/a": "0"}, choices: lockstep.Choices{Only: keys(t, "object/q")}, want: bodies{"object/y": "0"}, side: lockstep.Clash},
		{name: "left out by its name", source: now, target: old, choices: lockstep.Choices{Except: keys(t, "object/z", "object/b")}, want: old, side: lockstep.Incoming},
		{name: "left out by its former name", source: now, target: old, choices: lockstep.Choices{Except: keys(t, "object/a", "object/b")}, want: old, side: lockstep.Incoming},
		{name: "asked for by its former name, it brings what needs it", source: now, target: old, choices: lockstep.Choices{Only: keys(t, "object/a")}, want: now, side: lockstep.Incoming},
		{name: "brought by what needs it", source: now, target: old, choices: lockstep.Choices{Only: keys(t, "object/b")}, want: now, side: lockstep.Incoming},
		{name: "taken by its former name", source: old, target: now, base: old, choices: lockstep.Choices{Take: map[lockstep.Key]lockstep.Side{{Slot: "main", Kind: "object", Name: "z"}: lockstep.Incoming,
			{Slot: "main", Kind: "object", Name: "b"}: lockstep.Incoming}}, want: old, side: lockstep.Outgoing},
	} {
		t.Run(r.name, func(t *testing.T) {
			in := lockstep.PlanInput{Source: stateOf(t, r.source), Target: stateOf(t, r.target), Match: first, Choices: r.choices}
			if r.base != nil {
				in.Base = &lockstep.Baseline{State: stateOf(t, r.base)}
			}
			p := plan(t, in)
			if diff := cmp.Diff(r.want, bodiesOf(t, p.Want)); diff != "" {
				t.Error(diff)
			}
			renames := 0
			for _, d := range p.Differences {
				if d.Op == lockstep.Rename {
					renames++
					if d.Side != r.side || d.Unsure || d.From.Name == d.Key.Name {
						t.Errorf("the rename is %+v", d)
					}
				} else if d.Op != lockstep.Modify && r.name != "of both" {
					t.Errorf("%s of %s is left besides the rename", d.Op, d.Key)
				}
			}
			if renames != 1 {
				t.Errorf("there are %d renames", renames)
			}
		})
	}
}

func TestWhatARenameLeavesBehindIsSaid(t *testing.T) {
	p := plan(t, lockstep.PlanInput{
		Source: stateOf(t, bodies{"object/z": "0", "object/b": "1 needs z"}), Target: stateOf(t, bodies{"object/a": "0", "object/b": "1 needs a"}),
		Match: first, Choices: lockstep.Choices{Except: keys(t, "object/b")},
	})
	if got := fmt.Sprint(p.Refusal()); got != "b still needs a, which would be called z. Nothing was changed. Mend it, or leave the item out." {
		t.Error(got)
	}
}

func TestAnAnswerToARenameTakesThePlaceOfAnotherOne(t *testing.T) {
	for _, c := range []struct {
		setting, answer, want string
	}{
		{"", "product.note=remark", "product.note = remark"},
		{"a = b\n", "product.note != remark", "a = b\nproduct.note != remark"},
		{"product.note = remark\na = b", "product.note!=remark", "a = b\nproduct.note != remark"},
		{"product.note != remark", "product.note = remark", "product.note = remark"},
	} {
		q, same, err := lockstep.RenameAnswer(c.answer)
		if err != nil {
			t.Fatal(err)
		}
		if got := q.Answered(c.setting, same); got != c.want {
			t.Errorf("%q after %q: got %q, want %q", c.answer, c.setting, got, c.want)
		}
	}
	for _, text := range []string{"", "product.note", "=remark", "product.note="} {
		if _, _, err := lockstep.RenameAnswer(text); !errors.Is(err, lockstep.Invalid) {
			t.Errorf("%q: got %v", text, err)
		}
	}
}
