package app_test

import (
	"slices"
	"testing"

	"lockstep/app"
)

func TestAnArchiveIsHandedOverOnceAndToAPageThatComesLater(t *testing.T) {
	p := newProgram(t)
	take := func() string {
		t.Helper()
		path, err := p.Opened()
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	if path := take(); path != "" {
		t.Errorf("started without an archive, it opened %q", path)
	}
	app.HandOver(p.App, "/home/ada/live.zip")
	if !slices.Contains(p.told, "archive:opened") {
		t.Errorf("a page that listens is not told: %v", p.told)
	}
	if path := take(); path != "/home/ada/live.zip" {
		t.Errorf("the archive is %q", path)
	}
	if path := take(); path != "" {
		t.Errorf("it opened %q a second time", path)
	}
}
