package snapshots

import (
	"context"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"lockstep/app/lockstep"
)

// Staged is what has to be written for some states to be in the vault: made outside a transaction, which it keeps
// short.
type Staged struct {
	ctx    context.Context // of the call of Stage, without its end: when Commit ends is the transaction's to say
	vault  *Vault
	near   []lockstep.Digest
	all    []lockstep.State // as they were handed to Stage
	epoch  int64            // of the vault when it was looked at
	packs  []*stagedPack
	states []stagedState
}

type stagedPack struct {
	tags   [][]byte // by position
	sealed []byte
}

type stagedState struct {
	digest, base lockstep.Digest
	sealed       []byte
}

// Stage prepares states: it reads the bodies that the vault does not hold yet, and compresses and seals them. near are
// states that are likely to be similar, the likeliest first: what is new is stored as what differs from them.
func (v *Vault) Stage(ctx context.Context, near []lockstep.Digest, states ...lockstep.State) (*Staged, error) {
	epoch, err := v.current(ctx)
	if err != nil {
		return nil, err
	}
	staged := &Staged{ctx: context.WithoutCancel(ctx), vault: v, near: near, all: states, epoch: epoch}
	seen := map[lockstep.Digest]bool{}
	on, err := v.nearest(ctx, near)
	if err != nil {
		return nil, err
	}
	var items []lockstep.Item
	for _, s := range states {
		if seen[s.Digest()] {
			continue
		}
		seen[s.Digest()] = true
		has, err := v.packs.HasState(ctx, s.Digest())
		if err != nil {
			return nil, err
		}
		if has {
			continue
		}
		defer frugalFor(s.All())()
		state, m := v.codec.foldManifest(manifest{state: s.Digest(), plain: encodeManifest(s), root: s.Digest()}, on)
		staged.states = append(staged.states, state)
		if m.below < longestChain {
			on = m
		}
		if items == nil {
			items = slices.Clip(s.All())
		} else {
			items = append(items, s.All()...)
		}
	}
	if err := v.stageBodies(ctx, staged, near, states, items); err != nil {
		return nil, err
	}
	return staged, nil
}

// stageBodies packs the bodies of those items that the vault does not hold, in the order in which they come: that of
// their keys, which lays like beside like.
func (v *Vault) stageBodies(ctx context.Context, staged *Staged, near []lockstep.Digest, states []lockstep.State, items []lockstep.Item) error {
	defer frugalFor(items)()
	var old []lockstep.Item
	if len(near) > 0 && len(items) > 0 {
		var err error
		if old, err = v.items(ctx, near[0]); err != nil && !isDamage(err) {
			return err
		}
	}
	missing, err := v.missing(ctx, old, items)
	if err != nil {
		return err
	}
	bases, err := v.basesOf(ctx, old, near, missing)
	if err != nil {
		return err
	}
	if err := v.unfold(ctx, bases); err != nil {
		return err
	}
	kin := v.kinOf(old, func(k lockstep.Key) bool {
		return slices.ContainsFunc(states, func(s lockstep.State) bool { return s.Sum(k) != "" })
	})
	packing := v.packing(staged, kin, sizeOf(missing))
	for _, item := range missing {
		if err := ctx.Err(); err != nil {
			return err
		}
		content, err := contentOf(item.Body)
		if err != nil {
			return err
		}
		if err := packing.add(ctx, item.Body.Digest, content, bases[item.Body.Digest]); err != nil {
			return err
		}
	}
	packing.finish()
	return nil
}

