package snapshots

import (
	"bytes"
	"context"
	"slices"

	"lockstep/app/lockstep"
)

// inventory is what the packs of a vault hold, and what of it states need.
type inventory struct {
	vault  *Vault
	states []lockstep.Digest // in the order in which they came
	bases  map[lockstep.Digest]lockstep.Digest
	rows   map[string]place           // where each body lies, by tag
	live   map[string]lockstep.Digest // the bodies that states name, by tag
	at     map[place]bool             // where those lie
	packs  map[int64]*outline
	sound  map[place]bool
}

// outline is a pack without its contents.
type outline struct {
	bases  []standing
	on     []int // of each body, which of the bases it is made upon; -1 for none
	sizes  []int // of each body, what is stored of it
	wastes bool  // so much of it is not needed that it is worth storing the rest anew
}

// pruneBodies takes out the bodies that no state names. Those that are made upon one are stored anew first, and so are those
// in packs that hold little else.
func (p *pruning) pruneBodies(ctx context.Context) error {
	const patience = 3 // with others who write meanwhile; what is left then waits for the next time
	for range patience {
		all, err := p.takeInventory(ctx)
		if err != nil {
			return err
		}
		if err := p.move(ctx, all); err != nil {
			return err
		}
		if done, err := p.drop(ctx, all); done || err != nil {
			return err
		}
	}
	return nil
}

