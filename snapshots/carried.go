package snapshots

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"lockstep/app/lockstep"
)

// Carried is an opened archive of either format: what it tells, all of it checked, and how to get its states and runs.
type Carried struct {
	Format       int
	Sealed       bool
	NotHeld      string // what its snapshots do not hold, as sentences
	Projects     []lockstep.Project
	Environments []CarriedEnvironment
	Snapshots    []lockstep.Snapshot // environment by environment, by number
	RunCount     int
	Damaged      []ArchiveDamage // the first of them
	Damages      int             // how many there are in all

	at      archiveFile
	single  lockstep.State // of an archive of one snapshot: what is whole of it
	backup  *backupReader  // of any other; nil for one
	mended  map[lockstep.Digest]mended
	lost    map[lockstep.Digest]bool            // states of which nothing is left
	renamed map[lockstep.Digest]lockstep.Digest // snapshots that became others by what they lost, old to new; "" for none left
	others  map[lockstep.Digest]bool            // the new ones of those
	salvage bool
}

// CarriedEnvironment is an environment of an archive.
type CarriedEnvironment struct {
	lockstep.Environment
	Whole    bool                  // with upstream, connections and what else is set; otherwise uuid, name and role alone
	Numbered int                   // the highest number that a snapshot of it had
	Ready    []lockstep.ReadyValue // kept ready for it; in a sealed backup alone
}

// mostDamages is how many damages are named one by one.
const mostDamages = 1000

// mended is what is left of a damaged state.
type mended struct {
	state lockstep.Digest
	items int
	bytes int64
	lost  []lockstep.Key
}

func mendedOf(s lockstep.State, lost []lockstep.Key) mended {
	return mended{state: s.Digest(), items: s.Count(), bytes: s.Size(), lost: lost}
}

// carriedOf is an archive of one snapshot.
func carriedOf(at archiveFile, a Archive, damaged []ArchiveDamage) *Carried {
	c := &Carried{
		Format: a.Format, Sealed: at.key != nil, NotHeld: a.NotHeld,
		Projects: []lockstep.Project{a.Project}, Environments: []CarriedEnvironment{{Environment: a.Environment}},
		Snapshots: []lockstep.Snapshot{a.Snapshot}, Damaged: damaged, Damages: len(damaged),
		at: at, single: a.State, mended: map[lockstep.Digest]mended{},
	}
	if len(damaged) > 0 {
		var lost []lockstep.Key
		for i, d := range damaged {
			c.Damaged[i].Snapshot = c.nameOf(a.Snapshot)
			lost = append(lost, d.Key)
		}
		c.mended[a.Snapshot.State] = mendedOf(a.State, lost)
	}
	return c
}

// nameOf is a snapshot as the archive names it.
func (c *Carried) nameOf(n lockstep.Snapshot) string {
	i := slices.IndexFunc(c.Environments, func(e CarriedEnvironment) bool { return e.UUID == n.Environment })
	p := slices.IndexFunc(c.Projects, func(p lockstep.Project) bool { return p.UUID == c.Environments[i].Project })
	return fmt.Sprintf("%s/%s@%d", c.Projects[p].Name, c.Environments[i].Name, n.Number)
}

// damage notes a damage; beyond the first of them it counts.
func (c *Carried) damage(d ArchiveDamage) {
	if c.Damages++; len(c.Damaged) < mostDamages {
		c.Damaged = append(c.Damaged, d)
	}
}

// Salvage makes of a damaged archive one of what is whole in it: a snapshot that lost items is another one, with what is
// left and an id of its own, the same each time; one of which nothing is left is not there any more, nor is a run that
// needs it.
func (c *Carried) Salvage() {
	if c.salvage || c.Damages == 0 {
		return
	}
	c.salvage, c.renamed, c.others = true, map[lockstep.Digest]lockstep.Digest{}, map[lockstep.Digest]bool{}
	var left []lockstep.Snapshot
	for _, n := range c.Snapshots {
		if c.lost[n.State] {
			c.renamed[n.ID] = ""
			continue
		}
		if m, ok := c.mended[n.State]; ok {
			old := n.ID
			n.State, n.Items, n.Bytes, n.Setup = m.state, m.items, m.bytes, ""
			n.Note = mendedNote(n.Note, len(m.lost))
			n.ID = n.Identify()
			c.renamed[old], c.others[n.ID] = n.ID, true
		}
		left = append(left, n)
	}
	c.Snapshots = left
}

