package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"lockstep/app/lockstep"
)

// journal records each step before and after, and tells the person. That a step is done is written together with the
// beginning of the next one, which follows at once, or by flush. It takes no word of what it does not expect.
type journal struct {
	ctx     context.Context
	engine  *Engine
	run     int
	seq     map[lockstep.Key]int
	told    map[lockstep.Key]lockstep.Outcome // of the changes of one Apply: how far each has come
	fault   error                             // what a connector told that cannot be
	waiting map[int]lockstep.Step             // by their numbers: what is not written yet
	notes   []lockstep.Problem
	saves   map[lockstep.Key]bool // the items whose values are saved before they are lost
	phases  map[lockstep.Key]Phase
	phase   Phase // of the change that was told of last, or of the first one to come
	done    int
	total   int
	tell    func(Progress)
}

func (e *Engine) journal(ctx context.Context, run lockstep.Run, steps []lockstep.Step, tell func(Progress)) *journal {
	j := &journal{ctx: context.WithoutCancel(ctx), engine: e, run: run.Number, saves: setOf(run.Saves), seq: map[lockstep.Key]int{}, waiting: map[int]lockstep.Step{}, tell: tell}
	for _, s := range steps {
		j.seq[s.Key] = s.Seq
	}
	return j
}

// expect names the changes that an Apply is about to make.
func (j *journal) expect(changes []lockstep.Change) {
	j.told = make(map[lockstep.Key]lockstep.Outcome, len(changes))
	j.phases = make(map[lockstep.Key]Phase, len(changes))
	j.phase = PhaseConfiguration
	for _, c := range changes {
		j.told[c.Key], j.phases[c.Key] = lockstep.StepPlanned, PhaseConfiguration
		if c.Part == lockstep.Model {
			j.phases[c.Key], j.phase = PhaseModel, PhaseModel
		}
	}
}

func (j *journal) Begin(k lockstep.Key) error { return j.BeginAll([]lockstep.Key{k}) }

func (j *journal) BeginAll(keys []lockstep.Key) error {
	for _, k := range keys {
		if err := j.step(k, lockstep.StepPlanned, lockstep.StepBegun); err != nil {
			return err
		}
	}
	return j.flush()
}

func (j *journal) Done(k lockstep.Key) error {
	if err := j.step(k, lockstep.StepBegun, lockstep.StepDone); err != nil {
		return err
	}
	if !k.Quiet() {
		j.done++
		j.tell(Progress{Run: j.run, Phase: j.phase, Key: k, Done: j.done, Total: j.total, Message: k.Name})
	}
	return nil
}

// Note keeps what a connector did besides.
func (j *journal) Note(p lockstep.Problem) { j.notes = append(j.notes, p) }

func (j *journal) step(k lockstep.Key, from, to lockstep.Outcome) error {
	if j.told[k] != from {
		j.fault = lockstep.Errorf(lockstep.Internal, "The connector told that %s is %s, which cannot be at that point of the run. Please report it.", k, to)
		return j.fault
	}
	j.told[k], j.phase = to, j.phases[k]
	j.mark(k, to)
	return nil
}

// mark takes down a step's outcome. A frame that is settled anew on the way back has no step of its own.
func (j *journal) mark(k lockstep.Key, outcome lockstep.Outcome) {
	if seq, ok := j.seq[k]; ok {
		j.waiting[seq] = lockstep.Step{Seq: seq, Outcome: outcome, At: j.engine.Now()}
	}
}

// flush writes what waits.
func (j *journal) flush() error {
	if len(j.waiting) == 0 {
		return nil
	}
	steps := slices.SortedFunc(maps.Values(j.waiting), func(a, b lockstep.Step) int { return a.Seq - b.Seq })
	err := j.engine.Catalog.MarkSteps(j.ctx, j.run, steps...)
	if err == nil {
		clear(j.waiting)
	}
	return err
}

// untold are the changes of the last Apply that are not told to be done.
func (j *journal) untold() []lockstep.Key {
	return j.those(func(o lockstep.Outcome) bool { return o != lockstep.StepDone })
}

// begun are the changes of the last Apply that were begun, and nobody told how they ended.
func (j *journal) begun() []lockstep.Key {
	return j.those(func(o lockstep.Outcome) bool { return o == lockstep.StepBegun })
}

func (j *journal) those(are func(lockstep.Outcome) bool) (keys []lockstep.Key) {
	for k, outcome := range j.told {
		if are(outcome) && !k.Quiet() {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, lockstep.Key.Compare)
	return keys
}

// lost says that an Apply ended without it being known whether what it had begun took place.
func (j *journal) lost(err error) bool {
	if lockstep.CodeOf(err) == lockstep.Unknown {
		return true
	}
	var late interface{ Timeout() bool }
	unanswered := errors.Is(err, lockstep.Unknown) || errors.Is(err, lockstep.Unreachable) || errors.Is(err, context.Canceled) ||
		errors.As(err, &late) && late.Timeout()
	return unanswered && len(j.begun()) > 0
}

func (j *journal) lostAnswer() string {
	if begun := j.begun(); len(begun) > 0 {
		return fmt.Sprintf("The answer to the write of %s was lost.", listed(begun))
	}
	return "The answer to a write was lost."
}
