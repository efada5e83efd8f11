package process

import (
	"os/exec"
	"sync"

	"golang.org/x/sys/windows"
)

// family is a command with all that it starts: a job of Windows, where one could be made.
type family struct {
	cmd *exec.Cmd
	mu  sync.Mutex // a command may be ended while it is put into its job
	job windows.Handle
}

func group(cmd *exec.Cmd) *family {
	f := &family{cmd: cmd}
	cmd.Cancel = func() error {
		f.kill()
		return cmd.Process.Kill()
	}
	return f
}

// begun puts the command into its job.
func (f *family) begun() {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return
	}
	process, err := windows.OpenProcess(windows.PROCESS_SET_QUOTA|windows.PROCESS_TERMINATE, false, uint32(f.cmd.Process.Pid))
	if err == nil {
		err = windows.AssignProcessToJobObject(job, process)
		_ = windows.CloseHandle(process)
	}
	if err != nil {
		_ = windows.CloseHandle(job)
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.job = job
}

// kill ends whoever is left.
func (f *family) kill() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.job != 0 {
		_ = windows.TerminateJobObject(f.job, 1)
	}
}

func (f *family) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.job != 0 {
		_ = windows.CloseHandle(f.job)
	}
}

func shell() []string { return []string{"cmd", "/C"} }
