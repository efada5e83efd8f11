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
//	2  number of bases, for each the number of the pack that it lies in, its position there, and how many bodies it
//	   stands on itself; then a bundle
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

// standing is a body that others build upon.
type standing struct {
	place
	below int // how many bodies it stands on itself
}

// pack is an unfolded pack. Its bodies are made when they are asked for.
type pack struct {
	id     int64
	bases  []standing
	stored []bundled

	mu   sync.Mutex
	made []pieces          // without parts where it is not made yet, or empty
	sums []lockstep.Digest // of those that were laid out; "" for the others
	held int               // bytes
}

// pack gives a pack.
func (v *Vault) pack(ctx context.Context, id int64) (*pack, error) {
	return v.cache.get(id, func() (*pack, error) { return v.readPack(ctx, id) })
}

// readPack reads a pack from the catalog.
func (v *Vault) readPack(ctx context.Context, id int64) (*pack, error) {
	sealed, err := v.packs.Pack(ctx, id)
	if err != nil {
		return nil, err
	}
	content, err := v.codec.key.Unseal(sealed, aboutPack)
	if err != nil {
		return nil, packDamaged(err)
	}
	p := &pack{id: id}
	if len(content) > 0 && content[0] == packPlain {
		err = v.unfoldPlain(p, content)
	} else if content, err = p.readBases(content); err == nil {
		p.stored, err = v.codec.unbundle(content, len(p.bases))
	}
	if err != nil {
		return nil, packDamaged(err)
	}
	p.made, p.sums = make([]pieces, len(p.stored)), make([]lockstep.Digest, len(p.stored))
	for _, b := range p.stored {
		p.held += len(b.delta.literals)
	}
	return p, nil
}

func (v *Vault) unfoldPlain(p *pack, content []byte) error {
	plain, err := v.codec.decoder.DecodeAll(content[1:], nil)
	if err == nil {
		p.stored, err = unpacked(plain)
	}
	return err
}

// readBases reads what bodies of a pack build upon, and gives the rest of its content.
func (p *pack) readBases(content []byte) (bundle []byte, err error) {
	if len(content) == 0 || content[0] != packBased {
		return nil, unknownForm()
	}
	in := numbers(content[1:])
	count, ok := in.next()
	if !ok || count > uint64(len(in)) {
		return nil, errPack
	}
	p.bases = make([]standing, count)
	for i := range p.bases {
		number, ok := in.next()
		position, known := in.next()
		below, told := in.next()
		if !ok || !known || !told || number >= uint64(p.id) || position > maxPlain || below >= longestChain {
			return nil, errPack
		}
		p.bases[i] = standing{place{int64(number), int(position)}, int(below)}
	}
	return in, nil
}

// sealPack makes a pack of a bundle.
func (c codec) sealPack(bases []standing, bundle []byte) []byte {
	content := binary.AppendUvarint([]byte{packBased}, uint64(len(bases)))
	for _, base := range bases {
		content = binary.AppendUvarint(content, uint64(base.pack))
		content = binary.AppendUvarint(content, uint64(base.position))
		content = binary.AppendUvarint(content, uint64(base.below))
	}
	return c.key.Seal(append(content, bundle...), aboutPack)
}

var errPack = errors.New("a pack's list of sizes does not fit its content")

// unpacked reads the bodies of a pack of form 1. They share plain's memory.
func unpacked(plain []byte) ([]bundled, error) {
	in := numbers(plain)
	count, ok := in.next()
	if !ok || count > uint64(len(in)) {
		return nil, errPack
	}
	bodies := make([]bundled, count)
	for i := range bodies {
		size, ok := in.next()
		if !ok || size > maxPlain {
			return nil, errPack
		}
		bodies[i] = bundled{size: int(size), on: -1}
	}
	rest := []byte(in)
	for i, b := range bodies {
		if b.size > len(rest) {
			return nil, errPack
		}
		bodies[i].delta.literals, rest = rest[:b.size], rest[b.size:]
	}
	if len(rest) != 0 {
		return nil, errPack
	}
	return bodies, nil
}

// at gives the body at a place.
func (v *Vault) at(ctx context.Context, at place) (pieces, error) {
	p, err := v.pack(ctx, at.pack)
	if err != nil {
		return nil, err
	}
	return v.make(ctx, p, at.position)
}

