package refapp

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

const (
	root    = "/lockstep/v1"
	largest = 64 << 20 // bytes of a request
)

// problem is an answer that says no, as RFC 9457 has it.
type problem struct {
	Title    string   `json:"title"`
	Status   int      `json:"status"`
	Detail   string   `json:"detail,omitempty"`
	Problems []remark `json:"problems,omitempty"`
}

func (p problem) Error() string { return p.Title }

func no(status int, format string, args ...any) error {
	return problem{Title: http.StatusText(status), Status: status, Detail: fmt.Sprintf(format, args...)}
}

// Handler answers at the contract's paths and at the app's own.
func (a *App) Handler() http.Handler {
	mux := http.NewServeMux()
	for pattern, serve := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET " + root:                      a.who,
		"GET " + root + "/model":           a.model,
		"POST " + root + "/model/validate": a.validate,
		"PUT " + root + "/model":           a.putModel,
		"GET " + root + "/configuration":   a.configuration,
		"PUT " + root + "/configuration":   a.putConfiguration,
		"DELETE " + root + "/cache":        a.clearCache,
		root + "/": func(http.ResponseWriter, *http.Request) error {
			return no(http.StatusNotFound, "The contract has no such path.")
		},
	} {
		mux.HandleFunc(pattern, said(signedIn(serve)))
	}
	mux.HandleFunc("GET "+root+"/health", said(a.health))
	mux.HandleFunc("GET /app/config/{name...}", said(a.serveFile))
	mux.HandleFunc("PUT /app/config/{name...}", said(signedIn(a.saveFile)))
	mux.HandleFunc("GET /app/data/{object}", said(a.listRows))
	mux.HandleFunc("POST /app/data/{object}", said(a.addRow))
	return mux
}

// said makes an error an answer.
func said(serve func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, largest)
		err := serve(w, r)
		if err == nil {
			return
		}
		var p problem
		var long *http.MaxBytesError
		switch {
		case errors.As(err, &p):
		case errors.As(err, &long):
			p = problem{Title: "Too large", Status: http.StatusRequestEntityTooLarge}
		default:
			p = problem{Title: "This app failed", Status: http.StatusInternalServerError, Detail: err.Error()}
		}
		w.Header().Set("Content-Type", "application/problem+json")
		if p.Status == http.StatusUnauthorized {
			w.Header().Set("WWW-Authenticate", "Bearer")
		}
		w.WriteHeader(p.Status)
		_ = json.NewEncoder(w).Encode(p) // whoever asked has gone
	}
}

func signedIn(serve func(http.ResponseWriter, *http.Request) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte("Bearer "+Token)) != 1 {
			return no(http.StatusUnauthorized, "The token is missing or wrong.")
		}
		return serve(w, r)
	}
}

func show(w http.ResponseWriter, v any) error {
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(v)
}

func (a *App) who(w http.ResponseWriter, _ *http.Request) error {
	return show(w, map[string]any{
		"contract": 1, "name": "Reference app", "version": "1.0.0", "time": time.Now().UTC().Format(time.RFC3339Nano),
		"can": []string{"model", "configuration", "part", "cache"}, "write": true,
		"coverage": "Rows are not held.", "cache": "Clear the cache",
	})
}

func (a *App) health(w http.ResponseWriter, r *http.Request) error {
	if err := a.db.PingContext(r.Context()); err != nil {
		return no(http.StatusServiceUnavailable, "The database does not answer.")
	}
	return show(w, map[string]string{"status": "ok"})
}

func (a *App) model(w http.ResponseWriter, r *http.Request) error {
	return a.in(r.Context(), func(tx *sql.Tx) (bool, error) {
		body, err := modelOf(r.Context(), tx)
		if err != nil {
			return false, err
		}
		w.Header().Set("ETag", tagOf(body))
		w.Header().Set("Content-Type", "application/json")
		_, err = w.Write(body)
		return false, err
	})
}

func (a *App) validate(w http.ResponseWriter, r *http.Request) error {
	doc, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	return a.in(r.Context(), func(tx *sql.Tx) (bool, error) {
		found, err := a.changeModel(r.Context(), tx, doc)
		if err != nil {
			return false, err
		}
		return false, show(w, found)
	})
}

// changeModel makes the tables those of a model, in a transaction that is kept or not.
func (a *App) changeModel(ctx context.Context, tx *sql.Tx, doc []byte) (verdict, error) {
	found := verdict{Warnings: []remark{}, Operations: []remark{}, Dropped: []dropped{}}
	before, err := modelOf(ctx, tx)
	if err != nil {
		return found, err
	}
	from, _, err := read(before)
	if err != nil {
		return found, err
	}
	to, wrong, err := read(doc)
	if err != nil {
		return found, no(http.StatusBadRequest, "The model cannot be read: %v.", err)
	}
	c := change{ctx: ctx, tx: tx, from: from, to: to, verdict: found}
	c.verdict.Problems = append([]remark{}, wrong...)
	if len(wrong) == 0 {
		if err := c.make(); err != nil {
			return found, err
		}
	}
	c.verdict.settle()
	return c.verdict, nil
}

func (a *App) putModel(w http.ResponseWriter, r *http.Request) error {
	return a.write(w, r, func(tx *sql.Tx) (string, error) {
		body, err := modelOf(r.Context(), tx)
		return tagOf(body), err
	}, func(tx *sql.Tx, doc []byte) (string, error) {
		found, err := a.changeModel(r.Context(), tx, doc)
		if err != nil {
			return "", err
		}
		if found.Verdict == "never" {
			return "", problem{Title: "The model cannot be taken", Status: http.StatusUnprocessableEntity, Problems: found.Problems}
		}
		if err := keepModel(r.Context(), tx, doc); err != nil {
			return "", err
		}
		body, err := modelOf(r.Context(), tx)
		return tagOf(body), err
	})
}

// write makes a change once for its key, and only over what its If-Match names.
func (a *App) write(w http.ResponseWriter, r *http.Request, tag func(*sql.Tx) (string, error), make func(*sql.Tx, []byte) (string, error)) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	key := r.Header.Get("Idempotency-Key")
	request := sha256.Sum256([]byte(r.Method + " " + r.URL.RequestURI() + "\n" + string(body)))
	was := answer{status: http.StatusNoContent}
	err = a.in(r.Context(), func(tx *sql.Tx) (bool, error) {
		if former, again, ok, err := answered(r.Context(), tx, key); ok || err != nil {
			if err == nil && string(former) != string(request[:]) {
				err = no(http.StatusUnprocessableEntity, "This Idempotency-Key came with another request before.")
			}
			was = again
			return false, err
		}
		now, err := tag(tx)
		if err != nil {
			return false, err
		}
		switch match := r.Header.Get("If-Match"); match {
		case "":
			return false, no(http.StatusPreconditionRequired, "Say in If-Match what is to be written over.")
		case now, "*":
		default:
			return false, no(http.StatusPreconditionFailed, "It is %s by now.", now)
		}
		if was.tag, err = make(tx, body); err != nil || key == "" {
			return err == nil, err
		}
		return true, keepAnswer(r.Context(), tx, key, request[:], was)
	})
	if err != nil {
		return err
	}
	w.Header().Set("ETag", was.tag)
	w.WriteHeader(was.status)
	return nil
}
