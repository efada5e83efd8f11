package checks_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lockstep/app/checks"
	"lockstep/app/lockstep"
)

// long is a timeout that no test waits for.
const long = time.Minute

func serve(t *testing.T, answer http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	return server.URL
}

func TestAnAnswerIsJudged(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/broken":
			w.WriteHeader(http.StatusInternalServerError)
			fmt.Fprint(w, "the shop is\non fire")
		case "/old":
			http.Redirect(w, r, "/health", http.StatusFound)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case "/large":
			_, _ = io.Copy(w, io.LimitReader(forever{}, 8<<20))
		case "/echo":
			fmt.Fprint(w, r.Method, " ", r.Header.Get("X-Shop"), " ", r.Host)
		default:
			fmt.Fprint(w, `{"status":"up","items":[{"n":3,"a.b":null}]}`)
		}
	})
	host := strings.TrimPrefix(at, "http://")
	for name, row := range map[string]struct {
		check  lockstep.Check
		passed bool
		says   string
	}{
		"any good status":       {lockstep.Check{URL: at + "/health"}, true, "GET " + at + "/health answered 200 OK."},
		"a bad status":          {lockstep.Check{URL: at + "/broken"}, false, "answered 500 Internal Server Error: the shop is on fire."},
		"the expected status":   {lockstep.Check{URL: at + "/broken", Status: 500}, true, ""},
		"another status":        {lockstep.Check{URL: at + "/health", Status: 204}, false, "answered 200 OK, and 204 was expected: "},
		"a redirect":            {lockstep.Check{URL: at + "/old"}, true, ""},
		"a redirect, expected":  {lockstep.Check{URL: at + "/old", Status: 302}, true, ""},
		"a circle":              {lockstep.Check{URL: at + "/loop"}, false, "redirected more than 5 times"},
		"a pattern":             {lockstep.Check{URL: at, Body: `"status":\s*"up"`}, true, ""},
		"another pattern":       {lockstep.Check{URL: at, Body: "down"}, false, `but it does not match "down"`},
		"a place":               {lockstep.Check{URL: at, JSONPath: "$.status", Equals: "up"}, true, ""},
		"a number":              {lockstep.Check{URL: at, JSONPath: "items[0].n", Equals: "3.0"}, true, ""},
		"an odd name":           {lockstep.Check{URL: at, JSONPath: `$.items[0]["a.b"]`, Equals: "null"}, true, ""},
		"another value":         {lockstep.Check{URL: at, JSONPath: "$.status", Equals: "down"}, false, "$.status is up, and not down"},
		"no such place":         {lockstep.Check{URL: at, JSONPath: "$.items[1].n", Equals: "3"}, false, "$.items[1].n is not there"},
		"no JSON":               {lockstep.Check{URL: at + "/echo", JSONPath: "$.a", Equals: "3"}, false, "it is no JSON"},
		"a large answer":        {lockstep.Check{URL: at + "/large", Body: "^zzz"}, true, ""},
		"a large answer, JSON":  {lockstep.Check{URL: at + "/large", JSONPath: "$.a", Equals: "3"}, false, "longer than 1024 KB"},
		"a method and a header": {lockstep.Check{URL: at + "/echo", Method: "POST", Headers: lockstep.Settings{"X-Shop": "7"}, Body: "^POST 7 " + host}, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			row.check.Name, row.check.Timeout = "health", long
			if err := row.check.Fault(); err != nil {
				t.Fatal(err)
			}
			got := checks.Run(t.Context(), row.check)
			if got.Passed != row.passed || !strings.Contains(got.Message, row.says) {
				t.Errorf("passed %v: %s", got.Passed, got.Message)
			}
			if len(got.Message) > 1000 || len(got.Output) > 64<<10 || got.Passed != (got.Output == "") && row.says != "redirected more than 5 times" {
				t.Errorf("the message has %d bytes, the output %d", len(got.Message), len(got.Output))
			}
		})
	}
}

