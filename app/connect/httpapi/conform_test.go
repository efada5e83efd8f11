package httpapi_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/httpapi"
	"lockstep/app/connect/httpapi/refapp"
	"lockstep/app/lockstep"
)

func conformance(t testing.TB, url string, write bool) lockstep.Conformance {
	t.Helper()
	found, err := httpapi.Driver().Conform(t.Context(), to(url), write)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func failed(found lockstep.Conformance) (names []string) {
	for _, c := range found.Checks {
		if !c.OK {
			names = append(names, c.Name+": "+c.Why)
		}
	}
	return names
}

func TestTheReferenceAppKeepsTheContract(t *testing.T) {
	empty, full := refapp.Start(t), filled(t)
	full.PutFile(t, "mail.json", `{"host":"mail.shop.example"}`)
	full.PutFile(t, "pages/start.html", "<h1>Shop</h1>")
	for name, a := range map[string]*refapp.App{"empty": empty, "full": full} {
		before := connecttest.Capture(t, open(t, a.URL))
		read := conformance(t, a.URL, false)
		if len(failed(read)) > 0 || read.Skipped == 0 {
			t.Errorf("%s: %q, %d skipped", name, failed(read), read.Skipped)
		}
		all := conformance(t, a.URL, true)
		if len(failed(all)) > 0 || all.Skipped != 0 || len(all.Checks) != len(read.Checks)+read.Skipped {
			t.Errorf("%s: %q, %d checks", name, failed(all), len(all.Checks))
		}
		connecttest.Same(t, before, connecttest.Capture(t, open(t, a.URL)))
	}
}

func TestWithoutWritingNothingIsWritten(t *testing.T) {
	a := refapp.Start(t)
	forbid := func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		t.Errorf("%s %s", r.Method, r.URL)
		connecttest.Drops(w, r, nil)
	}
	for _, method := range []string{http.MethodPut, http.MethodDelete} {
		for _, path := range []string{"/model", "/configuration", "/cache"} {
			conformance(t, between(t, a, method, path, forbid), false)
		}
	}
}

// forgets answers without looking at a header of the request.
func forgets(name string) spoil {
	return func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
		r.Header.Del(name)
		forward.ServeHTTP(w, r)
	}
}

// overwrites takes any write over anything.
func overwrites(w http.ResponseWriter, r *http.Request, forward http.Handler) {
	r.Header.Set("If-Match", "*")
	forward.ServeHTTP(w, r)
}

// where spoils what is asked with something in its body.
func where(in func(body []byte) bool, spoiled spoil) spoil {
	return func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
		b, _ := io.ReadAll(r.Body) // it is in memory
		r.Body = io.NopCloser(bytes.NewReader(b))
		if in(b) {
			spoiled(w, r, forward)
			return
		}
		forward.ServeHTTP(w, r)
	}
}

func asks(text string) func([]byte) bool {
	return func(b []byte) bool { return bytes.Contains(b, []byte(text)) }
}

// replacing answers with something else in the body.
func replacing(was, is string) spoil {
	return with(func(_ http.Header, b []byte) []byte { return bytes.ReplaceAll(b, []byte(was), []byte(is)) })
}

