package app

import (
	"slices"
	"strings"
	"sync"
	"time"

	"lockstep/app/lockstep"
	"lockstep/store"
)

// annals is what the app keeps at hand of histories, so that going through thousands of events reads nothing twice.
type annals struct {
	mu        sync.Mutex
	timelines map[string]*timeline // by UUID of the environment
	changes   map[store.Pair]*changed
	read      bool // the changes that the catalog keeps were read, with their items
	names     []string
	ids       map[string]int32 // of names
	whys      map[int]string   // of runs, by number
	counts    map[string]count // by UUID of the environment
}

// count is how many snapshots an environment has at a revision of its history.
type count struct {
	revision  int64
	snapshots int
}

// changed is what an event changed.
type changed struct {
	added, modified, removed int
	items                    []int32 // names; nil where they were not read yet
	lost                     bool    // a list of items is damaged, so nothing can be told
}

func newAnnals() *annals {
	return &annals{timelines: map[string]*timeline{}, changes: map[store.Pair]*changed{}, ids: map[string]int32{}, whys: map[int]string{}, counts: map[string]count{}}
}

func (n *annals) timeline(uuid string) *timeline {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.timelines[uuid]
}

func (n *annals) keep(uuid string, t *timeline) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.timelines[uuid] = t
}

func (n *annals) count(uuid string, revision int64) (snapshots int, ok bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	c, ok := n.counts[uuid]
	return c.snapshots, ok && c.revision == revision
}

func (n *annals) counted(uuid string, revision int64, snapshots int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.counts[uuid] = count{revision, snapshots}
}

// change gives what is at hand of a pair of states.
func (n *annals) change(p store.Pair) (c *changed, ok bool) {
	if p.A == p.B {
		return &changed{items: []int32{}}, true
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	c, ok = n.changes[p]
	return c, ok
}

// learn takes in differences. Without items one that is known stays as it is.
func (n *annals) learn(all ...store.Difference) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, d := range all {
		known := n.changes[d.Pair]
		if known != nil && (known.items != nil || d.Items == nil) {
			continue
		}
		c := &changed{added: d.Added, modified: d.Modified, removed: d.Removed}
		if d.Items != nil {
			c.items = make([]int32, len(d.Items))
			for i, name := range d.Items {
				c.items[i] = n.id(name)
			}
		}
		n.changes[d.Pair] = c
	}
}

// lose notes that nothing can be told of a pair.
func (n *annals) lose(p store.Pair) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.changes[p] = &changed{items: []int32{}, lost: true}
}

// id is the small number of a name. The caller holds the lock.
func (n *annals) id(name string) int32 {
	id, ok := n.ids[name]
	if !ok {
		id = int32(len(n.names))
		n.ids[name], n.names = id, append(n.names, name)
	}
	return id
}

// named gives the names that hold a text, by their small numbers.
func (n *annals) named(text string) map[int32]bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	found := map[int32]bool{}
	for i, name := range n.names {
		if strings.Contains(strings.ToLower(name), text) {
			found[int32(i)] = true
		}
	}
	return found
}

// name is the name of a small number.
func (n *annals) name(id int32) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.names[id]
}

// mostItems is how many names of items the catalog keeps of one difference. Those of a larger one are read from the
// snapshots when somebody searches.
const mostItems = 1000

// count finds out what events changed, as far as the time allows: first from what the catalog keeps, then from the
// snapshots. It gives how many are left. Items are wanted by who searches.
func (a *App) count(events []event, items bool, allowed time.Duration) (left int, err error) {
	until := time.Now().Add(allowed)
	pairs := a.missing(events, items)
	if len(pairs) == 0 {
		return 0, nil
	}
	if err := a.recall(pairs, items); err != nil {
		return 0, err
	}
	pairs = a.missing(events, items)
	var found []store.Difference
	for i, p := range pairs {
		if i > 0 && time.Now().After(until) {
			left = len(pairs) - i
			break
		}
		d, err := a.compareStates(p)
		if lockstep.CodeOf(err) == lockstep.Corrupt {
			a.annals.lose(p)
			continue
		}
		if err != nil {
			return 0, err
		}
		found = append(found, d)
	}
	a.annals.learn(found...)
	a.store(found)
	return left, nil
}

// missing gives the pairs of states of which nothing is at hand.
func (a *App) missing(events []event, items bool) []store.Pair {
	var pairs []store.Pair
	for _, e := range events {
		if e.from == (store.Pair{}) {
			continue
		}
		if c, ok := a.annals.change(e.from); !ok || (items && c.items == nil) {
			pairs = append(pairs, e.from)
		}
	}
	return pairs
}

// recall takes in what the catalog keeps of pairs.
func (a *App) recall(pairs []store.Pair, items bool) error {
	if !items {
		kept, err := a.config.Store.Differences(a.reading, pairs)
		for _, d := range kept {
			a.annals.learn(d)
		}
		return err
	}
	if a.annals.recalled() {
		return nil
	}
	return a.config.Store.EachDifference(a.reading, func(d store.Difference) { a.annals.learn(d) })
}

// recalled says that the catalog was asked for all that it keeps before; it is asked once.
func (n *annals) recalled() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	was := n.read
	n.read = true
	return was
}

// compareStates compares two states.
func (a *App) compareStates(p store.Pair) (store.Difference, error) {
	d := store.Difference{Pair: p, Items: []string{}}
	digests, err := a.config.Store.StateDigests(a.reading, []int64{p.A, p.B})
	if err != nil {
		return d, err
	}
	changes, err := a.config.Vault.Changes(a.reading, digests[p.A], digests[p.B])
	if err != nil {
		return d, err
	}
	for _, c := range changes {
		switch c.Op {
		case lockstep.Add:
			d.Added++
		case lockstep.Remove:
			d.Removed++
		default:
			d.Modified++
		}
		d.Items = append(d.Items, c.Key.String())
	}
	return d, nil
}

// store keeps what was found out. Where it cannot be kept, it is found out again: a history can be read from a disk
// that is full.
func (a *App) store(found []store.Difference) {
	found = slices.Clone(found)
	for i := range found {
		if len(found[i].Items) > mostItems {
			found[i].Items = nil
		}
	}
	if len(found) > 0 {
		_ = a.config.Store.KeepDifferences(a.reading, found)
	}
}
