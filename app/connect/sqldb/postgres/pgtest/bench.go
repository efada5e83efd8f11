package pgtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// Bench is a command of PostgreSQL's own load test on the database. Its logs come to a folder.
func (d *Database) Bench(t testing.TB, folder string, args ...string) *exec.Cmd {
	t.Helper()
	bench := exec.CommandContext(t.Context(), filepath.Join(binaries, "pgbench"), append([]string{"-h", Host, "-p", strconv.Itoa(d.Port), "-U", User}, append(args, d.Name)...)...)
	bench.Env = append(os.Environ(), "PGPASSWORD="+Password)
	bench.Dir = folder
	return bench
}
