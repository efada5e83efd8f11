package values_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// A value that is lifted out of one document and laid into another.
func TestAValueMovesBetweenDocuments(t *testing.T) {
	for _, r := range []struct{ name, from, text, address, to, into, at, want string }{
		{"as it was escaped", "a.json", `{"a": "\u00e9"}`, "/a", "b.json", `{"a": "é"}`, "/a", `{"a": "\u00e9"}`},
		{"a large number", "a.json", `[1E400]`, "/0", "b.json", `["x"]`, "/0", `[1E400]`},
		{"in its quotes", "a.yaml", "a: 'x'\n", "/a", "b.yaml", "a: y # c\n", "/a", "a: 'x' # c\n"},
		{"a plain one in brackets", "a.yaml", "a: x, y\n", "/a", "b.yaml", "a: [z]\n", "/a/0", "a: [\"x, y\"]\n"},
		{"a block at another depth", "a.yaml", "a: |\n  x\n  y\n", "/a", "b.yaml", "a:\n    b: z\n    c: 1\n", "/a/b", "a:\n    b: |\n      x\n      y\n    c: 1\n"},
		{"null", "a.yaml", "a:\n", "/a", "b.yaml", "a: 1\n", "/a", "a: null\n"},
		{"hexadecimal", "a.toml", "a = 0xFF_00\n", "/a", "b.toml", "a = 1\n", "/a", "a = 0xFF_00\n"},
		{"lines of TOML", "a.toml", "a = '''\nx'''\n", "/a", "b.toml", "a = \"y\"\n", "/a", "a = '''\nx'''\n"},
		{"with its quotes", ".env", "A='x y' # c\n", "A", ".env.live", "A=z # d\n", "A", "A='x y' # d\n"},
		{"an expansion", ".env", "A=\"${X}\"\n", "A", ".env.live", "A=z\n", "A", "A=\"${X}\"\n"},
		{"an attribute", "a.xml", `<a b='"'/>`, "a@b", "b.xml", `<a b="x"/>`, "a@b", `<a b='"'/>`},
		{"CDATA", "a.xml", `<a><![CDATA[<]]></a>`, "a", "b.xml", `<a>x</a>`, "a", `<a><![CDATA[<]]></a>`},
		{"an attribute to a text", "a.xml", `<a b='"&lt;'/>`, "a@b", "b.xml", `<a>x</a>`, "a", `<a>"&lt;</a>`},
		{"joined lines", "a.properties", "a=b\\\n  c\n", "a", "b.properties", "a = x\n", "a", "a = b\\\n  c\n"},
		{"TOML to JSON", "a.toml", "a = 0xFF_00\n", "/a", "b.json", `{"a": 1}`, "/a", `{"a": 65280}`},
		{"octal or not", "a.yaml", "a: 0123\n", "/a", "b.json", `[1]`, "/0", ""},
		{"YAML to JSON", "a.yaml", "a: .5\n", "/a", "b.json", `{"a": 1}`, "/a", `{"a": 0.5}`},
		{"JSON to YAML", "a.json", `{"a": "yes"}`, "/a", "b.yaml", "a: x\n", "/a", "a: \"yes\"\n"},
		{"JSON to TOML", "a.json", `{"a": true}`, "/a", "b.toml", "a = 'x'\n", "/a", "a = true\n"},
		{"JSON to .env", "a.json", `{"a": 8080}`, "/a", ".env", "A=1\n", "A", "A=8080\n"},
		{".env to a number", ".env", "A=8080\n", "A", "b.json", `{"a": 1}`, "/a", `{"a": 8080}`},
		{".env to a text", ".env", "A=8080\n", "A", "b.json", `{"a": "1"}`, "/a", `{"a": "8080"}`},
		{"a time to JSON", "a.toml", "a = 1979-05-27\n", "/a", "b.json", `{"a": 1}`, "/a", `{"a": "1979-05-27"}`},
		{"a time to YAML", "a.toml", "a = 1979-05-27\n", "/a", "b.yaml", "a: x\n", "/a", "a: 1979-05-27\n"},
		{"what an alias refers to", "a.yaml", "a: &x 1\nb: *x\n", "/b", "b.yaml", "a: 2\n", "/a", "a: 1\n"},
		{"null to TOML", "a.json", `[null]`, "/0", "b.toml", "a = 1\n", "/a", ""},
		{"null to .env", "a.json", `[null]`, "/0", ".env", "A=1\n", "A", ""},
		{"infinity to JSON", "a.toml", "a = inf\n", "/a", "b.json", "[1]", "/0", ""},
	} {
		t.Run(r.name, func(t *testing.T) {
			from, err := values.Open(r.from, []byte(r.text))
			if err != nil {
				t.Fatal(err)
			}
			into, err := values.Open(r.to, []byte(r.into))
			if err != nil {
				t.Fatal(err)
			}
			got, err := into.Set(r.at, mustGet(t, from, r.address))
			if r.want == "" {
				if !errors.Is(err, lockstep.Invalid) {
					t.Errorf("got %q, %v", got, err)
				}
			} else if err != nil || string(got) != r.want {
				t.Errorf("got  %q, %v\nwant %q", got, err, r.want)
			}
		})
	}
}

