package connecttest

import (
	"errors"
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/lockstep"
)

func testForms(t *testing.T, s Setup) {
	word := regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	if !word.MatchString(s.Driver.Kind) || s.Driver.Title == "" {
		t.Errorf("the kind %q with the title %q cannot be named", s.Driver.Kind, s.Driver.Title)
	}
	inputs := []lockstep.Input{lockstep.TextInput, lockstep.FolderInput, lockstep.LinesInput, lockstep.ChoiceInput}
	seen := map[string]bool{}
	for _, f := range slices.Concat(s.Driver.SlotFields, s.Driver.Fields) {
		if !word.MatchString(f.Name) || f.Label == "" || !slices.Contains(inputs, f.Input) {
			t.Errorf("the field %+v cannot be drawn", f)
		}
		unset := slices.ContainsFunc(f.Options, func(o lockstep.Option) bool { return o.Value == "" && o.Label != "" })
		if unset != (f.Input == lockstep.ChoiceInput) {
			t.Errorf("the field %+v has to offer, as a choice and only then, what counts where nothing is chosen", f)
		}
		if seen[f.Name] {
			t.Errorf("two fields are named %s, and one --set names both", f.Name)
		}
		seen[f.Name] = true
	}
	for _, f := range s.Driver.SlotFields {
		if f.Secret {
			t.Errorf("the slot's field %s is a secret, and slots are shared", f.Name)
		}
	}
}

func testRequired(t *testing.T, s Setup) {
	connection := s.System(t)
	for _, f := range s.Driver.Fields {
		if !f.Required {
			continue
		}
		without := lockstep.Connection{Settings: maps.Clone(connection.Settings), Secrets: maps.Clone(connection.Secrets)}
		delete(without.Settings, f.Name)
		delete(without.Secrets, f.Name)
		if c, err := s.Driver.Open(t.Context(), s.Slot, without); !errors.Is(err, lockstep.Invalid) {
			t.Errorf("without %s: got %v and %v, want invalid", f.Name, c, err)
		}
	}
}

func testMissing(t *testing.T, s Setup) {
	if s.Missing == nil {
		return
	}
	c, err := s.Driver.Open(t.Context(), s.Slot, *s.Missing)
	if err == nil {
		defer c.Close()
		_, err = c.Capture(t.Context())
	}
	if !errors.Is(err, lockstep.Unreachable) && !errors.Is(err, lockstep.NotFound) {
		t.Errorf("got %v, want unreachable or not found", err)
	}
}

func testPrepare(t *testing.T, s Setup) {
	for i, state := range s.States {
		once, problems, err := s.Driver.Prepare(s.Slot, s.States[0], state)
		if err != nil {
			t.Fatalf("state %d: %v", i, err)
		}
		noneBlocks(t, problems)
		Same(t, state, once)
		twice, _, err := s.Driver.Prepare(s.Slot, once, once)
		if err != nil {
			t.Fatalf("state %d again: %v", i, err)
		}
		Same(t, once, twice)
	}
}

func testDocument(t *testing.T, s Setup) {
	if s.Driver.Document == nil {
		return
	}
	for i, state := range s.States {
		text, ok, err := s.Driver.Document.Format(s.Slot, state)
		if err != nil {
			t.Fatalf("state %d: %v", i, err)
		}
		if !ok {
			continue
		}
		items, problems := s.Driver.Document.Parse(s.Slot, text)
		noneBlocks(t, problems)
		got, err := lockstep.NewState(items, nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(objects(state), objects(got)); diff != "" {
			t.Errorf("state %d: %s", i, diff)
		}
		again, _, err := s.Driver.Document.Format(s.Slot, got)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(text), string(again)); diff != "" {
			t.Errorf("state %d: %s", i, diff)
		}
	}
	if _, problems := s.Driver.Document.Parse(s.Slot, []byte("\x00 no model")); len(problems) == 0 {
		t.Error("bytes that are no model were read as one")
	}
}

// objects are the digests of the model's items that people see.
func objects(s lockstep.State) map[lockstep.Key]lockstep.Digest {
	all := map[lockstep.Key]lockstep.Digest{}
	for _, item := range s.All() {
		if item.Part == lockstep.Model && !item.Key.Quiet() {
			all[item.Key] = item.Digest()
		}
	}
	return all
}

func testDescribe(t *testing.T, s Setup) {
	if s.Driver.Describe == nil {
		return
	}
	for _, state := range s.States {
		for _, item := range state.All() {
			object, ok := s.Driver.Describe(item)
			if want := item.Part == lockstep.Model && !item.Key.Quiet(); ok != want {
				t.Errorf("%s is drawn: %t, want %t", item.Key, ok, want)
			}
			if ok && object.Name == "" {
				t.Errorf("%s is drawn without a name", item.Key)
			}
		}
	}
}
