package app

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/store"
)

// How long a part of a history may take to find out what events changed, and a search to read what they changed. What
// is left is asked for again.
const (
	countingTime  = 12 * time.Millisecond
	countingMore  = 60 * time.Millisecond
	searchingTime = 120 * time.Millisecond
)

// History gives a part of an environment's history as events, newest first.
func (a *App) History(r HistoryRequest) (v HistoryView, err error) {
	defer recovered(&err)
	at, err := a.anyPlace(r.Environment)
	if err != nil {
		return v, err
	}
	line, err := a.timelineOf(at)
	if err != nil {
		return v, err
	}
	found, err := a.find(at, line, r)
	if err != nil {
		return v, err
	}
	v = HistoryView{Environment: refOf(at), Total: len(found.events), All: len(line.events), Unread: found.unread,
		Days: daysOf(found.events), Reasons: kindsOf(line.events), Found: -1, Snapshots: snapshotsOf(line.events)}
	offset := min(max(0, r.Offset), len(found.events))
	if r.Around != "" {
		v.Found = a.whereIs(r.Around, at, found.events)
		offset = max(0, v.Found-r.Limit/2)
	}
	end := len(found.events)
	if r.Limit > 0 {
		end = min(end, offset+r.Limit)
	}
	v.Offset = offset
	part := found.events[offset:end]
	if _, err := a.count(part, false, countingTime); err != nil {
		return v, err
	}
	v.Events, err = a.eventViews(at, part, found)
	if err != nil {
		return v, err
	}
	damage, err := a.damage()
	v.VerifiedAt = timeText(damage.At)
	return v, err
}

// CountHistory finds out what events changed, as many as it can in a moment.
func (a *App) CountHistory(environment string, ids []string) (views []EventCountView, err error) {
	defer recovered(&err)
	at, err := a.anyPlace(environment)
	if err != nil {
		return nil, err
	}
	line, err := a.timelineOf(at)
	if err != nil {
		return nil, err
	}
	wanted := make(map[string]bool, len(ids))
	for _, id := range ids {
		wanted[id] = true
	}
	var events []event
	for _, e := range line.events {
		if wanted[e.id()] {
			events = append(events, e)
		}
	}
	if _, err := a.count(events, false, countingMore); err != nil {
		return nil, err
	}
	views = []EventCountView{}
	for _, e := range events {
		if counts, counting := a.countsOf(e); !counting {
			views = append(views, EventCountView{ID: e.id(), Counts: counts})
		}
	}
	return views, nil
}

// countsOf gives what an event changed; nil where it is not known, and whether it can still be found out.
func (a *App) countsOf(e event) (counts *CountsView, counting bool) {
	if e.from == (store.Pair{}) {
		return nil, false
	}
	c, ok := a.annals.change(e.from)
	if !ok {
		return nil, true
	}
	if c.lost {
		return nil, false
	}
	return &CountsView{Added: c.added, Modified: c.modified, Removed: c.removed}, false
}

// whereIs finds the event of a snapshot; -1 for nowhere.
func (a *App) whereIs(ref string, at engine.Place, events []event) int {
	_, which, ok := cutLast(ref, "@")
	number, err := strconv.Atoi(which)
	if !ok || err != nil {
		return -1
	}
	return slices.IndexFunc(events, func(e event) bool {
		return e.has(func(m *store.Moment) bool { return m.Number == number })
	})
}

func snapshotsOf(events []event) int {
	n := 0
	for _, e := range events {
		n += len(e.moments())
	}
	return n
}

// daysOf counts the events of each day.
func daysOf(events []event) []DayView {
	days := []DayView{}
	var last [3]int
	for _, e := range events {
		y, m, d := e.at.Local().Date()
		if day := [3]int{y, int(m), d}; len(days) == 0 || day != last {
			last = day
			days = append(days, DayView{Day: e.at.Local().Format(time.DateOnly)})
		}
		days[len(days)-1].Events++
	}
	return days
}

