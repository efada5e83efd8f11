package httpapi_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/httpapi"
	"lockstep/app/connect/httpapi/refapp"
	"lockstep/app/lockstep"
)

type spoil = connecttest.Spoil

// between is a proxy before an app, and gives its address. Requests of a method and a path get what a fault says, the others what
// the app says.
func between(t *testing.T, a *refapp.App, method, path string, spoiled spoil) string {
	t.Helper()
	return connecttest.Between(t, a.URL, func(r *http.Request, _ []byte) bool {
		return (method == "" || r.Method == method) && strings.TrimPrefix(r.URL.Path, "/lockstep/v1") == path
	}, spoiled)
}

func answers(status int, kind, body string) spoil {
	return connecttest.Answers(status, http.Header{"Content-Type": {kind}, "Etag": {`"any"`}, "Retry-After": {"0"},
		"Location": {"https://elsewhere.example/eu/lockstep/v1/model?token=x"}}, body)
}

// once spoils the first request alone.
func once(spoiled spoil) spoil {
	var asked atomic.Int32
	return func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
		if asked.Add(1) == 1 {
			spoiled(w, r, forward)
			return
		}
		forward.ServeHTTP(w, r)
	}
}

// counted counts the requests.
func counted(n *atomic.Int32, spoiled spoil) spoil {
	return func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
		n.Add(1)
		spoiled(w, r, forward)
	}
}

// with changes an answer of the app.
func with(change func(header http.Header, body []byte) []byte) spoil {
	return func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
		whole := httptest.NewRecorder()
		forward.ServeHTTP(whole, r)
		body := change(whole.Header(), whole.Body.Bytes())
		for name, values := range whole.Header() {
			w.Header()[name] = values
		}
		w.Header().Del("Content-Length")
		w.WriteHeader(whole.Code)
		_, _ = w.Write(body)
	}
}

const (
	page        = "<!doctype html><title>Welcome to nginx</title>"
	jsonType    = "application/json"
	problemType = "application/problem+json"
	htmlType    = "text/html; charset=utf-8"
)

func saying(status int, detail string) string {
	return fmt.Sprintf(`{"title":"No","status":%d,"detail":%q}`, status, detail)
}

func TestWhatGoesWrongWithAQuestionIsASentence(t *testing.T) {
	a := refapp.Start(t)
	for _, r := range []struct {
		name string
		path string
		give spoil
		code lockstep.Code
		says string
	}{
		{"401", "", answers(401, problemType, saying(401, "No token.")), lockstep.Denied, "does not accept the token"},
		{"403", "/model", answers(403, problemType, saying(403, "This token may not.")), lockstep.Denied, "(This token may not). Give the connection a token that may."},
		{"404 of a proxy", "", answers(404, htmlType, page), lockstep.Unreachable, "There is no app that keeps Lockstep's HTTP contract at"},
		{"404", "/model", answers(404, problemType, saying(404, "There is no model.")), lockstep.NotFound, "(There is no model)"},
		{"413", "/configuration", answers(413, htmlType, page), lockstep.Blocked, "Allow larger requests there"},
		{"429", "/model", answers(429, problemType, saying(429, "Slowly.")), lockstep.Unreachable, "asks to be left alone for a while (429)"},
		{"500", "/model", answers(500, problemType, saying(500, "The database\nis away.")), lockstep.Unreachable, "fails with 500 (The database is away)"},
		{"502", "", answers(502, htmlType, page), lockstep.Unreachable, "fails with 502."},
		{"a redirect", "/model", answers(301, htmlType, page), lockstep.Unreachable, "a redirect to https://elsewhere.example/eu,"},
		{"a page", "/model", answers(200, htmlType, page), lockstep.Unreachable, `a page of the type "text/html"`},
		{"a page for a zip", "/configuration", answers(200, htmlType, page), lockstep.Unreachable, `a page of the type "text/html"`},
		{"no JSON", "", answers(200, jsonType, `{"contract":1,"name"`), lockstep.Unreachable, "JSON that breaks off"},
		{"no model", "/model", answers(200, jsonType, `[{"name":"a"`), lockstep.Invalid, "line 1, column 13"},
		{"a model with a name twice", "/model", answers(200, jsonType, `[{"name":"a","fields":{"x":{},"x":{}}}]`), lockstep.Invalid, "the object a: a name is given twice"},
		{"no zip", "/configuration", answers(200, "application/zip", "PK"), lockstep.Invalid, "it is no whole zip"},
		{"another version", "", answers(200, jsonType, `{"contract":2,"name":"Shop"}`), lockstep.Invalid, "keeps version 2 of the contract"},
		{"something else", "", answers(200, jsonType, `{"hello":"world"}`), lockstep.Invalid, "keeps version 0 of the contract"},
		{"a weak ETag", "/model", with(func(h http.Header, b []byte) []byte { h.Set("ETag", "W/"+h.Get("ETag")); return b }), lockstep.Invalid, "without a strong ETag"},
		{"no ETag", "/configuration", with(func(h http.Header, b []byte) []byte { h.Del("ETag"); return b }), lockstep.Invalid, "without a strong ETag"},
		{"a truncated model", "/model", connecttest.Truncates, lockstep.Unreachable, "broke off its answer"},
		{"a truncated configuration", "/configuration", connecttest.Truncates, lockstep.Unreachable, "broke off its answer"},
		{"no answer", "", connecttest.Drops, lockstep.Unreachable, "broke off its answer"},
	} {
		t.Run(r.name, func(t *testing.T) {
			_, err := open(t, between(t, a, http.MethodGet, r.path, r.give)).Capture(t.Context())
			if lockstep.CodeOf(err) != r.code || !strings.Contains(fmt.Sprint(err), r.says) || strings.Contains(fmt.Sprint(err), "token=x") {
				t.Errorf("%s: %v; want %s: …%s…", lockstep.CodeOf(err), err, r.code, r.says)
			}
		})
	}
}

