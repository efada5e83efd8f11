package store

import (
	"context"
	"fmt"

	"lockstep/app/lockstep"
)

// StateBases gives all states, in the order in which they came, with the state that each one's manifest builds upon; ""
// for one that stands alone.
func (r reader) StateBases(ctx context.Context) (states, bases []lockstep.Digest, err error) {
	_, err = list(ctx, r, func(row scanner) (none struct{}, err error) {
		var state, base []byte
		err = row.Scan(&state, &base)
		states, bases = append(states, lockstep.DigestFromRaw(state)), append(bases, lockstep.DigestFromRaw(base))
		return none, err
	}, `SELECT s.digest, b.digest FROM state s LEFT JOIN state b ON b.id = s.base ORDER BY s.id`)
	return states, bases, err
}

// UnusedStates gives the states that neither a snapshot nor a run needs. The state that came last is never among them, so
// that its number is not given again.
func (r reader) UnusedStates(ctx context.Context) ([]lockstep.Digest, error) {
	return list(ctx, r, scanDigest, `
		SELECT digest
		FROM state
		WHERE id NOT IN (SELECT state FROM snapshot) AND id < (SELECT max(id) FROM state)
		  AND digest NOT IN (SELECT want FROM run WHERE want IS NOT NULL)
		  AND digest NOT IN (SELECT base_after FROM run WHERE base_after IS NOT NULL)
		ORDER BY id`)
}

func scanDigest(row scanner) (lockstep.Digest, error) {
	var raw []byte
	err := row.Scan(&raw)
	return lockstep.DigestFromRaw(raw), err
}

// Epoch counts how often something was taken out of the vault. Who has looked what is in it has to look again when it has
// changed.
func (r reader) Epoch(ctx context.Context) (n int64, err error) {
	err = r.q.QueryRowContext(ctx, `SELECT coalesce((SELECT CAST(CAST(value AS TEXT) AS INTEGER) FROM meta WHERE name = 'epoch'), 0)`).Scan(&n)
	return n, r.mapped(ctx, err)
}

// NextEpoch counts that something is taken out of the vault.
func (tx *Tx) NextEpoch() error {
	_, err := tx.exec(`
		INSERT INTO meta (name, value)
		VALUES ('epoch', CAST('1' AS BLOB))
		ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(CAST(CAST(value AS TEXT) AS INTEGER) + 1 AS TEXT) AS BLOB)`)
	return tx.mapped(tx.ctx, err)
}

// SetManifest stores the manifest of a state anew, upon another base, or with "" upon none.
func (tx *Tx) SetManifest(state, base lockstep.Digest, manifest []byte) error {
	on, err := tx.baseID(base)
	if err != nil {
		return err
	}
	_, err = tx.exec(`UPDATE state SET base = ?, manifest = ? WHERE digest = ?`, orNull(on), manifest, state.Raw())
	return tx.mapped(tx.ctx, err)
}

// DropStates takes states out of the vault, with what is remembered of them. None of those that stay may build upon one.
func (tx *Tx) DropStates(states []lockstep.Digest) error {
	for _, query := range []string{`UPDATE state SET base = NULL WHERE digest = ?`, `DELETE FROM state WHERE digest = ?`} {
		if err := each(tx, query, states, func(d lockstep.Digest) []any { return []any{d.Raw()} }); err != nil {
			return err
		}
	}
	return nil
}

// MoveBody says that the body of a tag lies elsewhere from now on.
func (tx *Tx) MoveBody(tag []byte, pack int64, position int) error {
	_, err := tx.exec(`UPDATE body SET pack = ?, position = ? WHERE tag = ?`, pack, position, tag)
	return tx.mapped(tx.ctx, err)
}

// DropBodies takes bodies out of the vault.
func (tx *Tx) DropBodies(tags [][]byte) error {
	return each(tx, `DELETE FROM body WHERE tag = ?`, tags, func(tag []byte) []any { return []any{tag} })
}

// DropPacks takes packs out of the vault.
func (tx *Tx) DropPacks(ids []int64) error {
	return each(tx, `DELETE FROM pack WHERE id = ?`, ids, func(id int64) []any { return []any{id} })
}

// each runs a statement for every one of many.
func each[T any](tx *Tx, query string, all []T, args func(T) []any) error {
	statement, err := tx.tx.PrepareContext(tx.ctx, query)
	if err != nil {
		return tx.mapped(tx.ctx, err)
	}
	defer statement.Close()
	for _, one := range all {
		if _, err := statement.ExecContext(tx.ctx, args(one)...); err != nil {
			return tx.mapped(tx.ctx, err)
		}
	}
	return nil
}

// DropSnapshots deletes snapshots, whether a run names them or not; their numbers are not given again. What is recorded
// of the runs stays, without them.
func (tx *Tx) DropSnapshots(ids []lockstep.Digest) error {
	for _, query := range []string{
		`UPDATE run SET source = NULL WHERE source = (SELECT seq FROM snapshot WHERE id = ?)`,
		`UPDATE run SET guard = NULL WHERE guard = (SELECT seq FROM snapshot WHERE id = ?)`,
		`UPDATE run SET result = NULL WHERE result = (SELECT seq FROM snapshot WHERE id = ?)`,
		`UPDATE environment SET revision = revision + 1 WHERE id = (SELECT environment FROM snapshot WHERE id = ?)`,
		`DELETE FROM snapshot WHERE id = ?`,
	} {
		if err := each(tx, query, ids, func(d lockstep.Digest) []any { return []any{d.Raw()} }); err != nil {
			return err
		}
	}
	return tx.forget()
}

// forget lets go of the states of runs that cannot be taken back any more, as what was before them is gone. What two
// environments last had in common is kept, also for when all runs are rolled back that can be.
func (tx *Tx) forget() error {
	const gone = `guard IS NULL AND status IN ('done', 'undone', 'left')`
	for _, query := range []string{
		`UPDATE run SET want = NULL WHERE want IS NOT NULL AND ` + gone,
		`UPDATE run SET base_after = NULL WHERE base_after IS NOT NULL AND ` + gone + ` AND number NOT IN (
			SELECT max(number)
			FROM run
			WHERE ` + gone + ` AND act = 'promote' AND status = 'done' AND taken_back_by IS NULL
			GROUP BY environment, source_env)`,
	} {
		if _, err := tx.exec(query); err != nil {
			return tx.mapped(tx.ctx, err)
		}
	}
	return nil
}

// GiveBack gives the room in the file that is not used any more back to the disk, some at a time, so that nobody waits
// for it long, neither here nor in another process.
func (s *Store) GiveBack(ctx context.Context) error {
	for before := -1; ; {
		left, err := s.giveBackSome(ctx)
		if err != nil {
			return err
		}
		if left == 0 || left == before {
			break
		}
		before = left
	}
	conn, err := s.writer(ctx, synchronousFull)
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = conn.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	return s.mapped(ctx, err)
}

// giveBackSome says how much was left before.
func (s *Store) giveBackSome(ctx context.Context) (left int, err error) {
	conn, err := s.writer(ctx, synchronousFull)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	if err := conn.QueryRowContext(ctx, `PRAGMA freelist_count`).Scan(&left); err != nil || left == 0 {
		return 0, s.mapped(ctx, err)
	}
	const some = 2000 // pages
	rows, err := conn.QueryContext(ctx, fmt.Sprintf(`PRAGMA incremental_vacuum(%d)`, some))
	if err != nil {
		return 0, s.mapped(ctx, err)
	}
	defer rows.Close()
	for rows.Next() { // each step gives back a page
	}
	return left, s.mapped(ctx, rows.Err())
}
