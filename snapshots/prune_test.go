package snapshots

import (
	"context"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lockstep/app/lockstep"
	"lockstep/store"
	"lockstep/store/storetest"
)

// pruner is a store as pruning sees it.
type pruner struct{ *store.Store }

func (p pruner) Prune(ctx context.Context, fn func(PruneTx) error) error {
	return p.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
}

// failer is what a test and a property both can do.
type failer interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// shelf is a catalog with snapshots of one environment.
type shelf struct {
	*store.Store
	key  *Key
	kept map[lockstep.Digest]lockstep.State // by snapshot
	near []lockstep.Digest
}

func newShelf(t testing.TB) *shelf {
	s := storetest.Open(t)
	storetest.Stock(t, s)
	return &shelf{Store: s, key: NewKey(), kept: map[lockstep.Digest]lockstep.State{}}
}

// take keeps a state as a snapshot and gives its id.
func (s *shelf) take(t failer, v *Vault, state lockstep.State) lockstep.Digest {
	t.Helper()
	staged, err := v.Stage(context.Background(), s.near, state)
	if err != nil {
		t.Fatal(err)
	}
	return s.commit(t, staged, state)
}

func (s *shelf) commit(t failer, staged *Staged, state lockstep.State) lockstep.Digest {
	t.Helper()
	snapshot := lockstep.Snapshot{Environment: "development", State: state.Digest(), TakenAt: time.Unix(int64(len(s.kept)), 0), Nonce: noncesForTests()}
	snapshot.ID = snapshot.Identify()
	err := s.Write(context.Background(), func(tx *store.Tx) error {
		if err := staged.Commit(tx); err != nil {
			return err
		}
		return tx.AddSnapshot(&snapshot)
	})
	if err != nil {
		t.Fatal(err)
	}
	s.kept[snapshot.ID], s.near = state, []lockstep.Digest{state.Digest()}
	return snapshot.ID
}

var nonces int

func noncesForTests() string {
	nonces++
	return time.Unix(int64(nonces), 0).String()
}

func (s *shelf) delete(t failer, id lockstep.Digest) {
	t.Helper()
	if err := s.Write(context.Background(), func(tx *store.Tx) error { return tx.DropSnapshots([]lockstep.Digest{id}) }); err != nil {
		t.Fatal(err)
	}
	delete(s.kept, id)
}

func (s *shelf) prune(t failer, v *Vault) Pruned {
	t.Helper()
	done, err := v.Prune(context.Background(), pruner{s.Store})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.GiveBack(context.Background()); err != nil {
		t.Fatal(err)
	}
	return done
}

// whole asserts that every snapshot is there as it was taken, and that verifying finds nothing.
func (s *shelf) whole(t failer, v *Vault) {
	t.Helper()
	for _, state := range s.kept {
		sameState(t, v, state)
	}
	digests, err := s.States(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	report, err := v.Verify(context.Background(), digests)
	if err != nil || len(report.Damaged) > 0 {
		t.Fatalf("%v, %v", report.Damaged, err)
	}
	for _, digest := range digests {
		if m, err := v.readManifest(context.Background(), digest, longestChain); err != nil || m.below > longestChain {
			t.Fatalf("a manifest stands on %d: %v", m.below, err)
		}
	}
}

func (s *shelf) stored(t failer) (bytes int) {
	t.Helper()
	ids, err := s.PackIDs(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		content, err := s.Pack(context.Background(), id)
		if err != nil {
			t.Fatal(err)
		}
		bytes += len(content)
	}
	return bytes
}

func TestPruningKeepsWhatIsLeftAndGivesBackTheRest(t *testing.T) {
	states := history(t)
	for name, keeps := range map[string]func(i int) bool{
		"every tenth":   func(i int) bool { return i%10 == 9 },
		"the newest":    func(i int) bool { return i == len(states)-1 },
		"the oldest":    func(i int) bool { return i == 0 },
		"all but some":  func(i int) bool { return i%10 != 3 },
		"the late half": func(i int) bool { return i >= 30 },
	} {
		t.Run(name, func(t *testing.T) {
			all, few := newShelf(t), newShelf(t)
			v := New(all, all.key)
			var going []lockstep.Digest
			for i, state := range states {
				id := all.take(t, v, state)
				if keeps(i) {
					few.take(t, New(few, few.key), state)
				} else {
					going = append(going, id)
				}
			}
			for _, id := range going {
				all.delete(t, id)
			}
			all.prune(t, v)
			all.whole(t, v)
			all.whole(t, New(all, all.key))
			// The state and the pack that came last stay, for their numbers.
			if got, want := all.stored(t), few.stored(t); got > want*5/4+4096 {
				t.Errorf("%d bytes are stored, and %d where nothing else ever was", got, want)
			}
			if again := all.prune(t, v); again.Moved != 0 || again.Packs != 0 || again.Bodies != 0 || again.States != 0 {
				t.Errorf("a second pruning finds %+v", again)
			}
		})
	}
}

func TestAnySequenceOfTakingDeletingAndPruningKeepsTheRest(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := newShelf(t)
		v := New(s, s.key)
		tree := map[string][]byte{}
		for range rapid.IntRange(1, 20).Draw(rt, "acts") {
			switch rapid.SampledFrom([]string{"take", "take", "take", "delete", "delete", "prune", "restart"}).Draw(rt, "act") {
			case "take":
				s.take(rt, v, next(rt, tree))
			case "delete":
				ids := make([]lockstep.Digest, 0, len(s.kept))
				for id := range s.kept {
					ids = append(ids, id)
				}
				if slices.Sort(ids); len(ids) > 0 {
					s.delete(rt, rapid.SampledFrom(ids).Draw(rt, "which"))
				}
			case "prune":
				s.prune(rt, v)
			case "restart":
				v = New(s, s.key)
			}
		}
		s.whole(rt, v)
		s.whole(rt, New(s, s.key))
	})
}

