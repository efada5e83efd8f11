package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"lockstep/app/lockstep"
)

// A lease is renewed while its run goes on, and expires soon after the program that has it is gone.
const (
	leaseTime  = 5 * time.Minute
	leaseRenew = time.Minute
)

// markerSetting is the setting of a connection that says whether markers are left: on or off. Without it they are where an
// environment is not edited in place.
const markerSetting = "marker"

// So many runs are told of, and so many of the items that they wrote.
const (
	markersMost = 20
	wroteMost   = 2000
)

// marked gives the connectors of an environment that are to hold markers, by slot.
func marked(at Place, open []connection) map[string]lockstep.Marked {
	all := map[string]lockstep.Marked{}
	for _, c := range open {
		if m, can := c.connector.(lockstep.Marked); can && marks(at, c.slot.Name) {
			all[c.slot.Name] = marking{c.slot, m}
		}
	}
	return all
}

func marks(at Place, slot string) bool {
	switch at.Environment.Connections[slot].Settings[markerSetting] {
	case "on":
		return true
	case "off":
		return false
	}
	return at.Environment.Role != lockstep.Development
}

// OthersUnseen says in a sentence why runs of other computers cannot be seen on an environment; "" where they can, and where
// there are hardly any: on one that is edited in place.
func (e *Engine) OthersUnseen(at Place) string {
	if at.Environment.Role == lockstep.Development {
		return ""
	}
	for _, slot := range at.Project.Slots {
		driver, err := e.Driver(slot.Kind)
		_, connected := at.Environment.Connections[slot.Name]
		switch {
		case err != nil || !connected:
		case !driver.Traits(slot.Settings).Marked:
			return fmt.Sprintf("Runs of other computers cannot be seen here: the kind %s can hold no marker of them. What they write is shown as drift.", driver.Title)
		case !marks(at, slot.Name):
			return "Runs of other computers cannot be seen here: markers are turned off in the connection. What they write is shown as drift."
		}
	}
	return ""
}

// lease tells other computers that a run is under way, and goes on telling them until it is released. A run of another
// computer that is under way is a Conflict. What keeps it from being told is no reason not to run: that is noted.
func (e *Engine) lease(ctx context.Context, at Place, open []connection, l lockstep.Lease) (release func(), notes []lockstep.Problem, err error) {
	taken := map[string]lockstep.Marked{}
	drop := func() {
		for _, m := range taken {
			_ = m.DropLease(context.WithoutCancel(ctx), l.Run) // one that cannot be dropped expires
		}
	}
	for slot, m := range marked(at, open) {
		l.Until = e.Now().UTC().Add(leaseTime)
		before, err := m.TakeLease(ctx, l, e.Now())
		switch {
		case err == nil:
			taken[slot] = m
			if before.Run != "" && before.Run != l.Run {
				notes = append(notes, lockstep.Problem{Key: lockstep.Key{Slot: slot}, Verdict: lockstep.Note, Message: abandoned(before)})
			}
		case lockstep.CodeOf(err) == lockstep.Denied:
			notes = append(notes, unseen(slot, err))
		default:
			drop()
			return nil, nil, err
		}
	}
	stop, over := make(chan struct{}), sync.WaitGroup{}
	over.Go(func() {
		ticker := time.NewTicker(leaseRenew)
		defer ticker.Stop()
		for {
			select {
			case <-stop:
				return
			case <-ticker.C:
				for _, m := range taken {
					renewed := l
					renewed.Until = e.Now().UTC().Add(leaseTime)
					_, _ = m.TakeLease(ctx, renewed, e.Now()) // one that is not renewed expires; the run itself goes on
				}
			}
		}
	})
	return func() { close(stop); over.Wait(); drop() }, notes, nil
}

func unseen(slot string, err error) lockstep.Problem {
	return lockstep.Problem{Key: lockstep.Key{Slot: slot}, Verdict: lockstep.Note, Message: "Other computers cannot be told of this run. " + err.Error()}
}

func abandoned(l lockstep.Lease) string {
	return fmt.Sprintf("A run by %s that began %s did not end. What it wrote until then is there; only that computer can take it back.", l.By, l.Since.Local().Format("2006-01-02 15:04"))
}

