package mytest

import (
	"os/exec"
	"syscall"
)

// endWithTests ends a server with the tests that started it, also where they are killed.
func endWithTests(server *exec.Cmd) {
	server.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
