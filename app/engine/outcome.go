package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"lockstep/app/lockstep"
)

// lookTime is how long a run that was stopped may still look at what it left.
const lookTime = 30 * time.Second

const wayOut = "Continue, undo or leave the run."

// stop ends a run that could not go on, with an account of what is there now. One that was cancelled is recorded as
// running still, with who stopped it: with its lock given back, that is what interrupted means. Where it stopped between two
// changes it is not read once more, since somebody waits for it to stop and whoever answers it reads first.
func (e *Engine) stop(ctx context.Context, p *passage, run lockstep.Run, cause error) (lockstep.Run, error) {
	said, lost := sentence(cause), p.journal != nil && p.journal.lost(cause)
	run.Status = lockstep.Failed
	if stopped(ctx, cause) {
		run.Status = lockstep.Running
		said = fmt.Sprintf("The run was stopped by %s before its next change.", e.By)
	}
	run.Failure = said
	if lost {
		run.Failure += " " + p.journal.lostAnswer()
	}
	if run.Status == lockstep.Running && !lost {
		return e.finish(context.WithoutCancel(ctx), p.at, run, nil, nil, p.tell)
	}
	if p.left == nil {
		now, err := e.lookAgain(ctx, *p, run.Number)
		if err != nil {
			run.Failure += fmt.Sprintf(" Then %s could not be read back, so that nobody knows what is there now: %s %s", p.at.Name(), sentence(err), wayOut)
			return e.finish(context.WithoutCancel(ctx), p.at, run, nil, nil, p.tell)
		}
		p.left = &now
	}
	left := p.left
	quiet, err := e.quieted(p.at, *left, p.goal)
	if err != nil {
		quiet = *left
	}
	steps, err := e.markFound(ctx, *p, run, quiet)
	if err != nil {
		return run, unrecorded(run, err)
	}
	if found := account(steps, p.goal, quiet); found != "" { // a run of frames alone has nothing that people see
		run.Failure += fmt.Sprintf(" Read back: %s.", found)
	}
	run.Failure += " " + wayOut
	run.Problems = append(run.Problems, apart(steps, p.goal, quiet)...)
	return e.finish(context.WithoutCancel(ctx), p.at, run, left, nil, p.tell)
}

// stopped says that a person stopped the run. A connector that says so of itself has failed.
func stopped(ctx context.Context, cause error) bool {
	return ctx.Err() != nil && errors.Is(cause, context.Canceled)
}

// unverified ends a run that has written everything, and could not be read back.
func (e *Engine) unverified(ctx context.Context, p *passage, run lockstep.Run, cause error) (lockstep.Run, error) {
	if stopped(ctx, cause) {
		return e.stop(ctx, p, run, cause)
	}
	run.Status = lockstep.Failed
	run.Failure = fmt.Sprintf("Every change was written, but %s could not be read back, so that nobody knows whether it is as it was to be: %s %s", p.at.Name(), sentence(cause), wayOut)
	return e.finish(context.WithoutCancel(ctx), p.at, run, nil, nil, p.tell)
}

// lookAgain reads what a run that could not go on has left; also one that was cancelled, but then not for long.
func (e *Engine) lookAgain(ctx context.Context, p passage, run int) (lockstep.State, error) {
	if ctx.Err() != nil {
		short, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookTime)
		defer cancel()
		ctx = short
	}
	j := p.journal
	p.tell(Progress{Run: run, Phase: j.phase, Done: j.done, Total: j.total, Message: "It stopped. Reading " + p.at.Name() + " back."})
	return e.readBack(ctx, p.at, p.open, p.want)
}

// sentence is an error in the words of a person.
func sentence(err error) string {
	switch {
	case errors.Is(err, context.Canceled):
		return "It was stopped."
	case errors.Is(err, context.DeadlineExceeded):
		return "It took too long."
	}
	text := strings.TrimSpace(err.Error())
	if strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}

// markFound marks the steps of a run that were found to be made, whatever was told of them.
func (e *Engine) markFound(ctx context.Context, p passage, run lockstep.Run, left lockstep.State) ([]lockstep.Step, error) {
	ctx = context.WithoutCancel(ctx)
	steps, err := e.Catalog.Steps(ctx, run.Number)
	if err != nil {
		return nil, err
	}
	var made []lockstep.Step
	for _, s := range steps {
		if s.Outcome != lockstep.StepDone && p.now.Sum(s.Key) != p.want.Sum(s.Key) && left.Sum(s.Key) == p.want.Sum(s.Key) {
			made = append(made, lockstep.Step{Seq: s.Seq, Outcome: lockstep.StepDone, At: e.Now()})
		}
	}
	return steps, e.Catalog.MarkSteps(ctx, run.Number, made...)
}

