package app

import (
	"slices"
	"strings"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/store"
)

// Environment gives one environment as the catalog knows it.
func (a *App) Environment(ref string) (v EnvironmentView, err error) {
	defer recovered(&err)
	at, err := a.place(ref)
	if err != nil {
		return v, err
	}
	return a.environmentView(at)
}

// AddEnvironment adds a stage to a project and declares or fills one of its slots.
func (a *App) AddEnvironment(r EnvironmentRequest) (v EnvironmentView, err error) {
	defer recovered(&err)
	project, err := a.project(r.Project)
	if err != nil {
		return v, err
	}
	if err := lockstep.CheckName("environment", r.Name); err != nil {
		return v, err
	}
	at := engine.Place{Project: project, Environment: lockstep.Environment{
		UUID:        engine.Nonce(),
		Project:     project.UUID,
		Name:        r.Name,
		Connections: map[string]lockstep.Connection{},
	}}
	if r.Role == "" {
		return v, lockstep.Errorf(lockstep.Invalid, "Say what %s is for: development, test or live.", r.Name)
	}
	if err := a.edit(&at, r); err != nil {
		return v, err
	}
	declared := false
	if r.Kind != "" {
		if declared, err = a.fill(&at, r); err != nil {
			return v, err
		}
	}
	err = a.write(func(tx *store.Tx) error {
		if declared {
			if err := tx.UpdateProject(at.Project); err != nil {
				return err
			}
		}
		return tx.AddEnvironment(at.Environment)
	})
	if err != nil {
		return v, err
	}
	a.changed("")
	return a.environmentView(at)
}

// EditEnvironment changes an environment's name, role, upstream or right to be written; what is empty stays.
func (a *App) EditEnvironment(r EnvironmentRequest) (v EnvironmentView, err error) {
	defer recovered(&err)
	at, err := a.place(r.Ref)
	if err != nil {
		return v, err
	}
	if r.Name != "" {
		if err := lockstep.CheckName("environment", r.Name); err != nil {
			return v, err
		}
		at.Environment.Name = r.Name
	}
	if err := a.edit(&at, r); err != nil {
		return v, err
	}
	if err := a.write(func(tx *store.Tx) error { return tx.UpdateEnvironment(at.Environment) }); err != nil {
		return v, err
	}
	a.changed("")
	return a.environmentView(at)
}

// edit lays the request's role, upstream and right to be written into the environment.
func (a *App) edit(at *engine.Place, r EnvironmentRequest) error {
	e := &at.Environment
	if r.Role != "" {
		role := lockstep.Role(r.Role)
		if !slices.Contains([]lockstep.Role{lockstep.Development, lockstep.Test, lockstep.Live}, role) {
			return lockstep.Errorf(lockstep.Invalid, "%q is no role. The roles are development, test and live.", r.Role)
		}
		if role != e.Role {
			e.Role, e.Writable = role, role != lockstep.Live // a new live environment starts read-only
		}
	}
	if r.AllowWriting != nil {
		e.Writable = *r.AllowWriting
	}
	if r.Watch != nil {
		watch, err := watchOf(*r.Watch)
		if err != nil {
			return err
		}
		e.Watch = watch
	}
	if r.Root {
		e.Upstream = ""
	}
	if r.Upstream == "" {
		return nil
	}
	upstream, err := a.place(at.Project.Name + "/" + r.Upstream)
	if err != nil {
		return err
	}
	all, err := a.config.Store.Environments(a.reading, at.Project.UUID)
	if err != nil {
		return err
	}
	if upstream.Environment.UUID == e.UUID || follows(all, upstream.Environment, e.UUID) {
		return lockstep.Errorf(lockstep.Invalid, "%s cannot come after %s: the pipeline would run in a circle.", e.Name, r.Upstream)
	}
	e.Upstream = upstream.Environment.UUID
	return nil
}

