package app

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/snapshots"
)

// ExportRequest says which snapshots are meant: those named, or all of an environment, or all of a project; or everything
// that the catalog holds. With a passphrase the archive is sealed with it.
type ExportRequest struct {
	Refs        []string `json:"refs"`
	Environment string   `json:"environment"` // ref
	Project     string   `json:"project"`     // name
	All         bool     `json:"all"`         // with settings and runs too; with secrets where it is sealed
	Passphrase  string   `json:"passphrase"`
}

// ExportSizeView says how much an export would be.
type ExportSizeView struct {
	Snapshots int    `json:"snapshots"`
	Runs      int    `json:"runs"`
	Items     int    `json:"items"`    // of all snapshots together
	Bytes     int64  `json:"bytes"`    // of the file that would be written
	Exact     bool   `json:"exact"`    // else it is too much to be measured, and Bytes is 0
	NotHeld   string `json:"not_held"` // what is in none of them
	Secrets   int    `json:"secrets"`  // places of secrets, in the newest of each environment, that are left out unless it is sealed
}

// exported is a snapshot that is asked for, and where it is from.
type exported struct {
	at       engine.Place
	snapshot lockstep.Snapshot
}

// measured is how many items an export has at most for its size to be measured: more would take too long.
const measured = 200_000

// ExportSize says how large an export would be, unless that takes too long to find out. It writes nothing.
func (a *App) ExportSize(r ExportRequest) (v ExportSizeView, err error) {
	defer recovered(&err)
	all, err := a.asked(r)
	if err != nil || len(all) == 0 && !r.All {
		return v, err
	}
	for _, one := range all {
		v.Items += one.snapshot.Items
	}
	v.Snapshots, v.NotHeld = len(all), a.notHeldIn(all)
	if v.Exact = v.Items <= measured; !v.Exact {
		return v, nil
	}
	if v.Secrets, err = a.secretsIn(all); err != nil {
		return v, err
	}
	var packed counter
	r.Passphrase = "" // which adds next to nothing
	done, err := a.writeTo(&packed, r, all)
	v.Bytes, v.Runs = int64(packed), done.Runs
	return v, err
}

// counter counts what is written to it.
type counter int64

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}

// Export writes snapshots to one archive file, whole or not at all. A file that is there already is replaced.
func (a *App) Export(r ExportRequest, path string) (v ExportView, err error) {
	defer recovered(&err)
	if path == "" {
		return v, lockstep.Errorf(lockstep.Invalid, "Say which file to write.")
	}
	if r.Passphrase != "" {
		if err := snapshots.CheckPassphrase(r.Passphrase); err != nil {
			return v, err
		}
	}
	all, err := a.asked(r)
	if err != nil {
		return v, err
	}
	if len(all) == 0 && !r.All {
		return v, lockstep.Errorf(lockstep.Invalid, "There is no snapshot to export. Nothing was written. Take one first.")
	}
	if path, err = filepath.Abs(path); err != nil {
		return v, fmt.Errorf("make the path absolute: %w", err)
	}
	var done snapshots.Written
	size, err := a.writeFile("The archive", path, nothingNew, func(w io.Writer) error {
		return snapshots.WriteSealed(w, r.Passphrase, func(w io.Writer) (err error) {
			done, err = a.writeTo(w, r, all)
			return err
		})
	})
	if err != nil {
		return v, err
	}
	v = ExportView{Path: path, Bytes: size, Items: done.Items, Snapshots: done.Snapshots, Runs: done.Runs, Sealed: r.Passphrase != ""}
	if !v.Sealed {
		v.Secrets, err = a.secretsIn(all)
	}
	return v, err
}

// writeTo writes one snapshot as an archive of its own, more or everything as a backup.
func (a *App) writeTo(w io.Writer, r ExportRequest, all []exported) (snapshots.Written, error) {
	if len(all) == 1 && !r.All {
		at, s := all[0].at, all[0].snapshot
		state, err := a.config.Vault.State(a.work(), s.State)
		if err != nil {
			return snapshots.Written{}, err
		}
		if r.Passphrase == "" {
			bare, err := a.bareState(at.Project, state, bareItems{})
			if err != nil {
				return snapshots.Written{}, err
			}
			if bare.Digest() != state.Digest() {
				state, s.State, s.Items, s.Bytes = bare, bare.Digest(), bare.Count(), bare.Size()
				s.ID = s.Identify()
			}
		}
		archive := snapshots.Archive{Project: at.Project, Environment: at.Environment, Snapshot: s, State: state, NotHeld: a.notHeld(at.Project)}
		return snapshots.Written{Snapshots: 1, Items: state.Count()}, snapshots.WriteArchive(w, archive)
	}
	defer snapshots.Frugal(garbage)()
	backup, err := a.backupOf(r, all)
	if err != nil {
		return snapshots.Written{}, err
	}
	return a.config.Vault.WriteBackup(a.work(), w, backup)
}