func TestAnAnswerThatIsPutOffIsAskedForAgain(t *testing.T) {
	a := refapp.Start(t)
	a.PutFile(t, "mail.json", "{}")
	slow := once(answers(503, problemType, saying(503, "Starting.")))
	connecttest.Same(t, connecttest.Capture(t, open(t, a.URL)), connecttest.Capture(t, open(t, between(t, a, http.MethodGet, "/configuration", slow))))
}

// A write that was refused was not made. One whose answer was lost is sent once more, with its key; where that gives no
// success either, nobody knows.
func TestWhatGoesWrongWithAWriteIsToldForWhatItIs(t *testing.T) {
	for _, part := range []string{"/model", "/configuration"} {
		for _, r := range []struct {
			name string
			give spoil
			code lockstep.Code
			sent int32
			made bool
		}{
			{"401", answers(401, problemType, saying(401, "")), lockstep.Denied, 1, false},
			{"403", answers(403, problemType, saying(403, "")), lockstep.Denied, 1, false},
			{"404", answers(404, htmlType, page), lockstep.Unreachable, 1, false},
			{"412", answers(412, problemType, saying(412, "")), lockstep.Conflict, 1, false},
			{"413", answers(413, htmlType, page), lockstep.Blocked, 1, false},
			{"422", answers(422, problemType, `{"title":"No","status":422,"problems":[{"object":"order","message":"Not so"}]}`), lockstep.Blocked, 1, false},
			{"429", answers(429, problemType, saying(429, "")), lockstep.Unreachable, 1, false},
			{"a redirect", answers(307, htmlType, ""), lockstep.Unreachable, 1, false},
			{"500, not made", answers(500, problemType, saying(500, "")), lockstep.Unknown, 2, false},
			{"502, made", connecttest.Loses(answers(502, htmlType, page)), lockstep.Unknown, 2, true},
			{"503, made", connecttest.Loses(answers(503, htmlType, page)), lockstep.Unknown, 2, true},
			{"a page, made", connecttest.Loses(answers(200, htmlType, page)), lockstep.Unknown, 2, true},
			{"no answer, made", connecttest.Loses(connecttest.Drops), lockstep.Unknown, 2, true},
			{"no answer, not made", connecttest.Drops, lockstep.Unknown, 2, false},
			{"no answer once, made", once(connecttest.Loses(connecttest.Drops)), "", 2, true},
			{"no answer once, not made", once(connecttest.Drops), "", 2, true},
			{"504 once, made", once(connecttest.Loses(answers(504, htmlType, page))), "", 2, true},
			{"a page once, made", once(connecttest.Loses(answers(200, htmlType, page))), "", 2, true},
		} {
			t.Run(part+": "+r.name, func(t *testing.T) {
				a := refapp.Start(t)
				move(t, open(t, a.URL), state(t, shop, map[string]string{"mail.json": "{}"}))
				before := connecttest.Capture(t, open(t, a.URL))
				want := state(t, larger, map[string]string{"mail.json": "{}"})
				if part == "/configuration" {
					want = state(t, shop, map[string]string{"mail.json": "[]", "other": ""})
				}
				want = prepared(t, before, want)
				var sent atomic.Int32
				c := open(t, between(t, a, http.MethodPut, part, counted(&sent, r.give)))
				err := c.Apply(t.Context(), want, lockstep.Diff(before, want), connecttest.NoJournal{})
				if r.code == "" && err != nil || r.code != "" && lockstep.CodeOf(err) != r.code {
					t.Errorf("%s: %v; want %q", lockstep.CodeOf(err), err, r.code)
				}
				if sent.Load() != r.sent {
					t.Errorf("it was sent %d times, and not %d", sent.Load(), r.sent)
				}
				now := before
				if r.made {
					now = want
				}
				connecttest.Same(t, now, connecttest.Capture(t, open(t, a.URL)))
			})
		}
	}
}