// missing gives the items of different contents that the vault does not hold. It holds those of old items.
func (v *Vault) missing(ctx context.Context, old, items []lockstep.Item) ([]lockstep.Item, error) {
	held := make(map[lockstep.Digest]bool, len(old))
	for _, item := range old {
		held[item.Body.Digest] = true
	}
	digests, fresh := make([]lockstep.Digest, 0, len(items)), make([]lockstep.Item, 0, len(items))
	for _, item := range items {
		if d := item.Body.Digest; !held[d] {
			held[d] = true
			digests, fresh = append(digests, d), append(fresh, item)
		}
	}
	found, err := v.places(ctx, digests)
	if err != nil {
		return nil, err
	}
	missing := fresh[:0]
	for i, item := range fresh {
		if found[i].pack == 0 {
			missing = append(missing, item)
		}
	}
	return missing, nil
}

// unfold has the packs that bodies will be made upon at hand, on all processors.
func (v *Vault) unfold(ctx context.Context, bases map[lockstep.Digest]place) error {
	packs := map[int64]bool{}
	readers, ctx := errgroup.WithContext(ctx)
	readers.SetLimit(runtime.GOMAXPROCS(0))
	for _, at := range bases {
		if at.pack == 0 || packs[at.pack] {
			continue
		}
		packs[at.pack] = true
		readers.Go(func() error {
			_, err := v.at(ctx, at)
			if isDamage(err) {
				return nil // whoever builds upon it will find out
			}
			return err
		})
	}
	return readers.Wait()
}

// frugalFor is [Frugal] where the items are large together: what is read of them is garbage once it is packed, and little of
// it should come together.
func frugalFor(items []lockstep.Item) (stop func()) {
	if sizeOf(items) <= much {
		return func() {}
	}
	return Frugal(40)
}

func sizeOf(items []lockstep.Item) (size int64) {
	for _, item := range items {
		size += item.Body.Size
	}
	return size
}

// contentOf reads a body, and refuses one that is not what it is said to be: whoever reads it later would be given it.
func contentOf(body lockstep.Body) ([]byte, error) {
	content, err := body.Bytes()
	if err != nil {
		return nil, err
	}
	if len(content) > maxBody {
		return nil, lockstep.Errorf(lockstep.Invalid, "An item of %d MiB is larger than a snapshot can hold (%d MiB). Nothing was stored. Exclude it from the slot.", len(content)>>20, maxBody>>20)
	}
	if int64(len(content)) != body.Size || lockstep.DigestOf(content) != body.Digest {
		return nil, lockstep.Errorf(lockstep.Corrupt, "A content changed while it was being stored (%s). Nothing was stored. Try again.", body.Digest.Short())
	}
	return content, nil
}

// Commit writes what was staged. What another transaction has written meanwhile is skipped, so that committing twice
// changes nothing.
func (st *Staged) Commit(tx PackTx) error {
	epoch, err := tx.Epoch(st.ctx)
	if err != nil {
		return err
	}
	if epoch != st.epoch {
		// Something that was there was taken out since. The transaction keeps it from happening again.
		fresh, err := st.vault.Stage(st.ctx, st.near, st.all...)
		if err != nil {
			return err
		}
		st.packs, st.states = fresh.packs, fresh.states
	}
	return st.write(tx)
}

func (st *Staged) write(tx PackTx) error {
	for _, p := range st.packs {
		if err := p.commit(st.ctx, tx); err != nil {
			return err
		}
	}
	for _, s := range st.states {
		has, err := tx.HasState(st.ctx, s.digest)
		if err != nil {
			return err
		}
		if has {
			continue
		}
		if err := tx.AddState(s.digest, s.base, s.sealed); err != nil {
			return err
		}
	}
	return nil
}

// commit writes a pack, unless all of its bodies are there.
func (p *stagedPack) commit(ctx context.Context, tx PackTx) error {
	packs, _, err := tx.Bodies(ctx, p.tags)
	if err != nil {
		return err
	}
	var id int64
	for position, tag := range p.tags {
		if packs[position] != 0 {
			continue
		}
		if id == 0 {
			if id, err = tx.AddPack(p.sealed); err != nil {
				return err
			}
		}
		if err := tx.AddBody(tag, id, position); err != nil {
			return err
		}
	}
	return nil
}
