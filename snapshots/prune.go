package snapshots

import (
	"context"

	"lockstep/app/lockstep"
)

// PruneTx is a transaction that pruning writes to.
type PruneTx interface {
	PackTx
	// StateBases gives all states, in the order in which they came, with the state that each one's manifest builds upon.
	StateBases(ctx context.Context) (states, bases []lockstep.Digest, err error)
	// UnusedStates gives the states that nothing needs: never the one that came last, whose number would be given again.
	UnusedStates(ctx context.Context) ([]lockstep.Digest, error)
	PackIDs(ctx context.Context) ([]int64, error)
	EachBody(ctx context.Context, fn func(tag []byte, pack int64, position int) error) error
	// SetManifest stores the manifest of a state anew.
	SetManifest(state, base lockstep.Digest, manifest []byte) error
	DropStates([]lockstep.Digest) error
	// MoveBody says that a body lies elsewhere from now on.
	MoveBody(tag []byte, pack int64, position int) error
	DropBodies(tags [][]byte) error
	DropPacks(ids []int64) error
	// NextEpoch counts that something is taken out.
	NextEpoch() error
}

// Pruner is where a vault is pruned.
type Pruner interface {
	// Prune runs fn in one durable transaction.
	Prune(ctx context.Context, fn func(PruneTx) error) error
}

// Pruned is what pruning did.
type Pruned struct {
	States int // taken out
	Bodies int // taken out
	Moved  int // bodies that stood upon what went, or lay beside too much of it
	Packs  int // taken out
}

// Prune takes out what nothing needs any more: states, the bodies that no state has, and the packs that are left without
// one. What stays and was stored upon what goes is stored anew first. Every step is a short transaction of its own after
// which the vault is whole: others read and write meanwhile, and one that is killed loses nothing.
func (v *Vault) Prune(ctx context.Context, into Pruner) (Pruned, error) {
	if _, err := v.current(ctx); err != nil {
		return Pruned{}, err
	}
	p := pruning{vault: v, into: into}
	if err := p.pruneStates(ctx); err != nil {
		return p.done, err
	}
	return p.done, p.pruneBodies(ctx)
}

// pruning is one pruning under way.
type pruning struct {
	vault *Vault
	into  Pruner
	done  Pruned
}

// lineage is which states there are, in the order in which they came, what each builds upon, and which nothing needs.
type lineage struct {
	states []lockstep.Digest
	bases  map[lockstep.Digest]lockstep.Digest
	unused map[lockstep.Digest]bool
}

func readLineage(ctx context.Context, tx PruneTx) (l lineage, err error) {
	var bases, unused []lockstep.Digest
	if l.states, bases, err = tx.StateBases(ctx); err != nil {
		return l, err
	}
	if unused, err = tx.UnusedStates(ctx); err != nil {
		return l, err
	}
	l.bases, l.unused = make(map[lockstep.Digest]lockstep.Digest, len(bases)), make(map[lockstep.Digest]bool, len(unused))
	for i, state := range l.states {
		l.bases[state] = bases[i]
	}
	for _, state := range unused {
		l.unused[state] = true
	}
	return l, nil
}

// steady is the nearest of the states that a state builds upon which is needed itself; "" for none.
func (l lineage) steady(state lockstep.Digest) lockstep.Digest {
	base := l.bases[state]
	for base != "" && l.unused[base] {
		base = l.bases[base]
	}
	return base
}

// free are the unused states that no other one builds upon.
func (l lineage) free() (free []lockstep.Digest) {
	held := map[lockstep.Digest]bool{}
	for _, state := range l.states {
		if l.unused[state] {
			continue
		}
		for base := l.bases[state]; base != "" && !held[base]; base = l.bases[base] {
			held[base] = true
		}
	}
	for _, state := range l.states {
		if l.unused[state] && !held[state] {
			free = append(free, state)
		}
	}
	return free
}

// pruneStates stores the manifests that build upon unused ones anew, and takes those out.
func (p *pruning) pruneStates(ctx context.Context) error {
	var l lineage
	err := p.into.Prune(ctx, func(tx PruneTx) (err error) {
		l, err = readLineage(ctx, tx)
		return err
	})
	if err != nil || len(l.unused) == 0 {
		return err
	}
	const batch = 100 // manifests
	var anew []stagedState
	write := func() error {
		err := p.into.Prune(ctx, func(tx PruneTx) error {
			for _, s := range anew {
				if err := tx.SetManifest(s.digest, s.base, s.sealed); err != nil {
					return err
				}
			}
			return nil
		})
		anew = nil
		return err
	}
	for _, state := range l.states {
		if l.unused[state] || !l.unused[l.bases[state]] {
			continue
		}
		stored, err := p.vault.refold(ctx, state, l.steady(state))
		if isDamage(err) {
			continue // it keeps what it builds upon
		}
		if err != nil {
			return err
		}
		if anew = append(anew, stored); len(anew) == batch {
			if err := write(); err != nil {
				return err
			}
		}
	}
	if err := write(); err != nil {
		return err
	}
	return p.into.Prune(ctx, func(tx PruneTx) error {
		l, err := readLineage(ctx, tx) // once more: a new one may have come
		if err != nil {
			return err
		}
		free := l.free()
		p.done.States += len(free)
		if err := tx.DropStates(free); err != nil {
			return err
		}
		return tx.NextEpoch()
	})
}

// refold folds the manifest of a state anew, upon that of another one that it stood on in the end, or upon none.
func (v *Vault) refold(ctx context.Context, state, base lockstep.Digest) (stagedState, error) {
	m, err := v.readManifest(ctx, state, longestChain)
	if err != nil {
		return stagedState{}, err
	}
	var on manifest
	if base != "" {
		if on, err = v.readManifest(ctx, base, longestChain); err != nil {
			return stagedState{}, err
		}
	}
	stored, _ := v.codec.foldManifest(manifest{state: state, plain: m.plain, root: state}, on)
	return stored, nil
}
