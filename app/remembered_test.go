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
		found, err := p.FindSnapshots(text, 0)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range found {
			got = append(got, s.Ref)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q finds (-want +got):\n%s", text, diff)
		}
	}
	if found, err := p.FindSnapshots("", 1); err != nil || len(found) != 1 {
		t.Errorf("a limit of 1 gives %d, %v", len(found), err)
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
