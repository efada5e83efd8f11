package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

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
	marks, err := r.marks(ctx, run)
	if err != nil {
		return nil, err
	}
	steps := make([]lockstep.Step, len(records))
	for i, s := range records {
		mark, ok := marks[s.Seq]
		if !ok {
			return nil, damaged(r.path, "a step of a run is missing", nil)
		}
		steps[i] = lockstep.Step{Seq: s.Seq, Key: lockstep.Key(s.Key), Before: lockstep.Digest(s.Before), After: lockstep.Digest(s.After),
			Outcome: mark.outcome, At: mark.time()}
	}
	slices.SortFunc(steps, func(a, b lockstep.Step) int { return a.Seq - b.Seq })
	return steps, nil
}

// mark is how far a step has come, and since when.
type mark struct {
	seq     int
	outcome lockstep.Outcome
	at      sql.NullInt64
}

func (m mark) time() time.Time {
	if !m.at.Valid {
		return time.Time{}
	}
	return time.Unix(0, m.at.Int64).UTC()
}

// marks gives the marks of a run's steps by their seq.
func (r reader) marks(ctx context.Context, run int) (map[int]mark, error) {
	all, err := list(ctx, r, func(row scanner) (m mark, err error) {
		return m, row.Scan(&m.seq, &m.outcome, &m.at)
	}, `SELECT seq, outcome, at FROM step WHERE run = ?`, run)
	marks := make(map[int]mark, len(all))
	for _, m := range all {
		marks[m.seq] = m
	}
	return marks, err
}

// addSteps adds the rows of a run's steps, many at a time.
func (tx *Tx) addSteps(run int64, steps []lockstep.Step) error {
	for some := range slices.Chunk(steps, 200) {
		args := make([]any, 0, 4*len(some))
		for _, s := range some {
			args = append(args, run, s.Seq, string(s.Outcome), sql.NullInt64{Int64: s.At.UnixNano(), Valid: !s.At.IsZero()})
		}
		if _, err := tx.exec(`INSERT INTO step (run, seq, outcome, at) VALUES (?, ?, ?, ?)`+strings.Repeat(`, (?, ?, ?, ?)`, len(some)-1), args...); err != nil {
			return tx.mapped(tx.ctx, err)
		}
	}
	return nil
}

// MarkSteps says how far some steps have come (Seq, each once, and Outcome), and when (At); a step that is planned anew has no
// time. It is cheap: it is there at once for every process, but does not wait for the disk, since the journal is a hint and
// the environment itself is the truth. For the same reason it is one statement, without a transaction around it.
func (s *Store) MarkSteps(ctx context.Context, run int, steps ...lockstep.Step) error {
	conn, err := s.writer(ctx, synchronousNormal)
	if err != nil {
		return err
	}
	defer conn.Close()
	for some := range slices.Chunk(steps, 200) {
		var args []any
		for _, step := range some {
			args = append(args, step.Seq, string(step.Outcome), sql.NullInt64{Int64: step.At.UnixNano(), Valid: !step.At.IsZero()})
		}
		result, err := conn.ExecContext(ctx, `
			UPDATE step
			SET outcome = mark.column2, at = mark.column3
			FROM (VALUES (?, ?, ?)`+strings.Repeat(`, (?, ?, ?)`, len(some)-1)+`) AS mark
			WHERE run = ? AND seq = mark.column1`, append(args, run)...)
		if err != nil {
			return s.mapped(ctx, err)
		}
		if n, err := result.RowsAffected(); err == nil && n != int64(len(some)) {
			return lockstep.Errorf(lockstep.NotFound, "Run %d has no such steps. This is a fault of the program; report it.", run)
		}
	}
	return nil
}

func aboutSteps(uuid string) string { return "steps of run " + uuid }
