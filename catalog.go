package main

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"lockstep/app"
	"lockstep/app/cli"
	"lockstep/app/connect"
	"lockstep/app/keyring"
	"lockstep/app/lockstep"
	"lockstep/build/sample"
	"lockstep/snapshots"
	"lockstep/store"
)

// opening is what an app is opened with.
type opening struct {
	home        string
	archive     string // the archive that the window was opened on; "" for none
	lockTimeout time.Duration
	quiet       bool   // nobody is asked to unlock a keychain
	keyFile     []byte // an exported key to open with and to keep; nil to open as always
	passphrase  string
	emit        func(event string, payload any)
	dialogs     app.Dialogs       // nil on the command line
	drivers     []lockstep.Driver // nil for all that there are
}

// open opens the catalog for the command line.
func open(ctx context.Context, o cli.Options) (*app.App, error) {
	home, err := homeFolder(o.Home)
	if err != nil {
		return nil, err
	}
	return openApp(ctx, opening{home: home, lockTimeout: o.LockTimeout, keyFile: o.KeyFile, passphrase: o.Passphrase, quiet: o.Unattended, emit: o.Emit})
}

// openApp opens the home's catalog, or makes it, and ties the program together. Closing the app closes all of it.
func openApp(ctx context.Context, o opening) (*app.App, error) {
	catalog := filepath.Join(o.home, "catalog.db")
	var key *snapshots.Key
	var sealedBy string
	unlock := func(ctx context.Context, meta store.Meta) (sealer store.Sealer, err error) {
		if o.keyFile != nil {
			key, sealedBy, err = snapshots.ImportKey(ctx, meta, o.home, keyring.Keychain{}, o.keyFile, o.passphrase)
		} else {
			key, sealedBy, err = snapshots.Unlock(ctx, meta, o.home, keyring.Keychain{Quiet: o.quiet})
			err = withoutKey(err)
		}
		return key, err
	}
	s, err := store.Open(ctx, catalog, unlock)
	if err != nil {
		return nil, err
	}
	drivers := o.drivers
	if drivers == nil {
		drivers = connect.All(o.home)
	}
	return app.New(app.Config{
		Context:     ctx,
		Home:        o.home,
		Catalog:     catalog,
		SealedBy:    sealedBy,
		Version:     programVersion(),
		Person:      person(),
		Store:       s,
		Vault:       snapshots.New(s, key),
		Outlook:     lookKey(o.home),
		Drivers:     drivers,
		Sample:      sample.FS(),
		Emit:        o.emit,
		Dialogs:     o.dialogs,
		Now:         time.Now,
		LockTimeout: o.lockTimeout,
		Opened:      o.archive,
	}), nil
}

// withoutKey marks the error of a key that is out of reach.
func withoutKey(err error) error {
	for _, code := range []lockstep.Code{lockstep.Unreachable, lockstep.Denied, lockstep.NotFound} {
		if errors.Is(err, code) {
			return app.NoKey{Cause: err}
		}
	}
	return err
}

// lookKey is the key of what is needed to look without the catalog's own; without one nothing is kept for that.
func lookKey(home string) store.Sealer {
	key, err := snapshots.MakeLookKey(home)
	if err != nil {
		return nil
	}
	return key
}

// lookout looks at environments of a home while the key of its catalog is out of reach.
func lookout(o cli.Options) (app.Lookout, error) {
	home, err := homeFolder(o.Home)
	return app.Lookout{
		Catalog: filepath.Join(home, "catalog.db"),
		Key: func() (store.Sealer, error) {
			return snapshots.LookKey(home)
		},
		Drivers: connect.All(home),
		Now:     time.Now,
	}, err
}
