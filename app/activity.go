package app

import (
	"slices"
	"time"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/store"
)

// ActivityRequest asks for a part of all runs. What is "" bounds nothing.
type ActivityRequest struct {
	Project     string `json:"project"`     // UUID
	Environment string `json:"environment"` // UUID of the target
	By          string `json:"by"`          // name@computer
	Act         string `json:"act"`         // promote restore rollback edit
	From        string `json:"from"`        // begun then or later; RFC 3339
	To          string `json:"to"`          // begun before; RFC 3339
	Offset      int    `json:"offset"`
	Limit       int    `json:"limit"` // 0 for no limit
}

// ActivityView is a page of runs, newest first, with what they can be asked for by. Open are those that wait for an
// answer, whatever was asked for: they matter wherever one looks.
type ActivityView struct {
	Runs         []ActivityRunView   `json:"runs"`
	Total        int                 `json:"total"`
	Open         []RunView           `json:"open"`
	People       []string            `json:"people"`
	Environments []ActivityPlaceView `json:"environments"` // those that a run wrote to
}

// ActivityRunView is a run as a line of a list.
type ActivityRunView struct {
	Number      int        `json:"number"`
	Act         string     `json:"act"`
	Status      string     `json:"status"`
	Open        bool       `json:"open"`
	By          string     `json:"by"`
	Why         string     `json:"why"`
	Environment string     `json:"environment"` // ref of the target
	Role        string     `json:"role"`
	Removed     bool       `json:"removed"` // the target is no environment of the project any more
	Source      string     `json:"source"`
	Counts      CountsView `json:"counts"`
	TakesBack   int        `json:"takes_back"`
	TakenBackBy int        `json:"taken_back_by"`
	StartedAt   string     `json:"started_at"`
	EndedAt     string     `json:"ended_at"`
}

// ActivityPlaceView is an environment that runs can be asked for by.
type ActivityPlaceView struct {
	UUID    string `json:"uuid"`
	Name    string `json:"name"`
	Project string `json:"project"` // name
	Role    string `json:"role"`
	Removed bool   `json:"removed"`
}

// RunPageView is all that is known of one run.
type RunPageView struct {
	Run      RunView `json:"run"`
	Role     string  `json:"role"`
	Removed  bool    `json:"removed"`   // the target is no environment of the project any more
	RollBack bool    `json:"roll_back"` // a roll back of the target would take this run back
	GuardAt  string  `json:"guard_at"`  // when the snapshot before was taken
	ResultAt string  `json:"result_at"` // when the result was read back and kept; "" where it was not
}

// Activity gives a page of all runs, with those that wait for an answer.
func (a *App) Activity(r ActivityRequest) (v ActivityView, err error) {
	defer recovered(&err)
	v = ActivityView{Runs: []ActivityRunView{}, Open: []RunView{}, Environments: []ActivityPlaceView{}}
	filter, err := r.filter()
	if err != nil {
		return v, err
	}
	runs, total, err := a.config.Store.Activity(a.reading, filter, r.Offset, r.Limit)
	if err != nil {
		return v, err
	}
	if runs, err = a.engine.Settle(runs); err != nil {
		return v, err
	}
	places, err := a.placesByUUID()
	if err != nil {
		return v, err
	}
	for _, run := range runs {
		line, err := a.activityRun(run, places)
		if err != nil {
			return v, err
		}
		v.Runs = append(v.Runs, line)
	}
	v.Total = total
	return v, a.addChoices(&v, places)
}

