package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app"
	"lockstep/app/lockstep"
)

// environment is one to be added: a folder beside the others.
type environment struct{ name, role, after string }

// fleet is a program with one project of folders, and where they are.
func fleet(t *testing.T, environments ...environment) (p *program, dir string) {
	t.Helper()
	p, dir = newProgram(t), t.TempDir()
	if _, err := p.AddProject("Fleet"); err != nil {
		t.Fatal(err)
	}
	for _, e := range environments {
		path := filepath.Join(dir, e.name)
		if err := os.Mkdir(path, 0o755); err != nil {
			t.Fatal(err)
		}
		allow := true
		if _, err := p.AddEnvironment(app.EnvironmentRequest{Project: "Fleet", Name: e.name, Role: e.role, Upstream: e.after,
			Kind: "folder", Settings: map[string]string{"path": path}, AllowWriting: &allow}); err != nil {
			t.Fatal(err)
		}
	}
	return p, dir
}

func (p *program) look(refs ...string) {
	p.t.Helper()
	for _, ref := range refs {
		if v, err := p.Look(ref); err != nil || !v.Reachable {
			p.t.Fatalf("%s: %s %v", ref, v.Problem, err)
		}
	}
}

func (p *program) travel(limit int) app.TravelView {
	p.t.Helper()
	v, err := p.Travel("Fleet", limit)
	if err != nil {
		p.t.Fatal(err)
	}
	return v
}

// bars writes a way's items as: end key op begins-reached.
func bars(v app.TravelView) []string {
	lines := []string{}
	for _, way := range v.Ways {
		for _, item := range way.Items {
			line := way.Stages[len(way.Stages)-1] + " " + item.Key
			for _, one := range item.Versions {
				line += fmt.Sprintf(" %s %d-%d", one.Op, one.Begins, one.Reached)
				if one.Drift {
					line += " drift"
				}
			}
			lines = append(lines, line)
		}
	}
	return lines
}

