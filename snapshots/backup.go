package snapshots

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// A backup is an archive of many snapshots, and of what belongs to them: a ZIP file with
//
//	lockstep.json           projects, environments and snapshots, and how many tables there are
//	tables/states-N.jsonl   states, a JSON object each: the items that differ from the state before (the first of a table
//	                        has none before it), so that a table reads alone and a history takes little room
//	tables/runs-N.jsonl     runs with their journals, a JSON object each
//	blobs/SHA256            the contents of the items, each once
//
// What belongs to a whole catalog (settings, runs) is there where all of it was exported, secrets only in a sealed file.

// The bounds of a backup. They hold for writing too, so that whatever was written can be read.
const (
	maxBackupBlobs  = 250_000
	maxBackupTables = 20_000    // of each sort
	maxBackupTable  = 128 << 20 // one of them, unfolded
	maxBackupStates = 200_000
	maxBackupRuns   = 100_000
	maxBackupItems  = 50_000_000 // of all states together, which bounds how long it takes to check them
	maxBackupBytes  = 16 << 30   // all that it unfolds to
	maxBackupSteps  = 2 * maxArchiveItems
	maxBackupLost   = 1_000_000 // items of all states together that are damaged: all of them are kept at hand
)

const (
	tablesPath = "tables/"
	blobsPath  = "blobs/"
)

func statesTable(n int) string { return fmt.Sprintf("%sstates-%d.jsonl", tablesPath, n) }

func runsTable(n int) string { return fmt.Sprintf("%sruns-%d.jsonl", tablesPath, n) }

// writeState writes the row of a state that follows another one, item by item: what differs from that.
func writeState(w io.Writer, before, s lockstep.State) error {
	row := rowWriter{w: w}
	row.text(`{"state":"` + string(s.Digest()) + `"`)
	row.list("put")
	for _, item := range s.All() {
		if old, ok := before.Get(item.Key); !ok || before.Sum(item.Key) != s.Sum(item.Key) || !slices.Equal(old.Needs, item.Needs) {
			row.one(itemDocumentOf(item))
		}
	}
	row.list("drop")
	for _, item := range before.All() {
		if s.Sum(item.Key) == "" {
			row.one(keyDocumentOf(item.Key))
		}
	}
	row.list("omitted")
	for _, o := range s.Omitted() {
		row.one(omittedDocument{keyDocumentOf(o.Key), o.Why})
	}
	row.list("")
	row.text("}\n")
	return row.err
}

// rowWriter writes an object of lists. A list of nothing is left out.
type rowWriter struct {
	w     io.Writer
	name  string
	begun bool
	err   error
}

func (r *rowWriter) text(s string) { r.bytes([]byte(s)) }

func (r *rowWriter) bytes(b []byte) {
	_, err := r.w.Write(b)
	r.err = cmp.Or(r.err, err)
}

// list ends the list before, and begins the next one.
func (r *rowWriter) list(name string) {
	if r.begun {
		r.text("]")
	}
	r.name, r.begun = name, false
}

func (r *rowWriter) one(v any) {
	b, err := marshal(v)
	if r.err = cmp.Or(r.err, err); err != nil {
		return
	}
	if r.begun {
		r.text(",")
	} else {
		r.text(`,"` + r.name + `":[`)
	}
	r.begun = true
	r.bytes(bytes.TrimSpace(b))
}

// wrongBackup says why what a backup tells of its places and snapshots cannot be; "" where it can.
func wrongBackup(projects []lockstep.Project, environments []CarriedEnvironment, all []lockstep.Snapshot) string {
	known := map[string]bool{}
	for _, p := range projects {
		if why := wrongProject(p); why != "" {
			return why
		}
		if known[p.UUID] {
			return "it holds a project twice"
		}
		known[p.UUID] = true
	}
	at := map[string]CarriedEnvironment{}
	for _, e := range environments {
		if why := wrongEnvironment(e.Environment); why != "" {
			return why
		}
		if _, twice := at[e.UUID]; twice || !known[e.Project] || e.Numbered < 0 || e.Numbered > 1<<31-1 {
			return "it holds an environment twice, or one without a project or a proper number"
		}
		at[e.UUID] = e
	}
	if why := wrongPipeline(at); why != "" {
		return why
	}
	ids, numbers := map[lockstep.Digest]bool{}, map[string]bool{}
	for _, n := range all {
		if why := wrongSnapshot(n); why != "" {
			return why
		}
		number := fmt.Sprint(n.Environment, " ", n.Number)
		if _, ok := at[n.Environment]; !ok || ids[n.ID] || numbers[number] {
			return "it holds a snapshot twice, or one without an environment"
		}
		if n.Identify() != n.ID {
			return "a snapshot is not what its id says"
		}
		ids[n.ID], numbers[number] = true, true
	}
	return ""
}

// wrongPipeline looks for an upstream that is not there, and for environments that lie behind themselves.
func wrongPipeline(at map[string]CarriedEnvironment) string {
	sound := map[string]bool{"": true}
	for uuid := range at {
		var way []string
		onWay := map[string]bool{}
		for one := uuid; !sound[one]; one = at[one].Upstream {
			e, ok := at[one]
			if !ok || onWay[one] || e.Upstream != "" && at[e.Upstream].Project != e.Project {
				return "an environment is promoted from itself, or from one that is not there"
			}
			onWay[one], way = true, append(way, one)
		}
		for _, one := range way {
			sound[one] = true
		}
	}
	return ""
}

// digestOfBlob is the digest that the path of a blob names; "" where it names none.
func digestOfBlob(path string) lockstep.Digest {
	name, ok := strings.CutPrefix(path, blobsPath)
	if d := lockstep.Digest(name); ok && name == strings.ToLower(name) && d.Raw() != nil {
		return d
	}
	return ""
}
