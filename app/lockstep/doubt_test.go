package lockstep_test

import (
	"errors"
	"strings"
	"testing"

	"lockstep/app/lockstep"
)

// doubtful is a plan over an item that drifted on the source, one that gives more rights, and one without a doubt.
func doubtful(t *testing.T) lockstep.PlanInput {
	t.Helper()
	return lockstep.PlanInput{
		Source:  stateOf(t, bodies{"file/drifted": "2", "file/run": "2", "file/plain": "2"}),
		Target:  stateOf(t, bodies{"file/drifted": "1", "file/run": "1", "file/plain": "1"}),
		Drifted: keys(t, "file/drifted"),
		Widens: func(_, after lockstep.Item) string {
			if after.Key.Name == "run" {
				return "becomes executable"
			}
			return ""
		},
	}
}

func TestWhatIsDoubtfulAsksWhereNobodySpokeOfIt(t *testing.T) {
	in := doubtful(t)
	err := plan(t, in).Refusal()
	if !errors.Is(err, lockstep.Blocked) || !strings.Contains(err.Error(), "drifted was changed on QA outside Lockstep") || !strings.Contains(err.Error(), "run becomes executable on Live") {
		t.Errorf("refusal is %v", err)
	}
	if strings.Contains(err.Error(), "plain") {
		t.Errorf("an item without a doubt is asked for: %v", err)
	}
	in.Choices.AcceptLoss = keys(t, "file/drifted", "file/run")
	if err := plan(t, in).Refusal(); err != nil {
		t.Errorf("accepted, it is still refused: %v", err)
	}
	in.Choices = lockstep.Choices{Except: keys(t, "file/drifted", "file/run")}
	if err := plan(t, in).Refusal(); err != nil {
		t.Errorf("left out, it is still refused: %v", err)
	}
}

func TestWhatIsDoubtfulMovesWhereItIsNamed(t *testing.T) {
	in := doubtful(t)
	in.Choices.Only = keys(t, "file/drifted", "file/plain")
	in.Choices.Take = map[lockstep.Key]lockstep.Side{{Slot: "main", Kind: "file", Name: "run"}: lockstep.Incoming}
	p := plan(t, in)
	if err := p.Refusal(); err != nil {
		t.Errorf("what was named is refused: %v", err)
	}
	if len(p.Moved()) != 3 || len(p.Problems) != 2 || p.Problems[0].Verdict != lockstep.Note {
		t.Errorf("%d items move, with the problems %v", len(p.Moved()), p.Problems)
	}
}

func TestWhatIsDoubtfulIsNotBroughtAlong(t *testing.T) {
	in := lockstep.PlanInput{
		Source:  stateOf(t, bodies{"object/orders": "o needs customers", "object/customers": "c"}),
		Target:  stateOf(t, bodies{}),
		Drifted: keys(t, "object/customers"),
	}
	in.Choices.Only = keys(t, "object/orders")
	p := plan(t, in)
	if err := p.Refusal(); !errors.Is(err, lockstep.Blocked) || !strings.Contains(err.Error(), "orders needs customers") {
		t.Errorf("refusal is %v", err)
	}
	if len(p.Problems) != 1 || len(p.Problems[0].Needs) != 1 {
		t.Errorf("the problems do not name what would solve them: %v", p.Problems)
	}
}

func TestOnlyAPromotionDoubts(t *testing.T) {
	in := doubtful(t)
	for _, act := range []lockstep.Act{lockstep.Restore, lockstep.Rollback, lockstep.Edit} {
		in.Act = act
		if err := plan(t, in).Refusal(); err != nil {
			t.Errorf("%s: %v", act, err)
		}
	}
}

func TestABroughtItemNamesWhatBroughtIt(t *testing.T) {
	in := lockstep.PlanInput{
		Source: stateOf(t, bodies{"object/orders": "o needs customers", "object/bills": "b needs customers", "object/customers": "c"}),
		Target: stateOf(t, bodies{}),
	}
	in.Choices.Only = keys(t, "object/orders", "object/bills")
	for _, d := range plan(t, in).Differences {
		if want := map[string]int{"customers": 2}[d.Key.Name]; len(d.NeededBy) != want {
			t.Errorf("%s is needed by %v, want %d", d.Key.Name, d.NeededBy, want)
		}
	}
}
