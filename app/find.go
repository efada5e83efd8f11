package app

import (
	"slices"
	"strings"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
)

// lately is how many of an environment's newest snapshots are looked through beside those with a note or a pin.
const lately = 100

// FindSnapshots gives snapshots of all environments that have every word of text in their note, their name, their
// reason, their person or their day, the newest first. It looks through those with a note or a pin, and the newest ones
// of each environment. A limit of 0 gives all that are found.
func (a *App) FindSnapshots(text string, limit int) (views []SnapshotView, err error) {
	defer recovered(&err)
	views = []SnapshotView{}
	places, err := a.allPlaces()
	if err != nil {
		return views, err
	}
	at := map[string]engine.Place{}
	all, err := a.config.Store.MarkedSnapshots(a.reading)
	if err != nil {
		return views, err
	}
	for _, place := range places {
		at[place.Environment.UUID] = place
		page, _, err := a.config.Store.Snapshots(a.reading, place.Environment.UUID, 0, lately)
		if err != nil {
			return views, err
		}
		all = append(all, page...)
	}
	slices.SortFunc(all, newestFirst)
	words := strings.Fields(strings.ToLower(text))
	for _, s := range slices.CompactFunc(all, func(a, b lockstep.Snapshot) bool { return a.ID == b.ID }) {
		place := at[s.Environment]
		if !hasAll(strings.ToLower(described(place, s)), words) {
			continue
		}
		view, err := a.snapshotView(place, s, lockstep.State{})
		if err != nil {
			return views, err
		}
		if views = append(views, view); len(views) == limit {
			break
		}
	}
	return views, nil
}

func newestFirst(a, b lockstep.Snapshot) int {
	if order := b.TakenAt.Compare(a.TakenAt); order != 0 {
		return order
	}
	return strings.Compare(string(a.ID), string(b.ID))
}

// described is the text that a snapshot is found by.
func described(at engine.Place, s lockstep.Snapshot) string {
	return strings.Join([]string{s.Note, snapshotRef(at, s.Number), strings.ReplaceAll(string(s.Reason), "-", " "), s.By,
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
