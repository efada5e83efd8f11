package jsonmodel_test

import (
	"slices"
	"strings"
	"testing"

	"lockstep/app/jsonmodel"
	"lockstep/app/lockstep"
)

// explained gives the first blocking problem of a document with the hint to it.
func explained(t *testing.T, doc string) (lockstep.Problem, lockstep.Hint) {
	t.Helper()
	place := jsonmodel.Place{Slot: "main", Frame: "model.json"}
	items, problems := place.Read([]byte(doc))
	if len(problems) == 0 {
		want, err := lockstep.NewState(items, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, problems, err = place.Prepare(lockstep.State{}, want); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range problems {
		if p.Verdict == lockstep.Blocks {
			return p, place.Explain([]byte(doc), p)
		}
	}
	t.Fatalf("nothing blocks %s", doc)
	return lockstep.Problem{}, lockstep.Hint{}
}

func TestAFixEndsTheProblemThatItIsFor(t *testing.T) {
	object := func(fields string) string { return `[{"name": "orders", "fields": {` + fields + `}}]` }
	cases := []struct{ name, doc, at, title, want string }{
		{"a misspelt type", object(`"total": {"type": "flaot"}`), `"flaot"`, "Change to float", object(`"total": {"type": "float"}`)},
		{"a type of another language", object(`"n": {"type": "integer"}`), `"integer"`, "Change to float", object(`"n": {"type": "float"}`)},
		{"no type at all", object(`"n": {"required": true}`), `"n"`, "Make it a string", object(`"n": {"required": true, "type": "string"}`)},
		{"no fields", `[{"name": "orders"}]`, `{`, "Add fields", `[{"name": "orders", "fields": {}}]`},
		{"a field twice", object(`"n": {"type": "text"}, "n": {"type": "text"}`), `"n"`, "Take out n", object(`"n": {"type": "text"}`)},
		{"an id", object(`"id": {"type": "text"}, "n": {"type": "text"}`), `"id"`, "Take out id", object(`"n": {"type": "text"}`)},
		{"a name with a blank", object(`"tax region": {"type": "text"}`), `"tax region"`, "Rename to tax_region", object(`"tax_region": {"type": "text"}`)},
		{"true in quotes", object(`"n": {"type": "text", "required": "true"}`), `"true"`, "Change to true", object(`"n": {"type": "text", "required": true}`)},
		{"a number as the default of a string", object(`"n": {"type": "string", "defaultValue": 5}`), `5`, "Put it in quotes", object(`"n": {"type": "string", "defaultValue": "5"}`)},
		{"a type and a relation", `[{"name": "a", "fields": {"b": {"object": "b"}}}, {"name": "b", "fields": {}}]`, `"b"`, "Add a to b",
			`[{"name": "a", "fields": {"b": {"object": "b"}}}, {"name": "b", "fields": { "a": { "collection": "a", "via": "b" } }}]`},
		{"a missing comma", "[\n  {\"name\": \"a\" \"fields\": {}}\n]", `"fields"`, "Add a comma", "[\n  {\"name\": \"a\", \"fields\": {}}\n]"},
		{"a comma too many", `[{"name": "a", "fields": {},}]`, `}`, "Take the comma out", `[{"name": "a", "fields": {}}]`},
		{"a name without quotes", `[{name: "a", "fields": {}}]`, `name`, "Put name in quotes", `[{"name": "a", "fields": {}}]`},
		{"single quotes", `[{'name': "a", "fields": {}}]`, `'`, "Use double quotes", `[{"name": "a", "fields": {}}]`},
		{"a missing colon", `[{"name" "a", "fields": {}}]`, `"a"`, "Add a colon", `[{"name": "a", "fields": {}}]`},
		{"the first of two names without quotes", `[{name: "a", fields: {}}]`, `name`, "Put name in quotes", `[{"name": "a", fields: {}}]`},
		{"a capital True", object(`"n": {"type": "text", "required": True}`), `True`, "Write true", object(`"n": {"type": "text", "required": true}`)},
		{"quotes that do not end", "[\n{\"name\": \"a,\n\"fields\": {}}]", "\n", "Close the quotes", "[\n{\"name\": \"a\",\n\"fields\": {}}]"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			problem, hint := explained(t, c.doc)
			if !strings.HasPrefix(c.doc[hint.From:], c.at) {
				t.Errorf("it is said to be at %q, want %q (%s: %s)", c.doc[hint.From:hint.To], c.at, problem.Path, problem.Message)
			}
			for _, fix := range hint.Fixes {
				if fix.Title == c.title {
					if got := string(fix.Apply([]byte(c.doc))); got != c.want {
						t.Errorf("the fix gives %s, want %s", got, c.want)
					}
					return
				}
			}
			t.Errorf("no fix %q in %v for %s: %s", c.title, hint.Fixes, problem.Path, problem.Message)
		})
	}
}

func TestNoFixIsOfferedThatHelpsNothing(t *testing.T) {
	for _, doc := range []string{
		`[{"name": "orders", "fields": {"n": {"type": "zzzzzzzzzz"}}}]`,
		`{"objects": 1}`,
		"[{]}",
	} {
		_, hint := explained(t, doc)
		for _, fix := range hint.Fixes {
			if strings.HasPrefix(fix.Title, "Change to") {
				t.Errorf("%s: %v", doc, fix)
			}
		}
	}
}

// Each fix that is offered is made, and what is then wrong was wrong before, elsewhere.
func TestNoFixMakesItWorse(t *testing.T) {
	object := func(fields string) string { return `[{"name": "orders", "fields": {` + fields + `}}]` }
	for doc, titles := range map[string][]string{
		"[\n  // the orders\n  {\"name\": \"orders\", \"fields\": {}}\n]": nil,
		"[\n  # the orders\n  {\"name\": \"orders\", \"fields\": {}}\n]":  nil,
		"[\n  /* the orders */\n]":                                        nil,
		"[\n{\"name\": \"a,\n\"fields\": {}}]":                            {"Close the quotes"},
		"[\n{\"name\": \"a\n, \"fields\": {}}]":                           {"Close the quotes"},
		object(`"n": {"type": "text", "required": True}`):                 {"Write true"},
		object(`"n": {"type": "text" "required": true}`):                  {"Add a comma"},
		object(`"n" {"type": "text"}`):                                    {"Add a colon"},
		object(`"n" = {"type": "text"}`):                                  {"Write a colon"},
	} {
		_, hint := explained(t, doc)
		var got []string
		for _, fix := range hint.Fixes {
			got = append(got, fix.Title)
		}
		if !slices.Equal(got, titles) {
			t.Errorf("%s: offered is %q, want %q", doc, got, titles)
		}
	}
}

func FuzzExplainTakesAnyText(f *testing.F) {
	f.Add([]byte(`[{"name": "a", "fields": {"b": {"type": "flaot"}}}]`), "fields.b.type", "a")
	f.Add([]byte(`[{"name": "a"`), "1:14", "")
	f.Add([]byte("\xef\xbb\xbf[{'name'"), "1:3", "")
	f.Fuzz(func(t *testing.T, doc []byte, path, name string) {
		place := jsonmodel.Place{Slot: "main", Frame: "model.json"}
		hint := place.Explain(doc, lockstep.Problem{Key: place.Key(name), Path: path, Verdict: lockstep.Blocks})
		if hint.From < 0 || hint.To > len(doc) || hint.From > hint.To {
			t.Errorf("%+v is no place in %d bytes", hint, len(doc))
		}
	})
}
