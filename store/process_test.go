package store_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"lockstep/app/lockstep"
	"lockstep/store"
	"lockstep/store/storetest"
)

// The test program is also the other processes of these tests: with a part to play it plays that instead.
const (
	partVariable = "LOCKSTEP_STORE_PART"
	pathVariable = "LOCKSTEP_STORE_PATH"
)

func TestMain(m *testing.M) {
	part, ok := parts()[os.Getenv(partVariable)]
	if !ok {
		os.Exit(m.Run())
	}
	if err := part(context.Background(), os.Getenv(pathVariable)); err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
}

func parts() map[string]func(context.Context, string) error {
	return map[string]func(context.Context, string) error{
		"first start":        firstStart,
		"full disk":          fullDisk,
		"full at birth":      fullAtBirth,
		"full while mending": fullWhileMending,
	}
}

// process starts the test program in a part. It waits for its standard input to end before it begins.
func process(t testing.TB, part, path string, name string) (cmd *exec.Cmd, begin io.Closer, output *bytes.Buffer) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd = exec.CommandContext(t.Context(), program)
	cmd.Env = append(os.Environ(), partVariable+"="+part, pathVariable+"="+path, "NAME="+name)
	output = &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = output, output
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, stdin, output
}

// firstStart opens a catalog that may not be there yet, agrees with the others upon a secret, and adds a project.
func firstStart(ctx context.Context, path string) error {
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	var secret []byte
	s, err := store.Open(ctx, path, func(ctx context.Context, meta store.Meta) (store.Sealer, error) {
		var err error
		if secret, err = meta.Get(ctx, "secret"); err != nil {
			return nil, err
		}
		if secret == nil {
			secret = []byte(rand.Text())
			if err := meta.Put(ctx, "secret", secret); err != nil {
				return nil, err
			}
		}
		return storetest.Unlock(ctx, meta)
	})
	if err != nil {
		return err
	}
	name := os.Getenv("NAME")
	err = s.Write(ctx, func(tx *store.Tx) error { return tx.AddProject(lockstep.Project{UUID: name, Name: name}) })
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	fmt.Printf("%s", secret)
	return nil
}

func TestEightFirstStartsAtOnceMakeOneCatalog(t *testing.T) {
	const processes = 8
	path := filepath.Join(t.TempDir(), "catalog.db")
	var begins []io.Closer
	var outputs []*bytes.Buffer
	var started []*exec.Cmd
	for i := range processes {
		cmd, begin, output := process(t, "first start", path, fmt.Sprint("project ", i))
		started, begins, outputs = append(started, cmd), append(begins, begin), append(outputs, output)
	}
	for _, begin := range begins {
		if err := begin.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for i, cmd := range started {
		if err := cmd.Wait(); err != nil {
			t.Errorf("process %d: %v: %s", i, err, outputs[i])
		}
		if outputs[i].String() != outputs[0].String() || outputs[i].Len() != 26 {
			t.Errorf("process %d has the secret %q, another one has %q", i, outputs[i], outputs[0])
		}
	}
	s := storetest.OpenAt(t, path)
	projects, err := s.Projects(t.Context())
	if err != nil || len(projects) != processes {
		t.Errorf("%d projects, %v; want %d", len(projects), err, processes)
	}
	whole(t, s)
}

// whole asserts that SQLite finds nothing wrong with the catalog.
func whole(t testing.TB, s *store.Store) {
	t.Helper()
	found, err := s.Integrity(t.Context())
	if err != nil || len(found) != 0 {
		t.Errorf("the catalog is not whole: %v, %v", found, err)
	}
}

// played runs a part to its end; what it prints is its failure.
func played(t testing.TB, part, path string) {
	t.Helper()
	cmd, begin, output := process(t, part, path, "")
	if err := begin.Close(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v: %s", err, strings.TrimSpace(output.String()))
	}
}
