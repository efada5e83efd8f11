package app

import (
	"lockstep/app/lockstep"
)

// Verify reads everything that the catalog keeps, from SQLite's own check to the last body, and names what is damaged.
func (a *App) Verify() (v VerifyView, err error) {
	defer recovered(&err)
	v.Damaged = []DamageView{}
	faults, err := a.config.Store.Integrity(a.work())
	if err != nil {
		return v, err
	}
	for _, fault := range faults {
		v.Damaged = append(v.Damaged, DamageView{Why: "The catalog's file is damaged: " + fault})
	}
	refs, err := a.snapshotsByState(&v)
	if err != nil {
		return v, err
	}
	states, err := a.config.Store.States(a.reading)
	if err != nil {
		return v, err
	}
	report, err := a.config.Vault.Verify(a.work(), states)
	if err != nil {
		return v, err
	}
	if err := a.keepDamage(report); err != nil && len(report.Damaged) == 0 { // a damaged catalog may take nothing
		return v, err
	}
	v.Bodies, v.Bytes = report.Bodies, report.Bytes
	for _, d := range report.Damaged {
		key := ""
		if d.Key != (lockstep.Key{}) {
			key = d.Key.String()
		}
		if len(refs[d.State]) == 0 { // a state that only the record of a run has
			v.Damaged = append(v.Damaged, DamageView{Key: key, Why: d.Why})
		}
		for _, ref := range refs[d.State] {
			v.Damaged = append(v.Damaged, DamageView{Snapshot: ref, Key: key, Why: d.Why})
		}
	}
	return v, nil
}

// snapshotsByState counts the snapshots and gives the refs of those that have each state.
func (a *App) snapshotsByState(v *VerifyView) (map[lockstep.Digest][]string, error) {
	refs := map[lockstep.Digest][]string{}
	places, err := a.allPlaces()
	if err != nil {
		return nil, err
	}
	for _, at := range places {
		all, _, err := a.config.Store.Snapshots(a.reading, at.Environment.UUID, 0, 0)
		if err != nil {
			return nil, err
		}
		v.Snapshots += len(all)
		for _, s := range all {
			refs[s.State] = append(refs[s.State], snapshotRef(at, s.Number))
		}
	}
	return refs, nil
}
