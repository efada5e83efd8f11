package app_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"lockstep/app"
	"lockstep/app/lockstep"
)

// history asks as a window does: again, as long as something was not found out in the time that an answer may take.
func (p *program) history(r app.HistoryRequest) app.HistoryView {
	p.t.Helper()
	for {
		v, err := p.History(r)
		if err != nil {
			p.t.Fatal(err)
		}
		if v.Unread == 0 && !slices.ContainsFunc(v.Events, func(e app.EventView) bool { return e.Counting }) {
			return v
		}
	}
}

// kinds are the kinds of events, newest first.
func kinds(v app.HistoryView) []string {
	var all []string
	for _, e := range v.Events {
		all = append(all, e.Kind)
	}
	return all
}

func wantEqual[T comparable](t *testing.T, what string, got, want []T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// put writes a file of an environment's folder.
// folders is a program with the environments qa and live of a project Plain, each a folder without a model.
func folders(t *testing.T) (p *program, qa, live string) {
	t.Helper()
	p = newProgram(t)
	if _, err := p.AddProject("Plain"); err != nil {
		t.Fatal(err)
	}
	qa, live = t.TempDir(), t.TempDir()
	for name, dir := range map[string]string{"qa": qa, "live": live} {
		_, err := p.AddEnvironment(app.EnvironmentRequest{Project: "Plain", Name: name, Role: "test", Kind: "folder",
			Settings: map[string]string{"path": dir, "model": ""}})
		if err != nil {
			t.Fatal(err)
		}
	}
	return p, qa, live
}

func (p *program) take(ref, note string) app.SnapshotView {
	p.t.Helper()
	s, err := p.TakeSnapshot(ref, note)
	if err != nil {
		p.t.Fatal(err)
	}
	return s
}

func TestAHistoryIsEvents(t *testing.T) {
	p, qa, live := folders(t)
	put(t, qa, "a.txt", "new\n")
	put(t, qa, "b.txt", "new\n")
	put(t, live, "a.txt", "old\n")
	p.take("live", "As it began")
	run := p.start(p.plan(app.PlanRequest{Act: "promote", Source: "qa", Target: "live"}))
	put(t, live, "c.txt", "by hand\n")
	p.take("live", "")
	p.start(p.plan(app.PlanRequest{Act: "restore", Source: "live@1", Target: "live"}))

	v := p.history(app.HistoryRequest{Environment: "live"})
	wantEqual(t, "kinds", kinds(v), []string{"restore", "manual", "promote", "manual"})
	wantEqual(t, "reasons", v.Reasons, []string{"manual", "promote", "restore"})
	if v.Total != 4 || v.All != 4 || v.Snapshots != 6 || v.Found != -1 {
		t.Errorf("%d of %d events, %d snapshots, found at %d", v.Total, v.All, v.Snapshots, v.Found)
	}
	counted := 0
	for _, d := range v.Days {
		counted += d.Events
	}
	if counted != 4 {
		t.Errorf("the days count %d events: %v", counted, v.Days)
	}

	restored, byHand, promoted, first := v.Events[0], v.Events[1], v.Events[2], v.Events[3]
	for _, c := range []struct {
		what string
		got  *app.CountsView
		want app.CountsView
	}{
		{"the restore", restored.Counts, app.CountsView{Modified: 1, Removed: 2}},
		{"what was done by hand", byHand.Counts, app.CountsView{Added: 1}},
		{"the promotion", promoted.Counts, app.CountsView{Added: 1, Modified: 1}},
	} {
		if c.got == nil || *c.got != c.want {
			t.Errorf("%s changed %v, want %v", c.what, c.got, c.want)
		}
	}
	if first.Counts != nil || first.Counting || first.Older != "" || first.After.Note != "As it began" {
		t.Errorf("the first event: %+v", first)
	}
	if promoted.Run.Number != run.Number || promoted.Run.Why != "because" || promoted.Run.From != "Plain/qa" || promoted.Older != "Plain/live@1" {
		t.Errorf("the promotion: %+v, older %s", promoted.Run, promoted.Older)
	}
	if promoted.Before.Ref != run.Guard || promoted.After.Ref != run.Result || promoted.Before.Run != run.Number {
		t.Errorf("before %s, after %s; the run says %s and %s", promoted.Before.Ref, promoted.After.Ref, run.Guard, run.Result)
	}
	if restored.Run.From != "Plain/live@1" || restored.Run.RestoredAt != first.At {
		t.Errorf("the restore is from %s, taken %s", restored.Run.From, restored.Run.RestoredAt)
	}

	source := p.history(app.HistoryRequest{Environment: "qa"})
	if len(source.Events) != 1 || source.Events[0].Kind != "source" || source.Events[0].Run.To != "Plain/live" {
		t.Errorf("the history of what was promoted: %+v", source.Events)
	}
}

func TestAHistoryIsSearchedAndPaged(t *testing.T) {
	p, _, live := folders(t)
	put(t, live, "settings/tax.json", "{}")
	for i := range 7 {
		put(t, live, fmt.Sprintf("page-%d.html", i), "x")
		p.take("live", fmt.Sprintf("Release %d", i+1))
	}
	if _, err := p.PinSnapshot("live@3", true); err != nil {
		t.Fatal(err)
	}
	found := func(r app.HistoryRequest) []int {
		t.Helper()
		r.Environment = "live"
		v := p.history(r)
		if v.Unread != 0 {
			t.Errorf("%d of so few events are not looked at", v.Unread)
		}
		numbers := []int{}
		for _, e := range v.Events {
			numbers = append(numbers, e.After.Number)
		}
		return numbers
	}
	wantEqual(t, "by note", found(app.HistoryRequest{Search: "RELEASE 7"}), []int{7})
	wantEqual(t, "by a changed item", found(app.HistoryRequest{Search: "page-3"}), []int{4})
	wantEqual(t, "by an item that was there from the first", found(app.HistoryRequest{Search: "tax.json"}), []int{1})
	wantEqual(t, "by person", found(app.HistoryRequest{Search: "ada"}), []int{7, 6, 5, 4, 3, 2, 1})
	wantEqual(t, "by item and note", found(app.HistoryRequest{Search: "page release 2"}), []int{3, 2})
	wantEqual(t, "by what is nowhere", found(app.HistoryRequest{Search: "nowhere"}), []int{})
	wantEqual(t, "pinned", found(app.HistoryRequest{Pinned: true}), []int{3})
	wantEqual(t, "by kind", found(app.HistoryRequest{Reason: "drift"}), []int{})
	wantEqual(t, "a page", found(app.HistoryRequest{Offset: 2, Limit: 3}), []int{5, 4, 3})
	wantEqual(t, "around", found(app.HistoryRequest{Around: "Plain/live@2", Limit: 2}), []int{3, 2})
	if v := p.history(app.HistoryRequest{Environment: "live", Search: "page-3"}); !slices.Equal(v.Events[0].Matched, []string{"main:file/page-3.html"}) {
		t.Errorf("matched: %v", v.Events[0].Matched)
	}

	if err := p.DeleteSnapshot("live@5"); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "after one was deleted", found(app.HistoryRequest{Search: "page-4"}), []int{6})
	if _, err := p.NoteSnapshot("live@6", "Hotfix"); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "by a new note", found(app.HistoryRequest{Search: "hotfix"}), []int{6})
}

