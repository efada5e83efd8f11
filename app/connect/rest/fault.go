package rest

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"lockstep/app/lockstep"
)

// Fault is an answer that is not what was asked for, or none.
type Fault struct {
	Said     lockstep.Error
	Status   int // 0 for none
	Header   http.Header
	Body     []byte // of a refusal
	Wait     time.Duration
	Later    bool // it may be asked again, after Wait
	Doubtful bool // where it was a write, nobody knows whether it took place
}

// Unwrap gives the error for people, by which its code is found.
func (f *Fault) Unwrap() error { return &f.Said }

// Error is the sentence for people.
func (f *Fault) Error() string { return f.Said.Message }

func (f *Fault) say(code lockstep.Code, format string, args ...any) {
	f.Said.Code, f.Said.Message = code, fmt.Sprintf(format, args...)
}

// unanswered is for a request that got no whole answer.
func (c *Client) unanswered(ctx context.Context, err error) *Fault {
	f := &Fault{Doubtful: true}
	host := c.Base.Host
	var dial *net.OpError
	var authority x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	f.Said.Cause = err
	switch {
	case errors.As(err, &authority), errors.As(err, &name), errors.As(err, &invalid):
		f.Doubtful = false
		f.say(lockstep.Unreachable, "The certificate of %s is not trusted (%v). Name the file of its authority in the connection, or mend the URL.", host, deepest(err))
	case errors.As(err, &dial) && dial.Op == "dial":
		f.Doubtful = false
		f.say(lockstep.Unreachable, "%s does not answer (%v). Start %s there, or mend the URL of the connection.", host, deepest(err), c.words.System)
	case errors.Is(ctx.Err(), context.Canceled):
		f.Said.Cause = ctx.Err()
		f.say(lockstep.Unreachable, "%s was not waited for.", host)
	case errors.Is(err, context.DeadlineExceeded):
		f.say(lockstep.Unreachable, "%s takes too long to answer. Try again when it is less busy.", host)
	default:
		f.say(lockstep.Unreachable, "%s broke off its answer (%v). Try again.", host, deepest(err))
	}
	return f
}

// deepest is the innermost error, which says best what happened.
func deepest(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

// Unlike is for an answer that the system never gives: what came instead follows "answers with".
func (c *Client) Unlike(r *Response, got string) *Fault {
	f := &Fault{Status: r.Status, Doubtful: true}
	f.say(lockstep.Unreachable, "%s answers with %s instead of what %s says. Something else is at this address, or in between; mend the URL of the connection.", c.Base.Host, got, c.words.System)
	return f
}

func (c *Client) redirected(response *http.Response) *Fault {
	f := &Fault{Status: response.StatusCode}
	to, err := response.Location()
	if err != nil {
		f.say(lockstep.Unreachable, "%s answers with a redirect to nowhere. Mend the URL of the connection.", c.Base.Host)
		return f
	}
	if i := strings.LastIndex(to.Path, c.words.Root+"/"); i >= 0 {
		to.Path = to.Path[:i]
	}
	to.RawQuery, to.User = "", nil
	f.say(lockstep.Unreachable, "%s answers with a redirect to %s, which is not followed, as it would be handed the password or the token. Set that as the URL of the connection if it is right.", c.Base.Host, to)
	return f
}

// refused is for a status that says no.
func (c *Client) refused(r *Response) *Fault {
	f := &Fault{Status: r.Status, Header: r.Header, Body: r.Body}
	host := c.Base.Host
	said := Clip(c.words.Told(r.Body))
	told := strings.TrimSuffix(said, ".")
	switch {
	case f.Status == http.StatusUnauthorized:
		f.say(lockstep.Denied, "%s does not accept the token of the connection. It may have expired; set another one.", host)
	case f.Status == http.StatusForbidden:
		f.say(lockstep.Denied, "%s does not let this account in (%s). %s", host, cmp.Or(told, "403"), c.words.Rights)
	case f.Status == http.StatusNotFound && said == "":
		f.say(lockstep.Unreachable, "There is %s at %s. Mend the URL of the connection.", c.words.Absent, host)
	case f.Status == http.StatusNotFound:
		f.say(lockstep.NotFound, "%s does not know what was asked for (%s).", host, told)
	case f.Status == http.StatusRequestEntityTooLarge:
		f.say(lockstep.Blocked, "What would be sent is larger than %s, or a proxy before it, takes. Allow larger requests there.", host)
	case f.Status == http.StatusTooManyRequests, f.Status == http.StatusServiceUnavailable:
		f.Later, f.Wait = true, waiting(r.Header)
		f.Doubtful = f.Status == http.StatusServiceUnavailable
		f.say(lockstep.Unreachable, "%s asks to be left alone for a while (%d). Try again later.", host, f.Status)
	case f.Status >= 500:
		f.Doubtful = true
		f.say(lockstep.Unreachable, "%s fails with %d%s. Look at its log.", host, f.Status, among(told))
	default:
		f.say(lockstep.Blocked, "%s refuses it (%s).", host, cmp.Or(told, strconv.Itoa(f.Status)))
	}
	return f
}

func among(told string) string {
	if told == "" {
		return ""
	}
	return " (" + told + ")"
}

// waiting is how long a system asks to wait, within reason.
func waiting(header http.Header) time.Duration {
	const most = 5 * time.Second
	seconds, err := strconv.Atoi(header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return time.Second
	}
	return min(time.Duration(seconds)*time.Second, most)
}

// Clip makes what a system says fit to be part of a sentence: one line, and not a long one.
func Clip(said string) string {
	const most = 300
	words := strings.FieldsFunc(said, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError })
	line := []rune(strings.Join(words, " "))
	if len(line) > most {
		return string(line[:most]) + "…"
	}
	return string(line)
}

// Reason is an error as words that follow a colon.
func Reason(err error) string { return strings.TrimSuffix(err.Error(), ".") }
