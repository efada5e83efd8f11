package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"math"
	"strings"
	"time"

	"lockstep/app/lockstep"
)

const selectSnapshot = `
	SELECT n.id, e.uuid, n.number, s.digest, n.reason, n."by", n.taken_at, n.nonce, n.items, n.bytes, n.pinned, n.imported, n.note, n.setup, n.kept_by, n.kept_at
	FROM snapshot n
	JOIN environment e ON e.id = n.environment
	JOIN state s ON s.id = n.state `

// Snapshot gives the snapshot of an id.
func (r reader) Snapshot(ctx context.Context, id lockstep.Digest) (lockstep.Snapshot, error) {
	return r.oneSnapshot(ctx, `WHERE n.id = ?`, id.Raw())
}

// SnapshotByNumber gives an environment's snapshot of a number.
func (r reader) SnapshotByNumber(ctx context.Context, environment string, number int) (lockstep.Snapshot, error) {
	return r.oneSnapshot(ctx, `WHERE e.uuid = ? AND n.number = ?`, environment, number)
}

// LatestSnapshot gives the snapshot with the highest number of those taken here: not of those imported.
func (r reader) LatestSnapshot(ctx context.Context, environment string) (lockstep.Snapshot, error) {
	return r.oneSnapshot(ctx, `WHERE e.uuid = ? AND n.imported = 0 ORDER BY n.number DESC LIMIT 1`, environment)
}

// expected tells the snapshots of what Lockstep knows an environment to be: those taken here, but for drift that nobody has
// said to keep.
const expected = `imported = 0 AND (reason <> 'drift' OR kept_by IS NOT NULL)`

// ExpectedSnapshot gives the newest snapshot of what Lockstep knows the environment to be.
func (r reader) ExpectedSnapshot(ctx context.Context, environment string) (lockstep.Snapshot, error) {
	return r.oneSnapshot(ctx, `WHERE e.uuid = ? AND `+expected+` ORDER BY n.number DESC LIMIT 1`, environment)
}

// NearStates gives the states of the newest snapshots of a project's environments: that of the given one first.
func (r reader) NearStates(ctx context.Context, environment string) ([]lockstep.Digest, error) {
	return list(ctx, r, scanDigest, `
		SELECT s.digest
		FROM environment own
		CROSS JOIN environment e ON e.project = own.project -- in this order: SQLite would go through all snapshots first
		CROSS JOIN snapshot n ON n.environment = e.id AND n.number = (SELECT max(number) FROM snapshot WHERE environment = e.id)
		CROSS JOIN state s ON s.id = n.state
		WHERE own.uuid = ?
		ORDER BY e.id = own.id DESC, n.seq DESC`, environment)
}

// PastStates gives the different states of the newest snapshots of an environment, the newest first, at most so many.
func (r reader) PastStates(ctx context.Context, environment string, most int) ([]lockstep.Digest, error) {
	return list(ctx, r, scanDigest, `
		SELECT s.digest
		FROM environment e
		CROSS JOIN snapshot n ON n.environment = e.id
		CROSS JOIN state s ON s.id = n.state
		WHERE e.uuid = ?
		GROUP BY s.id ORDER BY max(n.number) DESC LIMIT ?`, environment, most)
}

func (r reader) oneSnapshot(ctx context.Context, where string, args ...any) (lockstep.Snapshot, error) {
	s, err := r.scanSnapshot(r.q.QueryRowContext(ctx, selectSnapshot+where, args...))
	if missing(err) {
		return s, noSnapshot()
	}
	return s, r.mapped(ctx, err)
}

// SnapshotsByPrefix gives the snapshots whose ids begin with the given hexadecimal digits.
func (r reader) SnapshotsByPrefix(ctx context.Context, prefix string) ([]lockstep.Snapshot, error) {
	prefix = strings.ToLower(prefix)
	low, err := hex.DecodeString(prefix + strings.Repeat("0", max(0, 64-len(prefix))))
	if err != nil || len(prefix) > 64 {
		return []lockstep.Snapshot{}, nil // no id begins with what is not hexadecimal
	}
	high, _ := hex.DecodeString(prefix + strings.Repeat("f", 64-len(prefix)))
	return list(ctx, r, r.scanSnapshot, selectSnapshot+`WHERE n.id BETWEEN ? AND ? ORDER BY n.id`, low, high)
}

// Snapshots gives a page of an environment's snapshots, newest number first. A limit of 0 means no limit.
func (r reader) Snapshots(ctx context.Context, environment string, offset, limit int) ([]lockstep.Snapshot, error) {
	if limit <= 0 {
		limit = -1
	}
	return list(ctx, r, r.scanSnapshot, selectSnapshot+`
		WHERE n.environment = (SELECT id FROM environment WHERE uuid = ?)
		ORDER BY n.number DESC
		LIMIT ? OFFSET ?`, environment, limit, max(0, offset))
}

