package app

import (
	"fmt"
	"slices"
	"strings"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/store"
)

// findings are the events of a history that were asked for.
type findings struct {
	events []event
	items  []map[int32]bool // for each word of the search, the names of items that hold it
	unread int              // events whose items could not be looked at yet
}

// find picks the events that a request asks for.
func (a *App) find(at engine.Place, line *timeline, r HistoryRequest) (found findings, err error) {
	wanted := line.events
	if r.Reason != "" {
		wanted = keep(wanted, func(e event) bool { return e.kind() == r.Reason })
	}
	if r.Pinned {
		wanted = keep(wanted, func(e event) bool { return e.has(func(m *store.Moment) bool { return m.Pinned }) })
	}
	found.events = wanted
	words := searchWords(r.Search)
	if len(words) == 0 {
		return found, nil
	}
	if found.unread, err = a.count(wanted, true, searchingTime); err != nil {
		return found, err
	}
	texts, err := a.textsOf(at, line)
	if err != nil {
		return found, err
	}
	first, err := a.firstItems(line)
	if err != nil {
		return found, err
	}
	for _, word := range words {
		found.items = append(found.items, a.annals.named(word))
	}
	found.events = keep(wanted, func(e event) bool {
		items := first
		if c, ok := a.annals.change(e.from); e.from != (store.Pair{}) {
			items = nil
			if ok {
				items = c.items
			}
		} else if e.older != nil {
			items = nil // a run that left nothing to compare with
		}
		text := texts(e)
		for i, word := range words {
			hit := func(id int32) bool { return found.items[i][id] }
			if !strings.Contains(text, word) && !slices.ContainsFunc(items, hit) {
				return false
			}
		}
		return true
	})
	return found, nil
}

func keep(events []event, is func(event) bool) []event {
	kept := []event{}
	for _, e := range events {
		if is(e) {
			kept = append(kept, e)
		}
	}
	return kept
}

// firstItems are the items of the first snapshot of a history: it brought all that it holds.
func (a *App) firstItems(line *timeline) ([]int32, error) {
	if len(line.events) == 0 {
		return nil, nil
	}
	first := line.events[len(line.events)-1].moments()[0]
	digests, err := a.config.Store.StateDigests(a.reading, []int64{first.State})
	if err != nil {
		return nil, err
	}
	keys, err := a.config.Vault.Names(a.reading, digests[first.State])
	if err != nil && lockstep.CodeOf(err) != lockstep.Corrupt {
		return nil, err
	}
	ids := make([]int32, len(keys))
	a.annals.mu.Lock()
	defer a.annals.mu.Unlock()
	for i, k := range keys {
		ids[i] = a.annals.id(k.String())
	}
	return ids, nil
}

// The words under which events of a kind are found, beside those that people wrote.
var kindWords = map[string]string{
	"promote":                        "promoted promotion",
	"restore":                        "restored restore",
	"rollback":                       "rolled back roll back rollback",
	"edit":                           "model edited edit",
	"imported":                       "imported import",
	string(lockstep.Manual):          "snapshot taken by hand manual",
	string(lockstep.FromSource):      "promoted from here source",
	string(lockstep.Result):          "after a run result",
	"drift":                          "drift found",
	string(lockstep.BeforePromotion): "before promotion",
	string(lockstep.BeforeRestore):   "before restore",
	string(lockstep.BeforeRollback):  "before roll back rollback",
	string(lockstep.BeforeEdit):      "before edit",
}

// textsOf gives what a person may look for in an event, but for the items that it changed.
func (a *App) textsOf(at engine.Place, line *timeline) (func(event) string, error) {
	notes, err := a.config.Store.Notes(a.reading, at.Environment.UUID)
	if err != nil {
		return nil, err
	}
	whys, err := a.whysOf(line.events)
	if err != nil {
		return nil, err
	}
	refs, err := a.refsByUUID()
	if err != nil {
		return nil, err
	}
	return func(e event) string {
		parts := []string{kindWords[e.kind()], e.by()}
		if e.run != nil {
			_, from, _ := strings.Cut(refs[e.run.From], "/")
			parts = append(parts, whys[e.run.Number], from, fmt.Sprintf("run %d", e.run.Number), string(e.run.Status))
			if e.before == nil {
				_, to, _ := strings.Cut(refs[e.run.Environment], "/")
				parts = append(parts, to)
			}
		}
		for _, m := range e.moments() {
			parts = append(parts, notes[m.Seq])
			if m.Pinned {
				parts = append(parts, "pinned")
			}
		}
		return strings.ToLower(strings.Join(parts, "\n"))
	}, nil
}
