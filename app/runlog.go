package app

import (
	"fmt"
	"slices"
	"time"

	"lockstep/app/lockstep"
)

// LogLineView is a line of a run's log.
type LogLineView struct {
	At   string `json:"at"` // RFC 3339
	Text string `json:"text"`
}

// RunLog is what a run did and when, from its journal, the oldest first. Of a step that was made and taken back it
// tells the later. Steps of catalogs from before times were kept have no line.
func (a *App) RunLog(number int) (lines []LogLineView, err error) {
	defer recovered(&err)
	lines = []LogLineView{}
	run, err := a.engine.Run(a.reading, number)
	if err != nil {
		return lines, err
	}
	at, err := a.placeOf(run.Environment)
	if err != nil {
		return lines, err
	}
	steps, err := a.config.Store.Steps(a.reading, number)
	if err != nil {
		return lines, err
	}
	say := func(at time.Time, format string, args ...any) {
		lines = append(lines, LogLineView{At: timeText(at), Text: fmt.Sprintf(format, args...)})
	}
	taken := func(id lockstep.Digest, format string) error {
		if id == "" {
			return nil
		}
		s, err := a.config.Store.Snapshot(a.reading, id)
		if err == nil {
			say(s.TakenAt, format, at.Name(), s.Number, counted(s.Items, "item"))
		}
		return err
	}
	say(run.StartedAt, "Begun by %s.", run.By)
	if err := taken(run.Guard, "%s as it was before is snapshot %d: %s."); err != nil {
		return lines, err
	}
	parts := map[lockstep.Key]lockstep.Part{}
	for _, c := range run.Changes {
		parts[c.Key] = c.Part
	}
	slices.SortStableFunc(steps, func(a, b lockstep.Step) int { return a.At.Compare(b.At) })
	for _, s := range steps {
		switch {
		case s.Key.Quiet() || s.At.IsZero():
		case s.Outcome == lockstep.StepBegun:
			say(s.At, "%s: %s begun, and its end was not recorded.", titleOf(parts[s.Key]), s.Key.Name)
		default:
			say(s.At, "%s: %s", titleOf(parts[s.Key]), s.Key.Name)
		}
	}
	if err := taken(run.Result, "%s was read back and compared, and is snapshot %d: %s."); err != nil {
		return lines, err
	}
	for _, o := range run.Checks {
		verb := "failed"
		if o.Passed {
			verb = "passed"
		}
		say(run.EndedAt, "Check %s %s: %s", o.Name, verb, o.Message)
	}
	if run.Failure != "" {
		say(run.EndedAt, "%s", run.Failure)
	}
	if !run.EndedAt.IsZero() {
		say(run.EndedAt, "%s.", run.Status.Ending())
	}
	return lines, nil
}

func titleOf(part lockstep.Part) string {
	if part == lockstep.Model {
		return "Model"
	}
	return "Configuration"
}