// backupOf is what a backup of the snapshots will hold: of places that were not asked for as a whole their names alone.
func (a *App) backupOf(r ExportRequest, all []exported) (b snapshots.Backup, err error) {
	var places []engine.Place
	if r.All {
		if places, err = a.allPlaces(); err != nil {
			return b, err
		}
		if b.Projects, err = a.config.Store.Projects(a.reading); err != nil {
			return b, err
		}
		b.Runs = a.eachRun
	}
	for _, one := range all {
		b.Snapshots = append(b.Snapshots, one.snapshot)
		if !slices.ContainsFunc(places, func(at engine.Place) bool { return at.Environment.UUID == one.at.Environment.UUID }) {
			places = append(places, one.at)
		}
	}
	for _, at := range places {
		e := snapshots.CarriedEnvironment{Environment: at.Environment, Whole: r.All}
		if !r.All {
			e.Connections, e.Upstream = nil, ""
			if !slices.ContainsFunc(b.Projects, func(p lockstep.Project) bool { return p.UUID == at.Project.UUID }) {
				b.Projects = append(b.Projects, withoutSettings(at.Project))
			}
		} else if e.Numbered, err = a.config.Store.Numbered(a.reading, e.UUID); err != nil {
			return b, err
		}
		if r.All && r.Passphrase != "" {
			if e.Ready, err = a.config.Store.ReadyValues(a.reading, e.UUID); err != nil {
				return b, err
			}
		}
		if r.Passphrase == "" {
			e.Connections, e.Checks = a.withoutSecrets(at.Project, e.Connections), bareChecks(e.Checks)
		}
		b.Environments = append(b.Environments, e)
	}
	for i := range b.Snapshots {
		if !r.All { // these are about this catalog
			b.Snapshots[i].Pinned, b.Snapshots[i].Imported, b.Snapshots[i].Setup = false, false, ""
		}
	}
	b.NotHeld = a.notHeldIn(all)
	if r.Passphrase == "" {
		b.Bare = a.baring(places)
	}
	return b, nil
}

func withoutSettings(p lockstep.Project) lockstep.Project {
	slots := slices.Clone(p.Slots)
	for i := range slots {
		slots[i].Settings = nil
	}
	p.Slots, p.Rules = slots, lockstep.Ruling{}
	return p
}

// withoutSecrets leaves out the secrets of connections, also those that were given as settings.
func (a *App) withoutSecrets(project lockstep.Project, connections map[string]lockstep.Connection) map[string]lockstep.Connection {
	bare := map[string]lockstep.Connection{}
	for name, c := range connections {
		settings := c.Settings
		slot, _ := project.Slot(name)
		if driver, err := a.engine.Driver(slot.Kind); err == nil {
			settings, _ = apart(driver, c)
		}
		bare[name] = lockstep.Connection{Settings: settings}
	}
	return bare
}

// eachRun gives all runs, the first one first, with their steps. One that is under way has no end yet, and elsewhere would be
// one to be continued: it belongs to the next backup.
func (a *App) eachRun(yield func(lockstep.Run, []lockstep.Step) error) error {
	numbers, err := a.config.Store.RunNumbers(a.reading)
	if err != nil {
		return err
	}
	inOrder := make([]int, 0, len(numbers))
	for _, number := range numbers {
		inOrder = append(inOrder, number)
	}
	slices.Sort(inOrder)
	for _, number := range inOrder {
		run, err := a.config.Store.Run(a.reading, number)
		if err != nil {
			return err
		}
		now, err := a.engine.Run(a.reading, number)
		if err != nil {
			return err
		}
		if now.Status == lockstep.Running {
			continue
		}
		steps, err := a.config.Store.Steps(a.reading, number)
		if err != nil {
			return err
		}
		if err := yield(run, steps); err != nil {
			return err
		}
	}
	return nil
}

// notHeldIn says what none of the snapshots holds.
func (a *App) notHeldIn(all []exported) string {
	var said []string
	for _, one := range all {
		if not := a.notHeld(one.at.Project); not != "" && !slices.Contains(said, not) {
			said = append(said, not)
		}
	}
	return strings.Join(said, " ")
}

// asked gives the snapshots of a request, each once: environment by environment, by number.
func (a *App) asked(r ExportRequest) (all []exported, err error) {
	places, err := a.askedPlaces(r)
	if err != nil {
		return nil, err
	}
	seen := map[lockstep.Digest]bool{}
	for _, at := range places {
		page, err := a.config.Store.Snapshots(a.reading, at.Environment.UUID, 0, 0)
		if err != nil {
			return nil, err
		}
		slices.Reverse(page)
		for _, s := range page {
			all, seen[s.ID] = append(all, exported{at, s}), true
		}
	}
	for _, ref := range r.Refs {
		at, s, err := a.snapshot(ref)
		if err != nil {
			return nil, err
		}
		if !seen[s.ID] {
			all = append(all, exported{at, s})
		}
		seen[s.ID] = true
	}
	slices.SortStableFunc(all, func(a, b exported) int {
		return cmp.Or(strings.Compare(a.at.Ref(), b.at.Ref()), strings.Compare(a.at.Environment.UUID, b.at.Environment.UUID), cmp.Compare(a.snapshot.Number, b.snapshot.Number))
	})
	return all, nil
}

// askedPlaces are the environments of which everything is asked for.
func (a *App) askedPlaces(r ExportRequest) (places []engine.Place, err error) {
	if r.Environment != "" {
		at, err := a.anyPlace(r.Environment)
		return []engine.Place{at}, err
	}
	if r.Project == "" && !r.All {
		return nil, nil
	}
	everywhere, err := a.allPlaces()
	for _, at := range everywhere {
		if r.All || at.Project.Name == r.Project {
			places = append(places, at)
		}
	}
	return places, err
}
