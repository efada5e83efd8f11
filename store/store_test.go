package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/lockstep"
	"lockstep/store"
	"lockstep/store/storetest"
)

// hold puts a state of the given content in the vault's table and gives its digest.
func hold(t testing.TB, s *store.Store, content string) lockstep.Digest {
	t.Helper()
	state := lockstep.DigestOf([]byte(content))
	storetest.Write(t, s, func(tx *store.Tx) error { return tx.AddState(state, "", []byte("manifest of "+content)) })
	return state
}

func snapshotOf(environment string, state lockstep.Digest, nonce string) lockstep.Snapshot {
	s := lockstep.Snapshot{
		Environment: environment, State: state, Reason: lockstep.Manual, Note: "before the sale", By: "ada@laptop",
		TakenAt: time.Date(2026, 11, 21, 10, 0, 0, 123456789, time.UTC), Nonce: nonce, Items: 3, Bytes: 1 << 40,
	}
	s.ID = s.Identify()
	return s
}

// take adds a snapshot of a state that is there.
func take(t testing.TB, s *store.Store, environment string, state lockstep.Digest, nonce string) lockstep.Snapshot {
	t.Helper()
	snapshot := snapshotOf(environment, state, nonce)
	storetest.Write(t, s, func(tx *store.Tx) error { return tx.AddSnapshot(&snapshot) })
	return snapshot
}

// refused asserts that err has the code and is a sentence.
func refused(t testing.TB, err error, code lockstep.Code) {
	t.Helper()
	if !errors.Is(err, code) {
		t.Fatalf("error is %v (%s), want %s", err, lockstep.CodeOf(err), code)
	}
	if message := err.Error(); !strings.HasSuffix(message, ".") || strings.Contains(message, "%!") {
		t.Errorf("not a sentence: %q", message)
	}
}

func equal(t testing.TB, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
}

