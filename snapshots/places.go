package snapshots

import (
	"context"
	"sync"

	"lockstep/app/lockstep"
)

// places finds where the bodies of one state lie. Who asks for one mostly asks for its neighbours next, so they are
// looked up many at a time.
type places struct {
	vault   *Vault
	digests []lockstep.Digest

	mu    sync.Mutex
	found map[int][]place // by block
}

const blockOfPlaces = 100

// body fetches the body of the i-th digest, and checks it.
func (p *places) body(ctx context.Context, i int) ([]byte, error) {
	d := p.digests[i]
	at, err := p.find(ctx, i)
	if err != nil {
		return nil, err
	}
	content, err := p.vault.body(ctx, at, d)
	if !isDamage(err) {
		return content, err
	}
	// It may have been moved to another pack since it was looked up.
	now, lookErr := p.vault.places(ctx, []lockstep.Digest{d})
	if lookErr != nil || now[0] == at {
		return nil, err
	}
	return p.vault.body(ctx, now[0], d)
}

func (p *places) find(ctx context.Context, i int) (place, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	block := i / blockOfPlaces
	found, ok := p.found[block]
	if !ok {
		first := block * blockOfPlaces
		var err error
		found, err = p.vault.places(ctx, p.digests[first:min(first+blockOfPlaces, len(p.digests))])
		if isDamage(err) { // of one of them, maybe
			one, err := p.vault.places(ctx, p.digests[i:i+1])
			if err != nil {
				return place{}, err
			}
			return one[0], nil
		}
		if err != nil {
			return place{}, err
		}
		p.found[block] = found
	}
	return found[i%blockOfPlaces], nil
}

// places says where bodies lie; the zero place for one that is not there.
func (v *Vault) places(ctx context.Context, digests []lockstep.Digest) ([]place, error) {
	tags := make([][]byte, len(digests))
	for i, d := range digests {
		tags[i] = v.codec.key.Tag(d)
	}
	packs, positions, err := v.packs.Bodies(ctx, tags)
	if err != nil {
		return nil, err
	}
	all := make([]place, len(digests))
	for i := range all {
		all[i] = place{packs[i], positions[i]}
	}
	return all, nil
}

// body fetches the body at a place, and checks that it has the digest d.
func (v *Vault) body(ctx context.Context, at place, d lockstep.Digest) ([]byte, error) {
	if at.pack == 0 {
		return nil, lockstep.Errorf(lockstep.Corrupt, "A content that a snapshot names is not in the catalog (%s). Nothing was changed. Verify the catalog to see what else is damaged, and put a copy back from a backup.", d.Short())
	}
	p, err := v.pack(ctx, at.pack)
	if err != nil {
		return nil, err
	}
	if at.position < 0 || at.position >= len(p.stored) {
		return nil, lockstep.Errorf(lockstep.Corrupt, "A content that a snapshot names is not where the catalog says (%s). Nothing was changed. Verify the catalog to see what else is damaged, and put a copy back from a backup.", d.Short())
	}
	return v.content(ctx, p, at.position, d)
}
