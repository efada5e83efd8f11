package volume_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"lockstep/app/volume"
)

// within is set where the test runs with mounts of its own.
const within = "LOCKSTEP_TEST_MOUNTS"

// mounted is a small disk: one of memory for root, and for others the same where the kernel gives them mounts of their own.
// Without either the disk of the test's folder stands in, of which only the rough facts are known.
func mounted(t *testing.T, options string) (dir string, ok bool) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("none", dir, "tmpfs", 0, options); err != nil {
		return dir, false
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, 0) })
	return dir, true
}

func TestTheRoomOfADiskIsWhatIsFree(t *testing.T) {
	dir, small := mounted(t, "size=1m,nr_inodes=8")
	if !small && os.Getenv(within) == "" {
		cmd := exec.Command("unshare", "-rm", os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
		cmd.Env = append(os.Environ(), within+"=1")
		if said, err := cmd.CombinedOutput(); strings.Contains(string(said), t.Name()) {
			if err != nil {
				t.Errorf("%v\n%s", err, said)
			}
			return
		}
	}
	r := volume.Room(dir)
	if !r.Known || r.Block <= 0 || r.Disk == "" {
		t.Fatalf("got %+v", r)
	}
	if c := volume.Clock(dir); small && (!c.Known || !c.Own) {
		t.Errorf("the clock is %+v", c)
	}
	if !small {
		return
	}
	if r.Bytes != 1<<20 || r.Files != 7 || r.Disk == volume.Room(filepath.Dir(dir)).Disk {
		t.Errorf("an empty disk of 1 MB has %+v", r)
	}
	if err := os.WriteFile(filepath.Join(dir, "most"), make([]byte, 1<<20-2*r.Block), 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range 6 {
		if err := os.WriteFile(filepath.Join(dir, strconv.Itoa(i)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if r := volume.Room(dir); r.Bytes != 2*r.Block || r.Files != 0 {
		t.Errorf("a full one has %+v", r)
	}
}

func TestWhatIsNotThereHasNoRoomThatIsKnown(t *testing.T) {
	gone := filepath.Join(t.TempDir(), "gone")
	if r := volume.Room(gone); r.Known {
		t.Errorf("got %+v", r)
	}
	if c := volume.Clock(gone); c.Known {
		t.Errorf("got %+v", c)
	}
}
