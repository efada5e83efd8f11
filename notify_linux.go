//go:build desktop || dev || e2e

package main

import (
	"context"
	"time"

	"github.com/godbus/dbus/v5"
)

// Where desktops take notifications.
const (
	notifications     = "org.freedesktop.Notifications"
	notificationsPath = "/org/freedesktop/Notifications"
)

// notifyPatience is how long a desktop may take to show a notification.
const notifyPatience = 5 * time.Second

// notify shows a notification of the desktop. Where there is no desktop, or it shows none, the window still tells.
func notify(title, text string) {
	address := sessionBus()
	if address == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), notifyPatience)
	defer cancel()
	bus, err := dbus.Connect(address, dbus.WithContext(ctx))
	if err != nil {
		return
	}
	defer bus.Close()
	bus.Object(notifications, notificationsPath).CallWithContext(ctx, notifications+".Notify", 0,
		"Lockstep", uint32(0), "lockstep", title, text, []string{}, map[string]dbus.Variant{"desktop-entry": dbus.MakeVariant("lockstep")}, int32(-1))
}
