package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/snapshots"
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

// Verify reads everything that the catalog keeps, from its file's pages to the last body, names what is damaged, and puts
// right what can be. It does not stop at damage.
func (a *App) Verify() (v VerifyView, err error) {
	defer recovered(&err)
	release, err := a.engine.Tidy(a.work())
	if err != nil {
		return v, err
	}
	defer release()
	v.Damaged = []DamageView{}
	var report snapshots.Report
	refs := map[lockstep.Digest][]string{}
	pages := []int{}
	for _, part := range []struct {
		what  string
		check func() error
	}{
		{"The catalog's file", func() (err error) { pages, err = a.config.Store.Pages(a.work()); return err }}, // before anything is written to it
		{"The catalog's file", func() error { return a.verifyFile(&v) }},
		{"The record of runs", func() error { return a.verifyRecord(&v) }},
		{"The list of snapshots", func() error { return a.snapshotsByState(&v, refs) }},
		{"The saved values", func() error { return a.verifySaved(&v) }},
		{"The vault", func() (err error) {
			states, err := a.config.Store.States(a.work())
			if err == nil {
				report, err = a.config.Vault.Verify(a.work(), states)
			}
			return err
		}},
	} {
		err := part.check()
		if errors.Is(err, lockstep.Corrupt) {
			v.Damaged = append(v.Damaged, DamageView{Why: part.what + " cannot be gone through to its end."})
			continue
		}
		if err != nil {
			return v, err
		}
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
	a.mend(&v, pages)
	if err := errors.Join(a.keepDamage(report), a.verified(v)); err != nil && len(v.Damaged) == 0 { // a damaged catalog may take nothing, and its damage is the answer
		return v, err
	}
	return v, nil
}

// verifyFile runs SQLite's own check.
func (a *App) verifyFile(v *VerifyView) error {
	faults, err := a.config.Store.Integrity(a.work())
	for _, fault := range faults {
		v.Damaged = append(v.Damaged, DamageView{Why: "The catalog's file is damaged: " + fault})
	}
	return err
}

// verifyRecord goes through the chain of the record of runs.
func (a *App) verifyRecord(v *VerifyView) error {
	chain, err := a.config.Store.Chain(a.work())
	v.Record = RecordSealView{Links: chain.Links, Head: chain.Head}
	for _, fault := range chain.Faults {
		v.Damaged = append(v.Damaged, DamageView{Why: fault})
	}
	return err
}

// verifySaved reads all values that runs have saved.
func (a *App) verifySaved(v *VerifyView) error {
	runs, err := a.config.Store.SavedRuns(a.work())
	if err != nil {
		return err
	}
	for _, run := range runs {
		saved, err := a.engine.Saved(a.work(), run)
		if err != nil {
			return err
		}
		for _, s := range saved {
			err := s.Each(func([]byte) error { return nil })
			switch {
			case errors.Is(err, lockstep.Corrupt):
				v.Damaged = append(v.Damaged, DamageView{Key: s.Key.String(), Why: fmt.Sprintf("The values that run %d saved of it cannot be read.", run)})
			case err != nil:
				return err
			}
		}
	}
	return nil
}

// mend puts right which of the pages that are not as they were written can be, and says so. What they hold was named
// before.
func (a *App) mend(v *VerifyView, damaged []int) {
	before, _ := a.config.Store.Mended(a.work()) // what cannot be read here is damaged, and was named
	for _, page := range before {
		v.Damaged = append(v.Damaged, DamageView{Why: fmt.Sprintf("One bit of page %d of the catalog's file had turned, so that the catalog could not be opened. It was put right; what the file was is in %s.damaged.", page, a.config.Catalog)})
	}
	if len(damaged) == 0 {
		return
	}
	mended, err := a.config.Store.Mend(a.work())
	if err != nil {
		mended = nil // a damaged catalog may take nothing
	}
	const most = 20
	for i, page := range damaged {
		if i == most {
			v.Damaged = append(v.Damaged, DamageView{Why: fmt.Sprintf("So are %d more pages.", len(damaged)-most)})
			break
		}
		what := "What is not named here can still be read."
		if slices.Contains(mended, page) {
			what = "One bit of it had turned, and was put right: verify once more."
		}
		v.Damaged = append(v.Damaged, DamageView{Why: fmt.Sprintf("Page %d of the catalog's file was not as it was written. %s", page, what)})
	}
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
func (a *App) snapshotsByState(v *VerifyView, refs map[lockstep.Digest][]string) error {
	places, err := a.allPlaces()
	if err != nil && !errors.Is(err, lockstep.Corrupt) {
		return err
	}
	named := map[string]engine.Place{}
	for _, at := range places {
		named[at.Environment.UUID] = at
	}
	return errors.Join(err, a.config.Store.SnapshotStates(a.work(), func(environment string, number int, state lockstep.Digest) {
		v.Snapshots++
		refs[state] = append(refs[state], snapshotRef(named[environment], number))
	}))
}
