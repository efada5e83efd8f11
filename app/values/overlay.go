package values

import (
	"slices"
	"sync"

	"lockstep/app/lockstep"
)

// Layer is a source's state as it is to come to a target: with the target's own values in it.
type Layer struct {
	State    lockstep.State
	Keeps    map[lockstep.Key][]string // the places at which an item has the target's own values
	Filled   map[lockstep.Key][]string // those at which it has what was kept ready for the target
	Holes    map[lockstep.Key][]Hole
	Problems map[lockstep.Key][]lockstep.Problem
	Owned    []lockstep.Key // the items that differ, and are the target's own as a whole
}

// Over lays a target's values over a source's state: what differs from the target afterwards is what a promotion of
// everything would write. Items that are the target's own as a whole are in it as the target has them.
func (r Rules) Over(source, target lockstep.State, ready Ready, route Route) (Layer, error) {
	l := Layer{State: source, Keeps: map[lockstep.Key][]string{}, Filled: map[lockstep.Key][]string{}, Holes: map[lockstep.Key][]Hole{}, Problems: map[lockstep.Key][]lockstep.Problem{}}
	if r.None() {
		return l, nil
	}
	o := over{rules: r, source: source, target: target, ready: ready, route: route}
	if err := o.items(); err != nil {
		return l, err
	}
	var put []lockstep.Item
	var remove []lockstep.Key
	for _, one := range o.done {
		key := one.Item.Key
		switch {
		case one.gone:
			remove = append(remove, key)
		case one.changed:
			put = append(put, one.Item)
		}
		if one.owned {
			l.Owned = append(l.Owned, key)
		}
		if len(one.Keeps) > 0 {
			l.Keeps[key] = one.Keeps
		}
		if len(one.Filled) > 0 {
			l.Filled[key] = one.Filled
		}
		if len(one.Holes) > 0 {
			l.Holes[key] = one.Holes
		}
		if len(one.Problems) > 0 {
			l.Problems[key] = one.Problems
		}
	}
	slices.SortFunc(l.Owned, lockstep.Key.Compare)
	if len(put)+len(remove) == 0 {
		return l, nil
	}
	var err error
	l.State, err = source.With(put, remove)
	return l, err
}

// over is a laying of one state over another.
type over struct {
	rules          Rules
	source, target lockstep.State
	ready          Ready
	route          Route

	mu   sync.Mutex
	done []overlaid
}

type overlaid struct {
	Laid
	changed bool // the item is not the source's
	gone    bool // it stays away
	owned   bool
}

// items lays every item that differs, on all processors.
func (o *over) items() error {
	var inside []lockstep.Change
	for _, c := range lockstep.Diff(o.target, o.source) {
		if c.Key.Quiet() {
			continue
		}
		kind, _ := o.rules.Whole(c.Key)
		if kind == lockstep.Own || kind == lockstep.Ignore || kind.Stays() {
			o.whole(c, kind)
			continue
		}
		if c.Op == lockstep.Remove || !o.rules.Inside(c.Key) {
			continue
		}
		inside = append(inside, c)
	}
	return each(inside, o.lay)
}

func (o *over) add(one overlaid) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.done = append(o.done, one)
}

func (o *over) lay(c lockstep.Change) error {
	source, _ := o.source.Get(c.Key)
	var target *lockstep.Item
	if item, ok := o.target.Get(c.Key); ok {
		target = &item
	}
	laid, err := o.rules.Lay(source, target, o.ready, o.route)
	if err == nil {
		o.add(overlaid{Laid: laid, changed: laid.Item.Body.Digest != source.Body.Digest})
	}
	return err
}

// whole keeps an item that is the target's as a whole: as it is there, or away.
func (o *over) whole(c lockstep.Change, kind lockstep.RuleKind) {
	own, has := o.target.Get(c.Key)
	if has {
		o.add(overlaid{Laid: Laid{Item: own, Keeps: []string{""}}, changed: true, owned: true})
		return
	}
	source, _ := o.source.Get(c.Key)
	if !kind.Stays() {
		o.add(overlaid{Laid: Laid{Item: source}, gone: true, owned: true})
		return
	}
	one := overlaid{Laid: Laid{Item: source}, changed: true}
	if value, ok := o.ready.value(c.Key, ""); ok {
		one.Item.Body, one.Filled = lockstep.BodyOf([]byte(value)), []string{""}
	} else {
		one.Item.Body = lockstep.BodyOf([]byte(NotSet + "\n"))
		one.Holes = []Hole{{Key: c.Key, Secret: kind == lockstep.Secret}}
		one.Problems = []lockstep.Problem{{Key: c.Key, Verdict: lockstep.Blocks,
			Message: c.Key.Name + " belongs to each environment, and " + o.route.Target + " has none of its own yet. Give it one first, or leave it out."}}
	}
	o.add(one)
}
