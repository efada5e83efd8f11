//go:build unix

package main

import (
	"errors"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
)

func init() {
	// The folder may not be written any more.
	faults["shut"] = func() {
		target := os.Getenv(targetVariable)
		strike(target)
		for _, dir := range folders(target) {
			_ = os.Chmod(dir, 0o555)
		}
		if os.Geteuid() == 0 { // whom no mode keeps out
			_ = syscall.Setuid(nobody)
		}
	}
	// The disk of the target, or of the catalog, has no room any more.
	faults["full"] = func() {
		target := os.Getenv(targetVariable)
		strike(target)
		if os.Getenv(fakeVariable) != "" {
			noRoom.Store(true)
			return
		}
		fill(filepath.Dir(target))
	}
	faults["catalog"] = func() {
		target := os.Getenv(targetVariable)
		strike(target)
		if os.Getenv(fakeVariable) != "" {
			signal.Ignore(syscall.SIGXFSZ)
			_ = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{})
			return
		}
		fill(filepath.Join(filepath.Dir(filepath.Dir(target)), smallDisk["catalog"]))
	}
	// A folder in it is swapped for a link to elsewhere.
	faults["link"] = func() {
		target := os.Getenv(targetVariable)
		strike(target)
		for _, name := range []string{"gone", "sub"} {
			if os.Rename(filepath.Join(target, name), target+"-"+name) == nil {
				_ = os.Symlink(target+"-"+name, filepath.Join(target, name))
			}
		}
	}
}

const nobody = 65534

func strike(target string) {
	if err := os.WriteFile(target+struckMark, nil, 0o600); err != nil {
		panic(err)
	}
}

// filler is the file that fills a disk.
const filler = "filler"

// fill writes until nothing more fits.
func fill(dir string) {
	f, err := os.Create(filepath.Join(dir, filler))
	if err != nil {
		panic(err)
	}
	for size := 1 << 16; size > 0; {
		if _, err := f.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
	_ = f.Close()
}

func folders(target string) (all []string) {
	_ = filepath.WalkDir(target, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			all = append(all, path)
		}
		return nil
	})
	return all
}

// heal ends what a fault did to a target.
func heal(t *testing.T, target string) {
	t.Helper()
	release(t, target)
	at := filepath.Dir(filepath.Dir(target))
	for _, name := range smallDisk {
		if err := os.Remove(filepath.Join(at, name, filler)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	for _, dir := range folders(target) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"gone", "sub"} {
		if _, err := os.Lstat(target + "-" + name); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		at = filepath.Join(target, name)
		if info, err := os.Lstat(at); err == nil && info.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("%s was written beside the link", at)
		}
		if err := errors.Join(os.Remove(at), os.Rename(target+"-"+name, at)); err != nil {
			t.Fatal(err)
		}
	}
}

// reachable lets everybody into a test's folder.
func reachable(t *testing.T, dir string) {
	t.Helper()
	for _, d := range []string{dir, filepath.Dir(dir)} {
		if err := os.Chmod(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

// anybodys gives a folder, and all in it, to whoever faults make of the program.
func anybodys(t *testing.T, dir string) {
	t.Helper()
	if os.Geteuid() != 0 {
		return
	}
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		return errors.Join(err, os.Lchown(path, nobody, -1))
	})
	if err != nil {
		t.Fatal(err)
	}
}
