package snapshots

import (
	"context"

	"lockstep/app/lockstep"
)

// packSize is how much content goes into one pack. A pack is unfolded whole, so it bounds the memory and the time that
// reading one body takes; a body that is larger has a pack of its own.
const packSize = 16 << 20

// Staged is what has to be written for some states to be in the vault: made outside a transaction, which it keeps
// short.
type Staged struct {
	ctx    context.Context // of the call of Stage, without its end: when Commit ends is the transaction's to say
	packs  []stagedPack
	states []stagedState
}

type stagedPack struct {
	tags   [][]byte // by position
	sealed []byte
}

type stagedState struct {
	digest lockstep.Digest
	sealed []byte
}

// Stage prepares states: it reads the bodies that the vault does not hold yet, and compresses and seals them.
func (v *Vault) Stage(ctx context.Context, states ...lockstep.State) (*Staged, error) {
	staged := &Staged{ctx: context.WithoutCancel(ctx)}
	seen := map[lockstep.Digest]bool{}
	var bodies []lockstep.Body
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
		staged.states = append(staged.states, stagedState{s.Digest(), v.codec.fold(encodeManifest(s), aboutManifest(s.Digest()))})
		for _, item := range s.All() {
			bodies = append(bodies, item.Body)
		}
	}
	if err := v.stageBodies(ctx, staged, bodies); err != nil {
		return nil, err
	}
	return staged, nil
}

// stageBodies packs those of bodies that the vault does not hold, in the order in which they come: that of their keys,
// which lays like beside like.
func (v *Vault) stageBodies(ctx context.Context, staged *Staged, bodies []lockstep.Body) error {
	tags, bodies := v.distinct(bodies)
	packs, _, err := v.packs.Bodies(ctx, tags)
	if err != nil {
		return err
	}
	var pack stagedPack
	var contents [][]byte
	size := 0
	flush := func() {
		if len(contents) > 0 {
			pack.sealed = v.codec.fold(packed(contents), aboutPack)
			staged.packs = append(staged.packs, pack)
		}
		pack, contents, size = stagedPack{}, nil, 0
	}
	for i, body := range bodies {
		if packs[i] != 0 {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		content, err := body.Bytes()
		if err != nil {
			return err
		}
		if len(content) > maxBody {
			return lockstep.Errorf(lockstep.Invalid, "An item of %d MiB is larger than a snapshot can hold (%d MiB). Nothing was stored. Exclude it from the slot.", len(content)>>20, maxBody>>20)
		}
		if lockstep.DigestOf(content) != body.Digest || int64(len(content)) != body.Size {
			return lockstep.Errorf(lockstep.Corrupt, "A content changed while it was being stored (%s). Nothing was stored. Try again.", body.Digest.Short())
		}
		if size > 0 && size+len(content) > packSize {
			flush()
		}
		pack.tags, contents, size = append(pack.tags, tags[i]), append(contents, content), size+len(content)
	}
	flush()
	return nil
}

// distinct gives the bodies of different content, with their tags.
func (v *Vault) distinct(bodies []lockstep.Body) (tags [][]byte, different []lockstep.Body) {
	seen := make(map[lockstep.Digest]bool, len(bodies))
	for _, b := range bodies {
		if !seen[b.Digest] {
			seen[b.Digest] = true
			tags, different = append(tags, v.codec.key.Tag(b.Digest)), append(different, b)
		}
	}
	return tags, different
}

// Commit writes what was staged. What another transaction has written meanwhile is skipped, so that committing twice
// changes nothing.
func (st *Staged) Commit(tx PackTx) error {
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
		if err := tx.AddState(s.digest, "", s.sealed); err != nil {
			return err
		}
	}
	return nil
}

// commit writes a pack, unless all of its bodies are there.
func (p stagedPack) commit(ctx context.Context, tx PackTx) error {
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
