package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"lockstep/app/lockstep"
)

// Options says what is made.
type Options struct {
	Dir          string
	Environments int
	Items        int
	Snapshots    int // of all environments together
	One          int // of the last environment alone; 0 for as many as the others
	Seed         uint64
	Until        time.Time // when the year ends
}

// maker makes one project: what its environments hold, and what became of them in a year.
type maker struct {
	Options
	things  []*thing
	objects int
	edits   int
	models  map[lockstep.Digest][]lockstep.Item
	r       *rand.Rand

	project      lockstep.Project
	environments []*stage
	recorder     *recorder
}

// stage is one environment as it stands in the story.
type stage struct {
	lockstep.Environment
	holding  holding
	state    lockstep.State
	past     []past
	base     *lockstep.Baseline // with the environment before it
	formerly *lockstep.Baseline // the same before the last promotion
	last     *lockstep.Run      // the promotion that a roll back would take back now
	before   holding            // what it held before that promotion
}

// past is a snapshot that may be restored.
type past struct {
	id      lockstep.Digest
	holding holding
}

var names = []string{"Development", "QA", "Staging", "Acceptance", "Preview", "Training", "Load", "Live"}

// newMaker lays out the project, with the same content in every environment.
func newMaker(o Options) (*maker, error) {
	m := &maker{Options: o, things: things(o), models: map[lockstep.Digest][]lockstep.Item{}, r: chance(o.Seed, "story")}
	for _, t := range m.things {
		if t.object > 0 {
			m.objects++
		}
	}
	m.project = lockstep.Project{UUID: m.nonce(), Name: "Warehouse",
		Slots: []lockstep.Slot{{Name: lockstep.DefaultSlot, Kind: "folder", Settings: lockstep.Settings{"clear_cache": "true", "cache_name": "Reload nginx"}}}}
	shared := make(holding, len(m.things))
	for i, t := range m.things {
		if !t.own {
			shared[i] = m.version(t, nil, "")
		}
	}
	for i := range o.Environments {
		if err := m.addStage(i, slices.Clone(shared)); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func (m *maker) addStage(i int, h holding) error {
	name, role := names[i], lockstep.Test
	switch i {
	case 0:
		role = lockstep.Development
	case m.Environments - 1:
		name, role = "Live", lockstep.Live
	}
	s := &stage{Environment: lockstep.Environment{UUID: m.nonce(), Project: m.project.UUID, Name: name, Role: role, Writable: true,
		Connections: map[string]lockstep.Connection{lockstep.DefaultSlot: {Settings: lockstep.Settings{"path": folderOf(m.Options, name)}}}}}
	if i > 0 {
		s.Upstream = m.environments[i-1].UUID
	}
	for at, t := range m.things {
		if t.own {
			h[at] = m.version(t, nil, name)
		}
	}
	m.environments = append(m.environments, s)
	return m.become(s, h)
}

func (m *maker) become(s *stage, h holding) (err error) {
	s.holding = h
	s.state, err = m.state(h)
	return err
}

// nonce is 16 bytes in hexadecimal, as the program makes them, but of this project's own chance.
func (m *maker) nonce() string { return fmt.Sprintf("%016x%016x", m.r.Uint64(), m.r.Uint64()) }

// tell lets the year pass.
func (m *maker) tell(ctx context.Context) error {
	events, err := story(m.Options, m.r)
	if err != nil {
		return err
	}
	when := times(m.Until, len(events), m.r)
	for i, e := range events {
		if err := m.happen(e, when[i], people[m.r.IntN(len(people))], i); err != nil {
			return err
		}
		if err := m.recorder.maybeFlush(ctx); err != nil {
			return err
		}
	}
	return m.recorder.flush(ctx)
}

// happen lets one event happen.
func (m *maker) happen(e event, at time.Time, by string, number int) error {
	s := m.environments[e.at]
	switch e.what {
	case promoted:
		return m.promote(e, m.environments[e.at-1], s, at, by)
	case restored:
		return m.restore(s, at, by)
	case reversed:
		return m.rollBack(s, at, by)
	case edited:
		_, err := m.run(s, act{lockstep.Edit, at, by, m.changeModel(s.holding), nil})
		return err
	}
	return m.notice(e, s, at, by, number)
}

// notice takes a snapshot of what somebody changed.
func (m *maker) notice(e event, s *stage, at time.Time, by string, number int) error {
	count := 1 + m.r.IntN(6)
	switch {
	case e.size > 0:
		count = e.size
	case e.at > 0:
		count = m.r.IntN(2) // a hotfix, or nothing
	}
	h := m.change(s.holding, m.r, count)
	if e.size > 0 {
		h[priceList] = m.edited(h[priceList], special[priceList].lines/250)
		h[searchIndex] = m.edited(h[searchIndex], 12)
		h[logo] = m.edited(h[logo], 0)
		h[firstObject] = m.edited(h[firstObject], 1)
	}
	if err := m.become(s, h); err != nil {
		return err
	}
	text := note(e, number, m.r)
	m.snapshot(s, lockstep.Manual, at, by, text, text != "" && m.r.IntN(4) == 0)
	return nil
}

// changeModel adds a field to an object or two.
func (m *maker) changeModel(h holding) holding {
	next := slices.Clone(h)
	for range 1 + m.r.IntN(2) {
		i := firstObject + m.r.IntN(m.objects)
		next[i] = m.edited(next[i], 0)
	}
	return next
}
