package cli_test

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"lockstep/app"
	"lockstep/app/cli"
	"lockstep/app/connect/httpapi/refapp"
	"lockstep/app/connect/pocketbase/pbtest"
	"lockstep/app/connect/sqldb/mysql/mytest"
	"lockstep/build/sample"
	"lockstep/snapshots"
	"lockstep/store"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"lockstep": func() { os.Exit(program()) }})
}

// program is the whole command line as main wires it, with the keychain left out.
func program() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return cli.Run(ctx, os.Args[1:], cli.Stdio{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Version: "1.2.3"}, open, lookout)
}

func open(ctx context.Context, o cli.Options) (*app.App, error) {
	if err := os.MkdirAll(o.Home, 0o700); err != nil {
		return nil, err
	}
	catalog := filepath.Join(o.Home, "catalog.db")
	var key *snapshots.Key
	var sealedBy string
	db, err := store.Open(ctx, catalog, func(ctx context.Context, meta store.Meta) (store.Sealer, error) {
		var err error
		if o.KeyFile != nil {
			key, sealedBy, err = snapshots.ImportKey(ctx, meta, o.Home, nil, o.KeyFile, o.Passphrase)
		} else {
			key, sealedBy, err = snapshots.Unlock(ctx, meta, o.Home, nil)
		}
		if err != nil {
			err = app.NoKey{Cause: err}
		}
		return key, err
	})
	if err != nil {
		return nil, err
	}
	look, err := snapshots.MakeLookKey(o.Home)
	if err != nil {
		return nil, err
	}
	return app.New(app.Config{
		Context: ctx, Home: o.Home, Catalog: catalog, SealedBy: sealedBy, Version: "1.2.3", Person: "ada@desk",
		Store: db, Vault: snapshots.New(db, key), Outlook: look, Drivers: drivers(o.Home), Sample: sample.FS(),
		Emit: o.Emit, Now: time.Now, LockTimeout: o.LockTimeout,
	}), nil
}

// lookout is what main wires for a catalog without its key.
func lookout(o cli.Options) (app.Lookout, error) {
	return app.Lookout{
		Catalog: filepath.Join(o.Home, "catalog.db"),
		Key:     func() (store.Sealer, error) { return snapshots.LookKey(o.Home) },
		Drivers: drivers(o.Home),
		Now:     time.Now,
	}, nil
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":    exitsCommand,
			"app":      apps(t),
			"json":     jsonCommand,
			"mysql":    mariaDatabases(t),
			"pb":       instances(t),
			"pg":       postgresDatabases(t),
			"sametree": sameTreeCommand,
			"shop":     shopCommand,
			"site":     siteCommand,
			"spoil":    spoilCommand,
			"sqlite":   sqliteCommand,
			"subst":    substCommand,
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("LOCKSTEP_HOME", filepath.Join(env.WorkDir, "home"))
			env.Setenv("LOCKSTEP_KEYCHAIN", "off")
			return nil
		},
	})
}

// sqliteCommand runs statements on a database file, which it makes where there is none, and prints what they give, a row a
// line: "sqlite FILE STATEMENTS".
func sqliteCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 || neg {
		ts.Fatalf("usage: sqlite FILE STATEMENTS")
	}
	db, err := sql.Open("sqlite", "file:"+ts.MkAbs(args[0]))
	ts.Check(err)
	defer db.Close()
	printRows(ts, db, args[1])
}

// printRows prints what statements give, a row a line.
func printRows(ts *testscript.TestScript, db *sql.DB, statements string) {
	rows, err := db.Query(statements)
	ts.Check(err)
	defer rows.Close()
	columns, err := rows.Columns()
	ts.Check(err)
	for rows.Next() {
		values, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		ts.Check(rows.Scan(into...))
		var line []string
		for _, v := range values {
			line = append(line, v.String)
		}
		_, err := fmt.Fprintln(ts.Stdout(), strings.Join(line, "|"))
		ts.Check(err)
	}
	ts.Check(rows.Err())
}

// mariaDatabases gives a command for databases of MariaDB: "mysql NAME" makes one and sets $NAME to its URL, and "mysql NAME QUERY"
// prints the one value that a query gives; "mysql NAME run STATEMENTS" runs statements.
func mariaDatabases(t *testing.T) func(*testscript.TestScript, bool, []string) {
	var mu sync.Mutex
	all := map[string]*mytest.Database{}
	return func(ts *testscript.TestScript, neg bool, args []string) {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case !neg && len(args) == 1:
			d := mytest.Start(t)
			all[args[0]] = d
			ts.Setenv(args[0], "mariadb://"+mytest.User+"@"+net.JoinHostPort(d.Host, d.Port)+"/"+d.Name)
			ts.Setenv("PASSWORD", mytest.Password)
		case !neg && len(args) == 2:
			_, err := fmt.Fprintln(ts.Stdout(), all[args[0]].Value(t, args[1]))
			ts.Check(err)
		case !neg && len(args) == 3 && args[1] == "run":
			all[args[0]].Exec(t, args[2])
		default:
			ts.Fatalf("usage: mysql NAME [QUERY|run STATEMENTS]")
		}
	}
}

