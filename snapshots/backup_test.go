package snapshots_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lockstep/app/lockstep"
	"lockstep/snapshots"
	"lockstep/store"
	"lockstep/store/storetest"
)

const (
	shop    = "0b5f8f0e-7d0c-4a51-9f0e-0a4c6f1f8a11"
	staging = "1a2b3c4d-0000-4c0a-8a56-2b9f0d6f7c22"
	live    = "5d3c9a4e-1f7b-4c0a-8a56-2b9f0d6f7c22"
)

// history is a small catalog: two environments with three snapshots, a promotion, and the states of all of them.
type history struct {
	backup snapshots.Backup
	states []lockstep.State
	run    lockstep.Run
	steps  []lockstep.Step
}

func snapshotAt(environment string, number int, s lockstep.State, note string) lockstep.Snapshot {
	n := lockstep.Snapshot{Environment: environment, Number: number, State: s.Digest(), Reason: lockstep.Manual, Note: note, By: "ada@laptop",
		TakenAt: time.Date(2026, 11, 21, 10, 30, number, 0, time.UTC), Nonce: fmt.Sprint("n", number), Items: s.Count(), Bytes: s.Size(), Pinned: number == 2}
	n.ID = n.Identify()
	return n
}

func newHistory(t testing.TB) history {
	t.Helper()
	first := various(t)
	second, err := first.With([]lockstep.Item{file("a", "alpha"), file("new", "in the second")}, []lockstep.Key{key("twin")})
	if err != nil {
		t.Fatal(err)
	}
	third := stateOf(t, file("a", "alpha"), file("else", strings.Repeat("where ", 500)))
	common := stateOf(t, file("a", "alpha"), file("shared", "by both"))
	h := history{states: []lockstep.State{first, second, third, common}}
	h.backup = snapshots.Backup{
		NotHeld:  "Uploaded pictures.",
		Projects: []lockstep.Project{{UUID: shop, Name: "Shop", Slots: []lockstep.Slot{{Name: "main", Kind: "folder", Settings: lockstep.Settings{"include": "a\nb"}}}, Keep: lockstep.Retention{Last: 3, Weekly: 52}}},
		Environments: []snapshots.CarriedEnvironment{
			{Environment: lockstep.Environment{UUID: staging, Project: shop, Name: "Staging", Role: lockstep.Test, Writable: true,
				Connections: map[string]lockstep.Connection{"main": {Settings: lockstep.Settings{"path": "/srv/staging"}}}}, Whole: true, Numbered: 5},
			{Environment: lockstep.Environment{UUID: live, Project: shop, Name: "Live", Role: lockstep.Live, Upstream: staging,
				Connections: map[string]lockstep.Connection{"main": {Settings: lockstep.Settings{"path": "/srv/live"}, Secrets: lockstep.Settings{"token": "hush"}}}}, Whole: true, Numbered: 2},
		},
		Snapshots: []lockstep.Snapshot{snapshotAt(staging, 1, first, "before"), snapshotAt(staging, 4, second, ""), snapshotAt(live, 2, third, "kept")},
	}
	h.run = lockstep.Run{Number: 3, UUID: "run-3", Act: lockstep.Promote, Status: lockstep.Done, By: "ada@laptop", Why: "spring", Environment: live, From: staging,
		Source: h.backup.Snapshots[1].ID, Guard: h.backup.Snapshots[2].ID, Want: common.Digest(), BaseAfter: common.Digest(), Apart: []lockstep.Key{key("apart")},
		Changes:   []lockstep.Change{{Op: lockstep.Modify, Key: key("a"), Part: lockstep.Configuration, Before: first.Sum(key("a")), After: common.Sum(key("a")), Side: lockstep.Incoming}},
		Problems:  []lockstep.Problem{{Key: key("a"), Message: "It is old.", Verdict: lockstep.Loses, Needs: []lockstep.Key{key("new")}}},
		StartedAt: time.Date(2026, 11, 21, 11, 0, 0, 7, time.UTC), EndedAt: time.Date(2026, 11, 21, 11, 0, 1, 0, time.UTC)}
	h.steps = []lockstep.Step{{Seq: 1, Key: key("a"), Before: first.Sum(key("a")), After: common.Sum(key("a")), Outcome: lockstep.StepDone, At: h.run.StartedAt}}
	h.backup.Runs = func(yield func(lockstep.Run, []lockstep.Step) error) error { return yield(h.run, h.steps) }
	return h
}

