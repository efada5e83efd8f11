package lockstep

import (
	"fmt"
	"slices"
	"time"
)

// Retention is which snapshots of each environment pruning keeps: so many of the newest, and the newest one of each of so
// many days, weeks and months that have one. The zero Retention keeps everything.
type Retention struct {
	Last    int `json:"last,omitempty"`
	Daily   int `json:"daily,omitempty"`
	Weekly  int `json:"weekly,omitempty"`
	Monthly int `json:"monthly,omitempty"`
}

// Retained is whether pruning keeps a snapshot, and why.
type Retained struct {
	Snapshot
	Keep bool
	Why  []string // as words that follow the snapshot's name: is pinned
}

// Check refuses what makes no sense.
func (r Retention) Check() error {
	if r.Last < 0 || r.Daily < 0 || r.Weekly < 0 || r.Monthly < 0 {
		return Errorf(Invalid, "How many snapshots are kept cannot be less than none. Nothing was changed. Give a whole number.")
	}
	return nil
}

// Decide says of each snapshot of one environment whether it is kept, the newest first. needed are reasons from elsewhere
// to keep one. Days, weeks (ISO 8601) and months are those of zone.
func (r Retention) Decide(snapshots []Snapshot, needed map[Digest][]string, zone *time.Location) []Retained {
	decided := make([]Retained, len(snapshots))
	for i, s := range NewestFirst(snapshots) {
		decided[i] = Retained{Snapshot: s, Why: slices.Clone(needed[s.ID])}
	}
	newest := 0 // of those taken here: the highest number, whatever clocks say
	for _, s := range snapshots {
		if !s.Imported {
			newest = max(newest, s.Number)
		}
	}
	rules := r.rules(zone)
	for i := range decided {
		s := &decided[i]
		if s.Pinned {
			s.Why = append(s.Why, "is pinned")
		}
		if s.Note != "" {
			s.Why = append(s.Why, "has a note")
		}
		if !s.Imported && s.Number == newest {
			s.Why = append(s.Why, "is the newest")
		}
		for j := range rules {
			if why := rules[j].take(s.TakenAt); why != "" {
				s.Why = append(s.Why, why)
			}
		}
		s.Keep = len(s.Why) > 0
		if !s.Keep {
			s.Why = []string{"no rule keeps it"}
		}
	}
	return decided
}

func (r Retention) rules(zone *time.Location) []rule {
	if r == (Retention{}) {
		return []rule{{most: -1, why: "is kept as everything is"}}
	}
	return []rule{
		{most: r.Last, why: "is one of the last %d"},
		{most: r.Daily, why: "is the newest of %s", name: func(t time.Time) string { return t.In(zone).Format(time.DateOnly) }},
		{most: r.Weekly, why: "is the newest of week %s", name: func(t time.Time) string {
			year, week := t.In(zone).ISOWeek()
			return fmt.Sprintf("%d-W%02d", year, week)
		}},
		{most: r.Monthly, why: "is the newest of %s", name: func(t time.Time) string { return t.In(zone).Format("2006-01") }},
	}
}

// rule keeps the newest of so many stretches of time. One without names keeps so many as they come, and one of -1 all.
type rule struct {
	most int
	why  string
	name func(time.Time) string
	kept int
	has  map[string]bool // the stretches that it keeps one of
}

// take says why the rule keeps the next older snapshot; "" where it does not.
func (r *rule) take(at time.Time) string {
	if r.most < 0 {
		return r.why
	}
	if r.kept == r.most {
		return ""
	}
	if r.name == nil {
		if r.kept++; r.most == 1 {
			return "is the last one"
		}
		return fmt.Sprintf(r.why, r.most)
	}
	name := r.name(at)
	if r.has[name] {
		return ""
	}
	if r.has == nil {
		r.has = map[string]bool{}
	}
	r.kept, r.has[name] = r.kept+1, true
	return fmt.Sprintf(r.why, name)
}
