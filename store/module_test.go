package store_test

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// The driver is translated C, and works with the library that it was translated against and those that it was tried
// with. goose is released with one pair of the two; no other library is taken by accident.
func TestTheLibraryUnderSQLiteIsOneThatItWasTriedWith(t *testing.T) {
	const driver, library, engine = "modernc.org/sqlite", "modernc.org/libc", "github.com/pressly/goose/v3"
	effective := func(module string) string {
		return ask(t, "list", "-m", "-f", "{{if .Replace}}{{.Replace.Version}}{{else}}{{.Version}}{{end}}", module)
	}
	tried := []string{wants(t, driver)[library]}
	if pair := wants(t, engine); pair[driver] == effective(driver) {
		tried = append(tried, pair[library])
	}
	if have := effective(library); !slices.Contains(tried, have) {
		t.Errorf("%s is %s, and was tried with %v", library, have, tried)
	}
}

// ask runs the go command.
func ask(t testing.TB, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", args...).Output()
	if err != nil {
		t.Fatalf("go %s: %v", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out))
}

// wants gives the versions that a module asks for.
func wants(t testing.TB, module string) map[string]string {
	t.Helper()
	var file struct {
		Require []struct{ Path, Version string }
	}
	if err := json.Unmarshal([]byte(ask(t, "mod", "edit", "-json", ask(t, "list", "-m", "-f", "{{.GoMod}}", module))), &file); err != nil {
		t.Fatal(err)
	}
	versions := map[string]string{}
	for _, r := range file.Require {
		versions[r.Path] = r.Version
	}
	return versions
}
