// Package mytest starts a real MariaDB for tests.
package mytest

import (
	"bytes"
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
)

// The account of every database, which may do all on the server.
const (
	User     = "tests"
	Password = "correct-horse-battery"
)

// server is the one of this test process.
var server struct {
	address string
	dir     string
	args    []string
	command *exec.Cmd
	log     bytes.Buffer
	admin   *sql.DB
	made    atomic.Int64
}

// Main runs a package's tests with a server of its own, which is stopped when they end.
func Main(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// Start makes a database, for who has no [Main], on a server that lives as long as the test that asked for one first.
func Start(t testing.TB) *Database {
	t.Helper()
	if server.dir == "" {
		dir, err := os.MkdirTemp("", "mytest")
		if err != nil {
			t.Fatal(err)
		}
		server.dir = dir
		t.Cleanup(func() {
			stop()
			server.dir = ""
			_ = os.RemoveAll(dir) // it is in the system's own folder for such
		})
		if err := start(); err != nil {
			t.Fatalf("start MariaDB: %v\n%s", err, server.log.String())
		}
	}
	return New(t)
}

func run(m *testing.M) (code int, err error) {
	if _, err := exec.LookPath(program("mariadbd")); err != nil && runtime.GOOS != "linux" {
		fmt.Println("The tests on MariaDB are left out, as it is not installed here.")
		return 0, nil
	}
	if server.dir, err = os.MkdirTemp("", "mytest"); err != nil {
		return 0, err
	}
	defer os.RemoveAll(server.dir)
	defer stop()
	if err := start(); err != nil {
		return 0, fmt.Errorf("start MariaDB: %w\n%s", err, server.log.String())
	}
	return m.Run(), nil
}

// start makes a server's folder and starts it. It refuses to run as root, so root starts it as the user mysql.
func start() error {
	as, owner := []string{"--no-defaults"}, os.Getuid()
	if os.Getuid() == 0 {
		account, err := user.Lookup("mysql")
		if err != nil {
			return err
		}
		uid, _ := strconv.Atoi(account.Uid) // the system's own numbers
		gid, _ := strconv.Atoi(account.Gid)
		if err := os.Chown(server.dir, uid, gid); err != nil {
			return err
		}
		as, owner = append(as, "--user=mysql"), uid
	}
	data := filepath.Join(server.dir, "data")
	install := exec.Command(program("mariadb-install-db"), append(as, "--datadir="+data, "--auth-root-authentication-method=normal", "--skip-test-db")...)
	if out, err := install.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	secure, err := certify(owner)
	if err != nil {
		return err
	}
	socket := filepath.Join(server.dir, "socket")
	server.address = net.JoinHostPort("127.0.0.1", port)
	server.args = append(append(as, secure...), "--datadir="+data, "--bind-address=127.0.0.1", "--port="+port, "--socket="+socket,
		"--pid-file="+filepath.Join(server.dir, "pid"), "--tmpdir="+server.dir, // another server tidies up what it finds in its own
		"--character-set-server=utf8mb4", "--collation-server=utf8mb4_general_ci",
		// What it has made is with the system when it answers, and need not be on a disk: a server may be killed, a machine not.
		"--innodb-flush-log-at-trx-commit=2", "--innodb-flush-method=nosync", "--debug-no-sync", "--sync-frm=OFF", "--innodb-buffer-pool-size=64M", "--log-bin="+filepath.Join(server.dir, "log"), "--sync-binlog=0")
	if err := launch(); err != nil {
		return err
	}
	return admit(socket)
}

// launch runs the server on what is in its folder.
func launch() error {
	server.command = exec.Command(program("mariadbd"), server.args...)
	server.command.Stdout, server.command.Stderr = &server.log, &server.log
	endWithTests(server.command)
	return server.command.Start()
}

// admit waits until the server answers, and makes the account of the tests.
func admit(socket string) error {
	config := mysql.NewConfig()
	config.Net, config.Addr, config.User, config.Logger = "unix", socket, "root", &mysql.NopLogger{}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return err
	}
	server.admin = sql.OpenDB(connector)
	if err := answers(); err != nil {
		return err
	}
	_, err = server.admin.Exec("GRANT ALL ON *.* TO " + User + "@`127.0.0.1` IDENTIFIED BY '" + Password + "' WITH GRANT OPTION")
	return err
}

func answers() (err error) {
	for range 300 {
		if err = server.admin.Ping(); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return err
}

// Kill ends the server with no time to put anything in order.
func Kill() {
	_ = server.command.Process.Kill()
	_ = server.command.Wait() // it was killed
}

// Revive starts a server that was killed on what it left.
func Revive(t testing.TB) {
	t.Helper()
	err := launch()
	if err == nil {
		err = answers()
	}
	if err != nil {
		t.Fatalf("start MariaDB again: %v\n%s", err, server.log.String())
	}
}

func stop() {
	if server.admin != nil {
		_ = server.admin.Close() // the server is stopped in any case
	}
	if server.command != nil && server.command.Process != nil {
		_ = server.command.Process.Kill() // its data are thrown away
		_ = server.command.Wait()
	}
}

// program finds a program that is not in everybody's path.
func program(name string) string {
	for _, dir := range []string{"/usr/sbin", "/usr/local/sbin"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return filepath.Join(dir, name)
		}
	}
	return name
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}
