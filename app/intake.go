package app

import (
	"errors"
	"maps"
	"slices"
	"time"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/app/values"
	"lockstep/snapshots"
)

// intake is an archive on its way into the catalog: what of it is new, and where that goes.
type intake struct {
	carried  *snapshots.Carried
	projects []lockstep.Project // those to be added, with the names that they get
	homes    []intakeHome       // of the environments of the archive, in its order
	at       map[string]int     // where in homes each is, by UUID
	fresh    []lockstep.Snapshot
	already  int

	runs    map[string]bool            // by UUID: those to be added
	states  map[lockstep.Digest]string // those that are needed, with the environment that each is of; "" for what runs need
	here    int                        // runs that are here already
	older   int                        // runs that stay out
	leftOut []DamageView               // snapshots that cannot be added
}

// intakeHome is where an environment of the archive belongs in this catalog.
type intakeHome struct {
	engine.Place
	snapshots.CarriedEnvironment
	known          bool // it is here
	fresh, already int  // snapshots of it
}

// intakeOf finds out what of an archive is new; of one snapshot alone, or of all for "".
func (a *App) intakeOf(c *snapshots.Carried, only lockstep.Digest) (*intake, error) {
	in := &intake{carried: c, at: map[string]int{}, runs: map[string]bool{}, states: map[lockstep.Digest]string{}}
	if err := in.place(a, only); err != nil {
		return nil, err
	}
	for _, n := range c.Snapshots {
		if only != "" && n.ID != only {
			continue
		}
		home := &in.homes[in.at[n.Environment]]
		if _, err := a.config.Store.Snapshot(a.reading, n.ID); err == nil {
			in.already++
			home.already++
			continue
		}
		home.fresh++
		n.Imported = n.Imported || home.known || !home.Whole
		in.fresh, in.states[n.State] = append(in.fresh, n), n.Environment
	}
	if only == "" {
		if err := in.lookAtRuns(a); err != nil {
			return nil, err
		}
	}
	return in, in.lookAtMended(a)
}

// lookAtMended leaves out the snapshots that lost items and would be to the vault another state, which left out something
// else: one that is there, or comes with the archive.
func (in *intake) lookAtMended(a *App) error {
	if !slices.ContainsFunc(in.fresh, func(n lockstep.Snapshot) bool { return in.carried.Mended(n.ID) }) {
		return nil
	}
	first, shared, lost := map[lockstep.Digest][]lockstep.Omitted{}, map[lockstep.Digest]bool{}, map[lockstep.Digest]bool{}
	err := in.carried.States(a.work(), func(s lockstep.State, mended bool) error {
		digest := s.Digest()
		if _, needed := in.states[digest]; !needed {
			return nil
		}
		if _, known := first[digest]; !known {
			first[digest] = s.Omitted()
		}
		shared[digest] = shared[digest] || !slices.Equal(first[digest], s.Omitted())
		if !mended || lost[digest] {
			return nil
		}
		lost[digest] = true
		here, err := a.config.Vault.State(a.work(), digest)
		if errors.Is(err, lockstep.NotFound) {
			return nil
		}
		shared[digest] = shared[digest] || !slices.Equal(here.Omitted(), s.Omitted())
		return err
	})
	maps.DeleteFunc(shared, func(d lockstep.Digest, _ bool) bool { return !lost[d] })
	in.leaveOut(shared)
	return err
}

// leaveOut takes out the snapshots that lost items and are now as another state, which left out nothing: they would be
// restored as if what they lost had never been.
func (in *intake) leaveOut(shared map[lockstep.Digest]bool) {
	in.fresh = slices.DeleteFunc(in.fresh, func(n lockstep.Snapshot) bool {
		if !shared[n.State] || !in.carried.Mended(n.ID) {
			return false
		}
		home := &in.homes[in.at[n.Environment]]
		home.fresh--
		in.leftOut = append(in.leftOut, DamageView{Snapshot: snapshotRef(home.Place, n.Number), Why: "It was left out: what is whole of it is what another snapshot holds."})
		return true
	})
}

// place finds the projects and environments of the archive by UUID, never by name. Those that are not here are as they
// will be, with a number behind a name that is taken.
func (in *intake) place(a *App, only lockstep.Digest) error {
	projects, err := a.config.Store.Projects(a.reading)
	if err != nil {
		return err
	}
	here, taken := map[string]lockstep.Project{}, map[string]bool{}
	for _, p := range projects {
		here[p.UUID], taken[fold(p.Name)] = p, true
	}
	wanted, meant := map[string]bool{}, map[string]bool{}
	for _, n := range in.carried.Snapshots {
		meant[n.Environment] = meant[n.Environment] || n.ID == only
	}
	for _, e := range in.carried.Environments {
		wanted[e.Project] = wanted[e.Project] || only == "" || meant[e.UUID]
	}
	for _, p := range in.carried.Projects {
		if _, ok := here[p.UUID]; ok || !wanted[p.UUID] && only != "" {
			continue
		}
		if _, err := values.Compile(p.Rules.Rules); err != nil {
			return lockstep.Errorf(lockstep.Invalid, "The archive has rules for the project %s that cannot be read. %s Nothing was added.", p.Name, message(err))
		}
		p.Name = free(p.Name, taken)
		taken[fold(p.Name)], here[p.UUID] = true, p
		in.projects = append(in.projects, p)
	}
	environments, err := a.config.Store.Environments(a.reading, "")
	if err != nil {
		return err
	}
	known, names := map[string]lockstep.Environment{}, map[string]map[string]bool{}
	for uuid := range here {
		names[uuid] = map[string]bool{}
	}
	for _, e := range environments {
		known[e.UUID] = e
		names[e.Project][fold(e.Name)] = names[e.Project][fold(e.Name)] || !e.Removed
	}
	for _, e := range in.carried.Environments {
		if only != "" && !meant[e.UUID] {
			continue
		}
		home := intakeHome{CarriedEnvironment: e}
		old, ok := known[e.UUID]
		home.known = ok
		if !ok {
			old = newcomer(e, only != "")
			old.Name = free(e.Name, names[e.Project])
			names[e.Project][fold(old.Name)] = !old.Removed
		}
		home.Place = engine.Place{Project: here[old.Project], Environment: old}
		in.at[e.UUID] = len(in.homes)
		in.homes = append(in.homes, home)
	}
	return nil
}

