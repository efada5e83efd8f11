package httpapi

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"

	"lockstep/app/connect/rest"
)

// writes are the checks that write back what is there. The last one sees that it still is.
func writes() []check {
	return []check{
		{"a write without If-Match is refused", canModel, (*measure).wantsMatch},
		{"a write over what has changed since is refused", canModel, (*measure).refusesStale},
		{"a bad model is refused, with its problems", canModel, (*measure).refusesBadWrite},
		{"the model can be written", canModel, func(m *measure, ctx context.Context) (string, error) { return m.written(ctx, m.whole(canModel)) }},
		{"the same write with the same key is made once", canModel, (*measure).repeats},
		{"another write with the same key is refused", canModel, (*measure).refusesOther},
		{"a configuration written over what has changed since is refused", canConfiguration, (*measure).refusesStaleFiles},
		{"the configuration can be written", canConfiguration, func(m *measure, ctx context.Context) (string, error) {
			return m.written(ctx, m.whole(canConfiguration))
		}},
		{"what is no zip is refused", canConfiguration, (*measure).refusesNoZip},
		{"a part leaves the other files alone", canPart, (*measure).writesPart},
		{"the cache can be cleared, as often as one likes", canCache, (*measure).clears},
		{"it is left as it was", "", (*measure).restored},
	}
}

// whole is the request that writes a part back as it was read.
func (m *measure) whole(part string) rest.Request {
	r := m.signed(http.MethodPut, root+"/"+part)
	r.Body = m.parts[part].Body
	r.Header.Set("Content-Type", m.parts[part].Media)
	r.Header.Set("If-Match", m.parts[part].Header.Get("ETag"))
	r.Header.Set("Idempotency-Key", rand.Text())
	return r
}

// written sends a request that must be taken, and must leave its part what it was.
func (m *measure) written(ctx context.Context, r rest.Request) (string, error) {
	got, err := m.raw(ctx, r)
	switch {
	case err != nil:
		return "", err
	case got.status != http.StatusNoContent:
		return "", fmt.Errorf("%s is answered with %d, and should be with 204: %.200q", r.Path, got.status, got.body)
	}
	part := canModel
	if r.Path != root+"/"+canModel {
		part = canConfiguration
	}
	response, tag, err := m.part(ctx, part, m.parts[part].Media)
	if err != nil {
		return "", err
	}
	if got.header.Get("ETag") != tag {
		return "", fmt.Errorf("the write is answered with the ETag %q, and the %s has %q", got.header.Get("ETag"), part, tag)
	}
	if same, err := equal(part, m.parts[part].Body, response.Body); err != nil || !same {
		return "", errors.Join(err, fmt.Errorf("the %s that was written is not the one that is read", part))
	}
	m.parts[part] = response // a write may give the same another ETag
	return "", nil
}

func (m *measure) wantsMatch(ctx context.Context) (string, error) {
	r := m.whole(canModel)
	r.Header.Del("If-Match")
	_, err := m.refused(ctx, r, http.StatusPreconditionRequired)
	return "", errors.Join(err, m.same(ctx, canModel))
}

func (m *measure) refusesStale(ctx context.Context) (string, error) {
	r := m.whole(canModel)
	r.Header.Set("If-Match", `"lockstep-stale"`)
	_, err := m.refused(ctx, r, http.StatusPreconditionFailed)
	return "", errors.Join(err, m.same(ctx, canModel))
}

func (m *measure) refusesStaleFiles(ctx context.Context) (string, error) {
	r := m.whole(canConfiguration)
	r.Header.Set("If-Match", `"lockstep-stale"`)
	_, err := m.refused(ctx, r, http.StatusPreconditionFailed)
	r = m.whole(canConfiguration)
	r.Header.Del("If-Match")
	_, without := m.refused(ctx, r, http.StatusPreconditionRequired)
	return "", errors.Join(err, without, m.same(ctx, canConfiguration))
}

func (m *measure) refusesBadWrite(ctx context.Context) (string, error) {
	r := m.whole(canModel)
	r.Body = []byte(bad)
	got, err := m.refused(ctx, r, http.StatusUnprocessableEntity)
	if err == nil && len(problemOf(got.body).Problems) == 0 {
		err = errors.New("the refusal of a bad model says no problems")
	}
	return "", errors.Join(err, m.same(ctx, canModel))
}

