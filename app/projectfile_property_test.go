//go:build !race

package app_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lockstep/app"
	"lockstep/app/connect/connecttest"
	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// anyProject draws a project of one uuid, with environments of a few uuids.
func anyProject(t *rapid.T, label string) (lockstep.Project, []lockstep.Environment) {
	name := rapid.StringMatching(`[A-Za-zÄé"\\'=\[\]{},.!]([a-z ü\x{200d}☃]{0,6}[a-z"\\])?`).Filter(func(s string) bool { return lockstep.CheckName("thing", s) == nil })
	value := rapid.OneOf(rapid.Just(""), rapid.StringMatching(`[a-z"\\#=\[\]{}' \t\n\x{202e}é\x{1F600}]{0,20}`))
	folded := func(s string) string { return strings.ToLower(s) }
	p := lockstep.Project{UUID: number32(1), Name: name.Draw(t, label+" project")}
	count := rapid.IntRange(0, 3)
	p.Keep = lockstep.Retention{Last: count.Draw(t, "last"), Daily: count.Draw(t, "daily"), Weekly: count.Draw(t, "weekly"), Monthly: count.Draw(t, "monthly")}
	for _, n := range rapid.SliceOfNDistinct(name, 1, 3, rapid.ID).Draw(t, label+" slots") {
		settings := lockstep.Settings{}
		for _, field := range []string{"cache_name", "include"} {
			if rapid.Bool().Draw(t, "set") {
				settings[field] = value.Draw(t, field)
			}
		}
		p.Slots = append(p.Slots, lockstep.Slot{Name: n, Kind: connecttest.Memory, Settings: settings})
	}
	pattern := rapid.StringMatching(`(\*\*|file/[a-z"\\.*é\x{1F600} ]{1,9}|main:file/a)(#(/|\*\*/|)[a-z"\\=*é ]{1,9})?`).Filter(func(s string) bool {
		_, err := values.Compile([]lockstep.Rule{{Kind: lockstep.Keep, Pattern: s}})
		return err == nil && strings.TrimSpace(s) == s
	})
	for _, of := range rapid.SliceOfNDistinct(pattern, 0, 4, rapid.ID).Draw(t, label+" rules") {
		p.Rules.Rules = append(p.Rules.Rules, lockstep.Rule{Kind: rapid.SampledFrom(lockstep.RuleKinds).Draw(t, "kind of rule"), Pattern: of})
	}
	roles := rapid.SampledFrom([]lockstep.Role{lockstep.Development, lockstep.Test, lockstep.Live})
	uuids := rapid.Permutation([]int{10, 11, 12, 13, 14}).Draw(t, label+" uuids")
	var all []lockstep.Environment
	for i, n := range rapid.SliceOfNDistinct(name, 0, 5, folded).Draw(t, label+" environments") {
		e := lockstep.Environment{UUID: number32(uuids[i]), Project: p.UUID, Name: n, Role: roles.Draw(t, "role"), Connections: map[string]lockstep.Connection{},
			Writable: rapid.Bool().Draw(t, "writable")}
		if i > 0 && rapid.Bool().Draw(t, "has upstream") {
			e.Upstream = all[rapid.IntRange(0, i-1).Draw(t, "upstream")].UUID
		}
		for _, s := range p.Slots {
			if !rapid.Bool().Draw(t, "connected") {
				continue
			}
			c := lockstep.Connection{Settings: lockstep.Settings{"name": "x" + value.Draw(t, "name")}, Secrets: lockstep.Settings{"token": "hunter2"}}
			if rapid.Bool().Draw(t, "address") {
				c.Settings["url"] = value.Draw(t, "url")
			}
			e.Connections[s.Name] = c
		}
		anyChecks(t, name, &e)
		all = append(all, e)
	}
	return p, all
}

