package snapshots

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"lockstep/app/lockstep"
	"lockstep/store"
	"lockstep/store/storetest"
)

func fileOf(name string, content []byte) lockstep.Item {
	return lockstep.Item{Key: lockstep.Key{Slot: "main", Kind: "file", Name: name}, Part: lockstep.Configuration, Body: lockstep.BodyOf(content)}
}

// history is 60 versions of a tree of 40 files: a few are edited in each, and one in all.
func history(t testing.TB) []lockstep.State {
	t.Helper()
	files := make([][]byte, 40)
	for i := range files {
		files[i] = prose(uint64(i), 100)
	}
	var states []lockstep.State
	for version := range 60 {
		for _, i := range []int{0, 1 + version%39, 1 + version*7%39} {
			at := version * 97 % (len(files[i]) - 40)
			copy(files[i][at:], fmt.Sprintf("edited in version %d", version))
		}
		var items []lockstep.Item
		for i, content := range files {
			items = append(items, fileOf(fmt.Sprintf("settings/%d.conf", i), bytes.Clone(content)))
		}
		s, err := lockstep.NewState(items, nil)
		if err != nil {
			t.Fatal(err)
		}
		states = append(states, s)
	}
	return states
}

// keep stores states one by one, each near the one before it.
func keep(t testing.TB, s *store.Store, v *Vault, states []lockstep.State) {
	t.Helper()
	var near []lockstep.Digest
	for _, state := range states {
		staged, err := v.Stage(t.Context(), near, state)
		if err != nil {
			t.Fatal(err)
		}
		storetest.Write(t, s, func(tx *store.Tx) error { return staged.Commit(tx) })
		near = []lockstep.Digest{state.Digest()}
	}
}

// sameState asserts that a vault gives a state as it was stored.
func sameState(t interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}, v *Vault, want lockstep.State) {
	t.Helper()
	got, err := v.State(context.Background(), want.Digest())
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range want.All() {
		expected, err := item.Body.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		found, _ := got.Get(item.Key)
		if content, err := found.Body.Bytes(); err != nil || !bytes.Equal(content, expected) {
			t.Fatalf("%s is another one: %v", item.Key, err)
		}
	}
}