// leaveMarkers tells other computers how a run ended.
func (e *Engine) leaveMarkers(ctx context.Context, p passage, run lockstep.Run) {
	ctx = context.WithoutCancel(ctx)
	slots := marked(p.at, p.open)
	if len(slots) == 0 {
		return
	}
	marker := lockstep.Marker{Run: run.UUID, Act: run.Act, Status: run.Status, From: e.origin(ctx, run), By: e.By, At: e.Now().UTC(), Shared: map[string]lockstep.Digest{}, Wrote: []string{}}
	if p.left != nil {
		for _, slot := range p.at.Project.Slots {
			marker.Shared[slot.Name] = p.left.Slot(slot.Name).Shared()
		}
	}
	if len(p.steps) <= wroteMost {
		marker.Wrote = wrote(p.steps, run.Undoing)
	}
	for _, m := range slots {
		left, err := m.Markers(ctx)
		if err != nil {
			left = nil
		}
		_ = m.SetMarkers(ctx, latest(marker, left)) // whoever looks takes it for a change by hand, and looks closer
	}
}

// tellLeft tells other computers that a run was left as it is, where its systems can be reached: its lease ends, and it waits
// for no answer.
func (e *Engine) tellLeft(ctx context.Context, at Place, run lockstep.Run) {
	open, closeAll, err := e.connect(ctx, at)
	if err != nil {
		return
	}
	defer closeAll()
	for _, m := range marked(at, open) {
		left, err := m.Markers(ctx)
		for i := range left {
			if left[i].Run == run.UUID {
				left[i].Status = run.Status
			}
		}
		if err == nil && len(left) > 0 {
			_ = m.SetMarkers(ctx, left)
		}
		_ = m.DropLease(ctx, run.UUID)
	}
}

// origin says in words what a run takes from; "" where that is nothing.
func (e *Engine) origin(ctx context.Context, run lockstep.Run) string {
	switch run.Act {
	case lockstep.Promote:
		if from, err := e.Catalog.Environment(ctx, run.From); err == nil {
			return from.Name
		}
	case lockstep.Restore:
		snapshot, err := e.Catalog.Snapshot(ctx, run.Source)
		if err != nil {
			return ""
		}
		if of, err := e.Catalog.Environment(ctx, snapshot.Environment); err == nil {
			return fmt.Sprintf("%s@%d", of.Name, snapshot.Number)
		}
	}
	return ""
}

// wrote gives the tags of what a run left: what it was to write, and once it is undone, also what was there before.
func wrote(steps []lockstep.Step, undoing bool) []string {
	tags := []string{}
	for _, s := range steps {
		tags = append(tags, lockstep.MarkerTag(s.Key, s.After))
		if undoing {
			tags = append(tags, lockstep.MarkerTag(s.Key, s.Before))
		}
	}
	return tags
}

// latest puts a marker before those that are there, in the place of one of the same run, and drops what is too much.
func latest(marker lockstep.Marker, left []lockstep.Marker) []lockstep.Marker {
	all := append([]lockstep.Marker{marker}, where(left, func(m lockstep.Marker) bool { return m.Run != marker.Run })...)
	all = all[:min(len(all), markersMost)]
	tags := 0
	for i, m := range all {
		if tags += len(m.Wrote); tags > wroteMost {
			all[i].Wrote = []string{}
		}
	}
	return all
}

// Foreign is a run of another computer that left a slot, or items of it, as they are.
type Foreign struct {
	lockstep.Marker
	Slot string
}

// Sentence says what it was.
func (f Foreign) Sentence() string {
	did := map[lockstep.Act]string{lockstep.Promote: "Promoted", lockstep.Restore: "Restored", lockstep.Rollback: "Rolled back", lockstep.Edit: "Edited"}[f.Act]
	if did == "" {
		did = "Changed"
	}
	if f.From != "" {
		did += " from " + f.From
	}
	text := fmt.Sprintf("%s on another computer by %s, %s", did, f.By, f.At.Local().Format("2006-01-02 15:04"))
	if f.Status == lockstep.Undone {
		text += ", and undone"
	}
	if !f.Ended() {
		text += fmt.Sprintf(" (%s)", f.Status)
	}
	return text + "."
}