// anyChecks draws checks of an environment, its gate and its policy.
func anyChecks(t *rapid.T, name *rapid.Generator[string], e *lockstep.Environment) {
	line := rapid.StringMatching(`[a-z"\\#=\[\]{}': \x{202e}é\x{1F600}]{0,20}`)
	e.Gated = e.Upstream != "" && rapid.Bool().Draw(t, "gated")
	if rapid.Bool().Draw(t, "rolls back") {
		e.OnFailure = lockstep.RollBackOnFailure
	}
	for _, n := range rapid.SliceOfNDistinct(name, 0, 3, strings.ToLower).Draw(t, "checks") {
		c := lockstep.Check{Name: n, Timeout: lockstep.CheckTimeout, Retries: rapid.IntRange(0, 2).Draw(t, "retries")}
		switch rapid.IntRange(0, 2).Draw(t, "kind") {
		case 0:
			c.URL, c.JSONPath, c.Equals = "https://shop.example/"+rapid.SampledFrom([]string{"a", "b"}).Draw(t, "path"), "$.a", line.Draw(t, "equals")
			c.Headers, c.Secrets = lockstep.Settings{"Accept": strings.TrimSpace(line.Draw(t, "header"))}, lockstep.Settings{"Authorization": "hunter2"}
		case 1:
			c.Argv, c.Env = append([]string{"probe"}, rapid.SliceOfN(line, 0, 3).Draw(t, "words")...), lockstep.Settings{"SHOP": line.Draw(t, "variable")}
		case 2:
			c.Shell, c.Dir, c.Secrets = "probe "+line.Draw(t, "line"), "/srv", lockstep.Settings{"TOKEN": "hunter2"}
		}
		e.PutCheck(c)
	}
}

func TestWhatIsExportedAndAppliedIsExportedAgain(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		one, oneEnvironments := anyProject(r, "one")
		other, otherEnvironments := anyProject(r, "other")
		text := laid(t, one, oneEnvironments).exportedSettings(one.Name)
		if strings.Contains(text, "hunter2") {
			r.Fatalf("a secret is in the file:\n%s", text)
		}
		empty, full := laid(t, lockstep.Project{UUID: number32(2), Name: "another app"}, nil), laid(t, other, otherEnvironments)
		for where, p := range map[string]*program{"an empty catalog": empty, "another state": full} {
			earlier, err := p.store.Environments(t.Context(), "")
			if err != nil {
				r.Fatal(err)
			}
			before, _ := p.ExportProject(other.Name, "")
			dry := p.apply(app.ApplyRequest{Text: text, Remove: true, DryRun: true})
			if after, _ := p.ExportProject(other.Name, ""); dry.Applied || after.Text != before.Text {
				r.Fatalf("a dry run on %s changed something", where)
			}
			done := p.apply(app.ApplyRequest{Text: text, Remove: true, Seen: dry.Seen})
			if diff := cmp.Diff(text, p.exportedSettings(one.Name)); diff != "" {
				r.Fatalf("after it was applied to %s (-want +got):\n%s", where, diff)
			}
			if done.Applied != (done.New || len(done.Changes) > 0) {
				r.Fatalf("applied is %v with the changes %+v", done.Applied, done.Changes)
			}
			if again := p.apply(app.ApplyRequest{Text: text, Remove: true}); again.Applied || len(again.Changes) > 0 {
				r.Fatalf("a second time changes %+v", again.Changes)
			}
			kept := p.apply(app.ApplyRequest{Text: text})
			if len(kept.Changes)+len(kept.Kept) > 0 {
				r.Fatalf("without removing it changes %+v and keeps %+v", kept.Changes, kept.Kept)
			}
			p.wantNothingOpened(r, earlier)
		}
	})
}

// wantNothingOpened fails where a live environment may be written to that could not be, and where one can send a secret to
// another place than the one that it was given for.
func (p *program) wantNothingOpened(t *rapid.T, before []lockstep.Environment) {
	all, err := p.store.Environments(p.t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	former := map[string]lockstep.Environment{}
	for _, e := range before {
		former[e.UUID] = e
	}
	for _, e := range all {
		was, known := former[e.UUID]
		if e.Writable && (known && !was.Writable || e.Role == lockstep.Live && (!known || was.Role != lockstep.Live)) {
			t.Fatalf("%s (%s) was opened for writing", e.Name, e.Role)
		}
		for _, c := range e.Checks {
			i, has := was.Check(c.Name)
			for _, value := range c.Secrets {
				if value != "" && (!has || was.Checks[i].Address() != c.Address()) {
					t.Fatalf("the secrets of the check %s in %s would be sent elsewhere", c.Name, e.Name)
				}
			}
		}
		for slot, c := range e.Connections {
			if len(c.Secrets) > 0 && !cmp.Equal(c.Settings, was.Connections[slot].Settings) {
				t.Fatalf("the secrets of %s in %s would be sent elsewhere", slot, e.Name)
			}
		}
	}
}
