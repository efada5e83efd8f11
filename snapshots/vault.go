package snapshots

import (
	"context"
	"errors"
	"sync/atomic"

	"lockstep/app/lockstep"
)

// Packs is what the vault reads. What it gives is sealed; a tag names a body.
type Packs interface {
	// States gives the digests of all states.
	States(ctx context.Context) ([]lockstep.Digest, error)
	// HasState says that a state is there.
	HasState(ctx context.Context, state lockstep.Digest) (bool, error)
	// Manifest gives a state's manifest and the state that it builds upon ("" for none); without one it is NotFound.
	Manifest(ctx context.Context, state lockstep.Digest) (manifest []byte, base lockstep.Digest, err error)
	// Bodies says in which pack, and where in it, the bodies of the tags lie; a pack of 0 is none.
	Bodies(ctx context.Context, tags [][]byte) (packs []int64, positions []int, err error)
	// EachBody calls fn for every body.
	EachBody(ctx context.Context, fn func(tag []byte, pack int64, position int) error) error
	// PackIDs gives the numbers of all packs.
	PackIDs(ctx context.Context) ([]int64, error)
	// Pack gives the content of a pack.
	Pack(ctx context.Context, id int64) ([]byte, error)
	// Epoch counts how often something was taken out.
	Epoch(ctx context.Context) (int64, error)
}

// PackTx is what the vault writes to: a transaction, which sees what it has written.
type PackTx interface {
	Epoch(ctx context.Context) (int64, error)
	HasState(ctx context.Context, state lockstep.Digest) (bool, error)
	Bodies(ctx context.Context, tags [][]byte) (packs []int64, positions []int, err error)
	AddPack(content []byte) (id int64, err error)
	AddBody(tag []byte, pack int64, position int) error
	AddState(state, base lockstep.Digest, manifest []byte) error
}

// Vault holds states. It may be used from several goroutines.
type Vault struct {
	packs     Packs
	codec     codec
	cache     packCache
	manifests manifestCache
	epoch     atomic.Int64 // that what is at hand is of
}

// New gives the vault that lies in packs and is sealed with key.
func New(packs Packs, key *Key) *Vault {
	return &Vault{packs: packs, codec: newCodec(key)}
}

// MAC is the keyed checksum of content for one purpose: who does not have the vault's key cannot make it.
func (v *Vault) MAC(purpose string, content []byte) []byte { return v.codec.key.mac(purpose, content) }

// State gives a state. Its bodies are fetched when they are asked for, and checked then. One that the vault does not
// hold is NotFound; one whose manifest is not what was stored is Corrupt.
func (v *Vault) State(ctx context.Context, state lockstep.Digest) (lockstep.State, error) {
	m, err := v.readManifest(ctx, state, longestChain)
	if err != nil {
		return lockstep.State{}, err
	}
	ctx = context.WithoutCancel(ctx) // the bodies are asked for later, by whoever holds the state then
	places := &places{vault: v, found: map[int][]place{}}
	s, err := decodeManifest(m.plain, func(d lockstep.Digest, size int64) lockstep.Body {
		i := len(places.digests)
		places.digests = append(places.digests, d)
		return lockstep.CheckedBody(d, size, func() ([]byte, error) { return places.body(ctx, i) })
	})
	if err != nil {
		return lockstep.State{}, v.damaged(state, err)
	}
	if s.Digest() != state {
		return lockstep.State{}, v.damaged(state, nil)
	}
	return s, nil
}

func (v *Vault) damaged(state lockstep.Digest, cause error) error {
	return caused(cause, lockstep.Corrupt, "The list of the items of state %s is damaged, so the state cannot be read. Nothing was changed. Verify the catalog to see what else is damaged, and put a copy back from a backup.", state.Short())
}

// isDamage tells damage, which a reader can go round, from a failure that ends the reading.
func isDamage(err error) bool {
	return errors.Is(err, lockstep.Corrupt) || errors.Is(err, lockstep.NotFound)
}

// current lets go of what is at hand where something was taken out of the vault since: it may build upon what is gone.
func (v *Vault) current(ctx context.Context) (epoch int64, err error) {
	epoch, err = v.packs.Epoch(ctx)
	if err == nil && v.epoch.Swap(epoch) != epoch {
		v.cache.clear()
		v.manifests.clear()
	}
	return epoch, err
}
