package pocketbase

import (
	"cmp"
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"lockstep/app/lockstep"
)

// answer is an answer that is not what was asked for, or none.
type answer struct {
	said     lockstep.Error
	status   int // 0 for none
	data     json.RawMessage
	wait     time.Duration // how long to wait until it may be asked again; negative where that is no use
	doubtful bool          // where it was a change, nobody knows whether it took place
}

// Unwrap gives the error for people, by which its code is found.
func (a *answer) Unwrap() error { return &a.said }

func (a *answer) Error() string { return a.said.Message }

// mfa says that a sign-in needs another factor.
func (a *answer) mfa() bool { return strings.Contains(string(a.data), "mfaId") }

// unanswered is for a request that got no whole answer.
func (c *client) unanswered(ctx context.Context, err error) error {
	a := &answer{wait: -1, doubtful: true}
	a.said.Code, a.said.Cause = lockstep.Unreachable, err
	var dial *net.OpError
	var authority x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &authority), errors.As(err, &name), errors.As(err, &invalid):
		a.doubtful = false
		a.said.Message = fmt.Sprintf("The certificate of %s is not trusted (%v). Name the file of its authority in the connection, or mend the URL.", c.base.Host, deepest(err))
	case errors.As(err, &dial) && dial.Op == "dial":
		a.doubtful = false
		a.said.Message = fmt.Sprintf("%s does not answer (%v). Start PocketBase there, or mend the URL of the connection.", c.base.Host, deepest(err))
	case errors.Is(ctx.Err(), context.Canceled):
		a.said.Cause = ctx.Err()
		a.said.Message = c.base.Host + " was not waited for."
	case errors.Is(err, context.DeadlineExceeded):
		a.said.Message = c.base.Host + " takes too long to answer. Try again when it is less busy."
	default:
		a.said.Message = fmt.Sprintf("%s broke off its answer (%v). Try again.", c.base.Host, deepest(err))
	}
	return a
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

// unlike is for an answer that no PocketBase gives.
func (c *client) unlike(response *http.Response, got string) error {
	a := &answer{status: response.StatusCode, wait: -1, doubtful: true}
	a.said.Code = lockstep.Unreachable
	a.said.Message = fmt.Sprintf("%s answers with %s instead of what PocketBase says. Something else is at this address, or in between; mend the URL of the connection.", c.base.Host, got)
	return a
}

func (c *client) redirected(response *http.Response) error {
	a := &answer{status: response.StatusCode, wait: -1}
	a.said.Code = lockstep.Unreachable
	to, err := response.Location()
	if err != nil {
		a.said.Message = c.base.Host + " answers with a redirect to nowhere. Mend the URL of the connection."
		return a
	}
	if i := strings.LastIndex(to.Path, "/api/"); i >= 0 {
		to.Path = to.Path[:i]
	}
	to.RawQuery, to.User = "", nil
	a.said.Message = fmt.Sprintf("%s answers with a redirect to %s, which is not followed, as it would be handed the password. Set that as the URL of the connection if it is right.", c.base.Host, to)
	return a
}