// What was staged counts on what it found in the vault, which may be pruned before it is written.
func TestWhatWasStagedBeforeAPruningIsWrittenWhole(t *testing.T) {
	states := history(t)[:20]
	s := newShelf(t)
	v, other := New(s, s.key), New(s, s.key)
	var ids []lockstep.Digest
	for _, state := range states {
		ids = append(ids, s.take(t, v, state))
	}
	near := []lockstep.Digest{states[18].Digest()}
	known, err := v.Stage(t.Context(), near, states[10])
	if err != nil {
		t.Fatal(err)
	}
	fresh := history(t)[25]
	unknown, err := v.Stage(t.Context(), near, fresh)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids[:19] {
		s.delete(t, id)
	}
	s.prune(t, other)
	s.commit(t, known, states[10])
	s.commit(t, unknown, fresh)
	s.whole(t, v)
	s.whole(t, New(s, s.key))
}

// What is written while a pruning is under way is kept, whatever it stands on.
func TestWhatIsTakenWhilePruningIsKept(t *testing.T) {
	states := history(t)
	s := newShelf(t)
	v := New(s, s.key)
	var ids []lockstep.Digest
	for _, state := range states[:40] {
		ids = append(ids, s.take(t, v, state))
	}
	for i, id := range ids {
		if i%8 != 7 {
			s.delete(t, id)
		}
	}
	others := New(s, s.key)
	next := 40
	busy := interrupted{pruner{s.Store}, func() {
		if next < 48 {
			s.take(t, others, states[next-1-next%8]) // one that nothing needs at this moment, mostly
			s.take(t, others, states[next])
			next++
		}
	}}
	if _, err := v.Prune(t.Context(), busy); err != nil {
		t.Fatal(err)
	}
	s.whole(t, v)
	s.whole(t, others)
	s.prune(t, v)
	s.whole(t, New(s, s.key))
}

// interrupted does something before each step.
type interrupted struct {
	pruner
	before func()
}

func (i interrupted) Prune(ctx context.Context, fn func(PruneTx) error) error {
	i.before()
	return i.pruner.Prune(ctx, fn)
}

// Where a list of items is damaged nobody knows which contents it names.
func TestADamagedManifestKeepsEverything(t *testing.T) {
	states := history(t)[:10]
	s := newShelf(t)
	v := New(s, s.key)
	var ids []lockstep.Digest
	for _, state := range states {
		ids = append(ids, s.take(t, v, state))
	}
	s.delete(t, ids[3])
	storetest.Write(t, s.Store, func(tx *store.Tx) error {
		return tx.SetManifest(states[9].Digest(), "", []byte("damaged"))
	})
	before := s.stored(t)
	if _, err := New(s, s.key).Prune(t.Context(), pruner{s.Store}); !isDamage(err) {
		t.Errorf("got %v, want that it is damaged", err)
	}
	if after := s.stored(t); after != before {
		t.Errorf("of %d bytes %d are left", before, after)
	}
}
