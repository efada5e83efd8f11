package snapshots

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"lockstep/app/lockstep"
)

// Report is what verifying found.
type Report struct {
	States  int   // checked
	Bodies  int   // distinct contents checked
	Bytes   int64 // their sizes together
	Damaged []Damage
}

// Damage is one thing that cannot be read any more.
type Damage struct {
	State lockstep.Digest // "" where no checked state names it
	Key   lockstep.Key    // zero where the whole state is concerned
	Why   string
}

// Verify reads everything: the manifests of the given states, every pack and every body in them. It does not stop at
// damage, but at a failure of the catalog that is none. Its Report names every item that cannot be read.
func (v *Vault) Verify(ctx context.Context, states []lockstep.Digest) (Report, error) {
	fresh := &Vault{packs: v.packs, codec: v.codec} // with nothing at hand
	c := checker{v: fresh, report: Report{States: len(states), Damaged: []Damage{}}, users: map[lockstep.Digest][]user{}, placed: map[int64][]placed{}}
	for _, state := range states {
		if err := c.state(ctx, state); err != nil {
			return c.report, err
		}
	}
	if err := c.place(ctx); err != nil {
		return c.report, err
	}
	ids, err := fresh.packs.PackIDs(ctx)
	if err != nil && !isDamage(err) {
		return c.report, err
	}
	if err != nil {
		c.add(Damage{Why: "The list of packs cannot be read."})
	}
	for _, id := range ids {
		if _, ok := c.placed[id]; !ok {
			c.placed[id] = nil // nothing known lies in it, but it has to unfold
		}
	}
	for id, bodies := range c.placed {
		if err := c.pack(ctx, id, bodies); err != nil {
			return c.report, err
		}
	}
	c.sort()
	return c.report, nil
}

// checker is one verification under way.
type checker struct {
	v      *Vault
	report Report
	users  map[lockstep.Digest][]user // of each body
	placed map[int64][]placed         // the bodies of each pack
}

// user is an item that a body is the content of.
type user struct {
	state lockstep.Digest
	key   lockstep.Key
	size  int64
}

// placed is a body with where it lies.
type placed struct {
	tag      []byte
	position int
	digest   lockstep.Digest // "" where no checked state names it
}

func (c *checker) add(d Damage) { c.report.Damaged = append(c.report.Damaged, d) }

// state follows one manifest.
func (c *checker) state(ctx context.Context, digest lockstep.Digest) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s, err := c.v.State(ctx, digest)
	if err != nil && !isDamage(err) {
		return err
	}
	if err != nil {
		c.add(Damage{State: digest, Why: "The list of its items is damaged or missing."})
		return nil
	}
	for _, item := range s.All() {
		d := item.Body.Digest
		c.users[d] = append(c.users[d], user{digest, item.Key, item.Body.Size})
	}
	return nil
}

// place finds where every body lies: those that a state names by asking for each, so that damage to the index hides no
// more than it must, and the others by going through the index.
func (c *checker) place(ctx context.Context) error {
	named := make(map[string]bool, len(c.users))
	for d := range c.users {
		tag := c.v.codec.key.Tag(d)
		named[string(tag)] = true
		packs, positions, err := c.v.packs.Bodies(ctx, [][]byte{tag})
		switch {
		case err != nil && !isDamage(err):
			return err
		case err != nil:
			c.damaged(d, "The place of its content cannot be read.")
		case packs[0] == 0:
			c.damaged(d, "Its content is missing.")
		default:
			c.placed[packs[0]] = append(c.placed[packs[0]], placed{tag, positions[0], d})
		}
	}
	err := c.v.packs.EachBody(ctx, func(tag []byte, pack int64, position int) error {
		if !named[string(tag)] {
			c.placed[pack] = append(c.placed[pack], placed{bytes.Clone(tag), position, ""})
		}
		return nil
	})
	if err != nil && isDamage(err) {
		c.add(Damage{Why: "The list of contents cannot be read to its end."})
		return nil
	}
	return err
}

// damaged names every item that has the content d.
func (c *checker) damaged(d lockstep.Digest, why string) {
	if d == "" {
		c.add(Damage{Why: why})
	}
	for _, u := range c.users[d] {
		c.add(Damage{State: u.state, Key: u.key, Why: why})
	}
}

// pack unfolds a pack, and checks the bodies that lie in it.
func (c *checker) pack(ctx context.Context, id int64, bodies []placed) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	p, err := c.v.pack(ctx, id)
	if err != nil && !isDamage(err) {
		return err
	}
	needed := func(b placed) bool { return b.digest != "" }
	if err != nil && !slices.ContainsFunc(bodies, needed) {
		c.add(Damage{Why: "A pack that no snapshot needs is damaged."})
		return nil
	}
	for _, b := range bodies {
		switch {
		case err != nil && !needed(b):
		case err != nil:
			c.damaged(b.digest, "The pack that its content is in is damaged.")
		case b.position < 0 || b.position >= len(p.stored):
			c.damaged(b.digest, "Its content is not where the catalog says.")
		default:
			if err := c.body(ctx, p, b); err != nil {
				return err
			}
		}
	}
	return nil
}

// body checks one content by its tag, its digest and the sizes that items give it.
func (c *checker) body(ctx context.Context, p *pack, b placed) error {
	content, digest, err := c.v.laidOut(ctx, p, b.position)
	if err != nil && !isDamage(err) {
		return err
	}
	if err != nil {
		c.damaged(b.digest, "What its content is stored upon is damaged.")
		return nil
	}
	c.report.Bodies++
	c.report.Bytes += int64(len(content))
	if !bytes.Equal(c.v.codec.key.Tag(digest), b.tag) {
		c.damaged(b.digest, "Its content is not what was stored.")
		return nil
	}
	for _, u := range c.users[b.digest] {
		if u.size != int64(len(content)) {
			c.add(Damage{State: u.state, Key: u.key, Why: "Its content does not have the size that was recorded."})
		}
	}
	return nil
}

// sort puts damages in the order of states, keys and reasons, so that two verifications read alike.
func (c *checker) sort() {
	slices.SortFunc(c.report.Damaged, func(a, b Damage) int {
		return cmp.Or(cmp.Compare(a.State, b.State), a.Key.Compare(b.Key), cmp.Compare(a.Why, b.Why))
	})
}
