package engine

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"lockstep/app/lockstep"
)

// Drift is what differs from what Lockstep last knew of an environment.
type Drift struct {
	Changes       []lockstep.Change
	Known         bool // false where nothing can be said
	OtherSettings bool // the settings that settle what is read are not those of the snapshot

	Since lockstep.Snapshot // what it differs from; zero where nothing is known
	Found lockstep.Snapshot // the snapshot that was taken of it; zero where none was
	New   bool              // Found was taken by this look

	Elsewhere string // a sentence: which runs of other computers made it so; of what they made, nothing is in Changes

	left *lockstep.State // what those runs left, before the rest was changed; nil where they made all of it, or nothing
}

// Drift finds what was changed since Lockstep last knew the environment: since the newest snapshot taken here, drift that
// nobody said to keep left aside. What an unfinished run has written so far is no drift. Neither is what may differ only
// because other settings let other items in: then what is on one side alone does not count, nor does the model, which may
// be another file. A snapshot of which the settings are not known, of an older version or out of a backup, counts as one of
// others.
func (e *Engine) Drift(ctx context.Context, at Place, now lockstep.State) (Drift, error) {
	unfinished, err := e.Catalog.UnfinishedRuns(ctx, at.Environment.UUID)
	if err != nil || len(unfinished) > 0 {
		return Drift{}, err
	}
	expected, err := e.Catalog.ExpectedSnapshot(ctx, at.Environment.UUID)
	if errors.Is(err, lockstep.NotFound) {
		return Drift{}, nil
	}
	if err != nil {
		return Drift{}, err
	}
	d := Drift{Known: true, Since: expected, OtherSettings: expected.Setup != e.setup(at)}
	if expected.State == now.Digest() {
		return d, nil
	}
	seen, err := e.Vault.State(ctx, expected.State)
	if err != nil {
		return Drift{}, err
	}
	// Values that belong to the environment are changed there, and what is ignored changes by itself.
	alike, err := e.likened(at, seen, now)
	if err != nil {
		return d, err
	}
	d.Changes = lockstep.Loud(lockstep.Diff(alike, now))
	if d.OtherSettings {
		d.Changes = where(d.Changes, func(c lockstep.Change) bool { return c.Op == lockstep.Modify && c.Part != lockstep.Model })
	}
	if len(d.Changes) == 0 {
		return d, nil
	}
	if err := e.splitElsewhere(ctx, at, &d, seen, now); err != nil {
		return d, err
	}
	latest, err := e.Catalog.LatestSnapshot(ctx, at.Environment.UUID)
	if err == nil && latest.Number != expected.Number && latest.State == now.Digest() {
		d.Found = latest
	}
	return d, err
}

// splitElsewhere takes out of the changes what runs of other computers made.
func (e *Engine) splitElsewhere(ctx context.Context, at Place, d *Drift, seen, now lockstep.State) error {
	made, err := e.elsewhere(ctx, at, d.Since.TakenAt, now, d.Changes)
	if err != nil || len(made) == 0 {
		return err
	}
	d.Elsewhere = sentences(made)
	theirs := func(c lockstep.Change) bool { _, ok := made[c.Key]; return ok }
	runs := where(d.Changes, theirs)
	d.Changes = where(d.Changes, func(c lockstep.Change) bool { return !theirs(c) })
	if len(d.Changes) > 0 && !d.OtherSettings {
		left, err := overlay(seen, runs, now)
		d.left = &left
		return err
	}
	return nil
}

// ErrOvertaken says that something was recorded of an environment while it was looked at: what was read may be older than
// that, and must be read again.
var ErrOvertaken = lockstep.Errorf(lockstep.Conflict, "Something was recorded of the environment while it was looked at. Nothing was changed. Look again.")

// RecordDrift is Drift, and takes a snapshot of what drifted, or of what runs of other computers left, unless the newest one
// holds it already. Where things drifted after such runs, there are two: so that what drifted can be put back, and what the
// runs moved stays. revision is that of the environment's history before now was read: where it is another one since, a run
// may have written what was read, and the answer is [ErrOvertaken].
func (e *Engine) RecordDrift(ctx context.Context, at Place, now lockstep.State, revision int64) (Drift, error) {
	d, err := e.Drift(ctx, at, now)
	if err != nil {
		return d, err
	}
	if len(d.Changes) == 0 && d.Elsewhere == "" || d.Found.Number != 0 {
		return d, e.unovertaken(ctx, e.Catalog, at, revision)
	}
	var taken []*lockstep.Snapshot
	states := []lockstep.State{now}
	if d.left != nil {
		before := e.snapshotOf(at, *d.left, lockstep.Result, d.Elsewhere)
		taken, states = append(taken, &before), append(states, *d.left)
	}
	found := e.snapshotOf(at, now, lockstep.Drift, "")
	if len(d.Changes) == 0 {
		found = e.snapshotOf(at, now, lockstep.Result, d.Elsewhere)
	}
	taken = append(taken, &found)
	staged, err := e.stage(ctx, at, states...)
	if err != nil {
		return d, err
	}
	err = e.Catalog.Write(ctx, func(tx Tx) error {
		// A run begins with a snapshot, and transactions come one after the other: here it shows whether one did.
		if err := e.unovertaken(ctx, tx, at, revision); err != nil {
			return err
		}
		if err := staged.Commit(tx); err != nil {
			return err
		}
		for _, s := range taken {
			if err := tx.AddSnapshot(s); err != nil {
				return err
			}
		}
		return e.keepSeen(tx, at, now)
	})
	if err == nil {
		d.Found, d.New = found, true
		if d.left != nil {
			d.Since = *taken[0]
		}
	}
	return d, err
}

func (e *Engine) unovertaken(ctx context.Context, in interface {
	HistoryRevision(ctx context.Context, environment string) (int64, error)
}, at Place, revision int64) error {
	now, err := in.HistoryRevision(ctx, at.Environment.UUID)
	if err == nil && now != revision {
		err = ErrOvertaken
	}
	return err
}

// Under says that a run is under way on an environment, in this process or another, or is not finished there: then it is
// not looked at in passing. A run that has written nothing yet does not count.
func (e *Engine) Under(ctx context.Context, at Place) (bool, error) {
	unfinished, err := e.Catalog.UnfinishedRuns(ctx, at.Environment.UUID)
	return len(unfinished) > 0, err
}

// Notify calls changed whenever a system of an environment says that it may have changed, until ctx ends. It returns at
// once where no system of it says so, and with an error where one cannot any more.
func (e *Engine) Notify(ctx context.Context, at Place, changed func()) error {
	open, closeAll, err := e.connect(ctx, at)
	if err != nil {
		return err
	}
	defer closeAll()
	notifiers, ctx := errgroup.WithContext(ctx)
	for _, c := range open {
		if n, ok := c.connector.(lockstep.Notifier); ok {
			notifiers.Go(func() error { return c.notify(ctx, n, changed) })
		}
	}
	return notifiers.Wait()
}

// Reread reads all of an environment, without asking the catalog for anything.
func (e *Engine) Reread(ctx context.Context, at Place) (lockstep.State, error) {
	open, closeAll, err := e.connect(ctx, at)
	if err != nil {
		return lockstep.State{}, err
	}
	defer closeAll()
	return e.readBack(ctx, at, open, lockstep.State{})
}

// Setup names the settings that settle what a capture of an environment holds.
func (e *Engine) Setup(at Place) lockstep.Digest { return e.setup(at) }
