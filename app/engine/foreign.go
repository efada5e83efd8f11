package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"lockstep/app/lockstep"
)

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
	tellers := map[string]teller{}
	for slot, markers := range left {
		tellers[slot] = tellerOf(slot, markers, since, now)
	}
	made = map[lockstep.Key]Foreign{}
	for _, c := range changes {
		if marker := tellers[c.Key.Slot].made(c); marker != nil {
			made[c.Key] = Foreign{*marker, c.Key.Slot}
		}
	}
	return made, nil
}

// teller says which run of another computer made a change of one slot.
type teller struct {
	wrote map[string]*lockstep.Marker // by tag: the last run that left an item so
	whole *lockstep.Marker            // the run that left all as it is, where not every run tells what it wrote; nil for none
}

func tellerOf(slot string, markers []foreignMarker, since time.Time, now lockstep.State) teller {
	t := teller{wrote: map[string]*lockstep.Marker{}}
	for i := len(markers) - 1; i >= 0; i-- { // the newer ones come last, and count
		for _, tag := range markers[i].Wrote {
			t.wrote[tag] = &markers[i].Marker
		}
	}
	if len(markers) > 0 && !complete(markers, since) && markers[0].left(slot, now) {
		t.whole = &markers[0].Marker
	}
	return t
}

// made gives the marker of the run that made a change; nil for none.
func (t teller) made(c lockstep.Change) *lockstep.Marker {
	marker := t.wrote[lockstep.MarkerTag(c.Key, c.After)]
	if marker == nil || c.From != (lockstep.Key{}) && !slices.Contains(marker.Wrote, lockstep.MarkerTag(c.From, "")) {
		return t.whole
	}
	return marker
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
			if m.left(slot.Name, now) || m.place == 0 && !m.Ended() {
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

// left says that the run was the last, and that a slot is as it left it.
func (m foreignMarker) left(slot string, now lockstep.State) bool {
	return m.place == 0 && m.Shared[slot] == now.Slot(slot).Shared()
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
