package app

import (
	"slices"
	"sync"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// session is a plan or a comparison that a window looks at: what was read, so that it is not read again.
type session struct {
	id     string
	before lockstep.State
	after  lockstep.State
	draft  *engine.Draft // nil for a comparison
	plan   lockstep.Plan
	from   *resolved // what a restore takes from; nil otherwise

	rules    [2]values.Rules // of both sides: what of them is shown
	unvalued bool            // environment values are left aside

	view    CompareView                   // of a comparison
	changes []lockstep.Change             // of a comparison, as it is shown
	formers map[lockstep.Key]lockstep.Key // of those among them that are renames: the keys on the left side
	alike   int                           // of the renames among them, those told by their content alone
	slots   []lockstep.Slot               // of a comparison's project

	// Of a plan, and the same whatever is chosen.
	barred    []lockstep.Problem // what the target's system does not let in, for a cause that is not of one item alone
	preflight engine.Preflight
	earlier   *EarlierView
	fields    map[lockstep.Key]string
	values    []PlanValueView
	again     map[lockstep.Key]bool // what changed again since it was found
}

// former is the key that an item had on the left side.
func (s *session) former(k lockstep.Key) lockstep.Key {
	if from, ok := s.formers[k]; ok {
		return from
	}
	return k
}

// sessions keeps the few that were used last; an older one is made again by asking again.
type sessions struct {
	mu   sync.Mutex
	kept []*session
}

const sessionsKept = 8

func (s *sessions) add(one *session) {
	one.id = engine.Nonce()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = append(s.kept, one)
	if len(s.kept) > sessionsKept {
		s.kept = slices.Delete(s.kept, 0, 1)
	}
}

func (s *sessions) get(id string) (*session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := slices.IndexFunc(s.kept, func(one *session) bool { return one.id == id }); i >= 0 {
		one := s.kept[i]
		s.kept = append(slices.Delete(s.kept, i, i+1), one)
		return one, nil
	}
	return nil, lockstep.Errorf(lockstep.Conflict, "This view is too old. Nothing was changed. Make it again.")
}
