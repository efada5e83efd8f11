package app

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/snapshots"
)

// resolved is what a REF names: an environment as it is now, a snapshot, or an archive's snapshot. One of the three.
type resolved struct {
	ref      string
	title    string
	place    *engine.Place
	snapshot *lockstep.Snapshot
	archive  *snapshots.Archive
	path     string // of the archive
}

// place finds an environment by project/name, or by name where only one project has it. Removed ones are not found.
func (a *App) place(ref string) (engine.Place, error) {
	found, err := a.places(ref, false)
	if err != nil {
		return engine.Place{}, err
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return engine.Place{}, a.unknownEnvironment(ref)
	}
	return engine.Place{}, ambiguous(ref, found)
}

func ambiguous(ref string, found []engine.Place) error {
	var names []string
	for _, p := range found {
		names = append(names, refOf(p))
	}
	return lockstep.Errorf(lockstep.Invalid, "%q is an environment of several projects. Write one of: %s.", ref, strings.Join(names, ", "))
}

func (a *App) unknownEnvironment(ref string) error {
	all, err := a.allPlaces()
	if err != nil {
		return err
	}
	var names []string
	for _, p := range all {
		if !p.Environment.Removed {
			names = append(names, refOf(p))
		}
	}
	if len(names) == 0 {
		return lockstep.Suggest(lockstep.Errorf(lockstep.NotFound, "There is no environment %q, nor any other yet. Begin with the sample, or with a project.", ref),
			"Begin with: lockstep sample DIR, or lockstep project add NAME.")
	}
	return lockstep.Errorf(lockstep.NotFound, "There is no environment %q. There are: %s.", ref, strings.Join(names, ", "))
}

func (a *App) allPlaces() ([]engine.Place, error) {
	projects, err := a.config.Store.Projects(a.reading)
	if err != nil {
		return nil, err
	}
	var all []engine.Place
	for _, p := range projects {
		environments, err := a.config.Store.Environments(a.reading, p.UUID)
		if err != nil {
			return nil, err
		}
		for _, e := range environments {
			all = append(all, engine.Place{Project: p, Environment: e})
		}
	}
	return all, nil
}

// places finds the environments that ref names: those that are spelled exactly so, or, where there is none, those that
// differ in case only.
func (a *App) places(ref string, removed bool) ([]engine.Place, error) {
	all, err := a.allPlaces()
	if err != nil {
		return nil, err
	}
	project, name, full := strings.Cut(ref, "/")
	if !full {
		project, name = "", ref
	}
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		var found []engine.Place
		for _, p := range all {
			if p.Environment.Removed == removed && same(p.Environment.Name, name) && (!full || same(p.Project.Name, project)) {
				found = append(found, p)
			}
		}
		if len(found) > 0 {
			return found, nil
		}
	}
	return nil, nil
}

// anyPlace finds an environment, a removed one where no other has the name.
func (a *App) anyPlace(ref string) (engine.Place, error) {
	for _, removed := range []bool{false, true} {
		found, err := a.places(ref, removed)
		if err != nil {
			return engine.Place{}, err
		}
		if len(found) == 1 {
			return found[0], nil
		}
		if len(found) > 1 {
			return engine.Place{}, ambiguous(ref, found)
		}
	}
	return engine.Place{}, a.unknownEnvironment(ref)
}

// placeOf finds an environment by its UUID, removed or not.
func (a *App) placeOf(uuid string) (engine.Place, error) {
	all, err := a.allPlaces()
	if err != nil {
		return engine.Place{}, err
	}
	for _, p := range all {
		if p.Environment.UUID == uuid {
			return p, nil
		}
	}
	return engine.Place{}, lockstep.Errorf(lockstep.NotFound, "The environment %s is not in this catalog.", uuid)
}

func refOf(p engine.Place) string { return p.Ref() }

func snapshotRef(p engine.Place, number int) string { return fmt.Sprintf("%s@%d", refOf(p), number) }

var idPrefix = regexp.MustCompile(`^[0-9a-f]{8,64}$`)

// resolve reads a REF: an environment, ENV@N, ENV@latest, an archive's path, a snapshot's id or a prefix of it.
func (a *App) resolve(ref string) (resolved, error) {
	found, err := a.places(ref, false)
	if err != nil {
		return resolved{}, err
	}
	if len(found) > 1 {
		return resolved{}, ambiguous(ref, found)
	}
	if len(found) == 1 {
		return resolved{ref: refOf(found[0]), title: found[0].Name() + ", now", place: &found[0]}, nil
	}
	if name, which, ok := cutLast(ref, "@"); ok && !strings.Contains(ref, "#") {
		if at, err := a.anyPlace(name); err == nil {
			return a.resolveNumber(at, which)
		}
	}
	if path, inside, _ := strings.Cut(ref, "#"); isFile(path) {
		return a.resolveArchive(path, inside)
	}
	if idPrefix.MatchString(strings.ToLower(ref)) {
		return a.resolveID(strings.ToLower(ref))
	}
	return resolved{}, a.unknownRef(ref)
}

