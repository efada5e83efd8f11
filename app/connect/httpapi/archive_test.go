package httpapi_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/httpapi"
	"lockstep/app/connect/httpapi/refapp"
	"lockstep/app/lockstep"
)

// entry is one of a zip that somebody made by hand.
type entry struct {
	name string
	mode fs.FileMode
	body string
}

func zipped(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range entries {
		header := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		if e.mode != 0 {
			header.SetMode(e.mode)
		}
		w, err := z.CreateHeader(header)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(e.body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bomb is a zip with an entry that says it is small, and is not.
func bomb(t testing.TB) []byte {
	t.Helper()
	b := zipped(t, entry{name: "a", body: strings.Repeat("\x00", 1<<20)})
	directory := bytes.LastIndex(b, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(b[directory+24:], 10)
	return b
}

// saying150MB is a zip with entries that say they are as large.
func saying150MB(t testing.TB, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := range n {
		if _, err := z.CreateRaw(&zip.FileHeader{Name: fmt.Sprint(i), Method: zip.Deflate, UncompressedSize64: 150 << 20}); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func encrypted(t testing.TB) []byte {
	t.Helper()
	b := zipped(t, entry{name: "a", body: "1"})
	directory := bytes.LastIndex(b, []byte("PK\x01\x02"))
	b[directory+8] |= 1
	return b
}

func TestAHostileZipIsRefused(t *testing.T) {
	a := refapp.Start(t)
	many := make([]entry, 20_001)
	for i := range many {
		many[i].name = fmt.Sprint(i)
	}
	for _, r := range []struct {
		name   string
		packed []byte
		says   string
	}{
		{"up", zipped(t, entry{name: "../etc/passwd"}), "is no path inside a configuration"},
		{"up, in between", zipped(t, entry{name: "a/../../b"}), "is no path inside a configuration"},
		{"from the root", zipped(t, entry{name: "/etc/passwd"}), "is no path inside a configuration"},
		{"from a drive", zipped(t, entry{name: `C:\windows\system.ini`}), "is no path inside a configuration"},
		{"without a name", zipped(t, entry{name: ""}), "is no path inside a configuration"},
		{"a control character", zipped(t, entry{name: "a\nb"}), "is no path inside a configuration"},
		{"no UTF-8", zipped(t, entry{name: "a\xff"}), "is no path inside a configuration"},
		{"a very long name", zipped(t, entry{name: strings.Repeat("a", 2000)}), "is no path inside a configuration"},
		{"a name that is kept", zipped(t, entry{name: ".lockstep-remove", body: `["a"]`}), "kept for the contract"},
		{"twice", zipped(t, entry{name: "a"}, entry{name: "a"}), "is there twice"},
		{"a file as a folder", zipped(t, entry{name: "a"}, entry{name: "a/b"}), "cannot be there together"},
		{"a link", zipped(t, entry{name: "a", mode: fs.ModeSymlink | 0o777, body: "/etc/passwd"}), "is no plain file"},
		{"a device", zipped(t, entry{name: "a", mode: fs.ModeDevice | 0o666}), "is no plain file"},
		{"too many", zipped(t, many...), "more than 20000 files"},
		{"too much", saying150MB(t, 2), "larger than 256 MB"},
		{"a bomb", bomb(t), "cannot be read"},
		{"encrypted", encrypted(t), "is encrypted"},
		{"cut off", zipped(t, entry{name: "a", body: "1"})[:40], "it is no whole zip"},
	} {
		t.Run(r.name, func(t *testing.T) {
			c := open(t, between(t, a, http.MethodGet, "/configuration", answers(200, "application/zip", string(r.packed))))
			_, err := c.Capture(t.Context())
			if lockstep.CodeOf(err) != lockstep.Invalid || !strings.Contains(fmt.Sprint(err), r.says) || len(fmt.Sprint(err)) > 500 {
				t.Errorf("got %v; want …%s…", err, r.says)
			}
		})
	}
}

func TestFoldersAndModesInAZipMeanNothing(t *testing.T) {
	a := refapp.Start(t)
	packed := zipped(t, entry{name: "pages/", mode: fs.ModeDir | 0o755}, entry{name: "pages/start", mode: 0o755, body: "1"})
	c := open(t, between(t, a, http.MethodGet, "/configuration", answers(200, "application/zip", string(packed))))
	connecttest.Same(t, state(t, "[]", map[string]string{"pages/start": "1"}), connecttest.Capture(t, c))
}

func TestWhatNoConfigurationCanHoldBlocks(t *testing.T) {
	for name, items := range map[string][]lockstep.Item{
		"a link":        {{Key: file("a"), Part: lockstep.Configuration, Mode: lockstep.Link, Body: lockstep.BodyOf([]byte("b"))}},
		"a program":     {{Key: file("a"), Part: lockstep.Configuration, Mode: lockstep.Executable}},
		"up":            {{Key: file("../a"), Part: lockstep.Configuration}},
		"a kept name":   {{Key: file(".lockstep-remove"), Part: lockstep.Configuration}},
		"another kind":  {{Key: lockstep.Key{Slot: "backend", Kind: "collection", Name: "a"}, Part: lockstep.Model}},
		"a wrong part":  {{Key: file("a"), Part: lockstep.Model}},
		"file, folder":  {{Key: file("a"), Part: lockstep.Configuration}, {Key: file("a/b"), Part: lockstep.Configuration}},
		"a bad object":  {{Key: object("a"), Part: lockstep.Model, Body: lockstep.BodyOf([]byte("{"))}},
		"another name":  {{Key: object("a"), Part: lockstep.Model, Body: lockstep.BodyOf([]byte(`{"name":"b","fields":{}}`))}},
		"a lone object": {{Key: object("a"), Part: lockstep.Model, Body: lockstep.BodyOf([]byte(`{"name":"a","fields":{"x":{"object":"b"}}}`))}},
	} {
		t.Run(name, func(t *testing.T) {
			want, err := lockstep.NewState(items, nil)
			if err != nil {
				t.Fatal(err)
			}
			_, problems, err := httpapi.Driver().Prepare(slot(), lockstep.State{}, want)
			blocks := 0
			for _, p := range problems {
				if p.Verdict == lockstep.Blocks {
					blocks++
				}
			}
			if err != nil || blocks == 0 {
				t.Errorf("%v %v", problems, err)
			}
		})
	}
}