func TestALongHistory(t *testing.T) {
	s := storetest.Open(t)
	key := NewKey()
	states := history(t)
	keep(t, s, New(s, key), states)

	t.Run("is read in any order", func(t *testing.T) {
		for _, i := range []int{59, 0, 30, 17, 16, 58, 1} {
			sameState(t, New(s, key), states[i])
		}
	})
	t.Run("is whole", func(t *testing.T) {
		digests, err := s.States(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		report, err := New(s, key).Verify(t.Context(), digests)
		if err != nil || len(report.Damaged) > 0 {
			t.Errorf("%v, %v", report, err)
		}
	})
	t.Run("has no chain that is longer than chains may be, and some that are long", func(t *testing.T) {
		v := New(s, key)
		longest := 0
		ids, err := s.PackIDs(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			p, err := v.pack(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			for i := range p.stored {
				longest = max(longest, p.below(i))
			}
		}
		for _, state := range states {
			m, err := v.manifest(t.Context(), state.Digest())
			if err != nil {
				t.Fatal(err)
			}
			if m.below > longestChain {
				t.Errorf("a manifest stands on %d", m.below)
			}
		}
		if longest != longestChain {
			t.Errorf("the longest chain of bodies has %d, want %d", longest, longestChain)
		}
	})
	t.Run("takes little more than its first version", func(t *testing.T) {
		first, whole := storetest.Open(t), 0
		keep(t, first, New(first, key), states[:1])
		packs := func(s *store.Store) (size int) {
			ids, err := s.PackIDs(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, id := range ids {
				content, err := s.Pack(t.Context(), id)
				if err != nil {
					t.Fatal(err)
				}
				size += len(content)
			}
			return size
		}
		whole = packs(s)
		// Each of the 59 others changes 20 bytes in three files of 4 KB.
		if more := whole - packs(first); more > 59*400 {
			t.Errorf("59 versions with 3 edits each take %d bytes more than the first one's %d", more, packs(first))
		}
	})
}

func TestASimilarEnvironmentCostsLittle(t *testing.T) {
	s := storetest.Open(t)
	v := New(s, NewKey())
	versions := history(t)
	keep(t, s, v, versions[:1])
	staged, err := v.Stage(t.Context(), []lockstep.Digest{lockstep.DigestOf([]byte("gone")), versions[0].Digest()}, versions[3])
	if err != nil {
		t.Fatal(err)
	}
	size := 0
	for _, p := range staged.packs {
		size += len(p.sealed)
	}
	for _, state := range staged.states {
		size += len(state.sealed)
	}
	if size > 1500 {
		t.Errorf("40 files of which 7 differ by a line or two take %d bytes", size)
	}
}

func TestWhatIsNearMayBeDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	s := storetest.OpenAt(t, path)
	key := NewKey()
	states := history(t)
	keep(t, s, New(s, key), states[:3])
	hurt(t, path, `UPDATE pack SET content = x'00'`)
	hurt(t, path, `UPDATE state SET manifest = x'00' WHERE id = 3`)
	v := New(s, key)
	keep := func(near int, state lockstep.State) {
		t.Helper()
		staged, err := v.Stage(t.Context(), []lockstep.Digest{states[near].Digest()}, state)
		if err != nil {
			t.Fatal(err)
		}
		storetest.Write(t, s, func(tx *store.Tx) error { return staged.Commit(tx) })
	}
	fresh, err := lockstep.NewState([]lockstep.Item{fileOf("settings/0.conf", prose(99, 50))}, nil)
	if err != nil {
		t.Fatal(err)
	}
	keep(0, fresh) // whose bodies are damaged
	sameState(t, New(s, key), fresh)
	other, err := lockstep.NewState([]lockstep.Item{fileOf("settings/0.conf", prose(98, 50))}, nil)
	if err != nil {
		t.Fatal(err)
	}
	keep(2, other) // whose manifest is
	sameState(t, New(s, key), other)
}

func TestARingOfManifestsEnds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	s := storetest.OpenAt(t, path)
	key := NewKey()
	states := history(t)[:4]
	keep(t, s, New(s, key), states)
	hurt(t, path, `UPDATE state SET base = 4 WHERE id = 2`)
	if _, err := New(s, key).State(t.Context(), states[3].Digest()); !errors.Is(err, lockstep.Corrupt) {
		t.Error(err)
	}
}

// What was stored by the first forms is read for ever, and built upon.
func TestTheFirstForms(t *testing.T) {
	s := storetest.Open(t)
	key := NewKey()
	v := New(s, key)
	states := history(t)[:2]
	old := states[0]
	var bodies [][]byte
	for _, item := range old.All() {
		content, err := item.Body.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, content)
	}
	frame := func(form byte, plain []byte, about string) []byte {
		return key.Seal(v.codec.small.EncodeAll(plain, []byte{form}), about)
	}
	storetest.Write(t, s, func(tx *store.Tx) error {
		id, err := tx.AddPack(frame(packPlain, packed(bodies), aboutPack))
		if err != nil {
			return err
		}
		for i, item := range old.All() {
			if err := tx.AddBody(key.Tag(item.Body.Digest), id, i); err != nil {
				return err
			}
		}
		return tx.AddState(old.Digest(), "", frame(manifestPlain, encodeManifest(old), aboutManifest(old.Digest())))
	})
	sameState(t, v, old)
	staged, err := v.Stage(t.Context(), []lockstep.Digest{old.Digest()}, states[1])
	if err != nil {
		t.Fatal(err)
	}
	storetest.Write(t, s, func(tx *store.Tx) error { return staged.Commit(tx) })
	if len(staged.packs) != 1 || len(staged.packs[0].sealed) > 400 || staged.states[0].base != old.Digest() {
		t.Errorf("it is not built upon: %d packs", len(staged.packs))
	}
	sameState(t, New(s, key), states[1])
}

func TestAFormOfALaterDayIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	s := storetest.OpenAt(t, path)
	key := NewKey()
	v := New(s, key)
	states := history(t)[:1]
	keep(t, s, v, states)
	hurt(t, path, `UPDATE pack SET content = ?`, key.Seal([]byte{9, 0}, aboutPack))
	hurt(t, path, `UPDATE state SET manifest = ?`, key.Seal([]byte{9, 0}, aboutManifest(states[0].Digest())))
	for _, err := range []error{
		func() error { _, err := New(s, key).State(t.Context(), states[0].Digest()); return err }(),
		func() error { _, err := New(s, key).pack(context.Background(), 1); return err }(),
	} {
		if !errors.Is(err, lockstep.Corrupt) {
			t.Error(err)
		}
	}
}

// hurt changes the catalog behind the program's back.
func hurt(t testing.TB, path, statement string, args ...any) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement, args...); err != nil {
		t.Fatal(err)
	}
}

// next makes some changes to a tree of files, and gives its state.
func next(t *rapid.T, tree map[string][]byte) lockstep.State {
	for range rapid.IntRange(0, 3).Draw(t, "edits") {
		name := rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "name")
		switch rapid.SampledFrom([]string{"edit", "write", "remove", "noise"}).Draw(t, "what") {
		case "edit":
			tree[name] = edited(t, tree[name])
		case "write":
			tree[name] = prose(rapid.Uint64().Draw(t, "seed"), rapid.IntRange(0, 80).Draw(t, "lines"))
		case "remove":
			delete(tree, name)
		case "noise":
			tree[name] = noise(rapid.IntRange(0, 9000).Draw(t, "size"))
		}
	}
	var items []lockstep.Item
	for name, content := range tree {
		items = append(items, fileOf(name, content))
	}
	state, err := lockstep.NewState(items, nil)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// Whatever is stored near whatever, by whichever process, all of it comes back as it was.
func TestAnySequenceComesBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := storetest.Open(t)
		key := NewKey()
		v := New(s, key)
		tree := map[string][]byte{}
		var kept []lockstep.State
		for range rapid.IntRange(1, 12).Draw(rt, "versions") {
			state := next(rt, tree)
			states := []lockstep.State{state}
			if len(kept) > 0 && rapid.Bool().Draw(rt, "with another") {
				states = append(states, rapid.SampledFrom(kept).Draw(rt, "which"))
			}
			var near []lockstep.Digest
			for n := min(len(kept), rapid.IntRange(0, 3).Draw(rt, "near")); len(near) < n; {
				near = append(near, rapid.SampledFrom(kept).Draw(rt, "this").Digest())
			}
			if rapid.Bool().Draw(rt, "a new process") {
				v = New(s, key)
			}
			staged, err := v.Stage(t.Context(), near, states...)
			if err != nil {
				rt.Fatal(err)
			}
			if err := s.Write(t.Context(), func(tx *store.Tx) error { return staged.Commit(tx) }); err != nil {
				rt.Fatal(err)
			}
			kept = append(kept, state)
		}
		for _, at := range []*Vault{v, New(s, key)} {
			for _, state := range kept {
				sameState(rt, at, state)
			}
		}
	})
}

