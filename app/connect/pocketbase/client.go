package pocketbase

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"sync"

	"lockstep/app/connect/rest"
	"lockstep/app/lockstep"
)

// client asks one instance. It signs in when it is asked to for the first time, and again when its token has expired.
type client struct {
	*rest.Client
	identity string
	password string // "" where a token was given

	mu    sync.Mutex
	token string
}

func newClient(c lockstep.Connection) (*client, error) {
	asks, err := rest.New(rest.Words{
		System: "PocketBase", Absent: "no PocketBase", Rights: "Only a superuser can read and change its model.",
		Root: "/api", Pages: []string{"/_"}, Told: told,
	}, c.Settings["url"], c.Settings["ca"])
	if err != nil {
		return nil, err
	}
	made := &client{Client: asks, identity: c.Settings["identity"], password: c.Secrets["password"], token: c.Secrets["token"]}
	switch {
	case made.token != "":
		made.password = ""
	case made.password == "":
		return nil, lockstep.Errorf(lockstep.Invalid, "The connection has neither a password nor a token. Give it the password of a superuser, or a token of one.")
	case made.identity == "":
		return nil, lockstep.Errorf(lockstep.Invalid, "The connection has a password and does not say whose. Set the mail address of a superuser.")
	}
	return made, nil
}

// get asks, and decodes the answer. Where the server puts it off it is asked again.
func (c *client) get(ctx context.Context, path string, query url.Values, into any) error {
	return rest.Patiently(ctx, func() error { return c.ask(ctx, http.MethodGet, path, query, nil, into) })
}

// ask asks something that changes nothing. To try a change takes an instance as long as to make it.
func (c *client) ask(ctx context.Context, method, path string, query url.Values, body, into any) error {
	most := rest.Asking
	if body != nil {
		most = rest.Writing
	}
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	return c.signedIn(ctx, method, path, query, body, into)
}

// change sends what changes something. The error is Unknown where nobody knows what became of it.
func (c *client) change(ctx context.Context, method, path string, body, into any) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := c.signIn(ctx); err != nil { // a question still
		return err
	}
	own, done := rest.Finishing(ctx)
	defer done()
	return c.Lost(c.signedIn(own, method, path, nil, body, into))
}

// signedIn sends a request with a token; where it is refused, with a new one.
func (c *client) signedIn(ctx context.Context, method, path string, query url.Values, body, into any) error {
	if err := c.signIn(ctx); err != nil {
		return err
	}
	err := c.send(ctx, method, path, query, body, into)
	var a *answer
	if c.password == "" || !errors.As(err, &a) || a.Status != http.StatusUnauthorized {
		return err
	}
	c.setToken("")
	if err := c.signIn(ctx); err != nil {
		return err
	}
	return c.send(ctx, method, path, query, body, into)
}

func (c *client) setToken(token string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.token = token
}

func (c *client) bearer() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.token
}

// signIn gets a token for the password, where there is none yet.
func (c *client) signIn(ctx context.Context) error {
	if c.bearer() != "" {
		return nil
	}
	var got struct {
		Token string `json:"token"`
		MfaID string `json:"mfaId"`
	}
	err := c.send(ctx, http.MethodPost, "/api/collections/_superusers/auth-with-password", nil, map[string]string{"identity": c.identity, "password": c.password}, &got)
	var a *answer
	switch {
	case errors.As(err, &a) && (a.Status == http.StatusUnauthorized && a.mfa()):
		return lockstep.Errorf(lockstep.Denied, "The superuser %s has to sign in with a second factor, which a program cannot. Give the connection a token of a superuser instead.", c.identity)
	case errors.As(err, &a) && (a.Status == http.StatusBadRequest || a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden):
		return &lockstep.Error{Code: lockstep.Denied, Cause: err,
			Message: c.Base.Host + " refuses to let " + c.identity + " sign in as a superuser. Mend the mail address or the password of the connection."}
	case err != nil:
		return err
	case got.Token == "":
		return lockstep.Errorf(lockstep.Unreachable, "%s answers the signing in with no token, so that it is no PocketBase from 0.23 on. Mend the URL of the connection.", c.Base.Host)
	}
	c.setToken(got.Token)
	return nil
}

// send sends one request. The error is an *[answer], or that of ctx.
func (c *client) send(ctx context.Context, method, path string, query url.Values, body, into any) error {
	request := rest.Request{Method: method, Path: path, Query: query, Header: http.Header{}}
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return lockstep.Errorf(lockstep.Internal, "What is to be sent to PocketBase cannot be written: %v. Please report it.", err)
		}
		request.Body = b
		request.Header.Set("Content-Type", "application/json")
	}
	if token := c.bearer(); token != "" {
		request.Header.Set("Authorization", token)
	}
	response, err := c.Send(ctx, request)
	if err != nil {
		return answered(err)
	}
	return c.read(response, into)
}

// read takes an answer for what it says.
func (c *client) read(response *rest.Response, into any) error {
	switch {
	case response.Status == http.StatusNoContent && into == nil:
		return nil
	case response.Media != "application/json", into == nil && response.Status != http.StatusOK:
		return answered(c.Unlike(response, "a page of the type "+strconv.Quote(response.Media)))
	}
	if into == nil {
		into = new(any)
	}
	if err := decode(response.Body, into); err != nil {
		return answered(c.Unlike(response, "JSON that breaks off or is none"))
	}
	return nil
}