// The first was made; then somebody else wrote; then the repeat came. It must not write over that.
func TestALostWriteIsRepeatedOnceAndMadeOnce(t *testing.T) {
	a := refapp.Start(t)
	before := connecttest.Capture(t, open(t, a.URL))
	want := prepared(t, before, state(t, "[]", map[string]string{"ours": "1"}))
	url := between(t, a, http.MethodPut, "/configuration", once(connecttest.Loses(func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
		a.PutFile(t, "ours", "theirs")
		connecttest.Drops(w, r, forward)
	})))
	if err := open(t, url).Apply(t.Context(), want, lockstep.Diff(before, want), connecttest.NoJournal{}); err != nil {
		t.Fatal(err)
	}
	if got := string(a.Configured(t, "ours")); got != "theirs" {
		t.Errorf("the file is %q: it was written twice", got)
	}
}

// Between the last look and the write, only the app itself can see that somebody else was quicker.
func TestAWriteOverWhatSomebodyChangedInBetweenIsRefused(t *testing.T) {
	a := refapp.Start(t)
	before := connecttest.Capture(t, open(t, a.URL))
	want := prepared(t, before, state(t, shop, map[string]string{"ours": "1"}))
	url := between(t, a, http.MethodPut, "/configuration", func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
		a.PutFile(t, "ours", "theirs")
		forward.ServeHTTP(w, r)
	})
	err := open(t, url).Apply(t.Context(), want, lockstep.Diff(before, want), connecttest.NoJournal{})
	if !errors.Is(err, lockstep.Conflict) || !strings.Contains(err.Error(), "by somebody else just now") {
		t.Errorf("got %v, want a conflict", err)
	}
	if got := string(a.Configured(t, "ours")); got != "theirs" {
		t.Errorf("the file is %q", got)
	}
}

func TestAStopWhileAWriteIsUnderWayWaitsForItsAnswer(t *testing.T) {
	for name, r := range map[string]struct {
		give spoil
		code lockstep.Code
	}{
		"answered":         {func(w http.ResponseWriter, r *http.Request, forward http.Handler) { forward.ServeHTTP(w, r) }, ""},
		"lost, not resent": {connecttest.Loses(connecttest.Drops), lockstep.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			a := refapp.Start(t)
			before := connecttest.Capture(t, open(t, a.URL))
			want := prepared(t, before, state(t, shop, nil))
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			var sent atomic.Int32
			c := open(t, between(t, a, http.MethodPut, "/model", counted(&sent, func(w http.ResponseWriter, q *http.Request, forward http.Handler) {
				stop()
				r.give(w, q, forward)
			})))
			err := c.Apply(ctx, want, lockstep.Diff(before, want), connecttest.NoJournal{})
			if r.code == "" && err != nil && !errors.Is(err, context.Canceled) || r.code != "" && lockstep.CodeOf(err) != r.code {
				t.Errorf("%s: %v", lockstep.CodeOf(err), err)
			}
			if sent.Load() != 1 {
				t.Errorf("it was sent %d times", sent.Load())
			}
			connecttest.Same(t, want, connecttest.Capture(t, open(t, a.URL)))
		})
	}
}

func TestTheAppDiesInTheMiddle(t *testing.T) {
	a := refapp.Start(t)
	before := connecttest.Capture(t, open(t, a.URL))
	want := prepared(t, before, state(t, shop, map[string]string{"mail.json": "{}"}))
	dies := journal(func(k lockstep.Key) {
		if k.Kind == "file" {
			a.Stop(t)
		}
	})
	err := open(t, a.URL).Apply(t.Context(), want, lockstep.Diff(before, want), dies)
	if code := lockstep.CodeOf(err); code != lockstep.Unreachable && code != lockstep.Unknown { // by whether the open connection was seen to end
		t.Errorf("%s: %v", code, err)
	}
	a.Run(t)
	move(t, open(t, a.URL), want)
	move(t, open(t, a.URL), before)
}

type journal func(lockstep.Key)

func (j journal) Begin(k lockstep.Key) error { j(k); return nil }
func (journal) Done(lockstep.Key) error      { return nil }

func TestTheTokenIsInNoSentence(t *testing.T) {
	for _, token := range []string{"", "two\nlines", "sécret"} {
		connection := to("http://127.0.0.1:1")
		connection.Secrets["token"] = token
		_, err := httpapi.Driver().Open(t.Context(), slot(), connection)
		if !errors.Is(err, lockstep.Invalid) || token != "" && strings.Contains(err.Error(), token) {
			t.Errorf("%q: %v", token, err)
		}
	}
}
