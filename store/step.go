package store

import (
	"context"
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// Steps gives a run's steps in order. What a step is about lies sealed in one piece with the run; only how far it has
// come is a row of its own, so that marking it is cheap.
func (r reader) Steps(ctx context.Context, run int) ([]lockstep.Step, error) {
	var uuid string
	var content []byte
	err := r.q.QueryRowContext(ctx, `SELECT uuid, steps FROM run WHERE number = ?`, run).Scan(&uuid, &content)
	if missing(err) {
		return nil, noRun(run)
	}
	if err != nil {
		return nil, r.mapped(ctx, err)
	}
	var records []stepRecord
	if err := r.unseal(content, aboutSteps(uuid), &records); err != nil {
		return nil, err
	}
	outcomes, err := r.outcomes(ctx, run)
	if err != nil {
		return nil, err
	}
	steps := make([]lockstep.Step, len(records))
	for i, s := range records {
		outcome, ok := outcomes[s.Seq]
		if !ok {
			return nil, damaged(r.path, "a step of a run is missing", nil)
		}
		steps[i] = lockstep.Step{Seq: s.Seq, Key: lockstep.Key(s.Key), Before: lockstep.Digest(s.Before), After: lockstep.Digest(s.After), Outcome: outcome}
	}
	slices.SortFunc(steps, func(a, b lockstep.Step) int { return a.Seq - b.Seq })
	return steps, nil
}

func (r reader) outcomes(ctx context.Context, run int) (map[int]lockstep.Outcome, error) {
	type mark struct {
		seq     int
		outcome lockstep.Outcome
	}
	marks, err := list(ctx, r, func(row scanner) (m mark, err error) {
		return m, row.Scan(&m.seq, &m.outcome)
	}, `SELECT seq, outcome FROM step WHERE run = ?`, run)
	outcomes := make(map[int]lockstep.Outcome, len(marks))
	for _, m := range marks {
		outcomes[m.seq] = m.outcome
	}
	return outcomes, err
}

// addSteps adds the rows of a run's steps, many at a time.
func (tx *Tx) addSteps(run int64, steps []lockstep.Step) error {
	for some := range slices.Chunk(steps, 200) {
		args := make([]any, 0, 3*len(some))
		for _, s := range some {
			args = append(args, run, s.Seq, string(s.Outcome))
		}
		if _, err := tx.exec(`INSERT INTO step (run, seq, outcome) VALUES (?, ?, ?)`+strings.Repeat(`, (?, ?, ?)`, len(some)-1), args...); err != nil {
			return tx.mapped(tx.ctx, err)
		}
	}
	return nil
}

// MarkStep says how far a step has come. It is cheap: it is there at once for every process, but does not wait for the
// disk, since the journal is a hint and the environment itself is the truth.
func (s *Store) MarkStep(ctx context.Context, run, seq int, outcome lockstep.Outcome) error {
	conn, err := s.writer(ctx, `PRAGMA synchronous = NORMAL`)
	if err != nil {
		return err
	}
	defer conn.Close()
	result, err := conn.ExecContext(ctx, `
		UPDATE step
		SET outcome = ?
		WHERE run = ? AND seq = ?`, string(outcome), run, seq)
	if err != nil {
		return s.mapped(ctx, err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return lockstep.Errorf(lockstep.NotFound, "Run %d has no step %d. This is a fault of the program; report it.", run, seq)
	}
	return nil
}

func aboutSteps(uuid string) string { return "steps of run " + uuid }
