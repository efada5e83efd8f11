// Package storetest opens throw-away catalogs for tests.
package storetest

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"path/filepath"
	"testing"

	"lockstep/app/lockstep"
	"lockstep/store"
)

// Open opens a new catalog in a folder of the test's own, and closes it when the test ends.
func Open(t testing.TB) *store.Store {
	t.Helper()
	return OpenAt(t, filepath.Join(t.TempDir(), "catalog.db"))
}

// OpenAt opens the catalog at path, and closes it when the test ends.
func OpenAt(t testing.TB, path string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), path, Unlock)
	if err != nil {
		t.Fatalf("open the catalog: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close the catalog: %v", err)
		}
	})
	return s
}

// Write runs fn in a write transaction, which must succeed.
func Write(t testing.TB, s *store.Store, fn func(*store.Tx) error) {
	t.Helper()
	if err := s.Write(t.Context(), fn); err != nil {
		t.Fatalf("write to the catalog: %v", err)
	}
}

// Stock adds a project "Shop" with the environments Development, QA and Live, each promoted from the one before.
func Stock(t testing.TB, s *store.Store) (lockstep.Project, []lockstep.Environment) {
	t.Helper()
	project := lockstep.Project{UUID: "shop", Name: "Shop", Slots: []lockstep.Slot{{Name: lockstep.DefaultSlot, Kind: "memory"}}}
	environments := []lockstep.Environment{
		{UUID: "development", Project: "shop", Name: "Development", Role: lockstep.Development, Writable: true},
		{UUID: "qa", Project: "shop", Name: "QA", Role: lockstep.Test, Upstream: "development", Writable: true},
		{UUID: "live", Project: "shop", Name: "Live", Role: lockstep.Live, Upstream: "qa"},
	}
	Write(t, s, func(tx *store.Tx) error {
		if err := tx.AddProject(project); err != nil {
			return err
		}
		for _, e := range environments {
			if err := tx.AddEnvironment(e); err != nil {
				return err
			}
		}
		return nil
	})
	return project, environments
}

// Unlock gives the sealer of throw-away catalogs. It is the same for every process, so that several can open one.
func Unlock(context.Context, store.Meta) (store.Sealer, error) {
	key := sha256.Sum256([]byte("a key for tests"))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	return sealer{aead}, nil
}

type sealer struct{ aead cipher.AEAD }

func (s sealer) Seal(plain []byte, about string) []byte {
	return s.aead.Seal(nil, nil, plain, []byte(about))
}

func (s sealer) Unseal(sealed []byte, about string) ([]byte, error) {
	return s.aead.Open(nil, nil, sealed, []byte(about))
}
