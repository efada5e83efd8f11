package snapshots

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"

	"lockstep/app/lockstep"
)

// Changed is an item that differs between two states.
type Changed struct {
	Op  lockstep.Op // add, modify or remove
	Key lockstep.Key
}

// Changes says what takes one state to another, without what only frames differ in. It reads the two manifests and makes
// no states of them, which is several times as quick; their seals have checked them.
func (v *Vault) Changes(ctx context.Context, before, after lockstep.Digest) ([]Changed, error) {
	if before == after {
		return nil, nil
	}
	a, err := v.manifest(ctx, before)
	if err != nil {
		return nil, err
	}
	b, err := v.manifest(ctx, after)
	if err != nil {
		return nil, err
	}
	changes, err := changesBetween(a.plain, b.plain)
	if err != nil {
		return nil, v.damaged(after, err)
	}
	return changes, nil
}

// Names gives the keys of all items of a state that people see.
func (v *Vault) Names(ctx context.Context, state lockstep.Digest) ([]lockstep.Key, error) {
	m, err := v.manifest(ctx, state)
	if err != nil {
		return nil, err
	}
	changes, err := changesBetween(encodeManifest(lockstep.State{}), m.plain)
	if err != nil {
		return nil, v.damaged(state, err)
	}
	keys := make([]lockstep.Key, len(changes))
	for i, c := range changes {
		keys[i] = c.Key
	}
	return keys, nil
}

// changesBetween goes through two manifests side by side: their items are sorted by key.
func changesBetween(before, after []byte) ([]Changed, error) {
	a, b := newWalk(before), newWalk(after)
	var changes []Changed
	for a.more || b.more {
		order := 0
		switch {
		case !a.more:
			order = 1
		case !b.more:
			order = -1
		default:
			order = a.compare(b)
		}
		switch {
		case order < 0:
			changes = a.append(changes, lockstep.Remove)
		case order > 0:
			changes = b.append(changes, lockstep.Add)
		case !bytes.Equal(a.content, b.content):
			changes = b.append(changes, lockstep.Modify)
		}
		if order <= 0 {
			a.next()
		}
		if order >= 0 {
			b.next()
		}
	}
	if a.m.err != nil || b.m.err != nil {
		return nil, errManifest
	}
	return changes, nil
}

// walk is a manifest that is gone through item by item. Nothing of it is copied.
type walk struct {
	m                manifestReader
	left             int
	more             bool
	slot, kind, name []byte
	content          []byte // part, mode, media and body: what an item's digest is made of
}

func newWalk(manifest []byte) *walk {
	w := &walk{m: manifestReader{b: manifest}}
	w.left = w.m.count()
	w.next()
	return w
}

func (w *walk) next() {
	w.more = w.left > 0 && w.m.err == nil
	if !w.more {
		return
	}
	w.left--
	text := func() []byte { return w.m.bytes(w.m.count()) }
	w.slot, w.kind, w.name = text(), text(), text()
	rest := w.m.b
	text() // part
	text() // mode
	text() // media
	w.m.bytes(sha256.Size)
	w.content = rest[:len(rest)-len(w.m.b)]
	w.m.number() // size
	for n := w.m.count(); n > 0; n-- {
		text()
		text()
		text()
	}
	w.more = w.m.err == nil
}

func (w *walk) compare(other *walk) int {
	return cmp.Or(bytes.Compare(w.slot, other.slot), bytes.Compare(w.kind, other.kind), bytes.Compare(w.name, other.name))
}

func (w *walk) append(changes []Changed, op lockstep.Op) []Changed {
	key := lockstep.Key{Slot: string(w.slot), Kind: string(w.kind), Name: string(w.name)}
	if key.Quiet() {
		return changes
	}
	return append(changes, Changed{op, key})
}
