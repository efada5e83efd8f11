// Package pgtest starts a real PostgreSQL for tests.
package pgtest

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// The superuser of the server.
const (
	User     = "postgres"
	Password = "correct-horse-battery"
)

// binaries is where Debian keeps those of the version that is tested.
const binaries = "/usr/lib/postgresql/15/bin"

// Host is where the server listens.
const Host = "127.0.0.1"

// server is the one of this test process.
type server struct {
	port int
	err  error
}

var start = sync.OnceValue(func() server {
	port, err := run()
	return server{port, err}
})

// watch runs the server until its own input ends, which it does with the test process, however that ends.
const watch = `
"$1/postgres" -D "$2/data" -k "$2" -p "$3" -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
  -c max_connections=50 -c shared_buffers=32MB -c log_min_messages=fatal </dev/null >"$2/log" 2>&1 &
server=$!
read -r end
kill -INT $server
wait $server
rm -rf "$2"
`

// run makes a cluster in a folder of its own, and starts it.
func run() (port int, err error) {
	dir, err := os.MkdirTemp("/tmp", "pg") // the path of a socket must be short
	if err != nil {
		return 0, err
	}
	if err := os.WriteFile(filepath.Join(dir, "password"), []byte(Password), 0o644); err != nil {
		return 0, err
	}
	if os.Getuid() == 0 {
		if out, err := exec.Command("chown", "-R", User, dir).CombinedOutput(); err != nil {
			return 0, fmt.Errorf("%w: %s", err, out)
		}
	}
	init := as(filepath.Join(binaries, "initdb"), "-D", filepath.Join(dir, "data"), "-U", User, "--pwfile", filepath.Join(dir, "password"),
		"--auth=scram-sha-256", "--no-sync", "-E", "UTF8", "--locale=C")
	if out, err := init.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("initdb: %w: %s", err, out)
	}
	if port, err = free(); err != nil {
		return 0, err
	}
	watcher := as("/bin/sh", "-c", watch, "sh", binaries, dir, strconv.Itoa(port))
	if _, err := watcher.StdinPipe(); err != nil { // held open for as long as this process lives
		return 0, err
	}
	if err := watcher.Start(); err != nil {
		return 0, err
	}
	return port, ready(port)
}

// as is a command that runs as the server's user, since a server refuses to be root's.
func as(name string, args ...string) *exec.Cmd {
	if os.Getuid() == 0 {
		args = append([]string{"-u", User, "--", name}, args...)
		name = "runuser"
	}
	command := exec.Command(name, args...)
	command.Dir = "/"
	return command
}

func free() (int, error) {
	l, err := net.Listen("tcp", Host+":0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func ready(port int) error {
	var out []byte
	var err error
	for range 200 {
		out, err = exec.Command(filepath.Join(binaries, "pg_isready"), "-h", Host, "-p", strconv.Itoa(port)).CombinedOutput()
		if err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("PostgreSQL does not start: %w: %s", err, out)
}

// Dump is the schema of a database as its own tool writes it, without owners.
func (d *Database) Dump(t testing.TB) string {
	t.Helper()
	dump := exec.Command(filepath.Join(binaries, "pg_dump"), "-s", "--no-owner", "-h", Host, "-p", strconv.Itoa(d.Port), "-U", User, d.Name)
	dump.Env = append(os.Environ(), "PGPASSWORD="+Password)
	var said bytes.Buffer
	dump.Stderr = &said
	out, err := dump.Output()
	if err != nil {
		t.Fatalf("pg_dump: %v: %s", err, said.String())
	}
	var lines []string
	for line := range strings.Lines(string(out)) {
		if !strings.HasPrefix(line, `\restrict`) && !strings.HasPrefix(line, `\unrestrict`) { // a key that is another one each time
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}
