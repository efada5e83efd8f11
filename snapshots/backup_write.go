package snapshots

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"lockstep/app/lockstep"
)

// Backup is what a backup will hold besides the contents of its states.
type Backup struct {
	NotHeld      string
	Projects     []lockstep.Project
	Environments []CarriedEnvironment
	Snapshots    []lockstep.Snapshot // environment by environment, by number

	// Runs gives the runs by number, each with its steps; nil for none. Those that name a snapshot or an environment which
	// is not here are left out.
	Runs func(yield func(lockstep.Run, []lockstep.Step) error) error

	// Bare gives a state of an environment without what must not leave the catalog open; nil where all of it may. A snapshot of
	// which something is left out is another one, with an id of its own.
	Bare func(environment string, s lockstep.State) (lockstep.State, error)
}

// Written counts what a backup holds.
type Written struct{ Snapshots, Runs, Items int }

// WriteBackup writes a backup of states that the vault holds. The same backup gives the same bytes. Beside one state and
// one content it holds no more in memory than where the contents lie.
func (v *Vault) WriteBackup(ctx context.Context, w io.Writer, b Backup) (done Written, err error) {
	if why := wrongBackup(b.Projects, b.Environments, b.Snapshots); why != "" || !proper(b.NotHeld) {
		return done, lockstep.Errorf(lockstep.Corrupt, "What is exported is not what the catalog says: %s. Nothing was exported. Verify the catalog to see what is damaged.", why)
	}
	if max(len(b.Projects), len(b.Environments), len(b.Snapshots)) > maxArchiveList {
		return done, tooMuch()
	}
	deflate, err := flate.NewWriter(io.Discard, flate.DefaultCompression)
	if err != nil {
		return done, err
	}
	out := archiveWriter{zip: zip.NewWriter(w), deflate: deflate, at: newestOf(b.Snapshots)}
	o := backupWriter{ctx: ctx, vault: v, out: out, states: tableWriter{out: out, name: statesTable}, runs: tableWriter{out: out, name: runsTable},
		stated: map[lockstep.Digest]bool{}, listed: map[lockstep.Digest]bool{}, ids: map[lockstep.Digest]lockstep.Digest{"": ""}, places: map[string]bool{}, bare: newBaring(b.Bare)}
	for _, e := range b.Environments {
		o.places[e.UUID] = true
	}
	if err := o.out.add(readmePath, []byte(backupReadme(b)), false); err != nil {
		return done, err
	}
	b.Snapshots = slices.Clone(b.Snapshots)
	for i := range b.Snapshots {
		n := &b.Snapshots[i]
		id, state, err := n.ID, n.State, error(nil)
		if n.State, err = o.state(n.State, n.Environment, true); err != nil {
			return done, err
		}
		if n.State != state {
			n.ID, n.Items, n.Bytes = n.Identify(), o.bare.sizes[n.State].items, o.bare.sizes[n.State].bytes
		}
		o.ids[id] = n.ID
	}
	if b.Runs != nil {
		if err := b.Runs(o.run); err != nil {
			return done, err
		}
	}
	if err := o.states.flush(); err != nil {
		return done, err
	}
	if err := o.runs.flush(); err != nil {
		return done, err
	}
	d := documentOfBackup(b)
	d.Tables = tablesDocument{States: o.states.written, Runs: o.runs.written}
	document, err := d.encode()
	if err != nil {
		return done, err
	}
	if err := o.out.add(documentPath, document, false); err != nil {
		return done, err
	}
	if err := o.blobs(); err != nil {
		return done, err
	}
	return Written{len(b.Snapshots), o.runCount, o.items}, o.out.zip.Close()
}

