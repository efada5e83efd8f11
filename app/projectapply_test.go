package app_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app"
	"lockstep/app/lockstep"
)

func TestASecretIsForgottenWhereItWouldBeSentElsewhere(t *testing.T) {
	p, text := shop(t)
	v := p.apply(app.ApplyRequest{Text: strings.Replace(text, "https://shop.example", "https://elsewhere.example", 1)})
	want := []app.NeedView{{Environment: "Shop/Live", Slot: "main", Secret: "pin", Forgotten: true}, {Environment: "Shop/Live", Slot: "main", Secret: "token", Forgotten: true}}
	if diff := cmp.Diff(want, v.Needs); diff != "" {
		t.Errorf("needed (-want +got):\n%s", diff)
	}
	live, err := p.Environment("Live")
	if err != nil || len(live.Connections[0].Secrets) > 0 {
		t.Errorf("the secrets are %v, error %v", live.Connections, err)
	}
	// A name leads nowhere, and a secret that was given as a setting is one all the same.
	if v := p.apply(app.ApplyRequest{Text: strings.ReplaceAll(text, `"Development"`, `"Dev"`), DryRun: true}); len(v.Needs) != 1 || v.Needs[0].Forgotten {
		t.Errorf("needed are %+v", v.Needs)
	}
}

func TestASecretIsGivenAnewWithAnotherAddress(t *testing.T) {
	p, text := shop(t)
	elsewhere := map[string]string{"url": "https://elsewhere.example"}
	_, set := p.SetConnection(app.ConnectionRequest{Environment: "Live", Settings: elsewhere, Secrets: map[string]string{"token": "new"}})
	_, tried := p.TestConnection(app.ConnectionRequest{Environment: "Live", Settings: elsewhere})
	for act, err := range map[string]error{"set": set, "test": tried} {
		if !errors.Is(err, lockstep.Blocked) || !strings.Contains(err.Error(), "its secret pin was given") {
			t.Errorf("%s: %v", act, err)
		}
	}
	if now := p.exportedSettings("Shop"); now != text {
		t.Errorf("it was changed:\n%s", now)
	}
	if _, err := p.SetConnection(app.ConnectionRequest{Environment: "Live", Settings: elsewhere, Secrets: map[string]string{"token": "new", "pin": "2"}}); err != nil {
		t.Error(err)
	}
	if _, err := p.SetConnection(app.ConnectionRequest{Environment: "Live", Settings: elsewhere}); err != nil {
		t.Errorf("the same address again: %v", err)
	}
}

func TestAFileOfSettingsWithoutUUIDsIsGoneByItsNames(t *testing.T) {
	p, text := shop(t)
	plain := text
	for _, n := range []int{1, 10, 11} {
		plain = strings.Replace(plain, fmt.Sprintf("uuid = %q\n", number32(n)), "", 1)
	}
	if v := p.apply(app.ApplyRequest{Text: "\ufeff" + strings.ReplaceAll(plain, "\n", "\r\n")}); v.Applied || len(v.Changes) > 0 {
		t.Errorf("changed %+v", v)
	}
	fresh := laid(t, lockstep.Project{UUID: number32(2), Name: "Other"}, nil)
	if v := fresh.apply(app.ApplyRequest{Text: plain}); !v.New || !v.Applied {
		t.Errorf("made %+v", v)
	}
	if v := fresh.apply(app.ApplyRequest{Text: plain}); v.New || v.Applied {
		t.Errorf("changed %+v", v)
	}
}

func TestWhatTheFileDoesNotHaveStaysUnlessItIsRemoved(t *testing.T) {
	p, text := shop(t)
	cut := text[:strings.Index(text, "[[environment]]\nname = \"Live\"")]
	cut = strings.Replace(cut, "[keep]\nlast = 20\nmonthly = 6\n", "", 1)
	cut = strings.Replace(cut, "[environment.connection.main]\nname = \"dev\"\n", "", 1)
	v := p.apply(app.ApplyRequest{Text: cut})
	if diff := cmp.Diff([]string{"what pruning keeps", "environment Live", "connection main of Development"}, v.Kept); diff != "" || v.Applied || p.exportedSettings("Shop") != text {
		t.Errorf("kept (-want +got):\n%s%+v", diff, v)
	}
	if v := p.apply(app.ApplyRequest{Text: cut, Remove: true}); !v.Applied || len(v.Changes) != 4 || len(v.Kept) > 0 {
		t.Errorf("removed %+v", v)
	}
	// The uuid finds it where it was hidden, and its owner allows writing anew.
	if _, err := p.EditEnvironment(app.EnvironmentRequest{Ref: "Development", Role: "live", AllowWriting: ptr(true)}); err != nil {
		t.Fatal(err)
	}
	p.apply(app.ApplyRequest{Text: text})
	if live, err := p.Environment("Live"); err != nil || live.UUID != number32(11) || live.Writable {
		t.Errorf("it is %+v, error %v", live, err)
	}
}

