package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"lockstep/app/connect/rest"
	"lockstep/app/jsonmodel"
	"lockstep/app/lockstep"
)

// Kind is the kind of this connector.
const Kind = "http"

// fileKind is the kind of the items that are files of the configuration.
const fileKind = "file"

// Driver is the driver of apps that keep the contract.
func Driver() lockstep.Driver {
	return lockstep.Driver{
		Kind:  Kind,
		Title: "App with Lockstep's HTTP contract",
		Fields: []lockstep.Field{
			{Name: "url", Label: "URL", Input: lockstep.TextInput, Required: true, Help: "Such as https://shop.example: what stands before /lockstep/v1."},
			{Name: "ca", Label: "Certificate authority", Input: lockstep.TextInput, Help: "The full path of a PEM file, where the app's certificate is not from an authority that this computer knows."},
			{Name: "token", Label: "Token", Input: lockstep.TextInput, Required: true, Secret: true, Help: "What the app was told to let in."},
		},
		Traits: func(lockstep.Settings) lockstep.Traits {
			return lockstep.Traits{CountsRows: true, Cache: "Clear the cache",
				NotHeld: "Rows, and whatever the app does not give as its model or its configuration, are not held."}
		},
		Open:     open,
		Prepare:  prepare,
		Document: &lockstep.Document{Language: "json", Format: format, Parse: parse, Explain: explain},
		Describe: jsonmodel.Describe,
		Conform:  conform,
	}
}

// connector connects one app.
type connector struct {
	slot string
	app  *client

	mu    sync.Mutex
	known *about
}

func open(ctx context.Context, slot lockstep.Slot, connection lockstep.Connection) (lockstep.Connector, error) {
	asks, err := newClient(connection)
	if err != nil {
		return nil, err
	}
	return &connector{slot: slot.Name, app: asks}, ctx.Err()
}

func (c *connector) host() string { return c.app.Base.Host }

func (c *connector) place() jsonmodel.Place { return placeOf(c.slot) }

// placeOf is where the model is in a slot's state. Its frame is never an item: in what order objects stand means nothing.
func placeOf(slot string) jsonmodel.Place { return jsonmodel.Place{Slot: slot, Frame: "model"} }

func (c *connector) key(name string) lockstep.Key {
	return lockstep.Key{Slot: c.slot, Kind: fileKind, Name: name}
}

// about asks the app who it is, once.
func (c *connector) about(ctx context.Context) (about, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil {
		told, err := c.app.about(ctx)
		if err != nil {
			return about{}, err
		}
		c.known = &told
	}
	return *c.known, nil
}

// Fingerprint is both ETags.
func (c *connector) Fingerprint(ctx context.Context) (string, error) {
	who, err := c.about(ctx)
	if err != nil {
		return "", err
	}
	var tags []string
	for _, part := range []string{canModel, canConfiguration} {
		if !who.can(part) {
			continue
		}
		response, err := c.app.ask(ctx, rest.Request{Method: http.MethodHead, Path: root + "/" + part})
		if err != nil {
			return "", err
		}
		tag, err := c.app.tag(response, part)
		if err != nil {
			return "", err
		}
		tags = append(tags, part, tag)
	}
	return fmt.Sprintf("%q", tags), nil
}

// ClearCache asks the app to use what was written, where it keeps anything in a cache.
func (c *connector) ClearCache(ctx context.Context) error {
	who, err := c.about(ctx)
	if err != nil || !who.can(canCache) {
		return err
	}
	_, err = c.app.write(ctx, rest.Request{Method: http.MethodDelete, Path: root + "/cache"})
	return err
}

// Close ends the connections that are kept open for another request.
func (c *connector) Close() error {
	c.app.CloseIdleConnections()
	return nil
}

// Survey asks the app who it is, and what this token may.
func (c *connector) Survey(ctx context.Context) (lockstep.Survey, error) {
	who, err := c.app.about(ctx)
	if err != nil {
		return lockstep.Survey{}, err
	}
	found := lockstep.Survey{Version: who.title() + " " + rest.Clip(who.Version), Rights: lockstep.MayRead, Clock: who.clock}
	if who.Write {
		found.Rights = lockstep.MayWrite
	} else {
		found.Why = who.title() + " lets this token read, and not write. It can be compared and promoted from."
	}
	for _, part := range []string{canModel, canConfiguration} {
		if !who.can(part) {
			found.Notes = append(found.Notes, who.title()+" gives no "+part+", so that none is held.")
		}
	}
	if who.Coverage != "" {
		found.Notes = append(found.Notes, who.title()+" says what is not held: "+sentence(who.Coverage))
	}
	if title := rest.Clip(who.Cache); who.can(canCache) && title != "" && !slices.Contains([]string{"Clear cache", "Clear the cache"}, title) {
		found.Notes = append(found.Notes, "What is called clearing the cache here is called "+title+" there.")
	}
	if c.app.InClear() {
		found.Notes = append(found.Notes, "The token goes to "+c.host()+" in the clear, as the URL is http. Use https.")
	}
	return found, nil
}
