package app

import (
	"lockstep/app/lockstep"
	"lockstep/store"
)

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
		for _, v := range home.Ready {
			if err := tx.KeepReady(e.UUID, v); err != nil {
				return err
			}
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

// addSnapshots adds the snapshots.
func (in *intake) addSnapshots(tx *store.Tx, shared map[lockstep.Digest]bool) error {
	in.leaveOut(shared) // another one may have brought such a state since they were looked at
	for i := range in.fresh {
		if err := tx.BringSnapshot(&in.fresh[i]); err != nil {
			return err
		}
	}
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
	begun, err := tx.LastBegun(a.reading)
	if err != nil {
		return err
	}
	numbers := map[int]int{} // in the archive, and here
	return in.carried.Runs(a.work(), func(run lockstep.Run, steps []lockstep.Step) error {
		old := run.Number
		switch { // another one may have begun, or been brought, since they were looked at
		case !in.runs[run.UUID]:
		case here[run.UUID] != 0:
			delete(in.runs, run.UUID)
			in.here++
		case late(run, begun):
			delete(in.runs, run.UUID)
			in.older++
		}
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
