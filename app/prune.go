package app

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/store"
)

// Prune takes out the snapshots that no rule keeps, gives back the room that nothing needs any more, and says of each
// snapshot why it is kept or not.
func (a *App) Prune(r PruneRequest) (v PruneView, err error) {
	defer recovered(&err)
	v = PruneView{DryRun: r.DryRun, Snapshots: []PruneItemView{}}
	if r.Keep != nil {
		if err := lockstep.Retention(*r.Keep).Check(); err != nil {
			return v, err
		}
	}
	if r.DryRun {
		_, err := a.decide(r, &v)
		return v, err
	}
	release, err := a.engine.Tidy(a.work())
	if err != nil {
		return v, err
	}
	defer release()
	v.Before = a.catalogSize()
	err = a.write(func(tx *store.Tx) error {
		drop, err := a.decide(r, &v) // within the transaction, so that nobody pins or needs one meanwhile
		switch {
		case err != nil:
			return err
		case r.Seen != "" && r.Seen != v.Seen:
			return lockstep.Errorf(lockstep.Conflict, "What would go has changed since you looked at it. Nothing was changed. Look again.")
		case len(drop) == 0:
			return nil
		}
		return tx.DropSnapshots(drop)
	})
	if err != nil {
		return PruneView{}, err
	}
	defer a.changed("")
	if _, err = a.config.Vault.Prune(a.work(), catalog{a.config.Store}); err == nil {
		err = a.config.Store.GiveBack(a.work())
	}
	v.After = a.catalogSize()
	return v, notGivenBack(v.Dropped, err)
}

// notGivenBack is the sentence for snapshots that are gone, the room of which could not be given back.
func notGivenBack(dropped int, err error) error {
	if err == nil || dropped == 0 {
		return err
	}
	why := message(err)
	if errors.Is(err, lockstep.Corrupt) { // of which the sentence says that nothing was changed
		why = "The catalog is damaged: verify it to see where."
	}
	were := "snapshots were"
	if dropped == 1 {
		were = "snapshot was"
	}
	return &lockstep.Error{Code: lockstep.CodeOf(err), Cause: err,
		Message: fmt.Sprintf("%s %s taken out, but not all of their room was given back. %s Prune again to give it back.", lockstep.Number(dropped), were, why)}
}

// decide settles which snapshots go, and says why.
func (a *App) decide(r PruneRequest, v *PruneView) (drop []lockstep.Digest, err error) {
	places, err := a.allPlaces()
	if err != nil {
		return nil, err
	}
	if r.Project != "" {
		if _, err := a.project(r.Project); err != nil {
			return nil, err
		}
	}
	for _, at := range places {
		if r.Project != "" && !strings.EqualFold(at.Project.Name, r.Project) {
			continue
		}
		decided, err := a.decideIn(at, places, r.Keep)
		if err != nil {
			return nil, err
		}
		for _, s := range decided {
			v.Snapshots = append(v.Snapshots, PruneItemView{Ref: snapshotRef(at, s.Number), ID: string(s.ID), TakenAt: timeText(s.TakenAt),
				Reason: string(s.Reason), Keep: s.Keep, Why: s.Why})
			if s.Keep {
				v.Kept++
				continue
			}
			v.Dropped++
			drop = append(drop, s.ID)
		}
	}
	var ids []byte
	for _, id := range drop {
		ids = append(ids, id...)
	}
	v.Seen = string(lockstep.DigestOf(ids))
	return drop, nil
}

func (a *App) decideIn(at engine.Place, places []engine.Place, keep *KeepView) ([]lockstep.Retained, error) {
	all, err := a.config.Store.Snapshots(a.work(), at.Environment.UUID, 0, 0)
	if err != nil {
		return nil, err
	}
	var others []string
	for _, other := range places {
		if other.Project.UUID == at.Project.UUID && other.Environment.UUID != at.Environment.UUID {
			others = append(others, other.Environment.UUID)
		}
	}
	needed, err := a.engine.Needed(a.work(), at.Environment.UUID, others)
	if err != nil {
		return nil, err
	}
	rule := at.Project.Keep
	if keep != nil {
		rule = lockstep.Retention(*keep)
	}
	return rule.Decide(all, needed, time.Local), nil
}

// catalogSize is what the catalog takes on the disk, in bytes.
func (a *App) catalogSize() (size int64) {
	for _, file := range []string{a.config.Catalog, a.config.Catalog + "-wal"} {
		if info, err := os.Stat(file); err == nil {
			size += info.Size()
		}
	}
	return size
}
