package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// guard looks through what a draft could write for what should not travel from an environment, and adds it to what was
// found when values were laid in. What goes back to where it was is not looked at.
func (e *Engine) guard(ctx context.Context, d *Draft, from lockstep.Environment) error {
	d.found = map[lockstep.Key][]lockstep.Problem{}
	for k, problems := range d.Laid.Problems {
		d.found[k] = problems
	}
	rules, err := e.Rules(d.At.Project)
	if err != nil {
		return err
	}
	source := values.Side{Name: from.Name, Role: from.Role, State: d.Raw}
	target := values.Side{Name: d.At.Name(), Role: d.At.Environment.Role, State: d.Target}
	leaks, err := rules.Leaks(ctx, source, target, lockstep.Loud(lockstep.Diff(d.Target, d.Source)), d.Source)
	if err != nil {
		return err
	}
	for _, l := range leaks {
		if slices.ContainsFunc(d.Laid.Holes[l.Key], func(h values.Hole) bool { return h.Address == l.Address }) {
			continue // what stands there is never written
		}
		found := d.found[l.Key]
		d.found[l.Key] = append(found[:len(found):len(found)], lockstep.Problem{Key: l.Key, Path: l.Address, Verdict: lockstep.Leaks, Message: leakMessage(l)})
	}
	return nil
}

// leakMessage says where it is, and what of it.
func leakMessage(l values.Leak) string {
	where := l.Key.Name
	if l.Address != "" {
		where = l.Address + " of " + where
	} else if l.Line > 0 {
		where = fmt.Sprintf("Line %d of %s", l.Line, where)
	}
	return where + ": " + strings.ToLower(l.Why[:1]) + l.Why[1:]
}
