package values_test

import (
	"errors"
	"strings"
	"testing"

	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// row is one place of a document that is set. want is what the document is then: the text with «new» in the place of «old».
type row struct {
	name, file, text, address string
	value                     values.Value
	want                      string // the whole document, or what stands instead of the marked text where it begins with «
	err                       error  // the code, where it is refused
	says                      string // a part of the sentence
}

func text(s string) values.Value { return values.Value{Text: s} }

func str(s string) values.Value { return values.Value{Kind: values.String, Text: s} }

func check(t *testing.T, rows []row) {
	t.Helper()
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			body := strings.NewReplacer("«", "", "»", "").Replace(r.text)
			d, err := values.Open(r.file, []byte(body))
			var got []byte
			if err == nil {
				got, err = d.Set(r.address, r.value)
			}
			if r.err != nil {
				if !errors.Is(err, r.err) || !strings.Contains(err.Error(), r.says) {
					t.Errorf("got %q, %v", got, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want := r.want
			if after, ok := strings.CutPrefix(want, "«"); ok {
				before, rest, _ := strings.Cut(r.text, "«")
				_, rest, _ = strings.Cut(rest, "»")
				want = before + strings.TrimSuffix(after, "»") + rest
			}
			if string(got) != want {
				t.Errorf("got  %q\nwant %q", got, want)
			}
			if again, err := d.Set(r.address, mustGet(t, d, r.address)); err != nil || string(again) != body {
				t.Errorf("its own value gives %q, %v", again, err)
			}
		})
	}
}

func mustGet(t *testing.T, d *values.Document, address string) values.Value {
	t.Helper()
	v, ok := d.Get(address)
	if !ok {
		t.Fatalf("%s is not there", address)
	}
	return v
}

func TestJSON(t *testing.T) {
	check(t, []row{
		{name: "a text", file: "a.json", text: `{"a": «"x"», "b": 1}`, address: "/a", value: text("y\"<\n"), want: `«"y\"<\n"»`},
		{name: "a number stays one", file: "a.json", text: "{\r\n\t\"port\" : «8080» , // here\r\n}\r\n", address: "/port", value: text("9090"), want: "«9090»"},
		{name: "a number becomes a text", file: "a.json", text: `{"port": «8080»}`, address: "/port", value: text("none"), want: `«"none"»`},
		{name: "digits that are no number", file: "a.json", text: `{"port": «8080»}`, address: "/port", value: text("0123"), want: `«"0123"»`},
		{name: "a telephone", file: "a.json", text: `{"port": «8080»}`, address: "/port", value: text("+4930"), want: `«"+4930"»`},
		{name: "hexadecimal", file: "a.json", text: `{"port": «8080»}`, address: "/port", value: text("0xFF"), want: `«255»`},
		{name: "a text of digits stays one", file: "a.json", text: `{"port": «"8080"»}`, address: "/port", value: text("9090"), want: `«"9090"»`},
		{name: "a large number", file: "a.json", text: `[«1e400», 2]`, address: "/0", value: text("-1E999"), want: "«-1E999»"},
		{name: "true", file: "a.json", text: "\ufeff{\"ä€\":{\"on\":«true»}}", address: "/ä€/on", value: text("false"), want: "«false»"},
		{name: "a comment", file: "a.jsonc", text: "/* a */{ \"a\": [ «null» /*x*/, ], // é\n}// end", address: "/a/0", value: str("null"), want: `«"null"»`},
		{name: "an escaped key", file: "a.json", text: `{"a/b~c.d": «1», "": 2}`, address: "/a~1b~0c.d", value: text("3"), want: "«3»"},
		{name: "an empty key", file: "a.json", text: `{"a": 1, "": «2»}`, address: "/", value: text("3"), want: "«3»"},
		{name: "the whole", file: "a.json", text: " «1» ", address: "", value: text("2"), want: "«2»"},
		{name: "a member by a field", file: "a.json", text: `{"u": [{"name":"x","p":1},{"name":"admin","p":«2»}]}`, address: "/u/[name=admin]/p", value: text("3"), want: "«3»"},
		{name: "a member twice", file: "a.json", text: `[{"n":1,"p":1},{"n":1,"p":2}]`, address: "/[n=1]/p", value: text("3"), err: lockstep.Conflict, says: "2 times"},
		{name: "a key twice", file: "a.json", text: "{\"a\": 1,\n\"b\": 2,\n\"a\": 3}", address: "/a", value: text("3"), err: lockstep.Conflict, says: "in the lines 1 and 3"},
		{name: "an object", file: "a.json", text: `{"a": {}}`, address: "/a", value: text("3"), err: lockstep.NotFound, says: "more than one value"},
		{name: "nothing", file: "a.json", text: `{"a": {}}`, address: "/b/c", value: text("3"), err: lockstep.NotFound, says: "there is no b"},
		{name: "no pointer", file: "a.json", text: `{}`, address: "a", value: text("3"), err: lockstep.Invalid, says: "begins with a slash"},
		{name: "no escape", file: "a.json", text: `{}`, address: "/~", value: text("3"), err: lockstep.Invalid, says: "~0"},
		{name: "a bad escape", file: "a.json", text: `{"a": "secret\q"}`, address: "/a", value: text("3"), err: lockstep.Invalid, says: "column 7: a value is not written as JSON writes it. It"},
		{name: "no JSON", file: "a.json", text: `{"a": }`, address: "/a", value: text("3"), err: lockstep.Invalid, says: "It is compared and promoted as a whole"},
		{name: "a lone surrogate", file: "a.json", text: `["\ud800", «1»]`, address: "/1", value: text("3"), want: "«3»"},
		{name: "bad UTF-8", file: "a.json", text: "[1,\n\"\xff\"]", address: "/0", value: text("3"), err: lockstep.Invalid, says: "line 2: the text is not UTF-8"},
		{name: "a NUL byte", file: "a.json", text: "[1]\x00", address: "/0", value: text("3"), err: lockstep.Invalid, says: "NUL"},
		{name: "deep", file: "a.json", text: strings.Repeat("[", 10000) + strings.Repeat("]", 10000), address: "/0", value: text("3"), err: lockstep.Invalid, says: "more than 1000 deep"},
	})
}

func TestYAML(t *testing.T) {
	check(t, []row{
		{name: "plain", file: "a.yaml", text: "# é\r\na: «x y» # note\r\nb: [1, 2]\r\n", address: "/a", value: text("z"), want: "«z»"},
		{name: "after wide characters", file: "a.yml", text: "\ufeff\"ä€𝄞\" : {é: «1», b: 2}", address: "/ä€𝄞/é", value: text("2"), want: "«2»"},
		{name: "double quotes", file: "a.yaml", text: "a: «\"x\\\"\\u00e9\"»\n", address: "/a", value: text("y\n\t\\"), want: `«"y\n\t\\"»`},
		{name: "single quotes", file: "a.yaml", text: "a: «'it''s'» # it's\n", address: "/a", value: text("that's"), want: "«'that''s'»"},
		{name: "plain that needs quotes", file: "a.yaml", text: "a: «x»\n", address: "/a", value: text("y: #1"), want: `«"y: #1"»`},
		{name: "a text that looks like a number", file: "a.yaml", text: "a: «x»\n", address: "/a", value: str("1.0"), want: `«"1.0"»`},
		{name: "a text that looks like a truth of 1.1", file: "a.yaml", text: "a: «x»\n", address: "/a", value: str("no"), want: `«"no"»`},
		{name: "a truth of 1.1", file: "a.yaml", text: "a: «off»\n", address: "/a", value: text("on"), want: "«on»"},
		{name: "a number", file: "a.yaml", text: "a: «0x1F»\n", address: "/a", value: text("32"), want: "«32»"},
		{name: "flow", file: "a.yaml", text: "a: {b: «x», c: [y]}\n", address: "/a/b", value: text("a,b"), want: `«"a,b"»`},
		{name: "nothing", file: "a.yaml", text: "a:«»\nb: 1\n", address: "/a", value: text("x"), want: "« x»"},
		{name: "nothing before a comment", file: "a.yaml", text: "a:«» # c\nb: 1\n", address: "/a", value: text("x"), want: "« x»"},
		{name: "literal", file: "a.yaml", text: "a:\n  k: «|  # note\n    x\n\n    y»\n\n  b: 1\n", address: "/a/k", value: text("z\nw\n"), want: "«|  # note\n    z\n    w»"},
		{name: "literal that loses its break", file: "a.yaml", text: "k: «|\n  x»\nb: 1\n", address: "/k", value: text("z"), want: "«|-\n  z»"},
		{name: "literal of CRLF", file: "a.yaml", text: "k: «|\r\n  x»\r\nb: 1\r\n", address: "/k", value: text("z\nw\n"), want: "«|\r\n  z\r\n  w»"},
		{name: "literal that ends with a space", file: "a.yaml", text: "k: «|-\n  x»\n", address: "/k", value: text("z "), want: `«"z "»`},
		{name: "literal that no block can hold", file: "a.yaml", text: "k: «|\n  x»\nb: 1\n", address: "/k", value: text(" z\n"), want: `«" z\n"»`},
		{name: "folded", file: "a.yaml", text: "- «>-\n  x\n  y»\n- b\n", address: "/0", value: text("z"), want: "«>-\n  z»"},
		{name: "plain over lines", file: "a.yaml", text: "a: «x\n  y\n\n  z»   \nb: 1\n", address: "/a", value: text("q"), want: "«q»"},
		{name: "a tag", file: "a.yaml", text: "a: !!str «1»\nb: !x &y «2»\n", address: "/a", value: text("2"), want: "a: !!str \"2\"\nb: !x &y 2\n"},
		{name: "a tag that says otherwise", file: "a.yaml", text: "a: !!int 5\n", address: "/a", value: str("x"), err: lockstep.Invalid, says: "its own meaning"},
		{name: "binary", file: "a.yaml", text: "a: !!binary aGk=\n", address: "/a", value: str("x"), err: lockstep.Blocked, says: "binary"},
		{name: "a key that is an alias", file: "a.yaml", text: "a: &x k\n*x : 1\n", address: "/a", value: str("x"), err: lockstep.Blocked, says: "line 2 refers to it"},
		{name: "documents", file: "a.yaml", text: "---\na: 1\n---\na: «2»\n...\n", address: "/1/a", value: text("3"), want: "«3»"},
		{name: "one document", file: "a.yaml", text: "%YAML 1.2\n---\na: «2»\n", address: "/a", value: text("3"), want: "«3»"},
		{name: "an alias", file: "a.yaml", text: "a: &x 1\nb: *x\n", address: "/b", value: text("3"), err: lockstep.Blocked, says: "an alias of *x, which line 1 holds"},
		{name: "an anchor in use", file: "a.yaml", text: "a: &x {v: 1}\nb:\n  <<: *x\n  w: 2\n", address: "/a/v", value: text("3"), err: lockstep.Blocked, says: "line 3 refers to it as *x"},
		{name: "beside a merge", file: "a.yaml", text: "a: &x {v: 1}\nb:\n  <<: *x\n  w: «2»\n", address: "/b/w", value: text("3"), want: "«3»"},
		{name: "an anchor without use", file: "a.yaml", text: "a: &x «1»\n", address: "/a", value: text("3"), want: "«3»"},
		{name: "a key twice", file: "a.yaml", text: "a: 1\na: 2\n", address: "/a", value: text("3"), err: lockstep.Conflict, says: "lines 1 and 2"},
		{name: "a list", file: "a.yaml", text: "s:\n- name: a\n  v: 1\n- name: b\n  v: «2»\n", address: "/s/[name=b]/v", value: text("3"), want: "«3»"},
		{name: "a time", file: "a.yaml", text: "t: «2001-12-14»\n", address: "/t", value: text("2002-12-14"), want: "«2002-12-14»"},
		{name: "deep", file: "a.yaml", text: strings.Repeat("[", 9000) + strings.Repeat("]", 9000), address: "/0", value: text("3"), err: lockstep.Invalid, says: "deep"},
		{name: "deeper", file: "a.yaml", text: strings.Repeat("[", 100000), address: "/0", value: text("3"), err: lockstep.Invalid},
		{name: "laughs", file: "a.yaml", text: "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\ne: «1»\n", address: "/e", value: text("3"), want: "«3»"},
		{name: "a snake", file: "a.yaml", text: "a: &a [*a]\ne: «1»\n", address: "/e", value: text("3"), want: "«3»"},
	})
}

func TestTOML(t *testing.T) {
	check(t, []row{
		{name: "a text", file: "a.toml", text: "# é\r\na = «\"x\"» # note\r\n", address: "/a", value: text("y\"\n"), want: `«"y\"\n"»`},
		{name: "a literal", file: "a.toml", text: `a = «'C:\x'»`, address: "/a", value: text(`D:\y`), want: `«'D:\y'»`},
		{name: "a literal with a quote", file: "a.toml", text: `a = «'C:\x'»`, address: "/a", value: text(`it's`), want: `«"it's"»`},
		{name: "lines", file: "a.toml", text: "a = «\"\"\"\nx\ny\"\"\"»\nb = 1\n", address: "/a", value: text("z\nw\""), want: "«\"\"\"\nz\nw\\\"\"\"\"»"},
		{name: "literal lines", file: "a.toml", text: "a = «'''\nx\ny'''»\nb = 1\n", address: "/a", value: text("z\n\\"), want: "«'''\nz\n\\'''»"},
		{name: "a table", file: "a.toml", text: "\ufeff[smtp.\"x.y\"]\nport = «25»\n", address: "/smtp/x.y/port", value: text("26"), want: "«26»"},
		{name: "tables", file: "a.toml", text: "[[s]]\nn = 'a'\np = 1\n[[s]]\nn = 'b'\n[s.t]\np = «2»\n", address: "/s/[n=b]/t/p", value: text("3"), want: "«3»"},
		{name: "dotted and inline", file: "a.toml", text: "a.b = { c.d = [ 1, # x\n «2», ] }\n", address: "/a/b/c/d/1", value: text("3"), want: "«3»"},
		{name: "a time", file: "a.toml", text: "t = «1979-05-27T07:32:00Z»\n", address: "/t", value: text("1980-05-27"), want: "«1980-05-27»"},
		{name: "null", file: "a.toml", text: "a = 1\n", address: "/a", value: values.Value{Kind: values.Null}, err: lockstep.Invalid, says: "TOML has no null"},
		{name: "a key twice", file: "a.toml", text: "a = 1\nb = 1\na = 2\n", address: "/a", value: text("3"), err: lockstep.Conflict, says: "lines 1 and 3"},
		{name: "no TOML", file: "a.toml", text: "a = 1\nb = \n", address: "/a", value: text("3"), err: lockstep.Invalid, says: "line 2"},
		{name: "a large number", file: "a.toml", text: "a = 1\n", address: "/a", value: text("99999999999999999999"), err: lockstep.Invalid, says: "no such number"},
		{name: "deep", file: "a.toml", text: "a = " + strings.Repeat("[", 9000) + strings.Repeat("]", 9000), address: "/a", value: text("3"), err: lockstep.Invalid, says: "deep"},
	})
}

func TestEnv(t *testing.T) {
	check(t, []row{
		{name: "plain", file: ".env", text: "# c\r\nexport A=«x» # note\r\nB=2", address: "A", value: text("y"), want: "«y»"},
		{name: "plain that needs quotes", file: ".env.production", text: "A=«x»\n", address: "A", value: text("y z#1"), want: "«'y z#1'»"},
		{name: "a hash within", file: ".env", text: "A=«x#y» #z\n", address: "A", value: text("y"), want: "«y»"},
		{name: "single quotes", file: "a.env", text: "A=«'x'» # '\n", address: "A", value: text(`y"$\`), want: `«'y"$\'»`},
		{name: "double quotes", file: ".env", text: "A=«\"x\ny\"»\nB=1", address: "A", value: text("z\n${X}"), want: `«"z\n${X}"»`},
		{name: "an expansion is text", file: ".env", text: "A=«${X}/a»\n", address: "A", value: text("${Y}"), want: "«${Y}»"},
		{name: "nothing", file: ".env", text: "A=«»\nB=\n", address: "A", value: text("y"), want: "«y»"},
		{name: "to nothing", file: ".env", text: "A=«x»\nB=\n", address: "A", value: text(""), want: "«»"},
		{name: "twice", file: ".env", text: "A=1\nB=2\nA=3\n", address: "A", value: text("y"), err: lockstep.Conflict, says: "lines 1 and 3"},
		{name: "open quotes", file: ".env", text: "A=\"1\nB=2\n", address: "B", value: text("y"), err: lockstep.Invalid, says: "line 1: its quotes"},
	})
}

func TestINI(t *testing.T) {
	check(t, []row{
		{name: "a section", file: "a.ini", text: "; c\r\n[db.main/x]\r\nhost = «a b» ; note\r\nport: 1\r\n", address: "db.main~1x/host", value: text("c"), want: "«c»"},
		{name: "a colon", file: "a.ini", text: "[s]\nport:«1»\n", address: "s/port", value: text("2"), want: "«2»"},
		{name: "no section", file: "a.ini", text: "a=«1»\n[a]\na=2", address: "a", value: text("2"), want: "«2»"},
		{name: "a section of the same name", file: "a.ini", text: "a=1\n[a]\na=«2»", address: "a/a", value: text("3"), want: "«3»"},
		{name: "quotes", file: "a.ini", text: "[s]\na=«\"x ; y\"» ; z\n", address: "s/a", value: text("x # y"), want: "«\"x # y\"»"},
		{name: "a comment within", file: "a.ini", text: "[s]\na=1\n", address: "s/a", value: text("x;y"), err: lockstep.Invalid, says: "for a comment"},
		{name: "lines", file: "a.ini", text: "[s]\na=1\n  2\nb=1\n", address: "s/a", value: text("x"), err: lockstep.Blocked, says: "goes on in the next line"},
		{name: "a key in quotes", file: "a.ini", text: "[s]\n\"1+1=2\" = true\n", address: "s/\"1+1", value: text("x"), err: lockstep.Blocked, says: "a quote"},
		{name: "a section in two parts", file: "a.ini", text: "[s]\na=1\n[t]\n[s]\na=2\n", address: "s/a", value: text("x"), err: lockstep.Conflict, says: "lines 2 and 5"},
	})
}

func TestProperties(t *testing.T) {
	check(t, []row{
		{name: "plain", file: "a.properties", text: "! c\r\n# d\r\ndb.url = «jdbc:x»\r\n", address: "db.url", value: text("jdbc:y"), want: "«jdbc:y»"},
		{name: "a blank", file: "a.properties", text: "a   «b c»\n", address: "a", value: text("d"), want: "«d»"},
		{name: "lines", file: "a.properties", text: "a=«b, \\\n    c»\nd=e", address: "a", value: text("f"), want: "«f»"},
		{name: "escapes", file: "a.properties", text: "a\\:\\u00e9=«\\u00e9\\t\\\\»\n", address: "a:é", value: text(" é\n=\\𝄞"), want: "«\\ \\u00E9\\n=\\\\\\uD834\\uDD1E»"},
		{name: "UTF-8", file: "a.properties", text: "a=«é»\n", address: "a", value: text("ü"), want: "«ü»"},
		{name: "twice", file: "a.properties", text: "a=1\na=2\n", address: "a", value: text("ü"), err: lockstep.Conflict},
		{name: "a key over two lines", file: "a.properties", text: "foo\\\n    bar=«x»\n", address: "foobar", value: text("y"), want: "«y»"},
		{name: "a key alone", file: "a.properties", text: "a«»\nb=1\n", address: "a", value: text("x"), want: "«=x»"},
		{name: "a wrong escape", file: "a.properties", text: "a=1\nb=\\u12", address: "a", value: text("ü"), err: lockstep.Invalid, says: "line 2"},
	})
}

func TestXML(t *testing.T) {
	const config = "\ufeff<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<configuration>\r\n  <!-- c -->\r\n  <appSettings>\r\n    <add key=\"X\" value = «'a\"b'» />\r\n    <add key=\"Y/Z\" value=\"2\"/>\r\n  </appSettings>\r\n</configuration>\r\n"
	check(t, []row{
		{name: "an attribute", file: "web.config", text: config, address: "configuration/appSettings/add[key=X]@value", value: text(`it's "<&>`), want: `«'it&apos;s "&lt;&amp;>'»`},
		{name: "by number", file: "web.config", text: config, address: "configuration/appSettings/add[1]@value", value: text("c"), want: "«'c'»"},
		{name: "an escaped predicate", file: "a.xml", text: `<a><b k="x/y]" v=«"1"»/><b k="z"/></a>`, address: "a/b[k=x~1y]]@v", value: text("2"), want: `«"2"»`},
		{name: "a text", file: "a.xml", text: "<a><b>«x &amp; y»</b></a>", address: "a/b", value: text("<z>"), want: "«&lt;z&gt;»"},
		{name: "CDATA", file: "a.xml", text: "<a><b>«<![CDATA[x & y]]>»</b></a>", address: "a/b", value: text("<z>"), want: "«<![CDATA[<z>]]>»"},
		{name: "a prefix", file: "a.xml", text: `<n:a xmlns:n="u"><n:b n:c=«"1"»/></n:a>`, address: "n:a/n:b@n:c", value: text("2"), want: `«"2"»`},
		{name: "an empty element", file: "a.xml", text: "<a><b>«»</b></a>", address: "a/b", value: text("x"), want: "«x»"},
		{name: "a closed element", file: "a.xml", text: "<a><b« />»</a>", address: "a/b", value: text("x"), want: "«>x</b>»"},
		{name: "which of them", file: "a.xml", text: "<a>\n<b>1</b>\n<b>2</b></a>", address: "a/b", value: text("x"), err: lockstep.Conflict, says: "lines 2 and 3"},
		{name: "a doctype", file: "a.xml", text: "<!DOCTYPE a PUBLIC \"x\" \"y\"><a b=«\"1\"»/>", address: "a@b", value: text("x"), want: `«"x"»`},
		{name: "laughs", file: "a.xml", text: `<!DOCTYPE a [<!ENTITY l "ha">]><a b="&l;">1</a>`, address: "a", value: text("x"), err: lockstep.Invalid, says: "DOCTYPE"},
		{name: "an unknown entity", file: "a.xml", text: `<a b="&l;">1</a>`, address: "a", value: text("x"), err: lockstep.Invalid, says: "line 1: an ampersand begins no entity of XML. It"},
		{name: "UTF-8 by another name", file: "a.xml", text: `<?xml version="1.0" encoding="utf8"?><a>«ü»</a>`, address: "a", value: text("ö"), want: "«ö»"},
		{name: "another encoding", file: "a.xml", text: `<?xml version="1.0" encoding="ISO-8859-1"?><a>1</a>`, address: "a", value: text("x"), err: lockstep.Invalid, says: "it says that its encoding is ISO-8859-1, and only UTF-8 is read. It"},
		{name: "a bare ampersand", file: "a.xml", text: `<a b="p&ss">1</a>`, address: "a", value: text("x"), err: lockstep.Invalid, says: "line 1: an ampersand begins no entity of XML. It"},
		{name: "a comment in the text", file: "a.xml", text: `<a>1<!-- x -->2</a>`, address: "a", value: text("x"), err: lockstep.Blocked, says: "a comment"},
		{name: "crossed", file: "a.xml", text: `<a><b></a></b>`, address: "a", value: text("x"), err: lockstep.Invalid, says: "closes"},
		{name: "a control character", file: "a.xml", text: `<a>1</a>`, address: "a", value: text("\x01"), err: lockstep.Invalid, says: "cannot write"},
		{name: "deep", file: "a.xml", text: strings.Repeat("<a>", 10000) + strings.Repeat("</a>", 10000), address: "a", value: text("3"), err: lockstep.Invalid, says: "deep"},
	})
}

func TestPatterns(t *testing.T) {
	const nginx = "server {\n    server_name  «dev.example»;\n    listen 80;\n}\n"
	check(t, []row{
		{name: "one", file: "nginx.conf", text: nginx, address: `~server_name\s+(\S+);`, value: text("live.example"), want: "«live.example»"},
		{name: "none", file: "nginx.conf", text: nginx, address: `~servername\s+(\S+);`, value: text("x"), err: lockstep.NotFound, says: "meets nothing"},
		{name: "two", file: "nginx.conf", text: nginx, address: `~(e)r`, value: text("x"), err: lockstep.Conflict, says: "lines 1 and 1"},
		{name: "not again", file: "nginx.conf", text: nginx, address: `~listen (\d+);`, value: text("x"), err: lockstep.Invalid, says: "not find that value again"},
		{name: "no group", file: "nginx.conf", text: nginx, address: `~listen \d+;`, value: text("x"), err: lockstep.Invalid, says: "0 groups"},
		{name: "no pattern", file: "nginx.conf", text: nginx, address: `~(`, value: text("x"), err: lockstep.Invalid, says: "no regular expression"},
		{name: "too long", file: "nginx.conf", text: nginx, address: "~(" + strings.Repeat("x", 2000) + ")", value: text("x"), err: lockstep.Invalid, says: "longer"},
		{name: "no tilde", file: "nginx.conf", text: nginx, address: "listen", value: text("x"), err: lockstep.Invalid, says: "a pattern"},
	})
}
