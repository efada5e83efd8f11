package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// Draft is what a plan is made from: both sides as they were read, and their baseline. It is kept while choices are
// made, so that changing one reads nothing again.
type Draft struct {
	Act        lockstep.Act
	At         Place // the target
	From       *Place
	Saved      []lockstep.Saved // values that are put back where the run that is rolled back took them
	Snapshot   lockstep.Digest  // the snapshot that the source's state is of; "" where it was captured, or typed
	TakesBack  int              // the run that is rolled back; 0 for none
	SourceName string
	sides
	Raw        lockstep.State // the source as it was read, or typed
	Target     lockstep.State
	About      map[lockstep.Key]bool               // the items that the plan is asked for; nil for all
	scope      func(lockstep.Key) bool             // the slots that the plan is about
	Place      string                              // of an edit of one value; "" for the model
	origin     string                              // the UUID of the environment that a restored snapshot is of
	withValues bool                                // a restore brings the environment values of the snapshot back too
	own        bool                                // the target held the source's items before
	gate       *lockstep.GateInput                 // what the target's gate is judged by; nil for none
	byPolicy   bool                                // nobody asked for it but the environment's policy
	drifted    map[lockstep.Key]bool               // what was changed on the source outside Lockstep, where that is no way to change it
	found      map[lockstep.Key][]lockstep.Problem // what was found when the target's values were laid in, and what would leak
	mended     map[lockstep.Key]bool               // what was changed on the target outside Lockstep, where that is no way to change it
}

func everything(lockstep.Key) bool { return true }

// Promotion reads both environments of a project.
func (e *Engine) Promotion(ctx context.Context, from, at Place) (Draft, error) {
	if from.Environment.UUID == at.Environment.UUID {
		return Draft{}, lockstep.Errorf(lockstep.Invalid, "%s cannot be promoted to itself. Name two environments.", at.Name())
	}
	if from.Project.UUID != at.Project.UUID {
		return Draft{}, lockstep.Errorf(lockstep.Invalid, "%s and %s belong to different projects, so nothing can be promoted between them.", from.Name(), at.Name())
	}
	source, target, err := e.captureBoth(ctx, from, at)
	if err != nil {
		return Draft{}, err
	}
	drifted, err := e.strayed(ctx, from, at, source)
	if err != nil {
		return Draft{}, err
	}
	mended, err := e.mended(ctx, at, target)
	if err != nil {
		return Draft{}, err
	}
	both := sharedSlots(from.Environment, at.Environment)
	draft := Draft{Act: lockstep.Promote, At: at, From: &from, SourceName: from.Name(),
		Raw: source.Where(both), Target: target.Where(both), scope: both, drifted: drifted, mended: mended}
	if err := e.lay(ctx, &draft); err != nil {
		return draft, err
	}
	draft.gate, err = e.gateOf(ctx, draft)
	return draft, err
}

// lay lays the target's own values into the source of a promotion and into what both had in common, so that what differs
// then is what is to be promoted.
func (e *Engine) lay(ctx context.Context, d *Draft) (err error) {
	if d.sides, err = e.sidesOf(ctx, *d.From, d.At, d.Raw, d.Target); err != nil {
		return err
	}
	return e.guard(ctx, d, d.From.Environment)
}

// Relay lays the target's values in once more: some were made ready since.
func (e *Engine) Relay(ctx context.Context, d *Draft) error {
	if d.From != nil {
		return e.lay(ctx, d)
	}
	if d.Act == lockstep.Restore {
		return e.layRestored(ctx, d)
	}
	return nil
}

// layRestored lays the target's own values into what is restored; with the values of the snapshot only what no run writes.
func (e *Engine) layRestored(ctx context.Context, d *Draft) (err error) {
	if d.withValues {
		d.Source, err = e.quieted(d.At, d.Raw, d.Target)
	} else {
		d.Laid, err = e.over(ctx, d.Raw, d.SourceName, d.At, d.Target)
		d.Source = d.Laid.State
	}
	if err != nil {
		return err
	}
	if d.Source, err = secretsKept(d.Source, d.Target); err != nil {
		return err
	}
	from, err := e.Catalog.Environment(ctx, d.origin)
	if errors.Is(err, lockstep.NotFound) { // it came in an archive, and is not known here
		from, err = d.At.Environment, nil
	}
	if err != nil {
		return err
	}
	return e.guard(ctx, d, from)
}

// sides are what a promotion compares: a source and a common past, both as they are to come to a target.
type sides struct {
	Source lockstep.State     // with the target's own values laid in
	Laid   values.Layer       // what was laid into the source
	Base   *lockstep.Baseline // what both had in common, with the target's own values; nil where nothing is known
	past   *lockstep.Baseline // the same as it is recorded
}

