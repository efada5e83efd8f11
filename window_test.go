//go:build desktop || dev || e2e

package main

import (
	"errors"
	"testing"

	"lockstep/app"
	"lockstep/app/lockstep"
)

func TestTheSecondStartCallsTheFirstToTheFront(t *testing.T) {
	home := t.TempDir()
	first, err := claimWindow(home)
	if err != nil {
		t.Fatal(err)
	}
	defer first.release()
	heard := make(chan string, 1)
	go first.answer(func(archive string) { heard <- archive })

	if _, err := claimWindow(home); !errors.Is(err, lockstep.Conflict) {
		t.Fatalf("the second claim: %v, want a conflict", err)
	}
	if err := callFirst(home, "/tmp/some.zip"); err != nil {
		t.Fatal(err)
	}
	if got := <-heard; got != "/tmp/some.zip" {
		t.Errorf("the first heard %q", got)
	}
}

func TestAFirstThatDoesNotAnswerIsNamed(t *testing.T) {
	home := t.TempDir()
	first, err := claimWindow(home)
	if err != nil {
		t.Fatal(err)
	}
	defer first.release()
	if first.listener != nil {
		_ = first.listener.Close()
	}
	if err := callFirst(home, ""); !errors.Is(err, lockstep.Conflict) {
		t.Errorf("calling it: %v, want a conflict", err)
	}
}

func TestAReleasedClaimCanBeHadAgain(t *testing.T) {
	home := t.TempDir()
	for range 2 {
		c, err := claimWindow(home)
		if err != nil {
			t.Fatal(err)
		}
		c.release()
	}
}

func TestTheSizeOfTheWindowIsKept(t *testing.T) {
	w := &window{home: t.TempDir()}
	if got, want := w.lastSize(), (windowSize{Width: 1280, Height: 800}); got != want {
		t.Errorf("the first size is %+v, want %+v", got, want)
	}
	w.keepSize(windowSize{Width: 1500, Height: 900})
	w.keepSize(windowSize{Width: 3000, Height: 2000, Maximised: true})
	if got, want := w.lastSize(), (windowSize{Width: 1500, Height: 900, Maximised: true}); got != want {
		t.Errorf("the kept size is %+v, want %+v", got, want)
	}
	w.keepSize(windowSize{Width: 10, Height: 10})
	if got, want := w.lastSize(), (windowSize{Width: 1024, Height: 680}); got != want {
		t.Errorf("the smallest size is %+v, want %+v", got, want)
	}
}

func TestThePageIsServedInItsTheme(t *testing.T) {
	for _, test := range []struct{ chosen, system, want string }{
		{"", "", `<html lang="en">`},
		{"", dark, `<html data-theme="dark" data-system="dark" lang="en">`},
		{light, dark, `<html data-theme="light" data-system="dark" lang="en">`},
		{dark, "", `<html data-theme="dark" lang="en">`},
	} {
		if got := string(dress([]byte(`<html lang="en">`), test.chosen, test.system)); got != test.want {
			t.Errorf("chosen %q on a desktop %q: %s, want %s", test.chosen, test.system, got, test.want)
		}
	}
}

func TestAThemeIsChosenOrTheDesktops(t *testing.T) {
	settled := make(chan struct{})
	close(settled)
	a, err := openApp(t.Context(), opening{home: t.TempDir(), emit: func(string, any) {}})
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close(a)
	w := &window{app: a, desktop: &desktop{asked: settled, theme: dark}}
	for _, step := range []struct{ chosen, want string }{{"", dark}, {light, light}, {"pink", dark}} {
		if err := a.Remember("theme", step.chosen); err != nil {
			t.Fatal(err)
		}
		if got := w.theme(); got != step.want {
			t.Errorf("with %q chosen it is %q, want %q", step.chosen, got, step.want)
		}
	}
}
