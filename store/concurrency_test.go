package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lockstep/app/lockstep"
	"lockstep/store"
	"lockstep/store/storetest"
)

func TestReadersDoNotWaitForAWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	s, other := storetest.OpenAt(t, path), storetest.OpenAt(t, path)
	storetest.Stock(t, s)
	err := s.Write(t.Context(), func(tx *store.Tx) error {
		if err := tx.AddProject(lockstep.Project{UUID: "new", Name: "New"}); err != nil {
			return err
		}
		for _, reader := range []*store.Store{s, other} {
			projects, err := reader.Projects(t.Context())
			if err != nil || len(projects) != 1 {
				t.Errorf("while it is written: %v, %v", projects, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, reader := range []*store.Store{s, other} {
		if projects, err := reader.Projects(t.Context()); err != nil || len(projects) != 2 {
			t.Errorf("after it was written: %v, %v", projects, err)
		}
	}
}

func TestWritersWaitForEachOther(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	stores := []*store.Store{storetest.OpenAt(t, path), storetest.OpenAt(t, path), storetest.OpenAt(t, path)}
	storetest.Stock(t, stores[0])
	state := hold(t, stores[0], "a")
	var wait sync.WaitGroup
	for i := range 30 {
		wait.Go(func() {
			s := stores[i%len(stores)]
			snapshot := snapshotOf("qa", state, fmt.Sprint(i))
			if err := s.Write(t.Context(), func(tx *store.Tx) error { return tx.AddSnapshot(&snapshot) }); err != nil {
				t.Errorf("writer %d: %v", i, err)
			}
			if _, err := s.Snapshots(t.Context(), "qa", 0, 0); err != nil {
				t.Errorf("reader %d: %v", i, err)
			}
		})
	}
	wait.Wait()
	all, err := stores[0].Snapshots(t.Context(), "qa", 0, 0)
	if err != nil || len(all) != 30 {
		t.Fatalf("%d snapshots, %v", len(all), err)
	}
	for i, snapshot := range all {
		if snapshot.Number != 30-i {
			t.Errorf("number %d at place %d", snapshot.Number, i)
		}
	}
}

func TestAWriterDoesNotWaitForEver(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "catalog.db")
	s, other := storetest.OpenAt(t, path), storetest.OpenAt(t, path)
	run := journalIn(t, s)
	err := s.Write(t.Context(), func(*store.Tx) error {
		err := other.Write(t.Context(), func(*store.Tx) error { return nil })
		refused(t, err, lockstep.Conflict)
		if !strings.Contains(err.Error(), path) {
			t.Errorf("the sentence does not name the catalog: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if err := other.MarkSteps(t.Context(), run, lockstep.Step{Seq: 0, Outcome: lockstep.StepDone, At: time.Now()}); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// journalIn adds stock and a run of two steps.
func journalIn(t testing.TB, s *store.Store) int {
	t.Helper()
	storetest.Stock(t, s)
	run := ran("", "")
	storetest.Write(t, s, func(tx *store.Tx) error { return tx.AddRun(&run, steps("a", "b")) })
	return run.Number
}

func TestWhatWaitsCanBeStopped(t *testing.T) {
	s := storetest.Open(t)
	err := s.Write(t.Context(), func(*store.Tx) error {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.Write(ctx, func(*store.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("a writer that was told to stop: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Projects(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("a reader that was told to stop: %v", err)
	}
}

func TestAPanicInsideATransactionLeavesTheStoreUsable(t *testing.T) {
	s := storetest.Open(t)
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_ = s.Write(t.Context(), func(tx *store.Tx) error {
			if err := tx.AddProject(lockstep.Project{UUID: "1", Name: "Shop"}); err != nil {
				return err
			}
			panic("a fault")
		})
	}()
	storetest.Stock(t, s)
}

// Others of the same process write while room is given back.
func TestGivingBackRoomKeepsNobodyWaiting(t *testing.T) {
	s := storetest.Open(t)
	var ids []int64
	for range 8 {
		storetest.Write(t, s, func(tx *store.Tx) error {
			id, err := tx.AddPack(bytes.Repeat([]byte("room"), 1<<20))
			ids = append(ids, id)
			return err
		})
	}
	storetest.Write(t, s, func(tx *store.Tx) error { return tx.DropPacks(ids) })
	given := make(chan error, 1)
	go func() { given <- s.GiveBack(t.Context()) }()
	writes := 0
	for {
		select {
		case err := <-given:
			if err != nil || writes < 3 {
				t.Errorf("%d writes came through meanwhile, %v", writes, err)
			}
			return
		default:
			storetest.Write(t, s, func(tx *store.Tx) error { return tx.NextEpoch() })
			writes++
		}
	}
}
