package app

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"strings"

	"lockstep/app/lockstep"
)

// largeSearched is the size from which on an item is not searched, and is counted as skipped, as is what cannot be read.
const largeSearched = 8 << 20

// SearchComparison finds the items of a comparison that hold a text in their name or in their content on either side,
// whatever its case. A newer search ends an older one.
func (a *App) SearchComparison(sessionID, text string) (v SearchView, err error) {
	defer recovered(&err)
	one, err := a.sessions.get(sessionID)
	if err != nil {
		return v, err
	}
	v.Keys = []string{}
	ctx, end := a.newSearch()
	defer end()
	wanted := []byte(strings.ToLower(strings.TrimSpace(text)))
	for _, c := range one.changes {
		if err := ctx.Err(); err != nil {
			return v, err
		}
		found := bytes.Contains(bytes.ToLower([]byte(c.Key.Name+"\n"+c.From.Name)), wanted)
		for _, item := range []lockstep.Item{itemAt(one.before, one.former(c.Key)), itemAt(one.after, c.Key)} {
			if found {
				break
			}
			if item.Body.Size > largeSearched {
				v.Skipped++
				break
			}
			content, err := item.Body.Bytes()
			if err != nil { // a file that was changed since it was read; reading both sides again tells
				v.Skipped++
				break
			}
			found = !lockstep.Binary(content) && bytes.Contains(bytes.ToLower(content), wanted)
		}
		if found {
			v.Keys = append(v.Keys, c.Key.String())
		}
	}
	return v, nil
}

// newSearch ends the search that is under way, and is ended itself by the next one or by Interrupt.
func (a *App) newSearch() (context.Context, context.CancelFunc) {
	ctx, end := context.WithCancel(a.work())
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.search != nil {
		a.search()
	}
	a.search = end
	return ctx, end
}

// itemAt is an item of a state; one without content where it has none.
func itemAt(s lockstep.State, k lockstep.Key) lockstep.Item {
	item, _ := s.Get(k)
	return item
}

// FindSnapshots gives a page of the snapshots of an environment, newest first, that a person may mean by a text: a
// number, or a part of the note, of the person, or of the day (2026-11-21). An empty text means them all.
func (a *App) FindSnapshots(ref, text string, offset, limit int) (v PageView, err error) {
	defer recovered(&err)
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return a.Snapshots(ref, offset, limit)
	}
	at, err := a.anyPlace(ref)
	if err != nil {
		return v, err
	}
	all, _, err := a.config.Store.Snapshots(a.reading, at.Environment.UUID, 0, 0)
	if err != nil {
		return v, err
	}
	all = slices.DeleteFunc(all, func(s lockstep.Snapshot) bool { return !means(s, text) })
	v = PageView{Snapshots: []SnapshotView{}, Total: len(all)}
	for _, s := range all[min(max(offset, 0), len(all)):min(max(offset, 0)+limit, len(all))] {
		view, err := a.snapshotView(at, s, lockstep.State{})
		if err != nil {
			return v, err
		}
		v.Snapshots = append(v.Snapshots, view)
	}
	return v, nil
}

func means(s lockstep.Snapshot, text string) bool {
	if strings.TrimPrefix(text, "#") == strconv.Itoa(s.Number) {
		return true
	}
	said := strings.Join([]string{s.Note, string(s.Reason), s.By, timeText(s.TakenAt)}, "\n")
	return strings.Contains(strings.ToLower(said), text)
}
