package snapshots_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"lockstep/app/lockstep"
	"lockstep/snapshots"
)

func TestABombIsRefusedWithoutBeingUnfolded(t *testing.T) {
	t.Run("one large file", func(t *testing.T) {
		grown := allocated(t, func() {
			_, err := read(t, zipped(t, []packedFile{packedAs("lockstep.json", strings.Repeat(" ", 64<<20))}))
			refusedArchive(t, err)
		})
		t.Logf("%d MiB", grown>>20)
	})
	t.Run("more bytes than it says", func(t *testing.T) {
		files := unzipped(t, simple(t))
		files[len(files)-1].content = bytes.Repeat([]byte("x"), 32<<20)
		_, err := read(t, zipped(t, files))
		refusedArchive(t, err)
	})
	for more, most := range map[int]uint64{100_001: 64 << 20, 300_000: 16 << 20} {
		t.Run(fmt.Sprint(more, " files more"), func(t *testing.T) {
			files := unzipped(t, simple(t))
			for i := range more {
				files = append(files, packedFile{zip.FileHeader{Name: fmt.Sprint("items/", i), Method: zip.Store}, nil})
			}
			content := zipped(t, files)
			grown := allocated(t, func() {
				_, err := read(t, content)
				refusedArchive(t, err)
			})
			if grown > most {
				t.Errorf("refusing it took %d MiB", grown>>20)
			}
		})
	}
}

// allocated is how many bytes fn asks for, whether they are given back or not.
func allocated(t testing.TB, fn func()) uint64 {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	fn()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestAFileThatIsNoArchiveIsNamed(t *testing.T) {
	var images, office []packedFile
	for i := range 12 {
		images = append(images, packedAs(fmt.Sprintf("holiday/%d.JPG", i), "x"))
	}
	images = append(images, packedAs("holiday/", ""))
	office = append(office, packedAs("[Content_Types].xml", "x"), packedAs("word/document.xml", "x"))
	for what, content := range map[string][]byte{
		"is empty":                            nil,
		"holds 12 images":                     zipped(t, images),
		"holds 1 file":                        zipped(t, []packedFile{packedAs("notes.txt", "x")}),
		"is a ZIP file without a file in it":  zipped(t, nil),
		"is a Word document":                  zipped(t, office),
		"is a PDF document":                   []byte("%PDF-1.7 ..."),
		"is a PNG image":                      []byte("\x89PNG\r\n\x1a\n...."),
		"is a gzip file":                      []byte("\x1f\x8b\x08\x00"),
		"is a SQLite database":                []byte("SQLite format 3\x00...."),
		"is a JSON text":                      []byte(` {"format":1}`),
		"is a web page":                       []byte("<!DOCTYPE html><html>"),
		"is a text":                           []byte("Dear Ada, Grüße"),
		"is of a kind that Lockstep does not": {0, 1, 2, 3, 255},
	} {
		t.Run(what, func(t *testing.T) {
			_, err := read(t, content)
			sentence(t, err, lockstep.Invalid)
			if want := "This file is not a Lockstep archive. It " + what; !strings.HasPrefix(err.Error(), want) {
				t.Errorf("%q does not begin with %q", err, want)
			}
		})
	}
	t.Run("a folder", func(t *testing.T) {
		_, err := snapshots.ReadArchive(t.Context(), t.TempDir())
		sentence(t, err, lockstep.Invalid)
	})
	t.Run("nothing", func(t *testing.T) {
		_, err := snapshots.ReadArchive(t.Context(), filepath.Join(t.TempDir(), "none.zip"))
		sentence(t, err, lockstep.NotFound)
	})
}
