package values

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"lockstep/app/lockstep"
)

// Holding is what is known of one environment: its state now, and states that it had before, the newest first.
type Holding struct {
	Name string
	Role lockstep.Role
	Now  lockstep.State
	Past []lockstep.State
}

// Suggestion is a rule that the detective proposes for something that no rule names yet, and what made it think so.
type Suggestion struct {
	Rule     lockstep.Rule
	Key      lockstep.Key // the item; of a rule for several, the first of them
	Address  string       // the place in it; "" for the whole item
	Evidence []string     // phrases for a person, such as "differs in all 3 environments that have it"; no value is shown in them
	Sure     int          // 0 to 100: those that are surest are shown first
	Ticked   bool         // sure enough to be taken unless somebody objects
}

// The bounds of what is suggested.
const (
	mostSuggested = 500
	mostSampled   = 12 // states of each environment's past that are looked at
	mostOfItem    = 60 // places of one item: more of them are data, not settings
	leastSure     = 20
	tickedFrom    = 70
)

// Suggest proposes rules for what looks as if it belonged to an environment and no rule names. Patterns in no were turned
// down before, and are not proposed again. It reads documents of up to 1 MB, and of the past a sample; no more than 500
// rules are given, the surest first. The error is that of reading a content, or of the context.
func (r Rules) Suggest(ctx context.Context, environments []Holding, no map[string]bool) ([]Suggestion, error) {
	d := &detective{rules: r, environments: environments, no: no, slots: map[[2]string]string{}}
	for _, e := range environments {
		d.names = append(d.names, namesOf(e.Name, e.Role))
		d.past = append(d.past, sampled(e.Past))
	}
	err := each(d.keys(), func(key lockstep.Key) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if whole, _ := r.Whole(key); whole != "" || key.Quiet() {
			return nil
		}
		return d.item(key)
	})
	if err != nil {
		return nil, err
	}
	if err := d.group(); err != nil {
		return nil, err
	}
	slices.SortFunc(d.found, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.Sure, a.Sure), a.Key.Compare(b.Key), strings.Compare(a.Address, b.Address))
	})
	return d.found[:min(len(d.found), mostSuggested)], nil
}

// sampled are states of a past, spread over all of it; the newest is one of them.
func sampled(past []lockstep.State) []lockstep.State {
	if len(past) <= mostSampled {
		return past
	}
	some := make([]lockstep.State, mostSampled)
	for i := range some {
		some[i] = past[i*(len(past)-1)/(mostSampled-1)]
	}
	return some
}

// detective looks at the items one by one.
type detective struct {
	rules        Rules
	environments []Holding
	past         [][]lockstep.State // sampled, by environment
	names        []map[string]bool  // the words for each environment
	no           map[string]bool
	slots        map[[2]string]string // the slot of a kind and a name; "" where several have it

	mu    sync.Mutex
	found []Suggestion
}

// keys are all items that the environments have now.
func (d *detective) keys() []lockstep.Key {
	seen := map[lockstep.Key]bool{}
	var keys []lockstep.Key
	for _, e := range d.environments {
		for _, item := range e.Now.All() {
			if seen[item.Key] {
				continue
			}
			seen[item.Key] = true
			keys = append(keys, item.Key)
			at := [2]string{item.Key.Kind, item.Key.Name}
			if slot, known := d.slots[at]; known && slot != item.Key.Slot {
				d.slots[at] = ""
			} else if !known {
				d.slots[at] = item.Key.Slot
			}
		}
	}
	return keys
}

// pattern is that of a place. Where an item of the same name is in another slot, it says which one is meant.
func (d *detective) pattern(k lockstep.Key, address string) string {
	pattern := JoinPattern(k, address)
	if slot, known := d.slots[[2]string{k.Kind, k.Name}]; known && slot == "" && k.Slot == lockstep.DefaultSlot {
		return k.Slot + ":" + pattern
	}
	return pattern
}

// precise says that a pattern names one item alone, and the place in it that is meant, whatever their names look like.
func (d *detective) precise(pattern string, k lockstep.Key, address string) bool {
	item, place, _ := SplitPattern(pattern)
	p, err := itemPatternOf(item)
	if err != nil || place != address || !p.names(k) {
		return false
	}
	for _, e := range d.environments {
		if !p.glob {
			break
		}
		for _, other := range e.Now.All() {
			if other.Key != k && p.names(other.Key) {
				return false
			}
		}
	}
	return true
}

// add notes a suggestion, unless it was turned down.
func (d *detective) add(kind lockstep.RuleKind, k lockstep.Key, address string, v verdict) {
	pattern := d.pattern(k, address)
	if v.sure < leastSure || d.no[pattern] || !d.precise(pattern, k, address) {
		return
	}
	sure := min(v.sure, 99)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.found = append(d.found, Suggestion{Rule: lockstep.Rule{Kind: kind, Pattern: pattern}, Key: k, Address: address,
		Evidence: v.evidence, Sure: sure, Ticked: sure >= tickedFrom})
}

// item looks at one item in all environments.
func (d *detective) item(k lockstep.Key) error {
	if why, sure, err := d.wholeSecret(k); err != nil || sure > 0 {
		if sure > 0 {
			d.add(lockstep.Secret, k, "", verdict{sure: sure, evidence: []string{why}})
		}
		return err
	}
	if manufactured(k.Name) {
		return nil
	}
	s, err := d.series(k)
	if err != nil {
		return err
	}
	type judged struct {
		place
		verdict
	}
	var all []judged
	s.places(func(p place) {
		if v := d.judge(s, p); v.sure >= leastSure {
			all = append(all, judged{p, v})
		}
	})
	slices.SortStableFunc(all, func(a, b judged) int { return cmp.Compare(b.sure, a.sure) })
	for _, one := range all[:min(len(all), mostOfItem)] {
		if s.exact(one.place) {
			d.add(one.kind, k, one.address, one.verdict)
		}
	}
	return nil
}
