package pocketbase_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/pocketbase"
	"lockstep/app/connect/pocketbase/pbtest"
	"lockstep/app/lockstep"
)

// between is a proxy before an instance. Requests that a fault speaks of get what it says, the others what the instance says.
func between(t *testing.T, i *pbtest.Instance, method, path string, spoil connecttest.Spoil) lockstep.Connection {
	t.Helper()
	connection := to(i)
	connection.Settings["url"] = connecttest.Between(t, i.URL, func(r *http.Request, body []byte) bool {
		tried := bytes.Contains(body, []byte("zzz_lockstep_probe"))
		return r.Method == method && strings.HasPrefix(r.URL.Path, path) && !tried
	}, spoil)
	return connection
}

func answers(status int, kind, body string) connecttest.Spoil {
	return connecttest.Answers(status, http.Header{"Content-Type": {kind}, "Retry-After": {"0"},
		"Location": {"https://elsewhere.example/api/collections?token=x"}}, body)
}

const (
	said403  = `{"status":403,"message":"The authorized record is not allowed to perform this action.","data":{}}`
	page     = "<!doctype html><title>Welcome to nginx</title>"
	jsonType = "application/json"
	htmlType = "text/html; charset=utf-8"
)

func TestWhatGoesWrongWithAQuestionIsASentence(t *testing.T) {
	i := pbtest.Start(t)
	for _, r := range []struct {
		name string
		path string
		give connecttest.Spoil
		code lockstep.Code
		says string
	}{
		{"401", "/api/settings", answers(401, jsonType, `{"status":401,"message":"The request requires valid record authorization token.","data":{}}`), lockstep.Denied, "does not accept the token"},
		{"403", "/api/settings", answers(403, jsonType, said403), lockstep.Denied, "Only a superuser"},
		{"403 of a proxy", "/api/collections", answers(403, htmlType, page), lockstep.Denied, "does not let this account in (403)"},
		{"404 of a proxy", "/api/collections", answers(404, htmlType, page), lockstep.Unreachable, "There is no PocketBase at"},
		{"404", "/api/settings", answers(404, jsonType, `{"status":404,"message":"The requested resource wasn't found.","data":{}}`), lockstep.NotFound, "does not know what was asked for"},
		{"413", "/api/collections", answers(413, htmlType, page), lockstep.Blocked, "Allow larger requests there"},
		{"429", "/api/collections", answers(429, jsonType, `{"status":429,"message":"Too Many Requests.","data":{}}`), lockstep.Unreachable, "asks to be left alone for a while (429)"},
		{"500", "/api/collections", answers(500, jsonType, `{"status":500,"message":"Something went wrong.","data":{}}`), lockstep.Unreachable, "fails with 500 (Something went wrong)"},
		{"502", "/api/collections", answers(502, htmlType, page), lockstep.Unreachable, "fails with 502."},
		{"a redirect", "/api/collections", answers(301, htmlType, page), lockstep.Unreachable, "a redirect to https://elsewhere.example,"},
		{"a page", "/api/collections", answers(200, htmlType, page), lockstep.Unreachable, `a page of the type "text/html"`},
		{"no JSON", "/api/collections", answers(200, jsonType, `{"items":[{"id"`), lockstep.Unreachable, "JSON that breaks off"},
		{"another form", "/api/collections", answers(200, jsonType, `{"items":[{"id":"a","name":"b","schema":[]}],"totalPages":1}`), lockstep.Invalid, "before 0.23"},
		{"a truncated answer", "/api/collections", connecttest.Truncates, lockstep.Unreachable, "broke off its answer"},
		{"no answer", "/api/collections", connecttest.Drops, lockstep.Unreachable, "broke off its answer"},
	} {
		t.Run(r.name, func(t *testing.T) {
			c, err := pocketbase.Driver().Open(t.Context(), slot(), between(t, i, http.MethodGet, r.path, r.give))
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			_, err = c.Capture(t.Context())
			if lockstep.CodeOf(err) != r.code || !strings.Contains(fmt.Sprint(err), r.says) || strings.Contains(fmt.Sprint(err), "token=x") {
				t.Errorf("%s: %v; want %s: …%s…", lockstep.CodeOf(err), err, r.code, r.says)
			}
		})
	}
}

func TestAnAnswerThatIsPutOffIsAskedForAgain(t *testing.T) {
	i := pbtest.Start(t)
	var asked atomic.Int32
	c, err := pocketbase.Driver().Open(t.Context(), slot(), between(t, i, http.MethodGet, "/api/settings", func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
		if asked.Add(1) < 3 {
			answers(429, jsonType, `{"status":429,"message":"Too Many Requests.","data":{}}`)(w, r, forward)
			return
		}
		forward.ServeHTTP(w, r)
	}))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	connecttest.Same(t, connecttest.Capture(t, open(t, i)), connecttest.Capture(t, c))
}

func TestATokenThatExpiredIsRenewed(t *testing.T) {
	i := pbtest.Start(t)
	var asked atomic.Int32
	c, err := pocketbase.Driver().Open(t.Context(), slot(), between(t, i, http.MethodGet, "/api/settings", func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
		if asked.Add(1) == 1 {
			r.Header.Set("Authorization", "expired")
		}
		forward.ServeHTTP(w, r)
	}))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	connecttest.Same(t, connecttest.Capture(t, open(t, i)), connecttest.Capture(t, c))
}

