package snapshots_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lockstep/app/lockstep"
	"lockstep/snapshots"
)

var update = flag.Bool("update", false, "write the golden archive of the newest format anew")

// archiveOf is an archive of a state.
func archiveOf(s lockstep.State) snapshots.Archive {
	a := snapshots.Archive{
		Format:      snapshots.ArchiveFormat,
		Project:     lockstep.Project{UUID: "0b5f8f0e-7d0c-4a51-9f0e-0a4c6f1f8a11", Name: "Shop", Slots: []lockstep.Slot{{Name: "main", Kind: "folder"}}},
		Environment: lockstep.Environment{UUID: "5d3c9a4e-1f7b-4c0a-8a56-2b9f0d6f7c22", Project: "0b5f8f0e-7d0c-4a51-9f0e-0a4c6f1f8a11", Name: "Live", Role: lockstep.Live},
		Snapshot: lockstep.Snapshot{
			Environment: "5d3c9a4e-1f7b-4c0a-8a56-2b9f0d6f7c22", Number: 7, State: s.Digest(), Reason: lockstep.BeforePromotion, Note: "before the <spring> sale & after",
			By: "ada@laptop", TakenAt: time.Date(2026, 11, 21, 10, 30, 15, 123456789, time.UTC), Nonce: "a1b2c3", Items: s.Count(), Bytes: s.Size(),
		},
		State:   s,
		NotHeld: "Uploaded pictures.",
	}
	a.Snapshot.ID = a.Snapshot.Identify()
	return a
}

func written(t testing.TB, a snapshots.Archive) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := snapshots.WriteArchive(&b, a); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func saved(t testing.TB, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "archive.zip")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t testing.TB, content []byte) (snapshots.Archive, error) {
	t.Helper()
	return snapshots.ReadArchive(t.Context(), saved(t, content))
}

// sameArchive compares all but how bodies are held.
func sameArchive(t testing.TB, got, want snapshots.Archive) {
	t.Helper()
	same(t, flat(t, got.State), flat(t, want.State))
	got.State, want.State = lockstep.State{}, lockstep.State{}
	same(t, fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want))
}

// odd is a state of names that no two systems agree about.
func odd(t testing.TB) lockstep.State {
	t.Helper()
	names := []string{
		"readme.md", "README.md", "Readme.MD", "a", "a~2", "aux", "COM1.txt", "con/nul.json", "trailing.", "trailing ", "dots...", " leading",
		`back\slash`, "C:drive", "new\nline", "tab\t", "bell\a", "not-utf8-\xff\xfe", "Ünï/cødé €", "日本/語", "日本/話", "*?<>|\"",
		"~/home", "-dash", "'quote'", strings.Repeat("long", 80), strings.Repeat("deep/", 60) + "end", "x/", "x//y", "./here", strings.Repeat("é", 200) + ".json",
	}
	var items []lockstep.Item
	for i, name := range names {
		items = append(items, file(name, fmt.Sprintf("content %d of %q", i, name)))
	}
	// A name that is a file in one item and a folder in another, once the odd characters are gone.
	items = append(items, file("f*", "file"), file("f?/inside", "inside"), file("F_/more/INSIDE", "more"), file("f", ""))
	link := file("link-\xff", "../target-\xfe")
	link.Mode = lockstep.Link
	return stateOf(t, append(items, link)...)
}

