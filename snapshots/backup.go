package snapshots

import (
	"fmt"
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
)

const (
	tablesPath = "tables/"
	blobsPath  = "blobs/"
)

func statesTable(n int) string { return fmt.Sprintf("%sstates-%d.jsonl", tablesPath, n) }

func runsTable(n int) string { return fmt.Sprintf("%sruns-%d.jsonl", tablesPath, n) }

// stateRow is a state, for writing: what differs from the state before it.
type stateRow struct {
	State   string            `json:"state"`
	Put     []itemDocument    `json:"put,omitempty"`
	Drop    []keyDocument     `json:"drop,omitempty"`
	Omitted []omittedDocument `json:"omitted,omitempty"`
}

// rowOf is the row of a state that follows another one.
func rowOf(before, s lockstep.State) stateRow {
	row := stateRow{State: string(s.Digest())}
	for _, item := range s.All() {
		if old, ok := before.Get(item.Key); !ok || before.Sum(item.Key) != s.Sum(item.Key) || !sameKeys(old.Needs, item.Needs) {
			row.Put = append(row.Put, itemDocumentOf(item))
		}
	}
	for _, item := range before.All() {
		if s.Sum(item.Key) == "" {
			row.Drop = append(row.Drop, keyDocumentOf(item.Key))
		}
	}
	for _, o := range s.Omitted() {
		row.Omitted = append(row.Omitted, omittedDocument{keyDocumentOf(o.Key), o.Why})
	}
	return row
}

func sameKeys(a, b []lockstep.Key) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
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
