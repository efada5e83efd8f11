//go:build schemas

package sqlite_test

import (
	"os"
	"path/filepath"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/sqlite"
	"lockstep/app/lockstep"
)

// Schemas of real programs, which build/schemas.sh puts into the folder that LOCKSTEP_SCHEMAS names, come to an empty database
// and are made there by the same statements; then all of them go again.
func TestSchemasOfRealPrograms(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(os.Getenv("LOCKSTEP_SCHEMAS"), "sqlite", "*.sql"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no schemas: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a, b := fresh(t, string(text)), fresh(t)
			from, empty := a.capture(t), b.capture(t)
			t.Logf("%d tables and views", from.Len())
			if from.Len() == 0 {
				t.Fatal("it holds nothing")
			}
			b.move(t, from)
			connecttest.Same(t, from, b.capture(t))
			equal(t, a.made(t), b.made(t))
			inText(t, from)
			b.move(t, empty)
		})
	}
}

// inText fails the test where the model as one text does not give the model again.
func inText(t testing.TB, s lockstep.State) {
	t.Helper()
	document := sqlite.Driver("").Document
	text, _, err := document.Format(slot(), s)
	if err != nil {
		t.Fatal(err)
	}
	items, problems := document.Parse(slot(), text)
	if len(problems) > 0 {
		t.Fatal(said(problems))
	}
	again, err := lockstep.NewState(items, nil)
	if err != nil {
		t.Fatal(err)
	}
	connecttest.Same(t, s, again)
}