// elsewhere says which changes of an environment since a time runs of other computers made: those that left an item so. Where
// it is not known of every run what it wrote, it is all of what the last one left, as long as nothing was changed since.
func (e *Engine) elsewhere(ctx context.Context, at Place, since time.Time, now lockstep.State, changes []lockstep.Change) (made map[lockstep.Key]Foreign, err error) {
	if !slices.ContainsFunc(at.Project.Slots, func(s lockstep.Slot) bool { return marks(at, s.Name) }) {
		return nil, nil
	}
	open, closeAll, err := e.connect(ctx, at)
	if err != nil {
		return nil, err
	}
	defer closeAll()
	left, err := e.foreignMarkers(ctx, at, open)
	if err != nil {
		return nil, err
	}
	made = map[lockstep.Key]Foreign{}
	for _, c := range changes {
		slot, markers := c.Key.Slot, left[c.Key.Slot]
		i := slices.IndexFunc(markers, func(m foreignMarker) bool { return m.leaves(c) })
		if i < 0 && !complete(markers, since) {
			i = slices.IndexFunc(markers, func(m foreignMarker) bool { return m.place == 0 && m.Shared[slot] == now.Slot(slot).Shared() })
		}
		if i >= 0 {
			made[c.Key] = Foreign{markers[i].Marker, slot}
		}
	}
	return made, nil
}

// sentences says what the runs were, each once.
func sentences(made map[lockstep.Key]Foreign) string {
	var runs []Foreign
	for _, f := range made {
		if !slices.ContainsFunc(runs, func(other Foreign) bool { return other.Run == f.Run }) {
			runs = append(runs, f)
		}
	}
	slices.SortFunc(runs, func(a, b Foreign) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Run, b.Run)) })
	var said []string
	for _, f := range runs {
		said = append(said, f.Sentence())
	}
	return strings.Join(said, " ")
}

// foreign gives the runs of other computers that were the last to write an environment: those whose result is what is there
// now, and those that have not come to their end.
func (e *Engine) foreign(ctx context.Context, at Place, open []connection, now lockstep.State) ([]Foreign, error) {
	left, err := e.foreignMarkers(ctx, at, open)
	var found []Foreign
	for _, slot := range at.Project.Slots {
		for _, m := range left[slot.Name] {
			if m.place == 0 && (m.Shared[slot.Name] == now.Slot(slot.Name).Shared() || !m.Ended()) {
				found = append(found, Foreign{m.Marker, slot.Name})
			}
		}
	}
	return found, err
}

// foreignMarker is a marker of a run that this catalog does not know.
type foreignMarker struct {
	lockstep.Marker
	place int // so many runs came after it
}

// complete says that the markers tell of every run since a time what it wrote.
func complete(markers []foreignMarker, since time.Time) bool {
	for _, m := range markers {
		switch {
		case m.At.Before(since):
			return true
		case len(m.Wrote) == 0 || m.place == markersMost-1:
			return false
		}
	}
	return true
}

// leaves says that the run left an item as a change found it.
func (m foreignMarker) leaves(c lockstep.Change) bool {
	return slices.Contains(m.Wrote, lockstep.MarkerTag(c.Key, c.After)) &&
		(c.From == lockstep.Key{} || slices.Contains(m.Wrote, lockstep.MarkerTag(c.From, "")))
}

func (e *Engine) foreignMarkers(ctx context.Context, at Place, open []connection) (map[string][]foreignMarker, error) {
	var known map[string]int
	found := map[string][]foreignMarker{}
	for slot, m := range marked(at, open) {
		left, err := m.Markers(ctx)
		if err != nil && !errors.Is(err, lockstep.Denied) {
			return nil, err
		}
		if len(left) > 0 && known == nil {
			if known, err = e.Catalog.RunNumbers(ctx); err != nil {
				return nil, err
			}
		}
		for i, marker := range left {
			if _, ours := known[marker.Run]; !ours {
				found[slot] = append(found[slot], foreignMarker{marker, i})
			}
		}
	}
	return found, nil
}
