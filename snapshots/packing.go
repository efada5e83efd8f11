package snapshots

import (
	"context"
	"runtime"

	"github.com/klauspost/compress"
	"golang.org/x/sync/errgroup"

	"lockstep/app/lockstep"
)

// A pack is unfolded whole, so its size bounds the memory and the time that reading one body takes; a body that is larger
// has a pack of its own. What is alike compresses best together: a snapshot that does not bring much has one pack, and
// one that brings more has many small ones.
const (
	packSize  = 4 << 20
	smallPack = 256 << 10
	much      = 4 * packSize
)

// packSizeFor gives how much content goes into one pack where so much is new.
func packSizeFor(size int64) int {
	if size > much {
		return smallPack
	}
	return packSize
}

// packing fills packs with new bodies: those that compress and those that do not apart. A pack that is full is folded
// while the next one is filled.
type packing struct {
	vault   *Vault
	kin     *kin
	dense   filling
	stored  filling
	folding *errgroup.Group
}

func (v *Vault) packing(staged *Staged, kin *kin, size int64) packing {
	most, folding := packSizeFor(size), &errgroup.Group{}
	folding.SetLimit(runtime.GOMAXPROCS(0))
	fresh := filling{codec: v.codec, staged: staged, folding: folding, most: most}
	stored := fresh
	stored.asIs = true
	return packing{v, kin, fresh, stored, folding}
}

// add adds a body, made upon the one at a place, or where that is none upon what it may have been made of.
func (p *packing) add(ctx context.Context, digest lockstep.Digest, content []byte, at place) (err error) {
	if incompressible(content) {
		p.stored.add(digest, content, base{})
		return nil
	}
	if at.pack == 0 {
		if at, err = p.kin.of(ctx, content); err != nil {
			return err
		}
	}
	on, err := p.vault.base(ctx, at)
	if err == nil {
		p.dense.add(digest, content, on)
	}
	return err
}

// finish folds what is left, and waits for all of it.
func (p *packing) finish() {
	p.dense.flush()
	p.stored.flush()
	_ = p.folding.Wait() // folding does not fail
}

// filling is a pack that is being filled.
type filling struct {
	codec   codec
	staged  *Staged
	folding *errgroup.Group
	most    int  // bytes
	asIs    bool // what does not compress is stored as it is

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

func (f *filling) add(digest lockstep.Digest, content []byte, on base) {
	if f.size > 0 && f.size+len(content) > f.most {
		f.flush()
	}
	f.tags, f.bodies, f.size = append(f.tags, f.codec.key.Tag(digest)), append(f.bodies, content), f.size+len(content)
	if on.content == nil {
		f.on = append(f.on, -1)
		return
	}
	at, ok := f.placed[on.place]
	if !ok {
		if f.placed == nil {
			f.placed = map[place]int{}
		}
		at = len(f.bases)
		f.placed[on.place], f.bases = at, append(f.bases, on)
	}
	f.on = append(f.on, at)
}

func (f *filling) flush() {
	if len(f.bodies) == 0 {
		return
	}
	full, pack := *f, &stagedPack{tags: f.tags}
	f.staged.packs = append(f.staged.packs, pack)
	f.folding.Go(func() error {
		pack.sealed = full.folded()
		return nil
	})
	*f = filling{codec: f.codec, staged: f.staged, folding: f.folding, most: f.most, asIs: f.asIs}
}

// folded makes the pack.
func (f *filling) folded() []byte {
	bases, contents := make([]standing, len(f.bases)), make([][]byte, len(f.bases))
	for i, base := range f.bases {
		bases[i], contents[i] = base.standing, base.content
	}
	if f.asIs {
		return f.codec.sealPack(bases, asIs(f.bodies))
	}
	return f.codec.sealPack(bases, f.codec.bundle(f.bodies, f.on, contents))
}

// incompressible says that it is no use to try: what is compressed or encrypted already.
func incompressible(content []byte) bool {
	const least, sample = 4 << 10, 64 << 10
	return len(content) >= least && compress.Estimate(content[:min(len(content), sample)]) < 0.1
}

// basesOf finds, for items that are new, the bodies of the items of the same keys in states that are near, by the
// digests of the new ones. old are the items of the first of these states, which are at hand.
func (v *Vault) basesOf(ctx context.Context, old []lockstep.Item, near []lockstep.Digest, items []lockstep.Item) (map[lockstep.Digest]place, error) {
	if len(near) == 0 || len(items) == 0 {
		return nil, nil
	}
	wanted := make(map[lockstep.Key][]lockstep.Digest, len(items)) // a key has several where several states are stored
	for _, item := range items {
		wanted[item.Key] = append(wanted[item.Key], item.Body.Digest)
	}
	before := make(map[lockstep.Digest]lockstep.Digest, len(items))
	for i, state := range near {
		if len(before) == len(items) {
			break
		}
		if i > 0 {
			var err error
			if old, err = v.items(ctx, state); err != nil && !isDamage(err) {
				return nil, err
			}
		}
		for _, item := range old {
			for _, digest := range wanted[item.Key] {
				if before[digest] == "" {
					before[digest] = item.Body.Digest
				}
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
