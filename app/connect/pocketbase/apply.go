package pocketbase

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"lockstep/app/connect/rest"
	"lockstep/app/lockstep"
)

const importPath = "/api/collections/import"

// Apply writes the model by one import, then the settings by one request, then what is left of single collections. Each is
// all or nothing.
func (c *connector) Apply(ctx context.Context, want lockstep.State, changes []lockstep.Change, journal lockstep.Journal) error {
	for _, step := range []struct {
		kind  string
		write writer
	}{
		{collectionKind, c.writeCollections},
		{settingsKind, c.writeSettings},
		{oauth2Kind, c.writeProviders},
	} {
		if err := c.step(ctx, want, ofKind(changes, step.kind), journal, step.write); err != nil {
			return err
		}
	}
	return nil
}

func ofKind(changes []lockstep.Change, kind string) []lockstep.Change {
	var some []lockstep.Change
	for _, c := range changes {
		if c.Key.Kind == kind {
			some = append(some, c)
		}
	}
	return some
}

// writer writes changes at once to an instance that holds now.
type writer func(ctx context.Context, now reading, want lockstep.State, changes []lockstep.Change, note func(string)) error

// step makes changes that are made at once. It looks once more just before.
func (c *connector) step(ctx context.Context, want lockstep.State, changes []lockstep.Change, journal lockstep.Journal, write writer) error {
	if err := ctx.Err(); err != nil || len(changes) == 0 {
		return err
	}
	now, err := c.read(ctx)
	if err != nil {
		return err
	}
	if err := lockstep.Unmoved(c.client.Base.Host, c.items(now), changes); err != nil {
		return err
	}
	note := func(sentence string) {
		if n, ok := journal.(lockstep.Noter); ok {
			n.Note(lockstep.Problem{Key: lockstep.Key{Slot: c.slot}, Verdict: lockstep.Note, Message: sentence})
		}
	}
	return lockstep.AtOnce(journal, changes, func() error { return write(ctx, now, want, changes, note) })
}

func (c *connector) writeCollections(ctx context.Context, now reading, want lockstep.State, changes []lockstep.Change, note func(string)) error {
	r, err := revise(now, want, changes)
	if err != nil {
		return err
	}
	if c.backup && r.drops() {
		if err := c.backUp(ctx, note); err != nil {
			return err
		}
	}
	return c.said(c.imported(ctx, r.body()), r)
}

func (c *connector) writeSettings(ctx context.Context, now reading, want lockstep.State, changes []lockstep.Change, _ func(string)) error {
	groups, err := bodies(want, changes)
	if err != nil {
		return err
	}
	var got any
	err = c.client.change(ctx, http.MethodPatch, "/api/settings", groups, &got)
	return c.said(err, revision{now: now})
}

// writeProviders imports no more of each collection than its providers.
func (c *connector) writeProviders(ctx context.Context, now reading, want lockstep.State, changes []lockstep.Change, _ func(string)) error {
	lists, err := bodies(want, changes)
	if err != nil {
		return err
	}
	var sent []any
	for _, change := range changes {
		wire, ok := now.wire[change.Key.Name]
		if !ok {
			continue // it went with its collection
		}
		providers, ok := lists[change.Key.Name]
		if !ok {
			providers = []any{}
		}
		sent = append(sent, object{"id": wire["id"], "oauth2": object{"providers": providers}})
	}
	if len(sent) == 0 {
		return nil
	}
	return c.said(c.imported(ctx, object{"collections": sent, "deleteMissing": false}), revision{now: now})
}

// backUp has the instance make a backup of its own, rows and files included, and waits for it.
func (c *connector) backUp(ctx context.Context, note func(string)) error {
	name := "lockstep-" + time.Now().UTC().Format("20060102-150405") + ".zip"
	if err := c.client.change(ctx, http.MethodPost, "/api/backups", object{"name": name}, nil); err != nil {
		return &lockstep.Error{Code: lockstep.CodeOf(err), Cause: err,
			Message: fmt.Sprintf("%s could not make a backup of its own before something is dropped: %s. Nothing was written. Mend that, or set the connection's backup to none.", c.client.Base.Host, rest.Reason(err))}
	}
	note("PocketBase made a backup of its own before it: " + name + ".")
	return nil
}

// imported sends an import. Where it is refused PocketBase is made to forget it: see [tried].
func (c *connector) imported(ctx context.Context, body object) error {
	err := c.client.change(ctx, http.MethodPut, importPath, body, nil)
	var a *answer
	if errors.As(err, &a) && a.Status == http.StatusBadRequest {
		forget := object{"collections": tried(nil), "deleteMissing": false}
		_ = c.client.ask(context.WithoutCancel(ctx), http.MethodPut, importPath, nil, forget, nil) // it is refused, too: that is what it is for
	}
	return err
}

// bodies are what is wanted of the changed items, by name.
func bodies(want lockstep.State, changes []lockstep.Change) (object, error) {
	all := object{}
	for _, change := range changes {
		item, ok := want.Get(change.Key)
		if !ok {
			continue
		}
		b, err := item.Body.Bytes()
		var body any
		if err == nil {
			err = decode(b, &body)
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", change.Key, err)
		}
		all[change.Key.Name] = body
	}
	return all, nil
}