// backupWriter is one backup being written.
type backupWriter struct {
	ctx    context.Context
	vault  *Vault
	out    archiveWriter
	states tableWriter
	runs   tableWriter

	ids    map[lockstep.Digest]lockstep.Digest // of the snapshots, and which they have in the backup
	places map[string]bool                     // the environments

	before   lockstep.State
	stated   map[lockstep.Digest]bool // the states that were written
	listed   map[lockstep.Digest]bool
	bodies   []lockstep.Digest // in the order in which they are met, which is that in which the vault has them
	total    int64
	items    int
	runCount int
	bare     baring
}

func tooMuch() error {
	return lockstep.Errorf(lockstep.Invalid, "This is too much for one archive, which holds up to %s snapshots, %s states of %s items together, and %s contents of %d GiB. Nothing was exported. Export less at a time: the environments one by one, or single snapshots.",
		lockstep.Number(maxArchiveList), lockstep.Number(maxBackupStates), lockstep.Number(maxBackupItems), lockstep.Number(maxBackupBlobs), maxBackupBytes>>30)
}

// state writes a state of an environment, once, and gives the digest that it has in the backup. One that no snapshot has and
// that the vault does not hold either is left out.
func (o *backupWriter) state(digest lockstep.Digest, environment string, must bool) (lockstep.Digest, error) {
	if err := o.ctx.Err(); err != nil {
		return "", err
	}
	if bare, done := o.bare.states[digest]; digest == "" || done {
		return bare, nil
	}
	if has, err := o.vault.packs.HasState(o.ctx, digest); err != nil || !has && !must {
		return digest, err
	}
	s, err := o.vault.State(o.ctx, digest)
	if err != nil {
		return "", err
	}
	if s, err = o.bare.state(environment, s); err != nil {
		return "", err
	}
	return s.Digest(), o.write(s)
}

// write writes a state as it is in the backup.
func (o *backupWriter) write(s lockstep.State) error {
	digest := s.Digest()
	if o.stated[digest] {
		return nil
	}
	for _, item := range s.All() {
		if why := wrongItem(item); why != "" {
			return lockstep.Errorf(lockstep.Invalid, "%q cannot be exported: %s. Nothing was exported. Rename it, or exclude it from the slot.", item.Key, why)
		}
		if d := item.Body.Digest; !o.listed[d] {
			o.listed[d], o.bodies, o.total = true, append(o.bodies, d), o.total+item.Body.Size
		}
	}
	o.stated[digest], o.items = true, o.items+s.Len()
	if wrongOmitted(s) != "" || s.Len() > maxArchiveItems || o.items > maxBackupItems || len(o.stated) > maxBackupStates || len(o.bodies) > maxBackupBlobs || o.total > maxBackupBytes/2 {
		return tooMuch()
	}
	if o.states.size == 0 {
		o.before = lockstep.State{}
	}
	began := o.states.size
	if err := writeState(&o.states, o.before, s); err != nil {
		return err
	}
	o.before = s
	return o.states.end(began)
}

// run writes a run, and the states that it names. One that began or ended since the snapshots were listed is left out:
// the backup does not hold all that it names, and would not be read again.
func (o *backupWriter) run(run lockstep.Run, steps []lockstep.Step) error {
	for _, id := range []*lockstep.Digest{&run.Source, &run.Guard, &run.Result} {
		now, ok := o.ids[*id]
		if !ok {
			return nil
		}
		*id = now
	}
	if !o.places[run.Environment] || run.From != "" && !o.places[run.From] {
		return nil
	}
	for _, digest := range []*lockstep.Digest{&run.Want, &run.BaseAfter} {
		var err error
		if *digest, err = o.state(*digest, run.Environment, false); err != nil {
			return err
		}
	}
	run.Changes, steps = o.bare.changes(run.Changes), o.bare.steps(steps)
	b, err := marshal(rowOfRun(run, steps))
	if err != nil {
		return err
	}
	back := rowReader{json: json.NewDecoder(bytes.NewReader(b))}
	if _, _, err := back.run(); err != nil || back.why != "" {
		return lockstep.Errorf(lockstep.Invalid, "Run %d cannot be exported: it would not be read again (%s). Nothing was exported. This is a fault of the program; report it.", run.Number, back.why)
	}
	if o.runCount++; o.runCount > maxBackupRuns {
		return tooMuch()
	}
	began := o.runs.size
	if _, err := o.runs.Write(b); err != nil {
		return err
	}
	return o.runs.end(began)
}