// MarkedSnapshots gives the snapshots of all environments that have a note or are pinned, the newest first.
func (r reader) MarkedSnapshots(ctx context.Context) ([]lockstep.Snapshot, error) {
	return list(ctx, r, r.scanSnapshot, selectSnapshot+`WHERE n.note IS NOT NULL OR n.pinned ORDER BY n.taken_at DESC`)
}

func (r reader) scanSnapshot(row scanner) (lockstep.Snapshot, error) {
	var s lockstep.Snapshot
	var id, state, note, setup []byte
	var takenAt int64
	var keptBy sql.NullString
	var keptAt sql.NullInt64
	err := row.Scan(&id, &s.Environment, &s.Number, &state, &s.Reason, &s.By, &takenAt, &s.Nonce, &s.Items, &s.Bytes, &s.Pinned, &s.Imported, &note, &setup, &keptBy, &keptAt)
	if err != nil {
		return s, err
	}
	s.ID, s.State = lockstep.DigestFromRaw(id), lockstep.DigestFromRaw(state)
	s.TakenAt = time.Unix(0, takenAt).UTC()
	if s.KeptBy = keptBy.String; keptAt.Valid {
		s.KeptAt = time.Unix(0, keptAt.Int64).UTC()
	}
	if setup != nil {
		s.Setup = lockstep.DigestFromRaw(setup)
	}
	if note != nil && r.unseal(note, aboutNote(s.ID), &s.Note) != nil {
		s.Note = "(The note is damaged.)" // which is no reason not to show the others
	}
	return s, nil
}

// SnapshotStates calls fn for every snapshot with its environment, its number there and the state that it is of.
func (r reader) SnapshotStates(ctx context.Context, fn func(environment string, number int, state lockstep.Digest)) error {
	_, err := list(ctx, r, func(row scanner) (none struct{}, err error) {
		var environment string
		var number int
		var state []byte
		if err = row.Scan(&environment, &number, &state); err == nil {
			fn(environment, number, lockstep.DigestFromRaw(state))
		}
		return none, err
	}, `
		SELECT e.uuid, n.number, s.digest
		FROM snapshot n
		JOIN environment e ON e.id = n.environment
		JOIN state s ON s.id = n.state`)
	return err
}

// AddSnapshot adds a snapshot and gives it its number, one that the environment never had. The state must be in the
// vault. A snapshot that is there already is left as it is; its number is filled in.
func (tx *Tx) AddSnapshot(s *lockstep.Snapshot) error { return tx.addSnapshot(s, 0) }

// BringSnapshot adds a snapshot that had its number elsewhere, and keeps that where it is higher than any that the
// environment had; otherwise it is as AddSnapshot.
func (tx *Tx) BringSnapshot(s *lockstep.Snapshot) error {
	if s.Number > mostBrought {
		return tx.addSnapshot(s, 0)
	}
	return tx.addSnapshot(s, s.Number)
}

// mostBrought is the highest number that is believed and kept. Whoever makes up one that is higher would leave no numbers
// for what comes after it.
const mostBrought = 1 << 24

