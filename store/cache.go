package store

import (
	"context"
	"encoding/binary"

	"lockstep/app/lockstep"
)

// sighting is what of a lockstep.Sighting is sealed.
type sighting struct {
	Setup  lockstep.Digest `json:"setup"`
	Stamps []byte          `json:"stamps"` // 8 bytes each, little-endian
}

// Seen gives what is kept of a capture of an environment; the zero Sighting where nothing is. What cannot be read any
// more counts as nothing: it spares time and no more.
func (r reader) Seen(ctx context.Context, environment string) (lockstep.Sighting, error) {
	var digest, content []byte
	err := r.q.QueryRowContext(ctx, `
		SELECT s.digest, c.stamps
		FROM environment e
		JOIN cache c ON c.environment = e.id
		JOIN state s ON s.id = c.state
		WHERE e.uuid = ?`, environment).Scan(&digest, &content)
	if missing(err) {
		return lockstep.Sighting{}, nil
	}
	if err != nil {
		return lockstep.Sighting{}, r.mapped(ctx, err)
	}
	var kept sighting
	if r.unseal(content, aboutSighting(environment), &kept) != nil {
		return lockstep.Sighting{}, nil
	}
	seen := lockstep.Sighting{State: lockstep.DigestFromRaw(digest), Setup: kept.Setup}
	for b := kept.Stamps; len(b) >= 8; b = b[8:] {
		seen.Stamps = append(seen.Stamps, binary.LittleEndian.Uint64(b))
	}
	return seen, nil
}

// KeepSeen keeps what was seen of an environment in place of what was kept before. Its state must be in the vault.
func (tx *Tx) KeepSeen(environment string, seen lockstep.Sighting) error {
	kept := sighting{Setup: seen.Setup, Stamps: make([]byte, 0, 8*len(seen.Stamps))}
	for _, stamp := range seen.Stamps {
		kept.Stamps = binary.LittleEndian.AppendUint64(kept.Stamps, stamp)
	}
	content, err := tx.seal(kept, aboutSighting(environment))
	if err != nil {
		return err
	}
	_, err = tx.exec(`
		INSERT INTO cache (environment, state, stamps)
		SELECT e.id, s.id, ?
		FROM environment e, state s
		WHERE e.uuid = ? AND s.digest = ?
		ON CONFLICT (environment) DO UPDATE SET state = excluded.state, stamps = excluded.stamps`, content, environment, seen.State.Raw())
	return tx.mapped(tx.ctx, err)
}

func aboutSighting(environment string) string { return "what was seen of " + environment }
