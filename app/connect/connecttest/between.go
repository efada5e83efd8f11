package connecttest

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"
)

// Spoil answers a request in another way than the system behind forward does.
type Spoil func(w http.ResponseWriter, r *http.Request, forward http.Handler)

// Between is a proxy before the system at a URL, and gives its own. Requests that spoils names get what spoil says, the others
// what the system says.
func Between(t testing.TB, system string, spoils func(r *http.Request, body []byte) bool, spoil Spoil) string {
	t.Helper()
	target, err := url.Parse(system)
	if err != nil {
		t.Fatal(err)
	}
	forward := httputil.NewSingleHostReverseProxy(target)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		r.Body = io.NopCloser(bytes.NewReader(b))
		if spoils(r, b) {
			spoil(w, r, forward)
			return
		}
		forward.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// Answers gives an answer of its own.
func Answers(status int, header http.Header, body string) Spoil {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		maps.Copy(w.Header(), header)
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

// Drops breaks the connection off without an answer.
func Drops(http.ResponseWriter, *http.Request, http.Handler) { panic(http.ErrAbortHandler) }

// Loses lets the request through, and gives another answer than the system did.
func Loses(answer Spoil) Spoil {
	return func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
		forward.ServeHTTP(httptest.NewRecorder(), r)
		answer(w, r, forward)
	}
}

// Truncates breaks the system's answer off before the end that it promised.
func Truncates(w http.ResponseWriter, r *http.Request, forward http.Handler) {
	whole := httptest.NewRecorder()
	forward.ServeHTTP(whole, r)
	maps.Copy(w.Header(), whole.Header())
	w.Header().Set("Content-Length", fmt.Sprint(whole.Body.Len()+100))
	w.WriteHeader(whole.Code)
	_, _ = w.Write(whole.Body.Bytes())
	panic(http.ErrAbortHandler)
}
