package engine

import (
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

// markerSetting is the setting of a connection that says whether a marker is left: on, or off as without it.
const markerSetting = "marker"

// marked gives the connectors of an environment that are to hold a marker.
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
	return at.Environment.Connections[slot].Settings[markerSetting] == "on"
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
		_, err := m.TakeLease(ctx, l, e.Now())
		switch {
		case err == nil:
			taken[slot] = m
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

// leaveMarkers tells other computers how a run ended.
func (e *Engine) leaveMarkers(ctx context.Context, p passage, run lockstep.Run) {
	for slot, m := range marked(p.at, p.open) {
		marker := lockstep.Marker{Run: run.UUID, Act: run.Act, Status: run.Status, From: p.from, By: e.By, At: e.Now().UTC()}
		if p.left != nil {
			marker.Shared = p.left.Slot(slot).Shared()
		}
		_ = m.SetMarker(context.WithoutCancel(ctx), marker) // whoever looks takes it for a change by hand, and looks closer
	}
}

// Foreign is a run of another computer that left an environment as it is.
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
	if f.Status != lockstep.Done && f.Status != lockstep.Undone {
		text += fmt.Sprintf(" (%s)", f.Status)
	}
	return text + "."
}

// elsewhere says which runs of other computers made the changes of an environment; "" where they did not make all of them.
func (e *Engine) elsewhere(ctx context.Context, at Place, now lockstep.State, changes []lockstep.Change) (string, error) {
	if !slices.ContainsFunc(at.Project.Slots, func(s lockstep.Slot) bool { return marks(at, s.Name) }) {
		return "", nil
	}
	open, closeAll, err := e.connect(ctx, at)
	if err != nil {
		return "", err
	}
	defer closeAll()
	found, err := e.foreign(ctx, at, open, now)
	if err != nil {
		return "", err
	}
	said := map[string]string{}
	for _, f := range found {
		said[f.Slot] = f.Sentence()
	}
	var sentences []string
	for _, c := range changes {
		sentence, ok := said[c.Key.Slot]
		if !ok {
			return "", nil
		}
		if !slices.Contains(sentences, sentence) {
			sentences = append(sentences, sentence)
		}
	}
	return strings.Join(sentences, " "), nil
}

// foreign gives the runs of other computers that were the last to write an environment: those that this catalog does not
// know, and whose result is what is there now.
func (e *Engine) foreign(ctx context.Context, at Place, open []connection, now lockstep.State) ([]Foreign, error) {
	var known map[string]int
	var found []Foreign
	for slot, m := range marked(at, open) {
		marker, ok, err := m.Marker(ctx)
		if err != nil && !errors.Is(err, lockstep.Denied) {
			return nil, err
		}
		if !ok || marker.Shared != now.Slot(slot).Shared() {
			continue
		}
		if known == nil {
			if known, err = e.Catalog.RunNumbers(ctx); err != nil {
				return nil, err
			}
		}
		if _, ours := known[marker.Run]; !ours {
			found = append(found, Foreign{marker, slot})
		}
	}
	return found, nil
}