func (tx *Tx) addSnapshot(s *lockstep.Snapshot, wanted int) error {
	number, err := tx.id(`SELECT number FROM snapshot WHERE id = ?`, s.ID.Raw())
	if err != nil {
		return err
	}
	if number != 0 {
		s.Number = int(number)
		return nil
	}
	environment, err := tx.environmentID(s.Environment)
	if err != nil {
		return err
	}
	state, err := tx.id(`SELECT id FROM state WHERE digest = ?`, s.State.Raw())
	if err != nil {
		return err
	}
	if environment == 0 || state == 0 || s.ID.Raw() == nil {
		return lockstep.Errorf(lockstep.Internal, "A snapshot without its environment, state or id cannot be stored. Nothing was changed. This is a fault of the program; report it.")
	}
	takenAt, err := nanoseconds(s.TakenAt)
	if err != nil {
		return err
	}
	note, err := tx.sealNote(s.ID, s.Note)
	if err != nil {
		return err
	}
	if number, err = tx.returned(`UPDATE environment SET numbered = max(numbered + 1, ?), revision = revision + 1 WHERE id = ? RETURNING numbered`, wanted, environment); err != nil {
		return err
	}
	_, err = tx.exec(`
		INSERT INTO snapshot (id, environment, number, state, reason, "by", taken_at, nonce, items, bytes, pinned, imported, note, setup)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		s.ID.Raw(), environment, number, state, string(s.Reason), s.By, takenAt, s.Nonce, s.Items, s.Bytes, s.Pinned, s.Imported, note, s.Setup.Raw())
	if err != nil {
		return tx.mapped(tx.ctx, err)
	}
	s.Number = int(number)
	return nil
}

// Numbered gives the highest number that a snapshot of the environment ever had.
func (r reader) Numbered(ctx context.Context, environment string) (n int, err error) {
	err = r.q.QueryRowContext(ctx, `SELECT coalesce(max(numbered), 0) FROM environment WHERE uuid = ?`, environment).Scan(&n)
	return n, r.mapped(ctx, err)
}

// NumberFrom sees to it that the environment's next snapshot has a number beyond n, unless that is beyond belief.
func (tx *Tx) NumberFrom(environment string, n int) error {
	_, err := tx.exec(`UPDATE environment SET numbered = max(numbered, ?) WHERE uuid = ?`, min(n, mostBrought), environment)
	return tx.mapped(tx.ctx, err)
}

// NoteSnapshot sets the note of a snapshot.
func (tx *Tx) NoteSnapshot(id lockstep.Digest, note string) error {
	content, err := tx.sealNote(id, note)
	if err != nil {
		return err
	}
	return tx.marked(id, `UPDATE snapshot SET note = ? WHERE id = ?`, content, id.Raw())
}

// PinSnapshot pins a snapshot, or lets go of it.
func (tx *Tx) PinSnapshot(id lockstep.Digest, pinned bool) error {
	return tx.marked(id, `UPDATE snapshot SET pinned = ? WHERE id = ?`, pinned, id.Raw())
}

// KeepDrift records who said of a snapshot of drift that it is how its environment is from now on.
func (tx *Tx) KeepDrift(id lockstep.Digest, by string, at time.Time) error {
	when, err := nanoseconds(at)
	if err != nil {
		return err
	}
	return tx.marked(id, `UPDATE snapshot SET kept_by = ?, kept_at = ? WHERE id = ?`, by, when, id.Raw())
}

// marked makes a change to one snapshot, and counts that its history has changed.
func (tx *Tx) marked(id lockstep.Digest, change string, args ...any) error {
	environment, err := tx.id(`SELECT environment FROM snapshot WHERE id = ?`, id.Raw())
	if err != nil {
		return err
	}
	if err := tx.oneChanged(tx.exec(change, args...)); err != nil {
		return err
	}
	return tx.changedHistory(environment)
}

// DeleteSnapshot deletes a snapshot; its number is not given again. One that a run names is a Conflict: the run could
// not be undone or shown without it.
func (tx *Tx) DeleteSnapshot(id lockstep.Digest) error {
	seq, err := tx.id(`SELECT seq FROM snapshot WHERE id = ?`, id.Raw())
	if err != nil {
		return err
	}
	if seq == 0 {
		return noSnapshot()
	}
	run, err := tx.id(`SELECT coalesce(max(number), 0) FROM run WHERE ? IN (source, guard, result)`, seq)
	if err != nil {
		return err
	}
	if run != 0 {
		return lockstep.Errorf(lockstep.Conflict, "Run %d needs this snapshot, so it is kept. Nothing was changed. Snapshots that no run names can be deleted.", run)
	}
	return tx.marked(id, `DELETE FROM snapshot WHERE seq = ?`, seq)
}

func (tx *Tx) oneChanged(n int64, err error) error {
	if err == nil && n == 0 {
		return noSnapshot()
	}
	return tx.mapped(tx.ctx, err)
}

// sealNote seals a note; none stays NULL.
func (tx *Tx) sealNote(id lockstep.Digest, note string) (any, error) {
	if note == "" {
		return nil, nil
	}
	return tx.seal(note, aboutNote(id))
}

func noSnapshot() error {
	return lockstep.Errorf(lockstep.NotFound, "There is no such snapshot in this catalog. List the snapshots to see which there are.")
}

func aboutNote(id lockstep.Digest) string { return "note of snapshot " + string(id) }

// nearest is nanoseconds for a bound: of a time that is out of the range, its end.
func nearest(t time.Time) int64 {
	n, err := nanoseconds(t)
	switch {
	case err == nil:
		return n
	case t.Before(time.Unix(0, 0)):
		return math.MinInt64
	}
	return math.MaxInt64
}

// nanoseconds gives a time as the catalog keeps it.
func nanoseconds(t time.Time) (int64, error) {
	n := t.UnixNano()
	if n == math.MinInt64 || !time.Unix(0, n).Equal(t) {
		return 0, lockstep.Errorf(lockstep.Invalid, "The time %s is out of the range that can be stored (years 1678 to 2262). Nothing was changed. Set the clock right and try again.", t.UTC().Format(time.RFC3339))
	}
	return n, nil
}

// CountSnapshots counts the snapshots of an environment; of all for "".
func (r reader) CountSnapshots(ctx context.Context, environment string) (n int, err error) {
	err = r.q.QueryRowContext(ctx, `
		SELECT count(*)
		FROM snapshot
		WHERE ?1 = '' OR environment = (SELECT id FROM environment WHERE uuid = ?1)`, environment).Scan(&n)
	return n, r.mapped(ctx, err)
}
