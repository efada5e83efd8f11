package store

import (
	"context"
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// The catalog keeps three tables for the vault and does not look inside: states with their manifests, bodies with
// where they lie, and packs. A tag and a content mean something to the vault alone.

// States gives the digests of all states, in the order in which they came.
func (r reader) States(ctx context.Context) ([]lockstep.Digest, error) {
	return list(ctx, r, scanDigest, `SELECT digest FROM state ORDER BY id`)
}

// HasState says that the vault holds a state.
func (r reader) HasState(ctx context.Context, state lockstep.Digest) (bool, error) {
	var has bool
	err := r.q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM state WHERE digest = ?)`, state.Raw()).Scan(&has)
	return has, r.mapped(ctx, err)
}

// Manifest gives a state's manifest and the state that it builds upon; "" where it stands alone.
func (r reader) Manifest(ctx context.Context, state lockstep.Digest) (manifest []byte, base lockstep.Digest, err error) {
	var raw []byte
	err = r.q.QueryRowContext(ctx, `
		SELECT s.manifest, b.digest
		FROM state s
		LEFT JOIN state b ON b.id = s.base
		WHERE s.digest = ?`, state.Raw()).Scan(&manifest, &raw)
	if missing(err) {
		return nil, "", lockstep.Errorf(lockstep.NotFound, "The state %s is not in this catalog. List the snapshots to see which there are.", state.Short())
	}
	return manifest, lockstep.DigestFromRaw(raw), r.mapped(ctx, err)
}

// Bodies says where the bodies of the given tags lie: the pack of each, 0 for one that is not there, and the position
// in it.
func (r reader) Bodies(ctx context.Context, tags [][]byte) (packs []int64, positions []int, err error) {
	packs, positions = make([]int64, len(tags)), make([]int, len(tags))
	at := make(map[string][]int, len(tags))
	for i, tag := range tags {
		at[string(tag)] = append(at[string(tag)], i)
	}
	for some := range slices.Chunk(tags, 500) {
		args := make([]any, len(some))
		for i, tag := range some {
			args[i] = tag
		}
		found, err := list(ctx, r, scanBody, `SELECT tag, pack, position FROM body WHERE tag IN (?`+strings.Repeat(`, ?`, len(some)-1)+`)`, args...)
		if err != nil {
			return nil, nil, err
		}
		for _, b := range found {
			for _, i := range at[string(b.tag)] {
				packs[i], positions[i] = b.pack, b.position
			}
		}
	}
	return packs, positions, nil
}

// EachBody calls fn for every body, in no particular order, until fn gives an error.
func (r reader) EachBody(ctx context.Context, fn func(tag []byte, pack int64, position int) error) error {
	_, err := list(ctx, r, func(row scanner) (none struct{}, err error) {
		b, err := scanBody(row)
		if err != nil {
			return none, err
		}
		return none, fn(b.tag, b.pack, b.position)
	}, `SELECT tag, pack, position FROM body`)
	return err
}

type bodyRow struct {
	tag      []byte
	pack     int64
	position int
}

func scanBody(row scanner) (b bodyRow, err error) {
	return b, row.Scan(&b.tag, &b.pack, &b.position)
}

// PackIDs gives the numbers of all packs.
func (r reader) PackIDs(ctx context.Context) ([]int64, error) {
	return list(ctx, r, func(row scanner) (id int64, err error) {
		return id, row.Scan(&id)
	}, `SELECT id FROM pack ORDER BY id`)
}

// Pack gives the content of a pack.
func (r reader) Pack(ctx context.Context, id int64) ([]byte, error) {
	var content []byte
	err := r.q.QueryRowContext(ctx, `SELECT content FROM pack WHERE id = ?`, id).Scan(&content)
	if missing(err) {
		return nil, damaged(r.path, "a pack is missing", nil)
	}
	return content, r.mapped(ctx, err)
}

// AddPack adds a pack and gives its number.
func (tx *Tx) AddPack(content []byte) (int64, error) {
	return tx.returned(`INSERT INTO pack (content) VALUES (?) RETURNING id`, content)
}

// AddBody says where the body of a tag lies.
func (tx *Tx) AddBody(tag []byte, pack int64, position int) error {
	_, err := tx.exec(`
		INSERT INTO body (tag, pack, position)
		VALUES (?, ?, ?)`, tag, pack, position)
	return tx.mapped(tx.ctx, err)
}

// baseID gives the number of the state that another one's manifest builds upon; 0 for none.
func (tx *Tx) baseID(base lockstep.Digest) (int64, error) {
	if base == "" {
		return 0, nil
	}
	on, err := tx.id(`SELECT id FROM state WHERE digest = ?`, base.Raw())
	if err == nil && on == 0 {
		err = lockstep.Errorf(lockstep.Internal, "A state cannot build upon one that is not there. Nothing was changed. This is a fault of the program; report it.")
	}
	return on, err
}

// AddState adds a state with its manifest, which builds upon the state base, or with "" upon none.
func (tx *Tx) AddState(state, base lockstep.Digest, manifest []byte) error {
	on, err := tx.baseID(base)
	if err != nil {
		return err
	}
	_, err = tx.exec(`
		INSERT INTO state (digest, base, manifest)
		VALUES (?, ?, ?)`, state.Raw(), orNull(on), manifest)
	return tx.mapped(tx.ctx, err)
}
