package app

import (
	"slices"
	"time"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/app/values"
	"lockstep/store"
)

// LogRequest asks for what happened to environments.
type LogRequest struct {
	Item        string    `json:"item"`        // an item or a pattern of items; "" for all
	Environment string    `json:"environment"` // "" for all
	Since       time.Time `json:"since"`       // zero for the beginning
	Until       time.Time `json:"until"`       // what happened before it; zero for now
	Limit       int       `json:"limit"`       // 0 for all
}

func (r LogRequest) covers(at time.Time) bool {
	return !at.Before(r.Since) && (r.Until.IsZero() || at.Before(r.Until))
}

// The kinds of entries of a log.
const (
	logRun     = "run"     // a run did it
	logOutside = "outside" // it was changed outside Lockstep, or by one on another computer
	logFirst   = "first"   // it was there when the environment was read first
)

// LogEntryView is something that changed an environment.
type LogEntryView struct {
	At          string       `json:"at"` // when the run began, or when the change was found
	Environment string       `json:"environment"`
	Kind        string       `json:"kind"`   // run outside first
	By          string       `json:"by"`     // who ran it, or found it
	Run         int          `json:"run"`    // 0 for none
	Act         string       `json:"act"`    // of the run
	Status      string       `json:"status"` // of the run
	Why         string       `json:"why"`
	From        string       `json:"from"`   // what the run took from
	Since       string       `json:"since"`  // of a change outside: when the environment was last seen otherwise; it happened since then, unobserved
	Before      string       `json:"before"` // the snapshot before; "" for none
	After       string       `json:"after"`
	Changes     []ChangeView `json:"changes"`

	order time.Time // of the event
}

// RecordView is what runs did in a span of time, and what was changed outside them.
type RecordView struct {
	Runs    []RunView      `json:"runs"`
	Outside []LogEntryView `json:"outside"`
}

// Record gives the runs of a span of time, and what was found to be changed outside them, the newest first.
func (a *App) Record(r LogRequest) (v RecordView, err error) {
	defer recovered(&err)
	v = RecordView{Runs: []RunView{}, Outside: []LogEntryView{}}
	environment := ""
	if r.Environment != "" {
		at, err := a.anyPlace(r.Environment)
		if err != nil {
			return v, err
		}
		environment = at.Environment.UUID
	}
	runs, err := a.config.Store.Runs(a.reading, store.RunFilter{Environment: environment, Since: r.Since, Until: r.Until, Limit: r.Limit})
	if err != nil {
		return v, err
	}
	if runs, err = a.engine.Settle(runs); err != nil {
		return v, err
	}
	for _, run := range runs {
		view, err := a.runView(run)
		if err != nil {
			return v, err
		}
		v.Runs = append(v.Runs, view)
	}
	all, err := a.log(r, func(e LogEntryView) bool { return e.Kind == logOutside })
	v.Outside = append(v.Outside, all...)
	return v, err
}

// Log gives what changed environments, or one item there, the newest first.
func (a *App) Log(r LogRequest) (entries []LogEntryView, err error) {
	defer recovered(&err)
	if r.Item != "" {
		if _, err := values.MatchItem(r.Item, lockstep.Key{}); err != nil {
			return []LogEntryView{}, err
		}
	}
	entries, err = a.log(r, func(LogEntryView) bool { return true })
	return append([]LogEntryView{}, entries...), err
}

func (a *App) log(r LogRequest, wanted func(LogEntryView) bool) (entries []LogEntryView, err error) {
	places, err := a.allPlaces()
	if err != nil {
		return nil, err
	}
	if r.Environment != "" {
		at, err := a.anyPlace(r.Environment)
		if err != nil {
			return nil, err
		}
		places = []engine.Place{at}
	}
	refs, err := a.refsByUUID()
	if err != nil {
		return nil, err
	}
	for _, at := range places {
		l := logger{app: a, request: r, at: at, refs: refs, wanted: wanted, states: map[lockstep.Digest]lockstep.State{}}
		some, err := l.entries()
		if err != nil {
			return nil, err
		}
		entries = append(entries, some...)
	}
	slices.SortStableFunc(entries, func(x, y LogEntryView) int { return y.order.Compare(x.order) })
	if r.Limit > 0 && len(entries) > r.Limit {
		entries = entries[:r.Limit]
	}
	return entries, nil
}

