package connecttest

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	"lockstep/app/lockstep"
)

// The kinds of items that a system in memory holds.
const (
	ObjectKind = "object" // part model
	FileKind   = "file"   // part configuration
)

// World is a set of systems in memory, each with a name.
type World struct {
	mu      sync.Mutex
	systems map[string]*System
}

// NewWorld is a world without systems.
func NewWorld() *World { return &World{systems: map[string]*System{}} }

// System gives the system of a name; it comes into being empty when it is first asked for.
func (w *World) System(name string) *System {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, ok := w.systems[name]
	if !ok {
		s = &System{items: map[entry]lockstep.Item{}}
		w.systems[name] = s
	}
	return s
}

// Mend takes all faults of the system away.
func (s *System) Mend() {
	s.FailAt, s.LieAt, s.BeforeChange, s.AfterChange, s.AfterApply, s.Problems = 0, 0, nil, nil, nil, nil
	s.Captured, s.Journal, s.Panics = nil, nil, ""
	s.ApplyError, s.CaptureError, s.ValidateError, s.CacheError = nil, nil, nil, nil
}

// Names gives the names of the systems, sorted.
func (w *World) Names() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Sorted(maps.Keys(w.systems))
}

// System is one system in memory. Its fault fields are set by a test while nothing uses the system.
type System struct {
	// FailAt makes the nth change of an Apply fail before it is made; 0 is never.
	FailAt int
	// LieAt makes the nth change of an Apply be reported as done and not be made; 0 is never.
	LieAt int
	// BeforeChange is called before the nth change of an Apply, counted from 1, after the journal's Begin.
	BeforeChange func(n int, c lockstep.Change)
	// AfterChange is called when the nth change of an Apply was made, before the journal's Done. Its error is the answer: the
	// change was made and nobody knows.
	AfterChange func(n int, c lockstep.Change) error
	// AfterApply is called at the end of an Apply that made all its changes: the place to change something else.
	AfterApply func()
	// Problems is what Validate answers.
	Problems []lockstep.Problem
	// Captured gives what a capture answers instead of what it read.
	Captured func(ctx context.Context, read lockstep.State) (lockstep.State, error)
	// Journal stands between an Apply and the journal that it is to keep.
	Journal func(lockstep.Journal) lockstep.Journal
	// Panics names the method that panics: Fingerprint, Capture, Validate, Apply, ClearCache or Close.
	Panics string
	// ApplyError is the answer of an Apply that has changes to make, and makes none.
	ApplyError error
	// Survey is what it tells of itself before anything is written to it.
	Survey lockstep.Survey
	// CaptureError, ValidateError and CacheError are the failures of these calls, fingerprints included in capture.
	CaptureError, ValidateError, CacheError error

	mu      sync.Mutex
	items   map[entry]lockstep.Item // their keys without a slot
	omitted map[entry]string
	cleared int
	writes  int
}

// entry names an item inside its system, which knows nothing of slots.
type entry struct{ kind, name string }

func (e entry) compare(o entry) int {
	return cmp.Or(cmp.Compare(e.kind, o.kind), cmp.Compare(e.name, o.name))
}

func partOf(kind string) lockstep.Part {
	if kind == ObjectKind {
		return lockstep.Model
	}
	return lockstep.Configuration
}

// Set puts an item there as if somebody else had changed the system.
// Needs are names of objects that the item must not be without.
func (s *System) Set(kind, name, body string, needs ...string) {
	item := lockstep.Item{
		Key:  lockstep.Key{Kind: kind, Name: name},
		Part: partOf(kind),
		Body: lockstep.BodyOf([]byte(body)),
	}
	for _, n := range needs {
		item.Needs = append(item.Needs, lockstep.Key{Kind: ObjectKind, Name: n})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items[entry{kind, name}] = item
}

// Remove takes an item away as if somebody else had changed the system.
func (s *System) Remove(kind, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.items, entry{kind, name})
}

// Omit makes captures leave the item of a name out, and say why; an empty why brings it back.
func (s *System) Omit(kind, name, why string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if why == "" {
		delete(s.omitted, entry{kind, name})
		return
	}
	if s.omitted == nil {
		s.omitted = map[entry]string{}
	}
	s.omitted[entry{kind, name}] = why
}

// Get gives the body of an item.
func (s *System) Get(kind, name string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	item, ok := s.items[entry{kind, name}]
	return text(item), ok
}

// Items gives all bodies, by kind/name.
func (s *System) Items() map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make(map[string]string, len(s.items))
	for e, item := range s.items {
		all[e.kind+"/"+e.name] = text(item)
	}
	return all
}

// Cleared counts how often the cache was cleared.
func (s *System) Cleared() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cleared
}

// Writes counts the changes that connectors made.
func (s *System) Writes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.writes
}

// text is the body of an item as a string; a body that cannot be read shows as its failure, which no test expects.
func text(item lockstep.Item) string {
	b, err := item.Body.Bytes()
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// state is the system as a state in a slot.
func (s *System) state(slot string) (lockstep.State, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var items []lockstep.Item
	var omitted []lockstep.Omitted
	for _, e := range slices.SortedFunc(maps.Keys(s.items), entry.compare) {
		if _, out := s.omitted[e]; !out {
			items = append(items, in(slot, s.items[e]))
		}
	}
	for e, why := range s.omitted {
		omitted = append(omitted, lockstep.Omitted{Key: lockstep.Key{Slot: slot, Kind: e.kind, Name: e.name}, Why: why})
	}
	return lockstep.NewState(items, omitted)
}

// in is item with its key and its needs in a slot.
func in(slot string, item lockstep.Item) lockstep.Item {
	item.Key.Slot = slot
	item.Needs = slices.Clone(item.Needs)
	for i := range item.Needs {
		item.Needs[i].Slot = slot
	}
	return item
}

// replace makes one change, if the item there is still the one that the change was planned for.
func (s *System) replace(c lockstep.Change, item lockstep.Item, lie bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := entry{c.Key.Kind, c.Key.Name}
	var now lockstep.Digest
	if there, ok := s.items[e]; ok {
		now = there.Digest()
	}
	if now != c.Before {
		return lockstep.Errorf(lockstep.Conflict, "%s has changed since the plan was made. It was left as it is. Make the plan again.", c.Key.Name)
	}
	switch {
	case lie:
	case c.After == "":
		delete(s.items, e)
		s.writes++
	default:
		s.items[e] = in("", item)
		s.writes++
	}
	return nil
}
