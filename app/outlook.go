package app

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/store"
)

// outlook is what is kept of an environment so that it can be looked at while the catalog's key is out of reach: where it
// is, and what counts there. An environment that needs a secret to be read has none.
type outlook struct {
	Slots []outlookSlot `json:"slots"`

	// Where rules say that values belong to the environment, what is compared is what it shares with others.
	Rules  []lockstep.Rule `json:"rules,omitempty"`
	State  lockstep.Digest `json:"state,omitempty"`  // that is expected
	Shared lockstep.Digest `json:"shared,omitempty"` // of that
}

type outlookSlot struct {
	Name     string            `json:"name"`
	Kind     string            `json:"kind"`
	Settings map[string]string `json:"settings,omitempty"` // those that settle what counts
	Where    map[string]string `json:"where,omitempty"`
}

func aboutOutlook(environment string) string { return "outlook on environment " + environment }

// outlookOn gives the outlook on an environment; ok is false where there is to be none.
func outlookOn(at engine.Place, drivers []lockstep.Driver) (o outlook, ok bool) {
	if at.Environment.Removed {
		return o, false
	}
	for _, slot := range at.Project.Slots {
		where, filled := at.Environment.Connections[slot.Name]
		if !filled {
			continue
		}
		if len(where.Secrets) > 0 {
			return o, false
		}
		one := outlookSlot{Name: slot.Name, Kind: slot.Kind, Settings: map[string]string{}, Where: where.Settings}
		for _, d := range drivers {
			for _, f := range d.SlotFields {
				if value, set := slot.Settings[f.Name]; set && d.Kind == slot.Kind && f.Settles && !f.Secret {
					one.Settings[f.Name] = value
				}
			}
		}
		o.Slots = append(o.Slots, one)
	}
	return o, len(o.Slots) > 0
}

// place is the environment as far as the outlook knows it.
func (o outlook) place(row store.Outlook) engine.Place {
	at := engine.Place{Project: lockstep.Project{Name: row.Project, Rules: lockstep.Ruling{Rules: o.Rules}},
		Environment: lockstep.Environment{UUID: row.UUID, Name: row.Name, Connections: map[string]lockstep.Connection{}}}
	for _, s := range o.Slots {
		at.Project.Slots = append(at.Project.Slots, lockstep.Slot{Name: s.Name, Kind: s.Kind, Settings: s.Settings})
		at.Environment.Connections[s.Name] = lockstep.Connection{Settings: s.Where}
	}
	return at
}

// write writes to the catalog, and keeps the outlooks as the environments are then.
func (a *App) write(fn func(*store.Tx) error) error {
	return a.config.Store.Write(a.work(), func(tx *store.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		due, err := a.dueOutlooks(tx)
		if err != nil {
			return err
		}
		return a.keepOutlooks(tx, due)
	})
}

// settleOutlooks keeps the outlooks that an older version of the program did not keep.
func (a *App) settleOutlooks() error {
	due, err := a.dueOutlooks(a.config.Store)
	if err != nil || len(due) == 0 {
		return err
	}
	return a.write(func(*store.Tx) error { return nil })
}

// settledReader reads the catalog, inside a transaction or outside.
type settledReader interface {
	Projects(context.Context) ([]lockstep.Project, error)
	Environments(context.Context, string) ([]lockstep.Environment, error)
	Outlook(context.Context, string) ([]byte, error)
	ExpectedSnapshot(context.Context, string) (lockstep.Snapshot, error)
}

// dueOutlooks gives the outlooks that are not kept as they should be, by environment; nil for none. It is a convenience:
// what of the catalog is damaged keeps nobody from writing to the rest.
func (a *App) dueOutlooks(from settledReader) (map[string][]byte, error) {
	if a.config.Outlook == nil {
		return nil, nil
	}
	due := map[string][]byte{}
	projects, err := from.Projects(a.reading)
	for _, p := range projects {
		var all []lockstep.Environment
		if all, err = from.Environments(a.reading, p.UUID); err != nil {
			break
		}
		for _, e := range all {
			var sealed, have, want []byte
			if sealed, err = from.Outlook(a.reading, e.UUID); err != nil {
				return nil, err
			}
			if sealed != nil {
				if have, err = a.config.Outlook.Unseal(sealed, aboutOutlook(e.UUID)); err != nil {
					have, err = []byte("unreadable"), nil
				}
			}
			at := engine.Place{Project: p, Environment: e}
			if o, ok := outlookOn(at, a.config.Drivers); ok {
				if err = a.shareOutlook(from, at, &o, have); err != nil {
					err = nil // what is damaged of one keeps no other from being settled
					continue
				}
				want, _ = json.Marshal(o) // strings always marshal
			}
			if string(want) != string(have) {
				due[e.UUID] = want
			}
		}
	}
	if errors.Is(err, lockstep.Corrupt) {
		err = nil
	}
	return due, err
}

