//go:build !race

package engine_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lockstep/app/connect/connecttest"
	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/store"
	"lockstep/store/storetest"
)

// written is a format as a person writes it: what stands around the token of a key, in different ways.
type written struct {
	name       string
	head, tail string
	tokens     []string
	address    string // of a key
}

var allWritten = []written{
	{"a.json", "{\n", "}\n", []string{`"a b"`, `12`, `true`, `"\u00e9x"`, `null`, `-1.5e3`, `""`}, "/%s"},
	{"a.yaml", "# all of it\n", "", []string{`plain`, `"d q"`, `'it''s'`, `12`, `true`, `""`}, "/%s"},
	{"a.toml", "# all of it\n", "", []string{`"x y"`, `'lit'`, `12`, `true`, `2026-11-27`}, "/%s"},
	{".env", "# all of it\n", "", []string{`bare`, `"d q"`, `'s q'`, ``}, "%s"},
	{"a.ini", "; all of it\n[main]\n", "", []string{`bare`, `two words`, `8080`}, "main/%s"},
	{"a.properties", "# all of it\n", "", []string{`bare`, `two words`, `8080`}, "%s"},
	{"a.config", "<c>\n", "</c>\n", []string{`"v"`, `'it is'`, `"&lt;"`}, "c/add[key=%s]@value"},
}

// write writes a key with its token in one of three ways.
func (w written) write(key, token string, way int, last bool) string {
	switch w.name {
	case "a.json":
		comma := ","
		if last {
			comma = ""
		}
		return fmt.Sprintf([]string{"  \"%s\": %s%s\n", "\t\"%s\" :%s%s // why\n", "  /* of old */ \"%s\":   %s  %s\n"}[way], key, token, comma)
	case "a.yaml":
		return fmt.Sprintf([]string{"%s: %s\n", "%s:   %s # why\n", "\n# of old\n%s: %s\n"}[way], key, token)
	case "a.toml":
		return fmt.Sprintf([]string{"%s = %s\n", "%s=%s # why\n", "\n# of old\n%s   =   %s\n"}[way], key, token)
	case ".env":
		return fmt.Sprintf([]string{"%s=%s\n", "export %s=%s\n", "\n# of old\n%s=%s\n"}[way], key, token)
	case "a.ini":
		return fmt.Sprintf([]string{"%s = %s\n", "%s=%s\n", "\n; of old\n%s   =   %s\n"}[way], key, token)
	case "a.properties":
		return fmt.Sprintf([]string{"%s = %s\n", "%s:%s\n", "\n# of old\n%s %s\n"}[way], key, token)
	}
	return fmt.Sprintf([]string{"  <add key=\"%s\" value=%s/>\n", "  <!-- why --><add key='%s'   value=%s />\n", "\n  <add\n    key=\"%s\"\n    value=%s></add>\n"}[way], key, token)
}

// draft is one side's document: its keys in their order, each in its way.
type drafted struct {
	keys   []string
	ways   map[string]int
	tokens map[string]string
}

func (w written) draw(r *rapid.T, side string) drafted {
	d := drafted{keys: rapid.Permutation([]string{"k0", "k1", "k2", "k3", "k4", "k5"}).Draw(r, side+" order"), ways: map[string]int{}, tokens: map[string]string{}}
	for _, key := range d.keys {
		d.ways[key] = rapid.IntRange(0, 2).Draw(r, side+" way")
		d.tokens[key] = rapid.SampledFrom(w.tokens).Draw(r, side+" token")
	}
	return d
}

// text is the document with some tokens of another one.
func (w written) text(d drafted, kept map[string]bool, of drafted) string {
	var b strings.Builder
	b.WriteString(w.head)
	for i, key := range d.keys {
		token := d.tokens[key]
		if kept[key] {
			token = of.tokens[key]
		}
		b.WriteString(w.write(key, token, d.ways[key], i == len(d.keys)-1))
	}
	b.WriteString(w.tail)
	return b.String()
}

