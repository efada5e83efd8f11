//go:build unix

package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"lockstep/app/lockstep"
	"lockstep/store"
	"lockstep/store/storetest"
)

// limited runs fn while no file of this process may become larger than size.
func limited(size uint64, fn func() error) error {
	signal.Ignore(syscall.SIGXFSZ)
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		return err
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: size, Max: before.Max}); err != nil {
		return err
	}
	err := fn()
	return errors.Join(err, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before))
}

// denied is nil for the refusal that a full disk should get.
func denied(err error) error {
	if !errors.Is(err, lockstep.Denied) {
		return fmt.Errorf("the full disk gives %v (%s)", err, lockstep.CodeOf(err))
	}
	return nil
}

// fullDisk writes until the disk is full, and looks whether the catalog is what it was before.
func fullDisk(ctx context.Context, path string) error {
	s, err := store.Open(ctx, path, storetest.Unlock)
	if err != nil {
		return err
	}
	defer s.Close()
	add := func(tx *store.Tx) error {
		if err := tx.AddProject(lockstep.Project{UUID: "large", Name: "Large"}); err != nil {
			return err
		}
		_, err := tx.AddPack(bytes.Repeat([]byte("pack"), 1<<20))
		return err
	}
	err = limited(1<<20, func() error { return denied(s.Write(ctx, add)) })
	if err != nil {
		return err
	}
	projects, err := s.Projects(ctx)
	if err != nil || len(projects) != 1 {
		return fmt.Errorf("after the full disk there are %v, %w", projects, err)
	}
	if found, err := s.Integrity(ctx); err != nil || len(found) != 0 {
		return fmt.Errorf("after the full disk the catalog is not whole: %v, %w", found, err)
	}
	return s.Write(ctx, add) // there is space again
}

// fullAtBirth makes a catalog where there is no space for one, then where there is.
func fullAtBirth(ctx context.Context, path string) error {
	for _, size := range []uint64{0, 512, 1 << 10, 3 << 10, 8 << 10, 20 << 10} {
		err := limited(size, func() error {
			s, err := store.Open(ctx, path, storetest.Unlock)
			if err == nil {
				return errors.Join(fmt.Errorf("a catalog fits into %d bytes", size), s.Close())
			}
			return denied(err)
		})
		if err != nil {
			return err
		}
	}
	s, err := store.Open(ctx, path, storetest.Unlock)
	if err != nil {
		return err
	}
	return s.Close()
}

// fullWhileMending puts pages right where there is no space for that, then where there is.
func fullWhileMending(ctx context.Context, path string) error {
	s, err := store.Open(ctx, path, storetest.Unlock)
	if err != nil {
		return err
	}
	defer s.Close()
	err = limited(512, func() error {
		mended, err := s.Mend(ctx)
		if err == nil {
			return fmt.Errorf("pages %v are said to be put right", mended)
		}
		return denied(err)
	})
	if err != nil {
		return err
	}
	if mended, err := s.Mend(ctx); err != nil || len(mended) != 1 {
		return fmt.Errorf("with space again pages %v are put right: %w", mended, err)
	}
	return s.Write(ctx, func(tx *store.Tx) error { return tx.AddProject(lockstep.Project{UUID: "later", Name: "Later"}) })
}

func TestWhatAFullDiskKeptFromBeingPutRightIsNotSaidToBe(t *testing.T) {
	path, content := filled(t)
	content[len(content)/2] ^= 1
	overwrite(t, path, content)
	played(t, "full while mending", path)
}

func TestAFullDiskLeavesTheCatalogAsItWas(t *testing.T) {
	path := made(t)
	played(t, "full disk", path)
	s := storetest.OpenAt(t, path)
	projects, err := s.Projects(t.Context())
	if err != nil || len(projects) != 2 {
		t.Errorf("projects: %v, %v", projects, err)
	}
	whole(t, s)
}

func TestACatalogThatFoundNoSpaceIsMadeLater(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	played(t, "full at birth", path)
	s := storetest.OpenAt(t, path)
	storetest.Stock(t, s)
	whole(t, s)
}
