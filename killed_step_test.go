//go:build unix && !race

package main

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// struck runs a command that a fault strikes at a moment, and gives what it says; whole says that it ended before.
func (v victim) struck(fault string, moment int, args ...string) (said string, whole bool) {
	v.t.Helper()
	cmd := v.command(args...)
	cmd.Env = append(cmd.Env, momentVariable+"="+strconv.Itoa(moment), faultVariable+"="+fault, targetVariable+"="+v.target())
	if v.fake {
		cmd.Env = append(cmd.Env, fakeVariable+"=1")
	}
	output, err := cmd.CombinedOutput()
	said = string(output)
	if fault != "kill" {
		_, lost := os.Lstat(v.target() + struckMark)
		return said, lost != nil
	}
	if err == nil {
		return said, true
	}
	if exit, ok := err.(*exec.ExitError); !ok || exit.Exited() { // by itself, and not killed
		v.t.Fatalf("%v: %v\n%s", args, err, said)
	}
	return said, false
}

// at is where everything of a test lies: the home in box, the environment that runs write to in disk, so that either may be
// a small disk of its own.
func (v victim) at() string { return filepath.Dir(filepath.Dir(v.home)) }

// target is the folder of the environment that runs write to.
func (v victim) target() string { return filepath.Join(v.at(), "disk", "qa") }

// open gives the number of the run that waits for an answer; 0 for none.
func (v victim) open() int {
	v.t.Helper()
	var all struct {
		Runs []struct {
			Number int  `json:"number"`
			Open   bool `json:"open"`
		} `json:"runs"`
	}
	v.does(&all, "run", "list")
	for _, run := range all.Runs {
		if run.Open {
			return run.Number
		}
	}
	return 0
}

// files are the files and links below a folder, with their contents and modes, without what runs leave for other computers.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil || entry.IsDir() || name == ".lockstep-run" {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		all[name] = fmt.Sprint(info.Mode(), " ", string(content))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A run that is killed at any of its steps, or of which the folder is shut or swapped for a link then, is offered at the next
// start; continuing it ends exactly where it was to end, and undoing it exactly where it began.
func TestARunThatIsKilledAtAnyStepIsBroughtToAnEnd(t *testing.T) {
	for _, fault := range slices.Sorted(maps.Keys(faults)) {
		if smallDisk[fault] == "" { // which needs a disk
			t.Run(fault, func(t *testing.T) { strikeEveryAct(t, fault) })
		}
	}
}

// A run whose disk fills up, the target's or the catalog's, at any of its steps says so, and is brought to an end like any other
// once there is room again.
func TestARunWhoseDiskFillsUpIsBroughtToAnEnd(t *testing.T) {
	if withDisks(t) {
		return
	}
	for _, fault := range slices.Sorted(maps.Keys(smallDisk)) {
		t.Run(fault, func(t *testing.T) { strikeEveryAct(t, fault) })
	}
}

// says is what a run that a fault strikes tells of it, in one way or another.
var says = map[string][]string{
	"full":    {"the disk is full", "of room on its disk"},
	"catalog": {"disk is full", "own folder is full", "cannot be written"},
	"fixed":   {"may not be written"},
}

func tells(said string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(said, w) })
}

// tidies are the faults of which a run ends by itself, so that it can remove what it had staged.
var tidies = map[string]bool{"full": true, "catalog": true, "fixed": true}

// leftovers are the files that waited to be renamed.
func leftovers(t *testing.T, dir string) (left []string) {
	t.Helper()
	for name := range files(t, dir) {
		if strings.Contains(name, tempPrefix) {
			left = append(left, name)
		}
	}
	return left
}

// attempt is something that writes to an environment, and how it comes to that.
type attempt struct {
	name   string
	before [][]string // commands
	opens  int        // the moment at which the last of them is killed; 0 for none
	args   []string
	meddle bool // the target is changed after them
}

// Of a promotion that is killed: a part of the configuration is written, and all but the last of it.
const early, late = 14, 19

var acts = []attempt{
	{name: "promote", args: []string{"promote", "dev", "qa", "--accept-loss"}},
	{name: "restore", before: [][]string{{"snapshot", "take", "qa"}}, meddle: true, args: []string{"restore", "qa@1", "qa"}},
	{name: "rollback", before: [][]string{{"promote", "dev", "qa", "--accept-loss"}}, args: []string{"rollback", "qa"}},
	{name: "undo", before: [][]string{{"promote", "dev", "qa", "--accept-loss"}}, opens: late, args: []string{"run", "undo", "1"}},
	{name: "continue", before: [][]string{{"promote", "dev", "qa", "--accept-loss"}}, opens: early, args: []string{"run", "continue", "1"}},
}

