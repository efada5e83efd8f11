package values_test

import (
	"fmt"
	"strings"
	"testing"

	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// sample is a small document with the place that is set in it.
type sample struct {
	name, address string
	body          []byte
}

// samples are n documents of 2 to 5 KB, of all formats in turn.
func samples(n int) []sample {
	lines := func(head, line, tail string, count int) []byte {
		var b strings.Builder
		b.WriteString(head)
		for i := range count {
			fmt.Fprintf(&b, line, i, i)
		}
		return []byte(b.String() + tail)
	}
	all := make([]sample, n)
	for i := range all {
		switch count := 50 + i%40; i % 7 {
		case 0:
			all[i] = sample{"a.json", "/key7", lines("{\n", "  \"key%d\": \"a value of some length %d\",\n", "  \"last\": {\"host\": \"x\", \"port\": 1}\n}\n", count)}
		case 1:
			all[i] = sample{"a.yaml", "/key7/host", lines("# settings\n", "key%d:\n  host: a.value.of.some.length.%d\n  port: 8080\n", "last: 1\n", count)}
		case 2:
			all[i] = sample{"a.toml", "/key7/host", lines("a = 1\n", "[key%d]\nhost = \"a value of some length %d\"\nport = 8080\n", "", count)}
		case 3:
			all[i] = sample{".env", "KEY_7", lines("# settings\n", "KEY_%d=\"a value of some length %d\" # note\n", "", count)}
		case 4:
			all[i] = sample{"a.ini", "main/key7", lines("[main]\n", "key%d = a value of some length %d ; note\n", "", count)}
		case 5:
			all[i] = sample{"a.properties", "key.7", lines("# settings\n", "key.%d = a value of some length %d\n", "", count)}
		case 6:
			all[i] = sample{"web.config", "c/appSettings/add[key=K7]@value", lines("<c>\n  <appSettings>\n", "    <add key=\"K%d\" value=\"a value of some length %d\" />\n", "  </appSettings>\n</c>\n", count)}
		}
	}
	return all
}

// BenchmarkLayManySmallDocuments opens 2,000 documents of mixed formats and lays one value into each.
func BenchmarkLayManySmallDocuments(b *testing.B) {
	documents := samples(2000)
	size := 0
	for _, s := range documents {
		size += len(s.body)
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		for _, s := range documents {
			layOne(b, s)
		}
	}
}

func layOne(b *testing.B, s sample) {
	d, err := values.Open(s.name, s.body)
	if err == nil {
		_, err = d.Set(s.address, values.Value{Text: "live.example"})
	}
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkLay is the same for one format at a time.
func BenchmarkLay(b *testing.B) {
	for _, s := range samples(7) {
		b.Run(s.name, func(b *testing.B) {
			b.SetBytes(int64(len(s.body)))
			for b.Loop() {
				layOne(b, s)
			}
		})
	}
}

// BenchmarkOver2000Documents lays the values of a target over 2,000 documents of a source, of mixed formats: both sides are
// read, the target's values lifted out, and laid in.
func BenchmarkOver2000Documents(b *testing.B) {
	var items [2][]lockstep.Item
	rules := map[string]lockstep.Rule{}
	for i, s := range samples(2000) {
		for side := range items {
			body := s.body
			if side == 1 {
				d, err := values.Open(s.name, s.body)
				if err != nil {
					b.Fatal(err)
				}
				if body, err = d.Set(s.address, values.Value{Text: fmt.Sprint("of the target ", i)}); err != nil {
					b.Fatal(err)
				}
			}
			items[side] = append(items[side], lockstep.Item{Key: lockstep.Key{Slot: "main", Kind: "file", Name: fmt.Sprintf("%d/%s", i, s.name)}, Part: lockstep.Configuration, Body: lockstep.BodyOf(body)})
		}
		rules[s.name] = lockstep.Rule{Kind: lockstep.Keep, Pattern: "file/*/" + s.name + "#" + s.address}
	}
	all := make([]lockstep.Rule, 0, len(rules))
	for _, r := range rules {
		all = append(all, r)
	}
	compiled, err := values.Compile(all)
	if err != nil {
		b.Fatal(err)
	}
	source, _ := lockstep.NewState(items[0], nil)
	target, _ := lockstep.NewState(items[1], nil)
	for b.Loop() {
		layer, err := compiled.Over(source, target, nil, values.Route{})
		if err != nil || len(lockstep.Diff(layer.State, target)) > 0 {
			b.Fatal(len(lockstep.Diff(layer.State, target)), err)
		}
	}
}
