package store_test

import (
	"path/filepath"
	"strings"
	"testing"

	"lockstep/app/lockstep"
	"lockstep/store"
	"lockstep/store/storetest"
)

func TestTheRecordOfRunsIsAChain(t *testing.T) {
	// recorded is a catalog with two runs, of which the first was changed by the program; tampered with past it by SQL.
	recorded := func(t *testing.T, tamper ...string) store.Chain {
		t.Helper()
		path := filepath.Join(t.TempDir(), "catalog.db")
		s, first := journalledAt(t, path)
		first.Status = lockstep.Done
		storetest.Write(t, s, func(tx *store.Tx) error {
			if err := tx.UpdateRun(first); err != nil {
				return err
			}
			second := first
			second.UUID = "second"
			return tx.AddRun(&second, nil)
		})
		run(t, path, tamper...)
		c, err := s.Chain(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	t.Run("that fits where nobody touched it", func(t *testing.T) {
		c := recorded(t)
		if len(c.Faults) > 0 || c.Links != 3 || len(c.Head) != 64 {
			t.Errorf("%+v", c)
		}
	})
	t.Run("that pruning does not break", func(t *testing.T) {
		c := recorded(t, `UPDATE run SET guard = NULL, result = NULL, source = NULL, want = NULL, base_after = NULL`)
		equal(t, c.Faults, []string{})
	})
	for name, one := range map[string]struct{ tamper, want string }{
		"a run that was changed":                {`UPDATE run SET "by" = 'nobody' WHERE number = 1`, "Run 1 is not what was recorded"},
		"a run whose time was changed":          {`UPDATE run SET ended_at = 5 WHERE number = 2`, "Run 2 is not what was recorded"},
		"a run that was taken out":              {`DELETE FROM run WHERE number = 2`, "1 of the recorded runs"},
		"a run that was put in":                 {`INSERT INTO run SELECT 9, 'other', environment, source_env, act, status, undoing, "by", NULL, NULL, NULL, NULL, NULL, NULL, NULL, started_at, ended_at, record, steps FROM run WHERE number = 2`, "Run 9 was put into the record"},
		"a link that was taken out":             {`DELETE FROM chain WHERE seq = 2`, "Links 2 to 2"},
		"a link that was changed with the run":  {`UPDATE chain SET row = zeroblob(32) WHERE seq = 1`, "Link 1 of the record"},
		"the first link":                        {`DELETE FROM chain WHERE seq = 1`, "Links 1 to 1"},
		"a run taken out with the end of links": {`DELETE FROM chain WHERE seq = 3`, "Run 2 was put into the record"},
	} {
		t.Run("that shows "+name, func(t *testing.T) {
			c := recorded(t, one.tamper)
			if !strings.Contains(strings.Join(c.Faults, "\n"), one.want) {
				t.Errorf("found %q, want %q", c.Faults, one.want)
			}
		})
	}
	t.Run("of which the head is another one once something is added", func(t *testing.T) {
		s, run := journalled(t)
		before, err := s.Chain(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		storetest.Write(t, s, func(tx *store.Tx) error { return tx.UpdateRun(run) })
		after, err := s.Chain(t.Context())
		if err != nil || after.Head == before.Head || after.Links != before.Links+1 {
			t.Errorf("%+v, then %+v, %v", before, after, err)
		}
	})
}
