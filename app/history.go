package app

import (
	"encoding/base64"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/app/values"
	"lockstep/store"
)

// Snapshots gives a page of an environment's history, newest first. A limit of 0 gives all.
func (a *App) Snapshots(ref string, offset, limit int) (v PageView, err error) {
	defer recovered(&err)
	at, err := a.anyPlace(ref)
	if err != nil {
		return v, err
	}
	page, err := a.config.Store.Snapshots(a.reading, at.Environment.UUID, offset, limit)
	if err != nil {
		return v, err
	}
	if v.Snapshots, err = a.snapshotViews(page, func(lockstep.Snapshot) engine.Place { return at }); err != nil {
		return v, err
	}
	v.Total, err = a.countSnapshots(at.Environment.UUID)
	return v, err
}

// countSnapshots counts the snapshots of an environment, once for each change of its history.
func (a *App) countSnapshots(environment string) (int, error) {
	revision, err := a.config.Store.HistoryRevision(a.reading, environment)
	if err != nil {
		return 0, err
	}
	if n, ok := a.annals.count(environment, revision); ok {
		return n, nil
	}
	n, err := a.config.Store.CountSnapshots(a.reading, environment)
	if err == nil {
		a.annals.counted(environment, revision, n)
	}
	return n, err
}

// Snapshot gives one snapshot, with what it omitted.
func (a *App) Snapshot(ref string) (v SnapshotView, err error) {
	defer recovered(&err)
	at, s, err := a.snapshot(ref)
	if err != nil {
		return v, err
	}
	state, err := a.config.Vault.State(a.work(), s.State)
	if err != nil {
		return v, err
	}
	return a.snapshotView(at, s, state)
}

// snapshot finds a snapshot of the catalog.
func (a *App) snapshot(ref string) (engine.Place, lockstep.Snapshot, error) {
	r, err := a.resolve(ref)
	if err != nil {
		return engine.Place{}, lockstep.Snapshot{}, err
	}
	if r.snapshot == nil {
		return engine.Place{}, lockstep.Snapshot{}, lockstep.Suggest(lockstep.Errorf(lockstep.Invalid, "%q names no snapshot of the catalog. Write ENV@N, ENV@latest, or 8 or more digits of its id.", ref),
			"Take one with: lockstep snapshot take ENV.")
	}
	at, err := a.placeOf(r.snapshot.Environment)
	return at, *r.snapshot, err
}

// TakeSnapshot captures an environment and keeps its state.
func (a *App) TakeSnapshot(ref, note string) (v SnapshotView, err error) {
	defer recovered(&err)
	if err := checkNote(note); err != nil {
		return v, err
	}
	at, err := a.place(ref)
	if err != nil {
		return v, err
	}
	s, state, err := a.engine.TakeSnapshot(a.work(), at, note)
	if err != nil {
		return v, err
	}
	a.changed(refOf(at))
	v = plainSnapshot(at, s)
	v.Omitted, v.NotHeld = omittedViews(state), a.notHeld(at.Project)
	return v, nil
}

// NoteSnapshot writes a note to a snapshot; "" takes it away.
func (a *App) NoteSnapshot(ref, note string) (v SnapshotView, err error) {
	defer recovered(&err)
	if err := checkNote(note); err != nil {
		return v, err
	}
	return a.mark(ref, func(tx *store.Tx, id lockstep.Digest) error { return tx.NoteSnapshot(id, note) })
}

// longestNote is how many bytes a note may have: less than an archive takes, so that all that has one can be exported.
const longestNote = 16 << 10

func checkNote(note string) error {
	if len(note) > longestNote {
		return lockstep.Errorf(lockstep.Invalid, "The note is longer than %d KB. Nothing was changed. Shorten it.", longestNote>>10)
	}
	return nil
}

// PinSnapshot pins a snapshot, or lets it go.
func (a *App) PinSnapshot(ref string, pinned bool) (v SnapshotView, err error) {
	defer recovered(&err)
	return a.mark(ref, func(tx *store.Tx, id lockstep.Digest) error { return tx.PinSnapshot(id, pinned) })
}

func (a *App) mark(ref string, fn func(*store.Tx, lockstep.Digest) error) (SnapshotView, error) {
	at, s, err := a.snapshot(ref)
	if err != nil {
		return SnapshotView{}, err
	}
	if err := a.write(func(tx *store.Tx) error { return fn(tx, s.ID) }); err != nil {
		return SnapshotView{}, err
	}
	a.changed(refOf(at))
	return a.Snapshot(string(s.ID))
}

