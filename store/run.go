package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"lockstep/app/lockstep"
)

const selectRun = `
	SELECT r.number, r.uuid, e.uuid, f.uuid, r.act, r.status, r.undoing, r."by", s.id, g.id, a.id,
		r.want, r.base_after, r.takes_back, r.taken_back_by, r.started_at, r.ended_at, r.record
	FROM run r
	JOIN environment e ON e.id = r.environment
	LEFT JOIN environment f ON f.id = r.source_env
	LEFT JOIN snapshot s ON s.seq = r.source
	LEFT JOIN snapshot g ON g.seq = r.guard
	LEFT JOIN snapshot a ON a.seq = r.result `

// RunFilter says which runs are asked for. The zero filter asks for all.
type RunFilter struct {
	Environment string            // UUID of the target; "" for every one
	Statuses    []lockstep.Status // none for every one
	Since       time.Time         // begun then or later; zero for no bound
	Until       time.Time         // begun before; zero for no bound
	Limit       int               // 0 for no limit
}

// where gives the filter as SQL.
func (f RunFilter) where() (string, []any) {
	var terms []string
	var args []any
	if f.Environment != "" {
		terms = append(terms, `r.environment = (SELECT id FROM environment WHERE uuid = ?)`)
		args = append(args, f.Environment)
	}
	if len(f.Statuses) > 0 {
		terms = append(terms, `r.status IN (?`+strings.Repeat(`, ?`, len(f.Statuses)-1)+`)`)
		unfinished := true
		for _, status := range f.Statuses {
			args = append(args, string(status))
			unfinished = unfinished && (status == lockstep.Running || status.Open())
		}
		if unfinished { // so that the index over the few unfinished runs is used
			terms = append(terms, `r.status NOT IN ('done', 'undone', 'left')`)
		}
	}
	if !f.Since.IsZero() {
		terms, args = append(terms, `r.started_at >= ?`), append(args, nearest(f.Since))
	}
	if !f.Until.IsZero() {
		terms, args = append(terms, `r.started_at < ?`), append(args, nearest(f.Until))
	}
	where := ""
	if len(terms) > 0 {
		where = `WHERE ` + strings.Join(terms, ` AND `)
	}
	limit := f.Limit
	if limit <= 0 {
		limit = -1
	}
	return where + ` ORDER BY r.number DESC LIMIT ?`, append(args, limit)
}

// Runs gives the runs of a filter, newest first.
func (r reader) Runs(ctx context.Context, filter RunFilter) ([]lockstep.Run, error) {
	where, args := filter.where()
	return list(ctx, r, r.scanRun, selectRun+where, args...)
}

// Run gives the run of a number.
func (r reader) Run(ctx context.Context, number int) (lockstep.Run, error) {
	run, err := r.scanRun(r.q.QueryRowContext(ctx, selectRun+`WHERE r.number = ?`, number))
	if missing(err) {
		return run, noRun(number)
	}
	return run, r.mapped(ctx, err)
}

// LastPromotion gives the newest promotion from one environment to another that is done and not taken back.
func (r reader) LastPromotion(ctx context.Context, from, to string) (lockstep.Run, error) {
	return r.newest(ctx, `
		WHERE e.uuid = ? AND f.uuid = ? AND r.act = 'promote' AND r.status = 'done' AND r.taken_back_by IS NULL`, to, from)
}

// LastDone gives the newest run on an environment that is done.
func (r reader) LastDone(ctx context.Context, environment string) (lockstep.Run, error) {
	return r.newest(ctx, `
		WHERE e.uuid = ? AND r.status = 'done'`, environment)
}

// LastToTakeBack gives the newest run on an environment that is done or left and not taken back, roll backs aside.
func (r reader) LastToTakeBack(ctx context.Context, environment string) (lockstep.Run, error) {
	return r.newest(ctx, `
		WHERE e.uuid = ? AND r.act <> 'rollback' AND r.status IN ('done', 'left') AND r.taken_back_by IS NULL`, environment)
}

func (r reader) newest(ctx context.Context, where string, args ...any) (lockstep.Run, error) {
	run, err := r.scanRun(r.q.QueryRowContext(ctx, selectRun+where+` ORDER BY r.number DESC LIMIT 1`, args...))
	if missing(err) {
		return run, lockstep.Errorf(lockstep.NotFound, "There is no such run in this catalog. List the runs to see which there are.")
	}
	return run, r.mapped(ctx, err)
}