// write gives the history as a backup.
func (h history) write(t testing.TB) []byte {
	t.Helper()
	s := storetest.Open(t)
	v := snapshots.New(s, snapshots.NewKey())
	hold(t, s, v, h.states...)
	var b bytes.Buffer
	if _, err := v.WriteBackup(t.Context(), &b, h.backup); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func opened(t testing.TB, content []byte) (*snapshots.Carried, error) {
	t.Helper()
	return snapshots.Open(t.Context(), saved(t, content), "")
}

// carriedStates are the states of an opened archive, flat, by digest.
func carriedStates(t testing.TB, c *snapshots.Carried) map[lockstep.Digest]string {
	t.Helper()
	all := map[lockstep.Digest]string{}
	err := c.States(t.Context(), func(s lockstep.State, _ bool) error {
		all[s.Digest()] = flat(t, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// sameHistory compares all that a backup carries.
func sameHistory(t testing.TB, c *snapshots.Carried, h history) {
	t.Helper()
	same(t, c.Damages, 0)
	same(t, c.Projects, h.backup.Projects)
	same(t, c.Environments, h.backup.Environments)
	same(t, c.Snapshots, h.backup.Snapshots)
	same(t, c.NotHeld, h.backup.NotHeld)
	want := map[lockstep.Digest]string{}
	for _, s := range h.states {
		want[s.Digest()] = flat(t, s)
	}
	same(t, carriedStates(t, c), want)
	runs := 0
	err := c.Runs(t.Context(), func(run lockstep.Run, steps []lockstep.Step) error {
		runs++
		same(t, run, h.run)
		same(t, steps, h.steps)
		return nil
	})
	if err != nil || runs != 1 || c.RunCount != 1 {
		t.Errorf("%d runs, %v", runs, err)
	}
}

func TestBackup(t *testing.T) {
	t.Run("gives back what was written", func(t *testing.T) {
		h := newHistory(t)
		c, err := opened(t, h.write(t))
		if err != nil {
			t.Fatal(err)
		}
		same(t, c.Format, snapshots.BackupFormat)
		sameHistory(t, c, h)
		s, err := c.State(t.Context(), h.states[2].Digest())
		if err != nil {
			t.Fatal(err)
		}
		same(t, flat(t, s), flat(t, h.states[2]))
		_, err = c.State(t.Context(), lockstep.DigestOf(nil))
		sentence(t, err, lockstep.NotFound)
	})
	t.Run("is the same bytes from another catalog", func(t *testing.T) {
		if !bytes.Equal(newHistory(t).write(t), newHistory(t).write(t)) {
			t.Error("two backups of one history differ")
		}
	})
	t.Run("holds each content once, and is a plain ZIP file", func(t *testing.T) {
		names := map[string]bool{}
		for _, f := range unzipped(t, newHistory(t).write(t)) {
			if names[f.header.Name] {
				t.Errorf("%s is there twice", f.header.Name)
			}
			portablePath(t, f.header.Name)
			names[f.header.Name] = true
		}
		if !names["blobs/"+string(lockstep.DigestOf([]byte("alpha")))] || !names["README.txt"] || !names["lockstep.json"] {
			t.Errorf("it holds %v", names)
		}
	})
	t.Run("enters a vault as it left another", func(t *testing.T) {
		h := newHistory(t)
		c, err := opened(t, h.write(t))
		if err != nil {
			t.Fatal(err)
		}
		s := storetest.Open(t)
		v := snapshots.New(s, snapshots.NewKey())
		for range 2 {
			storetest.Write(t, s, func(tx *store.Tx) error {
				keeper := v.Keeper(tx)
				var near []lockstep.Digest
				return c.States(t.Context(), func(one lockstep.State, _ bool) error {
					same, err := keeper.Keep(t.Context(), near, one)
					if !same {
						t.Errorf("%s is kept as another", one.Digest().Short())
					}
					near = []lockstep.Digest{one.Digest()}
					return err
				})
			})
		}
		for _, want := range h.states {
			got, err := v.State(t.Context(), want.Digest())
			if err != nil {
				t.Fatal(err)
			}
			same(t, flat(t, got), flat(t, want))
		}
	})
	t.Run("is not written of what could not be read again", func(t *testing.T) {
		for name, harm := range map[string]func(*history){
			"another id":     func(h *history) { h.backup.Snapshots[0].ID = lockstep.DigestOf(nil) },
			"a cycle":        func(h *history) { h.backup.Environments[0].Upstream = live },
			"a number twice": func(h *history) { h.backup.Snapshots[1] = snapshotAt(staging, 1, h.states[1], "") },
			"too many snapshots": func(h *history) { // more than are read
				for i := range 100_000 {
					h.backup.Snapshots = append(h.backup.Snapshots, snapshotAt(staging, 5+i, h.states[0], ""))
				}
			},
			"no project": func(h *history) { h.backup.Projects = nil },
			"a run that is none": func(h *history) {
				h.run.Status = "dreaming"
				run := h.run
				h.backup.Runs = func(yield func(lockstep.Run, []lockstep.Step) error) error { return yield(run, nil) }
			},
		} {
			t.Run(name, func(t *testing.T) {
				h := newHistory(t)
				harm(&h)
				s := storetest.Open(t)
				v := snapshots.New(s, snapshots.NewKey())
				hold(t, s, v, h.states...)
				_, err := v.WriteBackup(t.Context(), io.Discard, h.backup)
				refusedArchive(t, err)
			})
		}
	})
	t.Run("is not read to its end when told to stop", func(t *testing.T) {
		path := saved(t, newHistory(t).write(t))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := snapshots.Open(ctx, path, ""); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	t.Run("holds a problem of a whole slot", func(t *testing.T) { // such as that a disk has no room
		h := newHistory(t)
		h.run.Problems = append(h.run.Problems, lockstep.Problem{Key: lockstep.Key{Slot: "main"}, Message: "It is full.", Verdict: lockstep.Blocks})
		run := h.run
		h.backup.Runs = func(yield func(lockstep.Run, []lockstep.Step) error) error { return yield(run, h.steps) }
		c, err := opened(t, h.write(t))
		if err != nil {
			t.Fatal(err)
		}
		sameHistory(t, c, h)
	})
	t.Run("leaves out a run of which it does not hold the snapshots", func(t *testing.T) {
		for name, newer := range map[string]func(*history){ // it began, or ended, while the backup was written
			"began": func(h *history) { h.run.Guard = lockstep.DigestOf([]byte("taken since")) },
			"ended": func(h *history) { h.run.Result = lockstep.DigestOf([]byte("taken since")) },
			"new":   func(h *history) { h.run.From = "added-since" },
		} {
			t.Run(name, func(t *testing.T) {
				h := newHistory(t)
				newer(&h)
				run := h.run
				h.backup.Runs = func(yield func(lockstep.Run, []lockstep.Step) error) error { return yield(run, nil) }
				c, err := opened(t, h.write(t))
				if err != nil {
					t.Fatal(err)
				}
				same(t, c.RunCount, 0)
				same(t, len(carriedStates(t, c)), 3)
			})
		}
	})
	t.Run("of a long history begins its tables anew", func(t *testing.T) {
		h := longHistory(t)
		content := h.write(t)
		tables := 0
		for _, f := range unzipped(t, content) {
			if strings.HasPrefix(f.header.Name, "tables/states-") {
				tables++
			}
		}
		if tables < 3 {
			t.Errorf("there are %d tables", tables)
		}
		c, err := opened(t, content)
		if err != nil {
			t.Fatal(err)
		}
		same(t, len(carriedStates(t, c)), len(h.states))
	})
}

// longHistory is one that takes several tables.
func longHistory(t testing.TB) history {
	t.Helper()
	h := newHistory(t)
	h.states, h.backup.Snapshots, h.backup.Runs = nil, nil, nil
	for i := range 300 {
		var items []lockstep.Item
		for j := range 40 {
			items = append(items, file(fmt.Sprint("file", j), fmt.Sprint("content ", j, " of ", i/(j+1))))
		}
		h.states = append(h.states, stateOf(t, items...))
		h.backup.Snapshots = append(h.backup.Snapshots, snapshotAt(staging, i+1, h.states[i], ""))
	}
	return h
}

func TestABackupWithDamagedTablesOfBothSortsGivesWhatIsWhole(t *testing.T) {
	h := longHistory(t)
	common := stateOf(t, file("common", "of a run alone"))
	h.states = append(h.states, common)
	run := h.run
	run.Source, run.Guard, run.Want, run.BaseAfter = "", "", common.Digest(), ""
	h.backup.Runs = func(yield func(lockstep.Run, []lockstep.Step) error) error { return yield(run, nil) }
	content := h.write(t)
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if f.Name == "tables/states-1.jsonl" || f.Name == "tables/runs-1.jsonl" {
			at, err := f.DataOffset()
			if err != nil {
				t.Fatal(err)
			}
			content[at+int64(f.CompressedSize64/2)] ^= 1
		}
	}
	c, err := opened(t, content)
	if err != nil {
		t.Fatal(err)
	}
	c.Salvage()
	if len(c.Snapshots) == 0 || len(c.Snapshots) == 300 || c.RunCount != 0 {
		t.Errorf("%d snapshots are left, and %d runs", len(c.Snapshots), c.RunCount)
	}
}

const goldenPassphrase = "correct horse battery staple"

// The golden archives of backups and sealed archives are read for ever. Those that are there are never written anew.
func TestGoldenBackupsAndSeals(t *testing.T) {
	h := newHistory(t)
	h.states = slices.Clip(h.states)
	whole, one := h.write(t), written(t, archiveOf(various(t)))
	for name, content := range map[string][]byte{"archive-2.zip": whole, "archive-2.zip.age": whole, "archive-1.zip.age": one} {
		path := filepath.Join("testdata", name)
		if _, err := os.Stat(path); *update && err != nil {
			passphrase := ""
			if strings.HasSuffix(name, ".age") {
				passphrase = goldenPassphrase
			}
			if err := os.WriteFile(path, sealed(t, content, passphrase), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		c, err := snapshots.Open(t.Context(), path, goldenPassphrase)
		if err != nil {
			t.Fatal(err)
		}
		same(t, c.Sealed, strings.HasSuffix(name, ".age"))
		if strings.HasPrefix(name, "archive-2") {
			sameHistory(t, c, h)
			continue
		}
		same(t, c.Format, 1)
		same(t, carriedStates(t, c), map[lockstep.Digest]string{various(t).Digest(): flat(t, various(t))})
	}
}

func sealed(t testing.TB, content []byte, passphrase string) []byte {
	t.Helper()
	var b bytes.Buffer
	err := snapshots.WriteSealed(&b, passphrase, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestABackupCarriesChecksGateAndPolicy(t *testing.T) {
	h := newHistory(t)
	h.backup.Environments[0].Checks = []lockstep.Check{
		{Name: "health", URL: "https://shop.example/health", Method: "POST", Status: 204, Headers: lockstep.Settings{"Accept": "text/html"}, Body: "^up$", JSONPath: "$.a", Equals: "b",
			Secrets: lockstep.Settings{"Authorization": "hush"}, Timeout: time.Minute, Retries: 3},
		{Name: "syntax", Argv: []string{"nginx", "-t"}, Dir: "/srv", Env: lockstep.Settings{"SHOP": "7"}, Timeout: lockstep.CheckTimeout},
		{Name: "shell", Shell: "true && true", Timeout: lockstep.CheckTimeout},
	}
	h.backup.Environments[1].Gated, h.backup.Environments[1].OnFailure = true, lockstep.RollBackOnFailure
	h.run.Checks = []lockstep.CheckOutcome{{Name: "health", Message: "It answered 500.", Took: 7 * time.Millisecond}, {Name: "syntax", Passed: true, Message: "It ended well."}}
	h.run.PastGate, h.run.ByPolicy = true, true
	h.backup.Runs = func(yield func(lockstep.Run, []lockstep.Step) error) error { return yield(h.run, h.steps) }
	c, err := opened(t, h.write(t))
	if err != nil {
		t.Fatal(err)
	}
	sameHistory(t, c, h)
	for name, spoil := range map[string]func(*lockstep.Environment){
		"a policy":    func(e *lockstep.Environment) { e.OnFailure = "pray" },
		"no timeout":  func(e *lockstep.Environment) { e.Checks[0].Timeout = 0 },
		"no address":  func(e *lockstep.Environment) { e.Checks[0].URL = "file:///etc/passwd" },
		"a name":      func(e *lockstep.Environment) { e.Checks[0].Name = "a/b" },
		"a name more": func(e *lockstep.Environment) { e.Checks[0].Name = "SHELL" },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHistory(t)
			h.backup.Environments[0].Checks = []lockstep.Check{{Name: "health", URL: "https://shop.example", Timeout: time.Minute}, {Name: "shell", Shell: "true", Timeout: time.Minute}}
			spoil(&h.backup.Environments[0].Environment)
			s := storetest.Open(t)
			v := snapshots.New(s, snapshots.NewKey())
			hold(t, s, v, h.states...)
			var b bytes.Buffer
			if _, err := v.WriteBackup(t.Context(), &b, h.backup); err == nil {
				if _, err = opened(t, b.Bytes()); err == nil {
					t.Error("it was let in")
				}
			}
		})
	}
}
