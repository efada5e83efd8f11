package app

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"lockstep/app/lockstep"
	"lockstep/store"
)

// ExportProject gives the settings of a project as text, and writes it to a file where a path is given. The same settings
// give the same bytes. A file that is there already is replaced.
func (a *App) ExportProject(name, path string) (v ProjectFileView, err error) {
	defer recovered(&err)
	project, err := a.project(name)
	if err != nil {
		return v, err
	}
	all, err := a.config.Store.Environments(a.reading, project.UUID)
	if err != nil {
		return v, err
	}
	file, err := a.fileOf(project, all)
	if err != nil {
		return v, err
	}
	v = ProjectFileView{Project: project.Name, Text: file.text(), Notes: file.passwords()}
	if _, err := readProjectFile([]byte(v.Text)); err != nil {
		why := strings.TrimSuffix(message(err), " "+correctFile)
		return ProjectFileView{}, lockstep.Errorf(lockstep.Invalid, "The settings of %s make no file that could be applied. %s Nothing was written. Change that setting.", project.Name, why)
	}
	if path == "" {
		return v, nil
	}
	if v.Path, err = filepath.Abs(path); err != nil {
		return v, fmt.Errorf("make the path absolute: %w", err)
	}
	_, err = a.writeFile("The file with the settings", v.Path, nothingNew, func(w io.Writer) error {
		_, err := io.WriteString(w, v.Text)
		return err
	})
	return v, err
}

// fileOf is what the file says of a project as it is.
func (a *App) fileOf(project lockstep.Project, all []lockstep.Environment) (projectFile, error) {
	f := projectFile{uuid: project.UUID, name: project.Name, slots: project.Slots}
	if project.Keep != (lockstep.Retention{}) {
		f.keep = &project.Keep
	}
	if len(project.Rules.Rules) > 0 {
		f.rules = project.Rules.Rules
	}
	names := map[string]string{}
	for _, e := range all {
		if !e.Removed {
			names[e.UUID] = e.Name
		}
	}
	for _, e := range all {
		if e.Removed {
			continue
		}
		one := fileEnvironment{uuid: e.UUID, name: e.Name, role: e.Role, upstream: names[e.Upstream], connections: map[string]lockstep.Settings{}}
		for _, slot := range project.Slots {
			if c, has := e.Connections[slot.Name]; has {
				driver, err := a.engine.Driver(slot.Kind)
				if err != nil {
					return f, err // it is not known what of it is secret
				}
				one.connections[slot.Name], _ = apart(driver, c)
			}
		}
		one.checks = bareChecks(e.Checks)
		if e.Gated {
			one.gate = gatePassed
		}
		one.onFailure = string(e.OnFailure)
		f.environments = append(f.environments, one)
	}
	return f, nil
}

// ApplyProject makes a project what a file says, or makes it where the catalog does not have it: all of it or nothing. Applied
// twice it changes nothing more. What the request has seen, and is not so any more, is a Conflict.
func (a *App) ApplyProject(r ApplyRequest) (v AppliedView, err error) {
	defer recovered(&err)
	text := []byte(r.Text)
	if r.Path != "" {
		if text, err = a.readProjectText(r.Path); err != nil {
			return v, err
		}
	}
	f, err := readProjectFile(text)
	if err != nil {
		return v, err
	}
	look := func(now catalogReader) (s settled, err error) {
		if s, err = a.settle(now, f, r.Remove); err == nil {
			v, err = a.appliedView(s, text)
		}
		return s, err
	}
	if r.DryRun {
		_, err := look(a.config.Store)
		return v, err
	}
	err = a.write(func(tx *store.Tx) error {
		s, err := look(tx)
		switch {
		case err != nil:
			return err
		case r.Seen != "" && r.Seen != v.Seen:
			return lockstep.Errorf(lockstep.Conflict, "The file or the project has changed since you looked at what would change. Nothing was changed. Look again.")
		case !s.fresh && len(v.Changes) == 0:
			return nil
		}
		v.Applied = true
		return s.write(tx)
	})
	if err != nil {
		return AppliedView{}, err
	}
	if v.Applied {
		a.changed("")
	}
	return v, nil
}

// readProjectText reads a file, but no more of it than a file of settings may have.
func (a *App) readProjectText(path string) ([]byte, error) {
	if err := a.notOurs(path); err != nil {
		return nil, err
	}
	unread := func(err error) error {
		return lockstep.Errorf(lockstep.NotFound, "The file %s cannot be read (%v). Nothing was changed. Choose another one.", path, lockstep.DiskReason(err))
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, unread(err)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, LargestProjectFile+1))
	if err != nil {
		return nil, unread(err)
	}
	return text, nil
}

// write records what a file makes of the catalog. Names are given up before they are taken, so that two may change places.
func (s settled) write(tx *store.Tx) error {
	save := tx.UpdateProject
	if s.fresh {
		save = tx.AddProject
	}
	if err := save(s.project); err != nil {
		return err
	}
	for _, e := range s.before {
		e.Removed = true
		if err := tx.UpdateEnvironment(e); err != nil {
			return err
		}
	}
	for _, e := range s.after[len(s.before):] {
		e.Upstream, e.Removed = "", true
		if err := tx.AddEnvironment(e); err != nil {
			return err
		}
	}
	for _, e := range s.after {
		if err := tx.UpdateEnvironment(e); err != nil {
			return err
		}
		if err := tx.ForgetCheckResults(e); err != nil {
			return err
		}
	}
	return nil
}