// refused is for a status that says no.
func (c *client) refused(response *http.Response, body []byte) error {
	a := &answer{status: response.StatusCode, wait: -1}
	var said struct {
		Message string          `json:"message"`
		Data    json.RawMessage `json:"data"`
	}
	own := json.Unmarshal(body, &said) == nil && said.Message != ""
	a.data = said.Data
	if a.status == http.StatusUnauthorized && !own {
		a.data = body // the answer of a first factor has no message
	}
	host, told := c.base.Host, strings.TrimSuffix(said.Message, ".")
	say := func(code lockstep.Code, format string, args ...any) {
		a.said.Code, a.said.Message = code, fmt.Sprintf(format, args...)
	}
	switch {
	case a.status == http.StatusUnauthorized:
		say(lockstep.Denied, "%s does not accept the token of the connection. It may have expired; set another one.", host)
	case a.status == http.StatusForbidden:
		say(lockstep.Denied, "%s does not let this account in (%s). Only a superuser can read and change its model.", host, cmp.Or(told, "403"))
	case a.status == http.StatusNotFound && !own:
		say(lockstep.Unreachable, "There is no PocketBase at %s. Mend the URL of the connection.", host)
	case a.status == http.StatusNotFound:
		say(lockstep.NotFound, "%s does not know what was asked for (%s).", host, told)
	case a.status == http.StatusRequestEntityTooLarge:
		say(lockstep.Blocked, "What would be sent is larger than %s, or a proxy before it, takes. Allow larger requests there.", host)
	case a.status == http.StatusTooManyRequests, a.status == http.StatusServiceUnavailable:
		a.wait = waiting(response)
		a.doubtful = a.status == http.StatusServiceUnavailable
		say(lockstep.Unreachable, "%s asks to be left alone for a while (%d). Try again later.", host, a.status)
	case a.status >= 500:
		a.doubtful = true
		say(lockstep.Unreachable, "%s fails with %d%s. Look at its log.", host, a.status, among(told))
	default:
		say(lockstep.Blocked, "%s refuses it (%s).", host, cmp.Or(told, strconv.Itoa(a.status)))
	}
	return a
}

func among(told string) string {
	if told == "" {
		return ""
	}
	return " (" + told + ")"
}

// waiting is how long a server asks to wait, within reason.
func waiting(response *http.Response) time.Duration {
	const most = 5 * time.Second
	seconds, err := strconv.Atoi(response.Header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return time.Second
	}
	return min(time.Duration(seconds)*time.Second, most)
}

// reason is an error as words that follow a colon.
func reason(err error) string { return strings.TrimSuffix(err.Error(), ".") }

// fault is one thing that PocketBase says is wrong with what it was given.
type fault struct {
	collection string // "" where it does not say
	path       []string
	message    string
}

// faults reads what a refused import or change of settings says, in each of the three shapes that PocketBase has for it:
// a tree of messages behind the name of one collection; the raw error of its database, with the collection's name or
// without; a tree of codes and messages under what was sent.
func (a *answer) faults() []fault {
	var data map[string]json.RawMessage
	if json.Unmarshal(a.data, &data) != nil {
		return nil
	}
	var one struct{ Code, Message string }
	if json.Unmarshal(data["collections"], &one) == nil && one.Message != "" {
		return importFaults(one.Message)
	}
	return tree(a.data, nil)
}

func importFaults(message string) []fault {
	head, rest, _ := strings.Cut(message, "\n")
	if after, ok := strings.CutPrefix(head, "Data validations failed for collection "); ok {
		name := quoted(after)
		all := tree([]byte(strings.TrimSuffix(strings.TrimSpace(rest), ".")), nil)
		for i := range all {
			all[i].collection = name
		}
		if len(all) == 0 {
			all = []fault{{collection: name, message: strings.TrimSpace(rest)}}
		}
		return all
	}
	if rest == "" {
		rest = head
	}
	rest = strings.TrimSuffix(strings.TrimSpace(rest), ".")
	if after, ok := strings.CutPrefix(rest, "failed to save collection "); ok {
		name := quoted(after)
		_, said, _ := strings.Cut(after, ": ")
		return []fault{{collection: name, message: said}}
	}
	return []fault{{message: rest}}
}

// quoted is the text in quotes at the beginning.
func quoted(s string) string {
	q, err := strconv.QuotedPrefix(s)
	if err != nil {
		return ""
	}
	name, _ := strconv.Unquote(q)
	return name
}

// tree gives the messages of a tree: a leaf is a text, or an object of a code and a message.
func tree(b []byte, path []string) []fault {
	var said string
	if json.Unmarshal(b, &said) == nil {
		return []fault{{path: path, message: said}}
	}
	var below map[string]json.RawMessage
	if json.Unmarshal(b, &below) != nil {
		return nil
	}
	var leaf struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	if json.Unmarshal(b, &leaf) == nil && leaf.Code != "" && leaf.Message != "" {
		return []fault{{path: path, message: leaf.Message}}
	}
	var all []fault
	keys := make([]string, 0, len(below))
	for k := range below {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		all = append(all, tree(below[k], append(path[:len(path):len(path)], k))...)
	}
	return all
}
