package app

import (
	"context"
	"slices"

	"lockstep/app/lockstep"
)

// ConformRequest says which system is to be measured, and whether what it holds may be written back to it.
type ConformRequest struct {
	Kind     string
	Settings map[string]string
	Secrets  map[string]string
	Write    bool
}

// ConformView is what was found.
type ConformView struct {
	Checks  []ConformCheckView `json:"checks"`
	Passed  int                `json:"passed"`
	Failed  int                `json:"failed"`
	Skipped int                `json:"skipped"` // that would write, and were not to
}

// ConformCheckView is one thing that a contract asks for.
type ConformCheckView struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	Why  string `json:"why"` // a sentence where it is not so; otherwise what was seen, or ""
}

// Conform measures a system against the contract of its kind, for who makes such a system. It needs no catalog.
func (l Lookout) Conform(ctx context.Context, r ConformRequest) (v ConformView, err error) {
	defer recovered(&err)
	i := slices.IndexFunc(l.Drivers, func(d lockstep.Driver) bool { return d.Kind == r.Kind && d.Conform != nil })
	if i < 0 {
		return v, lockstep.Errorf(lockstep.NotFound, "There is no contract for systems of the kind %q.", r.Kind)
	}
	found, err := l.Drivers[i].Conform(ctx, lockstep.Connection{Settings: r.Settings, Secrets: r.Secrets}, r.Write)
	if err != nil {
		return v, err
	}
	v.Checks, v.Skipped = []ConformCheckView{}, found.Skipped
	for _, c := range found.Checks {
		v.Checks = append(v.Checks, ConformCheckView(c))
		if c.OK {
			v.Passed++
			continue
		}
		v.Failed++
	}
	return v, nil
}
