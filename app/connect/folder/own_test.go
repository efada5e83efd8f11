package folder_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/folder"
	"lockstep/app/lockstep"
)

// homed connects a path with a home of Lockstep's own.
func homed(t *testing.T, home, path string) bench {
	t.Helper()
	slot := slotWith()
	c, err := folder.Driver(home).Open(t.Context(), slot, at(path))
	if err != nil {
		t.Fatal(err)
	}
	return bench{path, slot, c}
}

func TestLockstepsOwnFolderIsNoEnvironment(t *testing.T) {
	dir := t.TempDir()
	home := filepath.Join(dir, "home")
	write(t, dir, files{"home/catalog.db": "SQLite", "home/locks/a.lock": "", "elsewhere": "-> home", "inside": "-> home/locks", "file": "-> home/catalog.db"})
	for _, path := range []string{"home", "home/locks", "home/catalog.db", "elsewhere", "elsewhere/locks", "inside", "file", "home/new/folder", "elsewhere/new"} {
		for _, spelt := range []string{home, filepath.Join(dir, "elsewhere")} {
			b := homed(t, spelt, filepath.Join(dir, path))
			_, capture := b.Capture(t.Context())
			_, fingerprint := b.Fingerprint(t.Context())
			_, validate := b.Validate(t.Context(), lockstep.State{}, []lockstep.Change{{Op: lockstep.Add, Key: file("x")}})
			apply := b.Apply(t.Context(), lockstep.State{}, nil, journal{})
			for act, err := range map[string]error{"capture": capture, "fingerprint": fingerprint, "validate": validate, "apply": apply} {
				if !errors.Is(err, lockstep.Invalid) || !strings.Contains(err.Error(), "Lockstep's own folder") {
					t.Errorf("%s of %s with the home %s: %v", act, path, spelt, err)
				}
			}
		}
	}
}

func TestLockstepsOwnFolderIsLeftOutOfTheFolderAroundIt(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, files{"app.conf": "1", "deep/home/catalog.db": "SQLite", "deep/home/locks/a.lock": "", "deep/home/.lockstep-tmp-x": "ours", "deep/b.conf": "2"})
	b := homed(t, filepath.Join(dir, "deep", "home"), dir)
	now := b.capture(t)
	if diff := cmp.Diff([]string{"file/app.conf", "file/deep/b.conf"}, names(now)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]lockstep.Omitted{{Key: file("deep/home"), Why: "it is Lockstep's own folder"}}, now.Omitted()); diff != "" {
		t.Error(diff)
	}
	if why, ok := now.Omits(file("deep/home/catalog.db")); !ok || why != "it is Lockstep's own folder" {
		t.Errorf("what is in it is not told as left out: %q", why)
	}
	for name, to := range map[string]files{
		"a file in it":            {"app.conf": "1", "deep/b.conf": "2", "deep/home/catalog.db": "theirs"},
		"a new file in it":        {"app.conf": "1", "deep/b.conf": "2", "deep/home/new": "theirs"},
		"a file in its place":     {"app.conf": "1", "deep/b.conf": "2", "deep/home": "theirs"},
		"a file around its place": {"app.conf": "1", "deep": "theirs"},
	} {
		before := list(t, dir)
		want, _ := b.prepare(t, stateOf(t, to))
		changes := lockstep.Diff(now, want)
		problems, err := b.Validate(t.Context(), want, changes)
		if err != nil || len(problems) == 0 {
			t.Errorf("%s is not refused: %v", name, err)
		}
		if err := b.Apply(t.Context(), want, changes, journal{}); err == nil {
			t.Errorf("%s is written", name)
		}
		after := list(t, dir)
		for _, file := range []string{"deep/home/catalog.db", "deep/home/locks/a.lock", "deep/home/.lockstep-tmp-x"} {
			if before[file] != after[file] {
				t.Errorf("%s changed %s", name, file)
			}
		}
		if err := os.RemoveAll(filepath.Join(dir, "deep", "b.conf")); err != nil {
			t.Fatal(err)
		}
		write(t, dir, files{"app.conf": "1", "deep/b.conf": "2"})
	}
	b.becomes(t, stateOf(t, files{"app.conf": "3", "deep/c.conf": "4"}))
}
