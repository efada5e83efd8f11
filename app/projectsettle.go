package app

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
)

// settled is a project as the catalog has it, and as a file of its settings would make it.
type settled struct {
	fresh         bool // the catalog does not have the project yet
	former        lockstep.Project
	project       lockstep.Project
	before, after []lockstep.Environment // those of after that are not in before are new; what is removed is hidden
	kept          []string               // what the file does not have, and stays
	notes         []string
	needs         []NeedView
}

// catalogReader is a catalog, or a transaction on it.
type catalogReader interface {
	Projects(context.Context) ([]lockstep.Project, error)
	Environments(ctx context.Context, project string) ([]lockstep.Environment, error)
}

// settle says what a file would make of the catalog. It changes nothing, and asks no system. What the file does not have stays,
// unless remove is said. It never allows writing: what was read-only stays so, and what becomes live, or was live, becomes so.
func (a *App) settle(now catalogReader, f projectFile, remove bool) (s settled, err error) {
	s.kept, s.notes, s.needs = []string{}, []string{}, []NeedView{}
	if err := s.findProject(a.reading, now, f, remove); err != nil {
		return s, err
	}
	all, err := now.Environments(a.reading, "")
	if err != nil {
		return s, err
	}
	for _, e := range all {
		if e.Project == s.project.UUID {
			s.before = append(s.before, e)
		}
	}
	if err := a.settleSlots(&s, f, remove); err != nil {
		return s, err
	}
	named := map[string]bool{}
	for _, one := range f.environments {
		named[one.uuid] = true
	}
	found := map[string]int{} // in s.after, by the name in the file
	s.after = slices.Clone(s.before)
	for _, one := range f.environments {
		i, err := s.environmentOf(all, one, named)
		if err != nil {
			return s, err
		}
		found[one.name] = i
	}
	if err := s.sortOut(found, remove); err != nil {
		return s, err
	}
	for _, one := range f.environments {
		if err := a.settleEnvironment(&s, found, one, remove); err != nil {
			return s, err
		}
	}
	for i := range s.after { // what is kept beside the file may not fill a slot that is gone
		e := &s.after[i]
		e.Connections = maps.Clone(e.Connections)
		maps.DeleteFunc(e.Connections, func(slot string, _ lockstep.Connection) bool {
			_, has := s.project.Slot(slot)
			return !has
		})
	}
	return s, nil
}

