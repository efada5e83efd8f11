//go:build unix

package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// result is what was measured of a tool.
type result struct {
	tool      *tool
	snapshots []time.Duration
	peak      int64 // bytes
	size      int64 // bytes, before it was tidied
	tidied    int64 // bytes; the same where nothing tidies
	newest    time.Duration
	oldest    time.Duration
	list      time.Duration
	verify    time.Duration
	compare   time.Duration
}

// rounds is how often what changes nothing is done: the median counts.
const rounds = 5

var rows = []struct {
	title string
	text  func(*result) string
}{
	{"stored", func(r *result) string { return bytesText(r.size) }},
	{"stored, tidied up", func(r *result) string { return bytesText(r.tidied) }},
	{"first snapshot", func(r *result) string { return timeText(r.snapshots[0]) }},
	{"snapshot, median", func(r *result) string { return timeText(median(r.snapshots[1:])) }},
	{"last quarter over first, medians", func(r *result) string {
		some := r.snapshots[1:]
		quarter := max(1, len(some)/4)
		return fmt.Sprintf("%.2f", float64(median(some[len(some)-quarter:]))/float64(median(some[:quarter])))
	}},
	{"peak memory", func(r *result) string { return bytesText(r.peak) }},
	{"restore the newest", func(r *result) string { return timeText(r.newest) }},
	{"restore the oldest", func(r *result) string { return timeText(r.oldest) }},
	{"compare the oldest with the newest", func(r *result) string { return timeText(r.compare) }},
	{"list", func(r *result) string { return timeText(r.list) }},
	{"verify", func(r *result) string { return timeText(r.verify) }},
}

// measure goes through the history with all tools.
func measure(c *corpus, all []*result) error {
	for _, r := range all {
		r.tool.called = map[int]string{}
		if err := os.MkdirAll(r.tool.home+"-user", 0o700); err != nil {
			return err
		}
		for _, command := range r.tool.setup(r.tool) {
			if _, err := r.tool.output(command...); err != nil {
				return err
			}
		}
	}
	for n, version := range c.versions {
		if err := c.lay(version); err != nil {
			return err
		}
		if err := c.count(version); err != nil {
			return err
		}
		for i := range all {
			r := all[(n+i)%len(all)] // who is first finds a cold folder
			if err := r.take(n + 1); err != nil {
				return err
			}
		}
		fmt.Fprintf(os.Stderr, "\r%d of %d versions", n+1, len(c.versions))
	}
	fmt.Fprintln(os.Stderr)
	for _, r := range all {
		if err := r.finish(c); err != nil {
			return fmt.Errorf("%s: %w", r.tool.name, err)
		}
	}
	return nil
}

// take has a tool keep the version that lies there.
func (r *result) take(n int) error {
	took, said, err := r.run(r.tool.snapshot(r.tool, n))
	if err != nil {
		return err
	}
	r.snapshots = append(r.snapshots, took)
	if r.tool.took == nil {
		return nil
	}
	return r.tool.took(r.tool, n, said)
}

// finish measures what is done with a whole history.
func (r *result) finish(c *corpus) (err error) {
	if r.size, err = r.tool.size(); err != nil {
		return err
	}
	last := len(c.versions)
	for _, what := range []struct {
		command []string
		into    *time.Duration
	}{{r.tool.list, &r.list}, {r.tool.verify, &r.verify}, {r.tool.compare(r.tool, 1, last), &r.compare}} {
		var times []time.Duration
		for range rounds {
			took, _, err := r.run(what.command)
			if err != nil {
				return err
			}
			times = append(times, took)
		}
		*what.into = median(times)
	}
	var newest, oldest []time.Duration
	for range rounds {
		for _, one := range []struct {
			n     int
			times *[]time.Duration
		}{{1, &oldest}, {last, &newest}} {
			took, err := r.restore(c, one.n)
			if err != nil {
				return err
			}
			*one.times = append(*one.times, took)
		}
	}
	r.newest, r.oldest = median(newest), median(oldest)
	r.tidied = r.size
	if r.tool.tidy != nil {
		if _, _, err := r.run(r.tool.tidy); err != nil {
			return err
		}
		r.tidied, err = r.tool.size()
	}
	return err
}

// restore brings a version back, and looks whether it is that, byte for byte.
func (r *result) restore(c *corpus, n int) (time.Duration, error) {
	into := c.tree
	if r.tool.inPlace { // what lies there is the version at the other end
		other := c.versions[len(c.versions)-1]
		if n == len(c.versions) {
			other = c.versions[0]
		}
		if err := r.settle(c, other); err != nil {
			return 0, err
		}
	} else {
		var err error
		if into, err = os.MkdirTemp(filepath.Dir(r.tool.home), "restored-"); err != nil {
			return 0, err
		}
		defer os.RemoveAll(into)
	}
	took, _, err := r.run(r.tool.restore(r.tool, n, into))
	if err != nil {
		return 0, err
	}
	if r.tool.deep {
		into = filepath.Join(into, c.tree)
	}
	digest, err := c.digest(into, func([]byte) {})
	if err == nil && digest != c.digests[c.versions[n-1]] {
		err = errors.New("what was restored is not what was kept")
	}
	return took, err
}

// settle lays a version in the folder, and tells git of it, which believes its index.
func (r *result) settle(c *corpus, version string) error {
	if err := c.lay(version); err != nil {
		return err
	}
	if r.tool.name != "git" {
		return nil
	}
	_, err := r.tool.output("git", "--work-tree", c.tree, "reset", "-q", "--hard", r.tool.called[slices.Index(c.versions, version)+1])
	return err
}

// run runs a command of a tool and measures it.
func (r *result) run(command []string) (time.Duration, string, error) {
	runtime.GC()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = r.tool.environment()
	var said, complaint strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &complaint
	began := time.Now()
	err := cmd.Run()
	took := time.Since(began)
	if err != nil {
		return 0, "", fmt.Errorf("%s: %w\n%s", strings.Join(command, " "), err, complaint.String())
	}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		peak := int64(usage.Maxrss)
		if runtime.GOOS != "darwin" {
			peak *= 1024 // it is in KB there
		}
		r.peak = max(r.peak, peak)
	}
	return took, said.String(), nil
}

func median(times []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[len(sorted)/2]
}

func timeText(d time.Duration) string { return fmt.Sprintf("%.1f", float64(d.Microseconds())/1000) }

func bytesText(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 10<<20:
		return fmt.Sprintf("%.1f KB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

// versionsOf names the tools with their versions.
func versionsOf(all []*result) []string {
	var names []string
	for _, r := range all {
		said, err := r.tool.output(r.tool.version...)
		if err != nil {
			said = r.tool.name
		}
		first, _, _ := strings.Cut(strings.TrimSpace(said), "\n")
		names = append(names, first)
	}
	return names
}
