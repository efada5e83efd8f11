package snapshots

import (
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"sync"

	"lockstep/app/lockstep"
)

// A pack is the bodies that one snapshot brought, sealed about "pack". Its first byte is its form:
//
//	1  one zstd frame, which unfolds to the number of bodies, their sizes, and the bodies one after the other
//	2  number of bases, for each the number of the pack that it lies in and its position there; then a bundle
//
// A base lies in a pack of a lower number. Numbers are unsigned varints. Form 1 is not written any more.
const (
	packPlain byte = 1
	packBased byte = 2
)

// aboutPack is what packs are sealed about. Which pack it is does not matter: every body in it is checked by itself.
const aboutPack = "pack"

// longestChain is how many bodies a body may stand on, one upon the other: so many packs at most are unfolded for it.
const longestChain = 16

// place is where a body lies.
type place struct {
	pack     int64
	position int
}

// pack is an unfolded pack.
type pack struct {
	bodies [][]byte
	chains []chain
}

// chain is what a body stands on: how many others, and the last of them, which is itself where it stands alone.
type chain struct {
	length int
	root   place
}

// pack gives a pack, unfolded.
func (v *Vault) pack(ctx context.Context, id int64) (pack, error) {
	return v.cache.get(id, func() (pack, error) { return v.decode(ctx, id) })
}

// decode reads a pack from the catalog.
func (v *Vault) decode(ctx context.Context, id int64) (pack, error) {
	sealed, err := v.packs.Pack(ctx, id)
	if err != nil {
		return pack{}, err
	}
	content, err := v.codec.key.Unseal(sealed, aboutPack)
	if err != nil {
		return pack{}, packDamaged(err)
	}
	if len(content) > 0 && content[0] == packPlain {
		return v.decodePlain(id, content)
	}
	places, rest, err := readPlaces(id, content)
	if err != nil {
		return pack{}, packDamaged(err)
	}
	bases, below := make([][]byte, len(places)), make([]chain, len(places))
	for i, at := range places {
		if bases[i], below[i], err = v.at(ctx, at); err != nil {
			return pack{}, err
		}
	}
	bodies, on, err := v.codec.unbundle(rest, bases)
	if err != nil {
		return pack{}, packDamaged(err)
	}
	p := pack{bodies: bodies, chains: make([]chain, len(bodies))}
	for i, base := range on {
		p.chains[i] = chain{root: place{id, i}}
		if base >= 0 {
			p.chains[i] = chain{below[base].length + 1, below[base].root}
		}
	}
	return p, nil
}

func (v *Vault) decodePlain(id int64, content []byte) (pack, error) {
	plain, err := v.codec.decoder.DecodeAll(content[1:], nil)
	if err != nil {
		return pack{}, packDamaged(err)
	}
	bodies, err := unpacked(plain)
	if err != nil {
		return pack{}, packDamaged(err)
	}
	p := pack{bodies: bodies, chains: make([]chain, len(bodies))}
	for i := range bodies {
		p.chains[i] = chain{root: place{id, i}}
	}
	return p, nil
}

var errPack = errors.New("a pack's list of sizes does not fit its content")

// unpacked reads the bodies of a pack of form 1. They share plain's memory.
func unpacked(plain []byte) ([][]byte, error) {
	count, n := binary.Uvarint(plain)
	if n <= 0 || count > uint64(len(plain)-n) {
		return nil, errPack
	}
	rest := plain[n:]
	sizes := make([]uint64, count)
	for i := range sizes {
		size, n := binary.Uvarint(rest)
		if n <= 0 {
			return nil, errPack
		}
		sizes[i], rest = size, rest[n:]
	}
	bodies := make([][]byte, count)
	for i, size := range sizes {
		if size > uint64(len(rest)) {
			return nil, errPack
		}
		bodies[i], rest = rest[:size:size], rest[size:]
	}
	if len(rest) != 0 {
		return nil, errPack
	}
	return bodies, nil
}

// at gives the body at a place, and what it stands on.
func (v *Vault) at(ctx context.Context, at place) ([]byte, chain, error) {
	p, err := v.pack(ctx, at.pack)
	if err != nil {
		return nil, chain{}, err
	}
	if at.position < 0 || at.position >= len(p.bodies) {
		return nil, chain{}, packDamaged(errPack)
	}
	return p.bodies[at.position], p.chains[at.position], nil
}

// sealPack makes a pack of bodies and of the places of their bases.
func (c codec) sealPack(bases []place, bundle []byte) []byte {
	content := binary.AppendUvarint([]byte{packBased}, uint64(len(bases)))
	for _, at := range bases {
		content = binary.AppendUvarint(content, uint64(at.pack))
		content = binary.AppendUvarint(content, uint64(at.position))
	}
	return c.key.Seal(append(content, bundle...), aboutPack)
}

// readPlaces reads where the bases of the pack id lie, and gives the rest of its content.
func readPlaces(id int64, content []byte) ([]place, []byte, error) {
	if len(content) == 0 || content[0] != packBased {
		return nil, nil, unknownForm()
	}
	in := numbers(content[1:])
	count, ok := in.next()
	if !ok || count > uint64(len(in)) {
		return nil, nil, errPack
	}
	places := make([]place, count)
	for i := range places {
		number, ok := in.next()
		position, known := in.next()
		if !ok || !known || number >= uint64(id) || position > maxPlain {
			return nil, nil, errPack
		}
		places[i] = place{int64(number), int(position)}
	}
	return places, in, nil
}

func packDamaged(cause error) error {
	return caused(cause, lockstep.Corrupt, "A pack of contents is damaged. Nothing was changed. Verify the catalog to see which snapshots it is part of, and put a copy back from a backup.")
}

// cacheSize is how many bytes of unfolded packs the vault keeps at hand.
const cacheSize = 64 << 20

// packCache keeps the packs that were used last. A pack never changes, so nothing in it goes stale.
type packCache struct {
	mu    sync.Mutex
	kept  []cachedPack // the last used one last
	bytes int
}

type cachedPack struct {
	id   int64
	pack pack
	size int
}

// get gives a pack, reading it where it is not at hand. Reading one may need others, so nobody waits meanwhile. One that
// alone is larger than the cache is not kept.
func (c *packCache) get(id int64, read func() (pack, error)) (pack, error) {
	if p, ok := c.find(id); ok {
		return p, nil
	}
	p, err := read()
	if err != nil {
		return pack{}, err
	}
	if size := total(p.bodies); size <= cacheSize {
		c.keep(cachedPack{id, p, size})
	}
	return p, nil
}

func (c *packCache) find(id int64) (pack, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.kept, func(p cachedPack) bool { return p.id == id })
	if i < 0 {
		return pack{}, false
	}
	p := c.kept[i]
	c.kept = append(slices.Delete(c.kept, i, i+1), p)
	return p.pack, true
}

func (c *packCache) keep(p cachedPack) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if slices.ContainsFunc(c.kept, func(one cachedPack) bool { return one.id == p.id }) {
		return
	}
	c.kept = append(c.kept, p)
	for c.bytes += p.size; c.bytes > cacheSize; c.kept = slices.Delete(c.kept, 0, 1) {
		c.bytes -= c.kept[0].size
	}
}
