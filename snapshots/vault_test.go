package snapshots_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lockstep/app/lockstep"
	"lockstep/snapshots"
	"lockstep/store"
	"lockstep/store/storetest"
)

func key(name string) lockstep.Key { return lockstep.Key{Slot: "main", Kind: "file", Name: name} }

func file(name, content string) lockstep.Item {
	return lockstep.Item{Key: key(name), Part: lockstep.Configuration, Body: lockstep.BodyOf([]byte(content))}
}

func stateOf(t testing.TB, items ...lockstep.Item) lockstep.State {
	t.Helper()
	s, err := lockstep.NewState(items, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// various is a state with everything that a state can have.
func various(t testing.TB) lockstep.State {
	t.Helper()
	object := lockstep.Item{Key: lockstep.Key{Slot: "main", Kind: "object", Name: "orders"}, Part: lockstep.Model, Media: "application/json",
		Body: lockstep.BodyOf([]byte(`{"name":"orders"}`)), Needs: []lockstep.Key{{Slot: "main", Kind: "object", Name: "customers"}, key("a")}}
	frame := lockstep.Item{Key: lockstep.Key{Slot: "main", Kind: lockstep.FrameKind, Name: "model.json"}, Part: lockstep.Model, Body: lockstep.BodyOf([]byte("[\n\x00]\n"))}
	script := file("bin/deploy.sh", "#!/bin/sh\n")
	script.Mode = lockstep.Executable
	link := file("current", "../elsewhere")
	link.Mode = lockstep.Link
	s, err := lockstep.NewState([]lockstep.Item{object, frame, script, link, file("a", ""), file("Ünï/cødé €", "same"), file("twin", "same"), file("TWIN", "same")},
		[]lockstep.Omitted{{Key: key("run/socket"), Why: "It is a socket."}, {Key: key("dump.sql"), Why: "It is larger than 64 MiB."}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// hold stores states in one transaction.
func hold(t testing.TB, s *store.Store, v *snapshots.Vault, states ...lockstep.State) {
	t.Helper()
	staged, err := v.Stage(t.Context(), nil, states...)
	if err != nil {
		t.Fatal(err)
	}
	storetest.Write(t, s, func(tx *store.Tx) error { return staged.Commit(tx) })
}

// flat is a state with its contents, for comparing.
func flat(t testing.TB, s lockstep.State) string {
	t.Helper()
	var b strings.Builder
	for _, item := range s.All() {
		content, err := item.Body.Bytes()
		if err != nil {
			t.Fatalf("%s: %v", item.Key, err)
		}
		fmt.Fprintf(&b, "%s|%s|%s|%s|%d|%v|%q\n", item.Key, item.Part, item.Mode, item.Media, item.Body.Size, item.Needs, content)
	}
	fmt.Fprintln(&b, s.Omitted())
	return b.String()
}

func same(t testing.TB, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
}

func sentence(t testing.TB, err error, code lockstep.Code) {
	t.Helper()
	if !errors.Is(err, code) {
		t.Fatalf("error is %v, want code %s", err, code)
	}
	if text := err.Error(); !strings.HasSuffix(text, ".") || strings.Contains(text, "%!") {
		t.Errorf("not a sentence: %q", text)
	}
}

func TestVault(t *testing.T) {
	t.Run("gives back what was stored", func(t *testing.T) {
		s := storetest.Open(t)
		k := snapshots.NewKey()
		want := various(t)
		hold(t, s, snapshots.New(s, k), want)
		got, err := snapshots.New(s, k).State(t.Context(), want.Digest())
		if err != nil {
			t.Fatal(err)
		}
		same(t, flat(t, got), flat(t, want))
		same(t, got.Digest(), want.Digest())
	})
	t.Run("gives back the empty state", func(t *testing.T) {
		s := storetest.Open(t)
		v := snapshots.New(s, snapshots.NewKey())
		hold(t, s, v, lockstep.State{})
		got, err := v.State(t.Context(), lockstep.State{}.Digest())
		if err != nil || got.Len() != 0 {
			t.Errorf("%v, %v", got, err)
		}
	})
	t.Run("does not find what it does not hold", func(t *testing.T) {
		s := storetest.Open(t)
		_, err := snapshots.New(s, snapshots.NewKey()).State(t.Context(), lockstep.DigestOf(nil))
		sentence(t, err, lockstep.NotFound)
	})
	t.Run("holds each body once", func(t *testing.T) {
		s := storetest.Open(t)
		v := snapshots.New(s, snapshots.NewKey())
		noise := noise(100_000)
		hold(t, s, v, stateOf(t, file("a", noise), file("b", noise)), stateOf(t, file("c", noise), file("d", "new")))
		hold(t, s, v, stateOf(t, file("e", noise), file("f", "newer")))
		if stored := stored(t, s); stored > 105_000 {
			t.Errorf("100,000 bytes that do not compress, five times, take %d bytes", stored)
		}
	})
	t.Run("commits twice without a change", func(t *testing.T) {
		s := storetest.Open(t)
		v := snapshots.New(s, snapshots.NewKey())
		one, err := v.Stage(t.Context(), nil, various(t))
		if err != nil {
			t.Fatal(err)
		}
		two, err := v.Stage(t.Context(), nil, various(t), stateOf(t, file("a", "same"), file("b", "other")))
		if err != nil {
			t.Fatal(err)
		}
		storetest.Write(t, s, func(tx *store.Tx) error { return errors.Join(one.Commit(tx), one.Commit(tx)) })
		before := stored(t, s)
		storetest.Write(t, s, func(tx *store.Tx) error { return one.Commit(tx) })
		same(t, stored(t, s), before)
		storetest.Write(t, s, func(tx *store.Tx) error { return two.Commit(tx) })
		whole(t, s, v)
	})
	t.Run("holds nothing of what was not committed", func(t *testing.T) {
		s := storetest.Open(t)
		v := snapshots.New(s, snapshots.NewKey())
		staged, err := v.Stage(t.Context(), nil, various(t))
		if err != nil {
			t.Fatal(err)
		}
		stop := errors.New("stop")
		if err := s.Write(t.Context(), func(tx *store.Tx) error { return errors.Join(staged.Commit(tx), stop) }); !errors.Is(err, stop) {
			t.Fatal(err)
		}
		same(t, stored(t, s), 0)
	})
	t.Run("does not store a content that is not what its digest says", func(t *testing.T) {
		s := storetest.Open(t)
		changed := lockstep.LazyBody(lockstep.DigestOf([]byte("as captured")), 11, func() ([]byte, error) { return []byte("as it is now"), nil })
		_, err := snapshots.New(s, snapshots.NewKey()).Stage(t.Context(), nil, stateOf(t, lockstep.Item{Key: key("a"), Part: lockstep.Configuration, Body: changed}))
		sentence(t, err, lockstep.Corrupt)
	})
	t.Run("splits what is large, and gives it back", func(t *testing.T) {
		s := storetest.Open(t)
		k := snapshots.NewKey()
		want := stateOf(t, file("a", noise(17<<20)), file("b", noise(9<<20)), file("c", noise(9<<20)), file("d", "small"))
		hold(t, s, snapshots.New(s, k), want)
		if ids, err := s.PackIDs(t.Context()); err != nil || len(ids) != 4 {
			t.Errorf("packs %v, %v; want 3 of what does not compress, and 1", ids, err)
		}
		got, err := snapshots.New(s, k).State(t.Context(), want.Digest())
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range got.All() {
			if content, err := item.Body.Bytes(); err != nil || int64(len(content)) != item.Body.Size {
				t.Errorf("%s: %d bytes, %v", item.Key, len(content), err)
			}
		}
	})
	t.Run("stops when it is told to", func(t *testing.T) {
		s := storetest.Open(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := snapshots.New(s, snapshots.NewKey()).Stage(ctx, nil, various(t)); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	t.Run("does not open with another key", func(t *testing.T) {
		s := storetest.Open(t)
		want := various(t)
		hold(t, s, snapshots.New(s, snapshots.NewKey()), want)
		_, err := snapshots.New(s, snapshots.NewKey()).State(t.Context(), want.Digest())
		sentence(t, err, lockstep.Corrupt)
	})
	t.Run("reveals neither names nor contents to who has the file alone", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "catalog.db")
		s := storetest.OpenAt(t, path)
		state := stateOf(t, file("secrets/production.env", "PASSWORD=opensesame"))
		hold(t, s, snapshots.New(s, snapshots.NewKey()), state)
		content := fileAndLog(t, path)
		if !bytes.Contains(content, state.Digest().Raw()) {
			t.Fatal("the search finds nothing at all")
		}
		for _, secret := range [][]byte{[]byte("production"), []byte("opensesame"), lockstep.DigestOf([]byte("PASSWORD=opensesame")).Raw()} {
			if bytes.Contains(content, secret) {
				t.Errorf("the file holds %q", secret)
			}
		}
	})
}

func TestAnyStatesComeBack(t *testing.T) {
	s := storetest.Open(t)
	v := snapshots.New(s, snapshots.NewKey())
	rapid.Check(t, func(rt *rapid.T) {
		names := rapid.SliceOfDistinct(rapid.StringN(1, 12, 40), rapid.ID).Draw(rt, "names")
		var items []lockstep.Item
		for _, name := range names {
			item := file(name, rapid.StringN(0, 40, 200).Draw(rt, "content"))
			item.Mode = rapid.SampledFrom([]lockstep.Mode{lockstep.Plain, lockstep.Executable, lockstep.Link}).Draw(rt, "mode")
			items = append(items, item)
		}
		want := stateOf(t, items...)
		hold(t, s, v, want)
		got, err := v.State(t.Context(), want.Digest())
		if err != nil {
			rt.Fatal(err)
		}
		if flat(t, got) != flat(t, want) {
			rt.Fatalf("got %s, want %s", flat(t, got), flat(t, want))
		}
	})
	whole(t, s, v)
}

// noise is content that does not compress, other each time.
func noise(n int) string {
	b := make([]byte, n)
	source := rand.NewChaCha8([32]byte{byte(n), byte(n >> 8), byte(n >> 16), byte(rand.Int())})
	if _, err := source.Read(b); err != nil {
		panic(err)
	}
	return string(b)
}

// stored is the size of all packs.
func stored(t testing.TB, s *store.Store) int {
	t.Helper()
	ids, err := s.PackIDs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	size := 0
	for _, id := range ids {
		content, err := s.Pack(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		size += len(content)
	}
	return size
}

// whole asserts that everything in the vault can be read, and gives the report.
func whole(t testing.TB, s *store.Store, v *snapshots.Vault) snapshots.Report {
	t.Helper()
	report := verify(t, s, v)
	same(t, report.Damaged, []snapshots.Damage{})
	return report
}

func verify(t testing.TB, s *store.Store, v *snapshots.Vault) snapshots.Report {
	t.Helper()
	states, err := s.States(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	report, err := v.Verify(t.Context(), states)
	if err != nil {
		t.Fatal(err)
	}
	return report
}
