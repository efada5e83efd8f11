package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app"
)

// asked writes what a plan does with each difference.
func asked(v app.PlanView) map[string]string {
	all := map[string]string{}
	for _, c := range v.Changes {
		words := []string{c.Op}
		for word, is := range map[string]bool{"asked": c.Asked, "aside": c.Aside} {
			if is {
				words = append(words, word)
			}
		}
		if c.Again {
			words = append(words, "again")
		}
		if c.Chosen {
			words = append(words, "chosen")
		}
		all[strings.TrimPrefix(c.Key, "main:file/")] = strings.Join(words, " ")
	}
	return all
}

func TestAPlanIsMadeForWhatDrifted(t *testing.T) {
	p, dir := fleet(t, environment{"Development", "development", ""}, environment{"QA", "test", "Development"}, environment{"Live", "live", "QA"})
	for name, content := range map[string]string{"Development/a": "1", "Development/b": "1", "Development/x": "new", "Live/a": "1", "Live/b": "1", "Live/c": "1"} {
		p.write(filepath.Join(dir, name), content)
	}
	if _, err := p.TakeSnapshot("Live", ""); err != nil {
		t.Fatal(err)
	}
	p.write(filepath.Join(dir, "Live/a"), "by hand")
	p.write(filepath.Join(dir, "Live/d"), "hotfix")
	look, err := p.CheckDrift("Live")
	if err != nil || look.Found == "" {
		t.Fatalf("%+v %v", look, err)
	}
	p.write(filepath.Join(dir, "Live/a"), "by hand again")
	p.write(filepath.Join(dir, "Live/b"), "since then")

	back, err := p.Plan(app.PlanRequest{Act: "restore", Source: look.Since, Target: "Live", Found: look.Found})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"a": "modify asked again chosen", "b": "modify aside", "d": "remove asked chosen"}, asked(back)); diff != "" {
		t.Errorf("putting it back (-want +got):\n%s", diff)
	}

	bring, err := p.Plan(app.PlanRequest{Act: "promote", Source: "Live", Target: "Development", Found: look.Found})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"a": "modify asked again chosen", "b": "modify aside", "c": "add aside", "d": "add asked chosen", "x": "remove aside"}
	if diff := cmp.Diff(want, asked(bring)); diff != "" {
		t.Errorf("bringing it to Development (-want +got):\n%s", diff)
	}
	if _, err := p.Start(app.StartRequest{Plan: bring.ID}); err != nil {
		t.Fatal(err)
	}
	hotfix, err := os.ReadFile(filepath.Join(dir, "Development/d"))
	if _, gone := os.Stat(filepath.Join(dir, "Development/x")); err != nil || string(hotfix) != "hotfix" || gone != nil {
		t.Errorf("Development has %q, %v, %v", hotfix, err, gone)
	}

	// What is only on Live, named in a promotion to it, is brought the other way.
	named, err := p.Plan(app.PlanRequest{Act: "promote", Source: "Live", Target: "QA", About: []string{"main:file/c"}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"a": "add aside", "b": "add aside", "c": "add asked chosen", "d": "add aside"}, asked(named)); diff != "" {
		t.Errorf("bringing what was named (-want +got):\n%s", diff)
	}
	if _, err := p.Plan(app.PlanRequest{Act: "promote", Source: "Live", Target: "QA", About: []string{"nonsense"}}); err == nil {
		t.Error("what is no item is let in")
	}
}
