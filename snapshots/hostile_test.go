package snapshots_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lockstep/app/lockstep"
	"lockstep/snapshots"
)

// packedFile is an entry of an archive that a test makes by hand.
type packedFile struct {
	header  zip.FileHeader
	content []byte
}

func packedAs(name, content string) packedFile {
	return packedFile{zip.FileHeader{Name: name, Method: zip.Deflate}, []byte(content)}
}

// unzipped gives the entries of an archive.
func unzipped(t testing.TB, content []byte) []packedFile {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var files []packedFile
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, packedFile{zip.FileHeader{Name: f.Name, Method: f.Method}, b})
	}
	return files
}

func zipped(t testing.TB, files []packedFile) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.CreateHeader(&f.header)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(f.content); err != nil && !strings.HasSuffix(f.header.Name, "/") {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// edited changes the document of an archive.
func edited(t testing.TB, content []byte, edit func(document map[string]any)) []byte {
	t.Helper()
	files := unzipped(t, content)
	for i, f := range files {
		if f.header.Name != "lockstep.json" {
			continue
		}
		document := map[string]any{}
		if err := json.Unmarshal(f.content, &document); err != nil {
			t.Fatal(err)
		}
		edit(document)
		b, err := json.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		files[i].content = b
	}
	return zipped(t, files)
}

func simple(t testing.TB) []byte {
	t.Helper()
	return written(t, archiveOf(stateOf(t, file("a.txt", "alpha"), file("b.txt", strings.Repeat("beta ", 1000)))))
}

func TestAnArchiveThatAnotherToolPackedAgainIsRead(t *testing.T) {
	want := archiveOf(various(t))
	got, err := read(t, zipped(t, unzipped(t, written(t, want)))) // with sizes behind the contents, as most tools write
	if err != nil {
		t.Fatal(err)
	}
	sameArchive(t, got, want)
}

func TestHostileEntriesAreRefused(t *testing.T) {
	good := unzipped(t, simple(t))
	with := func(more ...packedFile) []packedFile { return append(append([]packedFile{}, good...), more...) }
	moved := func(to string) []packedFile { // the content of a.txt under a harmful path, which the document names
		files := with()
		for i, f := range files {
			files[i].content = bytes.ReplaceAll(f.content, []byte(`"items/main/file/a.txt"`), []byte(jsonText(t, to)))
			if f.header.Name == "items/main/file/a.txt" {
				files[i].header.Name = to
			}
		}
		return files
	}
	link := packedAs("items/link", "/etc/passwd")
	link.header.SetMode(fs.ModeSymlink | 0o777)
	device := packedAs("items/device", "")
	device.header.SetMode(fs.ModeDevice | 0o600)
	for name, files := range map[string][]packedFile{
		"climbing":                    with(packedAs("../evil", "x")),
		"climbing inside":             with(packedAs("items/../../evil", "x")),
		"absolute":                    with(packedAs("/etc/evil", "x")),
		"backslash":                   with(packedAs(`items\evil`, "x")),
		"climbing with backslashes":   with(packedAs(`..\..\evil`, "x")),
		"drive":                       with(packedAs("C:/evil", "x")),
		"current folder":              with(packedAs("./items/evil", "x")),
		"empty part":                  with(packedAs("items//evil", "x")),
		"control character":           with(packedAs("items/evil\n", "x")),
		"NUL":                         with(packedAs("items/evil\x00.txt", "x")),
		"folder":                      with(packedAs("items/", "")),
		"without a name":              with(packedAs("", "x")),
		"long name":                   with(packedAs("items/"+strings.Repeat("x", 2000), "x")),
		"not named":                   with(packedAs("items/unknown.txt", "x")),
		"twice":                       with(packedAs("items/main/file/a.txt", "other")),
		"twice but for case":          with(packedAs("items/main/file/A.TXT", "other")),
		"a second document":           with(packedAs("lockstep.json", "{}")),
		"a document of other case":    with(packedAs("Lockstep.json", "{}")),
		"symbolic link":               with(link),
		"device":                      with(device),
		"named and climbing":          moved("items/../../evil"),
		"named and absolute":          moved("/etc/evil"),
		"named with a backslash":      moved(`items\evil`),
		"named and outside its place": moved("evil.txt"),
		"named as the document":       moved("README.txt"),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(t, zipped(t, files))
			refusedArchive(t, err)
		})
	}
}