// A write that was refused was not made. Of one whose answer was lost nobody knows, and it is not sent again.
func TestWhatGoesWrongWithAWriteIsToldForWhatItIs(t *testing.T) {
	for _, write := range []struct {
		name, method, path string
		edit               func(t testing.TB, s lockstep.State) lockstep.State
	}{
		{"model", http.MethodPut, "/api/collections/import", func(t testing.TB, s lockstep.State) lockstep.State {
			return edit(t, s, "collection", "users", func(c map[string]any) { c["listRule"] = "" })
		}},
		{"settings", http.MethodPatch, "/api/settings", func(t testing.TB, s lockstep.State) lockstep.State {
			return edit(t, s, "settings", "meta", func(c map[string]any) { c["appName"] = "Changed" })
		}},
	} {
		for _, r := range []struct {
			name string
			give connecttest.Spoil
			code lockstep.Code
			made bool
		}{
			{"401", answers(401, jsonType, `{"status":401,"message":"The request requires valid record authorization token.","data":{}}`), lockstep.Denied, false},
			{"403", answers(403, jsonType, said403), lockstep.Denied, false},
			{"404", answers(404, htmlType, page), lockstep.Unreachable, false},
			{"413", answers(413, htmlType, page), lockstep.Blocked, false},
			{"429", answers(429, jsonType, `{"status":429,"message":"Too Many Requests.","data":{}}`), lockstep.Unreachable, false},
			{"a redirect", answers(307, htmlType, ""), lockstep.Unreachable, false},
			{"500, not made", answers(500, jsonType, `{"status":500,"message":"Something went wrong.","data":{}}`), lockstep.Unknown, false},
			{"502, made", connecttest.Loses(answers(502, htmlType, page)), lockstep.Unknown, true},
			{"503, made", connecttest.Loses(answers(503, htmlType, page)), lockstep.Unknown, true},
			{"504, made", connecttest.Loses(answers(504, htmlType, page)), lockstep.Unknown, true},
			{"a page, made", connecttest.Loses(answers(200, htmlType, page)), lockstep.Unknown, true},
			{"no answer, made", connecttest.Loses(connecttest.Drops), lockstep.Unknown, true},
			{"no answer, not made", connecttest.Drops, lockstep.Unknown, false},
		} {
			t.Run(write.name+": "+r.name, func(t *testing.T) {
				i := pbtest.Start(t)
				before := connecttest.Capture(t, open(t, i))
				want, _, err := pocketbase.Driver().Prepare(slot(), before, write.edit(t, before))
				if err != nil {
					t.Fatal(err)
				}
				var asked atomic.Int32
				c, err := pocketbase.Driver().Open(t.Context(), slot(), between(t, i, write.method, write.path, func(w http.ResponseWriter, q *http.Request, forward http.Handler) {
					asked.Add(1)
					r.give(w, q, forward)
				}))
				if err != nil {
					t.Fatal(err)
				}
				defer c.Close()
				err = c.Apply(t.Context(), want, lockstep.Diff(before, want), connecttest.NoJournal{})
				if lockstep.CodeOf(err) != r.code {
					t.Errorf("%s: %v; want %s", lockstep.CodeOf(err), err, r.code)
				}
				if n := asked.Load(); n != 1 && r.code == lockstep.Unknown {
					t.Errorf("it was sent %d times", n)
				}
				now := before
				if r.made {
					now = want
				}
				connecttest.Same(t, now, connecttest.Capture(t, open(t, i)))
			})
		}
	}
}

func TestAStopWhileAWriteIsUnderWayWaitsForItsAnswer(t *testing.T) {
	i := pbtest.Start(t)
	before := connecttest.Capture(t, open(t, i))
	want, _, err := pocketbase.Driver().Prepare(slot(), before, edit(t, before, "collection", "users", func(c map[string]any) { c["listRule"] = "" }))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	c, err := pocketbase.Driver().Open(ctx, slot(), between(t, i, http.MethodPut, "/api/collections/import", func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
		stop()
		forward.ServeHTTP(w, r)
	}))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Apply(ctx, want, lockstep.Diff(before, want), connecttest.NoJournal{}); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	connecttest.Same(t, want, connecttest.Capture(t, open(t, i)))
}

func TestTheInstanceDiesInTheMiddle(t *testing.T) {
	i := pbtest.Start(t)
	before := connecttest.Capture(t, open(t, i))
	to := edit(t, before, "collection", "users", func(c map[string]any) { c["listRule"] = "" })
	to = edit(t, to, "settings", "meta", func(c map[string]any) { c["appName"] = "Changed" })
	want, _, err := pocketbase.Driver().Prepare(slot(), before, to)
	if err != nil {
		t.Fatal(err)
	}
	c := open(t, i)
	dies := journal(func(k lockstep.Key) {
		if k.Kind == "settings" {
			i.Kill(t)
		}
	})
	err = c.Apply(t.Context(), want, lockstep.Diff(before, want), dies)
	// Whether the request had begun to leave when the connection was found dead nobody can say.
	if code := lockstep.CodeOf(err); code != lockstep.Unreachable && code != lockstep.Unknown {
		t.Errorf("%s: %v", code, err)
	}
	i.Run(t)
	move(t, i, want)
	move(t, i, before)
}

type journal func(lockstep.Key)

func (j journal) Begin(k lockstep.Key) error { j(k); return nil }
func (journal) Done(lockstep.Key) error      { return nil }
