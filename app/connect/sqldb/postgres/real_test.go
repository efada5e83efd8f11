//go:build schemas

package postgres_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/sqldb/postgres/pgtest"
)

// Schemas of real programs, which build/schemas.sh puts into the folder that LOCKSTEP_SCHEMAS names, come to an empty database
// whole, as PostgreSQL's own tool sees it; then all of them go again.
func TestSchemasOfRealPrograms(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(os.Getenv("LOCKSTEP_SCHEMAS"), "postgres", "*.sql"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no schemas: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a, b := pgtest.New(t), pgtest.New(t)
			a.Exec(t, string(text))
			from, empty := capture(t, a), capture(t, b)
			t.Logf("%d objects", from.Count())
			if from.Count() == 0 {
				t.Fatal("it holds nothing")
			}
			for _, left := range from.Omitted() {
				t.Errorf("%s is left out: %s", left.Key, left.Why)
			}
			move(t, b, from)
			same(t, from, capture(t, b))
			if diff := cmp.Diff(sortedLines(a.Dump(t)), sortedLines(b.Dump(t))); diff != "" {
				t.Error(diff)
			}
			move(t, b, empty)
			same(t, empty, capture(t, b))
		})
	}
}
