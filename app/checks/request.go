package checks

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"lockstep/app/lockstep"
)

const mostRedirects = 5

// request sends a request and judges the answer.
func request(ctx context.Context, c lockstep.Check) (message, output string, passed bool) {
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	sent, err := http.NewRequestWithContext(ctx, c.Verb(), c.URL, nil)
	if err != nil {
		return "Its address cannot be read.", "", false
	}
	for _, headers := range []lockstep.Settings{c.Headers, c.Secrets} {
		for name, value := range headers {
			sent.Header.Set(name, value)
			if strings.EqualFold(name, "Host") {
				sent.Host = value
			}
		}
	}
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true, MaxResponseHeaderBytes: 64 << 10}
	defer transport.CloseIdleConnections()
	client := http.Client{Transport: transport, CheckRedirect: follow(c)}
	answer, err := client.Do(sent)
	if err != nil {
		return unanswered(ctx, c, err), "", false
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, mostBody+1))
	whole := len(body) <= mostBody
	if !whole {
		body = body[:mostBody]
	}
	output = strings.ToValidUTF8(string(body[:min(len(body), mostOutput)]), "\uFFFD")
	wanted := answer.StatusCode >= 200 && answer.StatusCode <= 299
	if c.Status != 0 {
		wanted = answer.StatusCode == c.Status
	}
	switch {
	case !wanted && c.Status != 0:
		return said(fmt.Sprintf("%s answered %s, and %d was expected", place(c), status(answer), c.Status), output), output, false
	case !wanted:
		return said(fmt.Sprintf("%s answered %s", place(c), status(answer)), output), output, false
	case err != nil:
		return unanswered(ctx, c, err), output, false
	}
	if why := judge(c, body, whole); why != "" {
		return said(fmt.Sprintf("%s answered %s, but %s", place(c), status(answer), why), output), output, false
	}
	return fmt.Sprintf("%s answered %s.", place(c), status(answer)), "", true
}

// follow follows redirects within reason, unless one is what is expected. The check's own headers go to no other place.
func follow(c lockstep.Check) func(*http.Request, []*http.Request) error {
	return func(next *http.Request, via []*http.Request) error {
		switch {
		case c.Status >= 300 && c.Status <= 399:
			return http.ErrUseLastResponse
		case len(via) > mostRedirects:
			return fmt.Errorf("it was redirected more than %d times", mostRedirects)
		}
		first := via[0].URL
		if next.URL.Scheme != first.Scheme || next.URL.Host != first.Host {
			for name := range c.Secrets {
				next.Header.Del(name)
			}
			for name := range c.Headers {
				next.Header.Del(name)
			}
		}
		return nil
	}
}

// judge says why the answer is not what was expected; "" where it is.
func judge(c lockstep.Check, body []byte, whole bool) string {
	if c.Body != "" {
		pattern, err := regexp.Compile(c.Body)
		if err != nil || !pattern.Match(body) {
			return fmt.Sprintf("it does not match %q", c.Body)
		}
	}
	if c.JSONPath == "" {
		return ""
	}
	if !whole {
		return fmt.Sprintf("it is longer than %d KB, and so is not read as JSON", mostBody>>10)
	}
	path, err := lockstep.ParseJSONPath(c.JSONPath)
	if err != nil {
		return "its path cannot be read"
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var document any
	if err := decoder.Decode(&document); err != nil {
		return "it is no JSON"
	}
	found, ok := path.Find(document)
	switch {
	case !ok:
		return c.JSONPath + " is not there"
	case !equal(found, c.Equals):
		return fmt.Sprintf("%s is %s, and not %s", c.JSONPath, excerpt(text(found)), c.Equals)
	}
	return ""
}

// text is a value of JSON as a person writes it.
func text(value any) string {
	if s, ok := value.(string); ok {
		return s
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(encoded)
}

func equal(found any, want string) bool {
	if text(found) == want {
		return true
	}
	number, is := found.(json.Number)
	if !is {
		return false
	}
	a, errA := number.Float64()
	b, errB := strconv.ParseFloat(want, 64)
	return errA == nil && errB == nil && a == b
}

// place is where a request went, without what may be a secret in it.
func place(c lockstep.Check) string {
	at, err := url.Parse(c.URL)
	if err != nil {
		return c.Verb()
	}
	return c.Verb() + " " + at.Scheme + "://" + at.Host + at.EscapedPath()
}

// status is 404 Not Found.
func status(answer *http.Response) string { return excerpt(answer.Status) }

func said(what, output string) string {
	if seen := excerpt(output); seen != "" {
		return what + ": " + strings.TrimSuffix(seen, ".") + "."
	}
	return what + "."
}

// unanswered says why there is no answer. The address that Go would name may hold a secret.
func unanswered(ctx context.Context, c lockstep.Check, err error) string {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Sprintf("%s did not answer within %v.", place(c), c.Timeout)
	}
	var outer *url.Error
	if errors.As(err, &outer) {
		err = outer.Err
	}
	return fmt.Sprintf("%s gave no answer (%v).", place(c), err)
}
