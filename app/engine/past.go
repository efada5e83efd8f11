package engine

import (
	"context"
	"errors"
	"slices"
	"sync"

	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// pastMost is how many of an environment's states, the newest first, are looked through for what an item once was.
const pastMost = 100

// lastInCommon is what two environments had in common after the last promotion between them: the base_after of the newest
// one, in either direction, that is done and not taken back; nil where there is none.
func (e *Engine) lastInCommon(ctx context.Context, a, b string) (*lockstep.Baseline, error) {
	newest := lockstep.Run{}
	for _, way := range [][2]string{{a, b}, {b, a}} {
		run, err := e.Catalog.LastPromotion(ctx, way[0], way[1])
		if err != nil && !errors.Is(err, lockstep.NotFound) {
			return nil, err
		}
		if err == nil && run.Number > newest.Number {
			newest = run
		}
	}
	if newest.BaseAfter == "" {
		return nil, nil
	}
	common, err := e.Vault.State(ctx, newest.BaseAfter)
	if err != nil {
		return nil, err
	}
	base := lockstep.Baseline{State: common, Apart: map[lockstep.Key]bool{}}
	for _, k := range newest.Apart {
		base.Apart[k] = true
	}
	return &base, nil
}

// outdated puts right what the baseline calls a conflict though the target only holds what the source held once: it came
// there by another way, such as over a stage between the two, by restoring, or by a promotion from another computer. Then
// that is what both had in common.
func (e *Engine) outdated(ctx context.Context, from, at Place, source, target lockstep.State, base *lockstep.Baseline) (*lockstep.Baseline, error) {
	clashes := where(lockstep.Differences(lockstep.Promote, source, target, base, nil), func(d lockstep.Difference) bool {
		return d.Side == lockstep.Clash && d.Before != ""
	})
	if len(clashes) == 0 {
		return base, nil
	}
	held, err := e.heldOnce(ctx, from, target, clashes)
	if err != nil {
		return nil, err
	}
	brought := e.broughtElsewhere(ctx, from, at)
	var once []lockstep.Item
	for i, d := range clashes {
		if held[i] || brought(d.Change) {
			item, _ := target.Get(d.Key)
			once = append(once, item)
		}
	}
	if len(once) == 0 {
		return base, nil
	}
	common, err := base.State.With(once, nil)
	return &lockstep.Baseline{State: common, Apart: base.Apart}, err
}

// pasts keeps what environments once held, so that no snapshot is gone through twice.
type pasts struct {
	mu sync.Mutex
	of map[string]*pastOf // by UUID
}

type pastOf struct {
	states   map[lockstep.Digest]bool
	versions map[lockstep.Key]map[lockstep.Digest]lockstep.Item // of each item that one of the states holds
}

// heldOnce says of each difference whether an environment once held what the target holds, but for values that belong to
// each, as far as its newest snapshots tell.
func (e *Engine) heldOnce(ctx context.Context, at Place, target lockstep.State, differences []lockstep.Difference) ([]bool, error) {
	rules, err := e.Rules(at.Project)
	if err != nil {
		return nil, err
	}
	states, err := e.Catalog.PastStates(ctx, at.Environment.UUID, pastMost)
	if err != nil {
		return nil, err
	}
	e.pasts.mu.Lock()
	defer e.pasts.mu.Unlock()
	if e.pasts.of == nil {
		e.pasts.of = map[string]*pastOf{}
	}
	past := e.pasts.of[at.Environment.UUID]
	if past == nil {
		past = &pastOf{map[lockstep.Digest]bool{}, map[lockstep.Key]map[lockstep.Digest]lockstep.Item{}}
		e.pasts.of[at.Environment.UUID] = past
	}
	for _, digest := range states {
		if past.states[digest] {
			continue
		}
		state, err := e.Vault.State(ctx, digest)
		if err != nil {
			continue // one that is damaged tells nothing; what is not known stays a conflict
		}
		past.states[digest] = true
		for _, item := range state.All() {
			if past.versions[item.Key] == nil {
				past.versions[item.Key] = map[lockstep.Digest]lockstep.Item{}
			}
			past.versions[item.Key][state.Sum(item.Key)] = item
		}
	}
	held := make([]bool, len(differences))
	for i, d := range differences {
		if held[i], err = e.amongVersions(rules, past.versions[d.Key], target, d.Key); err != nil {
			return nil, err
		}
	}
	return held, nil
}

// amongVersions says that one of an item's versions is what a state holds, in its shared form where rules speak of it. A
// version that is damaged tells nothing.
func (e *Engine) amongVersions(rules values.Rules, versions map[lockstep.Digest]lockstep.Item, in lockstep.State, k lockstep.Key) (bool, error) {
	if _, same := versions[in.Sum(k)]; same || !rules.Inside(k) {
		return same, nil
	}
	item, _ := in.Get(k)
	own, err := e.forms.one(rules, item, in.Sum(k))
	if err != nil {
		return false, err
	}
	for sum, version := range versions {
		if other, err := e.forms.one(rules, version, sum); err == nil && other.item.Digest() == own.item.Digest() {
			return true, nil
		}
	}
	return false, nil
}

// broughtElsewhere says of an item of the target whether another computer promoted it there from an environment of the
// source's name. Where that cannot be asked it says no: then it stays a conflict.
func (e *Engine) broughtElsewhere(ctx context.Context, from, at Place) func(lockstep.Change) bool {
	var left map[string][]foreignMarker
	if open, closeAll, err := e.connect(ctx, at); err == nil {
		defer closeAll()
		left, _ = e.foreignMarkers(ctx, at, open)
	}
	return func(c lockstep.Change) bool {
		return slices.ContainsFunc(left[c.Key.Slot], func(m foreignMarker) bool {
			return m.Act == lockstep.Promote && m.From == from.Name() && slices.Contains(m.Wrote, lockstep.MarkerTag(c.Key, c.Before))
		})
	}
}