// staged is a home with two environments in which an act comes next, and what undoing that gives. more lays more files.
func staged(t *testing.T, fault string, act attempt, more func(dev, qa string)) (v victim, was map[string]string) {
	t.Helper()
	dir := t.TempDir()
	reachable(t, dir)
	v = victim{t: t, home: filepath.Join(dir, "at", "box", "home")}
	dev, qa := filepath.Join(v.at(), "dev"), v.target()
	v.fake = !makeDisk(t, v.at(), fault)
	lay(t, dev, map[string]string{"model.json": `[{"name": "order", "fields": {"total": {"type": "float"}}}, {"name": "coupon", "fields": {}}]`,
		"mail.json": "new\n", "sub/added.txt": "added\n", "same.txt": "same\n"})
	lay(t, qa, map[string]string{"model.json": `[{"name": "order", "fields": {}}]`, "mail.json": "old\n", "gone/removed.txt": "removed\n", "same.txt": "same\n"})
	if more != nil {
		more(dev, qa)
	}
	v.does(nil, "project", "add", "shop")
	v.does(nil, "env", "add", "dev", "--project", "shop", "--role", "development", "--kind", "folder", "--set", "path="+dev)
	v.does(nil, "env", "add", "qa", "--project", "shop", "--role", "test", "--after", "dev", "--kind", "folder", "--set", "path="+qa)
	was = files(t, qa)
	for i, command := range act.before {
		if act.opens == 0 || i < len(act.before)-1 {
			v.does(nil, command...)
			continue
		}
		if _, whole := v.struck("kill", act.opens, command...); whole || v.open() == 0 {
			t.Fatal("it was not killed in the middle")
		}
	}
	if act.meddle {
		lay(t, qa, map[string]string{"mail.json": "by hand\n", "by-hand.txt": "x\n"})
		if err := os.Remove(filepath.Join(qa, "same.txt")); err != nil {
			t.Fatal(err)
		}
	}
	if act.opens == 0 {
		was = files(t, qa)
	}
	return v, was
}

func strikeEveryAct(t *testing.T, fault string) {
	if why := cannotStrike(t, fault); why != "" {
		t.Skip(why)
	}
	for _, act := range acts {
		t.Run(act.name, func(t *testing.T) {
			t.Parallel()
			v, was := staged(t, fault, act, nil)
			dir, qa := filepath.Dir(v.at()), v.target()
			// Everything is put back before each attempt.
			keep(t, filepath.Join(dir, "at"), filepath.Join(dir, "kept"))
			back := func(from string) {
				t.Helper()
				dropDisk(t, v.at(), fault)
				if err := os.RemoveAll(filepath.Join(dir, "at")); err != nil {
					t.Fatal(err)
				}
				makeDisk(t, v.at(), fault)
				keep(t, filepath.Join(dir, from), filepath.Join(dir, "at"))
				if fault == "shut" {
					anybodys(t, filepath.Join(dir, "at"))
				}
			}
			v.does(nil, act.args...)
			end := files(t, qa)
			want := end
			if act.opens > 0 {
				back("kept")
				v.does(nil, "run", "continue", "1")
				want = files(t, qa)
			}
			opened := 0
			for moment := 1; ; moment++ {
				back("kept")
				start := files(t, qa)
				said, whole := v.struck(fault, moment, act.args...)
				if tidies[fault] {
					if left := leftovers(t, qa); len(left) > 0 {
						t.Errorf("%s at %d leaves %v", fault, moment, left)
					}
				}
				heal(t, v.target())
				number := v.open()
				if failed := number != 0 || !whole && !maps.Equal(files(t, qa), end); failed && len(says[fault]) > 0 && !tells(said, says[fault]...) {
					t.Errorf("%s at %d is not told: %s", fault, moment, said)
				}
				if number == 0 {
					if now := files(t, qa); !maps.Equal(now, end) && (whole || !maps.Equal(now, start)) {
						t.Errorf("killed at %d, no run is open, and there is %v", moment, now)
					}
					if whole {
						break
					}
					continue
				}
				opened++
				keep(t, filepath.Join(dir, "at"), filepath.Join(dir, "killed"))
				for answer, wanted := range map[string]map[string]string{"continue": want, "undo": was} {
					back("killed")
					v.does(nil, "run", answer, strconv.Itoa(number))
					if now := files(t, qa); !maps.Equal(now, wanted) {
						t.Errorf("killed at %d, %s gives %v, want %v", moment, answer, now, wanted)
					}
					if v.open() != 0 {
						t.Errorf("killed at %d, it is still open after %s", moment, answer)
					}
				}
				if err := os.RemoveAll(filepath.Join(dir, "killed")); err != nil {
					t.Fatal(err)
				}
			}
			least := 3
			if fault == "full" && act.opens > 0 {
				least = 1 // before anything is staged: what is staged is renamed on a full disk, too
			}
			if opened < least {
				t.Errorf("%d moments left a run open", opened)
			}
			v.whole()
		})
	}
}

// lay writes files into a folder.
func lay(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// keep copies a folder to where none is.
func keep(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}
