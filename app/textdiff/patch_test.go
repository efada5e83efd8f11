package textdiff_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lockstep/app/textdiff"
)

// apply follows a patch of one text by the rules of the format, and by nothing of the package that wrote it.
func apply(patch string, before []byte) ([]byte, error) {
	old := strings.SplitAfter(string(before), "\n")
	var out strings.Builder
	at, inHunk, last := 0, false, byte(0)
	for line := range strings.Lines(patch) {
		if strings.HasPrefix(line, "@@ -") {
			inHunk = true
			start, err := hunkStart(line)
			if err != nil {
				return nil, err
			}
			for ; at < start; at++ {
				out.WriteString(old[at])
			}
			continue
		}
		if !inHunk {
			continue
		}
		switch sign, text := line[0], line[1:]; sign {
		case ' ', '-':
			if strings.TrimSuffix(old[at], "\n") != strings.TrimSuffix(text, "\n") {
				return nil, fmt.Errorf("line %d is %q, the patch says %q", at+1, old[at], text)
			}
			if sign == ' ' {
				out.WriteString(old[at])
			}
			at++
			last = sign
		case '+':
			out.WriteString(text)
			last = sign
		case '\\':
			if last == '+' {
				kept := strings.TrimSuffix(out.String(), "\n")
				out.Reset()
				out.WriteString(kept)
			}
		default:
			return nil, fmt.Errorf("the patch holds %q", line)
		}
	}
	for ; at < len(old); at++ {
		out.WriteString(old[at])
	}
	return []byte(out.String()), nil
}

// hunkStart gives the index of the first line of before that a hunk is about.
func hunkStart(header string) (int, error) {
	span, _, _ := strings.Cut(strings.TrimPrefix(header, "@@ -"), " ")
	first, count, counted := strings.Cut(span, ",")
	n, err := strconv.Atoi(first)
	if err != nil {
		return 0, err
	}
	if counted && count == "0" {
		return n, nil // an empty range names the line before it
	}
	return n - 1, nil
}

func TestApplyingThePatchGivesAfter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := text(t, "before"), text(t, "after")
		patch := unified("x", "x", before, after)
		got, err := apply(patch, before)
		if err != nil {
			t.Fatalf("%v in\n%s", err, patch)
		}
		if !bytes.Equal(got, after) {
			t.Fatalf("got %q, want %q by\n%s", got, after, patch)
		}
	})
}

func TestGitAndPatchApplyIt(t *testing.T) {
	big, bigChanged := scattered(500, 7)
	cases := []struct{ name, file, before, after string }{
		{"a changed line", "a.txt", "one\ntwo\nthree\n", "one\n2\nthree\n"},
		{"two hunks", "a.txt", strings.Repeat("x\n", 3) + "a\n" + strings.Repeat("y\n", 20) + "b\n", "x\nx\nx\nA\n" + strings.Repeat("y\n", 20) + "B\nc\n"},
		{"a newline is added at the end", "a.txt", "one\ntwo", "one\ntwo\n"},
		{"a newline is taken from the end", "a.txt", "one\ntwo\n", "one\ntwo"},
		{"neither ends with a newline", "a.txt", "one\ntwo", "zero\none\n2"},
		{"carriage returns", "a.txt", "one\r\ntwo\r\n", "one\r\n2\n"},
		{"an emptied file", "a.txt", "one\n", ""},
		{"a filled file", "a.txt", "", "one\n"},
		{"a space in the name", "a b/c d.txt", "one\n", "two\n"},
		{"quotes in the name", `a "b" \ c.txt`, "one\n", "two\n"},
		{"letters beyond ASCII", "größe/日本.txt", "ä\n", "ö\n"},
		{"lines like a patch's own", "a.txt", "--- a\n+++ b\n@@ -1 +1 @@\n", "+++ b\n@@ -1 +1 @@\n--- c\n"},
		{"many scattered changes", "a.txt", string(big), string(bigChanged)},
	}
	tools := map[string][]string{
		"git":   {"git", "apply", "--whitespace=nowarn", "../p.patch"},
		"patch": {"patch", "-s", "-p1", "--binary", "-i", "../p.patch"},
	}
	for tool, command := range tools {
		if _, err := exec.LookPath(command[0]); err != nil {
			continue // the applier of this test stands in for it above
		}
		for _, c := range cases {
			t.Run(tool+" "+c.name, func(t *testing.T) {
				dir := t.TempDir()
				path := filepath.Join(dir, "tree", filepath.FromSlash(c.file))
				write(t, path, c.before)
				write(t, filepath.Join(dir, "p.patch"), unified(c.file, c.file, []byte(c.before), []byte(c.after)))
				run(t, filepath.Join(dir, "tree"), command)
				got, err := os.ReadFile(path)
				if err != nil && !(tool == "patch" && c.after == "") { // patch takes an emptied file away
					t.Fatal(err)
				}
				if string(got) != c.after {
					t.Errorf("got %q, want %q", got, c.after)
				}
			})
		}
	}
}

func TestGitCreatesAndDeletesFiles(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Log("git is not here; the golden files hold the form of such patches")
		return
	}
	dir := t.TempDir()
	tree := filepath.Join(dir, "tree")
	write(t, filepath.Join(tree, "gone.txt"), "one\ntwo")
	write(t, filepath.Join(tree, "empty.txt"), "")
	write(t, filepath.Join(tree, "old.txt"), "one\n")
	write(t, filepath.Join(dir, "p.patch"),
		unified("gone.txt", textdiff.Absent, []byte("one\ntwo"), nil)+
			unified("empty.txt", "", nil, nil)+
			unified("", "new/empty.txt", nil, nil)+
			unified(textdiff.Absent, "new/full.txt", nil, []byte("1\n"))+
			textdiff.Patch(textdiff.File{}, textdiff.File{Name: "new/run.sh", Mode: textdiff.Executable, Body: []byte("#!/bin/sh\n")})+
			textdiff.Patch(textdiff.File{}, textdiff.File{Name: "new/link", Mode: textdiff.Link, Body: []byte("full.txt")})+
			textdiff.Patch(textdiff.File{Name: "old.txt", Body: []byte("one\n")}, textdiff.File{Name: "renamed.txt", Mode: textdiff.Executable, Body: []byte("1\n")}))
	run(t, tree, []string{"git", "apply", "../p.patch"})

	var got []string
	err := filepath.WalkDir(tree, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		name, err := filepath.Rel(tree, path)
		got = append(got, fmt.Sprintf("%s %v %v", filepath.ToSlash(name), info.Mode()&os.ModeSymlink != 0, info.Mode()&0o100 != 0))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "new/empty.txt false false, new/full.txt false false, new/link true true, new/run.sh false true, renamed.txt false true"
	if strings.Join(got, ", ") != want {
		t.Errorf("got  %v\nwant %s", got, want)
	}
}

func TestABinaryContentIsOnlySaidToDiffer(t *testing.T) {
	got := unified("logo.png", "logo.png", []byte("\x89PNG\x00\x01"), []byte("\x89PNG\x00\x02"))
	want := "diff --git a/logo.png b/logo.png\nBinary files a/logo.png and b/logo.png differ\n"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func run(t *testing.T, dir string, command []string) {
	t.Helper()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", command, err, out)
	}
}

// unified is the patch between two plain files.
func unified(nameBefore, nameAfter string, before, after []byte) string {
	return textdiff.Patch(textdiff.File{Name: nameBefore, Body: before}, textdiff.File{Name: nameAfter, Body: after})
}
