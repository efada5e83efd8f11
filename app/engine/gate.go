package engine

import (
	"context"
	"fmt"

	"lockstep/app/lockstep"
)

// gateOf reads what the gate of a draft's target is judged by; nil where it has none. What the target held before, and what is
// edited in place, comes from no upstream.
func (e *Engine) gateOf(ctx context.Context, d Draft) (*lockstep.GateInput, error) {
	if d.Act != lockstep.Promote && d.Act != lockstep.Restore || d.own {
		return nil, nil
	}
	target, err := e.Catalog.Environment(ctx, d.At.Environment.UUID)
	if err != nil || !target.Gated {
		return nil, err
	}
	from := d.At
	if d.From != nil {
		from = *d.From
	}
	in := &lockstep.GateInput{Target: d.At.Name(), Slots: filled(from, d.At)}
	if target.Upstream == "" {
		return in, nil
	}
	upstream, err := e.Catalog.Environment(ctx, target.Upstream)
	if err != nil {
		return nil, fmt.Errorf("upstream of %s: %w", d.At.Name(), err)
	}
	in.Upstream, in.Checks = upstream.Name, upstream.Checks
	in.Results, err = e.Catalog.CheckResults(ctx, upstream.UUID)
	return in, err
}

// judge judges the gate of a draft. Values that belong to an environment, and what is its own, do not count.
func (e *Engine) judge(d Draft, want lockstep.State) lockstep.Gate {
	if d.gate == nil {
		return lockstep.Gate{Met: true}
	}
	var digests [3]map[string]lockstep.Digest
	for i, state := range []lockstep.State{d.Raw, d.Source, want} {
		var err error
		if digests[i], err = e.slotDigests(d.At.Project, state, d.gate.Slots); err != nil {
			return lockstep.Gate{Required: true, Why: sentence(err)}
		}
	}
	return d.gate.Judge(digests[0], digests[1], digests[2])
}

// judgeAgain judges the gate of a plan by what the catalog says now. Who goes past a gate has seen it shut.
func (e *Engine) judgeAgain(ctx context.Context, d Draft, plan *lockstep.Plan) (err error) {
	plan.Choices.PastGate = plan.PastGate()
	if d.gate, err = e.gateOf(ctx, d); err == nil {
		plan.Gate = e.judge(d, plan.Want)
	}
	return err
}

// renewed is a place with the checks, the gate and the policy that it has now: they may have been changed since a plan was made.
func (e *Engine) renewed(ctx context.Context, at Place) (Place, error) {
	now, err := e.Catalog.Environment(ctx, at.Environment.UUID)
	if err != nil {
		return at, err
	}
	at.Environment.Checks, at.Environment.Gated, at.Environment.OnFailure = now.Checks, now.Gated, now.OnFailure
	return at, nil
}