func (e *Engine) sidesOf(ctx context.Context, from, at Place, source, target lockstep.State) (s sides, err error) {
	if s.Laid, err = e.over(ctx, source, from.Name(), at, target); err != nil {
		return s, err
	}
	s.Source = s.Laid.State
	if s.past, err = e.lastInCommon(ctx, from.Environment.UUID, at.Environment.UUID); err != nil || s.past == nil {
		return s, err
	}
	common, err := e.likened(at, s.past.State, target)
	if err != nil {
		return s, err
	}
	s.Base, err = e.outdated(ctx, from, at, s.Source, target, &lockstep.Baseline{State: common, Apart: s.past.Apart})
	return s, err
}

// captureBoth reads two environments at the same time: each waits for its own system.
func (e *Engine) captureBoth(ctx context.Context, from, at Place) (source, target lockstep.State, err error) {
	both, ctx := errgroup.WithContext(ctx)
	both.Go(func() (err error) { source, err = e.Capture(ctx, from); return err })
	both.Go(func() (err error) { target, err = e.Capture(ctx, at); return err })
	err = both.Wait()
	return source, target, err
}

// strayed finds what was changed on the source outside Lockstep, as far as that should make one think: a stage that
// receives from another one is not edited in place. A development environment and the first of a pipeline are, and on
// the way to a development environment nothing is skipped. Against the pipeline, what was changed there is what one brings.
func (e *Engine) strayed(ctx context.Context, from, at Place, source lockstep.State) (map[lockstep.Key]bool, error) {
	if from.Environment.Role == lockstep.Development || at.Environment.Role == lockstep.Development || from.Environment.Upstream == "" ||
		from.Environment.Upstream == at.Environment.UUID {
		return nil, nil
	}
	return e.changedOutside(ctx, from, source)
}

// mended finds what was changed on a target outside Lockstep, which one that is edited in place is all the time.
func (e *Engine) mended(ctx context.Context, at Place, target lockstep.State) (map[lockstep.Key]bool, error) {
	if at.Environment.Role == lockstep.Development {
		return nil, nil
	}
	return e.changedOutside(ctx, at, target)
}

func (e *Engine) changedOutside(ctx context.Context, at Place, now lockstep.State) (map[lockstep.Key]bool, error) {
	drift, err := e.Drift(ctx, at, now)
	if err != nil {
		return nil, err
	}
	changed := map[lockstep.Key]bool{}
	for _, c := range drift.Changes {
		changed[c.Key] = true
	}
	return changed, nil
}

// Restoration sets a snapshot's state against an environment. Slots that the environment does not fill are skipped.
func (e *Engine) Restoration(ctx context.Context, snapshot lockstep.Snapshot, source lockstep.State, name string, at Place, withValues bool) (Draft, error) {
	target, err := e.Capture(ctx, at)
	if err != nil {
		return Draft{}, err
	}
	for _, item := range source.All() {
		if _, ok := at.Project.Slot(item.Key.Slot); !ok {
			return Draft{}, lockstep.Suggest(lockstep.Errorf(lockstep.Invalid, "The snapshot holds the slot %s, which %s does not have. Nothing was changed. Add the slot first.", item.Key.Slot, at.Project.Name),
				"Add it with: lockstep slot add %s %s --kind KIND.", at.Project.Name, item.Key.Slot)
		}
	}
	fills := sharedSlots(at.Environment, at.Environment)
	if source, err = sound(ctx, source.Where(fills), target); err != nil {
		return Draft{}, err
	}
	draft := Draft{Act: lockstep.Restore, At: at, Snapshot: snapshot.ID, SourceName: name, withValues: withValues, origin: snapshot.Environment,
		Raw: source, Target: target, scope: everything, own: snapshot.Environment == at.Environment.UUID}
	if err := e.layRestored(ctx, &draft); err != nil {
		return draft, err
	}
	draft.gate, err = e.gateOf(ctx, draft)
	return draft, err
}

// secretsKept is a restored state with what the target has of the items that an archive left out with their secrets: they
// stay as they are.
func secretsKept(source, target lockstep.State) (lockstep.State, error) {
	var kept []lockstep.Item
	for _, o := range source.Omitted() {
		if item, ok := target.Get(o.Key); ok && o.Why == values.SecretsWhy {
			kept = append(kept, item)
		}
	}
	if len(kept) == 0 {
		return source, nil
	}
	return source.With(kept, nil)
}

