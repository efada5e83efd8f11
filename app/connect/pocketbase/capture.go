package pocketbase

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strconv"

	"lockstep/app/lockstep"
)

const (
	page  = 1000 // collections in one answer: the most that PocketBase gives
	pages = 20
)

// reading is what an instance holds.
type reading struct {
	wire        map[string]object     // each collection as the API shows it, by name
	collections map[string]collection // those that count, by name
	names       map[string]string     // of all collections, by id
	settings    object
}

// collectionsOf gives all collections as the API shows them, in the order of their names.
func (c *connector) collectionsOf(ctx context.Context, fields string) ([]object, error) {
	var all []object
	for n := 1; n <= pages; n++ {
		var got struct {
			Items      []object `json:"items"`
			TotalPages int      `json:"totalPages"`
		}
		query := url.Values{"perPage": {strconv.Itoa(page)}, "page": {strconv.Itoa(n)}, "sort": {"name"}}
		if fields != "" {
			query.Set("fields", fields)
		}
		if err := c.client.get(ctx, "/api/collections", query, &got); err != nil {
			return nil, err
		}
		all = append(all, got.Items...)
		if n >= got.TotalPages {
			return all, nil
		}
	}
	return nil, lockstep.Errorf(lockstep.Invalid, "%s has more than %d collections, which are more than Lockstep reads.", c.client.Base.Host, page*pages)
}

func (c *connector) read(ctx context.Context) (reading, error) {
	all, err := c.collectionsOf(ctx, "")
	if err != nil {
		return reading{}, err
	}
	r := reading{wire: map[string]object{}, collections: map[string]collection{}, names: map[string]string{}}
	for _, wire := range all {
		if wire["fields"] == nil || text(wire["name"]) == "" || text(wire["id"]) == "" {
			return reading{}, lockstep.Errorf(lockstep.Invalid, "%s shows its collections in the form of PocketBase before 0.23, which Lockstep does not know. Bring it up to date first.", c.client.Base.Host)
		}
		r.names[text(wire["id"])] = text(wire["name"])
		r.wire[text(wire["name"])] = wire
	}
	for name, wire := range r.wire {
		if c.counts(name) {
			r.collections[name] = fromWire(wire, r.names)
		}
	}
	return r, c.client.get(ctx, "/api/settings", nil, &r.settings)
}

// items are what a reading comes to.
func (c *connector) items(r reading) []lockstep.Item {
	known := func(name string) bool { _, ok := r.collections[name]; return ok }
	var items []lockstep.Item
	for name, one := range r.collections {
		items = append(items, one.item(c.slot, known))
		signIn, _ := r.wire[name]["oauth2"].(object)
		if providers, _ := signIn["providers"].([]any); len(providers) > 0 {
			items = append(items, lockstep.Item{Key: c.key(oauth2Kind, name), Part: lockstep.Configuration, Media: jsonMedia,
				Body: lockstep.BodyOf(canonical(providers)), Needs: []lockstep.Key{c.key(collectionKind, name)}})
		}
	}
	for name, group := range r.settings {
		items = append(items, lockstep.Item{Key: c.key(settingsKind, name), Part: lockstep.Configuration, Media: jsonMedia, Body: lockstep.BodyOf(canonical(group))})
	}
	return items
}

func (c *connector) key(kind, name string) lockstep.Key {
	return lockstep.Key{Slot: c.slot, Kind: kind, Name: name}
}

// Capture reads all collections and settings.
func (c *connector) Capture(ctx context.Context) (lockstep.State, error) {
	r, err := c.read(ctx)
	if err != nil {
		return lockstep.State{}, err
	}
	return lockstep.NewState(c.items(r), nil)
}

// Fingerprint is over the settings, and over the ids of the collections and when each was saved: an instance notes that.
func (c *connector) Fingerprint(ctx context.Context) (string, error) {
	all, err := c.collectionsOf(ctx, "id,name,updated")
	if err != nil {
		return "", err
	}
	var settings object
	if err := c.client.get(ctx, "/api/settings", nil, &settings); err != nil {
		return "", err
	}
	h := sha256.New()
	for _, one := range all {
		h.Write(canonical(one))
	}
	h.Write(canonical(settings))
	return hex.EncodeToString(h.Sum(nil)), nil
}
