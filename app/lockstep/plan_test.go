package lockstep_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/lockstep"
)

// stateOf makes a state of kind/name pairs and their bodies; objects are model, all else is configuration.
// A body "x needs a,b" needs the objects a and b.
func stateOf(t *testing.T, bodies map[string]string) lockstep.State {
	t.Helper()
	var items []lockstep.Item
	for name, body := range bodies {
		key, err := lockstep.ParseKey(name)
		if err != nil {
			t.Fatal(err)
		}
		item := lockstep.Item{Key: key, Part: lockstep.Configuration, Body: lockstep.BodyOf([]byte(body))}
		if key.Kind == "object" || key.Quiet() {
			item.Part = lockstep.Model
		}
		if _, needs, ok := strings.Cut(body, " needs "); ok {
			for _, n := range strings.Split(needs, ",") {
				item.Needs = append(item.Needs, lockstep.Key{Slot: "main", Kind: "object", Name: n})
			}
		}
		items = append(items, item)
	}
	s, err := lockstep.NewState(items, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func bodiesOf(t *testing.T, s lockstep.State) map[string]string {
	t.Helper()
	bodies := map[string]string{}
	for _, item := range s.All() {
		b, err := item.Body.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		bodies[item.Key.Kind+"/"+item.Key.Name] = string(b)
	}
	return bodies
}

func keys(t *testing.T, names ...string) map[lockstep.Key]bool {
	t.Helper()
	m := map[lockstep.Key]bool{}
	for _, n := range names {
		k, err := lockstep.ParseKey(n)
		if err != nil {
			t.Fatal(err)
		}
		m[k] = true
	}
	return m
}

func plan(t *testing.T, in lockstep.PlanInput) lockstep.Plan {
	t.Helper()
	if in.Act == "" {
		in.Act = lockstep.Promote
	}
	in.SourceName, in.TargetName = "QA", "Live"
	if in.Prepare == nil {
		in.Prepare = func(_, want lockstep.State) (lockstep.State, []lockstep.Problem, error) { return want, nil, nil }
	}
	in.CountsRows = func(string) bool { return false }
	p, err := lockstep.NewPlan(in)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

type bodies = map[string]string

func TestPlanJudgesEverySide(t *testing.T) {
	base := stateOf(t, bodies{"file/both": "0", "file/source": "0", "file/target": "0", "file/gone": "0"})
	p := plan(t, lockstep.PlanInput{
		Source: stateOf(t, bodies{"file/both": "s", "file/source": "s", "file/target": "0", "file/new": "s"}),
		Target: stateOf(t, bodies{"file/both": "t", "file/source": "0", "file/target": "t", "file/gone": "0", "file/hotfix": "t"}),
		Base:   &lockstep.Baseline{State: base},
	})
	got := map[string]lockstep.Side{}
	for _, d := range p.Differences {
		got[d.Key.Name] = d.Side
	}
	want := map[string]lockstep.Side{"both": lockstep.Clash, "source": lockstep.Incoming, "target": lockstep.Outgoing,
		"gone": lockstep.Incoming, "new": lockstep.Incoming, "hotfix": lockstep.Outgoing}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if err := p.Refusal(); !errors.Is(err, lockstep.Conflict) {
		t.Errorf("refusal is %v, want a conflict about both", err)
	}
	wantBodies := bodies{"file/both": "t", "file/source": "s", "file/target": "t", "file/new": "s", "file/hotfix": "t"}
	if diff := cmp.Diff(wantBodies, bodiesOf(t, p.Want)); diff != "" {
		t.Error(diff)
	}
}

func TestAnAnsweredConflictIsNoConflict(t *testing.T) {
	base := stateOf(t, bodies{"file/a": "0", "file/b": "0"})
	in := lockstep.PlanInput{Source: stateOf(t, bodies{"file/a": "s", "file/b": "s"}), Target: stateOf(t, bodies{"file/a": "t", "file/b": "t"}), Base: &lockstep.Baseline{State: base}}
	in.Choices.Take = map[lockstep.Key]lockstep.Side{{Slot: "main", Kind: "file", Name: "a"}: lockstep.Incoming, {Slot: "main", Kind: "file", Name: "b"}: lockstep.Outgoing}
	p := plan(t, in)
	if err := p.Refusal(); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(bodies{"file/a": "s", "file/b": "t"}, bodiesOf(t, p.Want)); diff != "" {
		t.Error(diff)
	}
}

func TestWithoutABaselineARemovalNeedsItsLossAccepted(t *testing.T) {
	in := lockstep.PlanInput{Source: stateOf(t, bodies{"file/a": "1"}), Target: stateOf(t, bodies{"file/a": "1", "file/b": "2"})}
	p := plan(t, in)
	if !p.Differences[0].Unsure {
		t.Error("the removal is not marked unsure")
	}
	if err := p.Refusal(); !errors.Is(err, lockstep.Blocked) || !strings.Contains(err.Error(), "b is only on Live") {
		t.Errorf("refusal is %v", err)
	}
	in.Choices.AcceptLoss = keys(t, "file/b")
	if err := plan(t, in).Refusal(); err != nil {
		t.Error(err)
	}
	in.Act, in.Choices.AcceptLoss = lockstep.Restore, nil
	if err := plan(t, in).Refusal(); err != nil {
		t.Errorf("a restore calls it a loss: %v", err)
	}
}

func TestAChosenItemBringsWhatItNeeds(t *testing.T) {
	source := stateOf(t, bodies{"object/orders": "o needs customers", "object/customers": "c needs regions", "object/regions": "r", "object/other": "x"})
	in := lockstep.PlanInput{Source: source, Target: stateOf(t, bodies{})}
	in.Choices.Only = keys(t, "object/orders")
	p := plan(t, in)
	if diff := cmp.Diff(bodies{"object/orders": "o needs customers", "object/customers": "c needs regions", "object/regions": "r"}, bodiesOf(t, p.Want)); diff != "" {
		t.Error(diff)
	}
	for _, d := range p.Differences {
		if brought := d.Key.Name == "customers" || d.Key.Name == "regions"; brought != (d.Why != "") {
			t.Errorf("%s: why is %q", d.Key.Name, d.Why)
		}
	}
	in.Choices.Except = keys(t, "object/regions")
	if err := plan(t, in).Refusal(); !errors.Is(err, lockstep.Blocked) || !strings.Contains(err.Error(), "customers needs regions") {
		t.Errorf("refusal is %v", err)
	}
}

func TestARemovalThatIsStillNeededBringsTheChangeThatStopsNeedingIt(t *testing.T) {
	base := stateOf(t, bodies{"object/a": "1 needs b", "object/b": "1"})
	in := lockstep.PlanInput{Base: &lockstep.Baseline{State: base}, Target: base, Source: stateOf(t, bodies{"object/a": "2"})}
	in.Choices.Only = keys(t, "object/b")
	if diff := cmp.Diff(bodies{"object/a": "2"}, bodiesOf(t, plan(t, in).Want)); diff != "" {
		t.Error(diff)
	}
}

func TestAProblemThatAnotherItemSolvesBringsIt(t *testing.T) {
	in := lockstep.PlanInput{Source: stateOf(t, bodies{"object/a": "2", "object/b": "2", "object/c": "2"}), Target: stateOf(t, bodies{"object/a": "1", "object/b": "1", "object/c": "1"})}
	in.Choices.Only = keys(t, "object/a")
	in.Prepare = func(_, want lockstep.State) (lockstep.State, []lockstep.Problem, error) {
		a, b := lockstep.Key{Slot: "main", Kind: "object", Name: "a"}, lockstep.Key{Slot: "main", Kind: "object", Name: "b"}
		if want.Sum(a) == want.Sum(b) {
			return want, nil, nil
		}
		return want, []lockstep.Problem{{Key: a, Verdict: lockstep.Blocks, Message: "a must match b.", Needs: []lockstep.Key{b}}}, nil
	}
	p := plan(t, in)
	if diff := cmp.Diff(bodies{"object/a": "2", "object/b": "2", "object/c": "1"}, bodiesOf(t, p.Want)); diff != "" {
		t.Error(diff)
	}
	if len(p.Problems) != 0 {
		t.Errorf("problems are left: %v", p.Problems)
	}
}

func TestAFrameMovesOnlyWithTheWholeModel(t *testing.T) {
	source := stateOf(t, bodies{"frame/model.json": "fs", "object/a": "2", "object/b": "2", "file/x": "2"})
	target := stateOf(t, bodies{"frame/model.json": "ft", "object/a": "1", "object/b": "1", "file/x": "1"})
	rows := []struct {
		name  string
		act   lockstep.Act
		only  []string
		frame string
	}{
		{"a whole promotion takes it", lockstep.Promote, []string{"object/a", "object/b"}, "fs"},
		{"a part of the model leaves it", lockstep.Promote, []string{"object/a"}, "ft"},
		{"configuration alone leaves it", lockstep.Promote, []string{"file/x"}, "ft"},
		{"a whole restore takes it", lockstep.Restore, []string{"object/a", "object/b", "file/x"}, "fs"},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			in := lockstep.PlanInput{Act: r.act, Source: source, Target: target}
			in.Choices.Only = keys(t, r.only...)
			if got := bodiesOf(t, plan(t, in).Want)["frame/model.json"]; got != r.frame {
				t.Errorf("the frame is %q, want %q", got, r.frame)
			}
		})
	}
	alike := stateOf(t, bodies{"frame/model.json": "ft", "object/a": "2", "object/b": "2", "file/x": "2"})
	if w := plan(t, lockstep.PlanInput{Source: source, Target: alike}).Writes(); len(w) != 0 {
		t.Errorf("a promotion moves a frame alone: %v", w)
	}
	if w := plan(t, lockstep.PlanInput{Act: lockstep.Restore, Source: source, Target: alike}).Writes(); len(w) != 1 {
		t.Errorf("a restore of the frame alone writes %v", w)
	}
}

func TestAnOmittedKeyIsNeverChanged(t *testing.T) {
	target := stateOf(t, bodies{"file/big": "1"})
	source, err := lockstep.NewState(nil, []lockstep.Omitted{{Key: lockstep.Key{Slot: "main", Kind: "file", Name: "big"}, Why: "larger than 64 MiB"}})
	if err != nil {
		t.Fatal(err)
	}
	in := lockstep.PlanInput{Source: source, Target: target}
	in.Choices.AcceptAll = true
	if err := plan(t, in).Refusal(); !errors.Is(err, lockstep.Blocked) || !strings.Contains(err.Error(), "larger than 64 MiB") {
		t.Errorf("refusal is %v", err)
	}
}

func TestWhatOnlyTheTargetHasIsNeverGivenUpForAnother(t *testing.T) {
	in := lockstep.PlanInput{Source: stateOf(t, bodies{"file/a/b": "s"}), Target: stateOf(t, bodies{"file/a": "t"})}
	in.Prepare = func(_, want lockstep.State) (lockstep.State, []lockstep.Problem, error) {
		a, b := lockstep.Key{Slot: "main", Kind: "file", Name: "a"}, lockstep.Key{Slot: "main", Kind: "file", Name: "a/b"}
		if want.Sum(a) == "" || want.Sum(b) == "" {
			return want, nil, nil
		}
		return want, []lockstep.Problem{{Key: b, Verdict: lockstep.Blocks, Message: "a is in the way of a/b.", Needs: []lockstep.Key{a}}}, nil
	}
	for _, base := range []*lockstep.Baseline{nil, {}} {
		in.Base = base
		in.Choices.Only = keys(t, "file/a/b")
		if err := plan(t, in).Refusal(); !errors.Is(err, lockstep.Blocked) {
			t.Errorf("the target's own file gave way: %v", err)
		}
	}
	in.Choices.Take = map[lockstep.Key]lockstep.Side{{Slot: "main", Kind: "file", Name: "a"}: lockstep.Incoming}
	if err := plan(t, in).Refusal(); err != nil {
		t.Errorf("chosen, it does not give way: %v", err)
	}
}

func TestOneCauseIsSaidOnce(t *testing.T) {
	p := lockstep.Plan{}
	for i := range 10_000 {
		name := fmt.Sprintf("file-%d", i)
		p.Problems = append(p.Problems, lockstep.Problem{Key: lockstep.Key{Slot: "main", Kind: "file", Name: name}, Verdict: lockstep.Blocks,
			Message: name + " cannot be written, as /srv is shut.", Cause: "/srv is shut."})
	}
	p.Problems = append(p.Problems, lockstep.Problem{Key: lockstep.Key{Slot: "main", Kind: "file", Name: "x"}, Verdict: lockstep.Blocks,
		Message: "x cannot be written, as /etc is shut.", Cause: "/etc is shut."})
	want := "10,000 items cannot be written, as /srv is shut. x cannot be written, as /etc is shut. Nothing was changed. Mend it, or leave the item out."
	if got := p.Refusal(); got == nil || got.Error() != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestTheFrameOfAnItemMovesWithIt(t *testing.T) {
	in := lockstep.PlanInput{
		Source: stateOf(t, bodies{"object/a": "1", "frame/object/a": "s", "object/b": "1", "frame/object/b": "s", "object/c": "1", "frame/object/c": "s", "frame/all": "s"}),
		Target: stateOf(t, bodies{"object/a": "0", "frame/object/a": "t", "object/c": "1", "frame/object/c": "t", "object/d": "0", "frame/object/d": "t", "frame/all": "t"}),
	}
	for _, c := range []struct {
		only []string
		want bodies
	}{
		{[]string{"object/a"}, bodies{"object/a": "1", "frame/object/a": "s", "object/c": "1", "frame/object/c": "t", "object/d": "0", "frame/object/d": "t", "frame/all": "t"}},
		{[]string{"object/b"}, bodies{"object/a": "0", "frame/object/a": "t", "object/b": "1", "frame/object/b": "s", "object/c": "1", "frame/object/c": "t", "object/d": "0", "frame/object/d": "t", "frame/all": "t"}},
		{[]string{"object/d"}, bodies{"object/a": "0", "frame/object/a": "t", "object/c": "1", "frame/object/c": "t", "frame/all": "t"}},
		{[]string{"object/a", "object/b", "object/d"}, bodies{"object/a": "1", "frame/object/a": "s", "object/b": "1", "frame/object/b": "s", "object/c": "1", "frame/object/c": "s", "frame/all": "s"}},
	} {
		in.Choices.Only = keys(t, c.only...)
		if diff := cmp.Diff(c.want, bodiesOf(t, plan(t, in).Want)); diff != "" {
			t.Errorf("%v: %s", c.only, diff)
		}
	}
}