func TestTravelOfATree(t *testing.T) {
	p, dir := fleet(t,
		environment{"Development", "development", ""},
		environment{"QA", "test", "Development"},
		environment{"Live EU", "live", "QA"},
		environment{"Live US", "live", "QA"},
		environment{"Lab", "development", ""},
		environment{"Alone", "test", ""},
		environment{"Demo", "test", "Lab"})
	put(t, dir, "Development/a.txt", "2")
	put(t, dir, "QA/a.txt", "2")
	put(t, dir, "Live EU/a.txt", "2")
	put(t, dir, "Live US/a.txt", "1")
	put(t, dir, "Development/b.txt", "1")
	put(t, dir, "Lab/lab.txt", "1")

	if v := p.travel(0); len(v.Looks) != 0 || v.Links[0].Known || len(v.Ways) != 3 || len(v.Ways[0].Missing) != 3 {
		t.Fatalf("before anything was read: %+v", v)
	}
	p.look("Development", "QA", "Live EU", "Live US", "Lab", "Demo")
	v := p.travel(0)
	want := []string{
		"Fleet/Live EU main:file/b.txt add 0-0",
		"Fleet/Live US main:file/a.txt modify 0-1",
		"Fleet/Live US main:file/b.txt add 0-0",
		"Fleet/Demo main:file/lab.txt add 0-0",
	}
	if diff := cmp.Diff(want, bars(v)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(v.Looks) != 6 || len(v.Links) != 4 {
		t.Errorf("%d looks, %d links", len(v.Looks), len(v.Links))
	}
	for _, link := range v.Links {
		look, err := p.Look(link.Target)
		if err != nil || !link.Known || *look.Behind != link.Behind || *look.Ahead != link.Ahead || *look.Outgoing != link.Outgoing {
			t.Errorf("%s: a look says %+v, the link %+v, error %v", link.Target, look, link, err)
		}
	}
	if v := p.travel(1); v.Ways[1].Total != 2 || len(v.Ways[1].Items) != 1 {
		t.Errorf("with a limit of 1: %d of %d", len(v.Ways[1].Items), v.Ways[1].Total)
	}
}

func TestTravelIsToldOfWhatWasSeenAndOfSnapshotsBefore(t *testing.T) {
	p, dir := fleet(t, environment{"Development", "development", ""}, environment{"QA", "test", "Development"}, environment{"Live", "live", "QA"})
	put(t, dir, "Development/a.txt", "2")
	put(t, dir, "QA/a.txt", "1")
	put(t, dir, "Live/a.txt", "1")
	for _, ref := range []string{"Development", "QA", "Live"} {
		if _, err := p.TakeSnapshot(ref, ""); err != nil {
			t.Fatal(err)
		}
	}
	// Nobody looked yet: what the snapshots hold is known, and said to be remembered.
	v := p.travel(0)
	if diff := cmp.Diff([]string{"Fleet/Live main:file/a.txt modify 0-0"}, bars(v)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, look := range v.Looks {
		if !look.Remembered || look.Drift != nil {
			t.Errorf("%s was not looked at: %+v", look.Environment, look)
		}
	}

	put(t, dir, "QA/own.txt", "by hand")
	put(t, dir, "Development/b.txt", "edited in place")
	if diff := cmp.Diff(v, p.travel(0)); diff != "" {
		t.Errorf("a system was asked (-before +after):\n%s", diff)
	}
	p.look("Development", "QA", "Live")
	v = p.travel(0)
	want := []string{
		"Fleet/Live main:file/own.txt add 1-1 drift",
		"Fleet/Live main:file/b.txt add 0-0",
		"Fleet/Live main:file/a.txt modify 0-0",
	}
	if diff := cmp.Diff(want, bars(v)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if v.Looks[1].Remembered || v.Looks[1].Drift == nil || *v.Looks[1].Drift != 1 {
		t.Errorf("QA: %+v", v.Looks[1])
	}

	// A snapshot says that this state is expected now: no more drift, and nobody looked again.
	if _, err := p.TakeSnapshot("QA", "Keep it"); err != nil {
		t.Fatal(err)
	}
	if v = p.travel(0); *v.Looks[1].Drift != 0 || bars(v)[0] != "Fleet/Live main:file/own.txt add 1-1" {
		t.Errorf("after it was kept: drift %d, %v", *v.Looks[1].Drift, bars(v))
	}

	// A connection that leads elsewhere makes what was seen worthless.
	if err := os.Rename(filepath.Join(dir, "Live"), filepath.Join(dir, "Moved")); err != nil {
		t.Fatal(err)
	}
	if _, err := p.SetConnection(app.ConnectionRequest{Environment: "Live", Settings: map[string]string{"path": filepath.Join(dir, "Moved")}}); err != nil {
		t.Fatal(err)
	}
	if look := p.travel(0).Looks[2]; !look.Remembered {
		t.Errorf("Live as it was elsewhere is passed off as seen: %+v", look)
	}
}

func TestTravelSaysWhatOfAnObjectIsNew(t *testing.T) {
	p, dir := fleet(t, environment{"Development", "development", ""}, environment{"QA", "test", "Development"})
	if _, err := p.EditSlot("Fleet", lockstep.DefaultSlot, map[string]string{"model": "model.json"}); err != nil {
		t.Fatal(err)
	}
	put(t, dir, "Development/model.json", `[{"name":"orders","fields":{"total":{"type":"float"},"region":{"type":"string"}}},{"name":"tiers","fields":{"name":{"type":"string"}}}]`)
	put(t, dir, "QA/model.json", `[{"name":"orders","fields":{"total":{"type":"string"},"old":{"type":"string"}}}]`)
	p.look("Development", "QA")
	got := map[string]string{}
	for _, item := range p.travel(0).Ways[0].Items {
		got[item.Key] = item.Detail
	}
	want := map[string]string{"main:object/orders": "object, region added, total changed, old removed", "main:object/tiers": "object with 1 field"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestALinkTellsWhatTheTargetAddedFromWhatItChanged(t *testing.T) {
	p, dir := fleet(t, environment{"Development", "development", ""}, environment{"QA", "test", "Development"})
	for _, name := range []string{"a.txt", "b.txt", "c.txt"} {
		put(t, dir, "Development/"+name, "1")
	}
	put(t, dir, "QA/a.txt", "apart")
	older := func() bool {
		t.Helper()
		p.look("Development", "QA")
		for _, item := range p.travel(0).Ways[0].Items {
			if item.Key == "main:file/a.txt" {
				return item.Versions[0].Older
			}
		}
		t.Fatal("a.txt is not on its way")
		return false
	}
	if older() {
		t.Error("what never was the same is called an older version")
	}
	p.start(p.plan(app.PlanRequest{Act: "promote", Source: "Development", Target: "QA"}))
	put(t, dir, "Development/a.txt", "2")
	if !older() {
		t.Error("what both had once is not called an older version")
	}
	put(t, dir, "QA/b.txt", "changed there")
	put(t, dir, "QA/d.txt", "added there")
	put(t, dir, "QA/e.txt", "added there")
	if err := os.Remove(filepath.Join(dir, "QA", "c.txt")); err != nil {
		t.Fatal(err)
	}
	p.look("QA")
	want := app.LinkView{Source: "Fleet/Development", Target: "Fleet/QA", Known: true, Behind: 1, Ahead: app.CountsView{Modified: 1},
		Outgoing: 4, Own: app.CountsView{Added: 2, Modified: 1, Removed: 1}}
	if diff := cmp.Diff(want, p.travel(0).Links[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if look, err := p.Look("QA"); err != nil || look.Own == nil || *look.Own != want.Own {
		t.Errorf("a look says %+v, %v", look.Own, err)
	}
}
