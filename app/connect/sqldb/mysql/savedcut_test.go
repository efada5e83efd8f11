package mysql_test

import (
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/mysql"
	"lockstep/app/connect/sqldb/mysql/mytest"
	"lockstep/app/lockstep"
)

var (
	market = slices.Concat(stock, []string{
		"CREATE TABLE gone (id int PRIMARY KEY, stock int NOT NULL, word varchar(9), CONSTRAINT of_stock FOREIGN KEY (stock) REFERENCES stock (id))", "INSERT INTO gone VALUES (1, 10, 'a'), (2, 30, 'b')",
		"CREATE TABLE part (id int PRIMARY KEY, stock int NOT NULL, CONSTRAINT in_stock FOREIGN KEY (stock) REFERENCES stock (id))", "INSERT INTO part VALUES (5, 20), (6, 30)",
		"CREATE TRIGGER told BEFORE UPDATE ON stock FOR EACH ROW SET NEW.price = 0", "CREATE TRIGGER heard AFTER UPDATE ON part FOR EACH ROW DELETE FROM gone"})
	closing = []string{"DROP TABLE gone", "ALTER TABLE part DROP FOREIGN KEY in_stock, DROP KEY in_stock, DROP COLUMN stock", "ALTER TABLE stock MODIFY price int, DROP COLUMN note"}
)

// through is a connector whose connection is cut at a statement.
func through(t testing.TB, d *mytest.Database, at int) (lockstep.Connector, *mytest.Proxy) {
	t.Helper()
	proxy := mytest.Between(t, d, at)
	connection := to(d)
	connection.Settings["port"] = proxy.Port
	return connecttest.Open(t, mysql.Driver(), slot(), connection), proxy
}

// tried takes a database towards a state, as far as that goes.
func tried(t testing.TB, c lockstep.Connector, now, want lockstep.State) []lockstep.Saved {
	t.Helper()
	journal := &connecttest.Saving{}
	_ = c.Apply(t.Context(), want, lockstep.Diff(now, want), journal) // it is cut
	return journal.Saved
}

// A run that is cut at any statement is undone with what it had saved, and so is an undoing that is cut itself.
func TestWhatACutRunSavedIsPutBack(t *testing.T) {
	want := after(t, slices.Concat(market, closing)...)
	stride := 3
	if os.Getenv(everyKill) != "" {
		stride = 1
	}
	for first, undoing := range []bool{false, true} {
		for at, cut := 1+first, true; cut; at += stride {
			t.Run(fmt.Sprintf("the undoing %t, at %d", undoing, at), func(t *testing.T) {
				d, plain, before := held(t, market...)
				all := contents(t, d)
				c, proxy := through(t, d, at)
				var saved []lockstep.Saved
				if undoing {
					saved = tried(t, plain, before, want)
					c.(lockstep.Refiller).Refill(saved)
					tried(t, c, want, before)
				} else {
					saved = tried(t, c, before, want)
				}
				cut = proxy.Cut()
				now := connecttest.Capture(t, plain)
				for _, change := range lockstep.Diff(now, before) {
					k := change.Key
					is, _ := now.Get(k)
					was, _ := before.Get(k)
					then, _ := want.Get(k)
					if now.Sum(k) != want.Sum(k) && !mysql.Driver().Between(was, is, then) {
						t.Errorf("it is not known to be half made: %s", text(now, k))
					}
				}
				plain.(lockstep.Refiller).Refill(saved)
				move(t, plain, before)
				if diff := cmp.Diff(all, contents(t, d)); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}
