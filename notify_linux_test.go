//go:build desktop || dev || e2e

package main

import (
	"testing"

	"github.com/godbus/dbus/v5"
	"github.com/google/go-cmp/cmp"
)

// shownBy is a desktop that takes notifications.
type shownBy chan []string

func (s shownBy) Notify(program string, _ uint32, icon, title, text string, _ []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	s <- []string{program, icon, title, text}
	return 1, nil
}

func TestTheDesktopIsToldOfDrift(t *testing.T) {
	address := privateBus(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	notify("Live drifted", "Nobody listens yet.") // which is no fault

	bus, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	defer bus.Close()
	shown := make(shownBy, 4)
	if err := bus.Export(shown, notificationsPath, notifications); err != nil {
		t.Fatal(err)
	}
	if reply, err := bus.RequestName(notifications, 0); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("the name of the notifications cannot be had: %v, %v", reply, err)
	}
	notify("Live drifted", "2 items were changed outside Lockstep.")
	if diff := cmp.Diff([]string{"Lockstep", "lockstep", "Live drifted", "2 items were changed outside Lockstep."}, <-shown); diff != "" {
		t.Errorf("it was told (-want +got):\n%s", diff)
	}
}
