package app

import (
	"errors"
	"sync"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/store"
)

// Drift looks at an environment, or with "" at all of them, for what was changed there outside Lockstep. What it finds is
// kept as a snapshot, once. One that cannot be looked at is a finding, not an error.
func (a *App) Drift(ref string) (views []DriftView, err error) {
	defer recovered(&err)
	places, err := a.lookedAt(ref)
	if err != nil {
		return nil, err
	}
	if err := a.settleOutlooks(); err != nil {
		return nil, err
	}
	views = make([]DriftView, len(places))
	var looking sync.WaitGroup
	turns := make(chan struct{}, 4) // so many are looked at together
	for i, at := range places {
		looking.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			defer func() {
				var fault error
				recovered(&fault)
				if fault != nil {
					views[i] = unlooked(refOf(at), fault)
				}
			}()
			_, drift, err := a.findDrift(at)
			views[i] = a.driftView(at, drift, err)
		})
	}
	looking.Wait()
	return views, nil
}

// lookedAt gives the environments to look at: the one of ref, or with "" all that are connected, by project and in the
// order of their pipeline.
func (a *App) lookedAt(ref string) (places []engine.Place, err error) {
	if ref != "" {
		at, err := a.place(ref)
		return []engine.Place{at}, err
	}
	projects, err := a.config.Store.Projects(a.reading)
	if err != nil {
		return nil, err
	}
	for _, p := range projects {
		environments, err := a.config.Store.Environments(a.reading, p.UUID)
		if err != nil {
			return nil, err
		}
		for _, e := range pipeline(environments) {
			if len(e.Connections) > 0 && !e.Removed {
				places = append(places, engine.Place{Project: p, Environment: e})
			}
		}
	}
	return places, nil
}

// looks is how often an environment is looked at where something is recorded of it meanwhile.
const looks = 3

// findDrift looks at an environment and keeps what drifted there. Where it could be read and not be kept, both answers are
// there with the error.
func (a *App) findDrift(at engine.Place) (one *sight, drift engine.Drift, err error) {
	for range looks {
		var revision int64
		if revision, err = a.config.Store.HistoryRevision(a.reading, at.Environment.UUID); err != nil {
			return nil, drift, err
		}
		if one, err = a.glance(at); err != nil {
			return nil, drift, err
		}
		if drift, err = a.engine.RecordDrift(a.work(), at, one.state, revision); !errors.Is(err, engine.ErrOvertaken) {
			break
		}
	}
	if errors.Is(err, engine.ErrOvertaken) {
		return one, engine.Drift{}, err
	}
	if drift.New {
		a.recorded(refOf(at))
	}
	return one, drift, err
}

// CheckDrift is Look, and keeps what was changed outside Lockstep as a snapshot. A development environment is edited in
// place, so nothing is kept of it.
func (a *App) CheckDrift(ref string) (v LookView, err error) {
	defer recovered(&err)
	at, err := a.place(ref)
	if err != nil {
		return v, err
	}
	if at.Environment.Role == lockstep.Development {
		return a.Look(ref)
	}
	one, _, err := a.findDrift(at)
	if one == nil {
		return a.unseen(at, err)
	}
	if v, err = a.seen(at, one); err == nil && v.Drift != nil && *v.Drift > 0 && v.Found == "" {
		v.Damage = "What drifted could not be kept as a snapshot."
	}
	return v, err
}

// KeepDrift says of what drifted that it is how the environment is from now on. state is what was looked at: what was
// changed again since is not kept unseen.
func (a *App) KeepDrift(ref, state string) (v SnapshotView, err error) {
	defer recovered(&err)
	at, err := a.place(ref)
	if err != nil {
		return v, err
	}
	one, drift, err := a.findDrift(at)
	if err != nil {
		return v, err
	}
	if state != "" && state != string(one.state.Digest()) {
		return v, lockstep.Errorf(lockstep.Conflict, "%s changed again since you looked. Nothing was kept. Look at what it is now.", at.Name())
	}
	if !drift.Known {
		return v, lockstep.Errorf(lockstep.Conflict, "A run is not finished on %s, or there is no snapshot of it yet, so nothing there is called drift. Nothing was changed.", at.Name())
	}
	if len(drift.Changes) == 0 {
		return a.Snapshot(string(drift.Since.ID))
	}
	err = a.write(func(tx *store.Tx) error { return tx.KeepDrift(drift.Found.ID, a.config.Person, a.config.Now()) })
	if err != nil {
		return v, err
	}
	a.changed(refOf(at))
	return a.Snapshot(string(drift.Found.ID))
}

func (a *App) driftView(at engine.Place, drift engine.Drift, err error) DriftView {
	v := DriftView{Ref: refOf(at), Known: drift.Known, Items: []DriftItemView{}, CheckedAt: timeText(a.config.Now())}
	if drift.Known {
		n := len(drift.Changes)
		v.Drift, v.Drifted, v.SettingsChanged = &n, n > 0, drift.OtherSettings
		v.Since, v.SinceAt = snapshotRef(at, drift.Since.Number), timeText(drift.Since.TakenAt)
		for _, c := range drift.Changes {
			v.Items = append(v.Items, DriftItemView{Op: string(c.Op), Key: c.Key.String()})
		}
	}
	if drift.Found.Number != 0 {
		v.Snapshot, v.Taken = snapshotRef(at, drift.Found.Number), drift.New
	}
	switch {
	case err != nil && v.Drifted:
		v.Message, v.Code = "No snapshot of it could be taken: "+message(err), string(lockstep.CodeOf(err))
	case err != nil:
		v.Message, v.Code = message(err), string(lockstep.CodeOf(err))
	case !v.Known:
		v.Message = a.whyUnknown(at)
	case drift.Elsewhere != "":
		v.Message = drift.Elsewhere
	case v.SettingsChanged:
		v.Message = "What counts was set anew since, or is not known of that snapshot: what is on one side alone is not called drift."
	}
	return v
}

func (a *App) whyUnknown(at engine.Place) string {
	if under, err := a.engine.Under(a.reading, at); err == nil && under {
		return "A run is not finished there, so what differs is not called drift."
	}
	return "There is no snapshot of it yet, so there is nothing to compare it with."
}

// unlooked is the finding of an environment that could not be looked at.
func unlooked(ref string, err error) DriftView {
	return DriftView{Ref: ref, Items: []DriftItemView{}, Message: message(err), Code: string(lockstep.CodeOf(err))}
}
