package store_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/lockstep"
	"lockstep/store"
	"lockstep/store/storetest"
)

func TestRulesAndValuesKeptReadyLieSealed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	s := storetest.OpenAt(t, path)
	write := func(fn func(*store.Tx) error) {
		t.Helper()
		if err := s.Write(t.Context(), fn); err != nil {
			t.Fatal(err)
		}
	}
	project := lockstep.Project{UUID: "p", Name: "Shop", Rules: lockstep.Ruling{}.With([]lockstep.Rule{{Kind: lockstep.Secret, Pattern: "file/.env#SECRETNAME"}})}
	project.Rules.Declined = []string{"file/.env#DECLINED"}
	env := lockstep.Environment{UUID: "e", Project: "p", Name: "Live", Role: lockstep.Live}
	key := lockstep.Key{Slot: "main", Kind: "file", Name: ".env"}
	value := lockstep.ReadyValue{Key: key, Address: "SECRETNAME", Text: "SECRETVALUE", By: "me@here", At: time.Date(2026, 11, 27, 1, 2, 3, 0, time.UTC)}
	write(func(tx *store.Tx) error {
		if err := tx.AddProject(project); err != nil {
			return err
		}
		if err := tx.AddEnvironment(env); err != nil {
			return err
		}
		other := value
		other.Text = "an older one"
		if err := tx.KeepReady("e", other); err != nil {
			return err
		}
		return tx.KeepReady("e", value)
	})

	projects, err := s.Projects(t.Context())
	if err != nil || len(projects) != 1 {
		t.Fatal(projects, err)
	}
	if diff := cmp.Diff(project.Rules, projects[0].Rules); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
	kept, err := s.ReadyValues(t.Context(), "e")
	if diff := cmp.Diff([]lockstep.ReadyValue{value}, kept); diff != "" || err != nil {
		t.Errorf("values (-want +got):\n%s%v", diff, err)
	}
	for _, file := range []string{path, path + "-wal"} {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"SECRETNAME", "SECRETVALUE", "DECLINED", ".env"} {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s holds %q", filepath.Base(file), secret)
			}
		}
	}

	undone, ok := project.Rules.Undone()
	if !ok || len(undone.Rules) != 0 {
		t.Fatal("the first rule cannot be taken back")
	}
	project.Rules = undone
	project.Rules.Declined = nil
	write(func(tx *store.Tx) error {
		if _, err := tx.DropReady("e", key, "OTHER"); err != nil {
			return err
		}
		if dropped, err := tx.DropReady("e", key, "SECRETNAME"); err != nil || !dropped {
			t.Error("the value was not dropped", err)
		}
		return tx.UpdateProject(project)
	})
	if projects, err = s.Projects(t.Context()); err != nil || len(projects[0].Rules.Rules) != 0 {
		t.Errorf("the rules are %v, %v", projects, err)
	}
	if kept, err = s.ReadyValues(t.Context(), "e"); err != nil || len(kept) != 0 {
		t.Errorf("the values are %v, %v", kept, err)
	}
	if err := s.Write(t.Context(), func(tx *store.Tx) error { return tx.KeepReady("nobody", value) }); err == nil {
		t.Error("a value was kept for an environment that there is not")
	}
}