func (a *App) unknownRef(ref string) error {
	unknown := a.unknownEnvironment(ref)
	return lockstep.Errorf(lockstep.CodeOf(unknown), "%q is neither an environment, nor a snapshot (ENV@N, ENV@latest, or 8 or more digits of its id), nor an archive file. %v", ref, unknown)
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

func (a *App) resolveNumber(at engine.Place, which string) (s resolved, err error) {
	var snapshot lockstep.Snapshot
	if which == "latest" {
		snapshot, err = a.config.Store.LatestSnapshot(a.reading, at.Environment.UUID)
	} else {
		number, wrong := strconv.Atoi(which)
		if wrong != nil {
			return resolved{}, lockstep.Errorf(lockstep.Invalid, "%q does not name a snapshot of %s. Write %s@N with a number, or %s@latest.", which, at.Name(), at.Name(), at.Name())
		}
		snapshot, err = a.config.Store.SnapshotByNumber(a.reading, at.Environment.UUID, number)
	}
	if errors.Is(err, lockstep.NotFound) {
		return resolved{}, lockstep.Suggest(lockstep.Errorf(lockstep.NotFound, "%s has no snapshot %s. Look which ones it has.", at.Name(), which),
			"See: lockstep snapshot list %s.", refOf(at))
	}
	if err != nil {
		return resolved{}, err
	}
	return ofSnapshot(at, snapshot), nil
}

func (a *App) resolveID(prefix string) (resolved, error) {
	found, err := a.config.Store.SnapshotsByPrefix(a.reading, prefix)
	if err != nil {
		return resolved{}, err
	}
	if len(found) == 0 {
		return resolved{}, a.unknownRef(prefix)
	}
	if len(found) > 1 {
		return resolved{}, lockstep.Errorf(lockstep.Invalid, "The ids of %s begin with %s. Write more of its digits.", counted(len(found), "snapshot"), prefix)
	}
	at, err := a.placeOf(found[0].Environment)
	if err != nil {
		return resolved{}, err
	}
	return ofSnapshot(at, found[0]), nil
}

func ofSnapshot(at engine.Place, s lockstep.Snapshot) resolved {
	return resolved{ref: snapshotRef(at, s.Number), title: fmt.Sprintf("%s, snapshot %d", at.Name(), s.Number), snapshot: &s}
}

// resolveArchive reads FILE, where that holds one snapshot, or FILE#ENV@N.
func (a *App) resolveArchive(path, inside string) (resolved, error) {
	carried, err := a.openArchive(ImportRequest{Path: path})
	if err != nil {
		return resolved{}, err
	}
	if carried.Damages > 0 {
		return resolved{}, damagedArchive(carried)
	}
	archive, err := oneOf(carried, inside)
	if err != nil {
		return resolved{}, err
	}
	archive.State, err = carried.State(a.work(), archive.Snapshot.State)
	ref := path
	if inside != "" {
		ref += "#" + inside
	}
	return resolved{ref: ref, title: archive.Environment.Name + ", from a file", archive: &archive, path: path}, err
}

// oneOf finds a snapshot of an archive by ENV@N, or by PROJECT/ENV@N; the only one for "".
func oneOf(c *snapshots.Carried, inside string) (snapshots.Archive, error) {
	environments, projects := map[string]lockstep.Environment{}, map[string]lockstep.Project{}
	for _, e := range c.Environments {
		environments[e.UUID] = e.Environment
	}
	for _, p := range c.Projects {
		projects[p.UUID] = p
	}
	var found []snapshots.Archive
	for _, n := range c.Snapshots {
		e := environments[n.Environment]
		one := snapshots.Archive{Format: c.Format, Project: projects[e.Project], Environment: e, Snapshot: n, NotHeld: c.NotHeld}
		name := fmt.Sprintf("%s@%d", one.Environment.Name, n.Number)
		if inside == "" || inside == name || inside == one.Project.Name+"/"+name {
			found = append(found, one)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) == 0:
		return snapshots.Archive{}, lockstep.Errorf(lockstep.NotFound, "The archive holds no snapshot %q. Look into it to see which there are.", inside)
	}
	last := found[len(found)-1]
	return snapshots.Archive{}, lockstep.Errorf(lockstep.Invalid, "The archive holds %s. Write which one is meant behind its name, such as #%s/%s@%d.",
		lockstep.Count(len(found), "such snapshot"), last.Project.Name, last.Environment.Name, last.Snapshot.Number)
}

// state reads what was resolved.
func (a *App) state(r resolved) (lockstep.State, error) {
	switch {
	case r.place != nil:
		return a.engine.Capture(a.work(), *r.place)
	case r.snapshot != nil:
		return a.config.Vault.State(a.work(), r.snapshot.State)
	}
	return r.archive.State, nil
}
