package postgres_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/postgres/pgtest"
	"lockstep/app/lockstep"
)

// busy is what is changed of the tables of pgbench while it runs.
const busy = `ALTER TABLE pgbench_accounts ADD COLUMN note text NOT NULL DEFAULT 'none', ADD COLUMN seen timestamptz DEFAULT now(), DROP COLUMN filler;
	ALTER TABLE pgbench_accounts ALTER COLUMN abalance SET NOT NULL, ALTER COLUMN bid SET NOT NULL, ADD UNIQUE (aid, bid);
	ALTER TABLE pgbench_accounts ADD CONSTRAINT rich CHECK (abalance > -2000000000), ADD FOREIGN KEY (bid) REFERENCES pgbench_branches;
	ALTER TABLE pgbench_history ADD FOREIGN KEY (tid) REFERENCES pgbench_tellers, ADD FOREIGN KEY (aid) REFERENCES pgbench_accounts;
	ALTER TABLE pgbench_branches ALTER COLUMN bbalance TYPE bigint; ALTER TABLE pgbench_tellers DROP COLUMN filler;
	CREATE INDEX balances ON pgbench_accounts (abalance); CREATE INDEX on_tellers ON pgbench_history (tid);
	CREATE VIEW totals AS SELECT b.bid, sum(a.abalance) AS total FROM pgbench_branches b JOIN pgbench_accounts a ON a.bid = b.bid GROUP BY b.bid;
	CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.note := ''changed''; RETURN NEW; END';
	CREATE TRIGGER noted BEFORE UPDATE ON pgbench_accounts FOR EACH ROW EXECUTE FUNCTION noted();`

// load runs pgbench for some seconds, and gives how long its longest transaction took.
func load(t *testing.T, d *pgtest.Database, seconds int) (time.Duration, error) {
	folder := t.TempDir()
	if out, err := d.Bench(t, folder, "-n", "-c", "4", "-j", "2", "-T", fmt.Sprint(seconds), "-l").CombinedOutput(); err != nil || !strings.Contains(string(out), "number of failed transactions: 0 ") {
		return 0, fmt.Errorf("%v %s", err, out)
	}
	var longest time.Duration
	logs, err := filepath.Glob(filepath.Join(folder, "pgbench_log.*"))
	if err != nil || len(logs) == 0 {
		return 0, fmt.Errorf("no log: %v", err)
	}
	for _, log := range logs {
		f, err := os.Open(log)
		if err != nil {
			return 0, err
		}
		defer f.Close()
		for lines := bufio.NewScanner(f); lines.Scan(); {
			var client, number, micros int
			if _, err := fmt.Sscan(lines.Text(), &client, &number, &micros); err != nil {
				return 0, err
			}
			longest = max(longest, time.Duration(micros)*time.Microsecond)
		}
	}
	return longest, nil
}

// reader keeps a table from being changed until somebody has waited for it, and given up.
func reader(t *testing.T, d *pgtest.Database) {
	t.Helper()
	tx, err := d.DB.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.ExecContext(t.Context(), "SELECT FROM pgbench_accounts LIMIT 1"); err != nil {
		t.Fatal(err)
	}
	const waits = "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'pgbench_accounts'::regclass AND mode = 'AccessExclusiveLock' AND NOT granted)"
	go func() {
		for _, waiting := range []string{"true", "false"} {
			for d.Query(t, waits) != waiting {
				time.Sleep(10 * time.Millisecond)
			}
		}
		if err := tx.Commit(); err != nil {
			t.Error(err)
		}
	}()
}

// While the tables of a load are changed, which somebody reads for long, none of it fails, and no transaction of it, and so no statement, takes longer than a lock is waited
// for and a second; on a computer that is busy with other things, not longer than that beside the longest without any change.
func TestALoadGoesOnWhileItsTablesAreChanged(t *testing.T) {
	from, into := pgtest.New(t), pgtest.New(t)
	for d, steps := range map[*pgtest.Database]string{from: "dtp", into: "dtgp"} {
		if out, err := d.Bench(t, "", "-i", "-I", steps, "-s", "2", "-q").CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
	}
	before := capture(t, into)
	from.Exec(t, busy)
	want, changes := prepared(t, into, capture(t, from))
	usual, err := load(t, into, 2)
	if err != nil {
		t.Fatal(err)
	}
	var longest time.Duration
	ended := make(chan error)
	promoted := make(chan struct{})
	go func() {
		for {
			took, err := load(t, into, 2)
			longest = max(longest, took)
			select {
			case <-promoted:
				ended <- err
				return
			default:
			}
			if err != nil {
				ended <- err
				return
			}
		}
	}()
	begin := time.Now()
	connector := open(t, into)
	problems, err := connector.Validate(t.Context(), want, changes)
	if err != nil || said(problems, lockstep.Blocks) != "" {
		t.Fatal(err, problems)
	}
	tried := time.Since(begin)
	reader(t, into)
	if err := connector.Apply(t.Context(), want, changes, connecttest.NoJournal{}); err != nil {
		t.Error(err)
	}
	made := time.Since(begin) - tried
	close(promoted)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	same(t, want, capture(t, into))
	if most := 3*time.Second + usual; longest > most {
		t.Errorf("a transaction of the load took %v, and %v without a change", longest, usual)
	}
	t.Logf("tried in %v, made in %v; a transaction took %v at most, and %v without a change\n%s", tried, made, longest, usual, said(problems, lockstep.Note))
	move(t, into, before)
}
