package snapshots

import (
	"context"

	"github.com/klauspost/compress"

	"lockstep/app/lockstep"
)

// packSize is how much content goes into one pack. A pack is unfolded whole, so it bounds the memory and the time that
// reading one body takes; a body that is larger has a pack of its own.
const packSize = 4 << 20

// packing fills packs.
type packing struct {
	vault  *Vault
	staged *Staged
	plain  bool // what does not compress is stored as it is

	tags   [][]byte
	bodies [][]byte
	on     []int // which of bases each body builds upon; -1 for none
	bases  []base
	placed map[place]int // where in bases each lies
	size   int
}

// base is a body that another one builds upon.
type base struct {
	standing
	content []byte // nil for none
}

func (p *packing) add(digest lockstep.Digest, content []byte, on base) {
	if p.size > 0 && p.size+len(content) > packSize {
		p.flush()
	}
	p.tags, p.bodies, p.size = append(p.tags, p.vault.codec.key.Tag(digest)), append(p.bodies, content), p.size+len(content)
	if on.content == nil {
		p.on = append(p.on, -1)
		return
	}
	at, ok := p.placed[on.place]
	if !ok {
		if p.placed == nil {
			p.placed = map[place]int{}
		}
		at = len(p.bases)
		p.placed[on.place], p.bases = at, append(p.bases, on)
	}
	p.on = append(p.on, at)
}

func (p *packing) flush() {
	if len(p.bodies) == 0 {
		return
	}
	bases, contents := make([]standing, len(p.bases)), make([][]byte, len(p.bases))
	for i, base := range p.bases {
		bases[i], contents[i] = base.standing, base.content
	}
	codec := p.vault.codec
	var content []byte
	if p.plain {
		content = asIs(p.bodies)
	} else {
		content = codec.bundle(p.bodies, p.on, contents)
	}
	p.staged.packs = append(p.staged.packs, stagedPack{p.tags, codec.sealPack(bases, content)})
	*p = packing{vault: p.vault, staged: p.staged, plain: p.plain}
}

// incompressible says that it is no use to try: what is compressed or encrypted already.
func incompressible(content []byte) bool {
	const least, sample = 4 << 10, 64 << 10
	return len(content) >= least && compress.Estimate(content[:min(len(content), sample)]) < 0.1
}

// basesOf finds, for items that are new, the bodies of the items of the same keys in states that are near, by the
// digests of the new ones.
func (v *Vault) basesOf(ctx context.Context, near []lockstep.Digest, items []lockstep.Item) (map[lockstep.Digest]place, error) {
	if len(items) == 0 {
		return nil, nil
	}
	before := make(map[lockstep.Digest]lockstep.Digest, len(items))
	for _, digest := range near {
		if len(before) == len(items) {
			break
		}
		state, err := v.State(ctx, digest)
		if isDamage(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, item := range items {
			if _, known := before[item.Body.Digest]; known {
				continue
			}
			if old, ok := state.Get(item.Key); ok {
				before[item.Body.Digest] = old.Body.Digest
			}
		}
	}
	news, olds := make([]lockstep.Digest, 0, len(before)), make([]lockstep.Digest, 0, len(before))
	for digest, old := range before {
		news, olds = append(news, digest), append(olds, old)
	}
	found, err := v.places(ctx, olds)
	if err != nil {
		return nil, err
	}
	at := make(map[lockstep.Digest]place, len(news))
	for i, digest := range news {
		at[digest] = found[i]
	}
	return at, nil
}

// base gives the body to build upon: that at a place, or, where its chain is as long as chains get, the one at its root.
// It is none where that is damaged.
func (v *Vault) base(ctx context.Context, at place) (base, error) {
	if at.pack == 0 {
		return base{}, nil
	}
	on := base{standing: standing{place: at}}
	p, err := v.pack(ctx, at.pack)
	if err == nil {
		on.below = p.below(at.position)
	}
	if on.below == longestChain {
		on.below = 0
		on.place, err = v.root(ctx, at)
	}
	if err == nil {
		if p, err = v.pack(ctx, on.pack); err == nil {
			on.content, _, err = v.laidOut(ctx, p, on.position)
		}
	}
	if isDamage(err) {
		return base{}, nil
	}
	return on, err
}