// DeleteSnapshot forgets a snapshot. One that is pinned, or that a run names, is kept.
func (a *App) DeleteSnapshot(ref string) (err error) {
	defer recovered(&err)
	at, s, err := a.snapshot(ref)
	if err != nil {
		return err
	}
	if s.Pinned {
		return lockstep.Suggest(lockstep.Errorf(lockstep.Conflict, "%s is pinned. It was kept. Unpin it first.", snapshotRef(at, s.Number)),
			"Unpin it with: lockstep snapshot unpin %s.", snapshotRef(at, s.Number))
	}
	if err := a.write(func(tx *store.Tx) error { return tx.DeleteSnapshot(s.ID) }); err != nil {
		return err
	}
	a.changed(refOf(at))
	return nil
}

// Item gives one item of an environment, a snapshot or an archive, with its content.
func (a *App) Item(ref, item string) (v ItemView, err error) {
	defer recovered(&err)
	key, err := lockstep.ParseKey(item)
	if err != nil {
		return v, err
	}
	r, err := a.resolve(ref)
	if err != nil {
		return v, err
	}
	state, err := a.state(r)
	if err != nil {
		return v, err
	}
	found, ok := state.Get(key)
	if !ok {
		return v, lockstep.Errorf(lockstep.NotFound, "%s has no item %s.", r.title, item)
	}
	rules, err := a.rulesOf(r)
	if err != nil {
		return v, err
	}
	return a.itemView(rules, key, found)
}

// itemView shows an item with its content: as text where it is one.
func (a *App) itemView(rules values.Rules, key lockstep.Key, found lockstep.Item) (v ItemView, err error) {
	content, err := a.shown(rules, found)
	if err != nil {
		return v, err
	}
	v = ItemView{Key: key.String(), Part: string(found.Part), Mode: string(found.Mode), Size: found.Body.Size, Digest: string(found.Digest())}
	if lockstep.Binary(content) || !utf8.Valid(content) {
		v.Binary, v.Base64 = true, base64.StdEncoding.EncodeToString(content)
		return v, nil
	}
	v.Text = string(content)
	return v, nil
}

// snapshotView shows a snapshot; of a state that was read, also what it omitted.
func (a *App) snapshotView(at engine.Place, s lockstep.Snapshot, state lockstep.State) (SnapshotView, error) {
	views, err := a.snapshotViews([]lockstep.Snapshot{s}, func(lockstep.Snapshot) engine.Place { return at })
	if err != nil {
		return SnapshotView{}, err
	}
	views[0].Omitted = omittedViews(state)
	return views[0], nil
}

// snapshotViews shows snapshots, without what they omitted.
func (a *App) snapshotViews(all []lockstep.Snapshot, place func(lockstep.Snapshot) engine.Place) ([]SnapshotView, error) {
	runs, err := a.config.Store.RunsOfSnapshots(a.reading, all...)
	if err != nil {
		return nil, err
	}
	views := make([]SnapshotView, len(all))
	for i, s := range all {
		views[i] = plainSnapshot(place(s), s)
		views[i].NotHeld, views[i].Run = a.notHeld(place(s).Project), runs[s.ID]
	}
	return views, nil
}

// plainSnapshot shows a snapshot without what takes another question.
func plainSnapshot(at engine.Place, s lockstep.Snapshot) SnapshotView {
	return SnapshotView{
		ID:          string(s.ID),
		Ref:         snapshotRef(at, s.Number),
		Environment: refOf(at),
		Number:      s.Number,
		Reason:      string(s.Reason),
		Note:        s.Note,
		By:          s.By,
		State:       string(s.State),
		Items:       s.Items,
		Bytes:       s.Bytes,
		Omitted:     []OmittedView{},
		Pinned:      s.Pinned,
		Imported:    s.Imported,
		TakenAt:     timeText(s.TakenAt),
		KeptBy:      s.KeptBy,
		KeptAt:      timeText(s.KeptAt),
	}
}

// notHeld says what a snapshot of the project does not hold.
func (a *App) notHeld(p lockstep.Project) string {
	return strings.Join(a.notHeldOf(p.Slots), " ")
}

// notHeldOf says what a snapshot does not hold of slots, each sentence once.
func (a *App) notHeldOf(slots []lockstep.Slot) []string {
	said := []string{}
	for _, slot := range slots {
		driver, err := a.engine.Driver(slot.Kind)
		if err != nil {
			continue
		}
		if not := driver.Traits(slot.Settings).NotHeld; not != "" && !slices.Contains(said, not) {
			said = append(said, not)
		}
	}
	return said
}

func omittedViews(s lockstep.State) []OmittedView {
	views := []OmittedView{}
	for _, o := range s.Omitted() {
		views = append(views, OmittedView{Key: o.Key.String(), Why: o.Why})
	}
	return views
}

// timeText is UTC RFC 3339; "" for no time.
func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