// Editing sets a new model document against an environment.
func (e *Engine) Editing(ctx context.Context, at Place, slotName string, document []byte) (Draft, []lockstep.Problem, error) {
	slot, ok := at.Project.Slot(slotName)
	if !ok {
		return Draft{}, nil, lockstep.Errorf(lockstep.NotFound, "%s has no slot %s.", at.Project.Name, slotName)
	}
	driver, err := e.Driver(slot.Kind)
	if err != nil {
		return Draft{}, nil, err
	}
	if driver.Document == nil {
		return Draft{}, nil, lockstep.Errorf(lockstep.Invalid, "The slot %s has no model that can be edited as a text.", slotName)
	}
	items, problems := driver.Document.Parse(slot, document)
	if len(items) == 0 && len(problems) > 0 {
		return Draft{}, problems, nil
	}
	target, err := e.Capture(ctx, at)
	if err != nil {
		return Draft{}, nil, err
	}
	var former []lockstep.Key
	for _, item := range target.All() {
		if item.Key.Slot == slotName && (item.Part == lockstep.Model || item.Key.Quiet()) {
			former = append(former, item.Key)
		}
	}
	source, err := target.With(items, former)
	if err == nil {
		source, err = e.unmasked(at, source, target)
	}
	if err == nil {
		source, err = e.asHeld(at, source, target)
	}
	if err != nil {
		return Draft{}, nil, err
	}
	draft := Draft{Act: lockstep.Edit, At: at, SourceName: "the edited model", sides: sides{Source: source}, Raw: source, Target: target, scope: everything}
	return draft, problems, e.guard(ctx, &draft, at.Environment)
}

// asHeld is an edited state without the differences that would come to nothing: what the system would hold of it is what it
// holds now.
func (e *Engine) asHeld(at Place, edited, now lockstep.State) (lockstep.State, error) {
	held, _, err := e.prepare(at.Project, now, edited)
	if err != nil {
		return edited, err
	}
	nothing := slices.DeleteFunc(lockstep.Diff(now, edited), func(c lockstep.Change) bool { return c.Key.Quiet() || held.Sum(c.Key) != now.Sum(c.Key) })
	return overlay(edited, nothing, now)
}

// Rollback sets the newest run that can be taken back against the environment as it is now.
func (e *Engine) Rollback(ctx context.Context, at Place) (Draft, error) {
	run, err := e.lastToTakeBack(ctx, at)
	if err != nil {
		return Draft{}, err
	}
	before, after, err := e.bounds(ctx, run)
	if err != nil {
		return Draft{}, err
	}
	now, err := e.Capture(ctx, at)
	if err != nil {
		return Draft{}, err
	}
	draft, err := wayBack(at, now, after, before)
	if err != nil {
		return draft, err
	}
	draft.Snapshot, draft.TakesBack = run.Guard, run.Number
	draft.Saved, err = e.Saved(ctx, run.Number)
	return draft, err
}

func (e *Engine) lastToTakeBack(ctx context.Context, at Place) (lockstep.Run, error) {
	run, err := e.Catalog.LastToTakeBack(ctx, at.Environment.UUID)
	if errors.Is(err, lockstep.NotFound) {
		return run, lockstep.Suggest(lockstep.Errorf(lockstep.NotFound, "No run on %s is left to roll back. Restore a snapshot instead.", at.Name()),
			"See them with: lockstep snapshot list %s.", at.Ref())
	}
	return run, err
}

// bounds gives the states that a run began with and was to end with.
func (e *Engine) bounds(ctx context.Context, run lockstep.Run) (before, after lockstep.State, err error) {
	if run.Guard == "" {
		return before, after, lockstep.Errorf(lockstep.NotFound, "What was there before run %d was pruned, so the run cannot be taken back. Nothing was changed. Restore a snapshot instead.", run.Number)
	}
	guard, err := e.Catalog.Snapshot(ctx, run.Guard)
	if err != nil {
		return before, after, fmt.Errorf("guard of run %d: %w", run.Number, err)
	}
	if before, err = e.Vault.State(ctx, guard.State); err != nil {
		return before, after, err
	}
	after, err = e.Vault.State(ctx, run.Want)
	return before, after, err
}

// wayBack is the draft of taking an environment from one state to another, touching only what differs between the two:
// what is as in from goes to what it is in to; what is neither was changed since by somebody else, and is kept.
func wayBack(at Place, now, from, to lockstep.State) (Draft, error) {
	source, err := overlay(now, lockstep.Diff(from, to), to)
	if err != nil {
		return Draft{}, err
	}
	base, err := overlay(now, lockstep.Diff(from, to), from)
	if err != nil {
		return Draft{}, err
	}
	return Draft{Act: lockstep.Rollback, At: at, SourceName: "before the run", sides: sides{Source: source, Base: &lockstep.Baseline{State: base}},
		Raw: source, Target: now, scope: everything, own: true}, nil
}

// overlay is onto with each changed key as it is in from.
func overlay(onto lockstep.State, changes []lockstep.Change, from lockstep.State) (lockstep.State, error) {
	var put []lockstep.Item
	var remove []lockstep.Key
	for _, c := range changes {
		if item, ok := from.Get(c.Key); ok {
			put = append(put, item)
			continue
		}
		remove = append(remove, c.Key)
	}
	return onto.With(put, remove)
}
