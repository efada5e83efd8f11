package app_test

import (
	"strings"
	"testing"

	"lockstep/app"
)

func TestEachFaceSaysTheWayOutInItsOwnWords(t *testing.T) {
	p := newProgram(t)
	for _, project := range []string{"One shop", "Other"} {
		if _, err := p.AddProject(project); err != nil {
			t.Fatal(err)
		}
		if _, err := p.AddEnvironment(app.EnvironmentRequest{Project: project, Name: "QA", Role: "test"}); err != nil {
			t.Fatal(err)
		}
	}
	_, err := p.TakeSnapshot("One shop/QA", "")
	if err == nil {
		t.Fatal("an environment without a connection was read")
	}
	if got := app.ErrorText(err); strings.Contains(got, "lockstep ") || !strings.Contains(got, "Connect it first.") {
		t.Errorf("the window says %s", got)
	}
	if got := app.ExplainCommand(err).Message; !strings.HasSuffix(got, "Connect it with: lockstep connection set 'One shop/QA' SLOT --set name=value.") {
		t.Errorf("the command line says %s", got)
	}
}
