package store

import (
	"context"
	"fmt"
	"slices"

	"lockstep/app/lockstep"
)

// Pair is two states by the numbers that name them inside the catalog.
type Pair struct{ A, B int64 }

// Difference is what takes one state to another: counts, and the names of the items concerned.
type Difference struct {
	Pair
	Added, Modified, Removed int
	Items                    []string // nil where they are not kept: there are too many
}

// Differences gives what is known of the given pairs, without the items.
func (r reader) Differences(ctx context.Context, pairs []Pair) (map[Pair]Difference, error) {
	known := make(map[Pair]Difference, len(pairs))
	for _, p := range pairs {
		d := Difference{Pair: p}
		err := r.q.QueryRowContext(ctx, `
			SELECT added, modified, removed
			FROM difference
			WHERE a = ? AND b = ?`, p.A, p.B).Scan(&d.Added, &d.Modified, &d.Removed)
		if missing(err) {
			continue
		}
		if err != nil {
			return nil, r.mapped(ctx, err)
		}
		known[p] = d
	}
	return known, nil
}

// EachDifference calls fn for every difference whose items are kept.
func (r reader) EachDifference(ctx context.Context, fn func(Difference)) error {
	_, err := list(ctx, r, func(row scanner) (none struct{}, err error) {
		var d Difference
		var sealed []byte
		if err := row.Scan(&d.A, &d.B, &d.Added, &d.Modified, &d.Removed, &sealed); err != nil {
			return none, err
		}
		if err := r.unseal(sealed, aboutDifference(d.Pair), &d.Items); err != nil {
			return none, err
		}
		fn(d)
		return none, nil
	}, `SELECT a, b, added, modified, removed, items FROM difference WHERE items IS NOT NULL`)
	return err
}

// KeepDifferences keeps what was found out. It does not wait for the disk: what is lost is found out again.
func (s *Store) KeepDifferences(ctx context.Context, all []Difference) error {
	return s.lightly(ctx, func(tx *Tx) error {
		for _, d := range all {
			if err := tx.keepDifference(d); err != nil {
				return err
			}
		}
		return nil
	})
}

func (tx *Tx) keepDifference(d Difference) (err error) {
	var items any
	if d.Items != nil {
		if items, err = tx.seal(d.Items, aboutDifference(d.Pair)); err != nil {
			return err
		}
	}
	_, err = tx.tx.ExecContext(tx.ctx, `
		INSERT INTO difference (a, b, added, modified, removed, items)
		VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, d.A, d.B, d.Added, d.Modified, d.Removed, items)
	return err
}

// StateDigests gives the digests of states by the numbers that name them inside the catalog.
func (r reader) StateDigests(ctx context.Context, states []int64) (map[int64]lockstep.Digest, error) {
	digests := make(map[int64]lockstep.Digest, len(states))
	for _, id := range slices.Compact(slices.Sorted(slices.Values(states))) {
		var raw []byte
		if err := r.q.QueryRowContext(ctx, `SELECT digest FROM state WHERE id = ?`, id).Scan(&raw); err != nil {
			return nil, r.mapped(ctx, err)
		}
		digests[id] = lockstep.DigestFromRaw(raw)
	}
	return digests, nil
}

func aboutDifference(p Pair) string { return fmt.Sprintf("difference of states %d and %d", p.A, p.B) }
