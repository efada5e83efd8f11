//go:build unix

package folder_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"lockstep/app/lockstep"
)

// look captures a folder that holds still until every item of it has a stamp.
func (b bench) look(t *testing.T) lockstep.Seen {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; {
		state, stamps, err := b.Connector.(lockstep.Recapturer).Recapture(t.Context(), lockstep.Seen{})
		if err != nil {
			t.Fatal(err)
		}
		if len(stamps) == state.Len() {
			return lockstep.Seen{State: state, Stamps: stamps}
		}
		if time.Now().After(end) {
			t.Fatalf("of %d items %d have a stamp", state.Len(), len(stamps))
		}
	}
}

// again captures a folder after it was seen, by one who believes that every body was "what was seen" then.
func (b bench) again(t *testing.T, seen lockstep.Seen) map[string]string {
	t.Helper()
	var put []lockstep.Item
	for _, item := range seen.State.All() {
		item.Body = lockstep.BodyOf([]byte("what was seen"))
		put = append(put, item)
	}
	pretended, err := lockstep.NewState(put, nil)
	if err != nil {
		t.Fatal(err)
	}
	state, _, err := b.Connector.(lockstep.Recapturer).Recapture(t.Context(), lockstep.Seen{State: pretended, Stamps: seen.Stamps})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, item := range state.All() {
		body, err := item.Body.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		got[item.Key.Name] = string(body)
	}
	return got
}

func TestWhatDidNotChangeIsNotReadAgain(t *testing.T) {
	b := with(t, files{"same": "1", "dir/same": "x 2"})
	seen := b.look(t)
	write(t, b.dir, files{"new": "3"})
	same(t, files{"same": "what was seen", "dir/same": "what was seen", "new": "3"}, b.again(t, seen))
}

func TestWhatChangedInAnyWayIsReadAgain(t *testing.T) {
	for name, change := range map[string]func(path string) error{
		"another size": func(path string) error { return os.WriteFile(path, []byte("longer"), 0o644) },
		"the same size and time": func(path string) error {
			before, err := os.Stat(path)
			if err != nil {
				return err
			}
			if err := os.WriteFile(path, []byte("2"), 0o644); err != nil {
				return err
			}
			return os.Chtimes(path, before.ModTime(), before.ModTime())
		},
		"another file in its place": func(path string) error {
			if err := os.WriteFile(path+".new", []byte("2"), 0o644); err != nil {
				return err
			}
			return os.Rename(path+".new", path)
		},
		"the executable bit": func(path string) error { return os.Chmod(path, 0o755) },
		"a link in its place": func(path string) error {
			if err := os.Remove(path); err != nil {
				return err
			}
			return os.Symlink("elsewhere", path)
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := with(t, files{"a": "1", "b": "1"})
			seen := b.look(t)
			if err := change(filepath.Join(b.dir, "a")); err != nil {
				t.Fatal(err)
			}
			if got := b.again(t, seen); got["a"] == "what was seen" || got["b"] != "what was seen" {
				t.Errorf("got %q", got)
			}
		})
	}
}

// What was written a moment ago could be written once more without another time.
func TestWhatWasJustWrittenHasNoStamp(t *testing.T) {
	b := with(t, nil)
	path := filepath.Join(b.dir, "a")
	for range 50 {
		began := time.Now()
		write(t, b.dir, files{"a": "1"})
		_, stamps, err := b.Connector.(lockstep.Recapturer).Recapture(t.Context(), lockstep.Seen{})
		if err != nil {
			t.Fatal(err)
		}
		if len(stamps) == 0 {
			return
		}
		if took := time.Since(began); took < 12*time.Millisecond {
			t.Fatalf("a stamp %v after it was written: %v", took, stamps)
		}
		if err := os.Remove(path); err != nil { // the machine was too slow to tell
			t.Fatal(err)
		}
	}
}

// Times of whole seconds may be those of a clock that knows no others.
func TestACoarseClockIsWaitedForLonger(t *testing.T) {
	b := with(t, files{"a": "1"})
	ahead := time.Now().Add(time.Minute).Truncate(time.Second)
	if err := os.Chtimes(filepath.Join(b.dir, "a"), ahead, ahead); err != nil {
		t.Fatal(err)
	}
	_, stamps, err := b.Connector.(lockstep.Recapturer).Recapture(t.Context(), lockstep.Seen{})
	if err != nil || len(stamps) != 0 {
		t.Errorf("got %v, %v", stamps, err)
	}
}

func TestAModelThatDidNotChangeIsNotReadAgain(t *testing.T) {
	b := with(t, files{"model.json": `[{"name": "users", "fields": {"id": {"type": "int"}}}]`}, "model=model.json")
	seen := b.look(t)
	for name, body := range b.again(t, seen) {
		if body != "what was seen" {
			t.Errorf("%s was read again", name)
		}
	}
	write(t, b.dir, files{"model.json": `[{"name": "users", "fields": {"id": {"type": "text"}}}]`})
	for name, body := range b.again(t, seen) {
		if body == "what was seen" {
			t.Errorf("%s was not read again", name)
		}
	}
}
