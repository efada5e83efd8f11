//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// tool is one way of keeping versions of a folder. Its commands are run as a person would run them.
type tool struct {
	name     string
	version  []string // the command that says which version it is
	home     string   // a folder of its own
	setup    func(t *tool) [][]string
	snapshot func(t *tool, n int) []string
	took     func(t *tool, n int, said string) error // learns what a snapshot is called; nil where it is known
	tidy     []string                                // what makes it smaller afterwards; nil for nothing
	list     []string
	verify   []string
	compare  func(t *tool, a, b int) []string
	restore  func(t *tool, n int, into string) []string
	inPlace  bool // restores into the folder itself, which holds another version then
	deep     bool // restores under the whole path that the folder has
	called   map[int]string
}

func (t *tool) missing() bool {
	_, err := exec.LookPath(t.version[0])
	return err != nil
}

// environment is where a tool finds its home, and its password.
func (t *tool) environment() []string {
	return append(os.Environ(), "LOCKSTEP_HOME="+t.home, "XDG_CACHE_HOME="+t.home+"-cache", "HOME="+t.home+"-user",
		"GIT_DIR="+filepath.Join(t.home, "git"), "GIT_AUTHOR_NAME=bench", "GIT_AUTHOR_EMAIL=bench@localhost", "GIT_COMMITTER_NAME=bench", "GIT_COMMITTER_EMAIL=bench@localhost",
		"RESTIC_REPOSITORY="+t.home, "RESTIC_PASSWORD=bench", "BORG_REPO="+t.home, "BORG_PASSPHRASE=bench", "KOPIA_PASSWORD=bench",
		"KOPIA_CONFIG_PATH="+t.home+"-user/kopia.config", "KOPIA_CHECK_FOR_UPDATES=false")
}

// size is what lies in the home, in bytes.
func (t *tool) size() (size int64, err error) {
	err = filepath.WalkDir(t.home, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			size += info.Size()
		}
		return err
	})
	return size, err
}

func tools(lockstep, tree string) []*tool {
	number := strconv.Itoa
	git := func(args ...string) []string { return append([]string{"git", "--work-tree", tree}, args...) }
	tag := func(n int) string { return "v" + number(n) }
	return []*tool{
		{
			name: "Lockstep", version: []string{lockstep, "version"}, inPlace: true,
			setup: func(*tool) [][]string {
				return [][]string{{lockstep, "project", "add", "bench"},
					{lockstep, "env", "add", "here", "--project", "bench", "--role", "development", "--kind", "folder", "--set", "path=" + tree}}
			},
			snapshot: func(*tool, int) []string { return []string{lockstep, "snapshot", "take", "here"} },
			list:     []string{lockstep, "snapshot", "list", "here"},
			verify:   []string{lockstep, "verify"},
			compare: func(_ *tool, a, b int) []string {
				return []string{lockstep, "compare", "here@" + number(a), "here@" + number(b)}
			},
			restore: func(_ *tool, n int, _ string) []string {
				return []string{lockstep, "restore", "here@" + number(n), "here", "--yes"}
			},
		},
		{
			name: "git", version: []string{"git", "version"}, inPlace: true,
			setup: func(*tool) [][]string { return [][]string{{"git", "init", "-q"}} },
			snapshot: func(_ *tool, n int) []string {
				return []string{"sh", "-c", "git --work-tree \"$1\" add -A && git --work-tree \"$1\" commit -q --allow-empty -m \"$2\"", "sh", tree, tag(n)}
			},
			took: func(t *tool, n int, _ string) error {
				commit, err := t.output("git", "rev-parse", "HEAD")
				t.called[n] = strings.TrimSpace(commit)
				return err
			},
			tidy:   []string{"git", "gc", "-q", "--aggressive", "--prune=now"},
			list:   []string{"git", "--no-pager", "log", "--oneline"},
			verify: []string{"git", "fsck", "--full", "--no-progress"},
			compare: func(t *tool, a, b int) []string {
				return git("--no-pager", "diff", "--name-status", t.called[a], t.called[b])
			},
			restore: func(t *tool, n int, _ string) []string { return git("checkout", "-q", "-f", t.called[n]) },
		},
		{
			name: "restic", version: []string{"restic", "version"},
			setup: func(*tool) [][]string { return [][]string{{"restic", "init", "-q"}} },
			snapshot: func(_ *tool, n int) []string {
				return []string{"restic", "backup", "-q", "--compression", "max", "--tag", tag(n), tree}
			},
			took: func(t *tool, n int, _ string) error {
				said, err := t.output("restic", "snapshots", "--json", "--tag", tag(n))
				var found []struct{ ID string }
				if err == nil {
					err = json.Unmarshal([]byte(said), &found)
				}
				if err == nil && len(found) != 1 {
					err = fmt.Errorf("restic has %d snapshots of version %d", len(found), n)
				}
				if err == nil {
					t.called[n] = found[0].ID
				}
				return err
			},
			list:    []string{"restic", "snapshots", "-q"},
			verify:  []string{"restic", "check", "-q", "--read-data"},
			compare: func(t *tool, a, b int) []string { return []string{"restic", "diff", "-q", t.called[a], t.called[b]} },
			deep:    true,
			restore: func(t *tool, n int, into string) []string {
				return []string{"restic", "restore", "-q", t.called[n], "--target", into}
			},
		},
		{
			name: "borg", version: []string{"borg", "--version"},
			setup: func(*tool) [][]string { return [][]string{{"borg", "init", "-e", "repokey"}} },
			snapshot: func(_ *tool, n int) []string {
				return []string{"sh", "-c", "cd \"$1\" && borg create --compression zstd,19 \"::$2\" .", "sh", tree, tag(n)}
			},
			list:    []string{"borg", "list"},
			verify:  []string{"borg", "check", "--verify-data"},
			compare: func(_ *tool, a, b int) []string { return []string{"borg", "diff", "::" + tag(a), tag(b)} },
			restore: func(_ *tool, n int, into string) []string {
				return []string{"sh", "-c", "cd \"$1\" && borg extract \"::$2\"", "sh", into, tag(n)}
			},
		},
		{
			name: "kopia", version: []string{"kopia", "--version"},
			setup: func(t *tool) [][]string {
				return [][]string{{"kopia", "repository", "create", "filesystem", "--path", t.home},
					{"kopia", "policy", "set", "--global", "--compression", "zstd-best-compression"}}
			},
			snapshot: func(*tool, int) []string {
				return []string{"kopia", "snapshot", "create", "--json", "--no-progress", tree}
			},
			took: func(t *tool, n int, said string) error {
				var made struct{ ID string }
				err := json.Unmarshal([]byte(said), &made)
				t.called[n] = made.ID
				return err
			},
			list:    []string{"kopia", "snapshot", "list"},
			verify:  []string{"kopia", "snapshot", "verify", "--verify-files-percent=100"},
			compare: func(t *tool, a, b int) []string { return []string{"kopia", "diff", t.called[a], t.called[b]} },
			restore: func(t *tool, n int, into string) []string {
				return []string{"kopia", "snapshot", "restore", t.called[n], into}
			},
		},
	}
}

// output runs a command of the tool's own that is not measured.
func (t *tool) output(command ...string) (string, error) {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = t.environment()
	text, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w", strings.Join(command, " "), err)
	}
	return string(text), nil
}