// follows says that e comes, directly or not, after the environment of this UUID.
func follows(all []lockstep.Environment, e lockstep.Environment, uuid string) bool {
	for range all {
		if e.Upstream == uuid {
			return true
		}
		i := slices.IndexFunc(all, func(o lockstep.Environment) bool { return o.UUID == e.Upstream })
		if i < 0 {
			return false
		}
		e = all[i]
	}
	return false
}

// RemoveEnvironment hides an environment; its snapshots and runs stay. What was promoted from it is promoted from its
// upstream.
func (a *App) RemoveEnvironment(ref string) (err error) {
	defer recovered(&err)
	at, err := a.place(ref)
	if err != nil {
		return err
	}
	all, err := a.config.Store.Environments(a.reading, at.Project.UUID)
	if err != nil {
		return err
	}
	err = a.write(func(tx *store.Tx) error {
		for _, e := range all {
			if e.Upstream != at.Environment.UUID {
				continue
			}
			e.Upstream = at.Environment.Upstream
			if err := tx.UpdateEnvironment(e); err != nil {
				return err
			}
		}
		at.Environment.Removed = true
		return tx.UpdateEnvironment(at.Environment)
	})
	if err != nil {
		return err
	}
	a.changed("")
	return nil
}

func (a *App) environmentView(at engine.Place) (EnvironmentView, error) {
	e := at.Environment
	v := EnvironmentView{
		UUID:        e.UUID,
		Ref:         refOf(at),
		Name:        e.Name,
		Project:     at.Project.Name,
		Role:        string(e.Role),
		Writable:    e.Writable,
		Connections: []ConnectionView{},

		OthersUnseen: a.engine.OthersUnseen(at),
	}
	var addresses []string
	for _, slot := range at.Project.Slots {
		c, ok := e.Connections[slot.Name]
		if !ok {
			continue
		}
		v.Connections = append(v.Connections, ConnectionView{Slot: slot.Name, Kind: slot.Kind,
			Settings: merged(nil, c.Settings), Secrets: sortedKeys(c.Secrets)})
		if address := addressOf(c.Settings); address != "" {
			addresses = append(addresses, address)
		}
	}
	v.Address = strings.Join(addresses, ", ")
	if upstream, err := a.placeOf(e.Upstream); err == nil {
		v.Upstream = upstream.Name()
	}
	count, err := a.countSnapshots(e.UUID)
	if err != nil {
		return v, err
	}
	v.Snapshots = count
	if latest, err := a.config.Store.LatestSnapshot(a.reading, e.UUID); err == nil {
		s, err := a.snapshotView(at, latest, lockstep.State{})
		if err != nil {
			return v, err
		}
		v.Latest = &s
	}
	if err := a.addChecks(at, &v); err != nil {
		return v, err
	}
	if expected, err := a.config.Store.ExpectedSnapshot(a.reading, e.UUID); err == nil {
		s, err := a.snapshotView(at, expected, lockstep.State{})
		if err != nil {
			return v, err
		}
		v.Expected = &s
	}
	v.Watch = int(watchEvery(e).Seconds())
	return v, a.addRuns(at, &v)
}

// addressOf is the setting that says where something lives.
func addressOf(settings lockstep.Settings) string {
	for _, name := range []string{"path", "url", "host"} {
		if settings[name] != "" {
			return settings[name]
		}
	}
	return ""
}

func (a *App) addRuns(at engine.Place, v *EnvironmentView) error {
	last, err := a.engine.Runs(a.reading, at.Environment.UUID, 1)
	if err != nil {
		return err
	}
	for _, run := range last {
		view, err := a.runView(run)
		if err != nil {
			return err
		}
		v.LastRun = &view
	}
	open, ok, err := a.engine.OpenRun(a.reading, at.Environment.UUID)
	if err != nil || !ok {
		return err
	}
	view, err := a.runView(open)
	v.OpenRun = &view
	return err
}
