package app

import (
	"reflect"
	"sync"
	"time"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
)

// seen keeps what each environment was when it was last read, so that it can be shown at once, with its time, while it
// is read again.
type seen struct {
	mu   sync.Mutex
	last map[string]lastRead // by environment UUID
}

type lastRead struct {
	connections map[string]lockstep.Connection // where it was read
	state       lockstep.State
	at          time.Time
}

func (s *seen) keep(at engine.Place, state lockstep.State, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last == nil {
		s.last = map[string]lastRead{}
	}
	s.last[at.Environment.UUID] = lastRead{connections: at.Environment.Connections, state: state, at: now}
}

// get gives the last reading; ok is false where there is none, or where the environment has been connected elsewhere.
func (s *seen) get(at engine.Place) (r lastRead, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok = s.last[at.Environment.UUID]
	return r, ok && reflect.DeepEqual(r.connections, at.Environment.Connections)
}
