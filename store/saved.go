package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"lockstep/app/lockstep"
)

// savedRecord is what saved values are of, as it lies sealed in the catalog. Parts is how many pieces their rows lie in.
type savedRecord struct {
	Key     keyRecord `json:"key"`
	By      []string  `json:"by,omitempty"`
	Columns []string  `json:"columns"`
	Rows    int64     `json:"rows"`
	Bytes   int64     `json:"bytes"`
	Parts   int       `json:"parts"`
	At      time.Time `json:"at"`
}

func aboutSaved(uuid string) string { return "saved values " + uuid }

func aboutSavedPart(uuid string, seq int) string {
	return fmt.Sprintf("part %d of saved values %s", seq, uuid)
}

// Saved gives what was saved of a run, in the order in which it was, without its rows: those are read part by part.
func (r reader) Saved(ctx context.Context, run int) ([]lockstep.Saved, error) {
	saved, err := list(ctx, r, func(row scanner) (s lockstep.Saved, err error) {
		var content []byte
		if err := row.Scan(&s.ID, &content); err != nil {
			return s, err
		}
		var record savedRecord
		if err := r.unseal(content, aboutSaved(s.ID), &record); err != nil {
			return s, err
		}
		s.Run, s.At = run, record.At
		s.Loss = lockstep.Loss{Key: lockstep.Key(record.Key), By: record.By, Columns: record.Columns, Rows: record.Rows, Bytes: record.Bytes}
		return s, nil
	}, `SELECT uuid, content FROM saved WHERE run = ? AND content IS NOT NULL`, run)
	slices.SortStableFunc(saved, func(a, b lockstep.Saved) int {
		return cmp.Or(a.At.Compare(b.At), a.Key.Compare(b.Key), slices.Compare(a.Columns, b.Columns))
	})
	return saved, err
}

// SavedParts calls part with each piece of the rows of saved values, in order. The error is NotFound where they are not kept any
// more, and Corrupt where a piece is damaged or missing.
func (r reader) SavedParts(ctx context.Context, uuid string, part func([]byte) error) error {
	var content []byte
	err := r.q.QueryRowContext(ctx, `SELECT content FROM saved WHERE uuid = ? AND content IS NOT NULL`, uuid).Scan(&content)
	if missing(err) {
		return noSaved()
	}
	if err != nil {
		return r.mapped(ctx, err)
	}
	var record savedRecord
	if err := r.unseal(content, aboutSaved(uuid), &record); err != nil {
		return err
	}
	for seq := range record.Parts {
		err := r.q.QueryRowContext(ctx, `SELECT content FROM saved_part WHERE saved = ? AND seq = ?`, uuid, seq).Scan(&content)
		if missing(err) {
			return damaged(r.path, "a part of saved values is missing", nil)
		}
		if err != nil {
			return r.mapped(ctx, err)
		}
		plain, err := r.sealer.Unseal(content, aboutSavedPart(uuid, seq))
		if err != nil {
			return damaged(r.path, "a part of saved values is damaged", err)
		}
		if err := part(plain); err != nil {
			return err
		}
	}
	return nil
}

// SavedRuns gives the numbers of the runs that saved values.
func (r reader) SavedRuns(ctx context.Context) ([]int, error) {
	return list(ctx, r, func(row scanner) (run int, err error) { return run, row.Scan(&run) },
		`SELECT DISTINCT run FROM saved WHERE content IS NOT NULL ORDER BY run`)
}

// BeginSaved makes room for values that a run saves. What it began to save and did not end goes.
func (tx *Tx) BeginSaved(run int, uuid string) error {
	begun, err := list(tx.ctx, tx.reader, func(row scanner) (begun string, err error) { return begun, row.Scan(&begun) },
		`SELECT uuid FROM saved WHERE run = ? AND content IS NULL`, run)
	if err != nil {
		return err
	}
	for _, one := range begun {
		if err := tx.DropSaved(one); err != nil {
			return err
		}
	}
	_, err = tx.exec(`INSERT INTO saved (uuid, run) VALUES (?, ?)`, uuid, run)
	return tx.mapped(tx.ctx, err)
}

// AddSavedPart adds a piece of the rows; they are counted from 0.
func (tx *Tx) AddSavedPart(uuid string, seq int, plain []byte) error {
	_, err := tx.exec(`INSERT INTO saved_part (saved, seq, content) VALUES (?, ?, ?)`, uuid, seq,
		tx.sealer.Seal(plain, aboutSavedPart(uuid, seq)))
	return tx.mapped(tx.ctx, err)
}

// EndSaved keeps saved values of so many parts from now on, in place of what the same run saved of the same columns.
func (tx *Tx) EndSaved(s lockstep.Saved, parts int) error {
	former, err := tx.Saved(tx.ctx, s.Run)
	if err != nil {
		return err
	}
	for _, f := range former {
		if f.Key == s.Key && f.Whole() == s.Whole() && slices.Equal(f.Columns, s.Columns) {
			if err := tx.DropSaved(f.ID); err != nil {
				return err
			}
		}
	}
	content, err := tx.seal(savedRecord{Key: keyRecord(s.Key), By: s.By, Columns: s.Columns, Rows: s.Rows, Bytes: s.Bytes, Parts: parts, At: s.At.UTC()}, aboutSaved(s.ID))
	if err != nil {
		return err
	}
	_, err = tx.exec(`UPDATE saved SET content = ? WHERE uuid = ?`, content, s.ID)
	return tx.mapped(tx.ctx, err)
}

// DropSaved forgets saved values. The error is NotFound where there are none of that id.
func (tx *Tx) DropSaved(uuid string) error {
	if _, err := tx.exec(`DELETE FROM saved_part WHERE saved = ?`, uuid); err != nil {
		return tx.mapped(tx.ctx, err)
	}
	n, err := tx.exec(`DELETE FROM saved WHERE uuid = ?`, uuid)
	if err == nil && n == 0 {
		return noSaved()
	}
	return tx.mapped(tx.ctx, err)
}

func noSaved() error {
	return lockstep.Errorf(lockstep.NotFound, "These saved values are not in the catalog any more. Nothing was changed.")
}
