package lockstep

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// Gate says whether a plan may pass into an environment that lets in only what passed the checks of its upstream.
type Gate struct {
	Required bool
	Met      bool   // always, where it is not required
	Why      string // sentences: why it is met or not, and then what is to be done; "" where it is not required
}

// Shut says that the gate keeps the plan out.
func (g Gate) Shut() bool { return g.Required && !g.Met }

// GateInput is what a gate is judged by.
type GateInput struct {
	Target   string
	Upstream string // name; "" where the target has none
	Checks   []Check
	Results  []CheckResult
	Slots    []string // that source and target fill
}

// Judge judges a plan by shared digests of slots: all checks of the upstream passed with source as it was tested there, and
// the plan makes what a promotion of all of it would make, which is whole.
func (in GateInput) Judge(tested, whole, want map[string]Digest) Gate {
	shut := func(format string, args ...any) Gate {
		return Gate{Required: true, Why: fmt.Sprintf(format, args...)}
	}
	switch {
	case in.Upstream == "":
		return shut("Only what passed the checks of its upstream may come to %s, and it has no upstream. Say which environment it is promoted from.", in.Target)
	case len(in.Checks) == 0:
		return shut("Only what passed the checks of %s may come to %s, and %s has no checks. Give it one, and run it there.", in.Upstream, in.Target, in.Upstream)
	}
	var last time.Time
	for _, c := range in.Checks {
		result, found := newest(in.Results, c.Digest(), tested)
		switch {
		case !found:
			return shut("The check %s of %s has no result for what would come to %s. Bring it to %s as a whole, and run the checks there.", c.Name, in.Upstream, in.Target, in.Upstream)
		case !result.Passed:
			return shut("The check %s of %s failed with what would come to %s: %s Mend it, and run the checks of %s again.", c.Name, in.Upstream, in.Target, result.Message, in.Upstream)
		}
		if result.At.After(last) {
			last = result.At
		}
	}
	if !maps.Equal(whole, want) {
		return shut("What would be on %s is not what passed the checks of %s: a part stays out, or %s keeps what is its own. Bring all of it.", in.Target, in.Upstream, in.Target)
	}
	return Gate{Required: true, Met: true, Why: fmt.Sprintf("All checks of %s passed with it (%s UTC).", in.Upstream, last.UTC().Format("2006-01-02 15:04"))}
}

// SlotDigests are the shared digests of some slots of a state.
func SlotDigests(s State, slots []string) map[string]Digest {
	digests := map[string]Digest{}
	for _, slot := range slots {
		digests[slot] = s.Slot(slot).Shared()
	}
	return digests
}

// newest is the newest result of a check with these slots, whatever the others held.
func newest(results []CheckResult, check Digest, slots map[string]Digest) (last CheckResult, found bool) {
	for _, r := range results {
		same := r.Check == check && !slices.ContainsFunc(slices.Collect(maps.Keys(slots)), func(slot string) bool {
			return r.Slots[slot] != slots[slot]
		})
		if same && (!found || r.Newer(last)) {
			last, found = r, true
		}
	}
	return last, found
}
