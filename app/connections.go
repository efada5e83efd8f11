package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/store"
)

// fill sets the connection of the request's slot, and declares the slot where the project does not have it yet. A
// slot's own setting is taken from the first environment; later it must be equal or absent.
func (a *App) fill(at *engine.Place, r EnvironmentRequest) (declared bool, err error) {
	name := r.Slot
	if name == "" {
		name = lockstep.DefaultSlot
	}
	slot, has := at.Project.Slot(name)
	if has && r.Kind != "" && r.Kind != slot.Kind {
		return false, lockstep.Errorf(lockstep.Invalid, "The slot %s of %s is of the kind %s, not %s.", name, at.Project.Name, slot.Kind, r.Kind)
	}
	kind := r.Kind
	if has {
		kind = slot.Kind
	}
	driver, err := a.engine.Driver(kind)
	if err != nil {
		return false, err
	}
	own, where, err := split(driver, r.Settings, r.From)
	if err != nil {
		return false, err
	}
	if !has {
		if slot, err = a.newSlot(name, kind, own); err != nil {
			return false, err
		}
		at.Project.Slots = append(at.Project.Slots, slot)
	}
	for _, k := range sortedKeys(own) {
		if have, set := slot.Settings[k]; has && (!set || have != own[k]) {
			return false, lockstep.Suggest(lockstep.Errorf(lockstep.Conflict, "The setting %s belongs to the slot %s, which has another value. Change it there, for all environments.", k, name),
				"Change it with: lockstep slot edit %s %s --set %s=VALUE.", at.Project.Name, name, k)
		}
	}
	connection, err := laidOver(name, at.Environment.Connections[name], where, r.Secrets)
	if err != nil {
		return false, err
	}
	if err := a.tryConnection(driver, slot, connection); err != nil {
		return false, err
	}
	at.Environment.Connections[name] = connection
	return !has, nil
}

// split tells a slot's own settings from its connection's, and makes folders absolute.
func split(driver lockstep.Driver, settings map[string]string, from string) (own, where map[string]string, err error) {
	if err := known(settings, driver.SlotFields, driver.Fields); err != nil {
		return nil, nil, err
	}
	own, where = map[string]string{}, map[string]string{}
	for _, f := range driver.SlotFields {
		if v, ok := settings[f.Name]; ok {
			own[f.Name] = v
		}
	}
	for _, f := range driver.Fields {
		v, ok := settings[f.Name]
		if ok && f.Input == lockstep.FolderInput && v != "" {
			if v, err = fullPath(v, from); err != nil {
				return nil, nil, err
			}
		}
		if ok {
			where[f.Name] = v
		}
	}
	return own, where, nil
}

// fullPath is a folder from the root on: ~ is the person's home, and what is relative begins in from.
func fullPath(path, from string) (string, error) {
	rest, home := strings.CutPrefix(path, "~")
	switch {
	case home && (rest == "" || os.IsPathSeparator(rest[0])):
		dir, err := os.UserHomeDir()
		if err != nil {
			return "", lockstep.Errorf(lockstep.Invalid, "It is not known what ~ is in %s. Write the folder's path from the root on.", path)
		}
		return filepath.Join(dir, rest), nil
	case filepath.IsAbs(path):
		return filepath.Clean(path), nil
	case from == "":
		return "", lockstep.Errorf(lockstep.Invalid, "%s is not a full path, so it could mean a folder here or there. Write it from the root on, or begin it with ~/ for your home folder.", path)
	}
	return filepath.Join(from, path), nil
}

// tryConnection refuses settings that make no sense, that lead nowhere, or that do not let us in. A system that does
// not answer now may answer later.
func (a *App) tryConnection(driver lockstep.Driver, slot lockstep.Slot, connection lockstep.Connection) error {
	for _, f := range driver.Fields {
		if f.Required && connection.Settings[f.Name] == "" && connection.Secrets[f.Name] == "" {
			return lockstep.Suggest(lockstep.Errorf(lockstep.Invalid, "The connection needs the setting %s. Fill it in.", f.Label), "Give it with: --set %s=VALUE.", f.Name)
		}
	}
	connector, err := driver.Open(a.work(), slot, connection)
	if err != nil {
		return err
	}
	defer func() { _ = connector.Close() }() // it was only looked at
	if _, err := connector.Fingerprint(a.work()); err != nil && !errors.Is(err, lockstep.Unreachable) {
		return err
	}
	return nil
}

// SetConnection sets where a slot of an environment lives; a setting or secret that is not named stays as it is.
func (a *App) SetConnection(r ConnectionRequest) (v EnvironmentView, err error) {
	defer recovered(&err)
	at, err := a.place(r.Environment)
	if err != nil {
		return v, err
	}
	if _, err := a.slot(at, r.Slot); err != nil {
		return v, err
	}
	if _, err := a.fill(&at, EnvironmentRequest{Slot: r.Slot, Settings: r.Settings, Secrets: r.Secrets, From: r.From}); err != nil {
		return v, err
	}
	if err := a.write(func(tx *store.Tx) error { return tx.UpdateEnvironment(at.Environment) }); err != nil {
		return v, err
	}
	a.changed(refOf(at))
	return a.environmentView(at)
}

