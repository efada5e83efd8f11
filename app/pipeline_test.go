package app_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app"
	"lockstep/app/lockstep"
)

// order is each environment of a project with what it is promoted from.
func order(v app.ProjectView) [][2]string {
	found := [][2]string{}
	for _, e := range v.Environments {
		found = append(found, [2]string{e.Upstream, e.Name})
	}
	return found
}

func TestNeighboursOfAPipelineChangePlaces(t *testing.T) {
	p, dir := sampled(t)
	before := tree(t, dir)
	move := func(ref string, back bool, want ...[2]string) {
		t.Helper()
		v, err := p.MoveEnvironment(ref, back)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, order(v)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", ref, diff)
		}
	}
	move("qa", true, [2]string{"", "QA"}, [2]string{"QA", "Development"}, [2]string{"Development", "Live"})
	move("qa", false, [2]string{"", "Development"}, [2]string{"Development", "QA"}, [2]string{"QA", "Live"})
	move("development", false, [2]string{"", "QA"}, [2]string{"QA", "Development"}, [2]string{"Development", "Live"})
	move("live", true, [2]string{"", "QA"}, [2]string{"QA", "Live"}, [2]string{"Live", "Development"})
	p.wantTree(dir, before)
}

func TestAnEnvironmentAtTheEndOrAForkHasNoPlaceToGo(t *testing.T) {
	p, _ := sampled(t)
	if _, err := p.AddEnvironment(app.EnvironmentRequest{Project: "Northwind", Name: "Live 2", Role: "live", Upstream: "QA"}); err != nil {
		t.Fatal(err)
	}
	for _, one := range []struct {
		ref  string
		back bool
	}{{"development", true}, {"live", false}, {"qa", false}} {
		if _, err := p.MoveEnvironment(one.ref, one.back); !errors.Is(err, lockstep.Invalid) {
			t.Errorf("%s is moved: %v", one.ref, err)
		}
	}
	v, err := p.MoveEnvironment("live", true)
	if err != nil {
		t.Fatal(err)
	}
	want := [][2]string{{"", "Development"}, {"Development", "Live"}, {"Live", "QA"}, {"QA", "Live 2"}}
	if diff := cmp.Diff(want, order(v)); diff != "" {
		t.Error(diff)
	}
}

func TestATestOfAConnectionSaysWhatIsThere(t *testing.T) {
	p, dir := sampled(t)
	v, err := p.TestConnection(app.ConnectionRequest{Kind: "folder", Settings: map[string]string{"path": dir + "/qa"}})
	if err != nil {
		t.Fatal(err)
	}
	if !v.Reachable || v.Items == 0 || v.Model+v.Configuration != v.Items || v.Model == 0 || v.Bytes == 0 || v.NotHeld == "" {
		t.Errorf("found is %+v", v)
	}
	if v, err = p.TestConnection(app.ConnectionRequest{Kind: "folder", Settings: map[string]string{"path": dir + "/nowhere"}}); err != nil || v.Reachable || v.Message == "" {
		t.Errorf("nowhere is %+v, %v", v, err)
	}
}