// One bit of what the vault stores is turned, anywhere: verifying finds it, and names every state that is not whole any more.
func TestATurnedBitIsFound(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	s := storetest.OpenAt(t, path)
	key := NewKey()
	states := history(t)
	keep(t, s, New(s, key), states)
	digests := make([]lockstep.Digest, len(states))
	for i, state := range states {
		digests[i] = state.Digest()
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	chance := rand.New(rand.NewPCG(7, 7))
	for range 12 {
		what := []struct{ table, column string }{{"pack", "content"}, {"state", "manifest"}, {"body", "tag"}}[chance.IntN(3)]
		var content []byte
		pick := fmt.Sprintf(`SELECT %s FROM %s LIMIT 1 OFFSET %d`, what.column, what.table, chance.IntN(60))
		if err := db.QueryRow(pick).Scan(&content); err != nil {
			t.Fatal(err)
		}
		turned := bytes.Clone(content)
		turned[chance.IntN(len(turned))] ^= 1 << chance.IntN(8)
		replace := fmt.Sprintf(`UPDATE %s SET %s = ? WHERE %s = ?`, what.table, what.column, what.column)
		if _, err := db.Exec(replace, turned, content); err != nil {
			t.Fatal(err)
		}
		report, err := New(s, key).Verify(t.Context(), digests)
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Damaged) == 0 {
			t.Errorf("a bit of a %s is turned, and all is well", what.table)
		}
		hurt := map[lockstep.Digest]bool{}
		for _, d := range report.Damaged {
			hurt[d.State] = true
		}
		for _, state := range states {
			if !hurt[state.Digest()] {
				sameState(t, New(s, key), state)
			}
		}
		if _, err := db.Exec(replace, content, turned); err != nil {
			t.Fatal(err)
		}
	}
}

// failing are packs that cannot be read any more after some reads.
type failing struct {
	Packs
	left int
}

var errBusy = lockstep.Errorf(lockstep.Conflict, "The catalog is busy.")

func (f *failing) Manifest(ctx context.Context, state lockstep.Digest) ([]byte, lockstep.Digest, error) {
	if f.left--; f.left < 0 {
		return nil, "", errBusy
	}
	return f.Packs.Manifest(ctx, state)
}

func (f *failing) Pack(ctx context.Context, id int64) ([]byte, error) {
	if f.left--; f.left < 0 {
		return nil, errBusy
	}
	return f.Packs.Pack(ctx, id)
}

// What could not be read is not called damaged, wherever in a chain it was.
func TestWhatCannotBeReadIsNotDamaged(t *testing.T) {
	s := storetest.Open(t)
	key := NewKey()
	states := history(t)[:30]
	keep(t, s, New(s, key), states)
	last := states[len(states)-1]
	read := func(v *Vault) error {
		state, err := v.State(t.Context(), last.Digest())
		if err != nil {
			return err
		}
		for _, item := range state.All() {
			if _, err := item.Body.Bytes(); err != nil {
				return err
			}
		}
		return nil
	}
	for reads := 0; ; reads++ {
		err := read(New(&failing{s, reads}, key))
		if err == nil {
			if reads < 20 {
				t.Errorf("%d reads are enough for a chain", reads)
			}
			break
		}
		if !errors.Is(err, lockstep.Conflict) {
			t.Fatalf("after %d reads: %v", reads, err)
		}
		if _, err := New(&failing{s, reads}, key).Verify(t.Context(), []lockstep.Digest{last.Digest()}); !errors.Is(err, lockstep.Conflict) {
			t.Fatalf("verifying, after %d reads: %v", reads, err)
		}
	}
}

// A run keeps what was there and what is wanted together: both are stored upon what they follow.
func TestTwoStatesStoredTogetherAreBothStoredUponWhatIsNear(t *testing.T) {
	states := history(t)
	s, key := storetest.Open(t), NewKey()
	v := New(s, key)
	keep(t, s, v, states[:1])
	staged, err := v.Stage(t.Context(), []lockstep.Digest{states[0].Digest()}, states[1], states[2])
	if err != nil {
		t.Fatal(err)
	}
	size := 0
	for _, pack := range staged.packs {
		size += len(pack.sealed)
	}
	if size > 2000 {
		t.Errorf("%d bytes for a few edited lines", size)
	}
}
