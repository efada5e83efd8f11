package rest

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"lockstep/app/lockstep"
)

// largest is how many bytes an answer may have.
const largest = 64 << 20

// Words are what a system is called in sentences, and how its own are found.
type Words struct {
	System string                   // PocketBase: what answers
	Absent string                   // no PocketBase: what there is where something else answers
	Rights string                   // a sentence: who may do what is refused with 403
	Root   string                   // /api: where the paths that are asked for begin, behind a system's address
	Pages  []string                 // /_: what an address may end with when it was copied from a browser
	Told   func(body []byte) string // what the system itself says of a refusal; "" where the answer is not its own
}

// Client asks one system. It follows no redirect and keeps no cookie.
type Client struct {
	Base  *url.URL
	words Words
	http  *http.Client

	mu    sync.Mutex
	clock lockstep.Clock
}

// New is a client for the system at an address, as a person wrote it. ca is the path of a file with the authority of its
// certificate; "" for those that this computer knows.
func New(words Words, address, ca string) (*Client, error) {
	base, err := words.address(address)
	if err != nil {
		return nil, err
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	if ca != "" {
		if transport.TLSClientConfig, err = trusting(ca); err != nil {
			return nil, err
		}
	}
	return &Client{Base: base, words: words, http: &http.Client{Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}, nil
}

// address reads where a system is: http or https, a host, and a path where it does not have the host for itself.
func (w Words) address(s string) (*url.URL, error) {
	if s == "" {
		return nil, lockstep.Errorf(lockstep.Invalid, "The connection does not say where %s is. Set its URL.", w.System)
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, lockstep.Errorf(lockstep.Invalid, "What is given as the URL is not the address of %s. Write it as https://shop.example, without a name, a password or a query in it.", w.System) // without it: it may hold a secret
	}
	u.Path = strings.TrimSuffix(u.Path, "/")
	for _, end := range append(w.Pages, w.Root) {
		u.Path = strings.TrimSuffix(u.Path, end)
	}
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

// InClear says that what is sent would be read by whoever is in between.
func (c *Client) InClear() bool {
	host := c.Base.Hostname()
	ip := net.ParseIP(host)
	return c.Base.Scheme == "http" && host != "localhost" && (ip == nil || !ip.IsLoopback())
}

// Clock is what the system's clock said when it answered last.
func (c *Client) Clock() lockstep.Clock {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.clock
}

// CloseIdleConnections ends the connections that are kept open for another request.
func (c *Client) CloseIdleConnections() { c.http.CloseIdleConnections() }

// Request is one request. Its path lies below the system's address.
type Request struct {
	Method, Path string
	Query        url.Values
	Header       http.Header
	Body         []byte
}

// Response is a whole answer that is no refusal.
type Response struct {
	Status int
	Header http.Header
	Media  string // its media type, without parameters
	Body   []byte
}

// Send sends one request. net/http sends it anew by itself where nothing of it had left, and what has no effect; a write with a
// header of the canonical name Idempotency-Key counts as such there. The error is a *[Fault], but for a request that cannot be made.
func (c *Client) Send(ctx context.Context, r Request) (*Response, error) {
	var body io.Reader
	if r.Body != nil {
		body = bytes.NewReader(r.Body)
	}
	target := c.Base.JoinPath(r.Path)
	target.RawQuery = r.Query.Encode()
	request, err := http.NewRequestWithContext(ctx, r.Method, target.String(), body)
	if err != nil {
		return nil, lockstep.Errorf(lockstep.Internal, "The request to %s cannot be made: %v. Please report it.", c.words.System, err)
	}
	for name, values := range r.Header {
		request.Header[name] = values
	}
	sent := time.Now()
	response, err := c.http.Do(request)
	if err != nil {
		return nil, c.unanswered(ctx, err)
	}
	defer response.Body.Close()
	c.setClock(response, sent)
	b, err := io.ReadAll(io.LimitReader(response.Body, largest+1))
	got := &Response{Status: response.StatusCode, Header: response.Header, Body: b}
	got.Media, _, _ = mime.ParseMediaType(response.Header.Get("Content-Type"))
	switch {
	case err != nil:
		return nil, c.unanswered(ctx, err)
	case len(b) > largest:
		return nil, c.Unlike(got, "more than 64 MB")
	case got.Status >= 400:
		return nil, c.refused(got)
	case got.Status >= 300:
		return nil, c.redirected(response)
	}
	return got, nil
}

// setClock notes what the system's clock said in the middle of a request.
func (c *Client) setClock(response *http.Response, sent time.Time) {
	at, err := http.ParseTime(response.Header.Get("Date"))
	if err != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.clock = lockstep.Clock{Known: true, Ahead: at.Sub(sent.Add(time.Since(sent) / 2)).Round(time.Second)}
}
