package folder_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/folder"
	"lockstep/app/lockstep"
)

// files is a folder by slash path: the content, for a link "-> " and its target, with "x " before it where it is
// executable.
type files map[string]string

// write makes the files in a folder.
func write(t testing.TB, dir string, all files) {
	t.Helper()
	for name, content := range all {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		if to, ok := strings.CutPrefix(content, "-> "); ok {
			err = os.Symlink(to, full)
		} else if body, ok := strings.CutPrefix(content, "x "); ok {
			err = os.WriteFile(full, []byte(body), 0o755)
		} else {
			err = os.WriteFile(full, []byte(content), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// list reads a folder; a folder that holds nothing is its path with a slash.
func list(t testing.TB, dir string) files {
	t.Helper()
	all := files{}
	err := filepath.WalkDir(dir, func(full string, entry fs.DirEntry, err error) error {
		if err != nil || full == dir {
			return err
		}
		rel, err := filepath.Rel(dir, full)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		info, err := entry.Info()
		if err != nil {
			return err
		}
		switch {
		case entry.IsDir():
			inside, err := os.ReadDir(full)
			if err == nil && len(inside) == 0 {
				all[name+"/"] = ""
			}
			return err
		case info.Mode()&fs.ModeSymlink != 0:
			to, err := os.Readlink(full)
			all[name] = "-> " + to
			return err
		case !info.Mode().IsRegular():
			all[name] = info.Mode().Type().String()
			return nil
		}
		b, err := os.ReadFile(full)
		all[name] = string(b)
		if info.Mode()&0o100 != 0 {
			all[name] = "x " + string(b)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// bench is a folder under test with its connector.
type bench struct {
	dir  string
	slot lockstep.Slot
	lockstep.Connector
}

func slotWith(settings ...string) lockstep.Slot {
	slot := lockstep.Slot{Name: "config", Kind: folder.Kind, Settings: lockstep.Settings{}}
	for _, s := range settings {
		name, value, _ := strings.Cut(s, "=")
		slot.Settings[name] = value
	}
	return slot
}

// open connects a path. Settings are those of the slot, as name=value.
func open(t testing.TB, path string, settings ...string) bench {
	t.Helper()
	slot := slotWith(settings...)
	c, err := folder.Driver("").Open(t.Context(), slot, at(path))
	if err != nil {
		t.Fatal(err)
	}
	return bench{path, slot, c}
}

// with makes a folder of files and connects it.
func with(t testing.TB, all files, settings ...string) bench {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, all)
	return open(t, dir, settings...)
}

func at(path string) lockstep.Connection {
	return lockstep.Connection{Settings: lockstep.Settings{"path": path}}
}

func (b bench) capture(t testing.TB) lockstep.State {
	t.Helper()
	s, err := b.Capture(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// stateOf captures a folder of files.
func stateOf(t testing.TB, all files, settings ...string) lockstep.State {
	t.Helper()
	return with(t, all, settings...).capture(t)
}

// prepare settles a state for this folder.
func (b bench) prepare(t testing.TB, to lockstep.State) (lockstep.State, []lockstep.Problem) {
	t.Helper()
	want, problems, err := folder.Driver("").Prepare(b.slot, b.capture(t), to)
	if err != nil {
		t.Fatal(err)
	}
	return want, problems
}

// apply takes the folder to a state and gives the error of Apply.
func (b bench) apply(t testing.TB, to lockstep.State) error {
	t.Helper()
	want, _ := b.prepare(t, to)
	return b.Apply(t.Context(), want, lockstep.Diff(b.capture(t), want), journal{})
}

// becomes takes the folder to a state and fails the test where that fails or gives something else.
func (b bench) becomes(t testing.TB, to lockstep.State) {
	t.Helper()
	if err := b.apply(t, to); err != nil {
		t.Fatal(err)
	}
	connecttest.Same(t, to, b.capture(t))
}

func same(t testing.TB, want, got files) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// journal ignores what it is told.
type journal struct{}

func (journal) Begin(lockstep.Key) error { return nil }
func (journal) Done(lockstep.Key) error  { return nil }

func file(name string) lockstep.Key { return lockstep.Key{Slot: "config", Kind: "file", Name: name} }

func names(s lockstep.State) []string {
	all := []string{}
	for _, item := range s.All() {
		if !item.Key.Quiet() {
			all = append(all, item.Key.Kind+"/"+item.Key.Name)
		}
	}
	return all
}

const (
	users  = `{"name": "users", "fields": {"orders": {"collection": "orders", "via": "buyer"}}}`
	orders = `{"name": "orders", "fields": {"buyer": {"object": "users"}, "total": {"type": "float"}}}`
	logs   = `{"name": "logs", "fields": {"at": {"type": "datetime"}}}`
)

func TestFolderConforms(t *testing.T) {
	states := []lockstep.State{
		stateOf(t, files{"model.json": "[\n  " + users + ",\n  " + orders + "\n]\n", "app.conf": "a=1", "run": "x go", "sub/deep/file": "1", "link": "-> app.conf"}),
		stateOf(t, files{"model.json": "\ufeff[" + logs + "," + orders + "," + users + "]", "app.conf": "a=2", "run": "go", "sub/deep": "now a file", "link": "-> nowhere", "new/file": "1"}),
		stateOf(t, files{"link/below": "a folder now", "model.json": "[ ]"}),
		stateOf(t, files{"only": ""}),
	}
	missing := at(filepath.Join(t.TempDir(), "missing"))
	connecttest.Run(t, connecttest.Setup{
		Driver:  folder.Driver(""),
		Slot:    slotWith("clear_cache=true"),
		System:  func(t testing.TB) lockstep.Connection { return at(t.TempDir()) },
		States:  states,
		Missing: &missing,
		Meddle: func(t testing.TB, c lockstep.Connection, k lockstep.Key) {
			meddle(t, c.Settings["path"], k)
		},
	})
}

// meddle changes an item as somebody else would: a file gets other content, an object another field.
func meddle(t testing.TB, dir string, k lockstep.Key) {
	t.Helper()
	full := filepath.Join(dir, filepath.FromSlash(k.Name))
	if k.Kind == "object" {
		full = filepath.Join(dir, "model.json")
		b, err := os.ReadFile(full)
		if err != nil {
			t.Fatal(err)
		}
		added := `{"name": "` + k.Name + `", "fields": {"mine": {"type": "text"}}}`
		for _, object := range []string{users, orders, logs} {
			if strings.Contains(object, `{"name": "`+k.Name+`"`) && strings.Contains(string(b), object) {
				write(t, dir, files{"model.json": strings.Replace(string(b), object, added, 1)})
				return
			}
		}
		write(t, dir, files{"model.json": strings.Replace(string(b), "[", "["+added+",", 1)})
		return
	}
	if err := os.RemoveAll(full); err != nil {
		t.Fatal(err)
	}
	write(t, dir, files{k.Name: "somebody else"})
}

func TestAModelOnlyFolderConforms(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, files{"model.json": "[" + logs + "]"})
	b := open(t, filepath.Join(dir, "model.json"))
	if diff := cmp.Diff([]string{"object/logs"}, names(b.capture(t))); diff != "" {
		t.Error(diff)
	}
	b.becomes(t, stateOf(t, files{"model.json": "[" + users + ",\n" + orders + "]"}))
	same(t, files{"model.json": "[" + users + ",\n" + orders + "]"}, list(t, dir))
}

func TestTraitsNameTheCache(t *testing.T) {
	for settings, want := range map[string]string{"": "", "true": "Clear the cache", "nginx -s reload": "Reload nginx"} {
		s := lockstep.Settings{"clear_cache": settings}
		if settings == "nginx -s reload" {
			maps.Copy(s, lockstep.Settings{"cache_name": "Reload nginx"})
		}
		if got := folder.Driver("").Traits(s).Cache; got != want {
			t.Errorf("with %q: got %q, want %q", settings, got, want)
		}
	}
}
