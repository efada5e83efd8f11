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
	states := c.Damages
	b.torn = states > 0
	if b.rows, err = r.tables(ctx, c, d.Tables.Runs, runsTable); err != nil {
		return nil, err
	}
	runsTorn := c.Damages > states
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
		one := lockstep.Project{UUID: p.UUID, Name: p.Name, Keep: p.Keep}
		for _, r := range p.Rules {
			one.Rules.Rules = append(one.Rules.Rules, lockstep.Rule{Kind: lockstep.RuleKind(r.Kind), Pattern: r.Pattern})
		}
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
			one.Gated, one.OnFailure = s.Gated, lockstep.Policy(s.OnFailure)
			for _, v := range s.Ready {
				one.Ready = append(one.Ready, lockstep.ReadyValue{Key: v.Key.key(), Address: string(v.Address), Text: string(v.Text), By: v.By, At: v.At})
			}
			for _, c := range s.Checks {
				one.Checks = append(one.Checks, c.check())
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
