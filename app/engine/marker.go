package engine

import (
	"context"
	"fmt"
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