// blobs writes every content once.
func (o *backupWriter) blobs() error {
	for _, digest := range o.bodies {
		if err := o.ctx.Err(); err != nil {
			return err
		}
		content, made := o.bare.bodies[digest]
		if !made {
			at, err := o.vault.places(o.ctx, []lockstep.Digest{digest})
			if err != nil {
				return err
			}
			if content, err = o.vault.body(o.ctx, at[0], digest); err != nil {
				return err
			}
		}
		if err := o.out.add(blobsPath+string(digest), content, false); err != nil {
			return err
		}
	}
	return nil
}

func newestOf(all []lockstep.Snapshot) (at time.Time) {
	for _, n := range all {
		if n.TakenAt.After(at) {
			at = n.TakenAt
		}
	}
	return at.UTC()
}

func documentOfBackup(b Backup) document {
	d := document{Format: BackupFormat, NotHeld: b.NotHeld, Projects: []projectDocument{}, Environments: []environmentDocument{}, Snapshots: []snapshotDocument{}}
	for _, p := range b.Projects {
		one := projectDocument{UUID: p.UUID, Name: p.Name, Slots: []slotDocument{}, Keep: p.Keep}
		for _, s := range p.Slots {
			one.Slots = append(one.Slots, slotDocument{s.Name, s.Kind, s.Settings})
		}
		for _, r := range p.Rules.Rules {
			one.Rules = append(one.Rules, ruleDocument{string(r.Kind), r.Pattern})
		}
		d.Projects = append(d.Projects, one)
	}
	for _, e := range b.Environments {
		one := environmentDocument{UUID: e.UUID, Project: e.Project, Name: e.Name, Role: string(e.Role)}
		if e.Whole {
			one.Settings = &settingsDocument{Upstream: e.Upstream, Writable: e.Writable, Removed: e.Removed, Numbered: e.Numbered, Connections: map[string]connectionDocument{}}
			for slot, c := range e.Connections {
				one.Settings.Connections[slot] = connectionDocument{c.Settings, c.Secrets}
			}
			one.Settings.Gated, one.Settings.OnFailure = e.Gated, string(e.OnFailure)
			for _, v := range e.Ready {
				one.Settings.Ready = append(one.Settings.Ready, readyDocument{keyDocumentOf(v.Key), exact(v.Address), exact(v.Text), v.By, v.At.UTC()})
			}
			for _, c := range e.Checks {
				one.Settings.Checks = append(one.Settings.Checks, checkDocumentOf(c))
			}
		}
		d.Environments = append(d.Environments, one)
	}
	for _, n := range b.Snapshots {
		one := snapshotDocumentOf(n)
		one.Environment, one.Pinned, one.Imported, one.Setup = n.Environment, n.Pinned, n.Imported, string(n.Setup)
		d.Snapshots = append(d.Snapshots, one)
	}
	return d
}

// backupReadme is what a person finds who opens a backup without Lockstep.
func backupReadme(b Backup) string {
	notHeld := ""
	if b.NotHeld != "" {
		notHeld = "\nWhat its snapshots do not hold: " + b.NotHeld + "\n"
	}
	return fmt.Sprintf(`This is a Lockstep archive: %s of %s.

lockstep.json says which they are. The lists of their items are under tables/, a line each state, and the contents of
the items under blobs/, each named by its SHA-256.
%s
To use it, import this file with Lockstep: lockstep import FILE
`, lockstep.Count(len(b.Snapshots), "snapshot"), lockstep.Count(len(b.Environments), "environment"), notHeld)
}
