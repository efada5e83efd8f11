package app

import (
	"errors"
	"fmt"
	"io"
	"os"
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
	size, err := writeWhole(path, archive)
	if err != nil {
		return v, lockstep.Errorf(lockstep.CodeOf(err), "The archive could not be written to %s: %v Nothing is there that was not there before.", path, err)
	}
	return ExportView{Path: path, Bytes: size, Items: archive.State.Count()}, nil
}

// archiveOf is a snapshot of the catalog as an archive will hold it.
func (a *App) archiveOf(at engine.Place, s lockstep.Snapshot) (snapshots.Archive, error) {
	state, err := a.config.Vault.State(a.work(), s.State)
	return snapshots.Archive{Project: at.Project, Environment: at.Environment, Snapshot: s, State: state, NotHeld: a.notHeld(at.Project)}, err
}

// writeWhole writes beside the file, syncs and renames: a reader sees the former file or the whole new one.
func writeWhole(path string, archive snapshots.Archive) (size int64, err error) {
	return writeFile(path, func(w io.Writer) error { return snapshots.WriteArchive(w, archive) })
}

func writeFile(path string, write func(io.Writer) error) (size int64, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".lockstep-export-*")
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close(), os.Remove(f.Name()))
		}
	}()
	if err := write(f); err != nil {
		return 0, err
	}
	if err := f.Sync(); err != nil {
		return 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	if err := f.Close(); err != nil {
		return 0, err
	}
	return info.Size(), os.Rename(f.Name(), path)
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
	archive, err := snapshots.ReadArchive(a.work(), path)
	if err != nil {
		return v, err
	}
	v.Snapshots = []SnapshotView{}
	s := archive.Snapshot
	if _, err := a.config.Store.Snapshot(a.reading, s.ID); err == nil {
		v.Already = 1
		return v, nil
	}
	staged, err := a.config.Vault.Stage(a.work(), archive.State)
	if err != nil {
		return v, err
	}
	s.Imported = true
	err = a.write(func(tx *store.Tx) error {
		if err := a.home(tx, archive); err != nil {
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

// home adds the archive's project and environment where the catalog does not have them. A name that is taken gets a
// number behind it.
func (a *App) home(tx *store.Tx, archive snapshots.Archive) error {
	if _, err := a.placeOf(archive.Environment.UUID); err == nil {
		return nil
	}
	projects, err := a.config.Store.Projects(a.reading)
	if err != nil {
		return err
	}
	project, environment := archive.Project, archive.Environment
	environment.Project, environment.Upstream, environment.Writable = project.UUID, "", environment.Role != lockstep.Live
	environment.Connections = map[string]lockstep.Connection{}
	taken := map[string]bool{}
	for _, p := range projects {
		taken[fold(p.Name)] = true
		if p.UUID != project.UUID {
			continue
		}
		environments, err := a.config.Store.Environments(a.reading, p.UUID)
		if err != nil {
			return err
		}
		names := map[string]bool{}
		for _, e := range environments {
			names[fold(e.Name)] = names[fold(e.Name)] || !e.Removed
		}
		environment.Name = free(environment.Name, names)
		return tx.AddEnvironment(environment)
	}
	project.Name = free(project.Name, taken)
	if err := tx.AddProject(project); err != nil {
		return err
	}
	return tx.AddEnvironment(environment)
}

// free is name, or name with the first number that is not taken.
func free(name string, taken map[string]bool) string {
	candidate := name
	for n := 2; taken[fold(candidate)]; n++ {
		candidate = fmt.Sprintf("%s %d", name, n)
	}
	return candidate
}