// Mended says that a snapshot is what is left of a damaged one.
func (c *Carried) Mended(id lockstep.Digest) bool { return c.others[id] }

// mendedNote says beside a snapshot's own note what it lost.
func mendedNote(note string, lost int) string {
	said := fmt.Sprintf("%s damaged in the archive and left out.", areIs(lost, "item"))
	if note == "" || len(note)+len(said)+3 > maxArchiveText {
		return said
	}
	return note + " (" + said + ")"
}

func areIs(n int, noun string) string {
	if n == 1 {
		return "1 " + noun + " is"
	}
	return lockstep.Count(n, noun) + " are"
}

// States gives every state once, one after the other, and says which are what is left of damaged ones: those come after
// Salvage alone. take must not keep a state beyond its call.
func (c *Carried) States(ctx context.Context, take func(s lockstep.State, mended bool) error) error {
	if c.backup == nil {
		return take(c.single, len(c.mended) > 0)
	}
	return c.reading(func(b *backupReader) error { return b.each(ctx, c, take) })
}

// reading opens the file of a backup once more.
func (c *Carried) reading(read func(*backupReader) error) error {
	z, f, err := c.at.open()
	if err != nil {
		return err
	}
	defer f.Close()
	b := *c.backup
	b.zip, b.load = z, z.all
	return read(&b)
}

// State gives one state, to keep. It is NotFound where the archive does not hold it, or not whole.
func (c *Carried) State(ctx context.Context, digest lockstep.Digest) (found lockstep.State, err error) {
	errFound := errors.New("found")
	look := func(s lockstep.State, _ bool) error {
		if s.Digest() != digest {
			return nil
		}
		found = s
		return errFound
	}
	if c.backup == nil {
		err = look(c.single, false)
	} else {
		err = c.reading(func(b *backupReader) error {
			b.load = c.at.content // it is read when the file is closed again
			return b.each(ctx, c, look)
		})
	}
	if errors.Is(err, errFound) {
		return found, nil
	}
	if err == nil {
		err = lockstep.Errorf(lockstep.NotFound, "The archive does not hold this snapshot whole. Nothing was taken from it. Look into it to see what it holds.")
	}
	return lockstep.State{}, err
}

// Runs gives every run with its steps, in the order of their numbers. Salvage leaves out those that need what is lost.
func (c *Carried) Runs(ctx context.Context, take func(lockstep.Run, []lockstep.Step) error) error {
	if c.backup == nil {
		return nil
	}
	return c.reading(func(b *backupReader) error {
		return b.runs(ctx, func(run lockstep.Run, steps []lockstep.Step) error {
			if c.salvage && !c.mend(&run) {
				return nil
			}
			return take(run, steps)
		})
	})
}

// mend makes a run name what is left of what it names; it says whether that is enough.
func (c *Carried) mend(run *lockstep.Run) bool {
	for _, id := range []*lockstep.Digest{&run.Source, &run.Guard, &run.Result} {
		other, ok := c.renamed[*id]
		if ok && other == "" {
			return false
		}
		if ok {
			*id = other
		}
	}
	for _, state := range []*lockstep.Digest{&run.Want, &run.BaseAfter} {
		if *state != "" && c.backup.torn && !c.backup.known[*state] {
			return false
		}
		m, ok := c.mended[*state]
		if ok && state == &run.BaseAfter { // what was in common and is lost is compared as if it never had been
			run.Apart = append(run.Apart, m.lost...)
		}
		if ok {
			*state = m.state
		}
	}
	return true
}
