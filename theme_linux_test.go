//go:build desktop || dev || e2e

package main

import (
	"bufio"
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// privateBus starts a bus of the test's own and gives its address.
func privateBus(t *testing.T) string {
	t.Helper()
	daemon := exec.CommandContext(t.Context(), "dbus-daemon", "--session", "--nofork", "--print-address=1")
	out, err := daemon.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := daemon.Start(); err != nil {
		t.Fatalf("dbus-daemon is needed for this test: %v", err)
	}
	t.Cleanup(func() {
		_ = daemon.Process.Kill()
		_ = daemon.Wait()
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(address)
}

// portalOf is a desktop portal that has one setting.
type portalOf struct{ scheme uint32 }

// Read wraps its answer twice, as older portals do; there is no ReadOne.
func (p *portalOf) Read(namespace, name string) (dbus.Variant, *dbus.Error) {
	if namespace != appearance || name != colourScheme {
		return dbus.Variant{}, dbus.MakeFailedError(dbus.ErrMsgUnknownMethod)
	}
	return dbus.MakeVariant(dbus.MakeVariant(p.scheme)), nil
}

func servePortal(t *testing.T, address string, scheme uint32) *dbus.Conn {
	t.Helper()
	bus, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bus.Close() })
	if err := bus.Export(&portalOf{scheme}, portalPath, settings); err != nil {
		t.Fatal(err)
	}
	if reply, err := bus.RequestName(portal, 0); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("the portal's name cannot be had: %v, %v", reply, err)
	}
	return bus
}

func TestTheThemeIsTheDesktops(t *testing.T) {
	address := privateBus(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	bus := servePortal(t, address, 1)
	heard := make(chan string, 4)
	d := followDesktop(t.Context(), func(theme string) { heard <- theme })
	if first := <-heard; first != dark || d.now() != dark {
		t.Errorf("the desktop is dark; heard %q, now %q", first, d.now())
	}
	for scheme, want := range map[uint32]string{2: light, 0: ""} {
		if err := bus.Emit(portalPath, settings+".SettingChanged", appearance, colourScheme, dbus.MakeVariant(scheme)); err != nil {
			t.Fatal(err)
		}
		if changed := <-heard; changed != want || d.now() != want {
			t.Errorf("the desktop changed to %q; heard %q, now %q", want, changed, d.now())
		}
	}
}

func TestADesktopThatDoesNotAnswerHoldsNothingUp(t *testing.T) {
	for name, address := range map[string]string{
		"a bus that is gone":        "unix:path=/nowhere/bus",
		"one that would be started": "autolaunch:",
		"a command":                 "unixexec:path=/bin/true",
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
			d := followDesktop(t.Context(), func(theme string) { t.Errorf("heard %q", theme) })
			<-d.asked
			if theme := d.now(); theme != "" {
				t.Errorf("the theme is %q", theme)
			}
		})
	}
	t.Run("a bus without a portal", func(t *testing.T) {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", privateBus(t))
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		d := followDesktop(ctx, func(theme string) { t.Errorf("heard %q", theme) })
		<-d.asked
		if theme := d.now(); theme != "" {
			t.Errorf("the theme is %q", theme)
		}
	})
}
