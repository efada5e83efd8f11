package snapshots

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"sync"

	"lockstep/app/lockstep"
)

// A stored manifest is sealed about the state that it is of. Its first byte is its form:
//
//	1  one zstd frame, which unfolds to the manifest
//	2  how many manifests it stands on (unsigned varint); then a bundle of the one manifest, whose base, unless that
//	   number is 0, is the manifest of the state that the catalog names as this one's base
//
// Form 1 is not written any more.
const (
	manifestPlain byte = 1
	manifestBased byte = 2
)

func aboutManifest(state lockstep.Digest) string { return "manifest of state " + string(state) }

// manifest is an unfolded manifest.
type manifest struct {
	state lockstep.Digest
	plain []byte
	below int             // how many manifests it stands on
	root  lockstep.Digest // the state whose manifest is the last of those; itself where it stands alone
}

// manifest gives the manifest of a state, unfolded; that of one that was read a moment ago as it was then.
func (v *Vault) manifest(ctx context.Context, state lockstep.Digest) (manifest, error) {
	return v.atHand(ctx, state, longestChain)
}

func (v *Vault) atHand(ctx context.Context, state lockstep.Digest, most int) (manifest, error) {
	if m, ok := v.manifests.find(state); ok {
		return m, nil
	}
	return v.readManifest(ctx, state, most)
}

// readManifest reads a manifest that stands on so many others at most: a ring of damaged rows would have no end.
func (v *Vault) readManifest(ctx context.Context, state lockstep.Digest, most int) (manifest, error) {
	sealed, base, err := v.packs.Manifest(ctx, state)
	if err != nil {
		return manifest{}, err
	}
	content, err := v.codec.key.Unseal(sealed, aboutManifest(state))
	if err != nil {
		return manifest{}, v.damaged(state, err)
	}
	m := manifest{state: state, root: state}
	if len(content) > 0 && content[0] == manifestPlain {
		m.plain, err = v.codec.decoder.DecodeAll(content[1:], nil)
	} else {
		var on manifest
		if content, err = m.readBelow(content, base, most); err == nil && m.below > 0 {
			on, err = v.atHand(ctx, base, m.below-1)
			m.root = on.root
		}
		if errors.As(err, new(*lockstep.Error)) && !isDamage(err) || ctx.Err() != nil {
			return manifest{}, cmp.Or(err, ctx.Err()) // it was not read, which says nothing of it
		}
		if err == nil {
			m.plain, err = v.unfoldManifest(content, on)
		}
	}
	if err != nil {
		return manifest{}, v.damaged(state, err)
	}
	v.manifests.keep(m)
	return m, nil
}

// readBelow reads how many manifests one of form 2 stands on, and gives its bundle.
func (m *manifest) readBelow(content []byte, base lockstep.Digest, most int) ([]byte, error) {
	if len(content) == 0 || content[0] != manifestBased {
		return nil, unknownForm()
	}
	in := numbers(content[1:])
	below, ok := in.next()
	if !ok || below > uint64(most) || (below > 0) != (base != "") {
		return nil, errManifest
	}
	m.below = int(below)
	return in, nil
}

// unfoldManifest gives the manifest in a bundle, which is made upon another one or upon none.
func (v *Vault) unfoldManifest(bundle []byte, on manifest) ([]byte, error) {
	bases := 0
	if on.plain != nil {
		bases = 1
	}
	bodies, err := v.codec.unbundle(bundle, bases)
	if err != nil {
		return nil, err
	}
	if len(bodies) != 1 || bodies[0].on >= bases {
		return nil, errManifest
	}
	m, err := bodies[0].make(whole(on.plain))
	return m.bytes(), err
}

// foldManifest makes the stored manifest of a state: upon another one, unless that is none or spares too little.
func (c codec) foldManifest(m, on manifest) (stagedState, manifest) {
	seal := func(bundle []byte) []byte {
		content := binary.AppendUvarint([]byte{manifestBased}, uint64(m.below))
		return c.key.Seal(append(content, bundle...), aboutManifest(m.state))
	}
	if on.plain != nil {
		// Digests do not compress, so that half of a manifest is what stays of one that stands alone.
		if based := c.bundle([][]byte{m.plain}, []int{0}, [][]byte{on.plain}); len(based) < len(m.plain)/4 {
			m.below, m.root = on.below+1, on.root
			return stagedState{m.state, on.state, seal(based)}, m
		}
	}
	return stagedState{m.state, "", seal(c.bundle([][]byte{m.plain}, []int{-1}, nil))}, m
}

// nearest gives the manifest to build upon: that of the first state which is there and whole, or, where its chain is as
// long as chains get, the one at its root.
func (v *Vault) nearest(ctx context.Context, near []lockstep.Digest) (manifest, error) {
	for _, state := range near {
		m, err := v.manifest(ctx, state)
		if err == nil && m.below == longestChain {
			m, err = v.manifest(ctx, m.root)
		}
		if err == nil || !isDamage(err) {
			return m, err
		}
	}
	return manifest{}, nil
}

// manifestCache keeps the manifests that were used last: one who goes through a history needs each of them again for the
// next.
type manifestCache struct {
	mu   sync.Mutex
	kept []manifest // the last used one last
}

const manifestsKept = 8

func (c *manifestCache) find(state lockstep.Digest) (manifest, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.kept, func(m manifest) bool { return m.state == state })
	if i < 0 {
		return manifest{}, false
	}
	m := c.kept[i]
	c.kept = append(slices.Delete(c.kept, i, i+1), m)
	return m, true
}

func (c *manifestCache) keep(m manifest) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if slices.ContainsFunc(c.kept, func(one manifest) bool { return one.state == m.state }) {
		return
	}
	c.kept = append(c.kept, m)
	if len(c.kept) > manifestsKept {
		c.kept = slices.Delete(c.kept, 0, 1)
	}
}

func (c *manifestCache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept = nil
}
