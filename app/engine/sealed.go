package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"lockstep/app/lockstep"
)

// SealedPlan is a reviewed promotion as it is kept until it is run: digests and choices, no contents.
type SealedPlan struct {
	From, At string                           // UUIDs of the environments
	Snapshot lockstep.Digest                  // of the source as it was reviewed
	Target   map[lockstep.Key]lockstep.Digest // the shared form of each item of the target then, but for quiet ones
	Base     lockstep.Digest                  // the state that both had in common; "" for none
	Want     lockstep.Digest                  // the shared digest of what the plan makes of it
	Choices  lockstep.Choices
	Drifted  []lockstep.Key // what was changed on the source outside Lockstep
	MadeAt   time.Time
	After    int // the newest run then; 0 for none
}

// Seal keeps the source of a reviewed promotion as a snapshot, so that what was reviewed is what runs, whatever the source
// is by then, and gives what is to be kept of the plan. A plan that cannot run as it stands is refused.
func (e *Engine) Seal(ctx context.Context, d Draft, plan lockstep.Plan) (SealedPlan, lockstep.Snapshot, error) {
	var none lockstep.Snapshot
	if d.From == nil {
		return SealedPlan{}, none, lockstep.Errorf(lockstep.Invalid, "Only a promotion can be kept to be run later. Nothing was kept.")
	}
	if err := plan.Refusal(); err != nil {
		return SealedPlan{}, none, err
	}
	common, err := e.Shared(d.At.Project, d.Target)
	if err != nil {
		return SealedPlan{}, none, err
	}
	want, err := e.Shared(d.At.Project, plan.Want)
	if err != nil {
		return SealedPlan{}, none, err
	}
	s := SealedPlan{From: d.From.Environment.UUID, At: d.At.Environment.UUID, Target: map[lockstep.Key]lockstep.Digest{}, Base: baseOf(d.past),
		Want: want.Shared(), Choices: plan.Choices, Drifted: slices.SortedFunc(maps.Keys(d.drifted), lockstep.Key.Compare), MadeAt: e.Now().UTC()}
	for _, item := range common.All() {
		if !item.Key.Quiet() {
			s.Target[item.Key] = common.Sum(item.Key)
		}
	}
	runs, err := e.Catalog.Runs(ctx, "", 1)
	if err != nil {
		return s, none, err
	}
	if len(runs) > 0 {
		s.After = runs[0].Number
	}
	// Pruning keeps what has a note.
	source := e.snapshotOf(*d.From, d.Raw, lockstep.FromSource, "Reviewed for "+d.At.Name())
	staged, err := e.stage(ctx, *d.From, d.Raw)
	if err != nil {
		return s, none, err
	}
	err = e.Catalog.Write(ctx, func(tx Tx) error {
		if err := staged.Commit(tx); err != nil {
			return err
		}
		return tx.AddSnapshot(&source)
	})
	s.Snapshot = source.ID
	return s, source, err
}

func baseOf(b *lockstep.Baseline) lockstep.Digest {
	if b == nil {
		return ""
	}
	return b.State.Digest()
}