// make gives a body of a pack.
func (v *Vault) make(ctx context.Context, p *pack, position int) (pieces, error) {
	if position < 0 || position >= len(p.stored) {
		return nil, packDamaged(errPack)
	}
	p.mu.Lock() // of packs that wait for one another, each waits for one of a lower number
	defer p.mu.Unlock()
	if body := p.made[position]; len(body) > 0 {
		return body, nil
	}
	b := p.stored[position]
	var base pieces
	if b.on >= 0 {
		var err error
		if base, err = v.at(ctx, p.bases[b.on].place); err != nil {
			return nil, err
		}
	}
	body, err := b.make(base)
	if err != nil {
		return nil, packDamaged(err)
	}
	v.cache.grow(p, len(body)*leastPart)
	p.made[position] = body
	return body, nil
}

// content gives a body of a pack in one piece, and keeps it so. One whose digest is not d is Corrupt.
func (v *Vault) content(ctx context.Context, p *pack, position int, d lockstep.Digest) ([]byte, error) {
	flat, sum, err := v.laidOut(ctx, p, position)
	if err == nil && sum != d {
		return nil, lockstep.NotRecorded(d)
	}
	return flat, err
}

// laidOut gives a body of a pack in one piece, with its digest.
func (v *Vault) laidOut(ctx context.Context, p *pack, position int) ([]byte, lockstep.Digest, error) {
	body, err := v.make(ctx, p, position)
	if err != nil {
		return nil, "", err
	}
	p.mu.Lock()
	sum := p.sums[position]
	p.mu.Unlock()
	flat := body.bytes()
	if sum != "" {
		return flat, sum, nil
	}
	sum = lockstep.DigestOf(flat)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.sums[position] == "" && len(body) > 1 {
		v.cache.grow(p, len(flat))
		p.made[position] = whole(flat)
	}
	p.sums[position] = sum
	return flat, sum, nil
}

// below says how many bodies the one at a place stands on.
func (p *pack) below(position int) int {
	if position < 0 || position >= len(p.stored) || p.stored[position].on < 0 {
		return 0
	}
	return p.bases[p.stored[position].on].below + 1
}

// root gives the place of the body that the one at a place stands on in the end: itself where it stands alone.
func (v *Vault) root(ctx context.Context, at place) (place, error) {
	for {
		p, err := v.pack(ctx, at.pack)
		if err != nil || p.below(at.position) == 0 {
			return at, err
		}
		at = p.bases[p.stored[at.position].on].place
	}
}

func packDamaged(cause error) error {
	return caused(cause, lockstep.Corrupt, "A pack of contents is damaged. Nothing was changed. Verify the catalog to see which snapshots it is part of, and put a copy back from a backup.")
}

// cacheSize is how many bytes of unfolded packs the vault keeps at hand.
const cacheSize = 64 << 20

// packCache keeps the packs that were used last. A pack never changes, so nothing in it goes stale.
type packCache struct {
	mu    sync.Mutex
	kept  []*pack // the last used one last
	bytes int
}

// get gives a pack, reading it where it is not at hand. Reading one may need others, so nobody waits meanwhile.
func (c *packCache) get(id int64, read func() (*pack, error)) (*pack, error) {
	if p := c.find(id); p != nil {
		return p, nil
	}
	p, err := read()
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if i := c.index(id); i >= 0 {
		return c.kept[i], nil // somebody else was quicker
	}
	c.kept = append(c.kept, p)
	c.bytes += p.held
	c.shrink()
	return p, nil
}

func (c *packCache) index(id int64) int {
	return slices.IndexFunc(c.kept, func(p *pack) bool { return p.id == id })
}

func (c *packCache) find(id int64) *pack {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := c.index(id)
	if i < 0 {
		return nil
	}
	p := c.kept[i]
	c.kept = append(slices.Delete(c.kept, i, i+1), p)
	return p
}

// grow counts a body that was made of a pack.
func (c *packCache) grow(p *pack, by int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p.held += by
	if c.index(p.id) >= 0 {
		c.bytes += by
		c.shrink()
	}
}

// shrink forgets the packs that were not used for longest.
func (c *packCache) shrink() {
	for c.bytes > cacheSize && len(c.kept) > 0 {
		c.bytes -= c.kept[0].held
		c.kept = slices.Delete(c.kept, 0, 1)
	}
}

func (c *packCache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept, c.bytes = nil, 0
}
