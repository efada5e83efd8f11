package app

import (
	"lockstep/app/lockstep"
	"lockstep/snapshots"
	"lockstep/store"
)

// verification is what the last one found, by state.
type verification struct {
	store.Verification
	byState map[lockstep.Digest][]DamageView
}

func (v verification) of(state lockstep.Digest) []DamageView { return v.byState[state] }

// verified gives what the last verification of the catalog found.
func (a *App) verified() (verification, error) {
	last, err := a.config.Store.Verification(a.reading)
	v := verification{Verification: last, byState: map[lockstep.Digest][]DamageView{}}
	for _, d := range last.Damaged {
		v.byState[d.State] = append(v.byState[d.State], DamageView{Key: d.Key, Why: d.Why})
	}
	return v, err
}

// keepVerification remembers what a verification found, for the histories to show.
func (a *App) keepVerification(report snapshots.Report) error {
	v := store.Verification{At: a.config.Now().UTC(), Damaged: []store.Damaged{}}
	for _, d := range report.Damaged {
		key := ""
		if d.Key != (lockstep.Key{}) {
			key = d.Key.String()
		}
		v.Damaged = append(v.Damaged, store.Damaged{State: d.State, Key: key, Why: d.Why})
	}
	return a.config.Store.KeepVerification(a.reading, v)
}