// filter reads the request.
func (r ActivityRequest) filter() (store.ActivityFilter, error) {
	f := store.ActivityFilter{Project: r.Project, Environment: r.Environment, By: r.By, Act: lockstep.Act(r.Act)}
	acts := []lockstep.Act{"", lockstep.Promote, lockstep.Restore, lockstep.Rollback, lockstep.Edit}
	if !slices.Contains(acts, f.Act) {
		return f, lockstep.Errorf(lockstep.Invalid, "%q is nothing that a run does. Runs promote, restore, rollback or edit.", r.Act)
	}
	for _, one := range []struct {
		text string
		at   *time.Time
	}{{r.From, &f.From}, {r.To, &f.To}} {
		if one.text == "" {
			continue
		}
		at, err := time.Parse(time.RFC3339, one.text)
		if err != nil {
			return f, lockstep.Errorf(lockstep.Invalid, "%q is no time. Write it as 2006-01-02T15:04:05Z.", one.text)
		}
		*one.at = at
	}
	return f, nil
}

// addChoices says what runs can be asked for by, and which wait for an answer.
func (a *App) addChoices(v *ActivityView, places map[string]engine.Place) (err error) {
	if v.People, err = a.config.Store.RunPeople(a.reading); err != nil {
		return err
	}
	written, err := a.config.Store.RunEnvironments(a.reading)
	if err != nil {
		return err
	}
	all, err := a.allPlaces()
	if err != nil {
		return err
	}
	for _, at := range all {
		e := at.Environment
		if !slices.Contains(written, e.UUID) {
			continue
		}
		v.Environments = append(v.Environments, ActivityPlaceView{UUID: e.UUID, Name: e.Name, Project: at.Project.Name, Role: string(e.Role), Removed: e.Removed})
		open, ok, err := a.engine.OpenRun(a.reading, e.UUID)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		view, err := a.runView(open)
		if err != nil {
			return err
		}
		v.Open = append(v.Open, view)
	}
	return nil
}

func (a *App) placesByUUID() (map[string]engine.Place, error) {
	all, err := a.allPlaces()
	if err != nil {
		return nil, err
	}
	places := make(map[string]engine.Place, len(all))
	for _, at := range all {
		places[at.Environment.UUID] = at
	}
	return places, nil
}

func (a *App) activityRun(run lockstep.Run, places map[string]engine.Place) (ActivityRunView, error) {
	at := places[run.Environment]
	v := ActivityRunView{
		Number: run.Number, Act: string(run.Act), Status: string(run.Status), Open: run.Status.Open(),
		By: run.By, Why: run.Why, Environment: refOf(at), Role: string(at.Environment.Role), Removed: at.Environment.Removed,
		Counts: countChanges(run.Changes), TakesBack: run.TakesBack, TakenBackBy: run.TakenBackBy,
		StartedAt: timeText(run.StartedAt), EndedAt: timeText(run.EndedAt),
	}
	if run.Source == "" {
		return v, nil
	}
	source, err := a.config.Store.Snapshot(a.reading, run.Source)
	if err != nil {
		return v, err
	}
	v.Source = snapshotRef(places[source.Environment], source.Number)
	return v, nil
}

func countChanges(changes []lockstep.Change) (v CountsView) {
	for _, c := range changes {
		if c.Key.Quiet() {
			continue
		}
		v.add(c.Op)
	}
	return v
}

// ActivityRun gives all that is known of one run.
func (a *App) ActivityRun(number int) (v RunPageView, err error) {
	defer recovered(&err)
	run, err := a.engine.Run(a.reading, number)
	if err != nil {
		return v, err
	}
	at, err := a.placeOf(run.Environment)
	if err != nil {
		return v, err
	}
	if v.Run, err = a.runView(run); err != nil {
		return v, err
	}
	v.Role, v.Removed = string(at.Environment.Role), at.Environment.Removed
	if !v.Removed {
		if v.RollBack, err = a.engine.CanRollBack(a.reading, run); err != nil {
			return v, err
		}
	}
	for _, one := range []struct {
		id lockstep.Digest
		at *string
	}{{run.Guard, &v.GuardAt}, {run.Result, &v.ResultAt}} {
		if one.id == "" {
			continue
		}
		s, err := a.config.Store.Snapshot(a.reading, one.id)
		if err != nil {
			return v, err
		}
		*one.at = timeText(s.TakenAt)
	}
	return v, nil
}
