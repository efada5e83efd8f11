package values_test

import (
	"context"
	"strings"
	"testing"

	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// Whatever two environments hold: each rule that is proposed can be read and names one place where it stands, and nothing
// that is said of a place shows what it holds.
func FuzzSuggestAndLeaks(f *testing.F) {
	for _, seed := range [][3]string{
		{"a.json", `{"password": "hunter2", "list": [{"name": "a", "url": "http://localhost:1"}]}`, `{"password": "hunter3", "list": [{"name": "b"}, {"name": "a", "url": "https://a.example"}]}`},
		{"a.yaml", "a: &x {token: sk_test_51Hqp9vZ2eW8}\nb: *x\n", "a: 1\n"},
		{"a.xml", `<c><add key="ApiKey" value="Xk29vlmQ81"/><add key="B" value="*****"/></c>`, `<c/>`},
		{"a.ini", "[a]\nb = postgres://a:b3c4d5@localhost/x\n", "b = 1\n[a]\nb = 2\n"},
		{".env", "A_KEY=[secret left out]\nA_KEY=2\n", "A_KEY=$apr1$x\n"},
		{"nginx.conf", "server_name qa.shop.example;\npassword = Gh7kk2ab\n", ""},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, name, a, b string) {
		if name == "" {
			return
		}
		one, two := stateOf(t, map[string]string{name: a}), stateOf(t, map[string]string{name: b, "other.json": "{}"})
		holdings := []values.Holding{{Name: "QA", Role: lockstep.Test, Now: one, Past: []lockstep.State{two}}, {Name: "Live", Role: lockstep.Live, Now: two}}
		got, err := values.Rules{}.Suggest(context.Background(), holdings, nil)
		if err != nil {
			t.Fatal(err)
		}
		var rules []lockstep.Rule
		for _, s := range got {
			rules = append(rules, s.Rule)
			compiled, err := values.Compile([]lockstep.Rule{s.Rule})
			if err != nil {
				t.Fatalf("%q: %v", s.Rule.Pattern, err)
			}
			named := 0
			for _, h := range holdings {
				item, has := h.Now.Get(s.Key)
				if !has {
					continue
				}
				if whole, _ := compiled.Whole(item.Key); whole != "" {
					named++
				}
				found, err := compiled.In(item)
				if err != nil || len(found.Places) > 1 {
					t.Fatalf("%q names %d places of %q: %v", s.Rule.Pattern, len(found.Places), item.Key, err)
				}
				named += len(found.Places)
				for _, p := range found.Places {
					said := strings.ToLower(strings.Join(s.Evidence, "; "))
					if text := strings.ToLower(strings.TrimSpace(p.Value.Text)); len(text) > 20 && strings.Contains(said, text) {
						t.Fatalf("%q shows %q", said, text)
					}
				}
			}
			if named == 0 {
				t.Fatalf("%q names nothing", s.Rule.Pattern)
			}
		}
		compiled, err := values.Compile(rules)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := compiled.Leaks(context.Background(), values.Side{Name: "QA", Role: lockstep.Test, State: one}, values.Side{Name: "Live", Role: lockstep.Live, State: two}, lockstep.Diff(two, one), one); err != nil {
			t.Fatal(err)
		}
	})
}