func (r reader) scanRun(row scanner) (lockstep.Run, error) {
	var run lockstep.Run
	var from sql.NullString
	var source, guard, result, want, baseAfter, record []byte
	var takesBack, takenBackBy, endedAt sql.NullInt64
	var startedAt int64
	err := row.Scan(&run.Number, &run.UUID, &run.Environment, &from, &run.Act, &run.Status, &run.Undoing, &run.By,
		&source, &guard, &result, &want, &baseAfter, &takesBack, &takenBackBy, &startedAt, &endedAt, &record)
	if err != nil {
		return run, err
	}
	run.From = from.String
	run.Source, run.Guard, run.Result = lockstep.DigestFromRaw(source), lockstep.DigestFromRaw(guard), lockstep.DigestFromRaw(result)
	run.Want, run.BaseAfter = lockstep.DigestFromRaw(want), lockstep.DigestFromRaw(baseAfter)
	run.TakesBack, run.TakenBackBy = int(takesBack.Int64), int(takenBackBy.Int64)
	run.StartedAt = time.Unix(0, startedAt).UTC()
	if endedAt.Valid {
		run.EndedAt = time.Unix(0, endedAt.Int64).UTC()
	}
	var content runRecord
	if err := r.unseal(record, aboutRun(run.UUID), &content); err != nil {
		return run, err
	}
	content.into(&run)
	return run, nil
}

// AddRun adds a run with its steps and gives it its number, one that the catalog never had.
func (tx *Tx) AddRun(run *lockstep.Run, steps []lockstep.Step) error {
	return tx.addRun(run, steps, nil)
}

// BringRun adds a run that had its number elsewhere, and keeps that where it is higher than any here; otherwise it is as
// AddRun.
func (tx *Tx) BringRun(run *lockstep.Run, steps []lockstep.Step) error {
	highest, err := tx.returned(`SELECT coalesce(max(number), 0) FROM run`)
	if err != nil {
		return err
	}
	if int64(run.Number) > highest && run.Number <= mostBrought {
		return tx.addRun(run, steps, run.Number)
	}
	return tx.addRun(run, steps, nil)
}

// addRun adds a run under a number; under the next one for nil.
func (tx *Tx) addRun(run *lockstep.Run, steps []lockstep.Step, as any) error {
	row, err := tx.runRow(*run)
	if err != nil {
		return err
	}
	content, err := tx.seal(stepRecords(steps), aboutSteps(run.UUID))
	if err != nil {
		return err
	}
	number, err := tx.returned(`
		INSERT INTO run (environment, source_env, act, status, undoing, "by", source, guard, result,
			want, base_after, takes_back, taken_back_by, started_at, ended_at, record, uuid, steps, number)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		RETURNING number`, append(row, run.UUID, content, as)...)
	if err != nil {
		return err
	}
	if err := tx.addSteps(number, steps); err != nil {
		return err
	}
	if err := tx.chain(number); err != nil {
		return err
	}
	if err := tx.changedHistory(row[:2]...); err != nil {
		return err
	}
	run.Number = int(number)
	return nil
}

// RunNumbers gives the numbers of all runs by their uuids.
func (r reader) RunNumbers(ctx context.Context) (map[string]int, error) {
	numbers := map[string]int{}
	_, err := list(ctx, r, func(row scanner) (none struct{}, err error) {
		var uuid string
		var number int
		err = row.Scan(&uuid, &number)
		numbers[uuid] = number
		return none, err
	}, `SELECT uuid, number FROM run`)
	return numbers, err
}

// LastBegun gives, for every environment that runs wrote to or took from, when the newest of them began.
func (r reader) LastBegun(ctx context.Context) (map[string]time.Time, error) {
	begun := map[string]time.Time{}
	_, err := list(ctx, r, func(row scanner) (none struct{}, err error) {
		var uuid string
		var at int64
		err = row.Scan(&uuid, &at)
		begun[uuid] = time.Unix(0, at).UTC()
		return none, err
	}, `
		SELECT e.uuid, max(r.started_at)
		FROM run r
		JOIN environment e ON e.id IN (r.environment, r.source_env)
		GROUP BY e.uuid`)
	return begun, err
}