func kindsOf(events []event) []string {
	kinds := []string{}
	for _, e := range events {
		if k := e.kind(); !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	slices.Sort(kinds)
	return kinds
}

// eventViews shows a part of a history. It reads its snapshots and runs in few questions.
func (a *App) eventViews(at engine.Place, part []event, found findings) ([]EventView, error) {
	var seqs []int64
	for _, e := range part {
		for _, m := range e.moments() {
			seqs = append(seqs, m.Seq)
		}
	}
	whole, err := a.config.Store.SnapshotsBySeq(a.reading, seqs)
	if err != nil {
		return nil, err
	}
	whys, err := a.whysOf(part)
	if err != nil {
		return nil, err
	}
	damage, err := a.damage()
	if err != nil {
		return nil, err
	}
	refs, err := a.refsByUUID()
	if err != nil {
		return nil, err
	}
	notHeld := a.notHeld(at.Project)
	shown := func(m *store.Moment, run *store.RunMoment) *SnapshotView {
		if m == nil {
			return nil
		}
		s := whole[m.Seq]
		v := plainSnapshot(at, s)
		v.NotHeld = notHeld
		if run != nil {
			v.Run = run.Number
		}
		return &v
	}
	views := make([]EventView, 0, len(part))
	for _, e := range part {
		v := EventView{ID: e.id(), Kind: e.kind(), At: timeText(e.at), By: e.by(), Before: shown(e.before, e.run), After: shown(e.after, e.run),
			Matched: a.matched(e, found), Damaged: []DamageView{}}
		if e.older != nil {
			v.Older = snapshotRef(at, e.older.Number)
		}
		v.Counts, v.Counting = a.countsOf(e)
		for _, m := range e.moments() {
			for _, d := range damage.of(whole[m.Seq].State) {
				d.Snapshot = snapshotRef(at, m.Number)
				v.Damaged = append(v.Damaged, d)
			}
		}
		if v.Run, err = a.eventRun(e, whys, refs); err != nil {
			return nil, err
		}
		views = append(views, v)
	}
	return views, nil
}

func (a *App) eventRun(e event, whys map[int]string, refs map[string]string) (*EventRunView, error) {
	if e.run == nil {
		return nil, nil
	}
	r := *e.run
	status, err := a.status(r)
	if err != nil {
		return nil, err
	}
	v := &EventRunView{Number: r.Number, Act: string(r.Act), Status: string(status), Open: status.Open(), Why: whys[r.Number],
		From: refs[r.From], To: refs[r.Environment], TakesBack: r.TakesBack, TakenBackBy: r.TakenBackBy}
	if r.Act != lockstep.Restore || r.Source == 0 {
		return v, nil
	}
	restored, err := a.config.Store.SnapshotsBySeq(a.reading, []int64{r.Source})
	if err != nil {
		return nil, err
	}
	if s, ok := restored[r.Source]; ok {
		v.From = refs[s.Environment] + "@" + strconv.Itoa(s.Number)
		v.RestoredAt = timeText(s.TakenAt)
	}
	return v, nil
}

// refsByUUID names every environment.
func (a *App) refsByUUID() (map[string]string, error) {
	places, err := a.allPlaces()
	refs := make(map[string]string, len(places))
	for _, p := range places {
		refs[p.Environment.UUID] = refOf(p)
	}
	return refs, err
}

// whysOf gives why the runs of events were made. A why never changes, so it is read once.
func (a *App) whysOf(events []event) (map[int]string, error) {
	var unknown []int64
	whys := map[int]string{}
	a.annals.mu.Lock()
	for _, e := range events {
		if e.run == nil {
			continue
		}
		why, ok := a.annals.whys[e.run.Number]
		if !ok {
			unknown = append(unknown, int64(e.run.Number))
		}
		whys[e.run.Number] = why
	}
	a.annals.mu.Unlock()
	if len(unknown) == 0 {
		return whys, nil
	}
	read, err := a.config.Store.Whys(a.reading, unknown)
	if err != nil {
		return nil, err
	}
	a.annals.mu.Lock()
	defer a.annals.mu.Unlock()
	for _, n := range unknown {
		why := read[n]
		whys[int(n)], a.annals.whys[int(n)] = why, why
	}
	return whys, nil
}

// matched names the changed items that a search found in an event, the first few.
func (a *App) matched(e event, found findings) []string {
	names := []string{}
	if len(found.items) == 0 || e.from == (store.Pair{}) {
		return names
	}
	c, ok := a.annals.change(e.from)
	if !ok {
		return names
	}
	const most = 3
	for _, id := range c.items {
		if len(names) < most && slices.ContainsFunc(found.items, func(hit map[int32]bool) bool { return hit[id] }) {
			names = append(names, a.annals.name(id))
		}
	}
	return names
}

// searchWords are the words that a search looks for, each for itself.
func searchWords(text string) []string { return strings.Fields(strings.ToLower(text)) }
