package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"lockstep/app/lockstep"
)

// Moment is a snapshot as a history of thousands needs it: nothing of it is sealed.
type Moment struct {
	Seq      int64 // names the snapshot inside the catalog
	State    int64 // names its state inside the catalog
	Number   int
	Reason   lockstep.Reason
	By       string
	TakenAt  time.Time
	Pinned   bool
	Noted    bool
	Imported bool
}

// RunMoment is a run as a history of thousands needs it.
type RunMoment struct {
	Number        int
	Environment   string // UUID of the target
	From          string // UUID of the environment promoted from; "" for other acts
	Act           lockstep.Act
	Status        lockstep.Status
	By            string
	Source        int64 // the Seq of the snapshot it takes from; 0 for none
	Guard, Result int64 // the Seq of the snapshots before and after; 0 for none
	TakesBack     int
	TakenBackBy   int
	StartedAt     time.Time
}

// HistoryRevision gives a number that changes with everything that is added to, changed in or taken from the history
// of an environment, by whatever process.
func (r reader) HistoryRevision(ctx context.Context, environment string) (revision int64, err error) {
	err = r.q.QueryRowContext(ctx, `SELECT revision FROM environment WHERE uuid = ?`, environment).Scan(&revision)
	if missing(err) {
		return 0, noEnvironment()
	}
	return revision, r.mapped(ctx, err)
}

// Moments gives all snapshots of an environment, in no particular order.
func (r reader) Moments(ctx context.Context, environment string) ([]Moment, error) {
	people := words{}
	return list(ctx, r, func(row scanner) (m Moment, err error) {
		var takenAt int64
		var reason, by sql.RawBytes
		err = row.Scan(&m.Seq, &m.State, &m.Number, &reason, &by, &takenAt, &m.Pinned, &m.Noted, &m.Imported)
		m.Reason, m.By, m.TakenAt = lockstep.Reason(people.of(reason)), people.of(by), time.Unix(0, takenAt)
		return m, err
	}, `
		SELECT seq, state, number, reason, "by", taken_at, pinned, note IS NOT NULL, imported
		FROM snapshot
		WHERE environment = (SELECT id FROM environment WHERE uuid = ?)`, environment)
}

// words keeps one copy of each of the few words that thousands of rows share.
type words map[string]string

func (w words) of(b []byte) string {
	word, ok := w[string(b)]
	if !ok {
		word = string(b)
		w[word] = word
	}
	return word
}

const selectRunMoment = `
	SELECT r.number, e.uuid, f.uuid, r.act, r.status, r."by", coalesce(r.source, 0), coalesce(r.guard, 0),
		coalesce(r.result, 0), coalesce(r.takes_back, 0), coalesce(r.taken_back_by, 0), r.started_at
	FROM run r
	JOIN environment e ON e.id = r.environment
	LEFT JOIN environment f ON f.id = r.source_env `

// RunMoments gives all runs that wrote to an environment, newest first.
func (r reader) RunMoments(ctx context.Context, environment string) ([]RunMoment, error) {
	return list(ctx, r, scanRunMoment, selectRunMoment+`
		WHERE r.environment = (SELECT id FROM environment WHERE uuid = ?)
		ORDER BY r.number DESC`, environment)
}

// RunMomentsFrom gives the runs that took what they wrote elsewhere from an environment, as a snapshot made for it.
func (r reader) RunMomentsFrom(ctx context.Context, environment string) ([]RunMoment, error) {
	return list(ctx, r, scanRunMoment, selectRunMoment+`
		JOIN snapshot n ON n.seq = r.source
		WHERE n.environment = (SELECT id FROM environment WHERE uuid = ?) AND n.reason = 'source'
		ORDER BY r.number DESC`, environment)
}

func scanRunMoment(row scanner) (m RunMoment, err error) {
	var from sql.NullString
	var startedAt int64
	err = row.Scan(&m.Number, &m.Environment, &from, &m.Act, &m.Status, &m.By, &m.Source, &m.Guard, &m.Result, &m.TakesBack, &m.TakenBackBy, &startedAt)
	m.From, m.StartedAt = from.String, time.Unix(0, startedAt)
	return m, err
}

