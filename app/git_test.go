//go:build !race

package app_test

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"lockstep/app"
)

// git runs git in the repository of a real history: LOCKSTEP_HISTORY, or else the one that this file is in.
func git(t *testing.T, args ...string) []byte {
	t.Helper()
	c := exec.Command("git", append([]string{"-C", cmp.Or(os.Getenv("LOCKSTEP_HISTORY"), ".")}, args...)...)
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("git %s: %v", strings.Join(args, " "), err)
	}
	return out
}

// layOut makes dir hold exactly the tree of a commit.
func layOut(t *testing.T, commit, dir string) {
	t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	top := strings.TrimSpace(string(git(t, "rev-parse", "--show-toplevel")))
	c := exec.Command("tar", "-x", "-C", dir)
	archive := exec.Command("git", "-C", top, "-c", "tar.umask=0022", "archive", commit) // modes as a new file gets them
	tar, err := archive.Output()
	if err != nil {
		t.Fatal(err)
	}
	c.Stdin = bytes.NewReader(tar)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("tar: %v %s", err, out)
	}
}

func TestEveryVersionOfARealHistoryIsRestoredExactly(t *testing.T) {
	p := newProgram(t)
	commits := strings.Fields(string(git(t, "rev-list", "--reverse", "HEAD")))
	if most := 20; len(commits) > most { // the newest, so that the test stays as long as it is
		commits = commits[len(commits)-most:]
	}
	if _, err := p.AddProject("History"); err != nil {
		t.Fatal(err)
	}
	add := func(name, dir string) {
		t.Helper()
		_, err := p.AddEnvironment(app.EnvironmentRequest{Project: "History", Name: name, Role: "test", Kind: "folder",
			Settings: map[string]string{"path": dir, "model": ""}})
		if err != nil {
			t.Fatal(err)
		}
	}
	work := filepath.Join(t.TempDir(), "work")
	layOut(t, commits[0], work)
	add("work", work)
	for i, commit := range commits {
		layOut(t, commit, work)
		s, err := p.TakeSnapshot("work", commit)
		if err != nil {
			t.Fatal(err)
		}
		if s.Number != i+1 {
			t.Fatalf("snapshot %d has the number %d", i+1, s.Number)
		}
	}
	for i := 0; i < len(commits); i += max(1, len(commits)/5) {
		name := fmt.Sprintf("restored %d", i+1)
		restored, wanted := t.TempDir(), filepath.Join(t.TempDir(), "git")
		add(name, restored)
		p.start(p.plan(app.PlanRequest{Act: "restore", Source: fmt.Sprintf("work@%d", i+1), Target: name}))
		layOut(t, commits[i], wanted)
		p.wantTree(restored, tree(t, wanted))
	}
	p.start(p.plan(app.PlanRequest{Act: "restore", Source: "work@1", Target: "work"}))
	wanted := filepath.Join(t.TempDir(), "git")
	layOut(t, commits[0], wanted)
	p.wantTree(work, tree(t, wanted))
	v, err := p.Verify()
	if err != nil || len(v.Damaged) > 0 {
		t.Errorf("verify: %v %v", v.Damaged, err)
	}
}
