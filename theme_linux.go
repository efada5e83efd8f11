//go:build desktop || dev || e2e

package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"

	"github.com/godbus/dbus/v5"
)

// The desktop portal, and the setting in it.
const (
	portal       = "org.freedesktop.portal.Desktop"
	portalPath   = "/org/freedesktop/portal/desktop"
	settings     = "org.freedesktop.portal.Settings"
	appearance   = "org.freedesktop.appearance"
	colourScheme = "color-scheme"
)

// askDesktop asks the desktop's portal for the theme, and answers again with every change until ctx ends.
func askDesktop(ctx context.Context, answer func(theme string)) {
	address := sessionBus()
	if address == "" {
		return
	}
	bus, err := dbus.Connect(address, dbus.WithContext(ctx))
	if err != nil {
		return
	}
	defer bus.Close()
	changes := make(chan *dbus.Signal, 16)
	bus.Signal(changes)
	// The changes are listened to before the question, so that none falls in between.
	if err := bus.AddMatchSignal(dbus.WithMatchSender(portal), dbus.WithMatchInterface(settings),
		dbus.WithMatchMember("SettingChanged"), dbus.WithMatchArg(0, appearance)); err != nil {
		return
	}
	// A bus without a portal answers too: nobody has to wait for more.
	theme := ""
	if scheme, err := readSetting(ctx, bus.Object(portal, portalPath)); err == nil {
		theme = themeOf(scheme)
	}
	answer(theme)
	for change := range changes {
		var namespace, name string
		var value dbus.Variant
		if dbus.Store(change.Body, &namespace, &name, &value) == nil && namespace == appearance && name == colourScheme {
			answer(themeOf(value))
		}
	}
}

// readSetting asks the way of newer portals, and then that of older ones.
func readSetting(ctx context.Context, object dbus.BusObject) (value dbus.Variant, err error) {
	for _, method := range []string{"ReadOne", "Read"} {
		if err = object.CallWithContext(ctx, settings+"."+method, 0, appearance, colourScheme).Store(&value); err == nil {
			return value, nil
		}
	}
	return value, err
}

// themeOf reads the setting: 1 prefers dark, 2 prefers light. An older portal wraps it twice.
func themeOf(value dbus.Variant) string {
	for {
		inner, ok := value.Value().(dbus.Variant)
		if !ok {
			break
		}
		value = inner
	}
	switch value.Value() {
	case uint32(1):
		return dark
	case uint32(2):
		return light
	}
	return ""
}

// sessionBus is the address of a bus that is there. One is never started: it would stay behind.
func sessionBus() string {
	address := os.Getenv("DBUS_SESSION_BUS_ADDRESS")
	if address == "" {
		socket := filepath.Join("/run/user", fmt.Sprint(os.Getuid()), "bus")
		conn, err := net.Dial("unix", socket)
		if err != nil {
			return ""
		}
		_ = conn.Close()
		return "unix:path=" + socket
	}
	if !strings.HasPrefix(address, "unix:") {
		return ""
	}
	return address
}
