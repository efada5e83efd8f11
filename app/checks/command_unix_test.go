//go:build unix

package checks_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"lockstep/app/checks"
	"lockstep/app/lockstep"
)

func TestACommandIsJudgedByItsEnd(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "probe"), []byte("#!/bin/sh\nexec test \"$1\" = 'two words' -a \"$SHOP\" = 7\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		check  lockstep.Check
		passed bool
		says   string
	}{
		"words":              {lockstep.Check{Argv: []string{"./probe", "two words"}, Dir: dir, Env: lockstep.Settings{"SHOP": "7"}}, true, "It ended well."},
		"no shell":           {lockstep.Check{Argv: []string{"echo", "$HOME", ";", "false"}}, true, ""},
		"a line":             {lockstep.Check{Shell: "true && false"}, false, "It ended with exit status 1, and printed nothing."},
		"output":             {lockstep.Check{Shell: "echo first; echo the last line.; exit 7"}, false, "It ended with exit status 7: first the last line."},
		"no such command":    {lockstep.Check{Argv: []string{"/no/such"}}, false, "It could not be started: "},
		"no such folder":     {lockstep.Check{Argv: []string{"true"}, Dir: "/no/such"}, false, "It could not be started: "},
		"killed":             {lockstep.Check{Shell: "kill -9 $$"}, false, "It ended with signal: killed"},
		"a control sequence": {lockstep.Check{Shell: `printf '\033[2Jhello'; exit 1`}, false, "exit status 1: [2Jhello."},
	} {
		t.Run(name, func(t *testing.T) {
			row.check.Name, row.check.Timeout = "shell", long
			got := checks.Run(t.Context(), row.check)
			if got.Passed != row.passed || !strings.Contains(got.Message, row.says) {
				t.Errorf("passed %v: %s", got.Passed, got.Message)
			}
		})
	}
}

func TestACommandThatNeverEndsIsEndedAtItsTimeout(t *testing.T) {
	got := checks.Run(t.Context(), lockstep.Check{Name: "shell", Shell: "sleep 600; true", Timeout: 50 * time.Millisecond})
	if got.Passed || got.Message != "It did not end within 50ms, and printed nothing." {
		t.Errorf("passed %v: %s", got.Passed, got.Message)
	}
}

func TestACommandThatPrintsAGigabyteIsReadToItsBound(t *testing.T) {
	got := checks.Run(t.Context(), lockstep.Check{Name: "shell", Shell: "head -c 1000000000 /dev/zero | tr '\\0' x; echo the end; exit 1", Timeout: long})
	if got.Passed || len(got.Output) > 64<<10+8 || !strings.HasSuffix(got.Output, "xxx\nthe end") && !strings.HasSuffix(got.Output, "xthe end") {
		t.Errorf("passed %v, %d bytes: %s", got.Passed, len(got.Output), got.Message)
	}
	got = checks.Run(t.Context(), lockstep.Check{Name: "shell", Argv: []string{"yes"}, Timeout: 50 * time.Millisecond})
	if got.Passed || len(got.Output) > 64<<10+8 {
		t.Errorf("passed %v, %d bytes", got.Passed, len(got.Output))
	}
}

// What a command leaves running holds the writing end of a pipe: the pipe ends when it does.
func TestWhatACommandLeavesRunningEndsWithIt(t *testing.T) {
	for name, row := range map[string]struct {
		leaves string // with the pipe as 3
		passed bool
	}{
		"a child that holds the output": {"sleep 600 & exit 0", true},
		"a child without the output":    {"sleep 600 >/dev/null 2>&1 & exit 0", true},
		"children of children":          {"(sh -c 'sleep 600 & sleep 600' &) ; exit 1", false},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "held")
			if err := syscall.Mkfifo(path, 0o600); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() {
				pipe, err := os.Open(path)
				if err == nil {
					_, err = io.ReadAll(pipe)
					_ = pipe.Close()
				}
				ended <- err
			}()
			got := checks.Run(t.Context(), lockstep.Check{Name: "shell", Shell: "exec 3>" + path + "; " + row.leaves, Timeout: long})
			if got.Passed != row.passed {
				t.Errorf("passed %v: %s", got.Passed, got.Message)
			}
			if err := <-ended; err != nil {
				t.Error(err)
			}
		})
	}
}
