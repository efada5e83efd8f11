//go:build unix && !race

package main

import (
	"crypto/rand"
	"maps"
	"os"
	"path/filepath"
	"testing"
)

// refused runs a command that is refused, and gives what it says.
func (v victim) refused(args ...string) string {
	v.t.Helper()
	said, err := v.command(args...).CombinedOutput()
	if err == nil {
		v.t.Errorf("%v was not refused: %s", args, said)
	}
	return string(said)
}

// What does not fit on the target's disk is refused with both sizes before anything is written there, also where it did fit when
// it was planned. Where no small disk can be had, the tests of the engine assert the same of what a system tells.
func TestWhatDoesNotFitIsRefusedBeforeItIsWritten(t *testing.T) {
	if withDisks(t) {
		return
	}
	const mb = 1 << 20
	v, was := staged(t, "full", acts[0], func(dev, _ string) {
		content := make([]byte, 7*mb)
		rand.Read(content)
		for name, size := range map[string]int{"larger": 7 * mb, "large": 4 * mb} {
			if err := os.WriteFile(filepath.Join(dev, name), content[:size], 0o600); err != nil {
				t.Fatal(err)
			}
		}
	})
	if v.fake {
		t.Skip("no small disk can be had here")
	}
	unchanged := func(said, words string) {
		t.Helper()
		if !tells(said, words) {
			t.Errorf("it is not told that %q: %s", words, said)
		}
		if now := files(t, v.target()); !maps.Equal(now, was) || v.open() != 0 {
			t.Errorf("there is %v, want %v", brief(now), brief(was))
		}
	}
	everything := []string{"promote", "dev", "qa", "--accept-loss"}
	unchanged(v.refused(append(everything, "--plan")...), "qa needs 12.3 MB of room on its disk for what would be written, and 6.3 MB are free there. Make room.")
	unchanged(v.refused(everything...), "qa needs 12.3 MB of room on its disk")

	plan := filepath.Join(filepath.Dir(v.at()), "plan")
	_ = v.refused("promote", "dev", "qa", "--only", "file/large", "--plan", "-o", plan) // a plan with changes has its own exit code
	disk := filepath.Dir(v.target())
	if err := os.WriteFile(filepath.Join(disk, "other"), make([]byte, 3*mb), 0o600); err != nil {
		t.Fatal(err)
	}
	unchanged(v.refused("promote", "--sealed", plan), "qa needs 4.5 MB of room on its disk")
	if err := os.Remove(filepath.Join(disk, "other")); err != nil {
		t.Fatal(err)
	}
	v.does(nil, "promote", "--sealed", plan)
	v.does(nil, "promote", "dev", "qa", "--only", "file/mail.json")
	v.does(nil, "rollback", "qa")
	v.does(nil, "rollback", "qa")
	unchanged("", "")
}
