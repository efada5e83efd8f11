//go:build !race

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"
)

// kills is how often the test kills: LOCKSTEP_KILLS, or a few.
func kills(t *testing.T) int {
	n, err := strconv.Atoi(os.Getenv("LOCKSTEP_KILLS"))
	if err != nil {
		return 30
	}
	return n
}

// victim is a home whose commands are killed.
type victim struct {
	t    *testing.T
	home string
	fake bool // a disk that fills up is faked
}

func (v victim) command(args ...string) *exec.Cmd {
	program, err := os.Executable()
	if err != nil {
		v.t.Fatal(err)
	}
	cmd := exec.CommandContext(v.t.Context(), program, append([]string{"--home", v.home, "--json"}, args...)...)
	cmd.Env = append(os.Environ(), commandVariable+"=1", "LOCKSTEP_KEYCHAIN=off")
	return cmd
}

// does runs a command to its end and decodes what it says.
func (v victim) does(into any, args ...string) {
	v.t.Helper()
	cmd := v.command(args...)
	var said, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &complaint
	if err := cmd.Run(); err != nil {
		v.t.Fatalf("%v: %v\n%s%s", args, err, &said, &complaint)
	}
	if into != nil {
		if err := json.Unmarshal(said.Bytes(), into); err != nil {
			v.t.Fatalf("%v: %v: %s", args, err, &said)
		}
	}
}

// killed kills a command at some moment of the time that it takes; whole says that it ended before.
func (v victim) killed(takes time.Duration, args ...string) (whole bool) {
	v.t.Helper()
	cmd := v.command(args...)
	if err := cmd.Start(); err != nil {
		v.t.Fatal(err)
	}
	end := time.AfterFunc(time.Duration(rand.Int64N(int64(takes))), func() { _ = cmd.Process.Kill() })
	defer end.Stop()
	return cmd.Wait() == nil
}

type listed struct {
	Snapshots []listedSnapshot `json:"snapshots"`
}

type listedSnapshot struct {
	ID    string `json:"id"`
	State string `json:"state"`
	Note  string `json:"note"`
}

// ids are the snapshots that are there, each with its state.
func (v victim) ids() map[string]string {
	v.t.Helper()
	var all listed
	v.does(&all, "snapshot", "list")
	ids := map[string]string{}
	for _, s := range all.Snapshots {
		ids[s.ID] = s.State
	}
	return ids
}

// whole asserts that the catalog is, with what it finds.
func (v victim) whole() {
	v.t.Helper()
	var found struct {
		Damaged []json.RawMessage `json:"damaged"`
	}
	v.does(&found, "verify")
	if len(found.Damaged) > 0 {
		v.t.Fatalf("verifying finds %s", found.Damaged)
	}
}

// A command that is killed at any moment loses nothing that another one had done before, and leaves a whole catalog.
func TestNothingIsLostWhenACommandIsKilledAtAnyMoment(t *testing.T) {
	v := victim{t: t, home: filepath.Join(t.TempDir(), "home")}
	dir := t.TempDir()
	tree := func(version int) {
		t.Helper()
		for i := range 60 {
			if version > 0 && i%7 != version%7 {
				continue
			}
			text := bytes.Repeat([]byte(fmt.Sprintf("setting %d of file %d\n", version/5, i)), 40)
			text = append(text, fmt.Sprintf("version = %d\n", version)...)
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.conf", i)), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	tree(0)
	v.does(nil, "project", "add", "shop")
	v.does(nil, "env", "add", "dev", "--project", "shop", "--role", "development", "--kind", "folder", "--set", "path="+dir)

	// What is to be imported comes from elsewhere, a little more each time.
	other := victim{t: t, home: filepath.Join(t.TempDir(), "home")}
	other.does(nil, "project", "add", "shop")
	other.does(nil, "env", "add", "there", "--project", "shop", "--role", "development", "--kind", "folder", "--set", "path="+dir)

	acts := []struct {
		args  func(i int) []string
		drops bool
	}{
		{args: func(int) []string { return []string{"snapshot", "take", "dev"} }},
		{args: func(int) []string { return []string{"prune", "--keep-last", "4", "--yes"} }, drops: true},
		{args: func(i int) []string {
			archive := filepath.Join(t.TempDir(), "there.zip")
			other.does(nil, "snapshot", "take", "there")
			other.does(nil, "export", "there@latest", "-o", archive)
			return []string{"import", archive}
		}},
	}
	takes := make([]time.Duration, len(acts))
	died := 0
	for i := range kills(t) {
		tree(i + 1)
		act := acts[i%len(acts)]
		v.does(nil, "snapshot", "take", "dev", "-m", "kept") // with a note, so that pruning keeps it
		v.does(nil, "snapshot", "take", "dev")
		before := v.ids()
		args := act.args(i)
		if takes[i%len(acts)] == 0 {
			began := time.Now()
			v.does(nil, args...)
			takes[i%len(acts)] = time.Since(began)
			v.whole()
			continue
		}
		if !v.killed(takes[i%len(acts)]*11/10, args...) {
			died++
		}
		after := v.ids()
		for id, state := range before {
			if now, there := after[id]; there && now != state || !there && !act.drops {
				t.Fatalf("%v was killed, and the snapshot %s is lost", args, id)
			}
		}
		v.whole()
	}
	if died == 0 {
		t.Error("every command ended before it was killed")
	}
	var all listed
	v.does(&all, "snapshot", "list")
	noted := slices.DeleteFunc(all.Snapshots, func(s listedSnapshot) bool { return s.Note != "kept" })
	if len(noted) != kills(t) {
		t.Errorf("%d snapshots have their note, want %d", len(noted), kills(t))
	}
}
