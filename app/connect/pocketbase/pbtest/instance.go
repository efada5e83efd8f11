// Package pbtest starts real instances of PocketBase for tests.
package pbtest

import (
	"bufio"
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	_ "embed"

	_ "modernc.org/sqlite" // reads what the API does not show
)

// version is that of the module in testdata/server.
const version = "0.36.8"

// The superuser of every instance.
const (
	Identity = "tests@lockstep.invalid"
	Password = "correct-horse-battery"
)

// Instance is one on loopback, with a folder of its own.
type Instance struct {
	URL     string
	dir     string
	flags   []string
	address string
	command *exec.Cmd
	log     *bytes.Buffer
	token   string
}

// Start starts a fresh instance, and stops it when the test ends. What flags there are is in testdata/server.
func Start(t testing.TB, flags ...string) *Instance {
	t.Helper()
	i := &Instance{dir: filepath.Join(t.TempDir(), "pb_data"), flags: flags}
	if err := os.CopyFS(i.dir, os.DirFS(seed(t))); err != nil {
		t.Fatal(err)
	}
	i.Run(t)
	t.Cleanup(func() { i.Kill(t) })
	return i
}

// Run starts an instance that is stopped, on the same port if it had one.
func (i *Instance) Run(t testing.TB) {
	t.Helper()
	const tries = 10 // another test may be given the same free port
	for range tries {
		address := i.address
		if address == "" {
			address = free(t)
		}
		if i.listens(t, address) {
			i.address, i.URL = address, "http://"+address
			return
		}
	}
	t.Fatalf("PocketBase does not start: %s", i.log)
}

// listens starts the instance, and waits until it says that it listens; false where it ended before.
func (i *Instance) listens(t testing.TB, address string) bool {
	t.Helper()
	i.log = new(bytes.Buffer)
	i.command = exec.Command(server(t), append([]string{"serve", "--http", address, "--dir", i.dir}, i.flags...)...)
	i.command.Stderr = i.log
	out, err := i.command.StdoutPipe()
	if err == nil {
		err = i.command.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.Contains(lines.Text(), "Server started at") {
			go func() { _, _ = io.Copy(io.Discard, out) }() // it must be able to go on writing
			return true
		}
	}
	_ = i.command.Wait() // why it ended is in its log
	return false
}

// Kill ends the instance at once, as a crash does; its data stay.
func (i *Instance) Kill(t testing.TB) {
	t.Helper()
	if i.command.ProcessState == nil {
		_ = i.command.Process.Kill()
		_ = i.command.Wait() // it was killed: that is no failure
	}
}

// Call asks the instance as its superuser. It fails the test where the answer is no success, and decodes it into into.
func (i *Instance) Call(t testing.TB, method, path string, body, into any) {
	t.Helper()
	if i.token == "" && path != signIn {
		var got struct{ Token string }
		i.Call(t, http.MethodPost, signIn, map[string]string{"identity": Identity, "password": Password}, &got)
		i.token = got.Token
	}
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), method, i.URL+path, bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", i.token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	said, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode >= 300 {
		t.Fatalf("%s %s: %d %s %v", method, path, response.StatusCode, said, err)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(said, into); err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
}

const signIn = "/api/collections/_superusers/auth-with-password"

// Rows adds as many rows to a collection; each gives what they hold.
func (i *Instance) Rows(t testing.TB, collection string, n int, each func(n int) map[string]any) {
	t.Helper()
	for row := range n {
		i.Call(t, http.MethodPost, "/api/collections/"+collection+"/records", each(row), nil)
	}
}

func free(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// seed is a folder of data with nothing but the superuser in it.
func seed(t testing.TB) string {
	t.Helper()
	return made(t, "pocketbase-"+version+"-seed", func(to string) *exec.Cmd {
		return exec.Command(server(t), "superuser", "upsert", Identity, Password, "--dir", to)
	})
}

func server(t testing.TB) string {
	t.Helper()
	return made(t, "pocketbase-"+version, func(to string) *exec.Cmd {
		build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-o", to, ".")
		build.Dir = filepath.Join(root(t), "app", "connect", "pocketbase", "pbtest", "testdata", "server")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		return build
	})
}

var making sync.Mutex

// made is something in build/bin that a command makes, once for all tests. Several of them may make it at once.
func made(t testing.TB, name string, command func(to string) *exec.Cmd) string {
	t.Helper()
	path := filepath.Join(root(t), "build", "bin", name)
	if _, err := os.Stat(path); err == nil {
		return path
	}
	fresh := fmt.Sprintf("%s.%d", path, os.Getpid())
	make := command(fresh)
	making.Lock()
	defer making.Unlock()
	if out, err := make.CombinedOutput(); err != nil {
		t.Fatalf("make %s: %v: %s", name, err, out)
	}
	if err := os.Rename(fresh, path); err != nil {
		if _, there := os.Stat(path); there != nil {
			t.Fatal(err)
		}
		if err := os.RemoveAll(fresh); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// root is the folder of the module, which tests run somewhere in.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "wails.json")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("the tests run outside of the module")
		}
		dir = up
	}
}

// At is an instance that is running already.
func At(url string) *Instance { return &Instance{URL: url} }

// Query gives the one value that a query of the instance's database finds: what the API does not show.
func (i *Instance) Query(t testing.TB, query string) string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(i.dir, "data.db")+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var got string
	if err := db.QueryRowContext(t.Context(), query).Scan(&got); err != nil {
		t.Fatal(err)
	}
	return got
}

//go:embed testdata/shop.json
var shop []byte

// Shop makes the collections of a shop: 14 with relations, rules and indexes, one of them for signing in, and three views, of
// which two read another one.
func (i *Instance) Shop(t testing.TB) {
	t.Helper()
	i.Call(t, http.MethodPut, "/api/collections/import", json.RawMessage(shop), nil)
}

// Migrations are the names of the migration files beside the instance's data.
func (i *Instance) Migrations(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(filepath.Dir(i.dir), "pb_migrations", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// Anonymous asks as somebody who is not signed in.
func (i *Instance) Anonymous(t testing.TB, path string, into any) {
	t.Helper()
	stranger := Instance{URL: i.URL, token: "none"}
	stranger.Call(t, http.MethodGet, path, nil, into)
}