type forever struct{}

func (forever) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'z'
	}
	return len(b), nil
}

func TestSecretsAreSentAndShownNowhere(t *testing.T) {
	away := serve(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "got ", r.Header.Get("X-Api-Key"), r.Header.Get("Authorization"), ".")
	})
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			http.Redirect(w, r, away, http.StatusFound)
			return
		}
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, "not with ", r.Header.Get("Authorization"))
	})
	c := lockstep.Check{Name: "health", URL: at + "?key=hush", Timeout: long, Secrets: lockstep.Settings{"Authorization": "Bearer s3cret", "X-Api-Key": "k3y"}}
	got := checks.Run(t.Context(), c)
	if !strings.Contains(got.Message, "403") || strings.Contains(got.Message+got.Output, "s3cret") || strings.Contains(got.Message, "hush") || !strings.Contains(got.Output, "•••") {
		t.Errorf("got %q, output %q", got.Message, got.Output)
	}
	c.URL, c.Body = at+"/away", `^got \.$`
	if got := checks.Run(t.Context(), c); !got.Passed {
		t.Errorf("another host was given the secrets: %s", got.Message)
	}
	c.URL, c.Body, c.Secrets["X-Api-Key"] = at, "", ""
	if got := checks.Run(t.Context(), c); got.Passed || !strings.Contains(got.Message, "X-Api-Key is not set, so nothing was sent") {
		t.Errorf("got %q", got.Message)
	}
	c = lockstep.Check{Name: "shell", Shell: "echo $TOKEN; exit 3", Secrets: lockstep.Settings{"TOKEN": "s3cret"}, Timeout: long}
	if got := checks.Run(t.Context(), c); got.Message != "It ended with exit status 3: •••." || got.Output != "•••" {
		t.Errorf("got %q, output %q", got.Message, got.Output)
	}
}

func TestTLSIsVerified(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	server.Config.ErrorLog = nil
	got := checks.Run(t.Context(), lockstep.Check{Name: "health", URL: server.URL, Timeout: long})
	if got.Passed || !strings.Contains(got.Message, "certificate") {
		t.Errorf("passed %v: %s", got.Passed, got.Message)
	}
}

func TestAServerThatNeverAnswersEndsTheCheckAtItsTimeout(t *testing.T) {
	done := make(chan struct{})
	silent := serve(t, func(http.ResponseWriter, *http.Request) { <-done })
	halting := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "so far")
		w.(http.Flusher).Flush()
		<-done
	})
	defer close(done)
	for _, at := range []string{silent, halting} {
		got := checks.Run(t.Context(), lockstep.Check{Name: "health", URL: at, Timeout: 50 * time.Millisecond})
		if got.Passed || !strings.Contains(got.Message, "did not answer within 50ms") {
			t.Errorf("passed %v: %s", got.Passed, got.Message)
		}
	}
}

func TestACheckIsTriedAgain(t *testing.T) {
	defer checks.WithoutPause()()
	var asked atomic.Int32
	at := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	if got := checks.Run(t.Context(), lockstep.Check{Name: "health", URL: at, Timeout: long, Retries: 1}); got.Passed || !strings.HasSuffix(got.Message, "It was tried 2 times.") {
		t.Errorf("passed %v: %s", got.Passed, got.Message)
	}
	if got := checks.Run(t.Context(), lockstep.Check{Name: "health", URL: at, Timeout: long, Retries: 5}); !got.Passed || asked.Load() != 3 {
		t.Errorf("passed %v after %d requests: %s", got.Passed, asked.Load(), got.Message)
	}
}

func TestACancelledCheckEndsAtOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got := checks.Run(ctx, lockstep.Check{Name: "shell", Argv: []string{"sleep", "600"}, Timeout: long, Retries: 10})
	if got.Passed {
		t.Error("a check that was cancelled passed")
	}
}
