// Package process runs a command of a person's, whatever the command does: it ends in time with all that it started, and of
// what it prints the end is kept.
package process

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// Command is what to run: words that no shell reads, or a line for the shell.
type Command struct {
	Argv    []string
	Shell   string
	Dir     string
	Env     []string      // beside those of this program; of one named twice the last counts
	Timeout time.Duration // how long it may take
	Keep    int           // how much of the end of its output is kept, in bytes
	Alone   bool          // what it leaves running ends with it; otherwise that stays, as a service that it started
}

// grace is how long what was left running may hold the output open.
const grace = time.Second

// Run runs a command. The error says why it failed; output is the end of what it printed.
func Run(ctx context.Context, c Command) (output string, err error) {
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	argv := c.Argv
	if c.Shell != "" {
		argv = append(shell(), c.Shell)
	}
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Dir, cmd.WaitDelay = c.Dir, grace
	if len(c.Env) > 0 {
		cmd.Env = append(os.Environ(), c.Env...)
	}
	// The pipe is our own, so that waiting for the command is no waiting for whoever else holds its output.
	out, in, err := os.Pipe()
	if err != nil {
		return "", fmt.Errorf("make a pipe: %w", err)
	}
	defer out.Close()
	cmd.Stdout, cmd.Stderr = in, in
	all := group(cmd)
	err = cmd.Start()
	_ = in.Close() // the command has its own
	if err != nil {
		return "", unstarted(err)
	}
	all.begun()
	printed := Tail{Most: c.Keep}
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		_, _ = io.Copy(&printed, out) // it ends with the pipe
	}()
	err = cmd.Wait()
	if c.Alone || ctx.Err() != nil {
		all.kill()
	}
	select {
	case <-drained:
	case <-time.After(grace):
		_ = out.Close()
		<-drained
	}
	all.close()
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		err = fmt.Errorf("it did not end within %v", c.Timeout)
	case ctx.Err() != nil:
		err = ctx.Err()
	}
	return printed.String(), err
}

// unstarted says why a command did not start, in the system's words.
func unstarted(err error) error {
	var path *os.PathError
	var lookup *exec.Error
	switch {
	case errors.As(err, &lookup):
		return fmt.Errorf("it could not be started: %s: %v", lookup.Name, lookup.Err)
	case errors.As(err, &path):
		return fmt.Errorf("it could not be started: %s: %v", path.Path, path.Err)
	}
	return fmt.Errorf("it could not be started: %v", err)
}

// Tail keeps the end of what is written to it.
type Tail struct {
	Most int // in bytes
	kept []byte
	cut  bool
}

func (t *Tail) Write(p []byte) (int, error) {
	n := len(p)
	if n > t.Most {
		t.cut, p = true, p[n-t.Most:]
	}
	if over := len(t.kept) + len(p) - t.Most; over > 0 {
		t.kept = append(t.kept[:0], t.kept[over:]...)
		t.cut = true
	}
	t.kept = append(t.kept, p...)
	return n, nil
}

func (t *Tail) String() string {
	s := strings.TrimSpace(strings.ToValidUTF8(string(t.kept), "\uFFFD"))
	if t.cut {
		return "… " + s
	}
	return s
}
