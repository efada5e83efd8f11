package snapshots_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lockstep/app/lockstep"
	"lockstep/snapshots"
)

// table changes the rows of a table of a backup.
func table(t testing.TB, content []byte, name string, edit func(rows []map[string]any) []map[string]any) []byte {
	t.Helper()
	files := unzipped(t, content)
	for i, f := range files {
		if f.header.Name != name {
			continue
		}
		var rows []map[string]any
		d := json.NewDecoder(bytes.NewReader(f.content))
		d.UseNumber()
		for d.More() {
			row := map[string]any{}
			if err := d.Decode(&row); err != nil {
				t.Fatal(err)
			}
			rows = append(rows, row)
		}
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		for _, row := range edit(rows) {
			if err := e.Encode(row); err != nil {
				t.Fatal(err)
			}
		}
		files[i].content = b.Bytes()
	}
	return zipped(t, files)
}

// refusedBackup asserts that a backup is refused, or that it names damage and so is not taken unasked.
func refusedBackup(t testing.TB, content []byte) {
	t.Helper()
	c, err := opened(t, content)
	if err == nil && c.Damages > 0 && len(c.Damaged) > 0 {
		return
	}
	refusedArchive(t, err)
}

func TestHostileEntriesOfABackupAreRefused(t *testing.T) {
	good := unzipped(t, newHistory(t).write(t))
	with := func(more ...packedFile) []packedFile { return append(append([]packedFile{}, good...), more...) }
	without := func(prefix string) (files []packedFile) {
		gone := false
		for _, f := range good {
			if !gone && strings.HasPrefix(f.header.Name, prefix) {
				gone = true
				continue
			}
			files = append(files, f)
		}
		return files
	}
	stranger := lockstep.DigestOf([]byte("stranger"))
	alpha := string(lockstep.DigestOf([]byte("alpha")))
	link := packedAs("blobs/"+string(stranger), "/etc/passwd")
	link.header.SetMode(fs.ModeSymlink | 0o777)
	wrong := with()
	for i, f := range wrong {
		if f.header.Name == "blobs/"+alpha {
			wrong[i].content = []byte("omega")
		}
	}
	for name, files := range map[string][]packedFile{
		"a content that nobody names":    with(packedAs("blobs/"+string(stranger), "stranger")),
		"a content of another name":      with(packedAs("blobs/readme", "x")),
		"a content in capitals":          with(packedAs("blobs/"+strings.ToUpper(string(stranger)), "stranger")),
		"a content twice":                with(packedAs("blobs/"+alpha, "alpha")),
		"a content twice but for case":   with(packedAs("BLOBS/"+alpha, "alpha")),
		"a content that is another":      wrong,
		"a content that is missing":      without("blobs/"),
		"a table that is missing":        without("tables/states"),
		"a table of runs that is gone":   without("tables/runs"),
		"a table more":                   with(packedAs("tables/states-2.jsonl", "{}")),
		"a table that climbs":            with(packedAs("tables/../../evil", "x")),
		"absolute":                       with(packedAs("/blobs/"+string(stranger), "stranger")),
		"backslash":                      with(packedAs(`blobs\`+string(stranger), "stranger")),
		"control character":              with(packedAs("blobs/\x07", "x")),
		"symbolic link":                  with(link),
		"an item as the plain ones have": with(packedAs("items/main/file/a", "x")),
	} {
		t.Run(name, func(t *testing.T) { refusedBackup(t, zipped(t, files)) })
	}
}

func TestHostileDocumentsOfABackupAreRefused(t *testing.T) {
	list := func(d map[string]any, name string) []any { return d[name].([]any) }
	one := func(d map[string]any, name string, i int) map[string]any { return list(d, name)[i].(map[string]any) }
	settings := func(d map[string]any, i int) map[string]any {
		return one(d, "environments", i)["settings"].(map[string]any)
	}
	other := string(lockstep.DigestOf([]byte("other")))
	for what, edit := range map[string]func(d map[string]any){
		"no projects":          func(d map[string]any) { d["projects"] = []any{} },
		"a project twice":      func(d map[string]any) { d["projects"] = append(list(d, "projects"), one(d, "projects", 0)) },
		"a project's odd name": func(d map[string]any) { one(d, "projects", 0)["name"] = "../x" },
		"a slot twice": func(d map[string]any) {
			p := one(d, "projects", 0)
			p["slots"] = append(list(p, "slots"), list(p, "slots")[0])
		},
		"an environment twice":       func(d map[string]any) { d["environments"] = append(list(d, "environments"), one(d, "environments", 0)) },
		"no environments":            func(d map[string]any) { d["environments"] = []any{} },
		"an environment's odd role":  func(d map[string]any) { one(d, "environments", 0)["role"] = "root" },
		"of a project that is not":   func(d map[string]any) { one(d, "environments", 0)["project"] = "other" },
		"upstream of itself":         func(d map[string]any) { settings(d, 0)["upstream"] = staging },
		"upstream in a ring":         func(d map[string]any) { settings(d, 0)["upstream"] = live },
		"upstream that is not there": func(d map[string]any) { settings(d, 0)["upstream"] = "nobody" },
		"a number below":             func(d map[string]any) { settings(d, 0)["numbered"] = -1 },
		"a number beyond":            func(d map[string]any) { settings(d, 0)["numbered"] = 1 << 40 },
		"a connection of no slot":    func(d map[string]any) { settings(d, 0)["connections"] = map[string]any{"a/b": map[string]any{}} },
		"a setting without end": func(d map[string]any) {
			settings(d, 0)["connections"] = map[string]any{"main": map[string]any{"settings": map[string]any{"path": strings.Repeat("x", 1<<20)}}}
		},
		"a snapshot twice":        func(d map[string]any) { d["snapshots"] = append(list(d, "snapshots"), one(d, "snapshots", 0)) },
		"a number twice":          func(d map[string]any) { one(d, "snapshots", 1)["number"] = 1 },
		"another id":              func(d map[string]any) { one(d, "snapshots", 0)["id"] = other },
		"another state":           func(d map[string]any) { one(d, "snapshots", 0)["state"] = other },
		"another person":          func(d map[string]any) { one(d, "snapshots", 0)["by"] = "eve@laptop" },
		"of no environment":       func(d map[string]any) { one(d, "snapshots", 0)["environment"] = "nobody" },
		"one snapshot less":       func(d map[string]any) { d["snapshots"] = list(d, "snapshots")[1:] },
		"snapshots that are text": func(d map[string]any) { d["snapshots"] = "all" },
		"more tables":             func(d map[string]any) { d["tables"] = map[string]any{"states": 5, "runs": 1} },
		"tables without end":      func(d map[string]any) { d["tables"] = map[string]any{"states": 1 << 50, "runs": 1} },
		"tables below":            func(d map[string]any) { d["tables"] = map[string]any{"states": -1, "runs": 1} },
		"no tables":               func(d map[string]any) { delete(d, "tables") },
		"format 1":                func(d map[string]any) { d["format"] = 1 },
		"newer format":            func(d map[string]any) { d["format"] = 3 },
	} {
		t.Run(what, func(t *testing.T) { refusedBackup(t, edited(t, newHistory(t).write(t), edit)) })
	}
	t.Run("but a field of a later day is not", func(t *testing.T) {
		_, err := opened(t, edited(t, newHistory(t).write(t), func(d map[string]any) { d["later"] = 1; one(d, "snapshots", 0)["later"] = []any{} }))
		if err != nil {
			t.Error(err)
		}
	})
}

func TestHostileTablesAreRefused(t *testing.T) {
	put := func(row map[string]any) map[string]any { return row["put"].([]any)[0].(map[string]any) }
	for what, edit := range map[string]func(rows []map[string]any) []map[string]any{
		"a state twice": func(rows []map[string]any) []map[string]any { return append(rows, rows[0]) },
		"a state less":  func(rows []map[string]any) []map[string]any { return rows[:len(rows)-1] },
		"none":          func(rows []map[string]any) []map[string]any { return nil },
		"an item twice": func(rows []map[string]any) []map[string]any {
			rows[0]["put"] = append(rows[0]["put"].([]any), put(rows[0]))
			return rows
		},
		"a climbing name": func(rows []map[string]any) []map[string]any {
			put(rows[0])["key"].(map[string]any)["name"] = "../x"
			return rows
		},
		"another size": func(rows []map[string]any) []map[string]any { put(rows[0])["size"] = 1 << 40; return rows },
		"another digest": func(rows []map[string]any) []map[string]any {
			put(rows[0])["sha256"] = string(lockstep.DigestOf(nil))
			return rows
		},
		"a digest that is none": func(rows []map[string]any) []map[string]any { put(rows[0])["sha256"] = "x"; return rows },
		"another mode":          func(rows []map[string]any) []map[string]any { put(rows[0])["mode"] = "setuid"; return rows },
		"another state": func(rows []map[string]any) []map[string]any {
			rows[0]["state"] = string(lockstep.DigestOf(nil))
			return rows
		},
		"omitted nothing": func(rows []map[string]any) []map[string]any {
			rows[0]["omitted"] = []any{map[string]any{}}
			return rows
		},
		"text": func(rows []map[string]any) []map[string]any { rows[0]["put"] = "all"; return rows },
	} {
		t.Run(what, func(t *testing.T) { refusedBackup(t, table(t, newHistory(t).write(t), "tables/states-1.jsonl", edit)) })
	}
	other := string(lockstep.DigestOf([]byte("other")))
	for what, edit := range map[string]func(run map[string]any){
		"of no environment":    func(run map[string]any) { run["environment"] = "nobody" },
		"from no environment":  func(run map[string]any) { run["from"] = "nobody" },
		"an odd status":        func(run map[string]any) { run["status"] = "dreaming" },
		"interrupted":          func(run map[string]any) { run["status"] = "interrupted" },
		"an odd act":           func(run map[string]any) { run["act"] = "erase" },
		"no number":            func(run map[string]any) { delete(run, "number") },
		"a number beyond":      func(run map[string]any) { run["number"] = 1 << 40 },
		"no time":              func(run map[string]any) { delete(run, "started_at") },
		"an impossible time":   func(run map[string]any) { run["ended_at"] = "9999-01-01T00:00:00Z" },
		"another guard":        func(run map[string]any) { run["guard"] = other },
		"a want that is none":  func(run map[string]any) { run["want"] = "x" },
		"a step twice":         func(run map[string]any) { run["steps"] = append(run["steps"].([]any), run["steps"].([]any)[0]) },
		"changes of no key":    func(run map[string]any) { run["changes"] = []any{map[string]any{"op": "modify"}} },
		"a failure of 1 MB":    func(run map[string]any) { run["failure"] = strings.Repeat("x", 1<<20) },
		"problems that are 1":  func(run map[string]any) { run["problems"] = 1 },
		"a uuid that is a way": func(run map[string]any) { run["uuid"] = "../x" },
	} {
		t.Run("run "+what, func(t *testing.T) {
			refusedBackup(t, table(t, newHistory(t).write(t), "tables/runs-1.jsonl", func(rows []map[string]any) []map[string]any {
				edit(rows[0])
				return rows
			}))
		})
	}
	t.Run("a run twice", func(t *testing.T) {
		refusedBackup(t, table(t, newHistory(t).write(t), "tables/runs-1.jsonl", func(rows []map[string]any) []map[string]any { return append(rows, rows[0]) }))
	})
}

func TestTablesThatAreNoneAreRefused(t *testing.T) {
	files := unzipped(t, newHistory(t).write(t))
	for name, text := range map[string]string{
		"text": "hello", "list": "[]", "null": "null", "cut": `{"state":"`, "deep": `{"x":` + strings.Repeat("[", 100_000), "a field twice": `{"put":[],"put":[]}`,
		"items without end": `{"put":[` + strings.Repeat("{},", 200_000) + `{}]}`,
		"drops without end": `{"drop":[` + strings.Repeat("{},", 200_000) + `{}]}`,
		"needs without end": `{"put":[{"needs":[` + strings.Repeat("{},", 200_000) + `{}]}]}`,
		"steps without end": `{"steps":[` + strings.Repeat("{},", 300_000) + `{}]}`,
		"rows without end":  strings.Repeat("{}\n", 300_000),
	} {
		for _, table := range []string{"tables/states-1.jsonl", "tables/runs-1.jsonl"} {
			t.Run(name+" in "+table, func(t *testing.T) {
				harmed := append([]packedFile{}, files...)
				for i, f := range harmed {
					if f.header.Name == table {
						harmed[i].content = []byte(text)
					}
				}
				refusedBackup(t, zipped(t, harmed))
			})
		}
	}
}

func TestABackupCutAnywhereIsRefused(t *testing.T) {
	content := newHistory(t).write(t)
	path := filepath.Join(t.TempDir(), "archive.zip")
	for n := range len(content) {
		if err := os.WriteFile(path, content[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := snapshots.Open(t.Context(), path, "")
		refusedArchive(t, err)
	}
}

// Whatever bit is wrong: a backup is refused, or the same, or it names what is damaged and gives nothing that was not
// exported.
func TestABackupWithOneBitChangedGivesNothingElse(t *testing.T) {
	h := newHistory(t)
	content := h.write(t)
	exported := map[string]bool{}
	for _, s := range h.states {
		for _, item := range s.All() {
			exported[item.Key.String()+string(item.Digest())] = true
		}
	}
	path := filepath.Join(t.TempDir(), "archive.zip")
	same, refused, mended := 0, 0, 0
	for i := range len(content) {
		b := bytes.Clone(content)
		b[i] ^= 1 << (i % 8)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := snapshots.Open(t.Context(), path, "")
		if err != nil {
			refusedArchive(t, err)
			refused++
			continue
		}
		if c.Damages == 0 {
			sameHistory(t, c, h)
			same++
			continue
		}
		mended++
		c.Salvage()
		err = c.States(t.Context(), func(s lockstep.State, _ bool) error {
			for _, item := range s.All() {
				if _, err := item.Body.Bytes(); err != nil || !exported[item.Key.String()+string(item.Digest())] {
					t.Errorf("byte %d: %s was not exported so, %v", i, item.Key, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if same > len(content)/3 || mended == 0 || refused == 0 {
		t.Errorf("%d were the same, %d refused and %d mended", same, refused, mended)
	}
}

func TestABombOfABackupIsRefused(t *testing.T) {
	files := unzipped(t, newHistory(t).write(t))
	for i := range files {
		if strings.HasPrefix(files[i].header.Name, "tables/states") {
			files[i].content = bytes.Repeat([]byte(" "), 129<<20)
		}
	}
	content := zipped(t, files)
	grown := allocated(t, func() { refusedBackup(t, content) })
	if grown > 16<<20 {
		t.Errorf("refusing it took %d MiB", grown>>20)
	}
	t.Run("of a hundred thousand contents that nobody names", func(t *testing.T) {
		files := unzipped(t, newHistory(t).write(t))
		for i := range 100_000 {
			content := fmt.Appendf(nil, "content %d", i)
			files = append(files, packedFile{zip.FileHeader{Name: "blobs/" + string(lockstep.DigestOf(content)), Method: zip.Store}, content})
		}
		refusedBackup(t, zipped(t, files))
	})
}
