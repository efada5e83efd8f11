package store_test

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

// The driver is translated C, and works with the library that it was translated against: go.mod holds the library back
// where another module asks for a newer one.
func TestTheLibraryUnderSQLiteIsTheOneItAsksFor(t *testing.T) {
	const driver, library = "modernc.org/sqlite", "modernc.org/libc"
	have := ask(t, "list", "-m", "-f", "{{if .Replace}}{{.Replace.Version}}{{else}}{{.Version}}{{end}}", library)
	if want := wants(t, driver)[library]; have != want {
		t.Errorf("%s is %s, and %s asks for %s", library, have, driver, want)
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
