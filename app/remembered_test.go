package app_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app"
	"lockstep/app/lockstep"
)

func TestTheWindowRemembers(t *testing.T) {
	p := newProgram(t)
	if err := p.Remember("theme", "dark"); err != nil {
		t.Fatal(err)
	}
	got, err := p.Remembered()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"theme": "dark"}, got); diff != "" {
		t.Errorf("remembered differs (-want +got):\n%s", diff)
	}
}

func TestWhatIsTooLargeToBeRememberedIsRefused(t *testing.T) {
	p := newProgram(t)
	for name, value := range map[string]string{"": "x", strings.Repeat("n", 2000): "x", "model": strings.Repeat("x", 1<<20+1)} {
		if err := p.Remember(name, value); !errors.Is(err, lockstep.Invalid) {
			t.Errorf("remembering %d bytes under a name of %d: %v, want a refusal", len(value), len(name), err)
		}
	}
	if err := p.Remember("model", strings.Repeat("x", 1<<20)); err != nil {
		t.Error(err)
	}
}

func TestSnapshotsAreFoundByAnyWordsInAnyOrder(t *testing.T) {
	p, _ := sampled(t)
	for _, note := range []string{"Before Black Friday", "Before Christmas"} {
		if _, err := p.TakeSnapshot("Northwind/Live", note); err != nil {
			t.Fatal(err)
		}
	}
	for text, want := range map[string][]string{
		"friday before": {"Northwind/Live@1"},
		"before":        {"Northwind/Live@2", "Northwind/Live@1"},
		"LIVE@2":        {"Northwind/Live@2"},
		"manual ada":    {"Northwind/Live@2", "Northwind/Live@1"},
		"easter":        nil,
	} {
		found, err := p.FindSnapshots("", text, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range found.Snapshots {
			got = append(got, s.Ref)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q finds (-want +got):\n%s", text, diff)
		}
	}
	if found, err := p.FindSnapshots("", "", 0, 1); err != nil || len(found.Snapshots) != 1 || found.Total != 2 {
		t.Errorf("a limit of 1 gives %d of %d, %v", len(found.Snapshots), found.Total, err)
	}
}

// A panic that left a bound method would leave the window's promise unsettled. An App without a catalog is a fault in
// every one of them.
func TestAFaultInABoundMethodIsAnError(t *testing.T) {
	broken := reflect.ValueOf(&app.App{})
	for i := range broken.NumMethod() {
		name, method := broken.Type().Method(i).Name, broken.Method(i)
		t.Run(name, func(t *testing.T) {
			var args []reflect.Value
			for n := range method.Type().NumIn() {
				args = append(args, reflect.Zero(method.Type().In(n)))
			}
			defer func() {
				if cause := recover(); cause != nil {
					t.Errorf("panics: %v", cause)
				}
			}()
			method.Call(args)
		})
	}
}

func TestSnapshotsOfRemovedEnvironmentsAreNotFoundEverywhere(t *testing.T) {
	p, _, live := folders(t)
	put(t, live, "a.txt", "1")
	s := p.take("live", "Before the fair")
	if _, err := p.PinSnapshot(s.Ref, true); err != nil {
		t.Fatal(err)
	}
	find := func(ref string) int {
		t.Helper()
		found, err := p.FindSnapshots(ref, "fair", 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		return found.Total
	}
	if n := find(""); n != 1 {
		t.Errorf("%d are found while the environment is there", n)
	}
	if err := p.RemoveEnvironment("live"); err != nil {
		t.Fatal(err)
	}
	if n := find(""); n != 0 {
		t.Errorf("%d are found of an environment that has no page any more", n)
	}
	if n := find("Plain/live"); n != 1 {
		t.Errorf("%d are found by its name", n)
	}
}
