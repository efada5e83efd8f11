package app_test

import (
	"testing"

	"lockstep/app"
)

func TestAValueHasTheTimeSinceWhichSnapshotsHaveIt(t *testing.T) {
	p, _ := sampled(t)
	for _, place := range []string{"SMTP_HOST", "SMTP_PORT"} {
		if _, err := p.AddRule("Northwind", app.RuleView{Kind: "keep", Pattern: "file/.env#" + place}, 0); err != nil {
			t.Fatal(err)
		}
	}
	p.take("Northwind/QA", "")
	run := p.start(p.plan(app.PlanRequest{Act: "edit", Target: "Northwind/QA", Place: "file/.env#SMTP_HOST", Value: "mail2.qa.example"}))
	p.take("Northwind/QA", "later")
	result, err := p.Snapshot(run.Result)
	if err != nil {
		t.Fatal(err)
	}
	v, err := p.ValueChanges("Northwind/QA")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"SMTP_HOST": result.TakenAt, "SMTP_PORT": ""} // no snapshot has another port
	for _, row := range v.Places {
		if got := row.Values[1].ChangedAt; got != want[row.Address] {
			t.Errorf("%s of QA changed at %q, want %q", row.Address, got, want[row.Address])
		}
		if other := row.Values[0].ChangedAt; other != "" {
			t.Errorf("%s of Development, which was not asked for, changed at %q", row.Address, other)
		}
	}
	if len(v.Places) != len(want) {
		t.Errorf("there are %d places", len(v.Places))
	}
}
