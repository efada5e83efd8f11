package app

import (
	"lockstep/app/engine"
	"lockstep/app/lockstep"
)

// TargetView is how far an environment is from a source, for choosing where a promotion goes. The counts add up to what
// differs.
type TargetView struct {
	Ref       string     `json:"ref"`
	Reachable bool       `json:"reachable"`
	Problem   string     `json:"problem"` // why it could not be read
	Counts    CountsView `json:"counts"`  // of all that differs, by what a promotion of all would do
	Moves     int        `json:"moves"`   // incoming
	Conflicts int        `json:"conflicts"`
	Only      int        `json:"only"` // only on the target, kept unless chosen
}

// ReadBackView is what is there of a run's changes now.
type ReadBackView struct {
	Run       int            `json:"run"`
	CheckedAt string         `json:"checked_at"`
	Items     []ReadStepView `json:"items"`
	Before    int            `json:"before"`
	After     int            `json:"after"`
	Neither   int            `json:"neither"`
}

// ReadStepView is one change of a run, and which of its ends is there now.
type ReadStepView struct {
	Key string `json:"key"`
	Op  string `json:"op"`
	Now string `json:"now"` // before after neither
}

// Targets says how far each other environment of the project is from a source.
func (a *App) Targets(source string) (views []TargetView, err error) {
	defer recovered(&err)
	from, err := a.place(source)
	if err != nil {
		return nil, err
	}
	all, err := a.config.Store.Environments(a.reading, from.Project.UUID)
	if err != nil {
		return nil, err
	}
	var targets []engine.Place
	for _, e := range all {
		if e.UUID != from.Environment.UUID && !e.Removed {
			targets = append(targets, engine.Place{Project: from.Project, Environment: e})
		}
	}
	distances, err := a.engine.Distances(a.work(), from, targets)
	if err != nil {
		return nil, err
	}
	views = []TargetView{}
	for _, d := range distances {
		views = append(views, targetView(d))
	}
	return views, nil
}

func targetView(d engine.Distance) TargetView {
	v := TargetView{Ref: refOf(d.At), Reachable: d.Err == nil}
	if d.Err != nil {
		v.Problem = message(d.Err)
	}
	for _, one := range d.Differences {
		v.Counts.add(one.Op)
		switch {
		case one.Side == lockstep.Clash:
			v.Conflicts++
		case one.Side == lockstep.Outgoing, one.Unsure:
			v.Only++
		default:
			v.Moves++
		}
	}
	return v
}

// ReadBack looks at what is there now of a run's changes: each item is as before, as after, or neither.
func (a *App) ReadBack(number int) (v ReadBackView, err error) {
	defer recovered(&err)
	at, err := a.placeOfRun(number)
	if err != nil {
		return v, err
	}
	found, err := a.engine.ReadBack(a.work(), at, number)
	if err != nil {
		return v, err
	}
	v = ReadBackView{Run: number, CheckedAt: timeText(a.config.Now()), Items: []ReadStepView{}}
	for _, s := range found {
		v.Items = append(v.Items, ReadStepView{Key: s.Key.String(), Op: string(opOf(s.Step)), Now: string(s.Now)})
		switch s.Now {
		case engine.FoundBefore:
			v.Before++
		case engine.FoundAfter:
			v.After++
		default:
			v.Neither++
		}
	}
	return v, nil
}