func (p *pruning) takeInventory(ctx context.Context) (*inventory, error) {
	all := &inventory{vault: p.vault, rows: map[string]place{}, live: map[string]lockstep.Digest{}, at: map[place]bool{}, packs: map[int64]*outline{}, sound: map[place]bool{}}
	var ids []int64
	err := p.into.Prune(ctx, func(tx PruneTx) (err error) {
		l, err := readLineage(ctx, tx)
		if err != nil {
			return err
		}
		all.states, all.bases = l.states, l.bases
		if ids, err = tx.PackIDs(ctx); err != nil {
			return err
		}
		return tx.EachBody(ctx, func(tag []byte, pack int64, position int) error {
			all.rows[string(tag)] = place{pack, position}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	for _, state := range all.states {
		items, err := p.vault.items(ctx, state)
		if err != nil {
			return nil, err // what it names is not known, so nothing can be taken out
		}
		for _, item := range items {
			tag := string(p.vault.codec.key.Tag(item.Body.Digest))
			all.live[tag] = item.Body.Digest
			all.at[all.rows[tag]] = true
		}
	}
	for _, id := range ids {
		if all.packs[id], err = p.vault.outline(ctx, id); err != nil {
			return nil, err
		}
	}
	for all.weigh() {
		clear(all.sound)
	}
	return all, nil
}

// items gives the items of a state, without bodies.
func (v *Vault) items(ctx context.Context, state lockstep.Digest) ([]lockstep.Item, error) {
	m, err := v.manifest(ctx, state)
	if err != nil {
		return nil, err
	}
	s, err := decodeManifest(m.plain, func(d lockstep.Digest, size int64) lockstep.Body { return lockstep.Body{Digest: d, Size: size} })
	if err != nil {
		return nil, v.damaged(state, err)
	}
	return s.All(), nil
}

// outline reads a pack; nil for one that is damaged.
func (v *Vault) outline(ctx context.Context, id int64) (*outline, error) {
	pack, err := v.readPack(ctx, id)
	if isDamage(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	o := &outline{bases: pack.bases}
	for _, b := range pack.stored {
		o.on, o.sizes = append(o.on, b.on), append(o.sizes, len(b.delta.literals)+len(b.delta.instructions))
	}
	return o, nil
}

// weigh finds packs that waste too much, counting what has to leave them as waste; more says that it found some.
func (all *inventory) weigh() (more bool) {
	for id, o := range all.packs {
		if o == nil || o.wastes {
			continue
		}
		whole, stays := 0, 0
		for position, size := range o.sizes {
			whole += size
			if all.isSound(place{id, position}) {
				stays += size
			}
		}
		if stays < whole-whole/4 {
			o.wastes, more = true, true
		}
	}
	return more
}

// isSound says that a body can stay where it is: it is needed, and so is all that it is made upon.
func (all *inventory) isSound(at place) bool {
	sound, known := all.sound[at]
	if !known {
		o := all.packs[at.pack]
		switch {
		case o == nil || at.position >= len(o.on): // it cannot be read, and stays what it is
			sound = true
		case o.wastes || !all.at[at]:
		default:
			on := o.on[at.position]
			sound = on < 0 || all.isSound(o.bases[on].place)
		}
		all.sound[at] = sound
	}
	return sound
}

// move stores the bodies that cannot stay where they are anew, state by state, upon those that can.
func (p *pruning) move(ctx context.Context, all *inventory) error {
	left := 0
	for tag := range all.live {
		if at := all.rows[tag]; at.pack != 0 && !all.isSound(at) {
			left++
		}
	}
	var before lockstep.Digest
	for _, state := range all.states {
		if left == 0 {
			return nil
		}
		near := all.bases[state]
		if near == "" {
			near = before
		}
		moved, err := p.moveState(ctx, all, state, near)
		if err != nil {
			return err
		}
		left, before = left-moved, state
	}
	return nil
}

func (p *pruning) moveState(ctx context.Context, all *inventory, state, near lockstep.Digest) (moved int, err error) {
	items, err := p.vault.items(ctx, state)
	if err != nil {
		return 0, err
	}
	there := make(map[lockstep.Key]bool, len(items))
	for _, item := range items {
		there[item.Key] = true
	}
	items = slices.DeleteFunc(slices.Clone(items), func(item lockstep.Item) bool { return all.isSound(all.place(item.Body.Digest)) })
	if len(items) == 0 {
		return 0, nil
	}
	var old []lockstep.Item
	if near != "" {
		if old, err = p.vault.items(ctx, near); err != nil {
			return 0, err
		}
	}
	before := make(map[lockstep.Key]lockstep.Digest, len(old))
	for _, item := range old {
		before[item.Key] = item.Body.Digest
	}
	staged := &Staged{}
	packing := p.vault.packing(staged, p.vault.kinOf(old, func(k lockstep.Key) bool { return there[k] }), sizeOf(items))
	packing.kin.fits = all.isSound
	tags, items := p.vault.distinct(items)
	for i, item := range items {
		from := all.rows[string(tags[i])]
		content, err := p.vault.body(ctx, from, item.Body.Digest)
		if isDamage(err) {
			all.sound[from] = true // it cannot be moved, and what it is made upon must stay
			continue
		}
		if err != nil {
			return 0, err
		}
		at := all.place(before[item.Key])
		if at.pack == 0 || !all.isSound(at) {
			at = place{}
		}
		if err := packing.add(ctx, item.Body.Digest, content, at); err != nil {
			return 0, err
		}
	}
	packing.finish()
	for _, pack := range staged.packs {
		if err := p.movePack(ctx, all, pack); err != nil {
			return moved, err
		}
		moved += len(pack.tags)
	}
	return moved, nil
}

// place says where a body lies; the zero place for one that is not there.
func (all *inventory) place(d lockstep.Digest) place {
	if d == "" {
		return place{}
	}
	return all.rows[string(all.vault.codec.key.Tag(d))]
}

// movePack adds a pack of bodies that lie elsewhere up to now.
func (p *pruning) movePack(ctx context.Context, all *inventory, pack *stagedPack) error {
	var id int64
	err := p.into.Prune(ctx, func(tx PruneTx) (err error) {
		if id, err = tx.AddPack(pack.sealed); err != nil {
			return err
		}
		for position, tag := range pack.tags {
			if err := tx.MoveBody(tag, id, position); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for position, tag := range pack.tags {
		delete(all.at, all.rows[string(tag)])
		at := place{id, position}
		all.rows[string(tag)], all.at[at], all.sound[at] = at, true, true
	}
	p.done.Moved += len(pack.tags)
	all.packs[id], err = p.vault.outline(ctx, id)
	return err
}

// drop takes out what no state needs; done is false where others have added states meanwhile.
func (p *pruning) drop(ctx context.Context, all *inventory) (done bool, err error) {
	err = p.into.Prune(ctx, func(tx PruneTx) error {
		states, _, err := tx.StateBases(ctx)
		if err != nil || !slices.Equal(states, all.states) {
			return err
		}
		done = true
		ids, err := tx.PackIDs(ctx)
		if err != nil {
			return err
		}
		var bodies [][]byte
		for tag := range all.rows {
			if _, needed := all.live[tag]; !needed {
				bodies = append(bodies, []byte(tag))
			}
		}
		slices.SortFunc(bodies, bytes.Compare)
		packs := all.freePacks(ids)
		if len(bodies) == 0 && len(packs) == 0 {
			return nil
		}
		p.done.Bodies, p.done.Packs = p.done.Bodies+len(bodies), p.done.Packs+len(packs)
		if err := tx.DropBodies(bodies); err != nil {
			return err
		}
		if err := tx.DropPacks(packs); err != nil {
			return err
		}
		return tx.NextEpoch()
	})
	return done, err
}

// freePacks are those that no body needs that stays: none lies in it, and none is made upon one in it. The one that came
// last stays, so that its number is not given again.
func (all *inventory) freePacks(ids []int64) (free []int64) {
	if len(ids) == 0 {
		return nil
	}
	held := map[int64]bool{ids[len(ids)-1]: true}
	for tag := range all.live {
		held[all.rows[tag].pack] = true
	}
	unknown := false // what is below a pack that cannot be read may be what it is made upon
	for _, id := range slices.Backward(ids) {
		if !held[id] && !unknown {
			free = append(free, id)
			continue
		}
		o := all.packs[id]
		if o == nil {
			unknown = true
			continue
		}
		for _, base := range o.bases {
			held[base.pack] = true
		}
	}
	slices.Reverse(free)
	return free
}

// distinct gives the items of different content, with the tags of their bodies.
func (v *Vault) distinct(items []lockstep.Item) (tags [][]byte, different []lockstep.Item) {
	seen := make(map[lockstep.Digest]bool, len(items))
	for _, item := range items {
		if d := item.Body.Digest; !seen[d] {
			seen[d] = true
			tags, different = append(tags, v.codec.key.Tag(d)), append(different, item)
		}
	}
	return tags, different
}