func TestTheCatalogRevealsNoItemOfAHistory(t *testing.T) {
	p, _, live := folders(t)
	for _, content := range []string{"1", "2"} {
		put(t, live, "settings/secret-plan.json", content)
		p.take("live", "Quiet launch")
	}
	if v := p.history(app.HistoryRequest{Environment: "live", Search: "secret-plan"}); v.Total != 2 {
		t.Fatalf("%d events are found", v.Total)
	}
	for _, name := range []string{"catalog.db", "catalog.db-wal"} {
		content, err := os.ReadFile(filepath.Join(p.home, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"secret-plan", "Quiet launch"} {
			if bytes.Contains(content, []byte(word)) {
				t.Errorf("%s holds %q in the clear", name, word)
			}
		}
	}
}

func TestALookInPassingSeesWhatChangedSince(t *testing.T) {
	p, _, live := folders(t)
	put(t, live, "mail.json", `{"smtp": {"host": "a", "port": 1}, "from": "x"}`)
	put(t, live, "text.txt", "one\ntwo\n")
	p.take("live", "")
	differs := func() app.DiffersView {
		t.Helper()
		v, err := p.Differs("live@1", "live")
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if v := differs(); len(v.Changes) != 0 || v.Same != 2 {
		t.Errorf("nothing was changed: %+v", v)
	}
	put(t, live, "mail.json", `{"smtp": {"host": "b", "port": 1},  "from": "x"}`)
	put(t, live, "text.txt", "one\n2\nthree\n")
	v := differs()
	if v.Counts != (app.CountsView{Modified: 2}) {
		t.Fatalf("counts: %+v", v.Counts)
	}
	accounts, err := p.Accounts(v.ID, []string{"main:file/mail.json", "main:file/text.txt"})
	if err != nil || len(accounts) != 2 {
		t.Fatalf("%d accounts: %v", len(accounts), err)
	}
	wantEqual(t, "fields", accounts[0].Fields, []string{"smtp.host"})
	if accounts[1].Added != 2 || accounts[1].Removed != 1 || len(accounts[1].Fields) != 0 {
		t.Errorf("the text: %+v", accounts[1])
	}
	if err := os.RemoveAll(live); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Differs("live@1", "live"); lockstep.CodeOf(err) != lockstep.NotFound {
		t.Errorf("a folder that is gone: %v", err)
	}
}