// logger makes the log of one environment.
type logger struct {
	app     *App
	request LogRequest
	at      engine.Place
	refs    map[string]string
	wanted  func(LogEntryView) bool
	states  map[lockstep.Digest]lockstep.State // those that were read last
	found   []LogEntryView
}

func (l *logger) entries() ([]LogEntryView, error) {
	line, err := l.app.timelineOf(l.at)
	if err != nil {
		return nil, err
	}
	for _, e := range line.events {
		known := len(l.found)
		if n := l.request.Limit; n > 0 && known >= n {
			break
		}
		if err := l.event(e); err != nil {
			return nil, err
		}
		for i := range l.found[known:] {
			l.found[known+i].order = e.order
		}
	}
	return l.found, nil
}

// event adds what a run changed, and what was changed outside since the event before.
func (l *logger) event(e event) error {
	first := e.moments()[0]
	if e.before != nil && l.request.covers(e.at) {
		if err := l.run(e); err != nil {
			return err
		}
	}
	if !l.request.covers(first.TakenAt) {
		return nil
	}
	entry := LogEntryView{Kind: logOutside, At: timeText(first.TakenAt), By: first.By, After: snapshotRef(l.at, first.Number)}
	if e.older == nil {
		entry.Kind = logFirst
		return l.add(entry, nil, first)
	}
	if e.older.State == first.State {
		return nil
	}
	entry.Since, entry.Before = timeText(e.older.TakenAt), snapshotRef(l.at, e.older.Number)
	return l.add(entry, e.older, first)
}

func (l *logger) run(e event) error {
	status, err := l.app.status(*e.run)
	if err != nil {
		return err
	}
	entry := LogEntryView{Kind: logRun, At: timeText(e.run.StartedAt), By: e.run.By, Run: e.run.Number, Act: string(e.run.Act), Status: string(status),
		From: l.refs[e.run.From], Before: snapshotRef(l.at, e.before.Number)}
	whys, err := l.app.whysOf([]event{e})
	if err != nil {
		return err
	}
	entry.Why = whys[e.run.Number]
	if e.after == nil { // what it left is not known
		if l.request.Item == "" && l.wanted(entry) {
			entry.Environment, entry.Changes = refOf(l.at), []ChangeView{}
			l.found = append(l.found, entry)
		}
		return nil
	}
	entry.After = snapshotRef(l.at, e.after.Number)
	return l.add(entry, e.before, e.after)
}

// add completes an entry, and takes it where it changed what was asked for.
func (l *logger) add(entry LogEntryView, before, after *store.Moment) error {
	entry.Environment, entry.Changes = refOf(l.at), []ChangeView{}
	if !l.wanted(entry) {
		return nil
	}
	var from lockstep.State
	var err error
	if before != nil {
		if from, err = l.state(before); err != nil {
			return err
		}
	}
	to, err := l.state(after)
	if err != nil {
		return err
	}
	for _, c := range lockstep.Loud(lockstep.Diff(from, to)) {
		if l.request.Item != "" {
			if named, _ := values.MatchItem(l.request.Item, c.Key); !named { // the pattern was looked at
				continue
			}
		}
		entry.Changes = append(entry.Changes, changeView(c))
	}
	if len(entry.Changes) > 0 {
		l.found = append(l.found, entry)
	}
	return nil
}

// state reads what an environment was. One that is damaged is empty: the log goes on.
func (l *logger) state(m *store.Moment) (lockstep.State, error) {
	whole, err := l.app.config.Store.SnapshotsBySeq(l.app.reading, []int64{m.Seq})
	if err != nil {
		return lockstep.State{}, err
	}
	digest := whole[m.Seq].State
	if s, ok := l.states[digest]; ok {
		return s, nil
	}
	s, err := l.app.config.Vault.State(l.app.work(), digest)
	if lockstep.CodeOf(err) == lockstep.Corrupt {
		return lockstep.State{}, nil
	}
	if err != nil {
		return s, err
	}
	const few = 4 // an event and the one before it
	if len(l.states) >= few {
		clear(l.states)
	}
	l.states[digest] = s
	return s, nil
}
