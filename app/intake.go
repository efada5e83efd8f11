package app

import (
	"time"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/snapshots"
	"lockstep/store"
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
	if only != "" {
		return in, nil
	}
	return in, in.lookAtRuns(a)
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

// newcomer is an environment as it begins here: one of which only the name is known has no connection, and may not be
// written where it is live.
func newcomer(e snapshots.CarriedEnvironment, bare bool) lockstep.Environment {
	n := e.Environment
	if !e.Whole || bare {
		n.Upstream, n.Writable, n.Removed = "", n.Role != lockstep.Live, false
		n.Connections = map[string]lockstep.Connection{}
	}
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
	return in.carried.Runs(a.work(), func(run lockstep.Run, _ []lockstep.Step) error {
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
}

func late(run lockstep.Run, begun map[string]time.Time) bool {
	for _, environment := range []string{run.Environment, run.From} {
		if last, ok := begun[environment]; ok && !run.StartedAt.After(last) {
			return true
		}
	}
	return false
}

// add adds what is new, in one transaction.
func (in *intake) add(a *App) error {
	if len(in.fresh)+len(in.runs)+len(in.projects) == 0 && in.allKnown() {
		return nil
	}
	return a.write(func(tx *store.Tx) error {
		if err := in.addPlaces(tx); err != nil {
			return err
		}
		shared, err := in.addStates(a, tx)
		if err != nil {
			return err
		}
		if err := in.addSnapshots(tx, shared); err != nil {
			return err
		}
		return in.addRuns(a, tx)
	})
}

func (in *intake) allKnown() bool {
	for _, home := range in.homes {
		if !home.known {
			return false
		}
	}
	return true
}

func (in *intake) addPlaces(tx *store.Tx) error {
	for _, p := range in.projects {
		if err := tx.AddProject(p); err != nil {
			return err
		}
	}
	for _, home := range in.homes {
		if home.known {
			continue
		}
		e := home.Place.Environment
		e.Upstream = "" // which may not be there yet
		if err := tx.AddEnvironment(e); err != nil {
			return err
		}
	}
	for _, home := range in.homes {
		e := home.Place.Environment
		if home.known || e.Upstream == "" {
			continue
		}
		if up := in.homes[in.at[e.Upstream]].Place; up.Project.UUID != e.Project {
			continue // that one moved to another project here
		}
		if err := tx.UpdateEnvironment(e); err != nil {
			return err
		}
	}
	return nil
}

// addStates puts the states that are needed into the vault, each upon the one before it. It gives those of damaged ones
// that are to the vault another state, which left out something else.
func (in *intake) addStates(a *App, tx *store.Tx) (shared map[lockstep.Digest]bool, err error) {
	shared = map[lockstep.Digest]bool{}
	keeper := a.config.Vault.Keeper(tx)
	var near []lockstep.Digest
	last := ""
	done := 0
	keep := func(wanted bool) error {
		return in.carried.States(a.work(), func(s lockstep.State, mended bool) error {
			environment, needed := in.states[s.Digest()]
			if mended != wanted || !needed {
				return nil
			}
			if environment != "" && environment != last { // that of another one may be large, and is hardly similar
				last = environment
				if near, err = tx.NearStates(a.reading, environment); err != nil {
					return err
				}
				near = near[:min(1, len(near))]
			}
			a.tellArchives(min(done, len(in.states)-1), len(in.states))
			done++
			same, err := keeper.Keep(a.work(), near, s)
			shared[s.Digest()] = shared[s.Digest()] || mended && !same
			near = []lockstep.Digest{s.Digest()}
			return err
		})
	}
	if err := keep(false); err != nil { // what is whole comes as it is
		return nil, err
	}
	if in.carried.Damages == 0 {
		return shared, nil
	}
	return shared, keep(true)
}

// addSnapshots adds the snapshots. One that lost items and is now as another state, which left out nothing, would be
// restored as if what it lost had never been: it stays out.
func (in *intake) addSnapshots(tx *store.Tx, shared map[lockstep.Digest]bool) error {
	var added []lockstep.Snapshot
	for _, n := range in.fresh {
		home := &in.homes[in.at[n.Environment]]
		if shared[n.State] && in.carried.Mended(n.ID) {
			home.fresh--
			in.leftOut = append(in.leftOut, DamageView{Snapshot: snapshotRef(home.Place, n.Number), Why: "It was left out: what is whole of it is what another snapshot holds."})
			continue
		}
		if err := tx.BringSnapshot(&n); err != nil {
			return err
		}
		added = append(added, n)
	}
	in.fresh = added
	for _, home := range in.homes {
		if home.known {
			continue
		}
		if err := tx.NumberFrom(home.UUID, home.Numbered); err != nil {
			return err
		}
	}
	return nil
}

// addRuns adds the runs in their order, and mends the numbers by which they name each other.
func (in *intake) addRuns(a *App, tx *store.Tx) error {
	if len(in.runs) == 0 {
		return nil
	}
	here, err := tx.RunNumbers(a.reading)
	if err != nil {
		return err
	}
	numbers := map[int]int{} // in the archive, and here
	return in.carried.Runs(a.work(), func(run lockstep.Run, steps []lockstep.Step) error {
		old := run.Number
		if !in.runs[run.UUID] {
			numbers[old] = here[run.UUID]
			return nil
		}
		run.TakesBack, run.TakenBackBy = numbers[run.TakesBack], 0
		if err := in.present(a, tx, &run); err != nil {
			return err
		}
		if err := tx.BringRun(&run, steps); err != nil {
			return err
		}
		numbers[old] = run.Number
		if run.TakesBack == 0 || run.Status != lockstep.Done {
			return nil
		}
		taken, err := tx.Run(a.reading, run.TakesBack)
		if err != nil || taken.TakenBackBy != 0 {
			return err
		}
		taken.TakenBackBy = run.Number
		return tx.UpdateRun(taken)
	})
}

// present makes a run name no snapshot that was left out.
func (in *intake) present(a *App, tx *store.Tx, run *lockstep.Run) error {
	for _, id := range []*lockstep.Digest{&run.Source, &run.Guard, &run.Result} {
		if *id == "" {
			continue
		}
		if _, err := tx.Snapshot(a.reading, *id); err != nil {
			*id = ""
		}
	}
	return nil
}

// view says what was added, or would be.
func (in *intake) view(r ImportRequest) ImportView {
	c := in.carried
	v := ImportView{
		Added: len(in.fresh), Already: in.already, Snapshots: []SnapshotView{}, Format: c.Format, Sealed: c.Sealed,
		Runs: len(in.runs), RunsAlready: in.here, RunsOlder: in.older,
		Projects: []string{}, Environments: []IntakeView{}, Damaged: []DamageView{}, Damages: c.Damages, Salvage: r.Salvage,
	}
	for _, n := range in.fresh {
		home := in.homes[in.at[n.Environment]]
		one := plainSnapshot(home.Place, n)
		v.Snapshots = append(v.Snapshots, one)
	}
	for _, p := range in.projects {
		v.Projects = append(v.Projects, p.Name)
	}
	for _, home := range in.homes {
		v.Environments = append(v.Environments, IntakeView{Ref: refOf(home.Place), Name: home.CarriedEnvironment.Name, Role: string(home.CarriedEnvironment.Role), New: !home.known,
			Connected: !home.known && len(home.Place.Environment.Connections) > 0, Added: home.fresh, Already: home.already})
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
