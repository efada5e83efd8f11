package folder_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/lockstep"
)

// asNobody runs a function with the file rights of a user who owns nothing, as root may read everything.
func asNobody(t *testing.T, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		// The thread is never unlocked: it ends with the goroutine, and its rights with it.
		runtime.LockOSThread()
		if os.Geteuid() == 0 {
			if _, _, errno := syscall.RawSyscall(syscall.SYS_SETFSUID, 65534, 0, 0); errno != 0 {
				t.Error(errno)
			}
		}
		f()
	}()
	<-done
}

// letIn lets other users reach a folder under test.
func letIn(t *testing.T, b bench) {
	t.Helper()
	if err := os.Chmod(filepath.Dir(b.dir), 0o755); err != nil {
		t.Fatal(err)
	}
}

func TestWhatCannotBeReadFailsTheCaptureAndIsNamed(t *testing.T) {
	for name, secret := range map[string]string{"a file": "dir/secret", "a folder": "dir", "the folder itself": "."} {
		t.Run(name, func(t *testing.T) {
			b := with(t, files{"dir/secret": "1", "model.json": "[]"})
			letIn(t, b)
			full := filepath.Join(b.dir, secret)
			if err := os.Chmod(full, 0); err != nil {
				t.Fatal(err)
			}
			defer os.Chmod(full, 0o755)
			asNobody(t, func() {
				_, err := b.Capture(t.Context())
				if !errors.Is(err, lockstep.Denied) || !strings.Contains(err.Error(), full) {
					t.Errorf("got %v, want denied naming %s", err, full)
				}
			})
		})
	}
}

func TestWhatMayNotBeWrittenIsLeftAsItIs(t *testing.T) {
	b := with(t, files{"a": "1", "dir/b": "1"})
	letIn(t, b)
	want := stateOf(t, files{"a": "1", "dir/b": "2"})
	changes := lockstep.Diff(b.capture(t), want)
	for _, name := range []string{"dir", "."} {
		if err := os.Chmod(filepath.Join(b.dir, name), 0o555); err != nil {
			t.Fatal(err)
		}
		defer os.Chmod(filepath.Join(b.dir, name), 0o755)
	}
	asNobody(t, func() {
		problems, err := b.Validate(t.Context(), want, changes)
		if err != nil || len(problems) != 1 || problems[0].Key != file("dir/b") || problems[0].Verdict != lockstep.Blocks {
			t.Errorf("got %v, %v, want one that blocks", problems, err)
		}
		if err := b.Apply(t.Context(), want, changes, journal{}); !errors.Is(err, lockstep.Denied) {
			t.Errorf("got %v, want denied", err)
		}
	})
	same(t, files{"a": "1", "dir/b": "1"}, list(t, b.dir))
}

func TestWhatIsNoFileIsOmittedAndSaid(t *testing.T) {
	b := with(t, files{"a": "1"})
	listener, err := net.Listen("unix", filepath.Join(b.dir, "socket"))
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	if err := syscall.Mkfifo(filepath.Join(b.dir, "pipe"), 0o644); err != nil {
		t.Fatal(err)
	}
	write(t, b.dir, files{"bad\xff/x": "1", "bad\xfe": "2"})
	s := b.capture(t)
	got := map[string]string{}
	for _, o := range s.Omitted() {
		got[o.Key.Name] = o.Why
	}
	want := map[string]string{"socket": "it is a socket", "pipe": "it is a named pipe", "bad\ufffd": "its name is not UTF-8"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"file/a"}, names(s)); diff != "" {
		t.Error(diff)
	}
}

func TestAPipeIsNotReplaced(t *testing.T) {
	b := with(t, files{"a": "1"})
	if err := syscall.Mkfifo(filepath.Join(b.dir, "b"), 0o644); err != nil {
		t.Fatal(err)
	}
	want := stateOf(t, files{"a": "1", "b": "2"})
	blocked(t, b, want, "a named pipe")
	if err := b.apply(t, want); !errors.Is(err, lockstep.Conflict) {
		t.Errorf("got %v, want a conflict", err)
	}
}

func TestModeAndOwnerAreKept(t *testing.T) {
	uid, gid := os.Geteuid(), os.Getegid()
	if uid == 0 {
		uid, gid = 1234, 4321
	}
	for name, row := range map[string]struct {
		before fs.FileMode
		to     string
		after  fs.FileMode
	}{
		"secret":                {0o600, "new", 0o600},
		"for the group":         {0o640, "new", 0o640},
		"written by all":        {0o666, "new", 0o666},
		"read only":             {0o444, "new", 0o444},
		"becomes executable":    {0o640, "x new", 0o750},
		"stays executable":      {0o700, "x new", 0o700},
		"is executable no more": {0o755, "new", 0o644},
		"with a set-user bit":   {0o755 | fs.ModeSetuid, "x new", 0o755 | fs.ModeSetuid},
		"run by others only":    {0o645, "new", 0o645},
	} {
		t.Run(name, func(t *testing.T) {
			b := with(t, files{"f": "old", "model.json": "[]"})
			for _, name := range []string{"f", "model.json"} {
				full := filepath.Join(b.dir, name)
				if err := os.Chown(full, uid, gid); err != nil {
					t.Fatal(err)
				}
				if err := os.Chmod(full, row.before); err != nil {
					t.Fatal(err)
				}
			}
			model := "[" + logs + "]"
			if strings.HasPrefix(row.to, "x ") {
				model = "x " + model
			}
			b.becomes(t, stateOf(t, files{"f": row.to, "model.json": model}))
			for _, name := range []string{"f", "model.json"} {
				info, err := os.Stat(filepath.Join(b.dir, name))
				if err != nil {
					t.Fatal(err)
				}
				stat := info.Sys().(*syscall.Stat_t)
				if info.Mode() != row.after || int(stat.Uid) != uid || int(stat.Gid) != gid {
					t.Errorf("%s: got %v of %d:%d, want %v of %d:%d", name, info.Mode(), stat.Uid, stat.Gid, row.after, uid, gid)
				}
			}
		})
	}
}

