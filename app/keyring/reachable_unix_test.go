//go:build unix && !darwin

package keyring

import (
	"os"
	"path/filepath"
	"testing"
)

func TestTheSessionBusIsFoundAndNeverStarted(t *testing.T) {
	empty, socket, text, broken := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	for path, content := range map[string]string{
		filepath.Join(socket, "bus"):          "",
		filepath.Join(text, "dbus-session"):   "DBUS_SESSION_BUS_ADDRESS=unix:abstract=/tmp/x\n",
		filepath.Join(broken, "dbus-session"): "",
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct{ address, folder, want string }{
		"from the environment":           {"unix:path=/run/bus", empty, "unix:path=/run/bus"},
		"from the runtime folder":        {"", socket, "unix:path=" + socket + "/bus"},
		"from the older runtime file":    {"autolaunch:", text, "unix:abstract=/tmp/x"},
		"nowhere":                        {"", empty, ""},
		"not by starting one":            {"autolaunch:", empty, ""},
		"not from a file without a word": {"", broken, ""},
	} {
		if got := sessionBus(c.address, c.folder); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestWithoutADisplayNobodyIsWaitedForWhoTypes(t *testing.T) {
	t.Setenv("WAYLAND_DISPLAY", "")
	t.Setenv("DISPLAY", "")
	if waiting() != patienceUnasked {
		t.Errorf("without a display: %v", waiting())
	}
	t.Setenv("DISPLAY", ":0")
	if waiting() != patience {
		t.Errorf("with a display: %v", waiting())
	}
}
