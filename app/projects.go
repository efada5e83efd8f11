package app

import (
	"fmt"
	"slices"
	"strings"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/store"
)

// Projects gives every project with its environments in pipeline order. It asks no system.
func (a *App) Projects() (views []ProjectView, err error) {
	defer recovered(&err)
	projects, err := a.config.Store.Projects(a.reading)
	if err != nil {
		return nil, err
	}
	views = []ProjectView{}
	for _, p := range projects {
		v, err := a.projectView(p)
		if err != nil {
			return nil, err
		}
		views = append(views, v)
	}
	return views, nil
}

// AddProject makes a project without environments.
func (a *App) AddProject(name string) (v ProjectView, err error) {
	defer recovered(&err)
	if err := lockstep.CheckName("project", name); err != nil {
		return v, err
	}
	project := lockstep.Project{UUID: engine.Nonce(), Name: name}
	if err := a.write(func(tx *store.Tx) error { return tx.AddProject(project) }); err != nil {
		return v, err
	}
	a.changed("")
	return a.projectView(project)
}

// RenameProject gives a project another name.
func (a *App) RenameProject(name, to string) (v ProjectView, err error) {
	defer recovered(&err)
	if err := lockstep.CheckName("project", to); err != nil {
		return v, err
	}
	return a.editProject(name, func(p *lockstep.Project) error {
		p.Name = to
		return nil
	})
}

// Project gives one project.
func (a *App) Project(name string) (v ProjectView, err error) {
	defer recovered(&err)
	project, err := a.project(name)
	if err != nil {
		return v, err
	}
	return a.projectView(project)
}

// KeepInProject settles which snapshots pruning keeps of a project.
func (a *App) KeepInProject(name string, keep KeepView) (v ProjectView, err error) {
	defer recovered(&err)
	if err := lockstep.Retention(keep).Check(); err != nil {
		return v, err
	}
	return a.editProject(name, func(p *lockstep.Project) error {
		p.Keep = lockstep.Retention(keep)
		return nil
	})
}

// RemoveProject forgets a project of which nothing is kept. One with snapshots stays.
func (a *App) RemoveProject(name string) (err error) {
	defer recovered(&err)
	project, err := a.project(name)
	if err != nil {
		return err
	}
	if err := a.write(func(tx *store.Tx) error { return tx.RemoveProject(project.UUID) }); err != nil {
		return err
	}
	a.changed("")
	return nil
}

// AddSlot declares a slot of a project.
func (a *App) AddSlot(project, name, kind string, settings map[string]string) (v ProjectView, err error) {
	defer recovered(&err)
	return a.editProject(project, func(p *lockstep.Project) error {
		if _, has := p.Slot(name); has {
			return lockstep.Suggest(lockstep.Errorf(lockstep.Conflict, "%s has a slot %s already. Change that one, or choose another name.", p.Name, name),
				"Change it with: lockstep slot edit %s %s --set name=value.", p.Name, name)
		}
		slot, err := a.newSlot(name, kind, settings)
		if err != nil {
			return err
		}
		p.Slots = append(p.Slots, slot)
		return nil
	})
}

func (a *App) newSlot(name, kind string, settings map[string]string) (lockstep.Slot, error) {
	if err := lockstep.CheckName("slot", name); err != nil {
		return lockstep.Slot{}, err
	}
	driver, err := a.engine.Driver(kind)
	if err != nil {
		return lockstep.Slot{}, err
	}
	slot := lockstep.Slot{Name: name, Kind: kind, Settings: settings}
	return slot, checkSlot(driver, slot, settings)
}

// EditSlot sets settings of a slot; a setting that is not named stays as it is.
func (a *App) EditSlot(project, name string, settings map[string]string) (v ProjectView, err error) {
	defer recovered(&err)
	return a.editProject(project, func(p *lockstep.Project) error {
		i := slices.IndexFunc(p.Slots, func(s lockstep.Slot) bool { return s.Name == name })
		if i < 0 {
			return lockstep.Suggest(lockstep.Errorf(lockstep.NotFound, "%s has no slot %s. Look which ones it has.", p.Name, name), "See: lockstep slot list %s.", p.Name)
		}
		driver, err := a.engine.Driver(p.Slots[i].Kind)
		if err != nil {
			return err
		}
		p.Slots[i].Settings = merged(p.Slots[i].Settings, settings)
		return checkSlot(driver, p.Slots[i], settings)
	})
}

