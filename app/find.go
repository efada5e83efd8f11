package app

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
)

// lately is how many of an environment's newest snapshots are looked through beside those with a note or a pin.
const lately = 100

// FindSnapshots gives a page of the snapshots that have every word of text in their note, their name, their reason, their
// person or their day, newest first. Without an environment it looks through those of all environments that have a note
// or a pin, and the newest ones of each; those of removed ones are found by the environment's name. A limit of 0 gives all
// that are found.
func (a *App) FindSnapshots(ref, text string, offset, limit int) (v PageView, err error) {
	defer recovered(&err)
	v = PageView{Snapshots: []SnapshotView{}}
	places, err := a.allPlaces()
	if err != nil {
		return v, err
	}
	at := map[string]engine.Place{}
	for _, place := range places {
		at[place.Environment.UUID] = place
	}
	all, err := a.sought(ref, places)
	if err != nil {
		return v, err
	}
	words := strings.Fields(strings.ToLower(text))
	all = slices.DeleteFunc(all, func(s lockstep.Snapshot) bool {
		return !hasAll(strings.ToLower(described(at[s.Environment], s)), words)
	})
	v.Total = len(all)
	all = all[min(max(offset, 0), len(all)):]
	if limit > 0 && len(all) > limit {
		all = all[:limit]
	}
	v.Snapshots, err = a.snapshotViews(all, func(s lockstep.Snapshot) engine.Place { return at[s.Environment] })
	return v, err
}

// sought are the snapshots that a search looks through, newest first.
func (a *App) sought(ref string, places []engine.Place) ([]lockstep.Snapshot, error) {
	if ref != "" {
		at, err := a.anyPlace(ref)
		if err != nil {
			return nil, err
		}
		return a.config.Store.Snapshots(a.reading, at.Environment.UUID, 0, 0)
	}
	all, err := a.config.Store.MarkedSnapshots(a.reading)
	if err != nil {
		return nil, err
	}
	removed := map[string]bool{}
	for _, place := range places {
		removed[place.Environment.UUID] = place.Environment.Removed
	}
	all = slices.DeleteFunc(all, func(s lockstep.Snapshot) bool { return removed[s.Environment] })
	for _, place := range places {
		if place.Environment.Removed {
			continue
		}
		page, err := a.config.Store.Snapshots(a.reading, place.Environment.UUID, 0, lately)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
	}
	return newestFirst(all), nil
}

// newestFirst puts snapshots of several environments in order, each but once.
func newestFirst(all []lockstep.Snapshot) []lockstep.Snapshot {
	type dated struct {
		lockstep.Snapshot
		order time.Time
	}
	apart := map[string][]lockstep.Snapshot{}
	for _, s := range all {
		apart[s.Environment] = append(apart[s.Environment], s)
	}
	var sorted []dated
	for _, some := range apart {
		order := lockstep.InOrder(some, func(s lockstep.Snapshot) (int, time.Time, bool) { return s.Number, s.TakenAt, !s.Imported })
		for i, s := range some {
			sorted = append(sorted, dated{s, order[i]})
		}
	}
	slices.SortFunc(sorted, func(a, b dated) int {
		return cmp.Or(b.order.Compare(a.order), strings.Compare(a.Environment, b.Environment), b.Number-a.Number)
	})
	sorted = slices.CompactFunc(sorted, func(a, b dated) bool { return a.ID == b.ID })
	found := make([]lockstep.Snapshot, len(sorted))
	for i, s := range sorted {
		found[i] = s.Snapshot
	}
	return found
}

// described is the text that a snapshot is found by.
func described(at engine.Place, s lockstep.Snapshot) string {
	return strings.Join([]string{s.Note, snapshotRef(at, s.Number), fmt.Sprintf("#%d", s.Number), strings.ReplaceAll(string(s.Reason), "-", " "), s.By,
		s.TakenAt.Local().Format("2 January 2006 2006-01-02 15:04")}, " ")
}

func hasAll(text string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}
