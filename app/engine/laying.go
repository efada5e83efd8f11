package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// Rules are the rules of a project, with those that its connectors bring behind them.
func (e *Engine) Rules(p lockstep.Project) (values.Rules, error) {
	return values.Compile(append(p.Rules.Rules[:len(p.Rules.Rules):len(p.Rules.Rules)], e.DefaultRules(p)...))
}

// DefaultRules are those that the connectors of a project's slots bring.
func (e *Engine) DefaultRules(p lockstep.Project) (rules []lockstep.Rule) {
	for _, slot := range p.Slots {
		if driver, err := e.Driver(slot.Kind); err == nil && driver.Rules != nil {
			rules = append(rules, driver.Rules(slot)...)
		}
	}
	return rules
}

// over lays the values of an environment into a state that is to come to it.
func (e *Engine) over(ctx context.Context, source lockstep.State, from string, at Place, target lockstep.State) (values.Layer, error) {
	rules, err := e.Rules(at.Project)
	if err != nil || rules.None() {
		return values.Layer{State: source}, err
	}
	ready, err := e.ready(ctx, at)
	if err != nil {
		return values.Layer{}, err
	}
	return e.layers.over(rules, source, target, ready, values.Route{Source: from, Target: at.Name()})
}

// ready gives the values that are kept ready for an environment.
func (e *Engine) ready(ctx context.Context, at Place) (readyValues, error) {
	all, err := e.Catalog.ReadyValues(ctx, at.Environment.UUID)
	if err != nil || len(all) == 0 {
		return readyValues{}, err
	}
	type place struct {
		key     lockstep.Key
		address string
	}
	texts := map[place]string{}
	var named []string
	for _, v := range all {
		texts[place{v.Key, v.Address}] = v.Text
		named = append(named, fmt.Sprintf("%q %q %q", v.Key, v.Address, v.Text))
	}
	slices.Sort(named)
	find := func(k lockstep.Key, address string) (string, bool) {
		text, ok := texts[place{k, address}]
		return text, ok
	}
	return readyValues{find, lockstep.DigestOf([]byte(strings.Join(named, "\n")))}, nil
}

// readyValues are those that are kept ready for an environment, and a name for all of them.
type readyValues struct {
	find   values.Ready
	digest lockstep.Digest
}

// quieted is a state with all that is never a difference, or never written, as another one has it.
func (e *Engine) quieted(at Place, state, as lockstep.State) (lockstep.State, error) {
	return e.overBy(at, values.Rules.Untouched, state, as)
}

// unmasked is an edited state with the secrets that the environment has: whoever edits its model as a text does not see them,
// so that what stands in their place there is none.
func (e *Engine) unmasked(at Place, edited, now lockstep.State) (lockstep.State, error) {
	return e.overBy(at, values.Rules.SecretsOnly, edited, now)
}

// overBy lays one state of an environment over another, by some of the rules.
func (e *Engine) overBy(at Place, some func(values.Rules) values.Rules, state, as lockstep.State) (lockstep.State, error) {
	rules, err := e.Rules(at.Project)
	if err != nil {
		return state, err
	}
	layer, err := some(rules).Over(state, as, nil, values.Route{})
	return layer.State, err
}

// likened is a state of an environment with the values that belong to it as it has them now.
func (e *Engine) likened(at Place, state, now lockstep.State) (lockstep.State, error) {
	rules, err := e.Rules(at.Project)
	if err != nil {
		return state, err
	}
	if rules.None() {
		return state, nil
	}
	layer, err := e.layers.over(rules, state, now, readyValues{}, values.Route{Source: at.Name(), Target: at.Name()})
	return layer.State, err
}

// Shared is what a state has in common with other environments: each item in its shared form, without those that are an
// environment's own or ignored.
func (e *Engine) Shared(p lockstep.Project, state lockstep.State) (lockstep.State, error) {
	rules, err := e.Rules(p)
	if err != nil || rules.None() {
		return state, err
	}
	return e.forms.of(rules, state)
}

// Shares says that a state has a shared digest.
func (e *Engine) Shares(p lockstep.Project, state lockstep.State, digest lockstep.Digest) bool {
	common, err := e.Shared(p, state)
	return err == nil && common.Shared() == digest
}

// slotDigests are the shared digests of some slots of a state.
func (e *Engine) slotDigests(p lockstep.Project, state lockstep.State, slots []string) (map[string]lockstep.Digest, error) {
	common, err := e.Shared(p, state)
	return lockstep.SlotDigests(common, slots), err
}

// forms keeps the shared forms of items, so that no document is read twice.
type forms struct {
	mu   sync.Mutex
	kept map[form]shared
}

type form struct {
	rules lockstep.Digest
	key   lockstep.Key
	item  lockstep.Digest
}

type shared struct {
	item lockstep.Item
	ok   bool
}

// mostForms is how many are kept: some tens of megabytes.
const mostForms = 100_000

func (f *forms) of(rules values.Rules, state lockstep.State) (lockstep.State, error) {
	var put []lockstep.Item
	var remove []lockstep.Key
	for _, item := range state.All() {
		if item.Key.Quiet() {
			continue
		}
		one, err := f.one(rules, item, state.Sum(item.Key))
		switch {
		case err != nil:
			return state, err
		case !one.ok:
			remove = append(remove, item.Key)
		case one.item.Body.Digest != item.Body.Digest:
			put = append(put, one.item)
		}
	}
	if len(put)+len(remove) == 0 {
		return state, nil
	}
	return state.With(put, remove)
}

func (f *forms) one(rules values.Rules, item lockstep.Item, sum lockstep.Digest) (one shared, err error) {
	if kind, _ := rules.Whole(item.Key); kind == "" && !rules.Inside(item.Key) {
		return shared{item, true}, nil
	}
	at := form{rules.Digest(), item.Key, sum}
	f.mu.Lock()
	one, known := f.kept[at]
	f.mu.Unlock()
	if known {
		return one, nil
	}
	if one.item, one.ok, err = rules.Shared(item); err != nil {
		return one, err
	}
	one.item.Body = lockstep.CheckedBody(one.item.Body.Digest, one.item.Body.Size, func() ([]byte, error) {
		again, _, err := rules.Shared(item)
		if err != nil {
			return nil, err
		}
		return again.Body.Bytes()
	})
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.kept == nil || len(f.kept) >= mostForms {
		f.kept = map[form]shared{}
	}
	f.kept[at] = one
	return one, nil
}

// Common is a state in its shared form, as far as changes ask for it: the items that they do not name are as they are.
func (e *Engine) Common(rules values.Rules, state lockstep.State, changes []lockstep.Change) (lockstep.State, error) {
	asked := make(map[lockstep.Key]bool, len(changes))
	for _, c := range changes {
		asked[c.Key] = true
	}
	return e.forms.of(rules, state.Where(func(k lockstep.Key) bool { return asked[k] }))
}
