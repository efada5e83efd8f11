package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"

	"lockstep/app/connect/rest"
	"lockstep/app/lockstep"
)

// Apply writes the model by one request, then the configuration by one. Each is all or nothing.
func (c *connector) Apply(ctx context.Context, want lockstep.State, changes []lockstep.Change, journal lockstep.Journal) error {
	for _, step := range []step{
		{canModel, ofPart(changes, lockstep.Model), c.readModel, c.modelOf},
		{canConfiguration, ofPart(changes, lockstep.Configuration), c.readFiles, c.configurationOf},
	} {
		if err := c.take(ctx, step, want, journal); err != nil {
			return err
		}
	}
	return nil
}

// step is a part that is written at once.
type step struct {
	part    string
	changes []lockstep.Change
	read    func(context.Context) (reading, error)
	request func(context.Context, reading, lockstep.State, []lockstep.Change) (rest.Request, error)
}

// take makes the changes of one part. It looks once more just before; what somebody writes between that and the write, the
// app itself refuses to write over.
func (c *connector) take(ctx context.Context, s step, want lockstep.State, journal lockstep.Journal) error {
	if err := ctx.Err(); err != nil || len(s.changes) == 0 {
		return err
	}
	now, err := s.read(ctx)
	if err != nil {
		return err
	}
	items, err := c.items(now)
	if err != nil {
		return err
	}
	if err := lockstep.Unmoved(c.host(), items, s.changes); err != nil {
		return err
	}
	request, err := s.request(ctx, now, want, s.changes)
	if err != nil {
		return err
	}
	request.Header.Set("If-Match", now.tag)
	return lockstep.AtOnce(journal, s.changes, func() error {
		_, err := c.app.write(ctx, request)
		return c.refusal(err, s.part)
	})
}

// modelOf is the request that makes the model what is wanted.
func (c *connector) modelOf(_ context.Context, now reading, want lockstep.State, changes []lockstep.Change) (rest.Request, error) {
	objects, err := c.laid(now.objects, want, changes)
	return rest.Request{Method: http.MethodPut, Path: root + "/model", Body: compose(objects),
		Header: http.Header{"Content-Type": {"application/json"}}}, err
}

// configurationOf is the request that makes the configuration what is wanted: by what changes alone where the app takes
// that, otherwise by all of it.
func (c *connector) configurationOf(ctx context.Context, now reading, want lockstep.State, changes []lockstep.Change) (rest.Request, error) {
	who, err := c.about(ctx)
	if err != nil {
		return rest.Request{}, err
	}
	request := rest.Request{Method: http.MethodPut, Path: root + "/configuration", Header: http.Header{"Content-Type": {"application/zip"}}}
	files := map[string][]byte{}
	if !who.can(canPart) {
		files = maps.Clone(now.files)
	}
	gone := []string{}
	for _, change := range changes {
		item, ok := want.Get(change.Key)
		if !ok {
			gone = append(gone, change.Key.Name)
			delete(files, change.Key.Name)
			continue
		}
		if files[change.Key.Name], err = item.Body.Bytes(); err != nil {
			return request, fmt.Errorf("read %s: %w", change.Key, err)
		}
	}
	if who.can(canPart) {
		request.Query = url.Values{"part": {"true"}}
		if files[removal], err = json.Marshal(gone); err != nil {
			return request, err
		}
	}
	if request.Body, err = pack(files); err == nil && len(request.Body) > mostPacked {
		err = lockstep.Errorf(lockstep.Blocked, "What would be written to the configuration of %s has %s, and an app takes 64 MB at most. Nothing of it was written. Leave some files out.",
			c.host(), lockstep.Size(int64(len(request.Body))))
	}
	return request, err
}