// Unseal makes the draft of a plan that was kept: its source is the snapshot, its target is read anew. It is refused where
// the target is not what was reviewed any more, with what moved and, as far as that is known, who moved it.
func (e *Engine) Unseal(ctx context.Context, s SealedPlan, from, at Place) (Draft, error) {
	snapshot, err := e.Catalog.Snapshot(ctx, s.Snapshot)
	if errors.Is(err, lockstep.NotFound) {
		return Draft{}, lockstep.Errorf(lockstep.NotFound, "The snapshot of %s that the plan was made of is not in this catalog any more. Nothing was changed. Plan again.", from.Name())
	}
	if err != nil {
		return Draft{}, err
	}
	source, err := e.Vault.State(ctx, snapshot.State)
	if err != nil {
		return Draft{}, err
	}
	target, err := e.Capture(ctx, at)
	if err != nil {
		return Draft{}, err
	}
	both := sharedSlots(from.Environment, at.Environment)
	target = target.Where(both)
	common, err := e.Shared(at.Project, target)
	if err != nil {
		return Draft{}, err
	}
	if moved := movedFrom(s.Target, common); len(moved) > 0 {
		who, err := e.whoMoved(ctx, at, s, moved)
		if err != nil {
			return Draft{}, err
		}
		return Draft{}, lockstep.Errorf(lockstep.Conflict, "%s is not what was reviewed any more. %s Nothing was changed. Plan again, and look at what is new.", at.Name(), who)
	}
	source = source.Where(both)
	laid, err := e.sidesOf(ctx, from, at, source, target)
	if err != nil {
		return Draft{}, err
	}
	if baseOf(laid.past) != s.Base {
		return Draft{}, lockstep.Errorf(lockstep.Conflict, "What %s and %s have in common is not what it was when the plan was made: a promotion between them was made or rolled back since. Nothing was changed. Plan again.", from.Name(), at.Name())
	}
	drifted := map[lockstep.Key]bool{}
	for _, k := range s.Drifted {
		drifted[k] = true
	}
	draft := Draft{Act: lockstep.Promote, At: at, From: &from, Snapshot: snapshot.ID, SourceName: from.Name() + " as it was reviewed",
		sides: laid, Raw: source, Target: target, scope: both, drifted: drifted}
	return draft, e.guard(ctx, &draft, from.Environment)
}

// StillMakes refuses a plan that was made anew of a sealed one and would make something else.
func (e *Engine) StillMakes(s SealedPlan, d Draft, plan lockstep.Plan) error {
	want, err := e.Shared(d.At.Project, plan.Want)
	if err != nil || want.Shared() == s.Want {
		return err
	}
	return lockstep.Errorf(lockstep.Conflict, "The plan would make something else than what was reviewed: the settings of the project, or this program, changed since. Nothing was changed. Plan again.")
}

// movedFrom gives the keys whose items are not what they were.
func movedFrom(before map[lockstep.Key]lockstep.Digest, now lockstep.State) []lockstep.Key {
	var moved []lockstep.Key
	for k, sum := range before {
		if now.Sum(k) != sum {
			moved = append(moved, k)
		}
	}
	for _, item := range now.All() {
		if _, known := before[item.Key]; !known && !item.Key.Quiet() {
			moved = append(moved, item.Key)
		}
	}
	slices.SortFunc(moved, lockstep.Key.Compare)
	return moved
}

// whoMoved says which items moved, by the newest run that wrote each since, and those that none wrote.
func (e *Engine) whoMoved(ctx context.Context, at Place, s SealedPlan, moved []lockstep.Key) (string, error) {
	const most = 100 // runs since a review
	runs, err := e.Runs(ctx, at.Environment.UUID, most)
	if err != nil {
		return "", err
	}
	left := map[lockstep.Key]bool{}
	for _, k := range moved {
		left[k] = true
	}
	var said []string
	take := func(wrote func(lockstep.Key) bool) []lockstep.Key {
		var keys []lockstep.Key
		for _, k := range moved {
			if left[k] && wrote(k) {
				keys = append(keys, k)
				delete(left, k)
			}
		}
		return keys
	}
	for _, run := range runs {
		if run.Number <= s.After {
			continue
		}
		wrote := map[lockstep.Key]bool{}
		for _, c := range run.Changes {
			wrote[c.Key] = true
		}
		if keys := take(func(k lockstep.Key) bool { return wrote[k] }); len(keys) > 0 {
			said = append(said, fmt.Sprintf("Run %d (%s, by %s, %s) moved %s.", run.Number, run.Act, run.By, run.StartedAt.Format("2006-01-02 15:04 MST"), listed(keys)))
		}
	}
	if keys := take(func(lockstep.Key) bool { return true }); len(keys) > 0 {
		said = append(said, "Changed outside Lockstep: "+listed(keys)+".")
	}
	return strings.Join(said, " "), nil
}

// listed names the first few items.
func listed(keys []lockstep.Key) string {
	const most = 5
	var names []string
	for _, k := range keys {
		names = append(names, k.Name)
	}
	if len(names) > most {
		names = append(names[:most], lockstep.Number(len(names)-most)+" more")
	}
	return strings.Join(names, ", ")
}
