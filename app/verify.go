package app

import (
	"encoding/json"

	"lockstep/app/lockstep"
)

// VerifiedView is what remains of a verification: when it was, and what it found in numbers. At is "" where the catalog
// was never verified.
type VerifiedView struct {
	At        string `json:"at"`
	By        string `json:"by"`
	Snapshots int    `json:"snapshots"`
	Bodies    int    `json:"bodies"`
	Bytes     int64  `json:"bytes"`
	Damaged   int    `json:"damaged"`
}

// verifiedName is where the catalog keeps the last verification.
const verifiedName = "verified"

// Verify reads everything that the catalog keeps, from SQLite's own check to the last body, and names what is damaged.
func (a *App) Verify() (v VerifyView, err error) {
	defer recovered(&err)
	release, err := a.engine.Tidy(a.work())
	if err != nil {
		return v, err
	}
	defer release()
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
	if err := a.verified(v); err != nil && len(v.Damaged) == 0 { // a damaged catalog may take nothing, and its damage is the answer
		return v, err
	}
	return v, nil
}

// verified remembers a verification, in numbers alone: names of items stay sealed.
func (a *App) verified(v VerifyView) error {
	text, err := json.Marshal(VerifiedView{At: timeText(a.config.Now()), By: a.config.Person,
		Snapshots: v.Snapshots, Bodies: v.Bodies, Bytes: v.Bytes, Damaged: len(v.Damaged)})
	if err != nil {
		return err
	}
	return a.config.Store.Meta().Put(a.work(), verifiedName, text)
}

// Verified gives the last verification.
func (a *App) Verified() (v VerifiedView, err error) {
	defer recovered(&err)
	text, err := a.config.Store.Meta().Get(a.reading, verifiedName)
	if err != nil || text == nil {
		return v, err
	}
	return v, json.Unmarshal(text, &v)
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