func TestAFolderThatIsFilledAgainKeepsItsMode(t *testing.T) {
	b := with(t, files{"private/old": "1"})
	if err := os.Chmod(filepath.Join(b.dir, "private"), 0o700); err != nil {
		t.Fatal(err)
	}
	b.becomes(t, stateOf(t, files{"private/new": "1"}))
	info, err := os.Stat(filepath.Join(b.dir, "private"))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o700 {
		t.Errorf("got %v, want 0700", info.Mode())
	}
}

func TestACheckEndsWithItsContextAndSoDoesWhatItStarted(t *testing.T) {
	ready := filepath.Join(t.TempDir(), "ready")
	if err := syscall.Mkfifo(ready, 0o600); err != nil {
		t.Fatal(err)
	}
	b := with(t, files{"a": "1"}, "validate=exec 3> "+ready+"; sleep 600 & echo started >&3; wait")
	want := stateOf(t, files{"a": "2"})
	changes := lockstep.Diff(b.capture(t), want)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	failed := make(chan error, 1)
	go func() {
		_, err := b.Validate(ctx, want, changes)
		failed <- err
	}()
	pipe, err := os.Open(ready)
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	if err := pipe.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(pipe, make([]byte, len("started\n"))); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-failed; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it was cancelled", err)
	}
	if _, err := io.ReadAll(pipe); err != nil {
		t.Errorf("what the check started still holds the pipe: %v", err)
	}
}

func survey(t *testing.T, b bench) lockstep.Survey {
	t.Helper()
	s, err := b.Connector.(lockstep.Surveyor).Survey(t.Context())
	if err != nil {
		t.Error(err)
	}
	return s
}

func TestOneFileIsAsWritableAsItsFolder(t *testing.T) {
	b := with(t, files{"app.conf": "1", "run": "x go"})
	letIn(t, b)
	for _, name := range []string{"app.conf", "run", "."} {
		one := open(t, filepath.Join(b.dir, name))
		if got := survey(t, one); got.Rights != lockstep.MayWrite {
			t.Errorf("%s in a folder of ours: %+v", name, got)
		}
		asNobody(t, func() {
			if got := survey(t, one); got.Rights != lockstep.MayRead || !strings.Contains(got.Why, "permission denied") {
				t.Errorf("%s in another's folder: %+v", name, got)
			}
		})
	}
}

func TestAFolderThatIsShutMayHaveOneThatIsNot(t *testing.T) {
	b := with(t, files{"a": "1", "shut/b": "1", "shut/open/c": "1", "out/d": "1"}, "exclude=out/")
	letIn(t, b)
	for _, name := range []string{"shut/open", "out"} {
		if err := os.Chmod(filepath.Join(b.dir, name), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	asNobody(t, func() {
		if got := survey(t, b); got.Rights != lockstep.MayWrite || !strings.Contains(got.Why, "such as shut/open.") {
			t.Errorf("%+v", got)
		}
	})
	if err := os.Chmod(filepath.Join(b.dir, "shut/open"), 0o755); err != nil {
		t.Fatal(err)
	}
	asNobody(t, func() {
		if got := survey(t, b); got.Rights != lockstep.MayRead {
			t.Errorf("%+v", got)
		}
	})
}

func TestASurveyTellsOfTheDiskAndItsClock(t *testing.T) {
	got := survey(t, with(t, files{"a": "1"}))
	if !got.Room.Known || got.Room.Bytes <= 0 || got.Room.Block <= 0 || got.Room.Disk == "" {
		t.Errorf("the disk: %+v", got.Room)
	}
	if !got.Clock.Known || !got.Clock.Own {
		t.Errorf("the clock: %+v", got.Clock)
	}
}

func TestAFolderThatIsShutIsOneCause(t *testing.T) {
	b := with(t, files{"a": "1", "b": "1", "c": "1"})
	letIn(t, b)
	to := stateOf(t, files{"a": "2", "b": "2", "c": "2"})
	want, _ := b.prepare(t, to)
	changes := lockstep.Diff(b.capture(t), want)
	asNobody(t, func() {
		problems, err := b.Validate(t.Context(), want, changes)
		if err != nil || len(problems) != 3 {
			t.Errorf("%d problems, %v", len(problems), err)
		}
		for _, p := range problems {
			if cause := "the folder " + b.dir + " may not be written to (permission denied). Allow writing there."; p.Cause != cause || p.Message != p.Key.Name+" cannot be written, as "+cause {
				t.Errorf("%+v", p)
			}
		}
	})
}