// instances gives a command for instances of PocketBase: "pb NAME start" starts one and sets $NAME to its URL, "pb NAME
// METHOD PATH [BODY]" asks it as its superuser, "pb NAME kill" and "pb NAME run" end and start it, "pb NAME shop" makes the
// collections of a shop.
func instances(t *testing.T) func(*testscript.TestScript, bool, []string) {
	var mu sync.Mutex
	all := map[string]*pbtest.Instance{}
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) < 2 {
			ts.Fatalf("usage: pb NAME start|kill|run|shop|METHOD PATH [BODY]")
		}
		mu.Lock()
		defer mu.Unlock()
		i := all[ts.Name()+"/"+args[0]]
		switch args[1] {
		case "start":
			i = pbtest.Start(t)
			all[ts.Name()+"/"+args[0]] = i
			ts.Setenv(args[0], i.URL)
			ts.Setenv("IDENTITY", pbtest.Identity)
			ts.Setenv("PASSWORD", pbtest.Password)
		case "kill":
			i.Kill(t)
		case "run":
			i.Run(t)
		case "shop":
			i.Shop(t)
		default:
			var body json.RawMessage
			if len(args) > 3 {
				body = json.RawMessage(args[3])
			}
			var got any
			i.Call(t, args[1], args[2], body, &got)
			b, err := json.MarshalIndent(got, "", "  ")
			ts.Check(err)
			_, err = ts.Stdout().Write(append(b, '\n'))
			ts.Check(err)
		}
	}
}

// apps gives a command for apps that keep the HTTP contract: "app NAME start" starts one and sets $NAME to its URL, "app
// NAME file PATH CONTENT" puts a file into its configuration, "app NAME METHOD PATH [BODY]" asks it.
func apps(t *testing.T) func(*testscript.TestScript, bool, []string) {
	var mu sync.Mutex
	all := map[string]*refapp.App{}
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if len(args) < 2 || neg && args[1] == "start" {
			ts.Fatalf("usage: app NAME start|file PATH CONTENT|METHOD PATH [BODY]")
		}
		mu.Lock()
		defer mu.Unlock()
		name := ts.Name() + "/" + args[0]
		switch {
		case args[1] == "start":
			all[name] = refapp.Start(t)
			ts.Setenv(args[0], all[name].URL)
			ts.Setenv("TOKEN", refapp.Token)
			return
		case args[1] == "file" && len(args) == 4:
			all[name].PutFile(t, args[2], args[3])
			return
		}
		var body any
		if len(args) > 3 {
			body = []byte(args[3])
		}
		status, said := all[name].Try(t, args[1], args[2], body)
		_, err := ts.Stdout().Write(said)
		ts.Check(err)
		if status >= 300 != neg {
			ts.Fatalf("%s %s: %d %s", args[1], args[2], status, said)
		}
	}
}

// exitsCommand runs "exits CODE PROGRAM ARGS…" and fails unless the program exits with CODE.
func exitsCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS…")
	}
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit code %d, want %s", got, args[0])
	}
}

// jsonCommand checks the last document on standard output: "json PATH is TEXT", "json PATH has TEXT", "json PATH count
// N" or "json PATH here". A PATH is steps with dots between.
func jsonCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: json PATH is|has|count|here [TEXT]")
	}
	found, ok := dig(document(ts), args[0])
	good := false
	switch {
	case !ok:
	case args[1] == "here":
		good = true
	case len(args) < 3:
		ts.Fatalf("usage: json PATH is|has|count TEXT")
	case args[1] == "is":
		good = plain(found) == args[2]
	case args[1] == "has":
		good = strings.Contains(plain(found), args[2])
	case args[1] == "count":
		list, isList := found.([]any)
		good = isList && strconv.Itoa(len(list)) == args[2]
	}
	if good == neg {
		ts.Fatalf("%s is %s", strings.Join(args, " "), plain(found))
	}
}

// document decodes standard output, which must be one document and nothing else.
func document(ts *testscript.TestScript) any {
	decoder := json.NewDecoder(strings.NewReader(ts.ReadFile("stdout")))
	decoder.UseNumber()
	var v any
	ts.Check(decoder.Decode(&v))
	if decoder.More() {
		ts.Fatalf("more than one document on standard output")
	}
	return v
}

// dig follows a path. A step is a field, an index, or [FIELD=TEXT] for the element of a list that says so.
func dig(v any, path string) (any, bool) {
	step := regexp.MustCompile(`\[([^\]]*)\]|[^.\[]+`)
	for _, found := range step.FindAllStringSubmatch(path, -1) {
		word := found[0]
		if found[1] != "" {
			word = found[1]
		}
		var ok bool
		if v, ok = into(v, word); !ok {
			return nil, false
		}
	}
	return v, true
}

