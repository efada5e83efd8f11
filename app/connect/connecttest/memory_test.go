package connecttest_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/connecttest"
	"lockstep/app/lockstep"
)

func slot() lockstep.Slot { return lockstep.Slot{Name: "content", Kind: connecttest.Memory} }

func item(kind, name, body string) lockstep.Item {
	part := lockstep.Configuration
	if kind == connecttest.ObjectKind {
		part = lockstep.Model
	}
	return lockstep.Item{
		Key:  lockstep.Key{Slot: slot().Name, Kind: kind, Name: name},
		Part: part,
		Body: lockstep.BodyOf([]byte(body)),
	}
}

func state(t testing.TB, items ...lockstep.Item) lockstep.State {
	t.Helper()
	s, err := lockstep.NewState(items, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func connection() lockstep.Connection {
	return lockstep.Connection{Settings: lockstep.Settings{"name": "shop"}}
}

func TestMemoryConforms(t *testing.T) {
	world := connecttest.NewWorld()
	connecttest.Run(t, connecttest.Setup{
		Driver: world.Driver(),
		Slot:   slot(),
		System: func(t testing.TB) lockstep.Connection {
			return lockstep.Connection{Settings: lockstep.Settings{"name": t.Name() + string(rune('a'+len(world.Names())))}}
		},
		States: []lockstep.State{
			state(t, item("object", "users", "email string\n"), item("object", "logs", "at datetime\n"), item("file", "a", "1"), item("file", "b", "2")),
			state(t, item("object", "users", "email text\n"), item("object", "orders", "total float\n"), item("file", "b", "3"), item("file", "c", "4")),
			state(t, item("file", "c", "")),
		},
		Meddle: func(_ testing.TB, c lockstep.Connection, k lockstep.Key) {
			world.System(c.Settings["name"]).Set(k.Kind, k.Name, "somebody else")
		},
	})
}

// journal ignores what it is told.
type journal struct{}

func (journal) Begin(lockstep.Key) error { return nil }
func (journal) Done(lockstep.Key) error  { return nil }

// apply takes a system with two files to other bodies of them.
func apply(t *testing.T, world *connecttest.World) error {
	t.Helper()
	world.System("shop").Set("file", "a", "1")
	world.System("shop").Set("file", "b", "2")
	c, err := world.Driver().Open(t.Context(), slot(), connection())
	if err != nil {
		t.Fatal(err)
	}
	before, err := c.Capture(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := state(t, item("file", "a", "one"), item("file", "b", "two"))
	return c.Apply(t.Context(), want, lockstep.Diff(before, want), journal{})
}

func TestFaultsOfMemory(t *testing.T) {
	for name, row := range map[string]struct {
		fault func(*connecttest.System)
		code  lockstep.Code // "" where the apply goes well
		want  map[string]string
	}{
		"none":         {func(*connecttest.System) {}, "", map[string]string{"file/a": "one", "file/b": "two"}},
		"it fails":     {func(s *connecttest.System) { s.FailAt = 2 }, lockstep.Unreachable, map[string]string{"file/a": "one", "file/b": "2"}},
		"it lies":      {func(s *connecttest.System) { s.LieAt = 1 }, "", map[string]string{"file/a": "1", "file/b": "two"}},
		"it does more": {func(s *connecttest.System) { s.AfterApply = func() { s.Set("file", "a", "!") } }, "", map[string]string{"file/a": "!", "file/b": "two"}},
		"somebody is faster": {func(s *connecttest.System) {
			s.BeforeChange = func(n int, c lockstep.Change) { s.Set("file", "b", "!") }
		}, lockstep.Conflict, map[string]string{"file/a": "one", "file/b": "!"}},
	} {
		t.Run(name, func(t *testing.T) {
			world := connecttest.NewWorld()
			row.fault(world.System("shop"))
			err := apply(t, world)
			if (err == nil) != (row.code == "") || err != nil && lockstep.CodeOf(err) != row.code {
				t.Errorf("got %v, want %q", err, row.code)
			}
			if diff := cmp.Diff(row.want, world.System("shop").Items()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMemoryFailsWhereItIsToldTo(t *testing.T) {
	world := connecttest.NewWorld()
	s := world.System("shop")
	c, err := world.Driver().Open(t.Context(), slot(), connection())
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	s.CaptureError, s.ValidateError, s.CacheError = broken, broken, broken
	_, captured := c.Capture(t.Context())
	_, looked := c.Fingerprint(t.Context())
	_, validated := c.Validate(t.Context(), lockstep.State{}, nil)
	for call, err := range map[string]error{"capture": captured, "fingerprint": looked, "validate": validated, "cache": c.ClearCache(context.Background())} {
		if !errors.Is(err, broken) {
			t.Errorf("%s: got %v", call, err)
		}
	}
	if s.Cleared() != 0 {
		t.Error("a cache that failed counts as cleared")
	}
}

func TestMemoryOmits(t *testing.T) {
	world := connecttest.NewWorld()
	world.System("shop").Set("file", "a", "1")
	world.System("shop").Omit("file", "a", "it is large")
	c, err := world.Driver().Open(t.Context(), slot(), connection())
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.Capture(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if why, ok := got.Omits(item("file", "a", "").Key); got.Len() != 0 || !ok || why != "it is large" {
		t.Errorf("got %d items, omitted %v", got.Len(), got.Omitted())
	}
}
