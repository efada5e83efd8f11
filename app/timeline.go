package app

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/store"
)

// timeline is the history of one environment at hand: every event, newest first. It is made anew when the catalog says
// that the history has changed, and never changed itself.
type timeline struct {
	revision int64
	events   []event
}

// event is one thing that happened to an environment: a run with what was before and after it, or a snapshot alone.
type event struct {
	run    *store.RunMoment // nil for a snapshot alone; of one that was promoted from here, the run elsewhere
	before *store.Moment    // nil but for a run
	after  *store.Moment    // what a run left, nil until then; or the snapshot
	at     time.Time
	order  time.Time  // at, but never earlier than that of what has a lower number
	from   store.Pair // the states between which it changed the environment; zero where nothing is known
	older  *store.Moment
}

// kind is what the event is called: the act of a run, or the reason of a snapshot.
func (e event) kind() string {
	switch {
	case e.before != nil:
		return string(e.run.Act)
	case e.after.Imported:
		return "imported"
	}
	return string(e.after.Reason)
}

// id names the event for good.
func (e event) id() string {
	if e.before != nil {
		return fmt.Sprintf("run %d", e.run.Number)
	}
	return fmt.Sprintf("snapshot %d", e.after.Seq)
}

func (e event) by() string {
	if e.before != nil {
		return e.run.By
	}
	return e.after.By
}

// moments are the snapshots that the event stands for.
func (e event) moments() []*store.Moment {
	var all []*store.Moment
	for _, m := range []*store.Moment{e.before, e.after} {
		if m != nil {
			all = append(all, m)
		}
	}
	return all
}

func (e event) has(is func(*store.Moment) bool) bool { return slices.ContainsFunc(e.moments(), is) }

// timelineOf gives the history of an environment.
func (a *App) timelineOf(at engine.Place) (*timeline, error) {
	uuid := at.Environment.UUID
	revision, err := a.config.Store.HistoryRevision(a.reading, uuid)
	if err != nil {
		return nil, err
	}
	if known := a.annals.timeline(uuid); known != nil && known.revision == revision {
		return known, nil
	}
	moments, err := a.config.Store.Moments(a.reading, uuid)
	if err != nil {
		return nil, err
	}
	runs, err := a.config.Store.RunMoments(a.reading, uuid)
	if err != nil {
		return nil, err
	}
	elsewhere, err := a.config.Store.RunMomentsFrom(a.reading, uuid)
	if err != nil {
		return nil, err
	}
	made := &timeline{revision: revision, events: eventsOf(moments, runs, elsewhere)}
	a.annals.keep(uuid, made)
	return made, nil
}

// eventsOf puts runs and snapshots in order: every snapshot belongs to one event, and most are told of by it.
func eventsOf(moments []store.Moment, runs, elsewhere []store.RunMoment) []event {
	bySeq, order := make(map[int64]*store.Moment, len(moments)), make(map[int64]time.Time, len(moments))
	times := lockstep.InOrder(moments, func(m store.Moment) (int, time.Time, bool) { return m.Number, m.TakenAt, !m.Imported })
	for i := range moments {
		bySeq[moments[i].Seq], order[moments[i].Seq] = &moments[i], times[i]
	}
	taken := make(map[int64]*store.RunMoment, len(elsewhere))
	for i := range elsewhere {
		taken[elsewhere[i].Source] = &elsewhere[i]
	}
	events := make([]event, 0, len(moments))
	var spans [][2]int // of the numbers from each run's guard to its result
	for i := range runs {
		guard, ok := bySeq[runs[i].Guard]
		if !ok {
			continue
		}
		events = append(events, event{run: &runs[i], before: guard, after: bySeq[runs[i].Result], at: guard.TakenAt, order: order[guard.Seq]})
		delete(bySeq, runs[i].Guard)
		delete(bySeq, runs[i].Result)
		if e := events[len(events)-1]; e.after != nil {
			spans = append(spans, [2]int{guard.Number, e.after.Number})
		}
	}
	for i := range moments {
		if m := &moments[i]; bySeq[m.Seq] != nil && !between(m, spans) {
			events = append(events, event{run: taken[m.Seq], after: m, at: m.TakenAt, order: order[m.Seq]})
		}
	}
	slices.SortFunc(events, func(x, y event) int { return cmp.Or(y.order.Compare(x.order), y.number()-x.number()) })
	chain(events)
	return events
}

// between says that a snapshot is of how a run once stopped that went on later: it is a part of that run.
func between(m *store.Moment, spans [][2]int) bool {
	return m.Reason == lockstep.Result && !m.Imported && slices.ContainsFunc(spans, func(s [2]int) bool { return s[0] < m.Number && m.Number < s[1] })
}

func (e event) number() int { return e.moments()[0].Number }

// chain finds for each event what it changed the environment from, oldest first: a run from its guard to its result, a
// snapshot alone from what was there before it.
func chain(events []event) {
	var older *store.Moment
	for i := len(events) - 1; i >= 0; i-- {
		e := &events[i]
		e.older = older
		switch {
		case e.before != nil && e.after != nil:
			e.from = store.Pair{A: e.before.State, B: e.after.State}
		case e.before == nil && older != nil:
			e.from = store.Pair{A: older.State, B: e.after.State}
		}
		all := e.moments()
		older = all[len(all)-1]
	}
}

// status is what the run of an event has come to by now: one that is running may be one whose program ended.
func (a *App) status(r store.RunMoment) (lockstep.Status, error) {
	if r.Status != lockstep.Running {
		return r.Status, nil
	}
	run, err := a.engine.Run(a.reading, r.Number)
	if errors.Is(err, lockstep.NotFound) {
		return r.Status, nil
	}
	return run.Status, err
}
