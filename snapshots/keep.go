package snapshots

import (
	"context"
	"slices"

	"lockstep/app/lockstep"
)

// KeepTx is a transaction that the vault both writes to and reads what it has written from.
type KeepTx interface {
	Packs
	PackTx
}

// Keeper puts many states into the vault in one transaction, one after the other, with little in memory.
type Keeper struct {
	vault *Vault
	tx    KeepTx
}

// Keeper gives the keeper of a transaction.
func (v *Vault) Keeper(tx KeepTx) *Keeper {
	return &Keeper{vault: &Vault{packs: tx, codec: v.codec}, tx: tx}
}

// How much content, and how many items of it, are held in memory at a time.
const (
	keptAtOnce = 2 * packSize
	keptItems  = 10_000
)

// Keep puts a state into the vault, unless it is there. near are states that are likely to be similar, the likeliest first.
// It says whether the vault holds the state as it is: two states of the same items are one to the vault, even where only
// one of them has left something out.
func (k *Keeper) Keep(ctx context.Context, near []lockstep.Digest, s lockstep.State) (same bool, err error) {
	has, err := k.tx.HasState(ctx, s.Digest())
	if err != nil {
		return false, err
	}
	if has {
		old, err := k.vault.State(ctx, s.Digest())
		return slices.Equal(old.Omitted(), s.Omitted()), err
	}
	items := s.All()
	for len(items) > 0 {
		n, size := 0, int64(0)
		for n < min(len(items), keptItems) && (n == 0 || size+items[n].Body.Size <= keptAtOnce) {
			size += items[n].Body.Size
			n++
		}
		staged := &Staged{ctx: ctx}
		if err := k.vault.stageBodies(ctx, staged, near, []lockstep.State{s}, items[:n]); err != nil {
			return false, err
		}
		if err := staged.write(k.tx); err != nil {
			return false, err
		}
		items = items[n:]
	}
	on, err := k.vault.nearest(ctx, near)
	if err != nil {
		return false, err
	}
	state, _ := k.vault.codec.foldManifest(manifest{state: s.Digest(), plain: encodeManifest(s), root: s.Digest()}, on)
	return true, (&Staged{ctx: ctx, states: []stagedState{state}}).write(k.tx)
}
