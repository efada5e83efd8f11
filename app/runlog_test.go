package app_test

import (
	"regexp"
	"testing"
	"time"

	"lockstep/app"
)

func TestTheLogOfARunSaysWhatWasDoneAndWhen(t *testing.T) {
	p, _ := sampled(t)
	run := p.start(p.plan(app.PlanRequest{Act: "promote", Source: "development", Target: "qa", Choices: leavingOut}))
	log, err := p.RunLog(run.Number)
	if err != nil {
		t.Fatal(err)
	}
	wanted := []string{
		`^Begun by ada@desk\.$`,
		`^QA as it was before is snapshot 1: \d+ items\.$`,
		`^Model: customers$`,
		`^Configuration: security/rules\.json$`,
		`^QA was read back and compared, and is snapshot 2: \d+ items\.$`,
		`^Done\.$`,
	}
	for i, line := range log {
		if _, err := time.Parse(time.RFC3339, line.At); err != nil {
			t.Errorf("line %d has the time %q", i+1, line.At)
		}
		if len(wanted) > 0 && regexp.MustCompile(wanted[0]).MatchString(line.Text) {
			wanted = wanted[1:]
		}
	}
	if len(wanted) > 0 {
		t.Errorf("there is no line %s in its place in %v", wanted[0], log)
	}
	if steps := len(log) - 4; steps != len(run.Changes) {
		t.Errorf("%d changes have %d lines", len(run.Changes), steps)
	}
	if _, err := p.RunLog(99); err == nil {
		t.Error("a run that is not there has a log")
	}
}
