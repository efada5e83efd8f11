package values_test

import (
	"errors"
	"strings"
	"testing"

	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// put is a place that is added to a document, or taken out of it.
type put struct{ name, file, text, address, value, want string }

var puts = []put{
	{"JSON over lines", "a.json", "{\n  \"a\": 1, // one\n  \"b\": 2 // two\n}\n", "/c", "x", "{\n  \"a\": 1, // one\n  \"b\": 2, // two\n  \"c\": \"x\"\n}\n"},
	{"JSON with a last comma", "a.json", "{\r\n\t\"a\" : 1,\r\n}", "/c", "x", "{\r\n\t\"a\" : 1,\r\n\t\"c\" : \"x\",\r\n}"},
	{"JSON on a line", "a.json", `{"a":1}`, "/c", "x", `{"a":1, "c":"x"}`},
	{"JSON without members", "a.json", `{"a":{}}`, "/a/b/c", "x", `{"a":{"b":{"c": "x"}}}`},
	{"JSON in a list", "a.json", `{"a":[1,2]}`, "/a/2", "x", `{"a":[1,2,"x"]}`},
	{"JSON behind a list", "a.json", `{"a":[1,2]}`, "/a/-", "x", ""},
	{"JSON past a list", "a.json", `{"a":[1,2]}`, "/a/4", "x", ""},
	{"JSON below a value", "a.json", `{"a":1}`, "/a/4", "x", ""},
	{"JSON that is there", "a.json", `{"a":1}`, "/a", "x", ""},
	{"YAML", "a.yaml", "a:\n    b: 1 # one\n    # two\nc: 2\n", "/a/d", "x", "a:\n    b: 1 # one\n    d: x\n    # two\nc: 2\n"},
	{"YAML below nothing", "a.yaml", "a: 1\r\n", "/s/t/u", "x", "a: 1\r\ns:\r\n  t:\r\n    u: x\r\n"},
	{"YAML behind a block", "a.yaml", "a: |\n  x\n\n  y\n", "/b", "x", "a: |\n  x\n\n  y\nb: x\n"},
	{"YAML without a last break", "a.yaml", "a: 'y'", "/b", "x", "a: 'y'\nb: 'x'"},
	{"YAML in braces", "a.yaml", "a: {b: 1}\n", "/a/c/d", "x", "a: {b: 1, c: {d: x}}\n"},
	{"YAML in empty braces", "a.yaml", "a: {}\n", "/a/c", "x", "a: {c: x}\n"},
	{"YAML in a list", "a.yaml", "a:\n- b\n- c\nd: 1\n", "/a/2", "x", "a:\n- b\n- c\n- x\nd: 1\n"},
	{"YAML of comments", "a.yaml", "# a\n", "/a", "x", "# a\na: x\n"},
	{"YAML beside a merge", "a.yaml", "a: &x {v: 1}\nb:\n  <<: *x\n", "/b/v", "x", "a: &x {v: 1}\nb:\n  <<: *x\n  v: x\n"},
	{"YAML of what is merged", "a.yaml", "a: &x {v: 1}\nb:\n  <<: *x\n", "/a/w", "x", ""},
	{"TOML", "a.toml", "a=1 # one\n\n[s]\n  b=2\n", "/c", "x", "a=1 # one\nc=\"x\"\n\n[s]\n  b=2\n"},
	{"TOML before the first table", "a.toml", "[s]\nb = 2\n", "/c", "x", "c = \"x\"\n\n[s]\nb = 2\n"},
	{"TOML behind a note on the file", "a.toml", "# note\n\n# s\n[s]\nb = 2\n", "/c", "x", "# note\n\nc = \"x\"\n\n# s\n[s]\nb = 2\n"},
	{"TOML in a table", "a.toml", "[s]\n  b = 2\n[t]\n", "/s/c.d", "x", "[s]\n  b = 2\n  \"c.d\" = \"x\"\n[t]\n"},
	{"TOML in an empty table", "a.toml", "[s]\n[t]\n", "/s/c", "x", "[s]\nc = \"x\"\n[t]\n"},
	{"TOML in a new table", "a.toml", "a = 1\r\n", "/s/t/c", "x", "a = 1\r\n\r\n[s.t]\r\nc = \"x\"\r\n"},
	{"TOML in braces", "a.toml", "a = { b = 1 }\n", "/a/c/d", "x", "a = { b = 1, c.d = \"x\" }\n"},
	{"TOML beside dotted keys", "a.toml", "a.b.c = 1\nd = 2\n", "/a/b/x", "x", "a.b.c = 1\na.b.x = \"x\"\nd = 2\n"},
	{"TOML in a list", "a.toml", "a = [\n  1,\n  2\n]\n", "/a/2", "x", "a = [\n  1,\n  2,\n  \"x\"\n]\n"},
	{".env", ".env", "export A=1\n", "B", "x y", "export A=1\nexport B='x y'\n"},
	{".env without a last break", ".env", "A=1\r\nC=2", "B", "x", "A=1\r\nC=2\r\nB=x"},
	{"an empty .env", ".env", "", "B", "x", "B=x\n"},
	{"INI", "a.ini", "a = 0\n[s]\nb = 1\n\n[t]\nc = 1\n", "s/d", "x", "a = 0\n[s]\nb = 1\nd = x\n\n[t]\nc = 1\n"},
	{"INI without a section", "a.ini", "[s]\nb: 1\n", "d", "x", "d: x\n\n[s]\nb: 1\n"},
	{"INI in a new section", "a.ini", "[s]\nb=1\n", "t/d", "x", "[s]\nb=1\n\n[t]\nd=x\n"},
	{"properties", "a.properties", "a : b\n", "c d", "x", "a : b\nc\\ d : x\n"},
	{"XML by a key", "web.config", "<c>\n  <s>\n    <add key=\"A\" value=\"1\" />\n  </s>\n</c>", "c/s/add[key=B]@value", "x", "<c>\n  <s>\n    <add key=\"A\" value=\"1\" />\n    <add key=\"B\" value=\"x\" />\n  </s>\n</c>"},
	{"XML of an attribute", "a.xml", `<c><s a="1"/></c>`, "c/s@b", "x", `<c><s a="1" b="x"/></c>`},
	{"XML of a text", "a.xml", "<c>\n  <a>1</a>\n</c>", "c/b/d", "x", "<c>\n  <a>1</a>\n  <b><d>x</d></b>\n</c>"},
	{"a text", "nginx.conf", "a", "~b(c)", "x", ""},
}

func TestInsert(t *testing.T) {
	for _, p := range puts {
		t.Run(p.name, func(t *testing.T) {
			d, err := values.Open(p.file, []byte(p.text))
			if err != nil {
				t.Fatal(err)
			}
			got, err := d.Insert(p.address, text(p.value))
			if p.want == "" {
				if err == nil || !strings.Contains(err.Error(), "Nothing was changed.") {
					t.Errorf("got %q, %v", got, err)
				}
				return
			}
			if err != nil || string(got) != p.want {
				t.Errorf("got  %q, %v\nwant %q", got, err, p.want)
			}
			takeOut(t, p.file, got, p.address)
		})
	}
}

// What vanished is put back as it was written.
func TestInsertKeepsTheToken(t *testing.T) {
	for _, p := range []put{
		{"JSON", "a.json", `{"a": "\u00e9"}`, "/a", `{"b": 1}`, `{"b": 1, "a": "\u00e9"}`},
		{"YAML", "a.yaml", "a: 0x1F\n", "/a", "b: \"1\"\n", "b: \"1\"\na: 0x1F\n"},
		{"YAML quotes", "a.yaml", "a: 'x'\n", "/a", "b: 1\n", "b: 1\na: 'x'\n"},
		{"TOML", "a.toml", "a = 1_000\n", "/a", "b = 1\n", "b = 1\na = 1_000\n"},
		{".env", ".env", "A=\"x\"\n", "A", "B=1\nC\n", "B=1\nC\nA=\"x\"\n"},
		{"INI", "a.ini", "[s]\na='x'\n", "s/a", "[s]\nb=1\n", "[s]\nb=1\na='x'\n"},
		{"properties", "a.properties", "a=\\u0041\n", "a", "b=1\n", "b=1\na=\\u0041\n"},
		{"XML", "a.xml", "<a b='1'/>", "a@b", "<a/>", "<a b=\"1\"/>"},
	} {
		t.Run(p.name, func(t *testing.T) {
			from, err := values.Open(p.file, []byte(p.text))
			if err != nil {
				t.Fatal(err)
			}
			into, err := values.Open(p.file, []byte(p.value))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := into.Insert(p.address, mustGet(t, from, p.address)); err != nil || string(got) != p.want {
				t.Errorf("got  %q, %v\nwant %q", got, err, p.want)
			}
		})
	}
}

// takeOut takes out what was added: it is gone then, or was the only one where something must be.
func takeOut(t *testing.T, file string, body []byte, address string) {
	t.Helper()
	d, err := values.Open(file, body)
	if err != nil {
		t.Fatal(err)
	}
	without, err := d.Remove(address)
	if err != nil {
		if !errors.Is(err, lockstep.Invalid) || strings.Count(address, "/") < 2 {
			t.Error(err)
		}
		return
	}
	again, err := values.Open(file, without)
	if err != nil {
		t.Fatal(err)
	}
	if _, there := again.Get(address); there {
		t.Errorf("it is still there: %q", without)
	}
}

func TestRemove(t *testing.T) {
	for _, p := range []put{
		{"JSON first", "a.json", `{"a": 1, "b": 2}`, "/a", "", `{"b": 2}`},
		{"JSON last", "a.json", `{"a": 1, "b": 2}`, "/b", "", `{"a": 1}`},
		{"JSON line", "a.json", "{\n  \"a\": 1, // x\n  \"b\": 2\n}", "/a", "", "{\n  \"b\": 2\n}"},
		{"JSON last line", "a.json", "{\n  \"a\": 1, // x\n  \"b\": 2\n}", "/b", "", "{\n  \"a\": 1 // x\n}"},
		{"JSON only", "a.json", `{"a": 1}`, "/a", "", `{}`},
		{"YAML", "a.yaml", "a: 1\nb: 2 # x\nc: 3\n", "/b", "", "a: 1\nc: 3\n"},
		{"YAML only", "a.yaml", "a:\n  b: 2\nc: 3\n", "/a/b", "", ""},
		{"YAML shared line", "a.yaml", "- a: 1\n  b: 2\n", "/0/a", "", ""},
		{"YAML flow", "a.yaml", "a: [x, y, z]\n", "/a/1", "", "a: [x, z]\n"},
		{"YAML block", "a.yaml", "a: |\n  x\n  y\nb: 1\n", "/a", "", "b: 1\n"},
		{"TOML", "a.toml", "a = 1\r\nb = 2\r\n", "/b", "", "a = 1\r\n"},
		{"TOML inline", "a.toml", "a = { b = 1, c = 2 }\n", "/a/c", "", "a = { b = 1 }\n"},
		{".env", ".env", "A=1\nB=\"x\ny\"\nC=3", "B", "", "A=1\nC=3"},
		{".env last", ".env", "A=1\nC=3", "C", "", "A=1"},
		{"properties", "a.properties", "a=1\nb=2\\\n 3\nc=4\n", "b", "", "a=1\nc=4\n"},
		{"XML", "a.xml", "<a>\n  <b>1</b>\n  <c>2</c>\n</a>", "a/c", "", "<a>\n  <b>1</b>\n</a>"},
		{"XML attribute", "a.xml", `<a b="1" c='2'/>`, "a@c", "", `<a b="1"/>`},
	} {
		t.Run(p.name, func(t *testing.T) {
			d, err := values.Open(p.file, []byte(p.text))
			if err != nil {
				t.Fatal(err)
			}
			got, err := d.Remove(p.address)
			if p.want == "" {
				if err == nil || !strings.Contains(err.Error(), "Nothing was changed.") {
					t.Errorf("got %q, %v", got, err)
				}
			} else if err != nil || string(got) != p.want {
				t.Errorf("got  %q, %v\nwant %q", got, err, p.want)
			}
		})
	}
}
