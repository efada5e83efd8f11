//go:build unix

// Command bench lays the versions of a git history in a folder, one after the other, and has each tool that is there take
// a snapshot of every one: Lockstep, git, restic, borg and kopia, in turn, as whole processes. It measures what that takes and
// how well it can be taken back. Run it in the root, once the command line is built:
//
//	go run ./build/bench [-versions N] [-lockstep FILE] [-o FILE] REPOSITORY[:SUBFOLDER]|large ...
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

func main() {
	versions := flag.Int("versions", 200, "how many versions at most: the newest")
	lockstep := flag.String("lockstep", "build/bin/lockstep-cli", "the command line to measure")
	out := flag.String("o", "build/bench/RESULTS.md", "where the results are written")
	flag.Parse()
	if flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := runAll(flag.Args(), *versions, *lockstep, *out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func runAll(sources []string, most int, lockstep, out string) error {
	lockstep, err := filepath.Abs(lockstep)
	if err != nil {
		return err
	}
	var parts []string
	for _, source := range sources {
		text, err := run(source, most, lockstep)
		if err != nil {
			return err
		}
		fmt.Println(text)
		parts = append(parts, text)
	}
	return os.WriteFile(out, []byte(strings.Join(parts, "\n")), 0o644)
}

func run(source string, most int, lockstep string) (string, error) {
	dir, err := os.MkdirTemp("", "lockstep-bench-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	if source == largeName {
		if source, err = makeLarge(filepath.Join(dir, largeName)); err != nil {
			return "", err
		}
	}
	corpus, err := open(source, filepath.Join(dir, "corpus"), most)
	if err != nil {
		return "", err
	}
	var all []*result
	for _, t := range tools(lockstep, corpus.tree) {
		if t.missing() {
			fmt.Fprintf(os.Stderr, "%s is not installed.\n", t.name)
			continue
		}
		home := filepath.Join(dir, "of-"+t.name)
		if err := os.Mkdir(home, 0o700); err != nil {
			return "", err
		}
		t.home = home
		all = append(all, &result{tool: t})
	}
	if err := measure(corpus, all); err != nil {
		return "", err
	}
	return report(source, corpus, all), nil
}

// report is the table of all results, as Markdown.
func report(source string, c *corpus, all []*result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Snapshots of %s\n\n", name(source))
	fmt.Fprintf(&b, "%d versions of %d files (%s at last, %s of distinct contents), each laid in one folder and kept by every tool in turn, as whole\nprocesses, on %d cores. Times in milliseconds; peak memory of the largest process.\n\n",
		len(c.versions), c.files, bytesText(c.bytes), bytesText(c.distinct), runtime.NumCPU())
	fmt.Fprint(&b, "| |")
	for _, r := range all {
		fmt.Fprintf(&b, " %s |", r.tool.name)
	}
	fmt.Fprint(&b, "\n| --- |", strings.Repeat(" ---: |", len(all)), "\n")
	for _, row := range rows {
		fmt.Fprintf(&b, "| %s |", row.title)
		for _, r := range all {
			fmt.Fprintf(&b, " %s |", row.text(r))
		}
		fmt.Fprintln(&b)
	}
	fmt.Fprint(&b, "\n", strings.Join(versionsOf(all), "; "), ".\n")
	return b.String()
}

// name is what a corpus is called in a report: no path of this machine.
func name(source string) string {
	path, sub, _ := strings.Cut(source, ":")
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	base := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	if sub != "" {
		base += ":" + sub
	}
	return base
}
