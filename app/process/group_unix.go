//go:build unix

package process

import (
	"os/exec"
	"syscall"
)

// family is a command with all that it starts.
type family struct{ cmd *exec.Cmd }

// group makes a command the head of a group of its own, which ends with it where it is ended.
func group(cmd *exec.Cmd) family {
	f := family{cmd}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	return f
}

func (f family) begun() {}

// kill ends whoever is left.
func (f family) kill() { _ = syscall.Kill(-f.cmd.Process.Pid, syscall.SIGKILL) } // most often there is nobody

func (f family) close() {}

func shell() []string { return []string{"sh", "-c"} }
