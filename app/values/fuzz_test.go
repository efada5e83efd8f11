package values_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// mostPlaces bounds how many places of a document are set to their own value.
const mostPlaces = 30

// holds checks what is true of any document and any text: own values change nothing, another value changes its token
// alone, what cannot be is refused with a sentence, and what was added is there.
func holds(t *testing.T, name string, body []byte, pick int, text string) {
	t.Helper()
	before := bytes.Clone(body)
	d, err := values.Open(name, body)
	if err != nil {
		if !errors.Is(err, lockstep.Invalid) || !strings.Contains(err.Error(), "as a whole") {
			t.Fatal(err)
		}
		return
	}
	places := d.Places()
	for _, p := range places[:min(len(places), mostPlaces)] {
		at, err := d.Place(p.Address)
		if err == nil && (at.Start != p.Start || at.Line != p.Line) || err != nil && p.Fixed == "" {
			t.Fatalf("%s is at %d, and found at %d: %v", p.Address, p.Start, at.Start, err)
		}
		if v, there := d.Get(p.Address); there {
			if got, err := d.Set(p.Address, v); err != nil || !bytes.Equal(got, body) {
				t.Fatalf("%s set to its own value %q gives %q, %v", p.Address, v.Token(), got, err)
			}
		}
	}
	if len(places) > 0 {
		sets(t, d, body, places, pick%len(places), text)
		p := places[pick%len(places)]
		adds(t, d, p.Address+text, text)
		adds(t, d, p.Address[:strings.LastIndexByte(p.Address, '/')+1]+values.Escape(text), text)
		if _, err := d.Remove(p.Address); err != nil {
			refused(t, err)
		}
	}
	adds(t, d, "/"+values.Escape(text), text)
	adds(t, d, values.Escape(text), text)
	if !bytes.Equal(before, body) {
		t.Fatal("the document itself was changed")
	}
}

func sets(t *testing.T, d *values.Document, body []byte, places []values.Place, i int, text string) {
	t.Helper()
	p := places[i]
	got, err := d.Set(p.Address, values.Value{Text: text})
	if err != nil {
		refused(t, err)
		return
	}
	if !bytes.HasPrefix(got, body[:p.Start]) || !bytes.HasSuffix(got, body[p.End:]) {
		t.Fatalf("setting %s to %q changed other bytes: %q", p.Address, text, got)
	}
	again := reopened(t, d, got)
	after := again.Places()
	if len(after) != len(places) {
		t.Fatalf("setting %s to %q makes %d places of %d: %q", p.Address, text, len(after), len(places), got)
	}
	for j, a := range after {
		want := places[j].Value.Text
		if j == i {
			want = text
		}
		if a.Value.Text != want && (j != i || a.Value.Kind != values.Number) { // a number may be written in other digits
			t.Fatalf("setting %s to %q makes %q of %q at %s: %q", p.Address, text, a.Value.Text, want, a.Address, got)
		}
	}
}

func adds(t *testing.T, d *values.Document, address, text string) {
	t.Helper()
	got, err := d.Insert(address, values.Value{Kind: values.String, Text: text})
	if err != nil {
		refused(t, err)
		return
	}
	if v, there := reopened(t, d, got).Get(address); !there || v.Text != text {
		t.Fatalf("%s was added as %q, and is %q: %q", address, text, v.Text, got)
	}
}

func refused(t *testing.T, err error) {
	t.Helper()
	if lockstep.CodeOf(err) == lockstep.Internal || !strings.Contains(err.Error(), "Nothing was changed.") {
		t.Fatal(err)
	}
}

// reopened reads a result with the format of the document that it is of.
func reopened(t *testing.T, d *values.Document, body []byte) *values.Document {
	t.Helper()
	names := map[values.Format]string{values.JSON: "a.json", values.YAML: "a.yaml", values.TOML: "a.toml", values.Env: ".env", values.INI: "a.ini", values.Properties: "a.properties", values.XML: "a.xml", values.Text: "a.txt"}
	again, err := values.Open(names[d.Format()], body)
	if err != nil {
		t.Fatalf("%v: %q", err, body)
	}
	return again
}

func fuzz(f *testing.F, name string, seeds ...string) {
	for i, seed := range seeds {
		f.Add([]byte(seed), i, "x")
		f.Add([]byte(strings.ReplaceAll(seed, "\n", "\r\n")), i+1, "a: 'b\" # é\n")
	}
	f.Fuzz(func(t *testing.T, body []byte, pick int, text string) {
		holds(t, name, body, max(pick, -pick-1), text)
	})
}

func FuzzJSON(f *testing.F) {
	fuzz(f, "a.json", "{\"a\": [1, \"x\\u00e9\", null, true], // c\n \"b\": {},}\n", "\ufeff[1e400]", `"x"`, `{"a":1,"a":2}`)
}

func FuzzYAML(f *testing.F) {
	fuzz(f, "a.yaml", "a: &x 'it''s' # c\nb:\n- |+\n  x\n\n- >2-\n    y\n- *x\nc: {d: [1, !!str 2], ? e}\n", "---\na:\n  b\n  c\n--- \"x\\\n  y\"\n...\n", "? a\n: - b\n  -\n", "<<: {a: 1}\n\"k\": ~\n")
}

func FuzzTOML(f *testing.F) {
	fuzz(f, "a.toml", "a.b = 1 # c\n[t.\"u v\"]\nx = '''\ny'''\nz = [ { k = 1.5 }, [\n 'a', # b\n] ]\n[[l]]\nd = 1979-05-27T07:32:00Z\n[l.m]\n", "a = \"\"\"\nx\\\n  y\"\"\"\nb = { }\n")
}

func FuzzEnv(f *testing.F) {
	fuzz(f, ".env", "# c\nexport A=1 # d\nB=\"x\ny\\n\" # e\nC='z'\nD=\nE: f", "A=${B}#c\nA=2\n")
}

func FuzzINI(f *testing.F) {
	fuzz(f, "a.ini", "a=1\n; c\n[s t]\nb : \"x;y\" ; d\nflag\nc = e\n  f\n[a]\n[s t]\nb2=\n", "[a/b]\n\tk = 'x' # y\n")
}

func FuzzProperties(f *testing.F) {
	fuzz(f, "a.properties", "# c\na.b = x\\\n   y\nc\\ d:\\u00e9\\\\\ne f\n!x\ng", "a=\\\n\nb:\n")
}

func FuzzXML(f *testing.F) {
	fuzz(f, "a.xml", "<?xml version='1.0'?>\n<!-- c -->\n<a x='1' y=\"&lt;\">\n  <b k=\"1\">t &amp; u</b>\n  <b k=\"2\"><![CDATA[z]]></b>\n  <c/>\n  <n:d n:e='f'></n:d>\n</a>\n", "<!DOCTYPE a><a>b<!-- c -->d</a>")
}

func FuzzPattern(f *testing.F) {
	f.Add([]byte("server_name dev.example;\nlisten 80;\n"), `server_name\s+(\S+);`, "live.example")
	f.Add([]byte("é\r\n"), `^(.*)$`, "")
	f.Fuzz(func(t *testing.T, body []byte, pattern, text string) {
		d, err := values.OpenText("nginx.conf", body)
		if err != nil {
			return
		}
		p, err := d.Place("~" + pattern)
		if err != nil {
			refused(t, err)
			return
		}
		got, err := d.Set("~"+pattern, values.Value{Text: text})
		if err != nil {
			refused(t, err)
			return
		}
		if want := string(body[:p.Start]) + text + string(body[p.End:]); string(got) != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}
