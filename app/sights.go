package app

import (
	"reflect"
	"sync"
	"time"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
)

// sight is what was seen of an environment.
type sight struct {
	place      engine.Place
	state      lockstep.State
	print      string                           // the environment's fingerprint just before; "" where it says too little
	objects    map[lockstep.Key]lockstep.Object // the model, drawn
	at         time.Time
	begun      uint64 // which look it was: clocks may go back
	remembered bool   // it is a snapshot's state, nobody looked
}

// sights keeps the last sight of each environment, so that what is on its way between them is told without reading
// them again.
type sights struct {
	mu    sync.Mutex
	looks uint64              // that were begun
	kept  map[string]*sight   // by environment UUID
	going map[string]*glimpse // what is being read
}

// glimpse is a sight on its way, for all who wait for it.
type glimpse struct {
	done  chan struct{}
	begun uint64 // at the latest
	one   *sight
	err   error
}

// next numbers what is begun now.
func (s *sights) next() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.looks++
	return s.looks
}

// see gives a sight that was begun at since or later: the one that is kept, one that is being read, or a new one.
func (s *sights) see(at engine.Place, since uint64, read func() (*sight, error)) (*sight, error) {
	uuid := at.Environment.UUID
	s.mu.Lock()
	for {
		if one := s.kept[uuid]; one != nil && one.begun >= since && samePlace(one.place, at) {
			s.mu.Unlock()
			return one, nil
		}
		g := s.going[uuid]
		if g == nil {
			break
		}
		s.mu.Unlock()
		<-g.done
		if g.err != nil && g.begun >= since {
			return nil, g.err
		}
		s.mu.Lock()
	}
	g := &glimpse{done: make(chan struct{}), begun: since}
	if s.going == nil {
		s.kept, s.going = map[string]*sight{}, map[string]*glimpse{}
	}
	s.going[uuid] = g
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.going, uuid)
		if g.one == nil && g.err == nil { // the reader panicked; nobody must wait for it
			g.err = lockstep.Errorf(lockstep.Internal, "%s could not be read.", at.Name())
		}
		if g.err == nil {
			g.one.place = at
			s.kept[uuid] = g.one
		}
		close(g.done)
	}()
	g.one, g.err = read()
	return g.one, g.err
}

// again says that a sight is what was there at a later look too.
func (s *sights) again(one *sight, begun uint64, at time.Time) *sight {
	later := *one
	later.begun, later.at = begun, at
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept[one.place.Environment.UUID] == one {
		s.kept[one.place.Environment.UUID] = &later
	}
	return &later
}

// settled is last, once nothing is being read there any more.
func (s *sights) settled(at engine.Place) *sight {
	s.mu.Lock()
	g := s.going[at.Environment.UUID]
	s.mu.Unlock()
	if g != nil {
		<-g.done
	}
	return s.last(at)
}

// last gives the last sight of an environment; nil where there is none of the place where it lives now.
func (s *sights) last(at engine.Place) *sight {
	s.mu.Lock()
	defer s.mu.Unlock()
	if one := s.kept[at.Environment.UUID]; one != nil && samePlace(one.place, at) {
		return one
	}
	return nil
}

// samePlace says that both are read from the same systems, counting the same.
func samePlace(a, b engine.Place) bool {
	return reflect.DeepEqual(a.Project.Slots, b.Project.Slots) && reflect.DeepEqual(a.Environment.Connections, b.Environment.Connections)
}
