package cli_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"lockstep/app/connect/sqldb/postgres/pgtest"
)

// postgresDatabases gives a command for databases of PostgreSQL: "pg NAME" makes one and sets $NAME to its URL and $PASSWORD, "pg NAME
// STATEMENTS" runs statements on it and prints what the last one gives, a row a line.
func postgresDatabases(t *testing.T) func(*testscript.TestScript, bool, []string) {
	var mu sync.Mutex
	all := map[string]*pgtest.Database{}
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) == 0 || len(args) > 2 {
			ts.Fatalf("usage: pg NAME [STATEMENTS]")
		}
		mu.Lock()
		defer mu.Unlock()
		name := ts.Name() + "/" + args[0]
		if all[name] == nil {
			all[name] = pgtest.New(t)
		}
		d := all[name]
		if len(args) == 2 {
			printRows(ts, d.DB, args[1])
			return
		}
		ts.Setenv(args[0], fmt.Sprintf("postgres://%s@%s:%d/%s", pgtest.User, pgtest.Host, d.Port, d.Name))
		ts.Setenv("PASSWORD", pgtest.Password)
	}
}
