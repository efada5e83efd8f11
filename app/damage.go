package app

import (
	"lockstep/app/lockstep"
	"lockstep/snapshots"
	"lockstep/store"
)

// damage is what the last verification found, by state.
type damage struct {
	store.Verification
	byState map[lockstep.Digest][]DamageView
}

func (v damage) of(state lockstep.Digest) []DamageView { return v.byState[state] }

// damage gives what the last verification of the catalog found.
func (a *App) damage() (damage, error) {
	last, err := a.config.Store.Verification(a.reading)
	v := damage{Verification: last, byState: map[lockstep.Digest][]DamageView{}}
	for _, d := range last.Damaged {
		v.byState[d.State] = append(v.byState[d.State], DamageView{Key: d.Key, Why: d.Why})
	}
	return v, err
}

// keepDamage remembers what a verification found, for the histories to show.
func (a *App) keepDamage(report snapshots.Report) error {
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
