package httpapi

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"

	"lockstep/app/connect/rest"
)

// bad is a model that no app takes: a relation to an object that is not there.
const bad = `[{"name": "lockstep_check", "fields": {"to": {"object": "lockstep_nowhere"}}}]`

// questions are the checks that change nothing.
func questions() []check {
	return []check{
		{"it says who it is", "", (*measure).saysWho},
		{"it lets nobody in without a token", "", (*measure).wantsToken},
		{"it lets nobody in with another token", "", (*measure).wantsThisToken},
		{"what does not exist is problem details", "", (*measure).saysNotFound},
		{"the model can be read", "", func(m *measure, ctx context.Context) (string, error) {
			return m.reads(ctx, canModel, "application/json")
		}},
		{"the model has one strong ETag, also by HEAD", canModel, func(m *measure, ctx context.Context) (string, error) { return m.stable(ctx, canModel) }},
		{"the configuration can be read", "", func(m *measure, ctx context.Context) (string, error) {
			return m.reads(ctx, canConfiguration, "application/zip")
		}},
		{"the configuration has one strong ETag, also by HEAD", canConfiguration, func(m *measure, ctx context.Context) (string, error) { return m.stable(ctx, canConfiguration) }},
		{"the model as it is validates", canModel, (*measure).validatesItself},
		{"a bad model does not validate", canModel, (*measure).refusesBad},
		{"what is no model is refused", canModel, (*measure).refusesNonsense},
		{"validating changes nothing", canModel, func(m *measure, ctx context.Context) (string, error) { return "", m.same(ctx, canModel) }},
		{"it says whether it is well", "", (*measure).isWell},
	}
}

func (m *measure) saysWho(ctx context.Context) (string, error) {
	who, err := m.about(ctx)
	if err != nil {
		return "", err
	}
	m.who = who
	switch {
	case who.Name == "" || who.Version == "":
		return "", errors.New("it says neither its name nor its version, or only one of them")
	case who.Time.IsZero():
		return "", errors.New("it does not say what time it is")
	case who.clock.Off():
		return "", fmt.Errorf("its clock is off by %v", who.clock.Ahead)
	case who.Coverage == "":
		return "", errors.New("it does not say in a sentence, as coverage, what a snapshot does not hold")
	case !who.can(canModel) && !who.can(canConfiguration):
		return "", errors.New("it can neither a model nor a configuration")
	}
	return fmt.Sprintf("%s %s can: %v.", who.title(), rest.Clip(who.Version), who.Can), nil
}

func (m *measure) wantsToken(ctx context.Context) (string, error) {
	_, err := m.refused(ctx, rest.Request{Method: http.MethodGet, Path: root}, http.StatusUnauthorized)
	return "", err
}

func (m *measure) wantsThisToken(ctx context.Context) (string, error) {
	for _, path := range []string{"", "/" + canModel, "/" + canConfiguration} {
		r := rest.Request{Method: http.MethodGet, Path: root + path, Header: http.Header{"Authorization": {"Bearer not-" + m.token}}}
		if _, err := m.refused(ctx, r, http.StatusUnauthorized); err != nil {
			return "", err
		}
	}
	return "", nil
}

func (m *measure) saysNotFound(ctx context.Context) (string, error) {
	_, err := m.refused(ctx, m.signed(http.MethodGet, root+"/nothing-is-here"), http.StatusNotFound)
	return "", err
}

func (m *measure) reads(ctx context.Context, part, media string) (string, error) {
	if !m.who.can(part) {
		return "The app has no " + part + ".", nil
	}
	response, _, err := m.part(ctx, part, media)
	if err != nil {
		return "", err
	}
	seen := ""
	if part == canModel {
		objects, err := canonical(response.Body)
		if err != nil {
			return "", err
		}
		seen = fmt.Sprintf("Objects: %d.", len(objects))
	} else {
		files, err := unpack(response.Body)
		if err != nil {
			return "", fmt.Errorf("it is not taken: %w", err)
		}
		seen = fmt.Sprintf("Files: %d.", len(files))
	}
	if m.parts == nil {
		m.parts = map[string]*rest.Response{}
	}
	m.parts[part] = response
	return seen, nil
}

func (m *measure) stable(ctx context.Context, part string) (string, error) {
	was := m.parts[part].Header.Get("ETag")
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		got, err := m.raw(ctx, m.signed(method, root+"/"+part))
		if err != nil {
			return "", err
		}
		if tag := got.header.Get("ETag"); got.status != http.StatusOK || tag != was {
			return "", fmt.Errorf("%s of the same %s is answered with %d and the ETag %q, and was with %q", method, part, got.status, tag, was)
		}
	}
	return "", nil
}

// same says whether a part is still what was read first.
func (m *measure) same(ctx context.Context, part string) error {
	media := m.parts[part].Media
	response, tag, err := m.part(ctx, part, media)
	if err != nil {
		return err
	}
	if was := m.parts[part].Header.Get("ETag"); tag != was {
		return fmt.Errorf("the ETag of the %s is %s, and was %s, though nothing else was to change", part, tag, was)
	}
	if equal, err := equal(part, m.parts[part].Body, response.Body); err != nil || !equal {
		return errors.Join(err, fmt.Errorf("the %s is another than it was", part))
	}
	return nil
}

func (m *measure) validatesItself(ctx context.Context) (string, error) {
	said, err := m.tried(ctx, m.parts[canModel].Body)
	switch {
	case err != nil:
		return "", err
	case said.Verdict != always || len(said.Dropped) > 0 || len(said.Problems) > 0:
		return "", fmt.Errorf("the verdict on the model that is there is %s, with %d dropped and %d problems; it should be always, with none", said.Verdict, len(said.Dropped), len(said.Problems))
	}
	return "", nil
}

func (m *measure) refusesBad(ctx context.Context) (string, error) {
	said, err := m.tried(ctx, []byte(bad))
	switch {
	case err != nil:
		return "", err
	case said.Verdict != never || len(said.Problems) == 0:
		return "", fmt.Errorf("the verdict on a relation to an object that is not there is %s, with %d problems; it should be never, with at least one", said.Verdict, len(said.Problems))
	case said.Problems[0].Object != "lockstep_check" || said.Problems[0].Message == "":
		return "", fmt.Errorf("the problem is said of the object %q, and lies in lockstep_check; and it needs a message", said.Problems[0].Object)
	}
	return "", nil
}

func (m *measure) refusesNonsense(ctx context.Context) (string, error) {
	r := m.signed(http.MethodPost, root+"/model/validate")
	r.Body = []byte(`[{"name": "lockstep_`)
	r.Header.Set("Content-Type", "application/json")
	_, err := m.refused(ctx, r, http.StatusBadRequest, http.StatusUnprocessableEntity)
	return "", err
}

func (m *measure) isWell(ctx context.Context) (string, error) {
	got, err := m.raw(ctx, m.signed(http.MethodGet, root+"/health"))
	switch {
	case err != nil:
		return "", err
	case got.status != http.StatusOK:
		return "", fmt.Errorf("it says that it is not well (%d)", got.status)
	}
	return "", nil
}

func mediaOf(header http.Header) string {
	kind, _, _ := mime.ParseMediaType(header.Get("Content-Type")) // what is none is no type
	return kind
}
