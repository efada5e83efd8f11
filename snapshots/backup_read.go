package snapshots

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"

	"lockstep/app/lockstep"
)

// backupReader reads the tables and the contents of a backup.
type backupReader struct {
	zip    zipFile
	load   func(entry) ([]byte, error) // reads a content that was checked
	states []entry                     // the tables; those that are damaged have no name
	rows   []entry                     // of runs
	blobs  map[lockstep.Digest]blob
	torn   bool // a table of states is damaged, so that a state may have been in it
	known  map[lockstep.Digest]bool
}

// blob is a content of a backup.
type blob struct {
	entry
	named, damaged bool
}

// backup reads a backup, all of it.
func (r *archiveReader) backup(ctx context.Context, d document) (*Carried, error) {
	c, err := d.carried(r.at)
	if err != nil {
		return nil, err
	}
	b := &backupReader{zip: r.zip, load: r.zip.all, known: map[lockstep.Digest]bool{}}
	c.backup = b
	if d.Tables.States < 0 || d.Tables.States > maxBackupTables || d.Tables.Runs < 0 || d.Tables.Runs > maxBackupTables {
		return nil, harmful("it says that it has %d tables", max(d.Tables.States, d.Tables.Runs))
	}
	if b.states, err = r.tables(ctx, c, d.Tables.States, statesTable); err != nil {
		return nil, err
	}
	b.torn = c.Damages > 0
	if b.rows, err = r.tables(ctx, c, d.Tables.Runs, runsTable); err != nil {
		return nil, err
	}
	runsTorn := c.Damages > 0 && !b.torn
	if b.blobs, err = r.blobs(ctx); err != nil {
		return nil, err
	}
	if err := r.unnamed(); err != nil {
		return nil, err
	}
	named, err := b.checkRuns(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := b.checkStates(ctx, c, named, runsTorn); err != nil {
		return nil, err
	}
	return c, nil // the file is closed now; it is opened again for what is asked for
}

// carried is what the document of a backup tells.
func (d document) carried(at archiveFile) (*Carried, error) {
	c := &Carried{Format: d.Format, Sealed: at.key != nil, NotHeld: d.NotHeld, at: at,
		mended: map[lockstep.Digest]mended{}, lost: map[lockstep.Digest]bool{}}
	for _, p := range d.Projects {
		one := lockstep.Project{UUID: p.UUID, Name: p.Name}
		for _, s := range p.Slots {
			one.Slots = append(one.Slots, lockstep.Slot{Name: s.Name, Kind: s.Kind, Settings: s.Settings})
		}
		c.Projects = append(c.Projects, one)
	}
	for _, e := range d.Environments {
		one := CarriedEnvironment{Environment: lockstep.Environment{UUID: e.UUID, Project: e.Project, Name: e.Name, Role: lockstep.Role(e.Role)}}
		if s := e.Settings; s != nil {
			one.Whole, one.Upstream, one.Writable, one.Removed, one.Numbered = true, s.Upstream, s.Writable, s.Removed, s.Numbered
			one.Connections = map[string]lockstep.Connection{}
			for slot, connection := range s.Connections {
				one.Connections[slot] = lockstep.Connection{Settings: connection.Settings, Secrets: connection.Secrets}
			}
		}
		c.Environments = append(c.Environments, one)
	}
	for _, n := range d.Snapshots {
		one, err := n.snapshot(n.Environment)
		if err != nil {
			return nil, err
		}
		c.Snapshots = append(c.Snapshots, one)
	}
	if why := wrongBackup(c.Projects, c.Environments, c.Snapshots); why != "" || !proper(c.NotHeld) {
		return nil, harmful("%s", why)
	}
	return c, nil
}

// tables finds tables and reads each once, to see which are damaged.
func (r *archiveReader) tables(ctx context.Context, c *Carried, n int, name func(int) string) (all []entry, err error) {
	for i := range n {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		path := name(i + 1)
		e, ok := r.entries[path]
		delete(r.entries, path)
		if e.size > maxBackupTable {
			return nil, harmful("%q says that it is %d MiB large", path, e.size>>20)
		}
		err := cut("%q is missing", path)
		if ok {
			_, err = io.Copy(io.Discard, r.zip.content(e))
		}
		if err != nil && !errors.Is(err, lockstep.Corrupt) {
			return nil, err
		}
		if err != nil {
			e.name = ""
			c.damage(ArchiveDamage{Why: "The list " + path + " is not what was exported."})
		}
		all = append(all, e)
	}
	return all, nil
}

// blobs reads every content once and compares it with its name.
func (r *archiveReader) blobs(ctx context.Context) (map[lockstep.Digest]blob, error) {
	blobs := make(map[lockstep.Digest]blob, len(r.entries))
	for path, e := range r.entries {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		digest := digestOfBlob(path)
		if digest == "" {
			continue
		}
		h := sha256.New()
		_, err := io.Copy(h, r.zip.content(e))
		if err != nil && !errors.Is(err, lockstep.Corrupt) {
			return nil, err
		}
		blobs[digest] = blob{entry: e, damaged: err != nil || lockstep.DigestFromRaw(h.Sum(nil)) != digest}
		delete(r.entries, path)
	}
	if len(blobs) > maxBackupBlobs {
		return nil, harmful("it holds more than %d contents", maxBackupBlobs)
	}
	return blobs, nil
}

// checkRuns reads every run once, and gives the states that they name.
func (b *backupReader) checkRuns(ctx context.Context, c *Carried) (named map[lockstep.Digest]bool, err error) {
	named = map[lockstep.Digest]bool{}
	ids, environments, uuids := map[lockstep.Digest]bool{"": true}, map[string]bool{}, map[string]bool{}
	for _, n := range c.Snapshots {
		ids[n.ID], named[n.State] = true, true
	}
	for _, e := range c.Environments {
		environments[e.UUID] = true
	}
	last := 0
	return named, b.runs(ctx, func(run lockstep.Run, _ []lockstep.Step) error {
		switch {
		case uuids[run.UUID], run.Number <= last:
			return harmful("it holds a run twice, or in no order")
		case !environments[run.Environment], run.From != "" && !environments[run.From]:
			return harmful("a run is of an environment that it does not hold")
		case !ids[run.Source] || !ids[run.Guard] || !ids[run.Result]:
			return harmful("a run names a snapshot that it does not hold")
		}
		if c.RunCount++; c.RunCount > maxBackupRuns {
			return harmful("it holds more than %d runs", maxBackupRuns)
		}
		uuids[run.UUID], last = true, run.Number
		named[run.Want], named[run.BaseAfter] = true, true
		return nil
	})
}

// checkStates reads every state once: each is what its digest says, but for contents that are damaged, and is named, as
// every content is.
func (b *backupReader) checkStates(ctx context.Context, c *Carried, named map[lockstep.Digest]bool, runsTorn bool) error {
	total := 0
	err := b.rowsOf(ctx, func(digest lockstep.Digest, s lockstep.State) error {
		if b.known[digest] || !named[digest] && !runsTorn {
			return harmful("it holds the state %s twice, or for nothing", digest.Short())
		}
		b.known[digest] = true
		if total += s.Len(); total > maxBackupItems || len(b.known) > maxBackupStates {
			return harmful("it holds more states than any archive does")
		}
		var lost []lockstep.Key
		for _, item := range s.All() {
			one, ok := b.blobs[item.Body.Digest]
			if !ok || one.damaged || one.size != item.Body.Size {
				lost = append(lost, item.Key)
			}
			if ok && !one.named {
				one.named = true
				b.blobs[item.Body.Digest] = one
			}
		}
		if len(lost) == 0 {
			return nil
		}
		left, err := b.mend(s, lost)
		c.mended[digest] = mendedOf(left, lost)
		return err
	})
	if err != nil {
		return err
	}
	for digest, one := range b.blobs {
		if !one.named && !b.torn {
			return harmful("it holds %q, which no snapshot names", blobsPath+string(digest))
		}
	}
	return b.nameDamages(c)
}

// nameDamages says of every snapshot what is damaged in it.
func (b *backupReader) nameDamages(c *Carried) error {
	for _, n := range c.Snapshots {
		if !b.known[n.State] {
			if !b.torn {
				return cut("the items of a snapshot are missing")
			}
			c.lost[n.State] = true
			c.damage(ArchiveDamage{Snapshot: c.nameOf(n), Why: "The list of its items is not what was exported."})
			continue
		}
		for _, key := range c.mended[n.State].lost {
			c.damage(ArchiveDamage{Snapshot: c.nameOf(n), Key: key, Why: notExported})
		}
	}
	if len(c.mended) > 0 && c.Damages == 0 { // of a state that runs alone name
		c.damage(ArchiveDamage{Why: "A content that a run needs is not what was exported."})
	}
	return nil
}

// mend is a state without what it lost.
func (b *backupReader) mend(s lockstep.State, lost []lockstep.Key) (lockstep.State, error) {
	return s.Without(lost, damagedInArchive+notExported)
}

// each gives the states, of the damaged ones what is left.
func (b *backupReader) each(ctx context.Context, c *Carried, take func(s lockstep.State, mended bool) error) error {
	return b.rowsOf(ctx, func(digest lockstep.Digest, s lockstep.State) error {
		m, damaged := c.mended[digest]
		if damaged && !c.salvage {
			return nil
		}
		if damaged {
			left, err := b.mend(s, m.lost)
			if err != nil {
				return err
			}
			s = left
		}
		return take(s, damaged)
	})
}

// rowsOf reads the tables of states, one state after the other.
func (b *backupReader) rowsOf(ctx context.Context, take func(lockstep.Digest, lockstep.State) error) error {
	for _, e := range b.states {
		if e.name == "" {
			continue
		}
		before := lockstep.State{}
		err := b.table(ctx, e, func(r *rowReader) error {
			digest, s, err := r.state(before, b.body)
			if err != nil {
				return err
			}
			before = s
			return take(digest, s)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *backupReader) runs(ctx context.Context, take func(lockstep.Run, []lockstep.Step) error) error {
	for _, e := range b.rows {
		if e.name == "" {
			continue
		}
		err := b.table(ctx, e, func(r *rowReader) error {
			run, steps, err := r.run()
			if err != nil {
				return err
			}
			if r.why != "" {
				return harmful("%s", r.why)
			}
			return take(run, steps)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// table reads a table row by row.
func (b *backupReader) table(ctx context.Context, e entry, row func(*rowReader) error) error {
	r := rowReader{json: json.NewDecoder(b.zip.content(e))}
	for r.json.More() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := row(&r); err != nil {
			return err
		}
	}
	return nil
}

// body is the body of an item, still in the file.
func (b *backupReader) body(digest lockstep.Digest, size int64) lockstep.Body {
	return lockstep.LazyBody(digest, size, func() ([]byte, error) { return b.load(b.blobs[digest].entry) })
}
