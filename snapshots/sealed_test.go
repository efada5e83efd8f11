package snapshots_test

import (
	"bytes"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"lockstep/app/lockstep"
	"lockstep/snapshots"
)

func TestASealedArchive(t *testing.T) {
	content := sealed(t, newHistory(t).write(t), goldenPassphrase)
	path := saved(t, content)
	if !snapshots.IsSealed(path) || bytes.Contains(content, []byte("lockstep.json")) {
		t.Error("it is not sealed")
	}
	open := func(t *testing.T, content []byte, passphrase string) error {
		t.Helper()
		_, err := snapshots.Open(t.Context(), saved(t, content), passphrase)
		return err
	}
	t.Run("opens with its passphrase", func(t *testing.T) {
		c, err := snapshots.Open(t.Context(), path, goldenPassphrase)
		if err != nil {
			t.Fatal(err)
		}
		sameHistory(t, c, newHistory(t))
	})
	t.Run("opens with no other", func(t *testing.T) {
		for _, other := range []string{"", "incorrect horse battery staple"} {
			sentence(t, open(t, content, other), lockstep.Denied)
		}
	})
	t.Run("leaves nothing open on the disk", func(t *testing.T) {
		dir := t.TempDir()
		t.Setenv("TMPDIR", dir)
		if err := open(t, content, goldenPassphrase); err != nil {
			t.Fatal(err)
		}
		for _, name := range names(t, dir) {
			if !strings.HasPrefix(name, "Test") {
				t.Errorf("%s was left", name)
			}
		}
	})
	t.Run("asks for no absurd work", func(t *testing.T) {
		for _, work := range []string{"18", "30", "99999999999999999999"} {
			harmed := regexp.MustCompile(`(-> scrypt \S+) 16`).ReplaceAll(content, []byte("${1} "+work))
			grown := allocated(t, func() { sentence(t, open(t, harmed, goldenPassphrase), lockstep.Invalid) })
			if grown > 4<<20 {
				t.Errorf("refusing it took %d MiB", grown>>20)
			}
		}
	})
	t.Run("is refused where it was cut or altered", func(t *testing.T) {
		for at := 0; at < len(content); at += max(1, len(content)/12) {
			if at > 22 { // before that it is no sealed archive
				sentence(t, open(t, content[:at], goldenPassphrase), lockstep.Corrupt)
			}
			harmed := bytes.Clone(content)
			harmed[at] ^= 1
			err := open(t, harmed, goldenPassphrase)
			if err == nil {
				t.Fatalf("byte %d was altered, and it opens", at)
			}
			sentence(t, err, lockstep.CodeOf(err))
			if lockstep.CodeOf(err) == lockstep.Internal {
				t.Errorf("byte %d: %v", at, err)
			}
		}
	})
	t.Run("is not made with a short passphrase", func(t *testing.T) {
		sentence(t, snapshots.WriteSealed(io.Discard, "horse", func(io.Writer) error { return nil }), lockstep.Invalid)
	})
	t.Run("that holds no archive is refused", func(t *testing.T) {
		sentence(t, open(t, sealed(t, []byte("Dear Ada"), goldenPassphrase), goldenPassphrase), lockstep.Invalid)
	})
}

func names(t testing.TB, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}
