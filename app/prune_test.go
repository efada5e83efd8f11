package app_test

import (
	"errors"
	"strings"
	"testing"

	"lockstep/app"
	"lockstep/app/lockstep"
	"lockstep/store"
	"lockstep/store/storetest"
)

func TestPruningTakesOutNothingElseThanWasLookedAt(t *testing.T) {
	p, _ := sampled(t)
	p.snapshots("live", "live", "live")
	r := app.PruneRequest{Project: "Northwind", Keep: &app.KeepView{Last: 2}, DryRun: true}
	seen, err := p.Prune(r)
	if err != nil || seen.Dropped != 1 || seen.Seen == "" {
		t.Fatalf("%+v, %v", seen, err)
	}
	p.snapshots("live") // so that another one would go too
	r.DryRun, r.Seen = false, seen.Seen
	if v, err := p.Prune(r); !errors.Is(err, lockstep.Conflict) || v.Dropped != 0 {
		t.Errorf("%+v, %v", v, err)
	}
	if e, err := p.Environment("live"); err != nil || e.Snapshots != 4 {
		t.Errorf("%+v, %v", e, err)
	}
	again, err := p.Prune(app.PruneRequest{Project: "Northwind", Keep: r.Keep, DryRun: true})
	if err != nil {
		t.Fatal(err)
	}
	r.Seen = again.Seen
	if v, err := p.Prune(r); err != nil || v.Dropped != 2 || v.Seen != again.Seen {
		t.Errorf("%+v, %v", v, err)
	}
}

func TestPruningOfADamagedCatalogSaysWhatIsGone(t *testing.T) {
	p, _ := sampled(t)
	p.snapshots("live", "live", "development")
	s, err := p.Snapshot("development@1")
	if err != nil {
		t.Fatal(err)
	}
	storetest.Write(t, p.store, func(tx *store.Tx) error {
		return errors.Join(tx.SetManifest(lockstep.Digest(s.State), "", []byte("damaged")), tx.NextEpoch()) // which nobody has at hand then
	})
	_, err = p.Prune(app.PruneRequest{Project: "Northwind", Keep: &app.KeepView{Last: 1}})
	if !errors.Is(err, lockstep.Corrupt) || !strings.Contains(err.Error(), "1 snapshot was taken out") || strings.Contains(err.Error(), "Nothing was changed") {
		t.Errorf("error is %v", err)
	}
}
