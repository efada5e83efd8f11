package engine_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/connecttest"
	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/snapshots"
	"lockstep/store"
	"lockstep/store/storetest"
)

// bench is a shop of three systems in memory with a catalog on disk.
type bench struct {
	t      *testing.T
	world  *connecttest.World
	store  *store.Store
	engine *engine.Engine
	key    *snapshots.Key
	locks  string
	places map[string]engine.Place
	dev    *connecttest.System
	qa     *connecttest.System
}

// catalog is the store as the engine sees it.
type catalog struct{ *store.Store }

func (c catalog) Write(ctx context.Context, fn func(engine.Tx) error) error {
	return c.Store.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
}

func (c catalog) Runs(ctx context.Context, environment string, limit int) ([]lockstep.Run, error) {
	return c.Store.Runs(ctx, store.RunFilter{Environment: environment, Limit: limit})
}

func (c catalog) UnfinishedRuns(ctx context.Context, environment string) ([]lockstep.Run, error) {
	return c.Store.Runs(ctx, store.RunFilter{Environment: environment,
		Statuses: []lockstep.Status{lockstep.Running, lockstep.Failed, lockstep.Diverged}})
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, world: connecttest.NewWorld(), store: storetest.Open(t), key: snapshots.NewKey(), locks: t.TempDir(), places: map[string]engine.Place{}}
	project, environments := storetest.Stock(t, b.store)
	for _, e := range environments {
		e.Connections = map[string]lockstep.Connection{lockstep.DefaultSlot: {Settings: lockstep.Settings{"name": e.Name}}}
		e.Writable = true
		b.places[e.Name] = engine.Place{Project: project, Environment: e}
	}
	b.dev, b.qa = b.world.System("Development"), b.world.System("QA")
	b.engine = b.another()
	return b
}

// another is an engine on the same catalog, as a second process has it.
func (b *bench) another() *engine.Engine {
	return engine.New(engine.Config{
		Catalog: catalog{b.store},
		Vault:   snapshots.New(b.store, b.key),
		Drivers: []lockstep.Driver{b.world.Driver()},
		Locks:   b.locks,
		By:      "ada@desk",
		Now:     time.Now,
	})
}

func (b *bench) promotion(choices lockstep.Choices) (engine.Draft, lockstep.Plan) {
	b.t.Helper()
	draft, err := b.engine.Promotion(b.t.Context(), b.places["Development"], b.places["QA"])
	if err != nil {
		b.t.Fatal(err)
	}
	plan, err := b.engine.Plan(draft, choices)
	if err != nil {
		b.t.Fatal(err)
	}
	return draft, plan
}

// promote promotes Development to QA, accepting every loss.
func (b *bench) promote() lockstep.Run {
	b.t.Helper()
	draft, plan := b.promotion(lockstep.Choices{AcceptAll: true})
	return b.start(draft, plan)
}

func (b *bench) start(draft engine.Draft, plan lockstep.Plan) lockstep.Run {
	b.t.Helper()
	run, ok, err := b.engine.Start(b.t.Context(), draft, plan, "because", func(engine.Progress) {})
	if err != nil || !ok {
		b.t.Fatalf("no run began: %v", err)
	}
	return run
}

func (b *bench) rollback() (lockstep.Plan, lockstep.Run) {
	b.t.Helper()
	draft, err := b.engine.Rollback(b.t.Context(), b.places["QA"])
	if err != nil {
		b.t.Fatal(err)
	}
	plan, err := b.engine.Plan(draft, lockstep.Choices{})
	if err != nil {
		b.t.Fatal(err)
	}
	return plan, b.start(draft, plan)
}

func (b *bench) want(s *connecttest.System, want map[string]string) {
	b.t.Helper()
	if diff := cmp.Diff(want, s.Items()); diff != "" {
		b.t.Errorf("the system holds (-want +got):\n%s", diff)
	}
}

func (b *bench) wantStatus(run lockstep.Run, want lockstep.Status) {
	b.t.Helper()
	if run.Status != want {
		b.t.Errorf("run %d is %s (%s), want %s", run.Number, run.Status, run.Failure, want)
	}
	kept, err := b.engine.Run(b.t.Context(), run.Number)
	if err != nil {
		b.t.Fatal(err)
	}
	if kept.Status != want {
		b.t.Errorf("the catalog has run %d as %s, want %s", run.Number, kept.Status, want)
	}
}

// set puts kind/name pairs into a system.
func set(s *connecttest.System, items ...string) {
	for i := 0; i < len(items); i += 2 {
		key, err := lockstep.ParseKey(items[i])
		if err != nil {
			panic(err)
		}
		s.Set(key.Kind, key.Name, items[i+1])
	}
}

// snapshotItems reads back what a snapshot holds.
func (b *bench) snapshotItems(id lockstep.Digest) map[string]string {
	b.t.Helper()
	s, err := b.store.Snapshot(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	state, err := b.engine.Vault.State(b.t.Context(), s.State)
	if err != nil {
		b.t.Fatal(err)
	}
	items := map[string]string{}
	for _, item := range state.All() {
		content, err := item.Body.Bytes()
		if err != nil {
			b.t.Fatal(err)
		}
		items[fmt.Sprintf("%s/%s", item.Key.Kind, item.Key.Name)] = string(content)
	}
	return items
}
