package app_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lockstep/app"
	"lockstep/app/lockstep"
)

func (p *program) activity(r app.ActivityRequest) app.ActivityView {
	p.t.Helper()
	v, err := p.Activity(r)
	if err != nil {
		p.t.Fatal(err)
	}
	return v
}

// numbers are those of the runs of a page.
func numbers(v app.ActivityView) []int {
	found := []int{}
	for _, run := range v.Runs {
		found = append(found, run.Number)
	}
	return found
}

func TestActivityIsAskedForByWhatRunsAre(t *testing.T) {
	p, _ := sampled(t)
	began := time.Now()
	p.start(p.plan(app.PlanRequest{Act: "promote", Source: "development", Target: "qa", Choices: leavingOut}))
	p.start(p.plan(app.PlanRequest{Act: "rollback", Target: "qa"}))
	p.start(p.plan(app.PlanRequest{Act: "promote", Source: "development", Target: "qa", Choices: leavingOut}))

	all := p.activity(app.ActivityRequest{})
	qa := all.Environments[0].UUID
	if len(all.Environments) != 1 || all.Environments[0].Name != "QA" || len(all.Open) != 0 {
		t.Errorf("environments are %v, open runs %v", all.Environments, all.Open)
	}
	if diff := cmp.Diff([]string{"ada@desk"}, all.People); diff != "" {
		t.Error(diff)
	}
	if run := all.Runs[0]; run.Why != "because" || run.Environment != "Northwind/QA" || run.Counts.Added == 0 || run.Source == "" {
		t.Errorf("the line of the newest run is %+v", run)
	}
	before, after := began.Add(-time.Hour).Format(time.RFC3339), began.Add(time.Hour).Format(time.RFC3339)
	for name, one := range map[string]struct {
		asked app.ActivityRequest
		want  []int
		total int
	}{
		"nothing asked":          {app.ActivityRequest{}, []int{3, 2, 1}, 3},
		"a page":                 {app.ActivityRequest{Offset: 1, Limit: 1}, []int{2}, 3},
		"beyond the last":        {app.ActivityRequest{Offset: 9, Limit: 5}, []int{}, 3},
		"an act":                 {app.ActivityRequest{Act: "rollback"}, []int{2}, 1},
		"a person":               {app.ActivityRequest{By: "ada@desk"}, []int{3, 2, 1}, 3},
		"another person":         {app.ActivityRequest{By: "bob@desk"}, []int{}, 0},
		"an environment":         {app.ActivityRequest{Environment: qa}, []int{3, 2, 1}, 3},
		"another environment":    {app.ActivityRequest{Environment: "nowhere"}, []int{}, 0},
		"between two times":      {app.ActivityRequest{From: before, To: after}, []int{3, 2, 1}, 3},
		"only later":             {app.ActivityRequest{From: after}, []int{}, 0},
		"only earlier":           {app.ActivityRequest{To: before}, []int{}, 0},
		"several things at once": {app.ActivityRequest{Act: "promote", Environment: qa, From: before, Limit: 1}, []int{3}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			got := p.activity(one.asked)
			if diff := cmp.Diff(one.want, numbers(got)); diff != "" || got.Total != one.total {
				t.Errorf("total %d, want %d; runs (-want +got):\n%s", got.Total, one.total, diff)
			}
		})
	}
	for _, wrong := range []app.ActivityRequest{{Act: "dance"}, {From: "yesterday"}} {
		if _, err := p.Activity(wrong); !errors.Is(err, lockstep.Invalid) {
			t.Errorf("%+v gives %v", wrong, err)
		}
	}
}

func TestARunSaysWhetherItCanBeRolledBack(t *testing.T) {
	p, _ := sampled(t)
	p.start(p.plan(app.PlanRequest{Act: "promote", Source: "development", Target: "qa", Choices: leavingOut}))
	page := func(number int) app.RunPageView {
		t.Helper()
		v, err := p.ActivityRun(number)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if v := page(1); !v.RollBack || v.Role != "test" || v.GuardAt == "" || v.ResultAt < v.GuardAt {
		t.Errorf("the run is %+v", v)
	}
	p.start(p.plan(app.PlanRequest{Act: "rollback", Target: "qa"}))
	if page(1).RollBack || page(2).RollBack {
		t.Error("a run that was rolled back, or a roll back, can be rolled back again")
	}
	if _, err := p.ActivityRun(99); !errors.Is(err, lockstep.NotFound) {
		t.Errorf("a run that is not there gives %v", err)
	}
}

func TestARunOfARemovedEnvironmentStays(t *testing.T) {
	p, _ := sampled(t)
	p.start(p.plan(app.PlanRequest{Act: "promote", Source: "development", Target: "qa", Choices: leavingOut}))
	if err := p.RemoveEnvironment("qa"); err != nil {
		t.Fatal(err)
	}
	all := p.activity(app.ActivityRequest{})
	if len(all.Runs) != 1 || !all.Runs[0].Removed || !all.Environments[0].Removed {
		t.Errorf("the activity is %+v", all)
	}
	v, err := p.ActivityRun(1)
	if err != nil {
		t.Fatal(err)
	}
	if !v.Removed || v.RollBack {
		t.Errorf("the run is %+v", v)
	}
}
