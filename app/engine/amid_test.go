package engine_test

import (
	"strings"
	"testing"
	"time"

	"lockstep/app/connect/connecttest"
	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/snapshots"
)

// reshaping is a driver whose objects change files: each that is not changed itself gets a mark for the object o.
func reshaping(d lockstep.Driver) lockstep.Driver {
	d.Prepare = func(slot lockstep.Slot, before, want lockstep.State) (lockstep.State, []lockstep.Problem, error) {
		o := lockstep.Key{Slot: slot.Name, Kind: connecttest.ObjectKind, Name: "o"}
		if before.Sum(o) == want.Sum(o) {
			return want, nil, nil
		}
		var put []lockstep.Item
		for _, item := range want.All() {
			if item.Part != lockstep.Configuration || before.Sum(item.Key) != item.Digest() {
				continue
			}
			b, err := item.Body.Bytes()
			if err != nil {
				return want, nil, err
			}
			text := strings.TrimSuffix(string(b), " marked")
			if _, there := want.Get(o); there {
				text += " marked"
			}
			item.Body = lockstep.BodyOf([]byte(text))
			put = append(put, item)
		}
		settled, err := want.With(put, nil)
		return settled, nil, err
	}
	return d
}

// What a change of the model made of other items is the run's own doing: it is continued and undone, and what somebody changed
// besides is kept.
func TestItemsThatAChangeOfTheModelHasChanged(t *testing.T) {
	for name, c := range map[string]struct {
		undo, meddled bool
		status        lockstep.Status
		want          map[string]string
	}{
		"continued":          {false, false, lockstep.Done, map[string]string{"object/o": "x", "file/a": "9", "file/b": "2 marked"}},
		"undone":             {true, false, lockstep.Undone, map[string]string{"file/a": "1", "file/b": "2"}},
		"meddled, continued": {false, true, lockstep.Diverged, map[string]string{"object/o": "x", "file/a": "5", "file/b": "2 marked"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.engine = engine.New(engine.Config{Catalog: catalog{b.store}, Vault: snapshots.New(b.store, b.key), Drivers: []lockstep.Driver{reshaping(b.world.Driver())},
				Locks: b.locks, By: "ada@desk", Now: time.Now})
			b.qa.Set("file", "a", "1")
			b.qa.Set("file", "b", "2")
			b.dev.Set("object", "o", "x")
			b.dev.Set("file", "a", "9")
			b.dev.Set("file", "b", "2 marked")
			b.qa.FailAt = 2
			b.qa.AfterChange = func(n int, _ lockstep.Change) error {
				b.qa.Set("file", "a", "1 marked")
				b.qa.Set("file", "b", "2 marked")
				return nil
			}
			run := b.promote()
			b.wantStatus(run, lockstep.Failed)
			b.qa.Mend()
			if c.meddled {
				b.qa.Set("file", "a", "5")
			}
			run, err := b.resume(t.Context(), run.Number, c.undo)
			b.must(err)
			b.wantStatus(run, c.status)
			b.want(b.qa, c.want)
		})
	}
}

// What an Apply leaves half made where it is interrupted is the run's own, also of an object that is the same at both ends: it is continued
// and undone. What the connector does not know as such was changed by somebody, and is kept.
func TestObjectsThatWereLeftHalfMade(t *testing.T) {
	for name, c := range map[string]struct {
		undo, meddled bool
		status        lockstep.Status
		want          map[string]string
	}{
		"continued": {false, false, lockstep.Done, map[string]string{"object/a": "2", "object/b": "2", "object/same": "1"}},
		"undone":    {true, false, lockstep.Undone, map[string]string{"object/a": "1", "object/b": "1", "object/same": "1"}},
		"meddled":   {true, true, lockstep.Undone, map[string]string{"object/a": "1", "object/b": "by hand", "object/same": "1"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			driver := b.world.Driver()
			driver.Between = func(before, now, after lockstep.Item) bool {
				text, err := now.Body.Bytes()
				return err == nil && string(text) == "half"
			}
			b.engine = engine.New(engine.Config{Catalog: catalog{b.store}, Vault: snapshots.New(b.store, b.key), Drivers: []lockstep.Driver{driver},
				Locks: b.locks, By: "ada@desk", Now: time.Now})
			for _, o := range []string{"a", "b", "same"} {
				b.qa.Set("object", o, "1")
				b.dev.Set("object", o, map[bool]string{true: "1", false: "2"}[o == "same"])
			}
			b.qa.FailAt = 2
			b.qa.AfterChange = func(int, lockstep.Change) error {
				b.qa.Set("object", "b", "half")
				b.qa.Set("object", "same", "half")
				return nil
			}
			run := b.promote()
			b.wantStatus(run, lockstep.Failed)
			b.qa.Mend()
			if c.meddled {
				b.qa.Set("object", "b", "by hand")
			}
			run, err := b.resume(t.Context(), run.Number, c.undo)
			b.must(err)
			b.wantStatus(run, c.status)
			b.want(b.qa, c.want)
			for _, p := range run.Problems {
				if p.Key.Name == "same" {
					t.Errorf("it says of what it made again: %s", p.Message)
				}
			}
		})
	}
}
