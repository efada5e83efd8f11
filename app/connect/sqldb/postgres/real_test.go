//go:build schemas

package postgres_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/sqldb/postgres"
	"lockstep/app/connect/sqldb/postgres/pgtest"
)

// leftOut are the objects of each schema that are not carried, and why.
var leftOut = map[string][]string{"icingadb.sql": {"data:operator/~0~0(anynonarray, text) it is of a kind that is not carried: operator"}}

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
			var omitted []string
			for _, left := range from.Omitted() {
				omitted = append(omitted, left.Key.String()+" "+left.Why)
			}
			if diff := cmp.Diff(leftOut[filepath.Base(file)], omitted); diff != "" {
				t.Error(diff)
			}
			move(t, b, from)
			same(t, from, capture(t, b))
			if diff := cmp.Diff(carried(a.Dump(t)), carried(b.Dump(t))); diff != "" {
				t.Error(diff)
			}
			move(t, b, empty)
			same(t, empty, capture(t, b))
		})
	}
}

// carried are the lines of a dump, with expressions as they stay, and without operators.
func carried(dump string) []string {
	var lines []string
	for _, line := range strings.Split(dump, "\n\n") {
		if !strings.Contains(line, "Type: OPERATOR") && !strings.HasPrefix(line, "CREATE OPERATOR") {
			lines = append(lines, sortedLines(line)...)
		}
	}
	for i, line := range lines {
		lines[i] = postgres.Fixed(line)
	}
	slices.Sort(lines)
	return lines
}
