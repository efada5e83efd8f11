// Package pgtest starts a real PostgreSQL for tests.
package pgtest

import (
	"bytes"
	"fmt"
	"io"
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
	port        int
	folder      string
	certificate []byte
	held        io.WriteCloser // open for as long as the process lives; without it the server ends
	err         error
}

var start = sync.OnceValue(run)

// watch runs the server until its own input ends, which it does with the test process, however that ends. With each line of that input a
// server that was killed is started again.
const watch = `
start() {
  "$1/postgres" -D "$2/data" -k "$2" -p "$3" -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off \
    -c ssl=on -c ssl_cert_file="$2/server.crt" -c ssl_key_file="$2/server.key" \
    -c max_connections=50 -c shared_buffers=32MB -c log_min_messages=fatal </dev/null >"$2/log" 2>&1 &
  server=$!
}
start "$1" "$2" "$3"
while read -r again; do
  wait $server
  start "$1" "$2" "$3"
done
kill -INT $server
wait $server
rm -rf "$2"
`

// run makes a cluster in a folder of its own, and starts it.
func run() (s server) {
	dir, err := os.MkdirTemp("/tmp", "pg") // the path of a socket must be short
	if err != nil {
		return server{err: err}
	}
	s.folder = dir
	if s.certificate, s.err = certify(dir); s.err != nil {
		return s
	}
	if s.err = initialise(dir); s.err != nil {
		return s
	}
	if s.port, s.err = free(); s.err != nil {
		return s
	}
	watcher := as("/bin/sh", "-c", watch, "sh", binaries, dir, strconv.Itoa(s.port))
	if s.held, s.err = watcher.StdinPipe(); s.err != nil {
		return s
	}
	if s.err = watcher.Start(); s.err == nil {
		s.err = ready(s.port)
	}
	return s
}

func initialise(dir string) error {
	password := filepath.Join(dir, "password")
	if err := os.WriteFile(password, []byte(Password), 0o644); err != nil {
		return err
	}
	if os.Getuid() == 0 {
		if out, err := exec.Command("chown", "-R", User, dir).CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
	}
	make := as(filepath.Join(binaries, "initdb"), "-D", filepath.Join(dir, "data"), "-U", User, "--pwfile", password,
		"--auth=scram-sha-256", "--no-sync", "-E", "UTF8", "--locale=C")
	if out, err := make.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return nil
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
