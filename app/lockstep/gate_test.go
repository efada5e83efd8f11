package lockstep_test

import (
	"testing"
	"time"

	"lockstep/app/lockstep"
)

func TestTheNewestResultWithTheSameSlotsCounts(t *testing.T) {
	c := lockstep.Check{Name: "health", URL: "https://shop.example", Timeout: time.Second}
	state, err := lockstep.NewState([]lockstep.Item{{Key: lockstep.Key{Slot: "main", Kind: "file", Name: "a"}, Part: lockstep.Configuration, Body: lockstep.BodyOf([]byte("1"))}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	result := func(other string, passed bool, at int64) lockstep.CheckResult {
		slots := lockstep.SlotDigests(state, []string{"main"})
		slots["db"] = lockstep.DigestOf([]byte(other))
		return lockstep.CheckResult{CheckOutcome: lockstep.CheckOutcome{Passed: passed}, Check: c.Digest(), Slots: slots, At: time.Unix(at, 0)}
	}
	passed, failed := result("x", true, 7), result("y", false, 8)
	before, after := passed, failed // by a clock that was set back between them
	before.Seq, after.Seq, after.At = 1, 2, time.Unix(1, 0)
	for name, row := range map[string]struct {
		slots   []string
		results []lockstep.CheckResult
		met     bool
	}{
		"passed":                  {[]string{"main"}, []lockstep.CheckResult{passed}, true},
		"failed later":            {[]string{"main"}, []lockstep.CheckResult{passed, failed}, false},
		"in another order":        {[]string{"main"}, []lockstep.CheckResult{failed, passed}, false},
		"passed later":            {[]string{"main"}, []lockstep.CheckResult{failed, result("x", true, 9)}, true},
		"a slot never checked":    {[]string{"main", "mail"}, []lockstep.CheckResult{passed}, false},
		"another state of a slot": {[]string{"main", "db"}, []lockstep.CheckResult{passed}, false},
		"failed after a clock":    {[]string{"main"}, []lockstep.CheckResult{after, before}, false},
		"nothing":                 {[]string{"main"}, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			slots := lockstep.SlotDigests(state, row.slots)
			gate := lockstep.GateInput{Target: "Live", Upstream: "QA", Checks: []lockstep.Check{c}, Results: row.results, Slots: row.slots}.Judge(slots, slots, slots)
			if gate.Met != row.met || gate.Why == "" || gate.Shut() == gate.Met {
				t.Errorf("the gate is %+v", gate)
			}
		})
	}
}
