package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lockstep/app"
	"lockstep/app/connect"
)

func small(t *testing.T) Options {
	return Options{Dir: t.TempDir(), Environments: 4, Items: 120, Snapshots: 160, Seed: 7, Until: time.Date(2026, 3, 31, 17, 0, 0, 0, time.UTC)}
}

// opened makes a project and opens it as the program does.
func opened(t *testing.T, o Options) *app.App {
	t.Helper()
	if _, err := Make(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	home := filepath.Join(o.Dir, "home")
	r, err := newRecorder(t.Context(), home)
	if err != nil {
		t.Fatal(err)
	}
	a := app.New(app.Config{Context: t.Context(), Home: home, Catalog: filepath.Join(home, "catalog.db"), Person: "test@here",
		Store: r.store, Vault: r.vault, Drivers: connect.All(home), Emit: func(string, any) {}, Now: func() time.Time { return o.Until }})
	t.Cleanup(func() {
		if err := app.Close(a); err != nil {
			t.Error(err)
		}
	})
	return a
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestAProject(t *testing.T) {
	a := opened(t, small(t))
	t.Run("the catalog is sound", func(t *testing.T) { theCatalogIsSound(t, a) })
	t.Run("each environment is as it was last seen, and behind the one before", func(t *testing.T) { eachEnvironmentIsAsItWasLastSeenAndBehindTheOneBefore(t, a) })
	t.Run("the history has every sort of event", func(t *testing.T) { theHistoryHasEverySortOfEvent(t, a) })
	t.Run("two snapshots compare", func(t *testing.T) { twoSnapshotsCompare(t, a) })
	t.Run("the same seed makes the same project", func(t *testing.T) { theSameSeedMakesTheSameProject(t, a) })
}

func theCatalogIsSound(t *testing.T, a *app.App) {
	report := must[app.VerifyView](t)(a.Verify())
	if report.Snapshots != 160 || len(report.Damaged) > 0 {
		t.Errorf("%d snapshots, damaged: %v", report.Snapshots, report.Damaged)
	}
}

func eachEnvironmentIsAsItWasLastSeenAndBehindTheOneBefore(t *testing.T, a *app.App) {
	for _, name := range names[:3] {
		look := must[app.LookView](t)(a.Look(name))
		want := 0
		if name == "Staging" {
			want = 2
		}
		if look.Drift == nil || *look.Drift != want {
			t.Errorf("%s: %v items drifted, want %d", name, look.Drift, want)
		}
		if name != "Development" && (look.Behind == nil || *look.Behind < 3) {
			t.Errorf("%s: %v items behind", name, look.Behind)
		}
	}
	live := must[app.LookView](t)(a.Look("Live"))
	if *live.Drift != 0 || *live.Behind < 3 {
		t.Errorf("Live: %d drifted, %d behind", *live.Drift, *live.Behind)
	}
}

func theHistoryHasEverySortOfEvent(t *testing.T, a *app.App) {
	var reasons, statuses []string
	for _, name := range []string{"Development", "QA", "Staging", "Live"} {
		page := must[app.PageView](t)(a.Snapshots(name, 0, 0))
		if page.Total != 40 {
			t.Errorf("%s: %d snapshots", name, page.Total)
		}
		if !slices.IsSortedFunc(page.Snapshots, func(a, b app.SnapshotView) int { return strings.Compare(b.TakenAt, a.TakenAt) }) {
			t.Errorf("%s: a later snapshot has an earlier time", name)
		}
		for _, s := range page.Snapshots {
			reasons = append(reasons, s.Reason)
		}
	}
	for _, run := range must[[]app.RunView](t)(a.Runs("", 0)) {
		statuses = append(statuses, run.Status)
	}
	slices.Sort(reasons)
	slices.Sort(statuses)
	want := []string{"before-edit", "before-promotion", "before-restore", "before-rollback", "manual", "result", "source"}
	if diff := cmp.Diff(want, slices.Compact(reasons)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"done", "left", "undone"}, slices.Compact(statuses)); diff != "" {
		t.Error(diff)
	}
}

func twoSnapshotsCompare(t *testing.T, a *app.App) {
	compared := must[app.CompareView](t)(a.Compare("Live@1", "Live@latest", true))
	if compared.Modified == 0 {
		t.Errorf("nothing differs: %+v", compared)
	}
}

func theSameSeedMakesTheSameProject(t *testing.T, a *app.App) {
	states := func(a *app.App) (all []string) {
		for _, s := range must[app.PageView](t)(a.Snapshots("Live", 0, 0)).Snapshots {
			all = append(all, s.ID+s.State)
		}
		return all
	}
	if diff := cmp.Diff(states(a), states(opened(t, small(t)))); diff != "" {
		t.Error(diff)
	}
}

func TestOneEnvironmentMayHaveMany(t *testing.T) {
	o := small(t)
	o.One = 300
	page := must[app.PageView](t)(opened(t, o).Snapshots("Live", 0, 1))
	if page.Total != 300 {
		t.Errorf("%d snapshots", page.Total)
	}
}
