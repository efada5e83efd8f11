//go:build desktop || dev || e2e

package main

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"lockstep/app/lockstep"
)

// claim is the right to show the one window of a home. It is a lock on a file, so it ends with the process, and a
// socket beside it by which a second start reaches the first. Both work where there is no session bus.
type claim struct {
	lock     *flock.Flock
	listener net.Listener // nil where a socket cannot be had: a second start then only says where the window is
}

// call is what a second start tells the first.
type call struct {
	Archive string `json:"archive"`
}

const callTimeout = 3 * time.Second

// claimWindow claims the home's window. Conflict means that another process has it.
func claimWindow(home string) (*claim, error) {
	lock := flock.New(filepath.Join(home, "window.lock"), flock.SetPermissions(0o600))
	held, err := lock.TryLock()
	if err != nil {
		return nil, lockstep.Errorf(lockstep.Denied, "The home folder %s cannot be locked: %v. Choose another one with --home.", home, err)
	}
	if !held {
		return nil, lockstep.Errorf(lockstep.Conflict, "The window of %s is open already.", home)
	}
	c := &claim{lock: lock}
	// Who holds the lock owns the socket: one that is there was left by a process that is gone.
	_ = os.Remove(socketOf(home))
	if listener, err := net.Listen("unix", socketOf(home)); err == nil {
		c.listener = listener
	}
	return c, nil
}

func socketOf(home string) string { return filepath.Join(home, "window.sock") }

// answer hands each second start's wish to raise, until the claim is released.
func (c *claim) answer(raise func(archive string)) {
	if c.listener == nil {
		return
	}
	for {
		conn, err := c.listener.Accept()
		if err != nil {
			return
		}
		hear(conn, raise)
	}
}

func hear(conn net.Conn, raise func(archive string)) {
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(callTimeout))
	var heard call
	if err := json.NewDecoder(conn).Decode(&heard); err != nil {
		return
	}
	raise(heard.Archive)
	_, _ = fmt.Fprintln(conn, os.Getpid())
}

func (c *claim) release() {
	if c.listener != nil {
		_ = c.listener.Close()
	}
	_ = c.lock.Unlock()
}

// callFirst brings the home's window, which another process shows, to the front. Where that process cannot be reached
// it says where the window is.
func callFirst(home, archive string) error {
	pid, err := callSocket(home, archive)
	if err != nil {
		return lockstep.Errorf(lockstep.Conflict,
			"The window of %s is open already, and it does not answer. Look for it among your windows, or choose another home with --home.", home)
	}
	fmt.Printf("The window of %s is open already (process %d). It was brought to the front.\n", home, pid)
	return nil
}

func callSocket(home, archive string) (pid int, err error) {
	conn, err := net.DialTimeout("unix", socketOf(home), callTimeout)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(callTimeout)); err != nil {
		return 0, err
	}
	if err := json.NewEncoder(conn).Encode(call{Archive: archive}); err != nil {
		return 0, err
	}
	_, err = fmt.Fscan(conn, &pid)
	return pid, err
}