// TestAPromotionKeepsWhatBelongsToItsTarget promotes random documents of every format between environments with random
// rules: each kept place has the bytes that it had on the target, and every other byte is the source's. Rolled back, all
// is as it was.
func TestAPromotionKeepsWhatBelongsToItsTarget(t *testing.T) {
	b := newBench(t)
	lives := 0
	rapid.Check(t, func(r *rapid.T) {
		lives++
		id := fmt.Sprint("values-", lives)
		project := lockstep.Project{UUID: id, Name: id, Slots: []lockstep.Slot{{Name: "main", Kind: connecttest.Memory}}}
		kept := map[string]map[string]bool{}
		for _, w := range allWritten {
			kept[w.name] = map[string]bool{}
			for i := range 6 {
				kind := rapid.SampledFrom([]lockstep.RuleKind{"", "", lockstep.Keep, lockstep.Secret, lockstep.Ignore, lockstep.Own}).Draw(r, "rule")
				if key := fmt.Sprint("k", i); kind != "" {
					kept[w.name][key] = true
					project.Rules.Rules = append(project.Rules.Rules, lockstep.Rule{Kind: kind, Pattern: "file/" + w.name + "#" + fmt.Sprintf(w.address, key)})
				}
			}
		}
		places := map[string]engine.Place{}
		for _, name := range []string{"Development", "QA"} {
			role := lockstep.Test
			if name == "Development" {
				role = lockstep.Development
			}
			places[name] = engine.Place{Project: project, Environment: lockstep.Environment{UUID: id + name, Project: id, Name: name, Role: role, Writable: true,
				Connections: map[string]lockstep.Connection{"main": {Settings: lockstep.Settings{"name": id + name}}}}}
		}
		storetest.Write(t, b.store, func(tx *store.Tx) error {
			return errors.Join(tx.AddProject(project), tx.AddEnvironment(places["Development"].Environment), tx.AddEnvironment(places["QA"].Environment))
		})
		dev, qa := b.world.System(id+"Development"), b.world.System(id+"QA")
		want := map[string]string{}
		for _, w := range allWritten {
			source, target := w.draw(r, w.name+" source"), w.draw(r, w.name+" target")
			dev.Set("file", w.name, w.text(source, nil, drafted{}))
			qa.Set("file", w.name, w.text(target, nil, drafted{}))
			want[w.name] = w.text(source, kept[w.name], target)
		}
		before := qa.Items()
		e := b.another()
		draft, err := e.Promotion(t.Context(), places["Development"], places["QA"])
		if err != nil {
			r.Fatal(err)
		}
		plan, err := e.Plan(draft, lockstep.Choices{})
		if err != nil {
			r.Fatal(err)
		}
		run, ran, err := e.Start(t.Context(), draft, plan, "", func(engine.Progress) {})
		if err != nil || ran && run.Status != lockstep.Done {
			r.Fatalf("%v: %s %s", err, run.Status, run.Failure)
		}
		for name, body := range want {
			if got, _ := qa.Get("file", name); got != body {
				r.Fatalf("%s is\n%s\nand was to be\n%s", name, got, body)
			}
		}
		if again, err := e.Promotion(t.Context(), places["Development"], places["QA"]); err != nil || len(lockstep.Diff(again.Target, again.Source)) > 0 {
			r.Fatalf("something is still on its way: %v, %v", lockstep.Diff(again.Target, again.Source), err)
		}
		if !ran {
			return
		}
		back, err := e.Rollback(t.Context(), places["QA"])
		if err != nil {
			r.Fatal(err)
		}
		if plan, err = e.Plan(back, lockstep.Choices{}); err != nil {
			r.Fatal(err)
		}
		if run, _, err := e.Start(t.Context(), back, plan, "", func(engine.Progress) {}); err != nil || run.Status != lockstep.Done {
			r.Fatalf("rolled back: %v: %s %s", err, run.Status, run.Failure)
		}
		for name, body := range before {
			if now := qa.Items()[name]; now != body {
				r.Fatalf("%s is not as it was:\n%s\nbut\n%s", name, body, now)
			}
		}
	})
}
