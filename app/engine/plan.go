package engine

import (
	"context"
	"slices"

	"lockstep/app/lockstep"
)

// Plan makes the plan of a draft with a person's choices. It reads nothing: a change of choices answers at once.
func (e *Engine) Plan(d Draft, choices lockstep.Choices) (lockstep.Plan, error) {
	return lockstep.NewPlan(lockstep.PlanInput{
		Act:        d.Act,
		Source:     d.Source,
		Target:     d.Target,
		Base:       d.Base,
		Choices:    choices,
		About:      d.About,
		Drifted:    d.drifted,
		Mended:     d.mended,
		Laid:       d.found,
		Guarded:    d.At.Environment.Role == lockstep.Live,
		Match:      e.Match(d.At.Project),
		Widens:     func(before, after lockstep.Item) string { return e.widens(d.At.Project, before, after) },
		Own:        d.own,
		Gate:       func(want lockstep.State) lockstep.Gate { return e.judge(d, want) },
		SourceName: d.SourceName,
		TargetName: d.At.Name(),
		Prepare: func(before, want lockstep.State) (lockstep.State, []lockstep.Problem, error) {
			return e.prepare(d.At.Project, before, want)
		},
		CountsRows: func(slot string) bool { return e.countsRows(d.At.Project, slot) },
	})
}

// prepare is Driver.Prepare over every slot of the project.
func (e *Engine) prepare(project lockstep.Project, before, want lockstep.State) (lockstep.State, []lockstep.Problem, error) {
	var parts []lockstep.State
	var problems []lockstep.Problem
	for _, slot := range project.Slots {
		driver, err := e.Driver(slot.Kind)
		if err != nil {
			return lockstep.State{}, nil, err
		}
		settled, found, err := prepared(slot, driver, before, want)
		if err != nil {
			return lockstep.State{}, nil, err
		}
		parts = append(parts, settled)
		problems = append(problems, found...)
	}
	whole, err := lockstep.Join(parts...)
	return whole, problems, err
}

func (e *Engine) widens(project lockstep.Project, before, after lockstep.Item) string {
	slot, ok := project.Slot(after.Key.Slot)
	if !ok {
		return ""
	}
	driver, err := e.Driver(slot.Kind)
	if err != nil || driver.Widens == nil {
		return ""
	}
	return driver.Widens(before, after)
}

// Match finds what was renamed in the slots of a project, by what each system knows its items by.
func (e *Engine) Match(project lockstep.Project) lockstep.Matcher {
	return func(gone, came []lockstep.Item) (found []lockstep.Renamed) {
		for _, slot := range project.Slots {
			driver, err := e.Driver(slot.Kind)
			if err != nil || driver.Match == nil {
				continue
			}
			in := func(items []lockstep.Item) []lockstep.Item {
				return where(items, func(i lockstep.Item) bool { return i.Key.Slot == slot.Name })
			}
			found = append(found, driver.Match(slot, in(gone), in(came))...)
		}
		return found
	}
}

func (e *Engine) countsRows(project lockstep.Project, slotName string) bool {
	slot, ok := project.Slot(slotName)
	if !ok {
		return false
	}
	driver, err := e.Driver(slot.Kind)
	return err == nil && driver.Traits(slot.Settings).CountsRows
}

// Validate asks the target's systems about the plan and adds what they say to its problems. What they told of themselves is
// given back, to be judged again with other choices.
func (e *Engine) Validate(ctx context.Context, d Draft, plan *lockstep.Plan) (Preflight, error) {
	if len(plan.Differences) == 0 && len(plan.Writes()) == 0 {
		return Preflight{}, nil
	}
	open, closeAll, err := e.refilled(ctx, d, *plan)
	if err != nil {
		return Preflight{}, err
	}
	defer closeAll()
	counted, err := e.validate(ctx, open, d.At.Project, plan)
	if err != nil {
		return Preflight{}, err
	}
	found, err := e.survey(ctx, open)
	if err != nil {
		return Preflight{}, err
	}
	found.counted = map[asked][]lockstep.Problem{askedOf(*plan): counted}
	foreign, err := e.foreign(ctx, d.At, open, plan.Target)
	for _, f := range foreign {
		found.notes = append(found.notes, lockstep.Problem{Key: lockstep.Key{Slot: f.Slot}, Verdict: lockstep.Note, Message: f.Sentence()})
	}
	found.Judge(plan, d.At.Name())
	return found, err
}

// Revalidate asks of a plan made with other choices those systems again that count what is lost: it hangs on all that is
// chosen together. What was asked already is not asked again.
func (e *Engine) Revalidate(ctx context.Context, d Draft, plan *lockstep.Plan, p Preflight) error {
	counts := func(slot string) bool { return e.countsRows(d.At.Project, slot) }
	if found, known := p.counted[askedOf(*plan)]; known {
		plan.AddProblems(found, counts)
		return nil
	}
	if !slices.ContainsFunc(plan.Writes(), func(c lockstep.Change) bool { return counts(c.Key.Slot) }) {
		return nil
	}
	open, closeAll, err := e.refilled(ctx, d, *plan)
	if err != nil {
		return err
	}
	defer closeAll()
	p.counted[askedOf(*plan)], err = e.validate(ctx, where(open, func(c connection) bool { return counts(c.slot.Name) }), d.At.Project, plan)
	return err
}

// asked is what systems that count rows were asked for.
type asked struct {
	want    lockstep.Digest
	emptied bool
}

func askedOf(plan lockstep.Plan) asked { return asked{plan.Want.Digest(), plan.Choices.Emptied} }

// validate asks systems about a plan, and gives what those said that count rows.
func (e *Engine) validate(ctx context.Context, open []connection, project lockstep.Project, plan *lockstep.Plan) (counted []lockstep.Problem, err error) {
	writes := plan.Writes()
	for _, c := range open {
		changes := where(writes, func(change lockstep.Change) bool { return change.Key.Slot == c.slot.Name })
		if len(changes) == 0 {
			continue
		}
		found, err := c.validate(ctx, plan.Want, changes)
		if err != nil {
			return counted, err
		}
		plan.AddProblems(found, func(slot string) bool { return e.countsRows(project, slot) })
		if e.countsRows(project, c.slot.Name) {
			counted = append(counted, found...)
		}
	}
	return counted, nil
}

func where[T any](all []T, keep func(T) bool) []T {
	var kept []T
	for _, one := range all {
		if keep(one) {
			kept = append(kept, one)
		}
	}
	return kept
}
