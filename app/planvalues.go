package app

import (
	"slices"
	"strings"

	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// planValues are the values that a plan's target keeps in the items that differ, and those that it lacks, which come first.
func (a *App) planValues(one *session) ([]PlanValueView, error) {
	views := []PlanValueView{}
	d, rules := one.draft, one.rules[1]
	for k, holes := range d.Laid.Holes {
		for _, h := range holes {
			views = append(views, PlanValueView{Place: values.JoinPattern(k, h.Address), Key: k.String(), Address: h.Address, Secret: h.Secret, Status: "hole"})
		}
	}
	for k, addresses := range d.Laid.Keeps {
		item, ok := d.Target.Get(k)
		if !ok {
			continue
		}
		kept, err := a.keptIn(rules, item, addresses)
		if err != nil {
			return nil, err
		}
		views = append(views, kept...)
	}
	for k, filled := range d.Laid.Filled {
		for _, address := range filled {
			views = append(views, PlanValueView{Place: values.JoinPattern(k, address), Key: k.String(), Address: address,
				Secret: rules.Says(d.Source, k, address) == lockstep.Secret, Status: valueReady})
		}
	}
	first := func(v PlanValueView) int { return slices.Index([]string{"hole", valueReady, "kept"}, v.Status) }
	slices.SortFunc(views, func(x, y PlanValueView) int {
		if d := first(x) - first(y); d != 0 {
			return d
		}
		return strings.Compare(x.Place, y.Place)
	})
	return views, nil
}

// chosenValues are the values of a plan, with what of them is in an item that it writes.
func (s *session) chosenValues() []PlanValueView {
	chosen := map[string]bool{}
	for _, c := range s.plan.Moved() {
		chosen[c.Key.String()] = true
	}
	views := slices.Clone(s.values)
	for i := range views {
		views[i].Chosen = chosen[views[i].Key]
	}
	return views
}

// keptIn are the values at some addresses of an item that a target keeps; what is only ignored is no value.
func (a *App) keptIn(rules values.Rules, item lockstep.Item, addresses []string) (views []PlanValueView, err error) {
	view := func(address string, kind lockstep.RuleKind, text string) {
		v := PlanValueView{Place: values.JoinPattern(item.Key, address), Key: item.Key.String(), Address: address, Status: "kept", Secret: kind == lockstep.Secret}
		switch {
		case v.Secret:
			v.Fingerprint = a.fingerprint(text)
		case address != "":
			v.Value = text
		}
		views = append(views, v)
	}
	all, err := valuesOf(rules, item)
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if slices.Contains(addresses, p.Address) {
			view(p.Address, p.Kind, p.Value.Text)
		}
	}
	return views, nil
}

// FillValue gives the target of a plan a value that it lacks, and makes the plan again with it. The value is kept ready: it
// is laid in by the run, and by each later one that brings the place.
func (a *App) FillValue(plan, place, value string, choices ChoiceRequest) (v PlanView, err error) {
	defer recovered(&err)
	one, err := a.planned(plan)
	if err != nil {
		return v, err
	}
	key, address, err := placeOf(place)
	if err != nil {
		return v, err
	}
	if err := a.engine.KeepReady(a.work(), one.draft.At, lockstep.ReadyValue{Key: key, Address: address, Text: value}); err != nil {
		return v, err
	}
	if err := a.engine.Relay(a.work(), one.draft); err != nil {
		return v, err
	}
	one.after = one.draft.Source
	if err := a.ruleSession(one); err != nil {
		return v, err
	}
	if err := a.choose(one, choices); err != nil {
		return v, err
	}
	a.recorded(refOf(one.draft.At))
	return a.planView(one)
}
