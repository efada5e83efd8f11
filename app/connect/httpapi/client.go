package httpapi

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"lockstep/app/connect/rest"
	"lockstep/app/lockstep"
)

const (
	root    = "/lockstep/v1"
	version = 1 // of the contract
)

// The words for what an app can.
const (
	canModel         = "model"
	canConfiguration = "configuration"
	canPart          = "part"
	canCache         = "cache"
)

// client asks one app.
type client struct {
	*rest.Client
	token string
}

func newClient(c lockstep.Connection) (*client, error) {
	asks, err := rest.New(rest.Words{
		System: "the app", Absent: "no app that keeps Lockstep's HTTP contract", Rights: "Give the connection a token that may.",
		Root: root, Told: told,
	}, c.Settings["url"], c.Settings["ca"])
	if err != nil {
		return nil, err
	}
	token := c.Secrets["token"]
	if token == "" || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, lockstep.Errorf(lockstep.Invalid, "The connection has no token, or one with a space or a line break in it. Set the token that the app was told to let in.")
	}
	return &client{Client: asks, token: token}, nil
}

// problem is an answer that says no, as RFC 9457 has it, with what the contract adds.
type problem struct {
	Title    string   `json:"title"`
	Status   int      `json:"status"`
	Detail   string   `json:"detail"`
	Problems []remark `json:"problems"`
}

func problemOf(body []byte) (p problem) {
	_ = json.Unmarshal(body, &p) // what is no JSON says nothing
	return p
}

// told is what an app says of a refusal.
func told(body []byte) string {
	p := problemOf(body)
	return cmp.Or(p.Detail, p.Title)
}

// remark is something that an app says of a place in its model, or of all of it.
type remark struct {
	Object  string `json:"object"`
	Field   string `json:"field"`
	Message string `json:"message"`
}

// send sends one request with the token.
func (c *client) send(ctx context.Context, r rest.Request) (*rest.Response, error) {
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	r.Header.Set("Accept-Encoding", "identity") // a proxy that compresses what it passes on weakens its ETag
	return c.Send(ctx, r)
}

// ask asks something that changes nothing, and again where the app puts it off.
func (c *client) ask(ctx context.Context, r rest.Request) (response *rest.Response, err error) {
	most := rest.Asking
	if r.Body != nil {
		most = rest.Writing
	}
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	err = rest.Patiently(ctx, func() error {
		response, err = c.send(ctx, r)
		return err
	})
	return response, err
}

// write sends what changes something, and once more where the answer was lost: by its key the app knows that it is the
// same, and makes it only once. Unless the second is answered with success, nobody knows what became of the first.
func (c *client) write(ctx context.Context, r rest.Request) (*rest.Response, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header["idempotency-key"] = []string{rand.Text()} // by its canonical name net/http would see it, and send again by itself
	own, done := rest.Finishing(ctx)
	defer done()
	response, err := c.sendWrite(own, r)
	var f *rest.Fault
	if !errors.As(err, &f) || !f.Doubtful || !rest.Pause(ctx, f.Wait) {
		return response, c.Lost(err)
	}
	if response, again := c.sendWrite(own, r); again == nil {
		return response, nil
	}
	return nil, c.Lost(err)
}

func (c *client) sendWrite(ctx context.Context, r rest.Request) (*rest.Response, error) {
	response, err := c.send(ctx, r)
	if err == nil && response.Status != http.StatusNoContent {
		return nil, c.Unlike(response, "the status "+strconv.Itoa(response.Status)+" to a change")
	}
	return response, err
}

// of refuses an answer of another media type.
func (c *client) of(response *rest.Response, media string) error {
	if response.Status != http.StatusOK || response.Media != media {
		return c.Unlike(response, "a page of the type "+strconv.Quote(response.Media))
	}
	return nil
}

// decode reads an answer of JSON.
func (c *client) decode(response *rest.Response, into any) error {
	if err := c.of(response, "application/json"); err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(response.Body))
	if err := decoder.Decode(into); err != nil {
		return c.Unlike(response, "JSON that breaks off or is none")
	}
	if _, err := decoder.Token(); err != io.EOF {
		return c.Unlike(response, "more than one document of JSON")
	}
	return nil
}

// tag is the ETag of an answer. A weak one would not say that what is there is what was seen.
func (c *client) tag(response *rest.Response, part string) (string, error) {
	tag := response.Header.Get("ETag")
	if len(tag) < 3 || tag[0] != '"' || tag[len(tag)-1] != '"' {
		return "", lockstep.Errorf(lockstep.Invalid, "%s gives its %s without a strong ETag, without which it cannot be written to safely. Mend the app, or the proxy before it that takes it away.", c.Base.Host, part)
	}
	return tag, nil
}

// about is what an app says of itself.
type about struct {
	Contract int       `json:"contract"`
	Name     string    `json:"name"`
	Version  string    `json:"version"`
	Time     time.Time `json:"time"`
	Can      []string  `json:"can"`
	Write    bool      `json:"write"`
	Coverage string    `json:"coverage"`
	Cache    string    `json:"cache"`

	clock lockstep.Clock
}

func (a about) can(what string) bool { return slices.Contains(a.Can, what) }

func (a about) title() string { return cmp.Or(rest.Clip(a.Name), "The app") }

func (c *client) about(ctx context.Context) (who about, err error) {
	sent := time.Now()
	response, err := c.ask(ctx, rest.Request{Method: http.MethodGet, Path: root})
	if err != nil {
		return who, err
	}
	took := time.Since(sent)
	if err := c.decode(response, &who); err != nil {
		return who, err
	}
	if who.Contract != version {
		return who, lockstep.Errorf(lockstep.Invalid, "%s keeps version %d of the contract, and this Lockstep knows version %d. Bring the older one up to date.", c.Base.Host, who.Contract, version)
	}
	who.clock = c.Clock()
	if !who.Time.IsZero() {
		who.clock = lockstep.Clock{Known: true, Ahead: who.Time.Sub(sent.Add(took / 2)).Round(time.Second)}
	}
	return who, nil
}

// sentence is what an app says, as a sentence.
func sentence(said string) string {
	said = rest.Clip(said)
	if said == "" || strings.ContainsAny(said[len(said)-1:], ".!?") {
		return said
	}
	return said + "."
}

// refusal is the error of a write that the app refused, in its own words at the places that it names.
func (c *connector) refusal(err error, what string) error {
	var f *rest.Fault
	if !errors.As(err, &f) || errors.Is(err, lockstep.Unknown) {
		return err
	}
	switch f.Status {
	case http.StatusPreconditionFailed:
		return &lockstep.Error{Code: lockstep.Conflict, Cause: err,
			Message: fmt.Sprintf("The %s of %s was changed by somebody else just now, so it was not written over. Plan again.", what, c.host())}
	case http.StatusBadRequest, http.StatusConflict, http.StatusUnprocessableEntity:
	default:
		return err
	}
	said := []string{fmt.Sprintf("%s refuses the %s (%s).", c.host(), what, strings.TrimSuffix(rest.Clip(cmp.Or(told(f.Body), strconv.Itoa(f.Status))), "."))}
	for _, p := range problemOf(f.Body).Problems[:min(len(problemOf(f.Body).Problems), mostSaid)] {
		said = append(said, sentence(p.Message))
	}
	return &lockstep.Error{Code: lockstep.Blocked, Cause: err, Message: strings.Join(said, " ") + " Nothing of it was written."}
}

// mostSaid is how many remarks of an app one sentence has.
const mostSaid = 5
