package jsonmodel_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lockstep/app/jsonmodel"
	"lockstep/app/lockstep"
)

func mustSplit(t testing.TB, doc string) jsonmodel.Document {
	t.Helper()
	cut, err := jsonmodel.Split([]byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	return cut
}

func compose(t testing.TB, frame []byte, objects []jsonmodel.Object) string {
	t.Helper()
	doc, err := jsonmodel.Compose(frame, objects)
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}

func object(name, body string) jsonmodel.Object {
	return jsonmodel.Object{Name: name, Body: []byte(body)}
}

func TestSplitSaysWhereADocumentIsWrong(t *testing.T) {
	for name, row := range map[string]struct {
		doc          string
		line, column int
	}{
		"nothing":                      {"", 1, 1},
		"white space only":             {" \n ", 2, 2},
		"no array":                     {"\n {}", 2, 2},
		"a missing comma":              {"[\n  {\"name\": \"a\"}\n  {\"name\": \"b\"}]", 3, 3},
		"a comma too many":             {"[{\"name\": \"a\"},\n]", 2, 1},
		"the end too early":            {"[{\"name\": \"a\"", 1, 14},
		"more after the end":           {"[]\n[]", 2, 1},
		"an element that is no object": {"[\n 7]", 2, 2},
		"an object without a name":     {"[{}]", 1, 2},
		"a name that is a number":      {"[{\"name\": 7}]", 1, 11},
		"an empty name":                {"[{\"name\": \"\"}]", 1, 11},
		"two objects of one name":      {"[{\"name\":\"a\"},\n{\"name\":\"\\u0061\"}]", 2, 1},
		"letters of two bytes before":  {"[{\"name\": \"äöü\" x}]", 1, 17},
		"a byte order mark before":     {"\xef\xbb\xbf[x]", 1, 2},
		"not UTF-8":                    {"[\n\"\xff\"]", 2, 2},
		"a line break in a text":       {"[{\"name\": \"a\nb\"}]", 1, 13},
		"a strange escape":             {"[{\"name\": \"\\x\"}]", 1, 11},
		"a number with a zero first":   {"[012]", 1, 2},
		"a NUL":                        {"[\x00]", 1, 2},
		"a word that is none":          {"[nul]", 1, 2},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := jsonmodel.Split([]byte(row.doc))
			var syntax *jsonmodel.SyntaxError
			if !errors.As(err, &syntax) {
				t.Fatalf("got %v, want a syntax error", err)
			}
			if syntax.Line != row.line || syntax.Column != row.column {
				t.Errorf("got %v, want line %d, column %d", err, row.line, row.column)
			}
		})
	}
}

func TestDepthIsBounded(t *testing.T) {
	_, err := jsonmodel.Split([]byte(strings.Repeat("[", 5_000_000)))
	if err == nil {
		t.Fatal("a document of brackets was read")
	}
}

