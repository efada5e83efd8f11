package snapshots_test

import (
	"os"
	"path/filepath"
	"testing"

	"lockstep/snapshots"
)

// Whatever is read as an archive can be written again, and is the same then; everything else is refused with a
// sentence.
func FuzzReadArchive(f *testing.F) {
	golden, err := os.ReadFile(filepath.Join("testdata", "archive-1.zip"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(golden)
	f.Add(simple(f))
	f.Add(zipped(f, unzipped(f, simple(f))))
	f.Add(zipped(f, []packedFile{packedAs("lockstep.json", `{"format":1,"project":{"slots":[]},"items":[{"key":{"name":{"base64":"/w=="}}}]}`)}))
	f.Fuzz(func(t *testing.T, content []byte) {
		path := saved(t, content)
		got, err := snapshots.ReadArchive(t.Context(), path)
		if err != nil {
			refusedArchive(t, err)
			return
		}
		again, err := read(t, written(t, got))
		if err != nil {
			t.Fatalf("what was read cannot be read again: %v", err)
		}
		again.Format = got.Format
		sameArchive(t, again, got)
	})
}

// The documents of archives are fuzzed by themselves, since hardly a change to a ZIP file gets as far as those.
func FuzzArchiveDocument(f *testing.F) {
	for _, file := range unzipped(f, simple(f)) {
		if file.header.Name == "lockstep.json" {
			f.Add(file.content)
		}
	}
	f.Add([]byte(`{"format":1,"omitted":[{"key":{"slot":"main","kind":"file","name":{"base64":"/w=="}},"why":""}]}`))
	rest := unzipped(f, simple(f))
	f.Fuzz(func(t *testing.T, document []byte) {
		files := append([]packedFile{}, rest...)
		for i, file := range files {
			if file.header.Name == "lockstep.json" {
				files[i].content = document
			}
		}
		got, err := read(t, zipped(t, files))
		if err != nil {
			refusedArchive(t, err)
			return
		}
		if _, err := read(t, written(t, got)); err != nil {
			t.Fatalf("what was read cannot be read again: %v", err)
		}
	})
}