func TestAFileOfSettingsOpensNoEnvironmentForWriting(t *testing.T) {
	p, text := shop(t)
	if _, err := p.EditEnvironment(app.EnvironmentRequest{Ref: "Live", AllowWriting: ptr(true)}); err != nil {
		t.Fatal(err)
	}
	v := p.apply(app.ApplyRequest{Text: strings.Replace(text, `role = "live"`, `role = "test"`, 1)})
	if live, err := p.Environment("Live"); err != nil || live.Role != "test" || live.Writable || len(v.Notes) != 1 {
		t.Errorf("it is %+v, notes %v, error %v", live, v.Notes, err)
	}
	v = p.apply(app.ApplyRequest{Text: strings.Replace(text, `role = "development"`, `role = "live"`, 1)})
	if dev, err := p.Environment("Development"); err != nil || dev.Writable || len(v.Notes) != 2 {
		t.Errorf("it is %+v, notes %v, error %v", dev, v.Notes, err)
	}
}

func TestNamesOfOthersAreNotTaken(t *testing.T) {
	p, text := shop(t)
	p.lay(lockstep.Project{UUID: number32(3), Name: "Blog"}, []lockstep.Environment{
		{UUID: number32(30), Project: number32(3), Name: "Live", Role: lockstep.Test, Connections: map[string]lockstep.Connection{}}})
	for _, row := range []struct{ name, old, with, says string }{
		{"another project's name", `name = "Shop"`, `name = "blog"`, "another project named Blog"},
		{"another project with this name", number32(1), number32(9), "another project named Shop"},
		{"another environment with this name", number32(11), number32(12), "another environment named Live"},
		{"another project's environment", number32(11), number32(30), "of another project"},
	} {
		_, err := p.ApplyProject(app.ApplyRequest{Text: strings.Replace(text, row.old, row.with, 1)})
		if !errors.Is(err, lockstep.Conflict) || !strings.Contains(err.Error(), row.says) || !strings.Contains(err.Error(), "Nothing was changed.") {
			t.Errorf("%s: %v", row.name, err)
		}
	}
	// Two may change names: each is given up before it is taken.
	swapped := strings.NewReplacer(`name = "Live"`, `name = "Development"`, `name = "Development"`, `name = "Live"`, `upstream = "Development"`, `upstream = "Live"`).Replace(text)
	if v := p.apply(app.ApplyRequest{Text: swapped}); !v.Applied {
		t.Errorf("applied %+v", v)
	}
	if live, err := p.Environment("Shop/Live"); err != nil || live.UUID != number32(10) {
		t.Errorf("it is %+v, error %v", live, err)
	}
}

func TestOnlyWhatWasLookedAtIsApplied(t *testing.T) {
	p, text := shop(t)
	path := filepath.Join(t.TempDir(), "shop.toml")
	write := func(content string) {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(strings.Replace(text, "Shop", "Bazaar", 1))
	look := p.apply(app.ApplyRequest{Path: path, DryRun: true})
	write(strings.Replace(text, "Shop", "Market", 1))
	if _, err := p.ApplyProject(app.ApplyRequest{Path: path, Seen: look.Seen}); !errors.Is(err, lockstep.Conflict) {
		t.Errorf("another file: %v", err)
	}
	look = p.apply(app.ApplyRequest{Path: path, DryRun: true})
	if _, err := p.RenameProject("Shop", "Store"); err != nil {
		t.Fatal(err)
	}
	if _, err := p.ApplyProject(app.ApplyRequest{Path: path, Seen: look.Seen}); !errors.Is(err, lockstep.Conflict) {
		t.Errorf("another project: %v", err)
	}
	look = p.apply(app.ApplyRequest{Path: path, DryRun: true})
	if v := p.apply(app.ApplyRequest{Path: path, Seen: look.Seen}); !v.Applied || v.Project != "Market" {
		t.Errorf("applied %+v", v)
	}
}

func ptr[T any](v T) *T { return &v }
