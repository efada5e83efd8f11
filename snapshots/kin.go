package snapshots

import (
	"bytes"
	"context"
	"hash/maphash"

	"lockstep/app/lockstep"
)

// kin finds what new items may have been made of: items that were there before and are not there any more under their
// names, which have many lines in common with them. So a file that was renamed and edited is stored as what changed in it.
type kin struct {
	vault *Vault
	gone  []lockstep.Digest
	fits  func(place) bool // which places may be built upon; nil for all

	read   bool
	seed   maphash.Seed
	places []place
	lines  map[uint64][]int32 // by hash, the numbers of those that have the line
}

const (
	mostKin      = 1000     // items that are looked at
	mostKinBytes = 16 << 20 // of their contents
	leastLine    = 8        // bytes: shorter ones are in everything
)

// kinOf gives the kin of new items among old ones; has says which keys are there still.
func (v *Vault) kinOf(old []lockstep.Item, has func(lockstep.Key) bool) *kin {
	k := &kin{vault: v}
	for _, item := range old {
		if !has(item.Key) {
			k.gone = append(k.gone, item.Body.Digest)
		}
	}
	return k
}

// of gives the place of the body that has the most lines in common with a content, if those are a third of its own at
// least; the zero place for none.
func (k *kin) of(ctx context.Context, content []byte) (place, error) {
	if err := k.readAll(ctx); err != nil || len(k.places) == 0 {
		return place{}, err
	}
	tally, whole, best := make([]int, len(k.places)), 0, 0
	for line := range bytes.Lines(content) {
		whole += len(line)
		if len(line) >= leastLine {
			for _, i := range k.lines[maphash.Bytes(k.seed, line)] {
				if tally[i] += len(line); tally[i] > tally[best] {
					best = int(i)
				}
			}
		}
	}
	if tally[best] < whole/3 || tally[best] == 0 {
		return place{}, nil
	}
	return k.places[best], nil
}

// readAll reads what is gone, the first time.
func (k *kin) readAll(ctx context.Context) error {
	if k.read || len(k.gone) == 0 {
		return nil
	}
	k.read, k.seed, k.lines = true, maphash.MakeSeed(), map[uint64][]int32{}
	k.gone = k.gone[:min(len(k.gone), mostKin)]
	found, err := k.vault.places(ctx, k.gone)
	if err != nil {
		return err
	}
	size := 0
	for i, at := range found {
		if at.pack == 0 || size > mostKinBytes || k.fits != nil && !k.fits(at) {
			continue
		}
		content, err := k.vault.body(ctx, at, k.gone[i])
		if isDamage(err) || len(content) > mostKinBytes || incompressible(content) {
			continue
		}
		if err != nil {
			return err
		}
		size += len(content)
		number := int32(len(k.places))
		k.places = append(k.places, at)
		for line := range bytes.Lines(content) {
			if len(line) < leastLine {
				continue
			}
			hash := maphash.Bytes(k.seed, line)
			if all := k.lines[hash]; len(all) == 0 || all[len(all)-1] != number {
				k.lines[hash] = append(all, number)
			}
		}
	}
	return nil
}
