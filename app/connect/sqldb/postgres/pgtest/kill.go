package pgtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Kill ends all processes of the server of this test process at once, as a crash of its computer would.
func Kill(t testing.TB) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(start().folder, "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	server, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	for _, pid := range append([]int{server}, children(t, server)...) {
		if process, err := os.FindProcess(pid); err == nil {
			_ = process.Kill() // it may have ended by itself
		}
		for alive(pid) {
			time.Sleep(time.Millisecond)
		}
	}
}

// Restart starts the server that was killed again.
func Restart(t testing.TB) {
	t.Helper()
	s := start()
	_, err := fmt.Fprintln(s.held)
	if err == nil {
		err = ready(s.port)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// children are the processes that a process has started.
func children(t testing.TB, of int) (pids []int) {
	t.Helper()
	all, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range all {
		if stat := statOf(path); len(stat) > 1 && stat[1] == strconv.Itoa(of) {
			if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path))); err == nil {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}

// statOf is what the system says of a process, from its status on; nil where it has ended.
func statOf(path string) []string {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	return strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
}

// alive says that a process has not ended: one that nobody has waited for has.
func alive(pid int) bool {
	stat := statOf(fmt.Sprintf("/proc/%d/stat", pid))
	return len(stat) > 0 && stat[0] != "Z"
}