// repeats sends a write twice. The second time its If-Match is none that holds: it is answered as the first all the same,
// where its key is looked at first.
func (m *measure) repeats(ctx context.Context) (string, error) {
	r := m.whole(canModel)
	if _, err := m.written(ctx, r); err != nil {
		return "", err
	}
	first := m.parts[canModel].Header.Get("ETag")
	r.Header.Set("If-Match", `"lockstep-stale"`)
	got, err := m.raw(ctx, r)
	switch {
	case err != nil:
		return "", err
	case got.status != http.StatusNoContent || got.header.Get("ETag") != first:
		return "", fmt.Errorf("the repeat is answered with %d and the ETag %q, and the first was with 204 and %q: its Idempotency-Key is to be looked at before its If-Match", got.status, got.header.Get("ETag"), first)
	}
	return "", m.same(ctx, canModel)
}

func (m *measure) refusesOther(ctx context.Context) (string, error) {
	r := m.whole(canModel)
	if _, err := m.written(ctx, r); err != nil {
		return "", err
	}
	r.Body = append(bytes.Clone(r.Body), '\n')
	r.Header.Set("If-Match", m.parts[canModel].Header.Get("ETag"))
	_, err := m.refused(ctx, r, http.StatusUnprocessableEntity)
	return "", errors.Join(err, m.same(ctx, canModel))
}

func (m *measure) refusesNoZip(ctx context.Context) (string, error) {
	r := m.whole(canConfiguration)
	r.Body = []byte("PK, but no zip")
	_, err := m.refused(ctx, r, http.StatusBadRequest, http.StatusUnprocessableEntity)
	return "", errors.Join(err, m.same(ctx, canConfiguration))
}

// writesPart writes one file as it is, and takes away one that is not there.
func (m *measure) writesPart(ctx context.Context) (string, error) {
	files, err := unpack(m.parts[canConfiguration].Body)
	if err != nil {
		return "", err
	}
	part := map[string][]byte{removal: []byte(`["lockstep-nothing-is-here"]`)}
	for name, body := range files {
		part[name] = body
		break
	}
	r := m.whole(canConfiguration)
	r.Query = url.Values{"part": {"true"}}
	if r.Body, err = pack(part); err != nil {
		return "", err
	}
	return m.written(ctx, r)
}

func (m *measure) clears(ctx context.Context) (string, error) {
	for range 2 {
		r := m.signed(http.MethodDelete, root+"/cache")
		r.Header.Set("Idempotency-Key", rand.Text())
		got, err := m.raw(ctx, r)
		if err != nil {
			return "", err
		}
		if got.status != http.StatusNoContent {
			return "", fmt.Errorf("it is answered with %d, and should be with 204", got.status)
		}
	}
	return "", nil
}

// restored writes back what an app took that it should have refused.
func (m *measure) restored(ctx context.Context) (string, error) {
	var wrong error
	for _, part := range []string{canModel, canConfiguration} {
		if m.parts[part] == nil {
			continue
		}
		response, tag, err := m.part(ctx, part, m.parts[part].Media)
		if err != nil {
			wrong = errors.Join(wrong, err)
			continue
		}
		if same, err := equal(part, m.parts[part].Body, response.Body); err == nil && same {
			continue
		}
		r := m.whole(part)
		r.Header.Set("If-Match", tag)
		if _, err := m.written(ctx, r); err != nil {
			wrong = errors.Join(wrong, fmt.Errorf("its %s is not what it was, and could not be written back: %w", part, err))
			continue
		}
		wrong = errors.Join(wrong, fmt.Errorf("its %s was not what it had been, and was written back", part))
	}
	return "", wrong
}

// equal says that two readings of a part mean the same.
func equal(part string, a, b []byte) (bool, error) {
	if part == canModel {
		first, err := canonical(a)
		if err != nil {
			return false, err
		}
		second, err := canonical(b)
		return err == nil && bytes.Equal(compose(first), compose(second)), err
	}
	first, err := unpack(a)
	if err != nil {
		return false, err
	}
	second, err := unpack(b)
	return err == nil && maps.EqualFunc(first, second, bytes.Equal), err
}
