//go:build unix

package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// corpus is a history whose versions are laid in a folder.
type corpus struct {
	git      string // the folder with its objects
	work     string // where versions are laid
	tree     string // the part of it that counts
	versions []string
	files    int
	bytes    int64
	distinct int64
	seen     map[[sha256.Size]byte]bool
	digests  map[string]string // of each version, a digest of all that it holds
}

// open takes a copy of a history: REPOSITORY[:SUBFOLDER], or a bundle.
func open(source, dir string, most int) (*corpus, error) {
	repository, sub, _ := strings.Cut(source, ":")
	c := &corpus{git: filepath.Join(dir, "git"), work: filepath.Join(dir, "work"), seen: map[[sha256.Size]byte]bool{}, digests: map[string]string{}}
	c.tree = filepath.Join(c.work, filepath.FromSlash(sub))
	if err := os.MkdirAll(c.tree, 0o755); err != nil {
		return nil, err
	}
	branch, err := output("git", "ls-remote", "--heads", repository)
	if err != nil {
		return nil, err
	}
	head := "HEAD"
	if first := strings.Fields(branch); !strings.Contains(branch, "HEAD") && len(first) > 1 && strings.HasSuffix(repository, ".bundle") {
		head = first[1] // a bundle may have no HEAD
	}
	if _, err := output("git", "init", "-q", "--bare", c.git); err != nil {
		return nil, err
	}
	if _, err := output("git", "--git-dir", c.git, "fetch", "-q", repository, head); err != nil {
		return nil, err
	}
	args := []string{"--git-dir", c.git, "log", "--first-parent", "--format=%H", fmt.Sprintf("--max-count=%d", most), "FETCH_HEAD"}
	if sub != "" {
		args = append(args, "--", sub)
	}
	log, err := output("git", args...)
	if err != nil {
		return nil, err
	}
	for _, commit := range strings.Fields(log) {
		c.versions = append([]string{commit}, c.versions...)
	}
	if len(c.versions) < 4 {
		return nil, errors.New("a history of four versions at least is needed")
	}
	return c, nil
}

// lay brings the folder to a version: only what differs is written.
func (c *corpus) lay(version string) error {
	_, err := output("git", "--git-dir", c.git, "--work-tree", c.work, "checkout", "-q", "-f", version)
	return err
}

// count looks at what lies in the folder.
func (c *corpus) count(version string) error {
	c.files, c.bytes = 0, 0
	digest, err := c.digest(c.tree, func(content []byte) {
		c.files++
		c.bytes += int64(len(content))
		if sum := sha256.Sum256(content); !c.seen[sum] {
			c.seen[sum] = true
			c.distinct += int64(len(content))
		}
	})
	c.digests[version] = digest
	return err
}

// digest is of the names and contents of all files in a folder.
func (c *corpus) digest(dir string, each func([]byte)) (string, error) {
	h := sha256.New()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		var content []byte
		if entry.Type() == fs.ModeSymlink {
			target, err := os.Readlink(path)
			if err != nil {
				return err
			}
			content = []byte(target)
		} else if content, err = os.ReadFile(path); err != nil {
			return err
		}
		each(content)
		fmt.Fprintf(h, "%s %d %x\n", relative, len(content), sha256.Sum256(content))
		return nil
	})
	return fmt.Sprintf("%x", h.Sum(nil)), err
}

// output runs a command and gives what it prints.
func output(command string, args ...string) (string, error) {
	cmd := exec.Command(command, args...)
	var complaint strings.Builder
	cmd.Stderr = &complaint
	text, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", command, strings.Join(args, " "), err, complaint.String())
	}
	return string(text), nil
}
