//go:build !race

package main

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lockstep/app/lockstep"
	"lockstep/snapshots"
	"lockstep/store"
	"lockstep/store/storetest"
)

// mostMemory is what the program may take at its peak for whatever archive, in KiB.
const mostMemory = 256 << 10

// A backup of a hundred thousand contents, of 100 MB and of a long history is exported and imported with little memory.
// It is the program as it is shipped that is measured: what tests are built with takes more.
func TestBackupsNeedLittleMemory(t *testing.T) {
	program := shipped(t)
	file := filepath.Join(t.TempDir(), "large.zip")
	largeBackup(t, file)
	home := t.TempDir()
	for _, args := range [][]string{
		{"import", file, "--dry-run"},
		{"import", file},
		{"export", "--all", "-o", filepath.Join(t.TempDir(), "again.zip")},
	} {
		needs(t, mostMemory, home, program, args...)
	}
}

// A snapshot of a hundred thousand rows of a settings table, and one more when some of them have changed, take less than 200 MB.
func TestSnapshotsOfManyRowsNeedLittleMemory(t *testing.T) {
	const most = 200 * 1000 * 1000 / 1024
	program, home, path := shipped(t), t.TempDir(), filepath.Join(t.TempDir(), "shop.db")
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	run := func(statement string) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	run(`CREATE TABLE settings (name TEXT PRIMARY KEY, title TEXT NOT NULL, url TEXT, enabled INTEGER NOT NULL, share REAL, part TEXT, note TEXT, weight INTEGER, extra TEXT)`)
	run(`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999)
		INSERT INTO settings SELECT 'setting.' || i, 'The title of ' || i, 'https://shop.example/' || hex(randomblob(6)), i % 2, random() / 1e18, 'part ' || i % 7,
			hex(randomblob(30)), random() % 1000000, hex(randomblob(8)) FROM n`)
	needs(t, most, home, program, "project", "add", "Shop")
	needs(t, most, home, program, "env", "add", "Development", "--project", "Shop", "--role", "development", "--kind", "sqlite", "--set", "path="+path, "--set", "rows=settings")
	needs(t, most, home, program, "snapshot", "take", "Development")
	run(`UPDATE settings SET weight = weight + 1 WHERE rowid % 1000 = 0`)
	needs(t, most, home, program, "snapshot", "take", "Development")
}

// shipped builds the program as it is shipped.
func shipped(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "lockstep")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}

// needs runs a command and fails where it takes more memory than so many KiB.
func needs(t *testing.T, most int, home, program string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Env = append(os.Environ(), "LOCKSTEP_HOME="+home, "LOCKSTEP_KEYCHAIN=off")
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	peak := peakOf(t, cmd)
	t.Logf("%v: %d MiB", args[0], peak>>10)
	if peak > most {
		t.Errorf("%v took %d MiB", args, peak>>10)
	}
}

// peakOf waits for a process and gives the most memory that it took, in KiB. What the system tells once it has ended
// counts the memory of the one that started it, too.
func peakOf(t *testing.T, cmd *exec.Cmd) (peak int) {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case err := <-ended:
			if err != nil || peak == 0 {
				t.Fatalf("%v: %v, %d KiB", cmd.Args, err, peak)
			}
			return peak
		case <-time.After(2 * time.Millisecond):
		}
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
		if err != nil {
			continue // it has just ended
		}
		if _, after, ok := strings.Cut(string(status), "VmHWM:"); ok {
			var now int
			if _, err := fmt.Sscan(after, &now); err == nil {
				peak = max(peak, now)
			}
		}
	}
}

// largeBackup writes a backup of a state of very many items, one of large ones, and a history of three hundred.
func largeBackup(t *testing.T, path string) {
	t.Helper()
	s := storetest.Open(t)
	v := snapshots.New(s, snapshots.NewKey())
	b := snapshots.Backup{Projects: []lockstep.Project{{UUID: "project", Name: "Large"}}}
	take := func(environment string, states ...lockstep.State) {
		b.Environments = append(b.Environments, snapshots.CarriedEnvironment{
			Environment: lockstep.Environment{UUID: environment, Project: "project", Name: environment, Role: lockstep.Test}})
		storetest.Write(t, s, func(tx *store.Tx) error {
			keeper := v.Keeper(tx)
			var near []lockstep.Digest
			for i, state := range states {
				if _, err := keeper.Keep(t.Context(), near, state); err != nil {
					return err
				}
				near = []lockstep.Digest{state.Digest()}
				n := lockstep.Snapshot{Environment: environment, Number: i + 1, State: state.Digest(), Reason: lockstep.Manual, TakenAt: time.Unix(int64(i), 0).UTC(), Items: state.Count(), Bytes: state.Size()}
				n.ID = n.Identify()
				b.Snapshots = append(b.Snapshots, n)
			}
			return nil
		})
	}
	take("many", stateOfFiles(t, 99_000, func(i int) []byte { return fmt.Appendf(nil, "content %d", i) }))
	noise := rand.NewChaCha8([32]byte{1})
	take("large", stateOfFiles(t, 100, func(int) []byte {
		content := make([]byte, 1<<20)
		_, _ = noise.Read(content) // which never fails
		return content
	}))
	var history []lockstep.State
	for n := range 300 {
		history = append(history, stateOfFiles(t, 100, func(i int) []byte { return fmt.Appendf(nil, "content %d of %d", n/(i+1), i) }))
	}
	take("history", history...)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.WriteBackup(t.Context(), f, b); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func stateOfFiles(t *testing.T, n int, content func(int) []byte) lockstep.State {
	t.Helper()
	var items []lockstep.Item
	for i := range n {
		items = append(items, lockstep.Item{Key: lockstep.Key{Slot: "main", Kind: "file", Name: fmt.Sprintf("folder%d/file%d", i/100, i)}, Part: lockstep.Configuration, Body: lockstep.BodyOf(content(i))})
	}
	s, err := lockstep.NewState(items, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