// checkSlot refuses a slot with which its environments could not be read. settings are those that were given.
func checkSlot(driver lockstep.Driver, slot lockstep.Slot, settings map[string]string) error {
	if err := known(settings, driver.SlotFields); err != nil {
		return err
	}
	if driver.Check == nil {
		return nil
	}
	if err := driver.Check(slot); err != nil {
		return fmt.Errorf("check the slot %s: %w", slot.Name, err)
	}
	return nil
}

func (a *App) editProject(name string, edit func(*lockstep.Project) error) (ProjectView, error) {
	project, err := a.project(name)
	if err != nil {
		return ProjectView{}, err
	}
	if err := edit(&project); err != nil {
		return ProjectView{}, err
	}
	if err := a.write(func(tx *store.Tx) error { return tx.UpdateProject(project) }); err != nil {
		return ProjectView{}, err
	}
	a.changed("")
	return a.projectView(project)
}

// project finds a project by its name, exactly spelled or differing in case only.
func (a *App) project(name string) (lockstep.Project, error) {
	return a.projectIn(a.config.Store, name)
}

// projectIn is project as it is in a transaction.
func (a *App) projectIn(in settledReader, name string) (lockstep.Project, error) {
	projects, err := in.Projects(a.reading)
	if err != nil {
		return lockstep.Project{}, err
	}
	var names []string
	for _, p := range projects {
		if strings.EqualFold(p.Name, name) {
			return p, nil
		}
		names = append(names, p.Name)
	}
	if len(names) == 0 {
		return lockstep.Project{}, lockstep.Suggest(lockstep.Errorf(lockstep.NotFound, "There is no project %q, nor any other yet. Make it first.", name),
			"Make it with: lockstep project add NAME.")
	}
	return lockstep.Project{}, lockstep.Errorf(lockstep.NotFound, "There is no project %q. There are: %s.", name, strings.Join(names, ", "))
}

func (a *App) projectView(p lockstep.Project) (ProjectView, error) {
	v := ProjectView{UUID: p.UUID, Name: p.Name, Slots: []SlotView{}, Environments: []EnvironmentView{}, Keep: KeepView(p.Keep)}
	for _, s := range p.Slots {
		slot := SlotView{Name: s.Name, Kind: s.Kind, Settings: merged(nil, s.Settings)}
		if driver, err := a.engine.Driver(s.Kind); err == nil {
			traits := driver.Traits(s.Settings)
			slot.NotHeld, slot.Cache, slot.Model = traits.NotHeld, traits.Cache, a.hasModel(driver, s)
		}
		v.Slots = append(v.Slots, slot)
	}
	environments, err := a.config.Store.Environments(a.reading, p.UUID)
	if err != nil {
		return v, err
	}
	for _, e := range pipeline(environments) {
		view, err := a.environmentView(engine.Place{Project: p, Environment: e})
		if err != nil {
			return v, err
		}
		v.Environments = append(v.Environments, view)
	}
	return v, nil
}

func (a *App) hasModel(driver lockstep.Driver, slot lockstep.Slot) bool {
	_, _, on, err := a.modelText(driver, slot, lockstep.State{})
	return err == nil && on
}

// pipeline orders the environments that were not removed: each root in the order it was added, followed by what is
// promoted from it.
func pipeline(all []lockstep.Environment) []lockstep.Environment {
	var ordered []lockstep.Environment
	seen := map[string]bool{}
	var follow func(upstream string)
	follow = func(upstream string) {
		for _, e := range all {
			if e.Upstream != upstream || e.Removed || seen[e.UUID] {
				continue
			}
			seen[e.UUID] = true
			ordered = append(ordered, e)
			follow(e.UUID)
		}
	}
	follow("")
	for _, e := range all { // what hangs on a removed environment begins a pipeline of its own
		if !e.Removed && !seen[e.UUID] {
			seen[e.UUID] = true
			ordered = append(ordered, e)
			follow(e.UUID)
		}
	}
	return ordered
}

// known refuses a setting that no field asks for.
func known(settings map[string]string, fields ...[]lockstep.Field) error {
	for _, name := range sortedKeys(settings) {
		if !slices.ContainsFunc(slices.Concat(fields...), func(f lockstep.Field) bool { return f.Name == name }) {
			var names []string
			for _, f := range slices.Concat(fields...) {
				names = append(names, f.Name)
			}
			return lockstep.Errorf(lockstep.Invalid, "There is no setting %q here. There are: %s.", name, strings.Join(names, ", "))
		}
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := []string{}
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// fold makes names that differ in case only the same.
func fold(name string) string { return strings.ToLower(name) }

// merged is a new map of both, the second winning.
func merged(a, b map[string]string) map[string]string {
	m := map[string]string{}
	for k, v := range a {
		m[k] = v
	}
	for k, v := range b {
		m[k] = v
	}
	return m
}