func TestManyPlacesAreSetAtOnceOrNone(t *testing.T) {
	d, err := values.Open("a.json", []byte(`{"a": 1, "b": {"c": "x"}, "d": true}`))
	if err != nil {
		t.Fatal(err)
	}
	got, err := d.Lay([]values.Set{{Address: "/d", Value: text("false")}, {Address: "/a", Value: text("22")}, {Address: "/b/c", Value: text("x")}})
	if want := `{"a": 22, "b": {"c": "x"}, "d": false}`; err != nil || string(got) != want {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := d.Lay([]values.Set{{Address: "/a", Value: text("2")}, {Address: "/e", Value: text("2")}}); !errors.Is(err, lockstep.NotFound) {
		t.Error(err)
	}
	if _, err := d.Lay([]values.Set{{Address: "/a", Value: text("2")}, {Address: "/a", Value: text("3")}}); !errors.Is(err, lockstep.Invalid) {
		t.Error(err)
	}
	y, err := values.Open("a.yaml", []byte("a: 1\nb: !!int 2\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := y.Lay([]values.Set{{Address: "/a", Value: text("2")}, {Address: "/b", Value: str("x")}}); err == nil || !strings.Contains(err.Error(), "place /b of") {
		t.Error(err)
	}
	if got, err := d.Lay(nil); err != nil || string(got) != `{"a": 1, "b": {"c": "x"}, "d": true}` {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestPlaces(t *testing.T) {
	for _, r := range []struct{ file, text, want string }{
		{"a.json", "{\"a/b\": [1, \"x\"],\n \"c\": null, \"c\": true}", `/a~1b/0 1 number 1; /a~1b/1 1 string "x" quoted; /c 2 null null fixed; /c 2 bool true fixed`},
		{"a.yaml", "a: &x 1\nb: *x\nc: |\n  z\n", `/a 1 number 1 fixed; /b 2 number *x fixed; /c 3 string |` + "\n  z"},
		{"a.yaml", "a: 1\n---\n- 2\n", `/0/a 1 number 1; /1/0 3 number 2`},
		{"a.toml", "a.b = 1979-05-27\n[[t]]\nx = 'y'\n", `/a/b 1 time 1979-05-27; /t/0/x 3 string 'y' quoted`},
		{".env", "A=1\nB=\"x\"\n", `A 1 string 1; B 2 string "x" quoted`},
		{"a.ini", "a=1\n[s/t]\nb = 2\n", `a 1 string 1; s~1t/b 3 string 2`},
		{"a.properties", "a.b : 1", `a.b 1 string 1`},
		{"a.xml", "<a x='1'>\n<b key='k/1'>t</b><b key='k2'/><c/></a>", `a@x 1 string '1' quoted; a/b[key=k~11]@key 2 string 'k/1' quoted; a/b[key=k~11] 2 string t; a/b[key=k2]@key 2 string 'k2' quoted; a/c 2 string />`},
		{"a.txt", "x", ""},
	} {
		d, err := values.Open(r.file, []byte(r.text))
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, p := range d.Places() {
			line := p.Address + " " + lockstep.Number(p.Line) + " " + string(p.Value.Kind) + " " + r.text[p.Start:p.End]
			if p.Quoted {
				line += " quoted"
			}
			if p.Fixed != "" {
				line += " fixed"
			}
			all = append(all, line)
		}
		if got := strings.Join(all, "; "); got != r.want {
			t.Errorf("%s\ngot  %s\nwant %s", r.file, got, r.want)
		}
	}
}

func TestTheNameSaysTheFormat(t *testing.T) {
	for name, want := range map[string]values.Format{
		"a/b.json": values.JSON, "tsconfig.JSON": values.JSON, "x.jsonc": values.JSON, "a.yml": values.YAML, "a.yaml": values.YAML, "a.toml": values.TOML,
		".env": values.Env, "x/.env.production": values.Env, "live.env": values.Env, "php.ini": values.INI, "a.properties": values.Properties,
		"web.config": values.XML, "App.config": values.XML, "pom.xml": values.XML, "nginx.conf": values.Text, "README": values.Text, "env": values.Text, ".environment": values.Text,
	} {
		if got := values.FormatOf(name); got != want {
			t.Errorf("%s is %s", name, got)
		}
	}
}

// What is large or made to be slow is read in time, or refused.
func TestLargeDocumentsAreReadInTimeOrRefused(t *testing.T) {
	const size = 10 << 20
	long, many := strings.Repeat("x", size), strings.Repeat("1,", size/2)
	for _, r := range []struct {
		name, file, text string
		refused          bool
	}{
		{"a text of JSON", "a.json", `{"a": "` + long + `"}`, false},
		{"a text of YAML", "a.yaml", "a: " + long + "\n", false},
		{"a text of TOML", "a.toml", `a = "` + long + "\"\n", false},
		{".env", ".env", "a=" + long, false},
		{"INI", "a.ini", "a=" + long, false},
		{"properties", "a.properties", "a=" + long, false},
		{"a text of XML", "a.xml", "<a>" + long + "</a>", false},
		{"many values", "a.json", "[" + many + "1]", true},
		{"a long list of YAML", "a.yaml", "[" + many[:200_000] + "1]", false},
		{"many sections", "a.ini", strings.Repeat("[x]\na=1\n", 30_000), false},
		{"many tables", "a.toml", strings.Repeat("[[x]]\na=1\n", 30_000), false},
		{"comments of properties", "a.properties", strings.Repeat("#x\n", 300_000), false},
		{"blanks in a plain text", "a.yaml", "a: b" + strings.Repeat(" ", 100_000) + "c\n  d\n", false},
		{"many attributes", "a.xml", "<a " + strings.Repeat("b='' ", 100_000) + "/>", true},
		{"more than is read", "a.json", "\"" + long + long + "\"", true},
	} {
		t.Run(r.name, func(t *testing.T) {
			begin := time.Now()
			d, err := values.Open(r.file, []byte(r.text))
			if r.refused != (err != nil) {
				t.Fatal(err)
			}
			if err == nil {
				d.Places()
			}
			if took := time.Since(begin); took > 20*time.Second {
				t.Errorf("it took %s", took)
			}
			t.Log(time.Since(begin))
		})
	}
}
