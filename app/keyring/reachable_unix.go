//go:build unix && !darwin

package keyring

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// addressVariable is where programs find the session bus.
const addressVariable = "DBUS_SESSION_BUS_ADDRESS"

// reachable says that there is a session bus already, and tells the library beneath where: without an address that
// would start a bus of its own, which would stay behind.
func reachable() bool {
	address := sessionBus(os.Getenv(addressVariable), fmt.Sprintf("/run/user/%d", os.Getuid()))
	return address != "" && os.Setenv(addressVariable, address) == nil
}

// asks says that there is a display for the question for a password.
func asks() bool { return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != "" }

// sessionBus gives the address of the session bus, known from the environment or found in the person's runtime folder;
// "" where there is none.
func sessionBus(address, runtimeFolder string) string {
	if address != "" && address != "autolaunch:" {
		return address
	}
	socket := filepath.Join(runtimeFolder, "bus")
	if _, err := os.Stat(socket); err == nil {
		return "unix:path=" + socket
	}
	content, err := os.ReadFile(filepath.Join(runtimeFolder, "dbus-session"))
	if err != nil {
		return ""
	}
	address, _ = strings.CutPrefix(string(content), addressVariable+"=")
	return strings.TrimSpace(address)
}