func TestProjects(t *testing.T) {
	t.Run("come back as they were added, by name", func(t *testing.T) {
		s := storetest.Open(t)
		shop := lockstep.Project{UUID: "1", Name: "shop", Slots: []lockstep.Slot{
			{Name: "main", Kind: "folder", Settings: lockstep.Settings{"model": "model.json", "exclude": "*.log\n/tmp"}},
			{Name: "database", Kind: "sqldb"},
		}}
		blog := lockstep.Project{UUID: "2", Name: "Blog"}
		storetest.Write(t, s, func(tx *store.Tx) error { return errors.Join(tx.AddProject(shop), tx.AddProject(blog)) })
		got, err := s.Projects(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		equal(t, got, []lockstep.Project{blog, shop})
	})
	t.Run("share no name, in whatever case", func(t *testing.T) {
		s := storetest.Open(t)
		storetest.Write(t, s, func(tx *store.Tx) error { return tx.AddProject(lockstep.Project{UUID: "1", Name: "Größe"}) })
		err := s.Write(t.Context(), func(tx *store.Tx) error { return tx.AddProject(lockstep.Project{UUID: "2", Name: "GRÖßE"}) })
		refused(t, err, lockstep.Conflict)
		if !strings.Contains(err.Error(), "GRÖßE") {
			t.Errorf("the sentence does not name the project: %v", err)
		}
	})
	t.Run("are renamed, and one that is not there is not found", func(t *testing.T) {
		s := storetest.Open(t)
		project, _ := storetest.Stock(t, s)
		project.Name = "SHOP"
		storetest.Write(t, s, func(tx *store.Tx) error { return tx.UpdateProject(project) })
		got, err := s.Projects(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		equal(t, got, []lockstep.Project{project})
		project.UUID = "elsewhere"
		refused(t, s.Write(t.Context(), func(tx *store.Tx) error { return tx.UpdateProject(project) }), lockstep.NotFound)
		refused(t, s.Write(t.Context(), func(tx *store.Tx) error { return tx.RemoveProject("elsewhere") }), lockstep.NotFound)
	})
	t.Run("are removed with their environments, but not with history", func(t *testing.T) {
		s := storetest.Open(t)
		project, environments := storetest.Stock(t, s)
		snapshot := take(t, s, environments[0].UUID, hold(t, s, "a"), "1")
		remove := func(tx *store.Tx) error { return tx.RemoveProject(project.UUID) }
		refused(t, s.Write(t.Context(), remove), lockstep.Conflict)
		storetest.Write(t, s, func(tx *store.Tx) error { return tx.DeleteSnapshot(snapshot.ID) })
		storetest.Write(t, s, remove)
		left, err := s.Environments(t.Context(), "")
		if err != nil || len(left) != 0 {
			t.Errorf("environments left: %v, %v", left, err)
		}
	})
}

func TestEnvironments(t *testing.T) {
	t.Run("come back as they were added, in that order, removed ones included", func(t *testing.T) {
		s := storetest.Open(t)
		_, want := storetest.Stock(t, s)
		want[1].Removed, want[1].Writable = true, true
		want[2].Connections = map[string]lockstep.Connection{
			"main": {Settings: lockstep.Settings{"path": "/srv/shop"}, Secrets: lockstep.Settings{"token": "s3cret"}},
		}
		storetest.Write(t, s, func(tx *store.Tx) error {
			return errors.Join(tx.UpdateEnvironment(want[1]), tx.UpdateEnvironment(want[2]))
		})
		got, err := s.Environments(t.Context(), "shop")
		if err != nil {
			t.Fatal(err)
		}
		want[0].Connections, want[1].Connections = map[string]lockstep.Connection{}, map[string]lockstep.Connection{}
		equal(t, got, want)
		one, err := s.Environment(t.Context(), "live")
		if err != nil {
			t.Fatal(err)
		}
		equal(t, one, want[2])
	})
	t.Run("share no name in one project, unless one was removed", func(t *testing.T) {
		s := storetest.Open(t)
		_, stock := storetest.Stock(t, s)
		again := lockstep.Environment{UUID: "again", Project: "shop", Name: "qa", Role: lockstep.Test}
		add := func(tx *store.Tx) error { return tx.AddEnvironment(again) }
		refused(t, s.Write(t.Context(), add), lockstep.Conflict)
		stock[1].Removed = true
		storetest.Write(t, s, func(tx *store.Tx) error { return tx.UpdateEnvironment(stock[1]) })
		storetest.Write(t, s, add)
		stock[1].Removed = false
		refused(t, s.Write(t.Context(), func(tx *store.Tx) error { return tx.UpdateEnvironment(stock[1]) }), lockstep.Conflict)
	})
	t.Run("of an unknown project or upstream are not found", func(t *testing.T) {
		s := storetest.Open(t)
		storetest.Stock(t, s)
		for _, e := range []lockstep.Environment{{UUID: "x", Project: "none", Name: "X"}, {UUID: "x", Project: "shop", Name: "X", Upstream: "none"}} {
			refused(t, s.Write(t.Context(), func(tx *store.Tx) error { return tx.AddEnvironment(e) }), lockstep.NotFound)
		}
		_, err := s.Environment(t.Context(), "none")
		refused(t, err, lockstep.NotFound)
	})
}

func TestSnapshots(t *testing.T) {
	t.Run("come back as they were added", func(t *testing.T) {
		s := storetest.Open(t)
		storetest.Stock(t, s)
		want := take(t, s, "qa", hold(t, s, "a"), "1")
		if want.Number != 1 {
			t.Errorf("number is %d, want 1", want.Number)
		}
		for name, read := range map[string]func() (lockstep.Snapshot, error){
			"by id":     func() (lockstep.Snapshot, error) { return s.Snapshot(t.Context(), want.ID) },
			"by number": func() (lockstep.Snapshot, error) { return s.SnapshotByNumber(t.Context(), "qa", 1) },
			"latest":    func() (lockstep.Snapshot, error) { return s.LatestSnapshot(t.Context(), "qa") },
		} {
			got, err := read()
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			equal(t, got, want)
			if got.Identify() != got.ID {
				t.Errorf("%s: what came back does not have its own id", name)
			}
		}
	})
	t.Run("are numbered per environment, and no number is given twice", func(t *testing.T) {
		s := storetest.Open(t)
		storetest.Stock(t, s)
		state := hold(t, s, "a")
		take(t, s, "qa", state, "1")
		second := take(t, s, "qa", state, "2")
		if other := take(t, s, "live", state, "1"); other.Number != 1 {
			t.Errorf("the first of another environment has number %d", other.Number)
		}
		storetest.Write(t, s, func(tx *store.Tx) error { return tx.DeleteSnapshot(second.ID) })
		if third := take(t, s, "qa", state, "3"); third.Number != 3 {
			t.Errorf("after 2 was deleted comes %d, want 3", third.Number)
		}
	})
	t.Run("are added once", func(t *testing.T) {
		s := storetest.Open(t)
		storetest.Stock(t, s)
		state := hold(t, s, "a")
		first := take(t, s, "qa", state, "1")
		take(t, s, "qa", state, "2")
		again := take(t, s, "qa", state, "1")
		equal(t, again, first)
		if n, err := s.CountSnapshots(t.Context(), "qa"); err != nil || n != 2 {
			t.Errorf("%d snapshots, %v; want 2", n, err)
		}
	})
	t.Run("give no number to one that is taken back with its transaction", func(t *testing.T) {
		s := storetest.Open(t)
		storetest.Stock(t, s)
		state := hold(t, s, "a")
		stop := errors.New("stop")
		err := s.Write(t.Context(), func(tx *store.Tx) error {
			snapshot := snapshotOf("qa", state, "1")
			return errors.Join(tx.AddSnapshot(&snapshot), stop)
		})
		if !errors.Is(err, stop) {
			t.Fatal(err)
		}
		if first := take(t, s, "qa", state, "2"); first.Number != 1 {
			t.Errorf("number is %d, want 1", first.Number)
		}
	})
	t.Run("the latest is not an imported one", func(t *testing.T) {
		s := storetest.Open(t)
		storetest.Stock(t, s)
		state := hold(t, s, "a")
		want := take(t, s, "qa", state, "1")
		imported := snapshotOf("qa", state, "2")
		imported.Imported = true
		storetest.Write(t, s, func(tx *store.Tx) error { return tx.AddSnapshot(&imported) })
		got, err := s.LatestSnapshot(t.Context(), "qa")
		if err != nil {
			t.Fatal(err)
		}
		equal(t, got, want)
		_, err = s.LatestSnapshot(t.Context(), "live")
		refused(t, err, lockstep.NotFound)
	})
	t.Run("the states near to a new one are the environment's own, and then its project's", func(t *testing.T) {
		s := storetest.Open(t)
		storetest.Stock(t, s)
		old, development, own, other := hold(t, s, "a"), hold(t, s, "b"), hold(t, s, "c"), hold(t, s, "d")
		storetest.Write(t, s, func(tx *store.Tx) error {
			return errors.Join(tx.AddProject(lockstep.Project{UUID: "other", Name: "Other"}),
				tx.AddEnvironment(lockstep.Environment{UUID: "elsewhere", Project: "other", Name: "QA", Role: lockstep.Test}))
		})
		take(t, s, "qa", old, "1")
		take(t, s, "qa", own, "2")
		take(t, s, "development", development, "3")
		take(t, s, "elsewhere", other, "4")
		for environment, want := range map[string][]lockstep.Digest{"qa": {own, development}, "live": {development, own}, "elsewhere": {other}, "nowhere": {}} {
			got, err := s.NearStates(t.Context(), environment)
			if err != nil {
				t.Fatal(err)
			}
			equal(t, got, want)
		}
	})
	t.Run("are paged, newest first", func(t *testing.T) {
		s := storetest.Open(t)
		storetest.Stock(t, s)
		state := hold(t, s, "a")
		for i := range 7 {
			take(t, s, "qa", state, fmt.Sprint(i))
		}
		take(t, s, "live", state, "other")
		for _, page := range []struct {
			offset, limit int
			want          []int
		}{{0, 3, []int{7, 6, 5}}, {3, 3, []int{4, 3, 2}}, {6, 3, []int{1}}, {9, 3, []int{}}, {5, 0, []int{2, 1}}} {
			got, err := s.Snapshots(t.Context(), "qa", page.offset, page.limit)
			if err != nil {
				t.Fatal(err)
			}
			numbers := []int{}
			for _, snapshot := range got {
				numbers = append(numbers, snapshot.Number)
			}
			equal(t, numbers, page.want)
		}
	})
	t.Run("are found by a prefix of the id, of odd length too", func(t *testing.T) {
		s := storetest.Open(t)
		storetest.Stock(t, s)
		state := hold(t, s, "a")
		want := take(t, s, "qa", state, "1")
		take(t, s, "qa", state, "2")
		for _, n := range []int{7, 8, 64} {
			got, err := s.SnapshotsByPrefix(t.Context(), strings.ToUpper(string(want.ID[:n])))
			if err != nil {
				t.Fatal(err)
			}
			equal(t, got, []lockstep.Snapshot{want})
		}
		if all, err := s.SnapshotsByPrefix(t.Context(), ""); err != nil || len(all) != 2 {
			t.Errorf("%d begin with nothing, %v; want 2", len(all), err)
		}
		for _, none := range []string{"xyz", string(want.ID) + "0"} {
			if got, err := s.SnapshotsByPrefix(t.Context(), none); err != nil || len(got) != 0 {
				t.Errorf("%q finds %v, %v", none, got, err)
			}
		}
	})
	t.Run("are noted, pinned and let go", func(t *testing.T) {
		s := storetest.Open(t)
		storetest.Stock(t, s)
		want := take(t, s, "qa", hold(t, s, "a"), "1")
		for _, note := range []string{"mit Prüfung", ""} {
			want.Note, want.Pinned = note, note != ""
			storetest.Write(t, s, func(tx *store.Tx) error {
				return errors.Join(tx.NoteSnapshot(want.ID, want.Note), tx.PinSnapshot(want.ID, want.Pinned))
			})
			got, err := s.Snapshot(t.Context(), want.ID)
			if err != nil {
				t.Fatal(err)
			}
			equal(t, got, want)
		}
		none := lockstep.DigestOf(nil)
		refused(t, s.Write(t.Context(), func(tx *store.Tx) error { return tx.NoteSnapshot(none, "x") }), lockstep.NotFound)
		refused(t, s.Write(t.Context(), func(tx *store.Tx) error { return tx.PinSnapshot(none, true) }), lockstep.NotFound)
		refused(t, s.Write(t.Context(), func(tx *store.Tx) error { return tx.DeleteSnapshot(none) }), lockstep.NotFound)
	})
	t.Run("of a state that the vault does not hold are refused", func(t *testing.T) {
		s := storetest.Open(t)
		storetest.Stock(t, s)
		snapshot := snapshotOf("qa", lockstep.DigestOf([]byte("nowhere")), "1")
		refused(t, s.Write(t.Context(), func(tx *store.Tx) error { return tx.AddSnapshot(&snapshot) }), lockstep.Internal)
	})
	t.Run("of a year that cannot be stored are refused", func(t *testing.T) {
		s := storetest.Open(t)
		storetest.Stock(t, s)
		snapshot := snapshotOf("qa", hold(t, s, "a"), "1")
		snapshot.TakenAt = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
		refused(t, s.Write(t.Context(), func(tx *store.Tx) error { return tx.AddSnapshot(&snapshot) }), lockstep.Invalid)
	})
}

func TestAManifestBuildsUponAStateThatIsThere(t *testing.T) {
	s := storetest.Open(t)
	state := hold(t, s, "a")
	missing := lockstep.DigestOf([]byte("missing"))
	refused(t, s.Write(t.Context(), func(tx *store.Tx) error { return tx.SetManifest(state, missing, []byte("upon it")) }), lockstep.Internal)
	refused(t, s.Write(t.Context(), func(tx *store.Tx) error { return tx.AddState(missing, lockstep.DigestOf(nil), []byte("upon it")) }), lockstep.Internal)
}
