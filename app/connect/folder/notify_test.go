package folder

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"

	"lockstep/app/lockstep"
)

// noticed is how long something that must happen is waited for.
const noticed = 60 * time.Second

type listening struct {
	t       *testing.T
	dir     string
	changed chan struct{}
	ended   chan error
}

// listen begins to be told of a folder that has some settings.
func listen(t *testing.T, dir, path string, settings lockstep.Settings) *listening {
	t.Helper()
	l := &listening{t: t, dir: dir, changed: make(chan struct{}, 1000), ended: make(chan error, 1)}
	c, err := open(t.Context(), "", lockstep.Slot{Name: "main", Kind: Kind, Settings: settings}, lockstep.Connection{Settings: lockstep.Settings{"path": path}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	go func() { l.ended <- c.(lockstep.Notifier).Notify(ctx, func() { l.changed <- struct{}{} }) }()
	// It listens once it tells of something.
	for n := 0; len(l.changed) == 0; n++ {
		l.write("begin.txt", time.Now().String())
		time.Sleep(10 * time.Millisecond)
		if n > 1000 {
			t.Fatal("it does not listen")
		}
	}
	l.quiet()
	return l
}

func (l *listening) write(name, content string) {
	l.t.Helper()
	path := filepath.Join(l.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		l.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		l.t.Fatal(err)
	}
}

func (l *listening) heard(what string) {
	l.t.Helper()
	select {
	case <-l.changed:
	case <-time.After(noticed):
		l.t.Fatalf("nothing was told of %s", what)
	}
}

// quiet lets what was told so far be forgotten.
func (l *listening) quiet() {
	for {
		select {
		case <-l.changed:
		case <-time.After(100 * time.Millisecond):
			return
		}
	}
}

func TestChangesThatCountAreTold(t *testing.T) {
	dir := t.TempDir()
	l := listen(t, dir, dir, lockstep.Settings{"exclude": "*.log\nlogs/\n"})
	for _, step := range []struct {
		what string
		do   func() error
	}{
		{"a new folder with a file", func() error { l.write("new/deep/a.txt", "a"); return nil }},
		{"a file in a new folder", func() error { l.write("new/deep/b.txt", "b"); return nil }},
		{"the executable bit", func() error { return os.Chmod(filepath.Join(dir, "new/deep/b.txt"), 0o755) }},
		{"a link", func() error { return os.Symlink("nowhere", filepath.Join(dir, "link")) }},
		{"a file that is renamed", func() error {
			return os.Rename(filepath.Join(dir, "new/deep/b.txt"), filepath.Join(dir, "new/c.txt"))
		}},
		{"a folder that is removed", func() error { return os.RemoveAll(filepath.Join(dir, "new")) }},
		{"the model", func() error { l.write(defaultModel, "[]"); return nil }},
	} {
		l.quiet()
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		l.heard(step.what)
	}

	l.quiet()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-l.ended:
		if !errors.Is(err, lockstep.NotFound) {
			t.Errorf("the folder is gone: %v", err)
		}
	case <-time.After(noticed):
		t.Error("nothing was told of the folder that is gone")
	}
}

func TestWhatDoesNotCountIsNotTold(t *testing.T) {
	n := notifying{c: &connector{}, site: site{dir: filepath.FromSlash("/there")}}
	var err error
	if n.c.rules, err = readRules(lockstep.Slot{Settings: lockstep.Settings{"exclude": "*.log\nlogs/\n", "include": "conf/\n"}}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"conf/a.json": true, "model.json": true, "other.txt": false, "conf/a.log": false, "logs/a.json": false, ".git": false, ownPrefix + "tmp-1": false} {
		got, err := n.heed(t.Context(), fsnotify.Event{Name: filepath.Join(n.site.dir, filepath.FromSlash(name)), Op: fsnotify.Write})
		if got != want || err != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestOneFileIsWatched(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "begin.txt")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	l := listen(t, dir, path, nil)
	l.quiet()
	l.write("begin.txt.new", "1")
	if err := os.Rename(path+".new", path); err != nil { // as editors do
		t.Fatal(err)
	}
	l.heard("the file")
}