func jsonText(t testing.TB, s string) string {
	t.Helper()
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// refusedArchive asserts that err is a sentence of one of the two codes that archives have.
func refusedArchive(t testing.TB, err error) {
	t.Helper()
	code := lockstep.CodeOf(err)
	if err == nil || code != lockstep.Invalid && code != lockstep.Corrupt {
		t.Fatalf("error is %v (%s)", err, code)
	}
	sentence(t, err, code)
}

func TestHostileDocumentsAreRefused(t *testing.T) {
	items := func(d map[string]any) []any { return d["items"].([]any) }
	item := func(d map[string]any) map[string]any { return items(d)[0].(map[string]any) }
	name := func(d map[string]any, to any) { item(d)["key"].(map[string]any)["name"] = to }
	part := func(d map[string]any, field string) map[string]any { return d[field].(map[string]any) }
	for what, edit := range map[string]func(d map[string]any){
		"newer format":           func(d map[string]any) { d["format"] = 3 },
		"no format":              func(d map[string]any) { delete(d, "format") },
		"format of 0":            func(d map[string]any) { d["format"] = 0 },
		"format that is text":    func(d map[string]any) { d["format"] = "1" },
		"no items":               func(d map[string]any) { d["items"] = []any{} },
		"items that are text":    func(d map[string]any) { d["items"] = "all" },
		"an item twice":          func(d map[string]any) { d["items"] = append(items(d), items(d)[0]) },
		"a name twice":           func(d map[string]any) { name(d, "b.txt") },
		"another name":           func(d map[string]any) { name(d, "c.txt") },
		"climbing name":          func(d map[string]any) { name(d, "../../etc/passwd") },
		"absolute name":          func(d map[string]any) { name(d, "/etc/passwd") },
		"no name":                func(d map[string]any) { name(d, "") },
		"name with a NUL":        func(d map[string]any) { name(d, "a\x00") },
		"name that is no base64": func(d map[string]any) { name(d, map[string]any{"base64": "!"}) },
		"slot with a colon":      func(d map[string]any) { item(d)["key"].(map[string]any)["slot"] = "a:b" },
		"another mode":           func(d map[string]any) { item(d)["mode"] = "x" },
		"unknown mode":           func(d map[string]any) { item(d)["mode"] = "setuid" },
		"unknown part":           func(d map[string]any) { item(d)["part"] = "secrets" },
		"another size":           func(d map[string]any) { item(d)["size"] = 6 },
		"negative size":          func(d map[string]any) { item(d)["size"] = -5 },
		"huge size":              func(d map[string]any) { item(d)["size"] = 1 << 60 },
		"another digest":         func(d map[string]any) { item(d)["sha256"] = string(lockstep.DigestOf([]byte("omega"))) },
		"no digest":              func(d map[string]any) { item(d)["sha256"] = "" },
		"no path":                func(d map[string]any) { delete(item(d), "path") },
		"another's path":         func(d map[string]any) { item(d)["path"] = "items/main/file/b.txt" },
		"a link with a file":     func(d map[string]any) { item(d)["mode"], item(d)["link"] = "link", "alpha" },
		"a link with no target":  func(d map[string]any) { item(d)["mode"] = "link"; delete(item(d), "path") },
		"a file with a target":   func(d map[string]any) { item(d)["link"] = "alpha" },
		"need of nothing":        func(d map[string]any) { item(d)["needs"] = []any{map[string]any{}} },
		"omitted nothing":        func(d map[string]any) { d["omitted"] = []any{map[string]any{"why": "x"}} },
		"another state":          func(d map[string]any) { part(d, "snapshot")["state"] = string(lockstep.DigestOf(nil)) },
		"another id":             func(d map[string]any) { part(d, "snapshot")["id"] = string(lockstep.DigestOf(nil)) },
		"another person":         func(d map[string]any) { part(d, "snapshot")["by"] = "eve@laptop" },
		"another environment":    func(d map[string]any) { part(d, "environment")["uuid"] = "other" },
		"no environment":         func(d map[string]any) { delete(d, "environment") },
		"environment's odd name": func(d map[string]any) { part(d, "environment")["name"] = "a/b" },
		"environment's odd role": func(d map[string]any) { part(d, "environment")["role"] = "root" },
		"project's odd name":     func(d map[string]any) { part(d, "project")["name"] = "--help" },
		"project's odd uuid":     func(d map[string]any) { part(d, "project")["uuid"] = "../x" },
		"time that is none":      func(d map[string]any) { part(d, "snapshot")["taken_at"] = "yesterday" },
		"time out of range":      func(d map[string]any) { part(d, "snapshot")["taken_at"] = "9999-01-01T00:00:00Z" },
		"note of a megabyte":     func(d map[string]any) { part(d, "snapshot")["note"] = strings.Repeat("x", 1<<20) },
		"a thousand fields": func(d map[string]any) {
			for i := range 1000 {
				d[fmt.Sprint(i)] = i
			}
		},
	} {
		t.Run(what, func(t *testing.T) {
			_, err := read(t, edited(t, simple(t), edit))
			refusedArchive(t, err)
		})
	}
	t.Run("but a field of a later day is not", func(t *testing.T) {
		if _, err := read(t, edited(t, simple(t), func(d map[string]any) { d["later"] = []any{1, map[string]any{"x": nil}}; item(d)["later"] = 1 })); err != nil {
			t.Error(err)
		}
	})
}

func TestDocumentsThatAreNoDocumentAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "text": "hello", "list": "[]", "null": "null", "number": "1", "cut": `{"format":1,"items":[{"path"`, "more behind": `{"format":1} {}`,
		"a field twice": `{"format":1,"format":1}`, "deep": `{"x":` + strings.Repeat("[", 100_000), "empty object": "{}",
		"lists without end": `{"format":1,"project":{"slots":[` + strings.Repeat("{},", 200_000) + `{}]}}`,
		"needs without end": `{"format":1,"items":[{"needs":[` + strings.Repeat("{},", 200_000) + `{}]}]}`,
		"items without end": `{"format":1,"items":[` + strings.Repeat("{},", 200_000) + `{}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(t, zipped(t, []packedFile{packedAs("lockstep.json", text)}))
			refusedArchive(t, err)
		})
	}
}

func TestLyingHeadersAreRefused(t *testing.T) {
	content := simple(t)
	central := bytes.Index(content, []byte("PK\x01\x02"))
	local := bytes.Index(content, []byte("PK\x03\x04"))
	end := bytes.LastIndex(content, []byte("PK\x05\x06"))
	put16 := func(at int, n uint16) func([]byte) {
		return func(b []byte) { binary.LittleEndian.PutUint16(b[at:], n) }
	}
	put32 := func(at int, n uint32) func([]byte) {
		return func(b []byte) { binary.LittleEndian.PutUint32(b[at:], n) }
	}
	for name, lie := range map[string]func([]byte){
		"encrypted in the list":      put16(central+8, 1),
		"encrypted in both":          func(b []byte) { put16(central+8, 1)(b); put16(local+6, 1)(b) },
		"method in the list":         put16(central+10, 0),
		"unknown method in both":     func(b []byte) { put16(central+10, 99)(b); put16(local+8, 99)(b) },
		"checksum in the list":       put32(central+16, 1),
		"checksum in both":           func(b []byte) { put32(central+16, 1)(b); put32(local+14, 1)(b) },
		"packed size in the list":    put32(central+20, 3),
		"packed size beyond the end": func(b []byte) { put32(central+20, 1<<30)(b); put32(local+18, 1<<30)(b) },
		"packed size into the next": func(b []byte) {
			n := binary.LittleEndian.Uint32(b[central+20:]) + 9
			put32(central+20, n)(b)
			put32(local+18, n)(b)
		},
		"size smaller":                  func(b []byte) { put32(central+24, 3)(b); put32(local+22, 3)(b) },
		"size larger":                   func(b []byte) { put32(central+24, 1<<20)(b); put32(local+22, 1<<20)(b) },
		"size of 4 GiB":                 func(b []byte) { put32(central+24, 1<<32-2)(b); put32(local+22, 1<<32-2)(b) },
		"size larger than any":          put32(central+24, 1<<32-1),
		"another name in the header":    func(b []byte) { b[local+30] = 'X' },
		"place in the list":             put32(central+42, 7),
		"place beyond the end":          put32(central+42, 1<<31),
		"length of a name":              put16(central+28, 60000),
		"length of an extra":            put16(central+30, 60000),
		"length of a comment":           put16(central+32, 60000),
		"number of files, more":         func(b []byte) { put16(end+8, 40)(b); put16(end+10, 40)(b) },
		"number of files, fewer":        func(b []byte) { put16(end+8, 1)(b); put16(end+10, 1)(b) },
		"number of files, the most":     func(b []byte) { put16(end+8, 65535)(b); put16(end+10, 65535)(b) },
		"size of the list":              put32(end+12, 1<<31),
		"place of the list":             put32(end+16, 0),
		"length of the closing comment": put16(end+20, 9),
	} {
		t.Run(name, func(t *testing.T) {
			b := bytes.Clone(content)
			lie(b)
			_, err := read(t, b)
			refusedArchive(t, err)
		})
	}
}

func TestTwoFilesInOnePlaceAreRefused(t *testing.T) {
	content := simple(t)
	first := bytes.Index(content, []byte("PK\x01\x02"))
	end := bytes.LastIndex(content, []byte("PK\x05\x06"))
	entry := content[first : first+46+len("README.txt")]
	b := append(append(append([]byte{}, content[:end]...), entry...), content[end:]...)
	tail := b[end+len(entry):]
	binary.LittleEndian.PutUint16(tail[8:], binary.LittleEndian.Uint16(tail[8:])+1)
	binary.LittleEndian.PutUint16(tail[10:], binary.LittleEndian.Uint16(tail[10:])+1)
	binary.LittleEndian.PutUint32(tail[12:], binary.LittleEndian.Uint32(tail[12:])+uint32(len(entry)))
	_, err := read(t, b)
	refusedArchive(t, err)
	if !strings.Contains(err.Error(), "shares its place") {
		t.Error(err)
	}
}

func TestAnArchiveCutAnywhereIsRefused(t *testing.T) {
	content := simple(t)
	path := filepath.Join(t.TempDir(), "archive.zip")
	for n := range len(content) {
		if err := os.WriteFile(path, content[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := snapshots.ReadArchive(t.Context(), path)
		refusedArchive(t, err)
	}
}

func TestAnArchiveWithOneBitChangedIsRefusedOrTheSame(t *testing.T) {
	content := simple(t)
	want, err := read(t, content)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "archive.zip")
	refused := 0
	for i := range len(content) {
		b := bytes.Clone(content)
		b[i] ^= 1 << (i % 8)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := snapshots.ReadArchive(t.Context(), path)
		if err != nil {
			refusedArchive(t, err)
			refused++
			continue
		}
		sameArchive(t, got, want) // a time in a header, or the text for people
	}
	if refused < len(content)*2/3 {
		t.Errorf("only %d of %d were noticed", refused, len(content))
	}
}
