package snapshots_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lockstep/app/lockstep"
)

// Whatever document and tables a backup has: it is refused with a sentence, or all of it can be read, and what it gives is
// what its digests say.
func FuzzBackupDocument(f *testing.F) {
	seed := func(content []byte) {
		parts := map[string][]byte{}
		for _, file := range unzipped(f, content) {
			parts[file.header.Name] = file.content
		}
		f.Add(parts["lockstep.json"], parts["tables/states-1.jsonl"], parts["tables/runs-1.jsonl"])
	}
	golden, err := os.ReadFile(filepath.Join("testdata", "archive-2.zip"))
	if err != nil {
		f.Fatal(err)
	}
	seed(golden)
	seed(newHistory(f).write(f))
	rest := unzipped(f, golden)
	f.Fuzz(func(t *testing.T, document, states, runs []byte) {
		var files []packedFile
		for _, file := range rest {
			switch {
			case file.header.Name == "lockstep.json":
				file.content = document
			case strings.HasPrefix(file.header.Name, "tables/states"):
				file.content = states
			case strings.HasPrefix(file.header.Name, "tables/runs"):
				file.content = runs
			}
			files = append(files, file)
		}
		c, err := opened(t, zipped(t, files))
		if err != nil {
			refusedArchive(t, err)
			return
		}
		c.Salvage()
		for _, n := range c.Snapshots {
			if n.Identify() != n.ID {
				t.Errorf("snapshot %d is not what its id says", n.Number)
			}
		}
		carriedStates(t, c)
		err = c.Runs(t.Context(), func(run lockstep.Run, _ []lockstep.Step) error {
			if run.UUID == "" || run.Number < 1 {
				t.Errorf("a run is %+v", run)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}
