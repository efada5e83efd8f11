//go:build e2e && !desktop && !dev

package main

import (
	"bytes"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"

	"lockstep/app"
	"lockstep/app/lockstep"
)

// browserPage serves the built page to a browser on this computer, with the bound methods and the events in the shape
// that Wails gives them. It is in builds for browser tests only. Who has not the token, or comes from another host or
// origin, gets nothing; a test answers the dialogs beforehand.
type browserPage struct {
	token  string
	host   string
	window *window
	done   chan struct{}
	once   sync.Once

	mu        sync.Mutex
	listeners map[chan []byte]bool
	answers   map[string][]string // paths that dialogs of a kind will give, in turn
	asked     []string            // dialogs that were opened
}

func newPage() (page, error) {
	return &browserPage{token: rand.Text(), done: make(chan struct{}), listeners: map[chan []byte]bool{}, answers: map[string][]string{}}, nil
}

func (p *browserPage) emit(event string, payload any) {
	text, err := json.Marshal(map[string]any{"name": event, "data": []any{payload}})
	if err != nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for listener := range p.listeners {
		listener <- text
	}
}

func (p *browserPage) raise() {}

func (p *browserPage) tell(error) {}

func (p *browserPage) end() { p.once.Do(func() { close(p.done) }) }

func (p *browserPage) dialogs() app.Dialogs { return answeredDialogs{p} }

// show serves until it is ended, and says where on standard output.
func (p *browserPage) show(w *window) error {
	p.window = w
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	p.host = listener.Addr().String()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /__call", p.call)
	mux.HandleFunc("POST /__answer", p.answer)
	mux.HandleFunc("POST /__emit", p.emitted)
	mux.HandleFunc("GET /__asked", p.tellAsked)
	mux.HandleFunc("GET /__events", p.events)
	mux.HandleFunc("GET /__shim.js", p.shim)
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /", p.files)
	server := &http.Server{Handler: p.guarded(mux)}
	go func() {
		<-p.done
		_ = server.Close()
	}()
	fmt.Printf("http://%s/?token=%s\n", p.host, p.token)
	if err := server.Serve(listener); err != http.ErrServerClosed {
		return err
	}
	return nil
}

// guarded lets through what this page itself asks for: from this host and origin, and with the token wherever more
// than a static file is asked for.
func (p *browserPage) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin := r.Header.Get("Origin")
		static := r.Method == http.MethodGet && r.URL.Path != "/" && !strings.HasPrefix(r.URL.Path, "/__")
		token := r.URL.Query().Get("token")
		switch {
		case r.Host != p.host, origin != "" && origin != "http://"+p.host:
			http.Error(w, "not from here", http.StatusForbidden)
		case !static && subtle.ConstantTimeCompare([]byte(token), []byte(p.token)) != 1:
			http.Error(w, "no token", http.StatusForbidden)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func (p *browserPage) call(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Name string
		Args []json.RawMessage
	}
	answer := map[string]any{}
	err := json.NewDecoder(r.Body).Decode(&asked)
	if err == nil {
		answer["result"], err = invoke(p.window.app, asked.Name, asked.Args)
	}
	if err != nil {
		answer = map[string]any{"error": app.ErrorText(err)}
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// invoke calls a bound method by its name with arguments of JSON.
func invoke(target any, name string, args []json.RawMessage) (result any, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = lockstep.Errorf(lockstep.Internal, "%s panicked: %v", name, cause)
		}
	}()
	method := reflect.ValueOf(target).MethodByName(name)
	if !method.IsValid() || method.Type().NumIn() != len(args) {
		return nil, lockstep.Errorf(lockstep.Internal, "There is no method %s with %d arguments.", name, len(args))
	}
	in := make([]reflect.Value, len(args))
	for i, arg := range args {
		value := reflect.New(method.Type().In(i))
		if err := json.Unmarshal(arg, value.Interface()); err != nil {
			return nil, err
		}
		in[i] = value.Elem()
	}
	for _, out := range method.Call(in) {
		if out.Type() == reflect.TypeFor[error]() {
			err, _ = out.Interface().(error)
			continue
		}
		result = out.Interface()
	}
	return result, err
}