func TestArchive(t *testing.T) {
	t.Run("gives back what was written", func(t *testing.T) {
		for name, state := range map[string]lockstep.State{"various": various(t), "odd": odd(t), "empty": {}} {
			t.Log(name)
			want := archiveOf(state)
			got, err := read(t, written(t, want))
			if err != nil {
				t.Fatal(err)
			}
			sameArchive(t, got, want)
		}
	})
	t.Run("is the same bytes each time", func(t *testing.T) {
		if !bytes.Equal(written(t, archiveOf(odd(t))), written(t, archiveOf(odd(t)))) {
			t.Error("two exports of one snapshot differ")
		}
	})
	t.Run("is a plain ZIP file with paths for every system", func(t *testing.T) {
		content := written(t, archiveOf(odd(t)))
		z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			t.Fatal(err)
		}
		files, folders := map[string]bool{}, map[string]bool{}
		for _, f := range z.File {
			portablePath(t, f.Name)
			lower := strings.ToLower(f.Name)
			if files[lower] || folders[lower] {
				t.Errorf("%q is there twice", f.Name)
			}
			files[lower] = true
			for folder := filepath.Dir(lower); folder != "."; folder = filepath.Dir(folder) {
				folders[folder] = true
				if files[folder] {
					t.Errorf("%q is in a file", f.Name)
				}
			}
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, r); err != nil {
				t.Errorf("%s: %v", f.Name, err)
			}
			if !f.Mode().IsRegular() {
				t.Errorf("%s is %v", f.Name, f.Mode())
			}
		}
		same(t, z.File[0].Name, "README.txt")
		same(t, z.File[1].Name, "lockstep.json")
		same(t, len(z.File), 2+odd(t).Len()-1) // all but the link
	})
	t.Run("keeps plain names plain", func(t *testing.T) {
		content := written(t, archiveOf(stateOf(t, file("nginx/conf.d/shop.conf", "x"))))
		if !bytes.Contains(content, []byte("items/main/file/nginx/conf.d/shop.conf")) {
			t.Error("a plain name was changed")
		}
	})
	t.Run("takes ten thousand names that look alike in good time", func(t *testing.T) {
		var items []lockstep.Item
		for i := range 10_000 {
			items = append(items, file(string([]rune{0x4e00 + rune(i/100), 0x5e00 + rune(i%100)}), ""))
		}
		want := archiveOf(stateOf(t, items...))
		got, err := read(t, written(t, want))
		if err != nil {
			t.Fatal(err)
		}
		same(t, got.State.Digest(), want.State.Digest())
	})
	t.Run("is not written of what is not what it says", func(t *testing.T) {
		for name, harm := range map[string]func(*snapshots.Archive){
			"another state":  func(a *snapshots.Archive) { a.State = lockstep.State{} },
			"another reason": func(a *snapshots.Archive) { a.Snapshot.Reason = lockstep.Manual },
			"no id":          func(a *snapshots.Archive) { a.Snapshot.ID = "" },
		} {
			t.Run(name, func(t *testing.T) {
				a := archiveOf(various(t))
				harm(&a)
				sentence(t, snapshots.WriteArchive(io.Discard, a), lockstep.Corrupt)
			})
		}
	})
	t.Run("is not written of what could not be read again", func(t *testing.T) {
		for name, item := range map[string]lockstep.Item{
			"climbing":   file("../../etc/passwd", ""),
			"absolute":   file("/etc/passwd", ""),
			"nameless":   file("", ""),
			"NUL":        file("a\x00b", ""),
			"of no part": {Key: key("a"), Body: lockstep.BodyOf(nil)},
		} {
			t.Run(name, func(t *testing.T) {
				sentence(t, snapshots.WriteArchive(io.Discard, archiveOf(stateOf(t, item))), lockstep.Invalid)
			})
		}
	})
	t.Run("is not written of what left out more than is read", func(t *testing.T) {
		var omitted []lockstep.Omitted
		for i := range 100_001 {
			omitted = append(omitted, lockstep.Omitted{Key: key(fmt.Sprint(i))})
		}
		s, err := lockstep.NewState(nil, omitted)
		if err != nil {
			t.Fatal(err)
		}
		sentence(t, snapshots.WriteArchive(io.Discard, archiveOf(s)), lockstep.Invalid)
	})
	t.Run("is not written when a content is damaged", func(t *testing.T) {
		lost := lockstep.LazyBody(lockstep.DigestOf([]byte("kept")), 4, func() ([]byte, error) { return []byte("lost"), nil })
		err := snapshots.WriteArchive(io.Discard, archiveOf(stateOf(t, lockstep.Item{Key: key("a"), Part: lockstep.Configuration, Body: lost})))
		if !errors.Is(err, lockstep.Corrupt) {
			t.Error(err)
		}
	})
	t.Run("is not read to its end when told to stop", func(t *testing.T) {
		path := saved(t, written(t, archiveOf(various(t))))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := snapshots.ReadArchive(ctx, path); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	t.Run("that changes after it was read gives nothing wrong", func(t *testing.T) {
		path := saved(t, written(t, archiveOf(stateOf(t, file("a", "alpha")))))
		a, err := snapshots.ReadArchive(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		content = bytes.Replace(content, []byte("alpha"), []byte("omega"), 1)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err = a.State.All()[0].Body.Bytes()
		sentence(t, err, lockstep.Corrupt)
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		_, err = a.State.All()[0].Body.Bytes()
		sentence(t, err, lockstep.NotFound)
	})
}

// portablePath asserts that every system can unpack the path.
func portablePath(t testing.TB, path string) {
	t.Helper()
	if len(path) > 240 {
		t.Errorf("%q is long", path)
	}
	for _, part := range strings.Split(path, "/") {
		name, _, _ := strings.Cut(strings.ToUpper(part), ".")
		switch {
		case part == "" || part == "." || part == "..",
			strings.HasSuffix(part, ".") || strings.HasSuffix(part, " ") || strings.HasPrefix(part, " "),
			strings.ContainsFunc(part, func(r rune) bool { return r < ' ' || r > '~' || strings.ContainsRune(`\:*?"<>|`, r) }),
			name == "CON" || name == "AUX" || name == "NUL" || name == "COM1":
			t.Errorf("the part %q of %q is not for every system", part, path)
		}
	}
}

// The golden archives are read for ever: one of each format that was ever released.
func TestGoldenArchives(t *testing.T) {
	want := archiveOf(various(t))
	newest := filepath.Join("testdata", fmt.Sprintf("archive-%d.zip", snapshots.ArchiveFormat))
	if *update {
		if err := os.WriteFile(newest, written(t, want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for format := 1; format <= snapshots.ArchiveFormat; format++ {
		got, err := snapshots.ReadArchive(t.Context(), filepath.Join("testdata", fmt.Sprintf("archive-%d.zip", format)))
		if err != nil {
			t.Fatal(err)
		}
		same(t, got.Format, format)
		got.Format = want.Format
		sameArchive(t, got, want)
	}
}