func TestComposeKeepsTheStyleOfTheDocument(t *testing.T) {
	a, b, c := object("a", `{"name":"a"}`), object("b", `{"name":"b"}`), object("c", `{"name":"c"}`)
	doc := "[\n    {\"name\":\"b\"},\n    {\"name\":\"c\"}\n]\n"
	for name, row := range map[string]struct {
		doc     string
		objects []jsonmodel.Object
		want    string
	}{
		"all there":             {doc, []jsonmodel.Object{c, b}, doc},
		"a new one":             {doc, []jsonmodel.Object{a, b, c}, "[\n    {\"name\":\"b\"},\n    {\"name\":\"c\"},\n    {\"name\":\"a\"}\n]\n"},
		"the first gone":        {doc, []jsonmodel.Object{c}, "[\n    {\"name\":\"c\"}\n]\n"},
		"the last gone":         {doc, []jsonmodel.Object{b}, "[\n    {\"name\":\"b\"}\n]\n"},
		"all gone":              {doc, nil, "[]\n"},
		"all others":            {doc, []jsonmodel.Object{a}, "[\n    {\"name\":\"a\"}\n]\n"},
		"one grows to two":      {"[\r\n\t{\"name\":\"a\"}\r\n]", []jsonmodel.Object{a, b}, "[\r\n\t{\"name\":\"a\"},\r\n\t{\"name\":\"b\"}\r\n]"},
		"on one line":           {`[{"name":"a"}]`, []jsonmodel.Object{a, b}, `[{"name":"a"},{"name":"b"}]`},
		"an empty one stays":    {"\xef\xbb\xbf [ ] \n", nil, "\xef\xbb\xbf [ ] \n"},
		"an empty one is begun": {" [ ]\r\n", []jsonmodel.Object{a, b}, " [\r\n  {\"name\":\"a\"},\r\n  {\"name\":\"b\"}\r\n]\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got := compose(t, mustSplit(t, row.doc).Frame, row.objects)
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestComposeWithoutAFrameHasAPlainStyle(t *testing.T) {
	got := compose(t, nil, []jsonmodel.Object{object("b", `{"name":"b"}`), object("a", `{"name":"a"}`)})
	if want := "[\n  {\"name\":\"a\"},\n  {\"name\":\"b\"}\n]\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestComposeTrustsNoFrame(t *testing.T) {
	for _, frame := range []string{
		"garbage", "null", "{}", `{"order":["a"],"around":["["]}`, `{"order":["a"],"around":["[{},","]"]}`,
		`{"order":["a","b"],"around":["[","","]"]}`, `{"order":[],"around":["[1]"]}`, `{"order":["a"],"around":["[","]x"]}`,
	} {
		doc := compose(t, []byte(frame), []jsonmodel.Object{object("a", `{"name":"a"}`), object("b", `{"name":"b"}`)})
		if got := len(mustSplit(t, doc).Objects); got != 2 {
			t.Errorf("with the frame %s: got %d objects, want 2", frame, got)
		}
	}
}

func TestComposeRefusesWhatIsNoObject(t *testing.T) {
	for _, o := range []jsonmodel.Object{
		object("a", ""), object("a", "{}"), object("a", `{"name":"b"}`), object("a", ` {"name":"a"}`), object("a", `{"name":"a"},{}`), object("a", `[]`),
	} {
		if _, err := jsonmodel.Compose(nil, []jsonmodel.Object{o}); !errors.Is(err, lockstep.Invalid) {
			t.Errorf("%s: got %v, want invalid", o.Body, err)
		}
	}
	twice := []jsonmodel.Object{object("a", `{"name":"a"}`), object("a", `{"name":"a"}`)}
	if _, err := jsonmodel.Compose(nil, twice); !errors.Is(err, lockstep.Invalid) {
		t.Errorf("two of one name: got %v, want invalid", err)
	}
}

// drawDocument makes a valid document in any white space, with names of any characters.
func drawDocument(t *rapid.T) string {
	space := rapid.StringOfN(rapid.SampledFrom([]rune(" \n\r\t")), 0, 4, -1)
	names := rapid.SliceOfDistinct(rapid.StringN(1, 6, -1), func(s string) string { return s }).Draw(t, "names")
	var doc strings.Builder
	doc.WriteString(rapid.SampledFrom([]string{"", "\xef\xbb\xbf"}).Draw(t, "mark"))
	doc.WriteString(space.Draw(t, "space") + "[")
	for i, name := range names {
		if i > 0 {
			doc.WriteString(",")
		}
		quoted, err := json.Marshal(name)
		if err != nil {
			t.Fatal(err)
		}
		doc.WriteString(space.Draw(t, "space") + "{" + space.Draw(t, "space") + `"name":` + string(quoted) + "}" + space.Draw(t, "space"))
	}
	doc.WriteString(space.Draw(t, "space") + "]" + space.Draw(t, "space"))
	return doc.String()
}

func TestCutAndComposedADocumentIsTheSameBytes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		doc := drawDocument(rt)
		cut, err := jsonmodel.Split([]byte(doc))
		if err != nil {
			rt.Fatalf("%q: %v", doc, err)
		}
		shuffled := rapid.Permutation(cut.Objects).Draw(rt, "shuffled")
		got, err := jsonmodel.Compose(cut.Frame, shuffled)
		if err != nil {
			rt.Fatal(err)
		}
		if string(got) != doc {
			rt.Fatalf("got %q, want %q", got, doc)
		}
	})
}

func TestObjectsKeepTheirBytesInAnyFrame(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		one, err := jsonmodel.Split([]byte(drawDocument(rt)))
		if err != nil {
			rt.Fatal(err)
		}
		other, err := jsonmodel.Split([]byte(drawDocument(rt)))
		if err != nil {
			rt.Fatal(err)
		}
		doc, err := jsonmodel.Compose(one.Frame, other.Objects)
		if err != nil {
			rt.Fatal(err)
		}
		again, err := jsonmodel.Split(doc)
		if err != nil {
			rt.Fatalf("%q: %v", doc, err)
		}
		bodies := map[string]string{}
		for _, o := range other.Objects {
			bodies[o.Name] = string(o.Body)
		}
		for _, o := range again.Objects {
			if bodies[o.Name] != string(o.Body) {
				rt.Fatalf("%q became %q", bodies[o.Name], o.Body)
			}
		}
		if len(again.Objects) != len(bodies) {
			rt.Fatalf("got %d objects, want %d", len(again.Objects), len(bodies))
		}
	})
}

func FuzzAnyBytes(f *testing.F) {
	for _, seed := range []string{
		"", "[]", "[{}]", "null", "\xef\xbb\xbf[]", `[{"name":"a","fields":null}]`, `[{"name":"a","fields":{"x":null,"y":[],"z":{"type":7}}}]`,
		`[{"name":"a","fields":{"b":{"collection":"a","via":"b"},"c":{"object":"a"},"c":{}}}]`, `[{"name":"\ud800"},{"name":"\ud801"}]`,
		`[{"name":"a","fields":{"b":{"type":"point","defaultValue":[1,2]}}}]`, "[1e999,-0,{}]", "[\"\\",
	} {
		f.Add([]byte(seed))
	}
	place := jsonmodel.Place{Slot: "main", Frame: "model.json"}
	f.Fuzz(func(t *testing.T, doc []byte) {
		cut, err := jsonmodel.Split(doc)
		if err != nil {
			return
		}
		if !utf8.Valid(doc) || !json.Valid(bytes.TrimPrefix(doc, []byte("\xef\xbb\xbf"))) {
			t.Fatalf("%q is not JSON and was read", doc)
		}
		if got := compose(t, cut.Frame, cut.Objects); got != string(doc) {
			t.Fatalf("got %q, want %q", got, doc)
		}
		place.Validate(cut.Objects)
		place.Compare(cut.Objects, cut.Objects[:len(cut.Objects)/2])
		items, err := place.Items(doc, lockstep.Plain)
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range items {
			jsonmodel.Describe(item)
		}
	})
}
