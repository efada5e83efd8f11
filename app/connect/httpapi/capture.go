package httpapi

import (
	"context"
	"net/http"

	"lockstep/app/connect/rest"
	"lockstep/app/jsonmodel"
	"lockstep/app/lockstep"
)

// reading is one part of an app, and its ETag.
type reading struct {
	objects []jsonmodel.Object
	files   map[string][]byte
	tag     string
}

func (c *connector) readModel(ctx context.Context) (reading, error) {
	response, tag, err := c.app.part(ctx, canModel, "application/json")
	if err != nil {
		return reading{}, err
	}
	objects, err := canonical(response.Body)
	if err != nil {
		return reading{}, lockstep.Errorf(lockstep.Invalid, "The model of %s is not one that Lockstep reads: %v. Mend it in the app.", c.host(), err)
	}
	return reading{objects: objects, tag: tag}, nil
}

func (c *connector) readFiles(ctx context.Context) (reading, error) {
	response, tag, err := c.app.part(ctx, canConfiguration, "application/zip")
	if err != nil {
		return reading{}, err
	}
	files, err := unpack(response.Body)
	if err != nil {
		return reading{}, lockstep.Errorf(lockstep.Invalid, "The configuration of %s is not taken: %v. Mend it in the app.", c.host(), err)
	}
	return reading{files: files, tag: tag}, nil
}

// part reads one part as it is on the wire, with its ETag.
func (c *client) part(ctx context.Context, part, media string) (*rest.Response, string, error) {
	response, err := c.ask(ctx, rest.Request{Method: http.MethodGet, Path: root + "/" + part})
	if err != nil {
		return nil, "", err
	}
	if err := c.of(response, media); err != nil {
		return nil, "", err
	}
	tag, err := c.tag(response, part)
	return response, tag, err
}

// items are what a reading comes to.
func (c *connector) items(r reading) ([]lockstep.Item, error) {
	items, err := itemsOf(c.place(), r.objects)
	for name, body := range r.files {
		items = append(items, lockstep.Item{Key: c.key(name), Part: lockstep.Configuration, Body: lockstep.BodyOf(body)})
	}
	return items, err
}

// Capture reads the model and the configuration.
func (c *connector) Capture(ctx context.Context) (lockstep.State, error) {
	who, err := c.about(ctx)
	if err != nil {
		return lockstep.State{}, err
	}
	var all reading
	if who.can(canModel) {
		model, err := c.readModel(ctx)
		if err != nil {
			return lockstep.State{}, err
		}
		all.objects = model.objects
	}
	if who.can(canConfiguration) {
		configuration, err := c.readFiles(ctx)
		if err != nil {
			return lockstep.State{}, err
		}
		all.files = configuration.files
	}
	items, err := c.items(all)
	if err != nil {
		return lockstep.State{}, err
	}
	return lockstep.NewState(items, nil)
}
