package snapshots_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"lockstep/app/lockstep"
	"lockstep/snapshots"
	"lockstep/store/storetest"
)

// fileAndLog is what lies on the disk.
func fileAndLog(t testing.TB, path string) []byte {
	t.Helper()
	var all []byte
	for _, name := range []string{path, path + "-wal"} {
		content, err := os.ReadFile(name)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		all = append(all, content...)
	}
	return all
}

// hurt changes the catalog behind the program's back.
func hurt(t testing.TB, path, statement string, args ...any) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	result, err := db.Exec(statement, args...)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		t.Fatalf("nothing was hurt: %v", err)
	}
}

func TestVerify(t *testing.T) {
	// Two states that share a body, in two packs.
	first := stateOf(t, file("a", "alpha"), file("shared", "both have it"))
	second := stateOf(t, file("b", "beta"), file("shared", "both have it"))
	const flipped = `UPDATE pack SET content = cast(substr(content, 1, 39) || x'00' || substr(content, 41) AS BLOB) WHERE id = ?`

	for name, c := range map[string]struct {
		hurt string
		args []any
		want []snapshots.Damage
	}{
		"a whole vault is whole": {},
		"a damaged pack damages the items whose bodies are in it": {flipped, []any{1}, []snapshots.Damage{
			{State: first.Digest(), Key: key("a"), Why: "The pack that its content is in is damaged."},
			{State: first.Digest(), Key: key("shared"), Why: "The pack that its content is in is damaged."},
			{State: second.Digest(), Key: key("shared"), Why: "The pack that its content is in is damaged."},
		}},
		"and leaves the rest": {flipped, []any{2}, []snapshots.Damage{
			{State: second.Digest(), Key: key("b"), Why: "The pack that its content is in is damaged."},
		}},
		"a manifest that is another's is damaged": {`UPDATE state SET manifest = (SELECT manifest FROM state WHERE id = 1) WHERE id = 2`, nil, []snapshots.Damage{
			{State: second.Digest(), Why: "The list of its items is damaged or missing."},
		}},
		"a body that is gone is missing": {`DELETE FROM body WHERE tag = (SELECT tag FROM body WHERE pack = 2)`, nil, []snapshots.Damage{
			{State: second.Digest(), Key: key("b"), Why: "Its content is missing."},
		}},
		"a body that points beside its pack is not there": {`UPDATE body SET position = 7 WHERE pack = 2`, nil, []snapshots.Damage{
			{State: second.Digest(), Key: key("b"), Why: "Its content is not where the catalog says."},
		}},
		"a body that points to another's content is found out": {`UPDATE body SET position = 0, pack = 1 WHERE pack = 2`, nil, []snapshots.Damage{
			{State: second.Digest(), Key: key("b"), Why: "Its content is not what was stored."},
		}},
		"a pack that is gone damages the items whose bodies were in it": {`DELETE FROM pack WHERE id = 2`, nil, []snapshots.Damage{
			{State: second.Digest(), Key: key("b"), Why: "The pack that its content is in is damaged."},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "catalog.db")
			s := storetest.OpenAt(t, path)
			k := snapshots.NewKey()
			v := snapshots.New(s, k)
			hold(t, s, v, first)
			hold(t, s, v, second)
			whole(t, s, v) // all of it is at hand now, and must be read again nevertheless
			if c.hurt != "" {
				hurt(t, path, c.hurt, c.args...)
			}
			slices.SortFunc(c.want, func(a, b snapshots.Damage) int {
				if a.State < b.State || a.State == b.State && a.Key.Compare(b.Key) < 0 {
					return -1
				}
				return 1
			})
			report := verify(t, s, v)
			same(t, report.States, 2)
			same(t, report.Damaged, append([]snapshots.Damage{}, c.want...))
			if c.hurt == "" {
				same(t, report, snapshots.Report{States: 2, Bodies: 3, Bytes: int64(len("alpha" + "beta" + "both have it")), Damaged: []snapshots.Damage{}})
			}
			restNamed(t, snapshots.New(s, k), []lockstep.State{first, second}, report.Damaged)
		})
	}
}

// restNamed asserts that exactly what a report names cannot be read.
func restNamed(t *testing.T, v *snapshots.Vault, states []lockstep.State, damaged []snapshots.Damage) {
	t.Helper()
	hit := func(state lockstep.Digest, key lockstep.Key) bool {
		return slices.ContainsFunc(damaged, func(d snapshots.Damage) bool { return d.State == state && d.Key == key })
	}
	for _, want := range states {
		got, err := v.State(t.Context(), want.Digest())
		if whole := hit(want.Digest(), lockstep.Key{}); whole != (err != nil) {
			t.Errorf("state %s: %v, and the report says damaged: %t", want.Digest().Short(), err, whole)
		}
		for _, item := range got.All() {
			_, err := item.Body.Bytes()
			if hit(want.Digest(), item.Key) != (err != nil) {
				t.Errorf("%s of %s: %v", item.Key, want.Digest().Short(), err)
			}
			if err != nil {
				sentence(t, err, lockstep.Corrupt)
			}
		}
	}
}

func TestVerifyNamesWhatNoSnapshotNeeds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	s := storetest.OpenAt(t, path)
	v := snapshots.New(s, snapshots.NewKey())
	hold(t, s, v, various(t))
	report, err := v.Verify(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if report.Bodies == 0 || len(report.Damaged) != 0 {
		t.Errorf("without a state asked for: %+v", report)
	}
	hurt(t, path, `UPDATE pack SET content = x'00'`)
	if report, err = v.Verify(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	same(t, report.Damaged, []snapshots.Damage{{Why: "A pack that no snapshot needs is damaged."}})
}

func TestVerifyNamesAStateThatIsNotThere(t *testing.T) {
	s := storetest.Open(t)
	none := lockstep.DigestOf([]byte("none"))
	report, err := snapshots.New(s, snapshots.NewKey()).Verify(t.Context(), []lockstep.Digest{none})
	if err != nil {
		t.Fatal(err)
	}
	same(t, report.Damaged, []snapshots.Damage{{State: none, Why: "The list of its items is damaged or missing."}})
}

func TestVerifyStopsWhenItIsToldTo(t *testing.T) {
	s := storetest.Open(t)
	v := snapshots.New(s, snapshots.NewKey())
	hold(t, s, v, various(t))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := v.Verify(ctx, []lockstep.Digest{various(t).Digest()}); err == nil {
		t.Error("it went on")
	}
}
