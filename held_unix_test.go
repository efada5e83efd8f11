//go:build unix && !race

package main

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// held is a file that this process has open, locked for itself alone, with what it held then.
type held struct {
	*os.File
	content string
}

// hold opens every file of a folder for reading and writing.
func hold(t *testing.T, dir string) (all []held) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		flags := os.O_RDWR
		if entry.Name() == tool { // what runs may not be opened for writing
			flags = os.O_RDONLY
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		f, err := os.OpenFile(path, flags, 0)
		if err != nil {
			return err
		}
		t.Cleanup(func() { _ = f.Close() })
		all = append(all, held{f, string(content)})
		return syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// tool is a program in both environments, which runs while it is replaced.
const tool = "tool"

func layTool(t *testing.T, dir, end string) {
	t.Helper()
	program, err := exec.LookPath("sleep")
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, tool), append(content, end...), 0o755); err != nil {
		t.Fatal(err)
	}
}

// start starts a program that was written just now, which another test that starts one may hold open for a moment.
func start(t *testing.T, program string, args ...string) *exec.Cmd {
	t.Helper()
	for {
		cmd := exec.CommandContext(t.Context(), program, args...)
		err := cmd.Start()
		if err == nil {
			return cmd
		}
		if !errors.Is(err, syscall.ETXTBSY) {
			t.Fatal(err)
		}
	}
}

// A file that another program has open, has locked or is running is replaced beside it: the folder holds exactly what it is to,
// and the other program goes on with what it had.
func TestWhatAnotherProgramHoldsOpenIsReplacedBesideIt(t *testing.T) {
	for _, act := range acts {
		t.Run(act.name, func(t *testing.T) {
			t.Parallel()
			v, was := staged(t, "", act, func(dev, qa string) {
				layTool(t, dev, "new")
				layTool(t, qa, "old")
			})
			if act.meddle {
				layTool(t, v.target(), "by hand")
				was = files(t, v.target())
			}
			kept := filepath.Join(filepath.Dir(v.at()), "kept")
			keep(t, v.at(), kept)
			v.does(nil, act.args...)
			end := files(t, v.target())
			if err := os.RemoveAll(v.at()); err != nil {
				t.Fatal(err)
			}
			keep(t, kept, v.at())

			running := start(t, filepath.Join(v.target(), tool), "600")
			defer func() { _, _ = running.Process.Kill(), running.Wait() }()
			open := hold(t, v.target())
			v.does(nil, act.args...)
			if now := files(t, v.target()); !maps.Equal(now, end) {
				t.Errorf("it is not as without: %v, want %v", brief(now), brief(end))
			}
			for _, f := range open {
				content := make([]byte, len(f.content))
				if _, err := f.ReadAt(content, 0); err != nil || string(content) != f.content {
					t.Errorf("who had %s open has something else: %v", f.Name(), err)
				}
			}
			if err := running.Process.Signal(syscall.Signal(0)); err != nil {
				t.Errorf("the program that ran is gone: %v", err)
			}
			if act.name == "undo" && !maps.Equal(end, was) {
				t.Errorf("undoing gives %v, want %v", brief(end), brief(was))
			}
			if act.opens == 0 { // what was written while it was open is taken back
				v.does(nil, "rollback", "qa")
			}
			if now := files(t, v.target()); act.name == "promote" && !maps.Equal(now, was) {
				t.Errorf("rolling back gives %v, want %v", brief(now), brief(was))
			}
			v.whole()
		})
	}
}

// brief are files without the bytes of a program.
func brief(all map[string]string) map[string]string {
	short := maps.Clone(all)
	for name, content := range short {
		short[name] = content[:min(len(content), 40)]
	}
	return short
}

// Without room for the snapshot that is taken first nothing is changed, and nothing that was kept is lost.
func TestWithoutRoomForTheGuardNothingIsChanged(t *testing.T) {
	for _, act := range acts[:3] {
		t.Run(act.name, func(t *testing.T) {
			t.Parallel()
			v, was := staged(t, "", act, nil)
			v.fake = true // the system lets the catalog not grow, though there is room
			ids, number := v.ids(), v.open()
			const checked = 2 // the target was read, and the guard is not kept yet
			said, whole := v.struck("catalog", checked, act.args...)
			if whole || !tells(said, "The snapshot of qa could not be written, so nothing was changed there.") {
				t.Errorf("whole: %t, said: %s", whole, said)
			}
			if now := files(t, v.target()); !maps.Equal(now, was) {
				t.Errorf("there is %v, want %v", now, was)
			}
			if !maps.Equal(v.ids(), ids) || v.open() != number {
				t.Errorf("there are other snapshots or runs than before: %v, want %v", v.ids(), ids)
			}
			if err := os.Remove(v.target() + struckMark); err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Error(err)
			}
			v.does(nil, act.args...)
			v.whole()
		})
	}
}
