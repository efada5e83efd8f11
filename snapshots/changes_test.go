package snapshots_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"lockstep/app/lockstep"
	"lockstep/snapshots"
	"lockstep/store/storetest"
)

// anyState draws a state of a few items, so that two of them have much in common.
func anyState(r *rapid.T, label string) []lockstep.Item {
	var items []lockstep.Item
	for _, kind := range []string{"file", "object", lockstep.FrameKind} {
		for i := range 4 {
			at := fmt.Sprintf("%s %s %d", label, kind, i)
			if rapid.Bool().Draw(r, at+" is there") {
				items = append(items, lockstep.Item{
					Key:   lockstep.Key{Slot: "main", Kind: kind, Name: fmt.Sprintf("item %d", i)},
					Part:  lockstep.Configuration,
					Mode:  rapid.SampledFrom([]lockstep.Mode{"", lockstep.Executable}).Draw(r, at+" mode"),
					Media: rapid.SampledFrom([]string{"", "text/plain"}).Draw(r, at+" media"),
					Body:  lockstep.BodyOf([]byte(rapid.SampledFrom([]string{"a", "bb"}).Draw(r, at+" body"))),
				})
			}
		}
	}
	return items
}

func TestChangesAreThoseOfTheStates(t *testing.T) {
	s := storetest.Open(t)
	v := snapshots.New(s, snapshots.NewKey())
	rapid.Check(t, func(r *rapid.T) {
		before, after := stateOf(t, anyState(r, "before")...), stateOf(t, anyState(r, "after")...)
		hold(t, s, v, before, after)
		got, err := v.Changes(t.Context(), before.Digest(), after.Digest())
		if err != nil {
			r.Fatal(err)
		}
		var want []snapshots.Changed
		for _, c := range lockstep.Loud(lockstep.Diff(before, after)) {
			want = append(want, snapshots.Changed{Op: c.Op, Key: c.Key})
		}
		same(t, got, want)
		names, err := v.Names(t.Context(), after.Digest())
		if err != nil || len(names) != after.Count() {
			r.Fatalf("%d names of %d items: %v", len(names), after.Count(), err)
		}
	})
	_, err := v.Changes(t.Context(), lockstep.DigestOf([]byte("unknown")), stateOf(t).Digest())
	sentence(t, err, lockstep.NotFound)
}
