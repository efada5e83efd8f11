package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"lockstep/app/connect/rest"
	"lockstep/app/lockstep"
)

// conform runs the checks of the contract against an app. Those that write come last, write back what was read, and see
// to it that the app is left as it was.
func conform(ctx context.Context, connection lockstep.Connection, write bool) (lockstep.Conformance, error) {
	app, err := newClient(connection)
	if err != nil {
		return lockstep.Conformance{}, err
	}
	defer app.CloseIdleConnections()
	m := &measure{client: app}
	checks := questions()
	if write {
		checks = append(checks, writes()...)
	} else {
		m.found.Skipped = len(writes())
	}
	for _, check := range checks {
		if err := ctx.Err(); err != nil {
			if write {
				m.run(context.WithoutCancel(ctx), checks[len(checks)-1]) // also who stops it has the app left as it was
			}
			return m.found, err
		}
		m.found.Checks = append(m.found.Checks, m.run(ctx, check))
	}
	return m.found, nil
}

// check is one thing that the contract asks for. It gives why it is not so, or what was seen.
type check struct {
	name  string
	needs string // the part that must have been read; "" for none
	run   func(*measure, context.Context) (seen string, err error)
}

// measure is one pass over an app, with what was read of it.
type measure struct {
	*client
	found lockstep.Conformance
	who   about
	parts map[string]*rest.Response // as they were read first, by name
}

func (m *measure) run(ctx context.Context, c check) lockstep.ConformanceCheck {
	result := lockstep.ConformanceCheck{Name: c.name}
	if m.who.Contract == 0 && len(m.found.Checks) > 0 {
		result.Why = "It was not tried, as the app did not say who it is."
		return result
	}
	if c.needs != "" && !m.who.can(c.needs) {
		result.OK, result.Why = true, "The app has no "+c.needs+"."
		return result
	}
	if c.needs != "" && m.lacks(c.needs) {
		result.Why = "It was not tried, as the " + c.needs + " could not be read."
		return result
	}
	seen, err := c.run(m, ctx)
	result.OK, result.Why = err == nil, seen
	if err != nil {
		result.Why = sentence(err.Error())
	}
	return result
}

// lacks says that a part was to be read and was not.
func (m *measure) lacks(part string) bool {
	if part == canPart {
		part = canConfiguration
	}
	return (part == canModel || part == canConfiguration) && m.parts[part] == nil
}

// answer is whatever was answered, be it a refusal.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// raw sends one request as it stands.
func (m *measure) raw(ctx context.Context, r rest.Request) (answer, error) {
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header.Set("Accept-Encoding", "identity")
	response, err := m.Send(ctx, r)
	var f *rest.Fault
	switch {
	case err == nil:
		return answer{response.Status, response.Header, response.Body}, nil
	case errors.As(err, &f) && f.Status >= 400:
		return answer{f.Status, f.Header, f.Body}, nil
	}
	return answer{}, err
}

// refused sends a request that must be refused with one of some statuses, as problem details.
func (m *measure) refused(ctx context.Context, r rest.Request, statuses ...int) (answer, error) {
	got, err := m.raw(ctx, r)
	if err != nil {
		return got, err
	}
	for _, status := range statuses {
		if got.status == status {
			return got, m.isProblem(got)
		}
	}
	return got, fmt.Errorf("%s %s is answered with %d, and should be with %s", r.Method, r.Path, got.status, anyOf(statuses))
}

func anyOf(statuses []int) string {
	words := fmt.Sprint(statuses[0])
	for _, status := range statuses[1:] {
		words += fmt.Sprintf(" or %d", status)
	}
	return words
}

// isProblem says whether a refusal is problem details.
func (m *measure) isProblem(got answer) error {
	if kind := mediaOf(got.header); kind != "application/problem+json" {
		return fmt.Errorf("the refusal with %d has the type %q, and should be application/problem+json", got.status, kind)
	}
	var p problem
	if err := json.Unmarshal(got.body, &p); err != nil || p.Title == "" || p.Status != got.status {
		return fmt.Errorf("the refusal with %d is no problem details with a title and its status: %.200q", got.status, got.body)
	}
	return nil
}

// signed is a request with the token.
func (m *measure) signed(method, path string) rest.Request {
	return rest.Request{Method: method, Path: path, Header: http.Header{"Authorization": {"Bearer " + m.token}}}
}