func into(v any, step string) (any, bool) {
	switch v := v.(type) {
	case map[string]any:
		inner, ok := v[step]
		return inner, ok
	case []any:
		if field, text, ok := strings.Cut(step, "="); ok {
			for _, element := range v {
				if m, ok := element.(map[string]any); ok && plain(m[field]) == text {
					return element, true
				}
			}
			return nil, false
		}
		if i, err := strconv.Atoi(step); err == nil && i < len(v) {
			return v[i], true
		}
	}
	return nil, false
}

func plain(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	text, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// shopCommand makes the project shop of three folders, dev ahead of qa ahead of live.
func shopCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: shop")
	}
	for name, content := range map[string]string{
		"dev/model.json": `[
  {"name": "order", "fields": {"total": {"type": "float"}, "coupon": {"object": "coupon"}}},
  {"name": "coupon", "fields": {"code": {"type": "string"}, "orders": {"collection": "order", "via": "coupon"}}}
]
`,
		"dev/settings/mail.json":  `{"host":"mail.example"}` + "\n",
		"dev/readme.txt":          "one shop\n",
		"dev/bin/deploy.sh":       "#!/bin/sh\n",
		"qa/model.json":           `[{"name": "order", "fields": {"total": {"type": "float"}}}]` + "\n",
		"qa/settings/mail.json":   `{"host":"mail.shop.example"}` + "\n",
		"qa/readme.txt":           "one shop\n",
		"qa/old.txt":              "once\n",
		"live/model.json":         `[{"name": "order", "fields": {"total": {"type": "float"}}}]` + "\n",
		"live/settings/mail.json": `{"host":"mail.live"}` + "\n",
		"live/readme.txt":         "one shop, \xe2\x80\x9copen\xe2\x80\x9d\n",
	} {
		path := ts.MkAbs(name)
		ts.Check(os.MkdirAll(filepath.Dir(path), 0o755))
		mode := os.FileMode(0o644)
		if filepath.Ext(path) == ".sh" {
			mode = 0o755
		}
		ts.Check(os.WriteFile(path, []byte(content), mode))
	}
	ts.Check(os.Symlink("settings/mail.json", ts.MkAbs("dev/current.conf")))
	for _, command := range [][]string{
		{"project", "add", "shop"},
		{"env", "add", "dev", "--project", "shop", "--role", "development", "--kind", "folder", "--set", "path=dev"},
		{"env", "add", "qa", "--project", "shop", "--role", "test", "--after", "dev", "--kind", "folder", "--set", "path=qa"},
		{"env", "add", "live", "--project", "shop", "--role", "live", "--after", "shop/qa", "--kind", "folder", "--set", "path=live"},
	} {
		ts.Check(ts.Exec("lockstep", command...))
	}
}

// siteCommand serves a folder over HTTP while the script runs: "site VARIABLE FOLDER" sets the variable to its address.
func siteCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: site VARIABLE FOLDER")
	}
	server := httptest.NewServer(http.FileServer(http.Dir(ts.MkAbs(args[1]))))
	ts.Defer(server.Close)
	ts.Setenv(args[0], server.URL)
}

// spoilCommand copies an archive with some text of its contents changed: "spoil FROM TO WAS IS".
func spoilCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: spoil FROM TO WAS IS")
	}
	z, err := zip.OpenReader(ts.MkAbs(args[0]))
	ts.Check(err)
	defer z.Close()
	out, err := os.Create(ts.MkAbs(args[1]))
	ts.Check(err)
	w := zip.NewWriter(out)
	for _, f := range z.File {
		content, err := fs.ReadFile(z, f.Name)
		ts.Check(err)
		entry, err := w.Create(f.Name)
		ts.Check(err)
		_, err = entry.Write(bytes.ReplaceAll(content, []byte(args[2]), []byte(args[3])))
		ts.Check(err)
	}
	ts.Check(errors.Join(w.Close(), out.Close()))
}

// sameTreeCommand compares two folders: names, bytes, executable bits and link targets.
func sameTreeCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: sametree A B")
	}
	a, b := tree(ts, ts.MkAbs(args[0])), tree(ts, ts.MkAbs(args[1]))
	if reflect.DeepEqual(a, b) == neg {
		ts.Fatalf("%s holds %q\n%s holds %q", args[0], a, args[1], b)
	}
}

// tree is what a folder holds, without what runs leave there for other computers.
func tree(ts *testscript.TestScript, root string) map[string]string {
	files := map[string]string{}
	ts.Check(filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == ".lockstep-run" {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if d.Type()&os.ModeSymlink != 0 {
			target, err := os.Readlink(path)
			files[name] = "link to " + target
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		files[name] = info.Mode().Perm().String() + " " + string(content)
		return err
	}))
	return files
}

// substCommand sets a variable to a value of the last document: "subst NAME PATH".
func substCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: subst NAME PATH")
	}
	found, ok := dig(document(ts), args[1])
	if !ok {
		ts.Fatalf("there is no %s", args[1])
	}
	ts.Setenv(args[0], plain(found))
}
