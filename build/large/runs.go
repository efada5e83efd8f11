package main

import (
	"time"

	"lockstep/app/lockstep"
)

// act is a run that goes well.
type act struct {
	act    lockstep.Act
	at     time.Time
	by     string
	want   holding
	adjust func(*lockstep.Run) // fills in what only this act has
}

// promote moves all or most of what differs between two environments.
func (m *maker) promote(e event, from, to *stage, at time.Time, by string) error {
	places := differing(from.holding, to.holding)
	if e.size == 0 && m.r.IntN(3) == 0 && len(places) > 4 { // a part of it
		m.r.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
		places = places[:len(places)/2]
	}
	was := to.holding
	source := m.snapshot(from, lockstep.FromSource, at, by, "", false)
	want := taken(from.holding, to.holding, places)
	state, err := m.state(want)
	if err != nil {
		return err
	}
	common, err := to.base.After(from.state, state)
	if err != nil {
		return err
	}
	m.recorder.keep(common.State)
	run, err := m.run(to, act{lockstep.Promote, at, by, want, func(run *lockstep.Run) {
		run.From, run.Source, run.BaseAfter, run.Apart = from.UUID, source, common.State.Digest(), apart(common)
		run.Why = []string{"", "Weekly release", "Fixes of this week", "Asked for by support"}[m.r.IntN(4)]
	}})
	if err == nil && run.Status == lockstep.Done {
		to.last, to.before, to.formerly, to.base = run, was, to.base, &common
	}
	return err
}

// rollBack takes back the promotion just before; where that is none any more it restores what was there.
func (m *maker) rollBack(s *stage, at time.Time, by string) error {
	taken := s.last
	if taken == nil {
		return m.restore(s, at, by)
	}
	run, err := m.run(s, act{lockstep.Rollback, at, by, s.before, func(run *lockstep.Run) { run.Source, run.TakesBack = taken.Guard, taken.Number }})
	if err != nil || run.Status != lockstep.Done {
		return err
	}
	taken.TakenBackBy = run.Number
	s.base = s.formerly
	m.recorder.update(taken)
	return nil
}

// restore brings back one of the last snapshots taken by hand, as long as there is one.
func (m *maker) restore(s *stage, at time.Time, by string) error {
	a := act{lockstep.Restore, at, by, s.holding, nil}
	if len(s.past) > 0 {
		chosen := s.past[len(s.past)-1-m.r.IntN(min(4, len(s.past)))]
		a.want, a.adjust = chosen.holding, func(run *lockstep.Run) { run.Source = chosen.id }
	}
	_, err := m.run(s, a)
	return err
}

// run takes the guard, makes the change and takes the result. One in thirty is undone again, one in thirty failed on
// its way and was left as it was.
func (m *maker) run(s *stage, a act) (*lockstep.Run, error) {
	before, was := s.state, s.holding
	s.last = nil
	run := lockstep.Run{UUID: m.nonce(), Act: a.act, Status: lockstep.Done, By: a.by, Environment: s.UUID, StartedAt: a.at}
	run.Guard = m.snapshot(s, a.act.Guard(), a.at, a.by, "", false)
	if err := m.become(s, a.want); err != nil {
		return nil, err
	}
	run.Want = s.state.Digest()
	run.Changes = runChanges(before, s.state)
	steps := stepsOf(before, s.state)
	if a.adjust != nil {
		a.adjust(&run)
	}
	m.recorder.keep(s.state)
	switch m.r.IntN(30) {
	case 0:
		run.Status, run.Undoing = lockstep.Undone, true
		if err := m.become(s, was); err != nil {
			return nil, err
		}
	case 1:
		run.Status, run.Failure = lockstep.Left, "Reload nginx did not answer within two minutes."
	}
	run.EndedAt = a.at.Add(time.Duration(2+len(steps)/20) * time.Second)
	run.Result = m.snapshot(s, lockstep.Result, run.EndedAt, a.by, "", false)
	return m.recorder.run(run, steps), nil
}

// snapshot takes one of an environment as it is.
func (m *maker) snapshot(s *stage, reason lockstep.Reason, at time.Time, by, note string, pinned bool) lockstep.Digest {
	taken := lockstep.Snapshot{
		Environment: s.UUID, State: s.state.Digest(), Reason: reason, Note: note, By: by, TakenAt: at.UTC(), Nonce: m.nonce(),
		Items: s.state.Count(), Bytes: s.state.Size(), Pinned: pinned,
	}
	taken.ID = taken.Identify()
	m.recorder.keep(s.state)
	m.recorder.snapshot(taken)
	if reason == lockstep.Manual {
		s.past = append(s.past, past{taken.ID, s.holding})
	}
	return taken.ID
}