func TestEachCheckFindsWhatItIsFor(t *testing.T) {
	const always = `{"verdict":"always","warnings":[],"operations":[],"dropped":[],"problems":[]}`
	tags := 0
	for _, r := range []struct {
		check, method, path string
		spoiled             spoil
		why                 string
	}{
		{"it says who it is", "GET", "", replacing("Rows are not held.", ""), "coverage"},
		{"it says who it is", "GET", "", replacing(`"version":"1.0.0"`, `"version":""`), "version"},
		{"it says who it is", "GET", "", replacing(`"time":"2`, `"time":"1`), "off by"},
		{"it lets nobody in without a token", "GET", "", func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
			if r.Header.Get("Authorization") == "" {
				r.Header.Set("Authorization", "Bearer "+refapp.Token)
			}
			forward.ServeHTTP(w, r)
		}, "answered with 200, and should be with 401"},
		{"it lets nobody in with another token", "GET", "/model", func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
			r.Header.Set("Authorization", "Bearer "+refapp.Token)
			forward.ServeHTTP(w, r)
		}, "answered with 200"},
		{"what does not exist is problem details", "GET", "/nothing-is-here", answers(404, htmlType, page), `has the type "text/html"`},
		{"what does not exist is problem details", "GET", "/nothing-is-here", answers(404, problemType, `{"error":"not found"}`), "no problem details with a title"},
		{"the model can be read", "GET", "/model", answers(200, jsonType, `{"objects":[]}`), "should be an array"},
		{"the model has one strong ETag, also by HEAD", "HEAD", "/model", answers(405, htmlType, ""), "HEAD of the same model is answered with 405"},
		{"the model has one strong ETag, also by HEAD", "GET", "/model", with(func(h http.Header, b []byte) []byte {
			tags++
			h.Set("ETag", `"`+strings.Repeat("x", tags)+`"`)
			return b
		}), "GET of the same model"},
		{"the configuration can be read", "GET", "/configuration", answers(200, htmlType, page), "a page of the type"},
		{"the configuration has one strong ETag, also by HEAD", "HEAD", "/configuration", answers(404, htmlType, ""), "answered with 404"},
		{"the model as it is validates", "POST", "/model/validate", replacing(`"verdict":"always"`, `"verdict":"data"`), "is data"},
		{"a bad model does not validate", "POST", "/model/validate", answers(200, jsonType, always), "is always, with 0 problems"},
		{"a bad model does not validate", "POST", "/model/validate", replacing(`"object":"lockstep_check"`, `"object":"other"`), `the object "other"`},
		{"what is no model is refused", "POST", "/model/validate", answers(200, jsonType, always), "should be with 400 or 422"},
		{"validating changes nothing", "POST", "/model/validate", func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
			forward.ServeHTTP(httptest.NewRecorder(), r)
			refapp.At("http://"+r.Header.Get("X-App")).PutModel(t, `[{"name":"meddled","fields":{}}]`)
			answers(200, jsonType, always)(w, r, forward)
		}, "the ETag of the model is"},
		{"it says whether it is well", "GET", "/health", answers(503, problemType, saying(503, "")), "not well (503)"},

		{"a write without If-Match is refused", "PUT", "/model", overwrites, "answered with 204, and should be with 428"},
		{"a write over what has changed since is refused", "PUT", "/model", overwrites, "answered with 204, and should be with 412"},
		{"a bad model is refused, with its problems", "PUT", "/model", where(asks("lockstep_check"), func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader("[]")), 2
			forward.ServeHTTP(w, r)
		}), "answered with 204, and should be with 422"},
		{"a bad model is refused, with its problems", "PUT", "/model", where(asks("lockstep_check"), answers(422, problemType, saying(422, ""))), "says no problems"},
		{"the model can be written", "PUT", "/model", with(func(h http.Header, b []byte) []byte { h.Del("ETag"); return b }), `answered with the ETag ""`},
		{"the same write with the same key is made once", "PUT", "/model", forgets("Idempotency-Key"), "answered with 412"},
		{"another write with the same key is refused", "PUT", "/model", forgets("Idempotency-Key"), "should be with 422"},
		{"a configuration written over what has changed since is refused", "PUT", "/configuration", overwrites, "should be with 412"},
		{"the configuration can be written", "PUT", "/configuration", answers(200, jsonType, "{}"), "answered with 200, and should be with 204"},
		{"what is no zip is refused", "PUT", "/configuration", where(asks("but no zip"), answers(500, problemType, saying(500, ""))), "answered with 500"},
		{"a part leaves the other files alone", "PUT", "/configuration", func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
			if r.URL.RawQuery != "" {
				b, _ := io.ReadAll(r.Body) // it is in memory
				b = bytes.ReplaceAll(b, []byte(".lockstep-remove"), []byte("xlockstep-remove"))
				r.Body, r.URL.RawQuery = io.NopCloser(bytes.NewReader(b)), ""
			}
			forward.ServeHTTP(w, r)
		}, "is not the one that is read"},
		{"the cache can be cleared, as often as one likes", "DELETE", "/cache", answers(500, problemType, saying(500, "")), "answered with 500"},
		{"it is left as it was", "PUT", "/model", where(asks("lockstep_check"), func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader("[]")), 2
			forward.ServeHTTP(w, r)
		}), "was not what it had been, and was written back"},
	} {
		t.Run(r.check+": "+r.why, func(t *testing.T) {
			a := refapp.Start(t)
			a.PutModel(t, shop)
			a.PutFile(t, "mail.json", "{}")
			a.PutFile(t, "other", "1")
			before := connecttest.Capture(t, open(t, a.URL))
			url := between(t, a, r.method, r.path, func(w http.ResponseWriter, q *http.Request, forward http.Handler) {
				q.Header.Set("X-App", strings.TrimPrefix(a.URL, "http://"))
				r.spoiled(w, q, forward)
			})
			found := failed(conformance(t, url, true))
			if !slices.ContainsFunc(found, func(s string) bool { return strings.HasPrefix(s, r.check+": ") && strings.Contains(s, r.why) }) {
				t.Errorf("no %q with %q among\n%s", r.check, r.why, strings.Join(found, "\n"))
			}
			if r.check != "validating changes nothing" { // somebody else wrote there
				connecttest.Same(t, before, connecttest.Capture(t, open(t, a.URL)))
			}
		})
	}
}

func TestAnAppIsLeftAsItWasByAMeasureThatIsStopped(t *testing.T) {
	a := refapp.Start(t)
	a.PutModel(t, shop)
	before := connecttest.Capture(t, open(t, a.URL))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	url := between(t, a, http.MethodPut, "/model", where(asks("lockstep_check"), func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		a.PutModel(t, "[]")
		stop()
		answers(204, "", "")(w, nil, nil)
	}))
	if _, err := httpapi.Driver().Conform(ctx, to(url), true); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	connecttest.Same(t, before, connecttest.Capture(t, open(t, a.URL)))
}

func TestWhatIsNotThereFailsWithoutAWrite(t *testing.T) {
	found := conformance(t, "http://127.0.0.1:1", true)
	if len(failed(found)) != len(found.Checks) || !strings.Contains(failed(found)[1], "was not tried") || !strings.Contains(failed(found)[0], "does not answer") {
		t.Errorf("%q", failed(found))
	}
	if _, err := httpapi.Driver().Conform(t.Context(), lockstep.Connection{Settings: lockstep.Settings{"url": "no address"}}, true); !errors.Is(err, lockstep.Invalid) {
		t.Error(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := httpapi.Driver().Conform(ctx, to("http://127.0.0.1:1"), true); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
