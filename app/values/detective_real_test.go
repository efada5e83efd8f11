package values_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// realState is a state of files that others wrote, up to some of each format.
func realState(t *testing.T) lockstep.State {
	t.Helper()
	var items []lockstep.Item
	seen := map[string]bool{}
	for _, names := range realFiles(t) {
		for _, name := range names[:min(len(names), filesOfEach)] {
			body, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			key := strings.TrimLeft(name, "./")
			if len(body) > largestRead || seen[key] {
				continue
			}
			seen[key] = true
			items = append(items, file(key, string(body)))
		}
	}
	state, err := lockstep.NewState(items, nil)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// Files of packages are hardly ever settings of an environment: whatever is proposed for many of them is nonsense.
func TestLittleIsSuggestedForRealFiles(t *testing.T) {
	state := realState(t)
	got, err := values.Rules{}.Suggest(context.Background(), []values.Holding{{Name: "Live", Role: lockstep.Live, Now: state}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range got {
		t.Logf("%3d %-6s %s: %s", s.Sure, s.Rule.Kind, s.Rule.Pattern, strings.Join(s.Evidence, "; "))
		rules, err := values.Compile([]lockstep.Rule{s.Rule})
		if err != nil {
			t.Fatal(err)
		}
		if s.Address == "" {
			continue
		}
		item, _ := state.Get(s.Key)
		found, err := rules.In(item)
		if err != nil || len(found.Places) != 1 {
			t.Errorf("%s names %d places (%v)", s.Rule.Pattern, len(found.Places), err)
		}
	}
	items := map[lockstep.Key]bool{}
	for _, s := range got {
		items[s.Key] = true
	}
	if t.Logf("%d rules for %d of %d items", len(got), len(items), state.Len()); len(items)*20 > state.Len() {
		t.Errorf("rules are proposed for %d of %d items", len(items), state.Len())
	}
}

func TestLittleLeaksFromRealFiles(t *testing.T) {
	state := realState(t)
	source, target := values.Side{Name: "QA", Role: lockstep.Test, State: state}, values.Side{Name: "Live", Role: lockstep.Live}
	got, err := values.Rules{}.Leaks(context.Background(), source, target, lockstep.Diff(target.State, state), state)
	if err != nil {
		t.Fatal(err)
	}
	items := map[lockstep.Key]bool{}
	for _, l := range got {
		t.Logf("%s#%s, line %d: %s", l.Key.Name, l.Address, l.Line, l.Why)
		items[l.Key] = true
	}
	if t.Logf("%d leaks in %d of %d items", len(got), len(items), state.Len()); len(items)*20 > state.Len() {
		t.Errorf("%d of %d items leak", len(items), state.Len())
	}
}

// stages are n documents in each of four environments, of which one in ten differs.
func stages(b *testing.B, n int) []values.Holding {
	b.Helper()
	var all []values.Holding
	for at, name := range []string{"Development", "QA", "Staging", "Live"} {
		var items []lockstep.Item
		for i, s := range samples(n) {
			body := string(s.body)
			if i%10 == 0 {
				body = strings.ReplaceAll(body, "value of some length", fmt.Sprintf("value of %s", strings.ToLower(name)))
			}
			items = append(items, file(fmt.Sprintf("%d/%s", i, s.name), body))
		}
		state, err := lockstep.NewState(items, nil)
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, values.Holding{Name: name, Role: []lockstep.Role{lockstep.Development, lockstep.Test, lockstep.Test, lockstep.Live}[at], Now: state})
	}
	return all
}

func BenchmarkSuggestFor2000DocumentsOf4Environments(b *testing.B) {
	all := stages(b, 2000)
	for b.Loop() {
		if _, err := (values.Rules{}).Suggest(context.Background(), all, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func stateOfItems(b *testing.B, of lockstep.State, change func(lockstep.Item) lockstep.Item) lockstep.State {
	b.Helper()
	var items []lockstep.Item
	for _, item := range of.All() {
		items = append(items, change(item))
	}
	state, err := lockstep.NewState(items, nil)
	if err != nil {
		b.Fatal(err)
	}
	return state
}

func BenchmarkLeaksOf2000Documents(b *testing.B) {
	all := stages(b, 2000)
	rules, err := values.Compile([]lockstep.Rule{{Kind: lockstep.Secret, Pattern: "**#*_777"}, {Kind: lockstep.Keep, Pattern: "**#/key7"}})
	if err != nil {
		b.Fatal(err)
	}
	want := all[2].Now
	live := stateOfItems(b, all[3].Now, func(item lockstep.Item) lockstep.Item { // each one is written, and differs in all places
		body, _ := item.Body.Bytes()
		item.Body = lockstep.BodyOf([]byte(strings.ReplaceAll(string(body), "value of", "values of")))
		return item
	})
	writes := lockstep.Diff(lockstep.State{}, want)
	for b.Loop() {
		if _, err := rules.Leaks(context.Background(), values.Side{Name: "Staging", Role: lockstep.Test, State: want}, values.Side{Name: "Live", Role: lockstep.Live, State: live}, writes, want); err != nil {
			b.Fatal(err)
		}
	}
}