func (s *settled) findProject(ctx context.Context, now catalogReader, f projectFile, remove bool) error {
	projects, err := now.Projects(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(projects, func(p lockstep.Project) bool {
		return p.UUID == f.uuid || f.uuid == "" && fold(p.Name) == fold(f.name)
	})
	if s.fresh = i < 0; s.fresh {
		s.former = lockstep.Project{UUID: orNew(f.uuid), Name: f.name}
	} else {
		s.former = projects[i]
	}
	for _, p := range projects {
		if p.UUID != s.former.UUID && fold(p.Name) == fold(f.name) {
			return lockstep.Suggest(lockstep.Errorf(lockstep.Conflict, "There is another project named %s here: its uuid is not that of the file. Nothing was changed. Rename the one that is here.", p.Name),
				"Rename it with: lockstep project rename %s NAME.", p.Name)
		}
	}
	s.project = s.former
	s.project.Name, s.project.Slots = f.name, nil
	switch {
	case f.keep != nil:
		s.project.Keep = *f.keep
	case remove:
		s.project.Keep = lockstep.Retention{}
	case s.former.Keep != lockstep.Retention{}:
		s.kept = append(s.kept, "what pruning keeps")
	}
	switch {
	case f.rules != nil || remove:
		s.project.Rules = s.former.Rules.With(f.rules)
	case len(s.former.Rules.Rules) > 0:
		s.kept = append(s.kept, "what belongs to the environments")
	}
	return nil
}

func orNew(uuid string) string {
	if uuid == "" {
		return engine.Nonce()
	}
	return uuid
}

// settleSlots lays the file's slots in its order, among those that it does not have and that stay where they are.
func (a *App) settleSlots(s *settled, f projectFile, remove bool) error {
	for _, slot := range f.slots {
		if former, has := s.former.Slot(slot.Name); has && former.Kind != slot.Kind {
			return lockstep.Errorf(lockstep.Conflict, "The slot %s of %s is of the kind %s here, and of the kind %s in the file. Nothing was changed. Give the one in the file another name.", slot.Name, f.name, former.Kind, slot.Kind)
		}
		driver, err := a.engine.Driver(slot.Kind)
		if err != nil {
			return err
		}
		if err := checkSlot(driver, slot, slot.Settings); err != nil {
			return refusedFile("The slot %s: %s", slot.Name, message(err))
		}
	}
	listed, next := lockstep.Project{Slots: f.slots}, 0
	for _, slot := range s.former.Slots {
		if _, has := listed.Slot(slot.Name); has {
			slot = f.slots[next]
			next++
		} else if remove {
			continue
		} else {
			s.kept = append(s.kept, "slot "+slot.Name)
		}
		s.project.Slots = append(s.project.Slots, slot)
	}
	s.project.Slots = append(s.project.Slots, f.slots[next:]...)
	return nil
}

// environmentOf gives where in s.after the file's environment is: the one of its uuid, brought back where it was removed;
// without a uuid the one of its name, unless the file has that by its uuid; or else a new one.
func (s *settled) environmentOf(all []lockstep.Environment, one fileEnvironment, named map[string]bool) (int, error) {
	for i, e := range s.before {
		if e.UUID == one.uuid || one.uuid == "" && !named[e.UUID] && !e.Removed && fold(e.Name) == fold(one.name) {
			return i, nil
		}
	}
	if slices.ContainsFunc(all, func(e lockstep.Environment) bool { return e.UUID == one.uuid }) {
		return 0, lockstep.Errorf(lockstep.Conflict, "The uuid of %s is that of an environment of another project here. Nothing was changed. Leave it out of the file for an environment that is new.", one.name)
	}
	s.after = append(s.after, lockstep.Environment{UUID: orNew(one.uuid), Project: s.project.UUID, Name: one.name, Role: one.role,
		Connections: map[string]lockstep.Connection{}, Writable: one.role != lockstep.Live})
	return len(s.after) - 1, nil
}

// sortOut keeps or hides the environments that the file does not have, and refuses one that has a name of the file's.
func (s *settled) sortOut(found map[string]int, remove bool) error {
	in := slices.Collect(maps.Values(found))
	for i := range s.before {
		e := &s.after[i]
		switch {
		case e.Removed, slices.Contains(in, i):
		case remove:
			e.Removed = true
		default:
			for name := range found {
				if fold(name) == fold(e.Name) {
					return lockstep.Suggest(lockstep.Errorf(lockstep.Conflict, "%s has another environment named %s here: its uuid is not that of the file. Nothing was changed. Rename or remove the one that is here.", s.former.Name, e.Name),
						"Rename it with: lockstep env edit %s --name NAME.", s.former.Name+"/"+e.Name)
				}
			}
			s.kept = append(s.kept, "environment "+e.Name)
		}
	}
	return nil
}

func (a *App) settleEnvironment(s *settled, found map[string]int, one fileEnvironment, remove bool) error {
	e := &s.after[found[one.name]]
	former := *e
	e.Name, e.Role, e.Removed, e.Upstream = one.name, one.role, false, ""
	if one.upstream != "" {
		e.Upstream = s.after[found[one.upstream]].UUID
	}
	known := found[one.name] < len(s.before)
	was, is := former.Role == lockstep.Live, e.Role == lockstep.Live
	if was != is || is && former.Removed {
		e.Writable = false
	}
	switch {
	case is && !known:
		s.notes = append(s.notes, e.Name+" starts read-only, as a live environment does until its owner allows writing.")
	case is && (!was || former.Removed):
		s.notes = append(s.notes, e.Name+" is read-only, as a live environment is until its owner allows writing.")
	case was && !is:
		s.notes = append(s.notes, e.Name+" was live, and is read-only until its owner allows writing.")
	}
	e.Connections = map[string]lockstep.Connection{}
	for _, slot := range sortedKeys(one.connections) {
		if err := a.settleConnection(s, e, former.Connections, slot, one.connections[slot]); err != nil {
			return err
		}
	}
	for _, slot := range sortedKeys(former.Connections) {
		if _, has := one.connections[slot]; !has && !remove {
			e.Connections[slot] = former.Connections[slot]
			if _, stays := s.project.Slot(slot); stays {
				s.kept = append(s.kept, fmt.Sprintf("connection %s of %s", slot, e.Name))
			}
		}
	}
	return s.settleChecks(e, former, one, remove)
}

// settleConnection makes a connection what the file says. Secrets were given for the place that it led to: where anything of it
// is changed they are forgotten, so that a file cannot have them sent elsewhere.
func (a *App) settleConnection(s *settled, e *lockstep.Environment, former map[string]lockstep.Connection, name string, wanted lockstep.Settings) error {
	slot, has := s.project.Slot(name)
	if !has {
		return refusedFile("%s has a connection for the slot %q, and %s has no such slot.", e.Name, name, s.project.Name)
	}
	driver, err := a.engine.Driver(slot.Kind)
	if err != nil {
		return err
	}
	where, err := plainConnection(driver, e.Name, wanted)
	if err != nil {
		return err
	}
	plain, secrets := apart(driver, former[name])
	changed := !maps.Equal(plain, where)
	e.Connections[name] = lockstep.Connection{Settings: where, Secrets: secrets}
	if changed {
		e.Connections[name] = lockstep.Connection{Settings: where}
		for _, secret := range sortedKeys(secrets) {
			s.needs = append(s.needs, NeedView{Environment: s.project.Name + "/" + e.Name, Slot: name, Secret: secret, Forgotten: true})
		}
	}
	for _, f := range driver.Fields {
		if _, had := secrets[f.Name]; f.Secret && f.Required && !had {
			s.needs = append(s.needs, NeedView{Environment: s.project.Name + "/" + e.Name, Slot: name, Secret: f.Name})
		}
	}
	return nil
}

// plainConnection checks the settings of a connection without asking its system, and makes folders absolute.
func plainConnection(driver lockstep.Driver, environment string, settings lockstep.Settings) (map[string]string, error) {
	for _, f := range driver.Fields {
		_, has := settings[f.Name]
		switch {
		case f.Secret && has:
			return nil, refusedFile("%s has the secret %s in the file, where it does not belong. Take it out of the file and its history, and replace the secret.", environment, f.Name)
		case f.Required && !f.Secret && settings[f.Name] == "":
			return nil, refusedFile("A connection of %s lacks the setting %s.", environment, f.Name)
		}
	}
	if err := known(settings, driver.Fields); err != nil {
		return nil, refusedFile("A connection of %s: %s", environment, message(err))
	}
	_, where, err := split(driver, settings, "")
	if err != nil {
		return nil, refusedFile("A connection of %s: %s", environment, message(err))
	}
	return where, nil
}

// apart tells a connection's settings from its secrets, also from those that were given as settings.
func apart(driver lockstep.Driver, c lockstep.Connection) (plain, secrets map[string]string) {
	plain, secrets = merged(nil, c.Settings), merged(nil, c.Secrets)
	for _, f := range driver.Fields {
		if value, has := plain[f.Name]; has && f.Secret {
			delete(plain, f.Name)
			if secrets[f.Name] == "" && value != "" {
				secrets[f.Name] = value
			}
		}
	}
	return plain, secrets
}
