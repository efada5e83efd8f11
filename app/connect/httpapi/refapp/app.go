// Package refapp is a small real app that keeps the HTTP contract of package httpapi, for tests and as an example. Its rows
// are in SQLite, in tables that it makes from its model; its configuration is files in the same database. What it serves
// to its own users it serves from memory, which only its restart, or the clearing of its cache, makes anew. It knows
// nothing of the connector that talks to it.
package refapp

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"sync"
	"testing"

	_ "modernc.org/sqlite" // holds the rows

	"lockstep/app/jsonmodel"
)

// Token lets into the contract's part of every app.
const Token = "reference-app-token"

// App is one app with a database of its own, which tests run on loopback.
type App struct {
	URL  string
	path string
	db   *sql.DB
	http *httptest.Server

	mu     sync.RWMutex
	cached memory
}

// Open opens an app on its database, which it makes where there is none.
func Open(ctx context.Context, path string) (*App, error) {
	a := &App{path: path}
	return a, a.open(ctx)
}

func (a *App) open(ctx context.Context) (err error) {
	if a.db, err = database(ctx, a.path); err != nil {
		return err
	}
	return a.remember(ctx)
}

// Close closes the database of an app that answers no more.
func (a *App) Close() error { return a.db.Close() }

// Start starts a fresh app, and stops it when the test ends.
func Start(t testing.TB) *App {
	t.Helper()
	a := &App{path: filepath.Join(t.TempDir(), "app.db")}
	a.Run(t)
	t.Cleanup(func() { a.Stop(t) })
	return a
}

// Run starts an app that is stopped, at the same address if it had one.
func (a *App) Run(t testing.TB) {
	t.Helper()
	address := "127.0.0.1:0"
	if at, err := url.Parse(a.URL); err == nil && at.Host != "" {
		address = at.Host
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.http = httptest.NewUnstartedServer(a.Handler())
	_ = a.http.Listener.Close() // it has one of its own until it is given another
	a.http.Listener = listener
	a.http.Start()
	a.URL = a.http.URL
}

// Stop ends the app at once; its database stays.
func (a *App) Stop(t testing.TB) {
	t.Helper()
	if a.http == nil {
		return
	}
	a.http.CloseClientConnections()
	a.http.Close()
	a.http = nil
	if err := a.Close(); err != nil {
		t.Error(err)
	}
}

// Call asks the app with its token. It fails the test where the answer is no success, and gives its body.
func (a *App) Call(t testing.TB, method, path string, body any) []byte {
	t.Helper()
	status, said := a.Try(t, method, path, body)
	if status >= 300 {
		t.Fatalf("%s %s: %d %s", method, path, status, said)
	}
	return said
}

// Try asks the app with its token, and gives whatever it answers. A write goes over what is there now.
func (a *App) Try(t testing.TB, method, path string, body any) (status int, said []byte) {
	t.Helper()
	b, raw := body.([]byte)
	var err error
	if !raw && body != nil {
		if b, err = json.Marshal(body); err != nil {
			t.Fatal(err)
		}
	}
	request, err := http.NewRequestWithContext(t.Context(), method, a.URL+path, bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+Token)
	if method == http.MethodPut {
		request.Header.Set("If-Match", "*")
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if said, err = io.ReadAll(response.Body); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, said
}

// place is where the model is for package jsonmodel.
func place() jsonmodel.Place { return jsonmodel.Place{Slot: "app", Frame: "model"} }

// At is the app at an address that somebody else runs.
func At(url string) *App { return &App{URL: url} }

// PutFile writes one file of the configuration, and leaves the others.
func (a *App) PutFile(t testing.TB, name, content string) {
	t.Helper()
	packed, err := pack(map[string][]byte{name: []byte(content)})
	if err != nil {
		t.Fatal(err)
	}
	a.Call(t, http.MethodPut, root+"/configuration?part=true", packed)
}

// Configured is a file of the configuration as the app serves it once its cache is cleared.
func (a *App) Configured(t testing.TB, name string) []byte {
	t.Helper()
	a.Call(t, http.MethodDelete, root+"/cache", nil)
	return a.Call(t, http.MethodGet, "/app/config/"+name, nil)
}

// PutModel makes the model another one.
func (a *App) PutModel(t testing.TB, model string) {
	t.Helper()
	a.Call(t, http.MethodPut, root+"/model", []byte(model))
}