// events streams what is emitted.
func (p *browserPage) events(w http.ResponseWriter, r *http.Request) {
	listener := make(chan []byte, 4096)
	p.mu.Lock()
	p.listeners[listener] = true
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		delete(p.listeners, listener)
		p.mu.Unlock()
	}()
	w.Header().Set("Content-Type", "text/event-stream")
	control := http.NewResponseController(w)
	fmt.Fprint(w, ":\n\n")
	_ = control.Flush()
	for {
		select {
		case text := <-listener:
			fmt.Fprintf(w, "data: %s\n\n", text)
			_ = control.Flush()
		case <-r.Context().Done():
			return
		case <-p.done:
			return
		}
	}
}

// answer queues the path that the next dialog of a kind gives.
func (p *browserPage) answer(w http.ResponseWriter, r *http.Request) {
	var told struct{ Dialog, Path string }
	if err := json.NewDecoder(r.Body).Decode(&told); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answers[told.Dialog] = append(p.answers[told.Dialog], told.Path)
}

// emitted sends an event as the window system would: a dropped file.
func (p *browserPage) emitted(w http.ResponseWriter, r *http.Request) {
	var told struct {
		Name    string
		Payload any
	}
	if err := json.NewDecoder(r.Body).Decode(&told); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	p.emit(told.Name, told.Payload)
}

func (p *browserPage) tellAsked(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = json.NewEncoder(w).Encode(append([]string{}, p.asked...))
}

func (p *browserPage) shim(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/javascript")
	fmt.Fprintf(w, shimScript, url.QueryEscape(p.token))
}

// shimScript stands in for what Wails injects: window.go and window.runtime.
const shimScript = `(() => {
  const token = '?token=%s'
  const call = (name) => async (...args) => {
    const response = await fetch('/__call' + token, { method: 'POST', body: JSON.stringify({ name, args }) })
    const answer = await response.json()
    if (answer.error !== undefined) throw new Error(answer.error)
    return answer.result
  }
  window.go = { app: { App: new Proxy({}, { get: (_, name) => call(String(name)) }) } }
  const listeners = {}
  const on = (name, callback, max) => {
    const listener = { callback, max }
    ;(listeners[name] ??= new Set()).add(listener)
    return () => listeners[name].delete(listener)
  }
  const fire = (name, data) => {
    for (const l of [...(listeners[name] ?? [])]) {
      if (l.max > 0 && --l.max === 0) listeners[name].delete(l)
      l.callback(...data)
    }
  }
  new EventSource('/__events' + token).onmessage = (e) => {
    const message = JSON.parse(e.data)
    fire(message.name, message.data)
  }
  const own = {
    EventsOnMultiple: on,
    EventsOn: (name, callback) => on(name, callback, -1),
    EventsOff: (...names) => names.forEach((name) => delete listeners[name]),
    EventsEmit: (name, ...data) => fire(name, data),
  }
  window.runtime = new Proxy(own, { get: (known, name) => known[name] ?? (() => Promise.resolve()) })
})()
`

// files serves the built page, its head led by the shim.
func (p *browserPage) files(w http.ResponseWriter, r *http.Request) {
	dist := os.Getenv("LOCKSTEP_DIST")
	if r.URL.Path != "/" {
		http.FileServer(http.Dir(dist)).ServeHTTP(w, r)
		return
	}
	text, err := os.ReadFile(filepath.Join(dist, "index.html"))
	if err != nil {
		http.Error(w, "The page is not built, or LOCKSTEP_DIST does not name its folder.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	shim := fmt.Sprintf(`<head><script src="/__shim.js?token=%s"></script>`, url.QueryEscape(p.token))
	_, _ = w.Write(bytes.Replace(p.window.dressed(text), []byte("<head>"), []byte(shim), 1))
}

// answeredDialogs gives what the test said beforehand; a dialog that nobody answered is cancelled.
type answeredDialogs struct{ p *browserPage }

func (d answeredDialogs) take(kind string) (string, error) {
	d.p.mu.Lock()
	defer d.p.mu.Unlock()
	d.p.asked = append(d.p.asked, kind)
	queue := d.p.answers[kind]
	if len(queue) == 0 {
		return "", nil
	}
	d.p.answers[kind] = queue[1:]
	return queue[0], nil
}

func (d answeredDialogs) Folder(string) (string, error)       { return d.take("folder") }
func (d answeredDialogs) Open(string, string) (string, error) { return d.take("open") }
func (d answeredDialogs) Save(string, string) (string, error) { return d.take("save") }