// shareOutlook adds to an outlook what the environment is expected to share with others, where rules say that not all of it
// is. have is the outlook that is kept.
func (a *App) shareOutlook(from settledReader, at engine.Place, o *outlook, have []byte) error {
	if o.Rules = at.Project.Rules.Rules; len(o.Rules) == 0 {
		return nil
	}
	expected, err := from.ExpectedSnapshot(a.reading, at.Environment.UUID)
	if errors.Is(err, lockstep.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	var former outlook
	if json.Unmarshal(have, &former) == nil && former.State == expected.State && slices.Equal(former.Rules, o.Rules) {
		o.State, o.Shared = former.State, former.Shared
		return nil
	}
	state, err := a.config.Vault.State(a.reading, expected.State)
	if err != nil {
		return err
	}
	common, err := a.engine.Shared(at.Project, state)
	o.State, o.Shared = expected.State, common.Shared()
	return err
}

func (a *App) keepOutlooks(tx *store.Tx, due map[string][]byte) error {
	for uuid, content := range due {
		if content != nil {
			content = a.config.Outlook.Seal(content, aboutOutlook(uuid))
		}
		if err := tx.KeepOutlook(uuid, content); err != nil {
			return err
		}
	}
	return nil
}

// NoKey is the error of a catalog whose key is out of reach: what needs no key can still be asked for.
type NoKey struct{ Cause error }

func (n NoKey) Error() string { return n.Cause.Error() }

// Unwrap gives why it is out of reach.
func (n NoKey) Unwrap() error { return n.Cause }

// Lookout looks at environments without the catalog's key. It compares digests, reads no snapshot and takes none.
type Lookout struct {
	Catalog string // the catalog's file
	Key     func() (store.Sealer, error)
	Drivers []lockstep.Driver
	Now     func() time.Time
}

// Drift is App.Drift without the catalog's key: it says whether an environment is as Lockstep last knew it, and not what
// of it changed. The next look that has the key takes the snapshot.
func (l Lookout) Drift(ctx context.Context, ref string) (views []DriftView, err error) {
	defer recovered(&err)
	rows, err := store.Outlooks(ctx, l.Catalog)
	if err != nil {
		return nil, err
	}
	key, err := l.Key()
	if err != nil {
		return nil, err
	}
	eyes := engine.New(engine.Config{Drivers: l.Drivers, Now: l.Now})
	views = []DriftView{}
	for _, row := range rows {
		name := row.Project + "/" + row.Name
		if ref != "" && !strings.EqualFold(ref, name) && !strings.EqualFold(ref, row.Name) {
			continue
		}
		if v, ok := l.look(ctx, eyes, key, row, name); ok || ref != "" {
			views = append(views, v)
		}
	}
	switch {
	case ref == "" || len(views) == 1:
		return views, nil
	case len(views) == 0:
		return nil, lockstep.Errorf(lockstep.NotFound, "There is no environment %q.", ref)
	}
	return nil, lockstep.Errorf(lockstep.Invalid, "%q is an environment of several projects. Write its project before it: %s.", ref, views[0].Ref)
}

// look looks at one environment; ok is false where there is nothing to look at.
func (l Lookout) look(ctx context.Context, eyes *engine.Engine, key store.Sealer, row store.Outlook, name string) (v DriftView, ok bool) {
	v = DriftView{Ref: name, Items: []DriftItemView{}, CheckedAt: timeText(l.Now())}
	var o outlook
	content, err := key.Unseal(row.Sealed, aboutOutlook(row.UUID))
	if err == nil {
		err = json.Unmarshal(content, &o)
	}
	if err != nil {
		return unlooked(name, lockstep.Errorf(lockstep.Denied, "It cannot be looked at while the key of the catalog is out of reach: it is not connected, needs a secret, or was not looked at with the key yet.")), row.Number > 0
	}
	at := o.place(row)
	switch {
	case row.Busy:
		v.Message = "A run is not finished there, so what differs is not called drift."
		return v, true
	case row.Number == 0:
		v.Message = "There is no snapshot of it yet, so there is nothing to compare it with."
		return v, true
	}
	v.Since, v.SinceAt = snapshotRef(at, row.Number), timeText(row.TakenAt)
	state, err := eyes.Reread(ctx, at)
	if err != nil {
		return unlooked(name, err), true
	}
	none := 0
	switch {
	case state.Digest() == row.State:
		v.Known, v.Drift = true, &none
	case o.State == row.State && eyes.Shares(at.Project, state, o.Shared):
		v.Known, v.Drift = true, &none
	case row.Setup != eyes.Setup(at):
		v.Message = "What counts was set anew since its snapshot, so that it cannot be compared without the key of the catalog."
	default:
		v.Known, v.Drifted = true, true
		v.Message = "Which items changed is told, and a snapshot taken, once the key of the catalog is in reach."
	}
	return v, true
}
