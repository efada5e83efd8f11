package main

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

func init() {
	// What is in it may not be changed, nor removed, whoever one is.
	faults["fixed"] = func() {
		target := os.Getenv(targetVariable)
		strike(target)
		_ = everyFile(target, func(path string) error {
			if name := filepath.Base(path); name == "model.json" || strings.HasPrefix(name, tempPrefix) { // so that it fails half way, and could tidy up
				return nil
			}
			return fix(path, true)
		})
	}
}

// fix makes a file immutable, or ends that.
func fix(path string, fixed bool) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	flags, err := unix.IoctlGetUint32(int(f.Fd()), unix.FS_IOC_GETFLAGS)
	if err != nil {
		return err
	}
	const immutable = 0x10 // FS_IMMUTABLE_FL
	flags &^= immutable
	if fixed {
		flags |= immutable
	}
	return unix.IoctlSetPointerInt(int(f.Fd()), unix.FS_IOC_SETFLAGS, int(flags))
}

func everyFile(dir string, do func(path string) error) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		return do(path)
	})
}

// cannotStrike says why a fault cannot be had here; "" where it can.
func cannotStrike(t *testing.T, fault string) string {
	t.Helper()
	if fault != "fixed" {
		return ""
	}
	probe := filepath.Join(t.TempDir(), "probe")
	if err := os.WriteFile(probe, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(fix(probe, true), fix(probe, false)); err != nil {
		return "no file can be made immutable here (" + err.Error() + "); that of a shut folder asserts the same"
	}
	return ""
}

func release(t *testing.T, target string) {
	t.Helper()
	_ = everyFile(target, func(path string) error { return fix(path, false) }) // where there are no such flags none was set
}

// mountsVariable is set where the tests run with mounts of their own.
const mountsVariable = "LOCKSTEP_TEST_MOUNTS"

// withDisks sees to it that small disks can be had, and says whether that took another process, which has run the test then. Root
// mounts them; others may where the kernel gives them mounts of their own. Where neither can be had, faults are faked.
func withDisks(t *testing.T) (ran bool) {
	t.Helper()
	if os.Geteuid() == 0 || os.Getenv(mountsVariable) != "" {
		return false
	}
	cmd := exec.CommandContext(t.Context(), "unshare", "-rm", os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), mountsVariable+"=1")
	said, err := cmd.CombinedOutput()
	if !strings.Contains(string(said), t.Name()) { // it did not come to the test
		t.Logf("no mounts of our own: %v\n%s", err, said)
		return false
	}
	if err != nil {
		t.Errorf("%v\n%s", err, said)
	}
	return true
}

// makeDisk mounts the small disk that a fault fills, where it fills one, and says whether it could be had.
func makeDisk(t *testing.T, at, fault string) bool {
	t.Helper()
	name, small := smallDisk[fault]
	if !small {
		return true
	}
	dir := filepath.Join(at, name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("none", dir, "tmpfs", 0, "size=6m,mode=755"); err != nil {
		return false
	}
	t.Cleanup(func() { dropDisk(t, at, fault) })
	return true
}

// dropDisk takes it away again.
func dropDisk(t *testing.T, at, fault string) {
	t.Helper()
	name, small := smallDisk[fault]
	if !small {
		return
	}
	err := syscall.Unmount(filepath.Join(at, name), syscall.MNT_DETACH)                                                     // a process that is just started may hold it still
	if err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.EPERM) && !errors.Is(err, fs.ErrNotExist) { // it was mounted
		t.Errorf("unmount: %v", err)
	}
}
