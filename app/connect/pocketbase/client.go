package pocketbase

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"lockstep/app/lockstep"
)

const (
	patience = 2 * time.Minute  // for one answer to a question
	writing  = 10 * time.Minute // for the answer to a write
	grace    = 30 * time.Second // that a write under way is still given when the run is stopped
	largest  = 64 << 20         // bytes of an answer
	tries    = 3                // of a question that the server puts off
)

// client asks one instance. It signs in when it is asked to for the first time, and again when its token has expired.
type client struct {
	base     *url.URL
	http     *http.Client
	identity string
	password string // "" where a token was given

	mu    sync.Mutex
	token string
	clock lockstep.Clock
}

func newClient(c lockstep.Connection) (*client, error) {
	base, err := address(c.Settings["url"])
	if err != nil {
		return nil, err
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	if path := c.Settings["ca"]; path != "" {
		if transport.TLSClientConfig, err = trusting(path); err != nil {
			return nil, err
		}
	}
	made := &client{
		base: base, identity: c.Settings["identity"], password: c.Secrets["password"], token: c.Secrets["token"],
		http: &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
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

// address reads where an instance is: http or https, a host, and a path where it does not have the host for itself.
func address(s string) (*url.URL, error) {
	if s == "" {
		return nil, lockstep.Errorf(lockstep.Invalid, "The connection does not say where PocketBase is. Set its URL.")
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, lockstep.Errorf(lockstep.Invalid, "What is given as the URL is not the address of a PocketBase. Write it as https://shop.example, without a name, a password or a query in it.") // without it: it may hold a secret
	}
	u.Path = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(u.Path, "/"), "/_"), "/api")
	return u, nil
}

// trusting is a configuration that trusts the authorities of a file besides those of this computer.
func trusting(path string) (*tls.Config, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, lockstep.Errorf(lockstep.Invalid, "The file of the certificate authority cannot be read: %v. Mend its path.", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(b) {
		return nil, lockstep.Errorf(lockstep.Invalid, "The file %s holds no certificate in PEM form. Name one that does.", path)
	}
	return &tls.Config{RootCAs: pool}, nil
}

// inClear says that the password would be read by whoever is in between.
func (c *client) inClear() bool {
	host := c.base.Hostname()
	ip := net.ParseIP(host)
	return c.base.Scheme == "http" && host != "localhost" && (ip == nil || !ip.IsLoopback())
}

// get asks, and decodes the answer. Where the server puts it off it is asked again.
func (c *client) get(ctx context.Context, path string, query url.Values, into any) error {
	for try := 1; ; try++ {
		err := c.ask(ctx, http.MethodGet, path, query, nil, into)
		var a *answer
		if try == tries || !errors.As(err, &a) || a.wait < 0 || !c.pause(ctx, a.wait) {
			return err
		}
	}
}

func (c *client) pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// ask asks something that changes nothing. To try a change takes an instance as long as to make it.
func (c *client) ask(ctx context.Context, method, path string, query url.Values, body, into any) error {
	most := patience
	if body != nil {
		most = writing
	}
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	return c.signedIn(ctx, method, path, query, body, into)
}

// change sends what changes something. When ctx ends it waits for the answer a while longer, as without it nobody knows
// what became of it: the error is Unknown then.
func (c *client) change(ctx context.Context, method, path string, body, into any) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := c.signIn(ctx); err != nil { // a question still
		return err
	}
	own, cancel := context.WithTimeout(context.WithoutCancel(ctx), writing)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(grace, cancel) })
	defer stop()
	err := c.signedIn(own, method, path, nil, body, into)
	var a *answer
	if errors.As(err, &a) && a.doubtful {
		return &lockstep.Error{Code: lockstep.Unknown, Cause: err,
			Message: "The answer of " + c.base.Host + " to a change was lost: " + reason(err) + ". Nobody knows whether it took place until it is read back."}
	}
	return err
}

// signedIn sends a request with a token; where it is refused, with a new one.
func (c *client) signedIn(ctx context.Context, method, path string, query url.Values, body, into any) error {
	if err := c.signIn(ctx); err != nil {
		return err
	}
	err := c.send(ctx, method, path, query, body, into)
	var a *answer
	if c.password == "" || !errors.As(err, &a) || a.status != http.StatusUnauthorized {
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
	case errors.As(err, &a) && (a.status == http.StatusUnauthorized && a.mfa()):
		return lockstep.Errorf(lockstep.Denied, "The superuser %s has to sign in with a second factor, which a program cannot. Give the connection a token of a superuser instead.", c.identity)
	case errors.As(err, &a) && (a.status == http.StatusBadRequest || a.status == http.StatusUnauthorized || a.status == http.StatusForbidden):
		return &lockstep.Error{Code: lockstep.Denied, Cause: err,
			Message: c.base.Host + " refuses to let " + c.identity + " sign in as a superuser. Mend the mail address or the password of the connection."}
	case err != nil:
		return err
	case got.Token == "":
		return lockstep.Errorf(lockstep.Unreachable, "%s answers the signing in with no token, so that it is no PocketBase from 0.23 on. Mend the URL of the connection.", c.base.Host)
	}
	c.setToken(got.Token)
	return nil
}

// send sends one request. The error is an *[answer], or that of ctx.
func (c *client) send(ctx context.Context, method, path string, query url.Values, body, into any) error {
	var payload io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return lockstep.Errorf(lockstep.Internal, "What is to be sent to PocketBase cannot be written: %v. Please report it.", err)
		}
		payload = bytes.NewReader(b)
	}
	target := c.base.JoinPath(path)
	target.RawQuery = query.Encode()
	request, err := http.NewRequestWithContext(ctx, method, target.String(), payload)
	if err != nil {
		return lockstep.Errorf(lockstep.Internal, "The request to PocketBase cannot be made: %v. Please report it.", err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if token := c.bearer(); token != "" {
		request.Header.Set("Authorization", token)
	}
	sent := time.Now()
	response, err := c.http.Do(request)
	if err != nil {
		return c.unanswered(ctx, err)
	}
	defer response.Body.Close()
	c.setClock(response, sent)
	b, err := io.ReadAll(io.LimitReader(response.Body, largest+1))
	switch {
	case err != nil:
		return c.unanswered(ctx, err)
	case len(b) > largest:
		return c.unlike(response, "more than 64 MB")
	}
	return c.read(response, b, into)
}

// setClock notes what the server's clock said in the middle of a request.
func (c *client) setClock(response *http.Response, sent time.Time) {
	at, err := http.ParseTime(response.Header.Get("Date"))
	if err != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.clock = lockstep.Clock{Known: true, Ahead: at.Sub(sent.Add(time.Since(sent) / 2)).Round(time.Second)}
}

// read takes an answer for what it says.
func (c *client) read(response *http.Response, b []byte, into any) error {
	status := response.StatusCode
	kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	switch {
	case status >= 300 && status < 400:
		return c.redirected(response)
	case status >= 400:
		return c.refused(response, b)
	case status == http.StatusNoContent && into == nil:
		return nil
	case kind != "application/json", into == nil && status != http.StatusOK:
		return c.unlike(response, "a page of the type "+strconv.Quote(kind))
	}
	if into == nil {
		into = new(any)
	}
	if err := decode(b, into); err != nil {
		return c.unlike(response, "JSON that breaks off or is none")
	}
	return nil
}