func (a *App) slot(at engine.Place, name string) (lockstep.Slot, error) {
	if name == "" {
		name = lockstep.DefaultSlot
	}
	slot, ok := at.Project.Slot(name)
	if !ok {
		return slot, lockstep.Suggest(lockstep.Errorf(lockstep.NotFound, "%s has no slot %s. Add it first.", at.Project.Name, name),
			"Add it with: lockstep slot add %s %s --kind KIND.", at.Project.Name, name)
	}
	return slot, nil
}

// TestConnection reads the system once and says what it found. It changes nothing, neither there nor in the catalog.
func (a *App) TestConnection(r ConnectionRequest) (v TestView, err error) {
	defer recovered(&err)
	v.Omitted, v.Notes = []OmittedView{}, []string{}
	slot, connection, err := a.proposed(r)
	if err != nil {
		return v, err
	}
	driver, err := a.engine.Driver(slot.Kind)
	if err != nil {
		return v, err
	}
	v.NotHeld = driver.Traits(slot.Settings).NotHeld
	state, survey, err := preflight(a.work(), driver, slot, connection)
	if err != nil {
		v.Message = message(err)
		return v, nil
	}
	v.Reachable, v.Items, v.Bytes, v.Omitted = true, state.Count(), state.Size(), omittedViews(state)
	v.tell(survey)
	for _, item := range state.All() {
		if item.Part == lockstep.Model && !item.Key.Quiet() {
			v.Model++
		}
	}
	v.Configuration = v.Items - v.Model
	read := counted(v.Items, "item") + " were"
	if v.Items == 1 {
		read = "1 item was"
	}
	v.Message = fmt.Sprintf("It answers. %s read.", read)
	if left := len(v.Omitted); left > 0 {
		v.Message = fmt.Sprintf("It answers. %s read, %s left out.", read, lockstep.Number(left))
	}
	return v, nil
}

// tell says what a system told of itself.
func (v *TestView) tell(s lockstep.Survey) {
	v.Version, v.Rights, v.RightsWhy = s.Version, string(s.Rights), s.Why
	v.Notes = append(v.Notes, s.Notes...)
	switch {
	case s.Clock.Own:
		v.Clock = "own"
	case s.Clock.Known:
		v.Clock, v.ClockAhead, v.ClockOff = "other", s.Clock.Ahead.Milliseconds(), s.Clock.Off()
	}
	v.FreeKnown, v.Free, v.NoFiles = s.Room.Known, s.Room.Bytes, s.Room.Known && s.Room.Files == 0
}

// preflight reads a system once, and asks what else it can tell before anything is written to it.
func preflight(ctx context.Context, driver lockstep.Driver, slot lockstep.Slot, connection lockstep.Connection) (state lockstep.State, survey lockstep.Survey, err error) {
	connector, err := driver.Open(ctx, slot, connection)
	if err != nil {
		return state, survey, err
	}
	defer func() { _ = connector.Close() }() // it was only read from
	if state, err = connector.Capture(ctx); err != nil {
		return state, survey, fmt.Errorf("capture: %w", err)
	}
	if surveyor, ok := connector.(lockstep.Surveyor); ok {
		survey, err = surveyor.Survey(ctx)
	}
	return state, survey, err
}

// proposed is the connection that a request describes, laid over the one that is there.
func (a *App) proposed(r ConnectionRequest) (lockstep.Slot, lockstep.Connection, error) {
	slot := lockstep.Slot{Name: r.Slot, Kind: r.Kind}
	if slot.Name == "" {
		slot.Name = lockstep.DefaultSlot
	}
	connection := lockstep.Connection{}
	if at, err := a.place(r.Environment); err == nil {
		if declared, ok := at.Project.Slot(slot.Name); ok {
			slot = declared
		}
		connection = at.Environment.Connections[slot.Name]
	} else if r.Kind == "" || !errors.Is(err, lockstep.NotFound) {
		return slot, connection, err
	}
	driver, err := a.engine.Driver(slot.Kind)
	if err != nil {
		return slot, connection, err
	}
	own, where, err := split(driver, r.Settings, r.From)
	if err != nil {
		return slot, connection, err
	}
	slot.Settings = merged(slot.Settings, own)
	connection, err = laidOver(slot.Name, connection, where, r.Secrets)
	return slot, connection, err
}

// laidOver lays settings and secrets over a connection. Its secrets were given for what it led to: where anything of that is
// changed they are asked for anew, so that none is sent to another system.
func laidOver(slot string, former lockstep.Connection, where, secrets map[string]string) (lockstep.Connection, error) {
	c := lockstep.Connection{Settings: merged(former.Settings, where), Secrets: merged(former.Secrets, secrets)}
	if maps.Equal(c.Settings, former.Settings) {
		return c, nil
	}
	for _, name := range sortedKeys(former.Secrets) {
		if _, given := secrets[name]; !given {
			return c, lockstep.Suggest(lockstep.Errorf(lockstep.Blocked, "This changes where %s is, and its secret %s was given for where it was. Nothing was changed, and nothing was sent. Give the secret anew with it.", slot, name),
				"Give it with: --secret %s=@FILE.", name)
		}
	}
	return c, nil
}
