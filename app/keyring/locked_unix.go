//go:build unix && !darwin

package keyring

import (
	"context"
	"os"
	"time"

	"github.com/godbus/dbus/v5"
)

// The Secret Service, and where it has the collections that a secret of ours may be in.
const secrets = "org.freedesktop.secrets"

var collections = []dbus.ObjectPath{"/org/freedesktop/secrets/collection/login", "/org/freedesktop/secrets/aliases/default"}

// locked says that the keychain cannot be read without asking somebody for its password, or cannot be reached at all. It
// starts nothing and shows nothing.
func locked() bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	bus, err := dbus.Connect(os.Getenv(addressVariable), dbus.WithContext(ctx))
	if err != nil {
		return true
	}
	defer bus.Close()
	for _, path := range collections {
		var is dbus.Variant
		err := bus.Object(secrets, path).CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart,
			"org.freedesktop.Secret.Collection", "Locked").Store(&is)
		if locked, ok := is.Value().(bool); err == nil && ok {
			return locked
		}
	}
	return true
}
