package cli

import (
	"fmt"
	"strings"

	"lockstep/app"
	"lockstep/app/lockstep"
)

// plan prints what will be done, what stays as it is and why, and what is to be known.
func (p page) plan(plan app.PlanView) {
	var made, left []app.ChangeView
	for _, c := range plan.Changes {
		if c.Chosen {
			made = append(made, c)
			continue
		}
		left = append(left, c)
	}
	p.line("%s: %s", heading(plan), count(len(made), "change"))
	p.parts(mostRows, made, func(c app.ChangeView) []string {
		cells := []string{changeLine(c)}
		if c.Why != "" {
			cells = append(cells, "brought along: "+c.Why)
		}
		return cells
	})
	if len(left) > 0 {
		p.line("Left as it is on %s", plan.TargetRef)
		var rows [][]string
		for _, c := range left {
			rows = append(rows, []string{changeLine(c), whyLeft(c)})
		}
		p.table("  ", rows[:shown(len(rows), mostRows)])
	}
	if len(plan.Problems) > 0 {
		p.line("To know")
		p.problems(plan.Problems)
	}
	p.saveable(plan)
	p.putBack(plan)
	if plan.Detour != "" {
		p.line("%s", plan.Detour)
	}
	if plan.Gate.Required {
		p.line("Gate: %s", plan.Gate.Why)
	}
	if len(made) > 0 {
		p.line("If it fails: %s", plan.IfItFails)
		p.guardLacks(plan)
	}
}

// guardLacks says what the snapshot that is taken first will not bring back.
func (p page) guardLacks(plan app.PlanView) {
	for _, text := range plan.NotHeld {
		p.line("In the snapshot before it: %s", text)
	}
	if n := len(plan.Omitted); n > 0 {
		names := make([]string, 0, n)
		for _, o := range plan.Omitted[:min(n, mostOmitted)] {
			names = append(names, short(o.Key))
		}
		if n > len(names) {
			names = append(names, lockstep.Number(n-len(names))+" more")
		}
		p.line("Left out of it: %s", strings.Join(names, ", "))
	}
}

func heading(plan app.PlanView) string {
	switch lockstep.Act(plan.Act) {
	case lockstep.Promote:
		return "Promote " + plan.SourceRef + " → " + plan.TargetRef
	case lockstep.Restore:
		return "Restore " + plan.SourceRef + " → " + plan.TargetRef
	case lockstep.Rollback:
		return "Roll back " + plan.TargetRef
	}
	if plan.Place != "" {
		return "Set " + plan.Place + " of " + plan.TargetRef
	}
	return "Change the model of " + plan.TargetRef
}

func whyLeft(c app.ChangeView) string {
	switch lockstep.Side(c.Side) {
	case lockstep.Outgoing:
		return "changed only there"
	case lockstep.Clash:
		return "changed on both sides"
	}
	return "left out"
}

// outcome prints how a run ended.
func (p page) outcome(run app.RunView) {
	switch lockstep.Status(run.Status) {
	case lockstep.Done:
		p.line("Done: %s on %s (run %d).", count(run.Applied, "change"), run.Environment, run.Number)
	case lockstep.Undone:
		p.line("Undone: %s is back where run %d began.", run.Environment, run.Number)
	case lockstep.Left:
		p.line("Left: %s stays as run %d left it.", run.Environment, run.Number)
	}
	p.facts("Before", run.Guard, "After", run.Result)
	p.outcomes(run.Checks)
	if run.Open && run.Result != "" { // it was read back
		p.problems(run.Problems)
	}
	if run.Status == string(lockstep.Done) && run.Act != string(lockstep.Rollback) && run.TakenBackBy == 0 {
		p.line("Roll back with: lockstep rollback %s", word(run.Environment))
	}
}

// stopped says what went wrong with a run and how to go on; "" where nothing did.
func stopped(run app.RunView) string {
	text := run.Failure
	switch lockstep.Status(run.Status) {
	case lockstep.Failed:
		text = fmt.Sprintf("Run %d failed after %s on %s: %s", run.Number, count(run.Applied, "change"), run.Environment, text)
	case lockstep.Interrupted:
		text = fmt.Sprintf("Run %d was interrupted after %s on %s. %s", run.Number, count(run.Applied, "change"), run.Environment, text)
	}
	if !run.Open || text == "" {
		return text
	}
	return fmt.Sprintf("%s\nGo on: lockstep run continue %d. Take it back: lockstep run undo %d. Leave it so: lockstep run leave %d.",
		text, run.Number, run.Number, run.Number)
}