// newcomer is an environment as it begins here: one of which only the name is known has no connection. A live one may not be
// written until its owner allows it here: a file cannot.
func newcomer(e snapshots.CarriedEnvironment, bare bool) lockstep.Environment {
	n := e.Environment
	if !e.Whole || bare {
		n.Upstream, n.Writable, n.Removed = "", true, false
		n.Connections = map[string]lockstep.Connection{}
		n.Checks, n.Gated, n.OnFailure = nil, false, ""
	}
	n.Writable = n.Writable && n.Role != lockstep.Live
	return n
}

// lookAtRuns finds out which runs are new. One that is older than what is known here of its environments stays out: it
// would count as the newest, which a roll back and the next comparison begin at.
func (in *intake) lookAtRuns(a *App) error {
	here, err := a.config.Store.RunNumbers(a.reading)
	if err != nil {
		return err
	}
	begun, err := a.config.Store.LastBegun(a.reading)
	if err != nil {
		return err
	}
	carried, takenBack := map[int]bool{}, map[string]int{}
	err = in.carried.Runs(a.work(), func(run lockstep.Run, _ []lockstep.Step) error {
		carried[run.Number] = true
		if run.TakenBackBy != 0 {
			takenBack[run.UUID] = run.TakenBackBy
		}
		switch {
		case here[run.UUID] != 0:
			in.here++
		case late(run, begun):
			in.older++
		default:
			in.runs[run.UUID] = true
			for _, state := range []lockstep.Digest{run.Want, run.BaseAfter} {
				if _, ok := in.states[state]; !ok {
					in.states[state] = ""
				}
			}
		}
		return nil
	})
	for uuid, by := range takenBack { // without that one it would count as what was promoted last
		if !carried[by] {
			delete(in.runs, uuid)
		}
	}
	return err
}

func late(run lockstep.Run, begun map[string]time.Time) bool {
	for _, environment := range []string{run.Environment, run.From} {
		if last, ok := begun[environment]; ok && !run.StartedAt.After(last) {
			return true
		}
	}
	return false
}

// view says what was added, or would be.
func (in *intake) view(a *App, r ImportRequest) ImportView {
	c := in.carried
	v := ImportView{
		Added: len(in.fresh), Already: in.already, Snapshots: []SnapshotView{}, Format: c.Format, Sealed: c.Sealed,
		Runs: len(in.runs), RunsAlready: in.here, RunsOlder: in.older,
		Projects: []string{}, Environments: []IntakeView{}, Commands: []CommandView{}, Damaged: []DamageView{}, Damages: c.Damages, Salvage: r.Salvage,
	}
	for _, n := range in.fresh {
		home := in.homes[in.at[n.Environment]]
		one := plainSnapshot(home.Place, n)
		v.Snapshots = append(v.Snapshots, one)
	}
	for _, p := range in.projects {
		v.Projects = append(v.Projects, p.Name)
		v.Commands = append(v.Commands, a.commandsOf(p)...)
	}
	for _, home := range in.homes {
		v.Environments = append(v.Environments, IntakeView{Ref: refOf(home.Place), Name: home.CarriedEnvironment.Name, Role: string(home.CarriedEnvironment.Role), New: !home.known,
			Connected: !home.known && len(home.Place.Environment.Connections) > 0, Added: home.fresh, Already: home.already})
		if !home.known {
			v.Commands = append(v.Commands, commandsOfChecks(home.Place)...)
		}
	}
	for _, d := range c.Damaged {
		v.Damaged = append(v.Damaged, DamageView{Snapshot: d.Snapshot, Key: keyText(d.Key), Why: d.Why})
	}
	v.Damaged = append(v.Damaged, in.leftOut...)
	if c.Damages > 0 && !r.Salvage {
		v.Refusal = message(damagedArchive(c))
	}
	return v
}

// commandsOf are the commands that a project brings along.
func (a *App) commandsOf(p lockstep.Project) (all []CommandView) {
	for _, slot := range p.Slots {
		driver, err := a.engine.Driver(slot.Kind)
		if err != nil {
			continue // nothing of it is run
		}
		for _, f := range driver.SlotFields {
			if command := slot.Settings[f.Name]; f.Runs && command != "" {
				all = append(all, CommandView{Project: p.Name, Slot: slot.Name, Label: f.Label, Command: command})
			}
		}
	}
	return all
}

// commandsOfChecks are what the checks that an environment brings along run, or call.
func commandsOfChecks(at engine.Place) (all []CommandView) {
	for _, c := range at.Environment.Checks {
		all = append(all, CommandView{Project: at.Project.Name, Slot: at.Name(), Label: "Check " + c.Name, Command: c.Text()})
	}
	return all
}