// SnapshotsBySeq gives the snapshots of moments, by their Seq.
func (r reader) SnapshotsBySeq(ctx context.Context, seqs []int64) (map[int64]lockstep.Snapshot, error) {
	found := make(map[int64]lockstep.Snapshot, len(seqs))
	for some := range slices.Chunk(seqs, 500) {
		query := `SELECT seq, id FROM snapshot WHERE seq IN (?` + strings.Repeat(`, ?`, len(some)-1) + `)`
		ids := map[lockstep.Digest]int64{}
		if _, err := list(ctx, r, func(row scanner) (none struct{}, err error) {
			var seq int64
			var id []byte
			err = row.Scan(&seq, &id)
			ids[lockstep.DigestFromRaw(id)] = seq
			return none, err
		}, query, numbers(some)...); err != nil {
			return nil, err
		}
		all, err := list(ctx, r, r.scanSnapshot, selectSnapshot+`WHERE n.seq IN (?`+strings.Repeat(`, ?`, len(some)-1)+`)`, numbers(some)...)
		if err != nil {
			return nil, err
		}
		for _, s := range all {
			found[ids[s.ID]] = s
		}
	}
	return found, nil
}

// Notes gives the notes of an environment's snapshots, by their Seq; of those without a note, nothing.
func (r reader) Notes(ctx context.Context, environment string) (map[int64]string, error) {
	notes := map[int64]string{}
	_, err := list(ctx, r, func(row scanner) (none struct{}, err error) {
		var seq int64
		var id, sealed []byte
		if err := row.Scan(&seq, &id, &sealed); err != nil {
			return none, err
		}
		var note string
		err = r.unseal(sealed, aboutNote(lockstep.DigestFromRaw(id)), &note)
		notes[seq] = note
		return none, err
	}, `
		SELECT seq, id, note
		FROM snapshot
		WHERE environment = (SELECT id FROM environment WHERE uuid = ?) AND note IS NOT NULL`, environment)
	return notes, err
}

// Whys gives why runs were made, by their number; of those without a why, nothing.
func (r reader) Whys(ctx context.Context, runs []int64) (map[int64]string, error) {
	whys := map[int64]string{}
	for some := range slices.Chunk(runs, 500) {
		_, err := list(ctx, r, func(row scanner) (none struct{}, err error) {
			var number int64
			var uuid string
			var record []byte
			if err := row.Scan(&number, &uuid, &record); err != nil {
				return none, err
			}
			why, err := r.whyOf(uuid, record)
			if why != "" {
				whys[number] = why
			}
			return none, err
		}, `SELECT number, uuid, record FROM run WHERE number IN (?`+strings.Repeat(`, ?`, len(some)-1)+`)`, numbers(some)...)
		if err != nil {
			return nil, err
		}
	}
	return whys, nil
}

// whyOf reads no more of a record than it must: the changes behind it may be thousands.
func (r reader) whyOf(uuid string, record []byte) (string, error) {
	plain, err := r.sealer.Unseal(record, aboutRun(uuid))
	if err != nil {
		var content runRecord
		return "", r.unseal(record, aboutRun(uuid), &content) // which says what is wrong
	}
	if !bytes.HasPrefix(plain, []byte(`{"why":`)) {
		return "", nil
	}
	var why string
	err = json.NewDecoder(bytes.NewReader(plain[len(`{"why":`):])).Decode(&why)
	return why, err
}

func numbers(all []int64) []any {
	args := make([]any, len(all))
	for i, n := range all {
		args[i] = n
	}
	return args
}

// changedHistory counts that the history of an environment, given by its small number, has changed.
func (tx *Tx) changedHistory(environments ...any) error {
	for _, id := range environments {
		if id == nil {
			continue
		}
		if _, err := tx.exec(`UPDATE environment SET revision = revision + 1 WHERE id = ?`, id); err != nil {
			return tx.mapped(tx.ctx, err)
		}
	}
	return nil
}