// UpdateRun makes the run of run's number what run is. Its steps stay.
func (tx *Tx) UpdateRun(run lockstep.Run) error {
	row, err := tx.runRow(run)
	if err != nil {
		return err
	}
	n, err := tx.exec(`
		UPDATE run
		SET environment = ?, source_env = ?, act = ?, status = ?, undoing = ?, "by" = ?, source = ?, guard = ?, result = ?,
			want = ?, base_after = ?, takes_back = ?, taken_back_by = ?, started_at = ?, ended_at = ?, record = ?
		WHERE number = ? AND uuid = ?`, append(row, run.Number, run.UUID)...)
	if err == nil && n == 0 {
		return noRun(run.Number)
	}
	if err != nil {
		return tx.mapped(tx.ctx, err)
	}
	if err := tx.chain(int64(run.Number)); err != nil {
		return err
	}
	return tx.changedHistory(row[:2]...)
}

// runRow gives the values of environment to record.
func (tx *Tx) runRow(run lockstep.Run) ([]any, error) {
	var ids [5]any
	for i, environment := range []string{run.Environment, run.From} {
		id, err := tx.environmentID(environment)
		if err != nil {
			return nil, err
		}
		ids[i] = orNull(id)
	}
	for i, snapshot := range []lockstep.Digest{run.Source, run.Guard, run.Result} {
		seq, err := tx.snapshotSeq(snapshot)
		if err != nil {
			return nil, err
		}
		ids[2+i] = orNull(seq)
	}
	startedAt, err := nanoseconds(run.StartedAt)
	if err != nil {
		return nil, err
	}
	var endedAt any
	if !run.EndedAt.IsZero() {
		if endedAt, err = nanoseconds(run.EndedAt); err != nil {
			return nil, err
		}
	}
	record, err := tx.seal(recordOf(run), aboutRun(run.UUID))
	if err != nil {
		return nil, err
	}
	return []any{ids[0], ids[1], string(run.Act), string(run.Status), run.Undoing, run.By, ids[2], ids[3], ids[4],
		rawOrNull(run.Want), rawOrNull(run.BaseAfter), orNull(int64(run.TakesBack)), orNull(int64(run.TakenBackBy)),
		startedAt, endedAt, record}, nil
}

// snapshotSeq is the small number of a snapshot; 0 for the absent digest.
func (tx *Tx) snapshotSeq(id lockstep.Digest) (int64, error) {
	if id == "" {
		return 0, nil
	}
	seq, err := tx.id(`SELECT seq FROM snapshot WHERE id = ?`, id.Raw())
	if err == nil && seq == 0 {
		return 0, noSnapshot()
	}
	return seq, err
}

// rawOrNull is a digest's bytes, or NULL for the absent one.
func rawOrNull(d lockstep.Digest) any {
	if raw := d.Raw(); raw != nil {
		return raw
	}
	return nil
}

func noRun(number int) error {
	return lockstep.Errorf(lockstep.NotFound, "There is no run %d in this catalog. List the runs to see which there are.", number)
}

func aboutRun(uuid string) string { return "record of run " + uuid }

// RunsOfSnapshots gives, for each snapshot that runs took, guarded with or left, the number of the newest of them.
func (r reader) RunsOfSnapshots(ctx context.Context, snapshots ...lockstep.Snapshot) (map[lockstep.Digest]int, error) {
	numbers := map[lockstep.Digest]int{}
	for some := range slices.Chunk(snapshots, 500) {
		ids := make([]any, len(some))
		for i, s := range some {
			ids[i] = s.ID.Raw()
		}
		_, err := list(ctx, r, func(row scanner) (none struct{}, err error) {
			var id []byte
			var number int
			err = row.Scan(&id, &number)
			numbers[lockstep.DigestFromRaw(id)] = number
			return none, err
		}, `
			SELECT s.id, max(r.number)
			FROM snapshot s
			JOIN run r ON r.source = s.seq OR r.guard = s.seq OR r.result = s.seq
			WHERE s.id IN (?`+strings.Repeat(`, ?`, len(some)-1)+`)
			GROUP BY s.id`, ids...)
		if err != nil {
			return nil, err
		}
	}
	return numbers, nil
}
