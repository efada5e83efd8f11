package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
)

// The record of runs is a chain: each time that a run is added or changed, a link is added with the digest of the run's row
// as it is then, and with a hash over that and over the hash of the link before. So what was changed or taken out of the
// record later, past the program, no longer fits. What pruning lets go of (the snapshots and states that a run names) is not
// part of it.

// Chain is what was found when the record of runs was gone through.
type Chain struct {
	Links  int
	Head   string   // the hash of the last link in hexadecimal: who notes it can tell later that nothing before it was changed; "" for none
	Faults []string // sentences: what does not fit
}

const selectChained = `
	SELECT r.number, r.uuid, e.uuid, f.uuid, r.act, r.status, r.undoing, r."by", r.takes_back, r.taken_back_by,
		r.started_at, r.ended_at, r.record, r.steps
	FROM run r
	JOIN environment e ON e.id = r.environment
	LEFT JOIN environment f ON f.id = r.source_env `

// chained is a run's row as the chain takes it.
type chained struct {
	number int64
	uuid   string
	sum    [sha256.Size]byte
}

func scanChained(row scanner) (c chained, err error) {
	var environment, act, status, by string
	var from sql.NullString
	var undoing bool
	var takesBack, takenBackBy, endedAt sql.NullInt64
	var startedAt int64
	var record, steps []byte
	err = row.Scan(&c.number, &c.uuid, &environment, &from, &act, &status, &undoing, &by, &takesBack, &takenBackBy, &startedAt, &endedAt, &record, &steps)
	if err != nil {
		return c, err
	}
	h := sha256.New()
	add(h, []byte(c.uuid), []byte(environment), []byte(from.String), []byte(act), []byte(status), []byte(by), record, steps)
	for _, n := range []int64{c.number, startedAt, takesBack.Int64, takenBackBy.Int64, endedAt.Int64} {
		_ = binary.Write(h, binary.BigEndian, n) // a hash takes everything
	}
	_ = binary.Write(h, binary.BigEndian, undoing)
	h.Sum(c.sum[:0])
	return c, nil
}

// add hashes values with their lengths.
func add(h hash.Hash, values ...[]byte) {
	for _, v := range values {
		_ = binary.Write(h, binary.BigEndian, uint64(len(v))) // a hash takes everything
		h.Write(v)
	}
}

// link is the hash of a link.
func link(before []byte, run string, row []byte) []byte {
	h := sha256.New()
	add(h, before, []byte(run), row)
	return h.Sum(nil)
}

// chain adds a link for the run of a number, as it is now.
func (tx *Tx) chain(number int64) error {
	row, err := scanChained(tx.q.QueryRowContext(tx.ctx, selectChained+`WHERE r.number = ?`, number))
	if err != nil {
		return tx.mapped(tx.ctx, err)
	}
	var before []byte
	err = tx.q.QueryRowContext(tx.ctx, `SELECT hash FROM chain ORDER BY seq DESC LIMIT 1`).Scan(&before)
	if err != nil && !missing(err) {
		return tx.mapped(tx.ctx, err)
	}
	_, err = tx.exec(`INSERT INTO chain (run, row, hash) VALUES (?, ?, ?)`, row.uuid, row.sum[:], link(before, row.uuid, row.sum[:]))
	return tx.mapped(tx.ctx, err)
}

// Chain goes through the record of runs. Those that are older than the chain have a link once they change.
func (r reader) Chain(ctx context.Context) (c Chain, err error) {
	c.Faults = []string{}
	newest := map[string][]byte{} // what the last link of each run says of its row
	var before []byte
	next := int64(1)
	_, err = list(ctx, r, func(row scanner) (none struct{}, err error) {
		var seq int64
		var run string
		var sum, hash []byte
		if err := row.Scan(&seq, &run, &sum, &hash); err != nil {
			return none, err
		}
		if seq != next {
			c.Faults = append(c.Faults, fmt.Sprintf("Links %d to %d of the record of runs are gone.", next, seq-1))
		} else if !bytes.Equal(hash, link(before, run, sum)) {
			c.Faults = append(c.Faults, fmt.Sprintf("Link %d of the record of runs does not fit the one before it.", seq))
		}
		newest[run], before, next = sum, hash, seq+1
		c.Links++
		return none, nil
	}, `SELECT seq, run, row, hash FROM chain ORDER BY seq`)
	if err != nil {
		return c, err
	}
	c.Head = hex.EncodeToString(before)
	var older int64
	err = r.q.QueryRowContext(ctx, `SELECT coalesce((SELECT CAST(CAST(value AS TEXT) AS INTEGER) FROM meta WHERE name = 'unchained'), 0)`).Scan(&older)
	if err != nil {
		return c, r.mapped(ctx, err)
	}
	_, err = list(ctx, r, func(row scanner) (none struct{}, err error) {
		run, err := scanChained(row)
		if err != nil {
			return none, err
		}
		sum, linked := newest[run.uuid]
		delete(newest, run.uuid)
		switch {
		case !linked && run.number > older:
			c.Faults = append(c.Faults, fmt.Sprintf("Run %d was put into the record past Lockstep.", run.number))
		case linked && !bytes.Equal(sum, run.sum[:]):
			c.Faults = append(c.Faults, fmt.Sprintf("Run %d is not what was recorded: it was changed past Lockstep.", run.number))
		}
		return none, nil
	}, selectChained+`ORDER BY r.number`)
	if len(newest) > 0 {
		c.Faults = append(c.Faults, fmt.Sprintf("%d of the recorded runs were taken out of the record past Lockstep.", len(newest)))
	}
	return c, err
}
