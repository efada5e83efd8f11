package values_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	goccy "github.com/goccy/go-yaml"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// trees makes documents of texts, numbers, truths, lists and objects, with keys and texts that formats must escape.
func trees(names, texts *rapid.Generator[string], depth int) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		kind := rapid.IntRange(0, 5).Draw(t, "kind")
		if depth == 0 {
			kind %= 3
		}
		switch kind {
		case 0:
			return rapid.IntRange(-1000, 1_000_000).Draw(t, "number")
		case 1:
			return rapid.Bool().Draw(t, "truth")
		case 2:
			return texts.Draw(t, "text")
		case 3: // all of one kind, as older readers of TOML want it
			return []any{texts.Draw(t, "first"), texts.Draw(t, "second")}
		}
		return rapid.MapOfN(names, trees(names, texts, depth-1), 1, 4).Draw(t, "members")
	})
}

// texts are such that every format can write, and that some must quote or escape.
func someText() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`[ -~é€𝄞]{0,12}`),
		rapid.SampledFrom([]string{"", "yes", "null", "~", "1e3", "0x1", "2001-01-01", "12:30", "- a", "a: b", "#c", "a #c", "'", "\"", "\\", "a\nb", "a\n", "\ta", "{a}", "[a", "*a", "&a", "!a", "%a", "@a", "`a", "|", ">-", "---", "...", "<<", "=", "a,b", ":", "é"}),
	)
}

func TestAnyValueCanBeSetInAnyDocument(t *testing.T) {
	for _, r := range []struct {
		name  string
		write func(any) ([]byte, error)
		read  func([]byte) (any, error)
	}{
		{"a.json", func(v any) ([]byte, error) { return json.MarshalIndent(v, "", "\t") }, readJSON},
		{"a.yaml", yaml.Marshal, readYAML},
		{"a.toml", writeTOML, readTOML},
	} {
		t.Run(r.name, func(t *testing.T) { rapid.Check(t, func(t *rapid.T) { setAny(t, r.name, r.write, r.read) }) })
	}
}

func setAny(t *rapid.T, name string, write func(any) ([]byte, error), read func([]byte) (any, error)) {
	names := rapid.OneOf(rapid.StringMatching(`[a-z~/.]{1,6}`), rapid.SampledFrom([]string{"a b", "é", "0", "~", "/", "on", "a.b"}))
	tree := rapid.MapOfN(names, trees(names, someText(), 2), 1, 5).Draw(t, "tree")
	body, err := write(tree)
	if err != nil {
		t.Skip(err)
	}
	if rapid.Bool().Draw(t, "CRLF") && name != "a.toml" { // in a text over lines of TOML it is a part of the text
		body = bytes.ReplaceAll(body, []byte("\n"), []byte("\r\n"))
	}
	d, err := values.Open(name, body)
	if err != nil {
		t.Fatalf("%v: %q", err, body)
	}
	before, err := read(body)
	if err != nil {
		t.Skip(err)
	}
	places := d.Places()
	if len(places) == 0 {
		t.Skip("it has no value")
	}
	p := rapid.SampledFrom(places).Draw(t, "place")
	text := someText().Draw(t, "value")
	got, err := d.Set(p.Address, values.Value{Kind: values.String, Text: text})
	if err != nil {
		t.Fatalf("%s = %q: %v: %q", p.Address, text, err, body)
	}
	after, err := read(got)
	if err != nil {
		t.Fatalf("%s = %q: %v: %q", p.Address, text, err, got)
	}
	was, is := map[string]string{}, map[string]string{}
	spread(was, "", before)
	spread(is, "", after)
	was[p.Address] = text
	if !maps.Equal(was, is) {
		t.Fatalf("%s = %q makes %q of %q", p.Address, text, got, body)
	}
	if again, err := values.Open(name, got); err != nil {
		t.Fatal(err)
	} else if back, err := again.Set(p.Address, p.Value); err != nil || d.Format() != values.YAML && !bytes.Equal(back, body) {
		t.Fatalf("back again: %v: %q, %q", err, back, body)
	}
}

func readJSON(body []byte) (v any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	err = decoder.Decode(&v)
	return v, err
}

func readYAML(body []byte) (v any, err error) {
	err = goccy.Unmarshal(body, &v)
	return v, err
}

func readTOML(body []byte) (any, error) {
	var v map[string]any
	err := toml.Unmarshal(body, &v)
	return v, err
}

func writeTOML(v any) ([]byte, error) {
	var b bytes.Buffer
	err := toml.NewEncoder(&b).Encode(v)
	return b.Bytes(), err
}

// A target that differs in nothing but its values is taken as it is. That must come to what laying them in comes to: a
// comment behind the target's end, which is no part of what is laid in, has it done the long way.
func TestWhatIsTakenAsItIsIsWhatLayingInMakes(t *testing.T) {
	for _, r := range []struct {
		name, comment string
		write         func(any) ([]byte, error)
	}{
		{"a.json", "// note", func(v any) ([]byte, error) { return json.MarshalIndent(v, "", "\t") }},
		{"a.yaml", "# note", yaml.Marshal},
		{"a.toml", "# note", writeTOML},
	} {
		t.Run(r.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				names := rapid.StringMatching(`[a-z]{1,3}`)
				body, err := r.write(rapid.MapOfN(names, trees(names, someText(), 2), 1, 5).Draw(t, "tree"))
				if err != nil {
					t.Skip(err)
				}
				body = append(bytes.TrimSuffix(body, []byte("\n")), '\n')
				d, err := values.Open(r.name, body)
				if err != nil {
					t.Fatal(err)
				}
				target, rules := body, []lockstep.Rule{}
				for _, p := range d.Places() {
					if !rapid.Bool().Draw(t, "ruled") || strings.ContainsAny(p.Address, "*") {
						continue
					}
					rules = append(rules, lockstep.Rule{Kind: lockstep.Keep, Pattern: "file/" + r.name + "#" + p.Address})
					if to, err := values.Open(r.name, target); err == nil {
						if after, err := to.Set(p.Address, values.Value{Text: someText().Draw(t, "value")}); err == nil {
							target = after
						}
					}
				}
				if rapid.IntRange(0, 5).Draw(t, "spoilt") == 0 { // what a person does to a line
					at := rapid.IntRange(0, len(target)).Draw(t, "at")
					with := rapid.SampledFrom([]string{" # x", ", ", "\"", "'", " ", "\\", ": ", "//", "1"}).Draw(t, "with")
					target = slices.Concat(target[:at], []byte(with), target[at:])
				}
				compiled, err := values.Compile(rules)
				if err != nil {
					t.Skip(err)
				}
				item := func(body []byte) lockstep.Item {
					return lockstep.Item{Key: lockstep.Key{Slot: "main", Kind: "file", Name: r.name}, Part: lockstep.Configuration, Body: lockstep.BodyOf(body)}
				}
				lay := func(target []byte) string {
					to := item(target)
					laid, err := compiled.Lay(item(body), &to, nil, values.Route{Source: "QA", Target: "Live"})
					if err != nil {
						t.Fatal(err)
					}
					b, err := laid.Item.Body.Bytes()
					if err != nil {
						t.Fatal(err)
					}
					return fmt.Sprintf("%s\n%q\n%v", b, laid.Keeps, len(laid.Problems) > 0)
				}
				short, long := lay(target), lay(append(slices.Clone(target), r.comment+"\n"...))
				if short != long {
					t.Fatalf("%q laid over %q makes\n%s\nand the long way\n%s", target, body, short, long)
				}
			})
		})
	}
}