// account says how each item of a run was found, and what else is not as it was.
func account(steps []lockstep.Step, goal, left lockstep.State) string {
	keys := map[Found][]lockstep.Key{}
	for _, s := range find(steps, left) {
		keys[s.Now] = append(keys[s.Now], s.Key)
	}
	var said []string
	say := func(keys []lockstep.Key, one, many string) {
		switch len(keys) {
		case 0:
		case 1:
			said = append(said, keys[0].Name+" "+one)
		default:
			said = append(said, listed(keys)+" "+many)
		}
	}
	say(keys[FoundAfter], "is as the plan wants it", "are as the plan wants them")
	say(keys[FoundBefore], "is as it was", "are as they were")
	say(keys[FoundNeither], "is neither as the plan wants it nor as it was", "are neither as the plan wants them nor as they were")
	say(strangers(steps, goal, left), "is no part of the run and was changed too", "are no part of the run and were changed too")
	return strings.Join(said, "; ")
}

// strangers are the items that differ from the goal of a run and are no part of it.
func strangers(steps []lockstep.Step, goal, left lockstep.State) (keys []lockstep.Key) {
	own := map[lockstep.Key]bool{}
	for _, s := range steps {
		own[s.Key] = true
	}
	for _, c := range lockstep.Loud(lockstep.Diff(goal, left)) {
		if !own[c.Key] {
			keys = append(keys, c.Key)
		}
	}
	return keys
}

// apart are the items that a run did not leave as it was to leave them, each in a sentence.
func apart(steps []lockstep.Step, goal, left lockstep.State) (problems []lockstep.Problem) {
	found := map[lockstep.Key]Found{}
	for _, s := range find(steps, left) {
		found[s.Key] = s.Now
	}
	for _, c := range lockstep.Diff(goal, left) {
		message := strayed(c)
		switch found[c.Key] {
		case FoundBefore:
			message = c.Key.Name + " is as it was before the run."
		case FoundAfter:
			message = c.Key.Name + " is as the plan wanted it."
		}
		problems = append(problems, lockstep.Problem{Key: c.Key, Verdict: lockstep.Blocks, Message: message})
	}
	return problems
}

func strayed(c lockstep.Change) string {
	switch c.Op {
	case lockstep.Add:
		return c.Key.Name + " is there and was not wanted."
	case lockstep.Remove:
		return c.Key.Name + " was wanted and is not there."
	}
	return c.Key.Name + " differs from what was wanted."
}

// finish records how far a run has come and, where the environment could be read, what it left and what its checks found.
func (e *Engine) finish(ctx context.Context, at Place, run lockstep.Run, left *lockstep.State, found []lockstep.CheckResult, tell func(Progress)) (lockstep.Run, error) {
	if run.Status != lockstep.Running {
		run.EndedAt = e.Now().UTC()
	}
	keep := func(Tx) error { return nil }
	if left != nil {
		result := e.snapshotOf(at, *left, lockstep.Result, "")
		staged, err := e.stage(ctx, at, *left)
		if err != nil {
			return e.finish(ctx, at, unkept(run, at, err), nil, nil, tell)
		}
		run.Result = result.ID
		keep = func(tx Tx) error {
			if err := staged.Commit(tx); err != nil {
				return err
			}
			if err := tx.AddSnapshot(&result); err != nil {
				return err
			}
			if err := tx.AddCheckResults(at.Environment.UUID, found); err != nil {
				return err
			}
			return e.keepSeen(tx, at, *left)
		}
	}
	err := e.Catalog.Write(ctx, func(tx Tx) error {
		if err := keep(tx); err != nil {
			return err
		}
		if err := tx.UpdateRun(run); err != nil {
			return err
		}
		return e.takeBack(ctx, tx, run)
	})
	if err != nil {
		return run, unrecorded(run, err)
	}
	ending := run.Status.Ending() + "."
	if run.Status == lockstep.Running {
		run.Status, ending = lockstep.Interrupted, run.Failure
	}
	tell(Progress{Run: run.Number, Phase: PhaseDone, Message: ending})
	return run, nil
}

// unkept is a run of which what it left could not be kept: it has not come to a good end.
func unkept(run lockstep.Run, at Place, err error) lockstep.Run {
	why := fmt.Sprintf("What %s holds now could not be kept as a snapshot: %s", at.Name(), sentence(err))
	if run.Status == lockstep.Done || run.Status == lockstep.Undone {
		run.Status = lockstep.Failed
		why += " " + wayOut
	}
	run.Failure = strings.TrimSpace(run.Failure + " " + why)
	return run
}

// takeBack marks the run that a finished roll back took back; undoing the roll back takes the mark away.
func (e *Engine) takeBack(ctx context.Context, tx Tx, run lockstep.Run) error {
	if run.TakesBack == 0 || (run.Status != lockstep.Done && run.Status != lockstep.Undone) {
		return nil
	}
	taken, err := e.Catalog.Run(ctx, run.TakesBack)
	if err != nil {
		return err
	}
	taken.TakenBackBy = 0
	if run.Status == lockstep.Done {
		taken.TakenBackBy = run.Number
	}
	return tx.UpdateRun(taken)
}

func unrecorded(run lockstep.Run, err error) error {
	return lockstep.Errorf(lockstep.CodeOf(err), "How run %d ended could not be recorded: %v The run stays open until it is answered.", run.Number, err)
}
