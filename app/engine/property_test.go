package engine_test

import (
	"fmt"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lockstep/app/lockstep"
)

// TestRunsMoveWhatWasChosenAndComeBackExactly edits both sides at random, promotes a random choice, and rolls back.
func TestRunsMoveWhatWasChosenAndComeBackExactly(t *testing.T) {
	names := rapid.SampledFrom([]string{"object/a", "object/b", "file/a", "file/b", "file/c"})
	body := rapid.SampledFrom([]string{"", "1", "2", "3"}) // "" takes the item away
	b := newBench(t)
	rapid.Check(t, func(r *rapid.T) {
		b.t = t
		for range rapid.IntRange(0, 4).Draw(r, "edits") {
			system := rapid.SampledFrom([]string{"Development", "QA"}).Draw(r, "side")
			key, err := lockstep.ParseKey(names.Draw(r, "item"))
			if err != nil {
				r.Fatal(err)
			}
			if content := body.Draw(r, "body"); content != "" {
				b.world.System(system).Set(key.Kind, key.Name, content)
				continue
			}
			b.world.System(system).Remove(key.Kind, key.Name)
		}
		before, source := maps.Clone(b.qa.Items()), b.dev.Items()
		draft, plan := b.promotion(lockstep.Choices{})
		choices := lockstep.Choices{AcceptAll: true, Only: map[lockstep.Key]bool{}, Take: map[lockstep.Key]lockstep.Side{}}
		want := maps.Clone(before)
		for _, d := range plan.Differences {
			chosen := rapid.Bool().Draw(r, "choose "+d.Key.Name)
			choices.Take[d.Key] = lockstep.Outgoing
			if !chosen {
				continue
			}
			choices.Take[d.Key] = lockstep.Incoming
			name := fmt.Sprintf("%s/%s", d.Key.Kind, d.Key.Name)
			delete(want, name)
			if content, ok := source[name]; ok {
				want[name] = content
			}
		}
		plan, err := b.engine.Plan(draft, choices)
		if err != nil {
			r.Fatal(err)
		}
		if len(plan.Writes()) == 0 {
			return
		}
		run := b.start(draft, plan)
		if run.Status != lockstep.Done {
			r.Fatalf("run %d is %s: %s", run.Number, run.Status, run.Failure)
		}
		if diff := cmp.Diff(want, b.qa.Items()); diff != "" {
			r.Fatalf("the promotion left (-want +got):\n%s", diff)
		}
		if rapid.Bool().Draw(r, "roll back") {
			b.rollback()
			if diff := cmp.Diff(before, b.qa.Items()); diff != "" {
				r.Fatalf("the roll back left (-want +got):\n%s", diff)
			}
		}
	})
}
