package app

import (
	"fmt"
	"io"
	"path/filepath"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/snapshots"
	"lockstep/store"
)

// Export writes one snapshot to an archive file, whole or not at all. A file that is there already is replaced.
func (a *App) Export(refs []string, path string) (v ExportView, err error) {
	defer recovered(&err)
	if len(refs) != 1 {
		return v, lockstep.Errorf(lockstep.Invalid, "An archive holds one snapshot. Name one, such as ENV@latest.")
	}
	if path == "" {
		return v, lockstep.Errorf(lockstep.Invalid, "Say which file to write.")
	}
	at, s, err := a.snapshot(refs[0])
	if err != nil {
		return v, err
	}
	archive, err := a.archiveOf(at, s)
	if err != nil {
		return v, err
	}
	if path, err = filepath.Abs(path); err != nil {
		return v, fmt.Errorf("make the path absolute: %w", err)
	}
	size, err := a.writeArchive("The archive", path, nothingNew, archive)
	if err != nil {
		return v, err
	}
	return ExportView{Path: path, Bytes: size, Items: archive.State.Count()}, nil
}

// archiveOf is a snapshot of the catalog as an archive will hold it.
func (a *App) archiveOf(at engine.Place, s lockstep.Snapshot) (snapshots.Archive, error) {
	state, err := a.config.Vault.State(a.work(), s.State)
	return snapshots.Archive{Project: at.Project, Environment: at.Environment, Snapshot: s, State: state, NotHeld: a.notHeld(at.Project)}, err
}

func (a *App) writeArchive(what, path, state string, archive snapshots.Archive) (size int64, err error) {
	return a.writeFile(what, path, state, func(w io.Writer) error { return snapshots.WriteArchive(w, archive) })
}

// Import adds an archive's snapshot to the history of its environment, found by UUID, never by name. Where the catalog
// has no such environment, it is made without a connection. Importing twice changes nothing.
func (a *App) Import(path string) (v ImportView, err error) {
	defer recovered(&err)
	v, err = a.importOne(path)
	if v.Added > 0 {
		a.changed("")
	}
	return v, err
}

func (a *App) importOne(path string) (v ImportView, err error) {
	archive, err := a.readArchive(path)
	if err != nil {
		return v, err
	}
	v.Snapshots = []SnapshotView{}
	s := archive.Snapshot
	if _, err := a.config.Store.Snapshot(a.reading, s.ID); err == nil {
		v.Already = 1
		return v, nil
	}
	near, err := a.config.Store.NearStates(a.work(), s.Environment)
	if err != nil {
		return v, err
	}
	staged, err := a.config.Vault.Stage(a.work(), near, archive.State)
	if err != nil {
		return v, err
	}
	home, err := a.homeOf(archive)
	if err != nil {
		return v, err
	}
	s.Imported = true
	err = a.write(func(tx *store.Tx) error {
		if err := home.add(tx); err != nil {
			return err
		}
		if err := staged.Commit(tx); err != nil {
			return err
		}
		return tx.AddSnapshot(&s)
	})
	if err != nil {
		return v, err
	}
	at, err := a.placeOf(s.Environment)
	if err != nil {
		return v, err
	}
	view, err := a.snapshotView(at, s, archive.State)
	v.Added, v.Snapshots = 1, append(v.Snapshots, view)
	return v, err
}

// archiveHome is where the snapshot of an archive belongs in this catalog, and what has to be added for it.
type archiveHome struct {
	engine.Place
	project, environment bool // it is not there yet
}

// homeOf finds the project and the environment of an archive by UUID, never by name. Where the catalog does not have
// them they are as it would have them: without a connection, and with a number behind a name that is taken.
func (a *App) homeOf(archive snapshots.Archive) (home archiveHome, err error) {
	if at, err := a.placeOf(archive.Environment.UUID); err == nil {
		return archiveHome{Place: at}, nil
	}
	projects, err := a.config.Store.Projects(a.reading)
	if err != nil {
		return home, err
	}
	environment := archive.Environment
	environment.Project, environment.Upstream, environment.Writable = archive.Project.UUID, "", environment.Role != lockstep.Live
	environment.Connections = map[string]lockstep.Connection{}
	home = archiveHome{Place: engine.Place{Project: archive.Project, Environment: environment}, project: true, environment: true}
	taken := map[string]bool{}
	for _, p := range projects {
		taken[fold(p.Name)] = true
		if p.UUID != archive.Project.UUID {
			continue
		}
		environments, err := a.config.Store.Environments(a.reading, p.UUID)
		if err != nil {
			return home, err
		}
		names := map[string]bool{}
		for _, e := range environments {
			names[fold(e.Name)] = names[fold(e.Name)] || !e.Removed
		}
		home.Project, home.project = p, false
		home.Environment.Name = free(environment.Name, names)
		return home, nil
	}
	home.Project.Name = free(archive.Project.Name, taken)
	return home, nil
}

// add adds what is not there yet.
func (h archiveHome) add(tx *store.Tx) error {
	if h.project {
		if err := tx.AddProject(h.Project); err != nil {
			return err
		}
	}
	if !h.environment {
		return nil
	}
	return tx.AddEnvironment(h.Environment)
}

// free is name, or name with the first number that is not taken.
func free(name string, taken map[string]bool) string {
	candidate := name
	for n := 2; taken[fold(candidate)]; n++ {
		candidate = fmt.Sprintf("%s %d", name, n)
	}
	return candidate
}

// readArchive reads an archive that is whole.
func (a *App) readArchive(path string) (snapshots.Archive, error) {
	if err := a.notOurs(path); err != nil {
		return snapshots.Archive{}, err
	}
	return snapshots.ReadArchive(a.work(), path)
}

// checkArchive reads an archive, and what is damaged in it.
func (a *App) checkArchive(path string) (snapshots.Archive, []snapshots.ArchiveDamage, error) {
	if err := a.notOurs(path); err != nil {
		return snapshots.Archive{}, nil, err
	}
	return snapshots.CheckArchive(a.work(), path)
}
