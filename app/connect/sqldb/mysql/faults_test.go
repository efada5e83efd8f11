package mysql_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/mysql"
	"lockstep/app/connect/sqldb/mysql/mytest"
	"lockstep/app/lockstep"
)

// journal remembers, and calls back.
type journal struct {
	begun, done     []lockstep.Key
	onBegin, onDone func(n int)
}

func (j *journal) Begin(k lockstep.Key) error {
	j.begun = append(j.begun, k)
	if j.onBegin != nil {
		j.onBegin(len(j.begun))
	}
	return nil
}

func (j *journal) Done(k lockstep.Key) error {
	j.done = append(j.done, k)
	if j.onDone != nil {
		j.onDone(len(j.done))
	}
	return nil
}

// plans are changes that take several statements.
var plans = map[string][]string{
	"key types and a new table": append(slices.Clone(schemaChanges["type of a key that is referred to"]), slices.Concat(schemaChanges["tables in a circle"], schemaChanges["triggers"], schemaChanges["views upon a new column"])...),
	"a bit of all":              slices.Concat(schemaChanges["a view becomes a table"], schemaChanges["routines, events and sequences"], schemaChanges["type of a key that refers to its own table"], schemaChanges["two triggers change their tables"], schemaChanges["partitions"]),
}

// scene is a target with rows that is to become as a source.
type scene struct {
	target        *mytest.Database
	into          lockstep.Connector
	before, after lockstep.State
}

func stage(t testing.TB, statements []string) scene {
	t.Helper()
	source, target := mytest.New(t), mytest.New(t)
	source.Exec(t, base...)
	target.Exec(t, base...)
	target.Exec(t, rows...)
	source.Exec(t, statements...)
	s := scene{target: target, into: open(t, target)}
	s.before, s.after = connecttest.Capture(t, s.into), connecttest.Capture(t, open(t, source))
	return s
}

func (s scene) apply(ctx context.Context, j lockstep.Journal) error {
	return s.into.Apply(ctx, s.after, lockstep.Diff(s.before, s.after), j)
}

// between asserts that what is neither as at the beginning nor as at the end is known to be between them.
func (s scene) between(t *testing.T) {
	t.Helper()
	now := connecttest.Capture(t, s.into)
	for _, c := range lockstep.Diff(s.before, now) {
		was, _ := s.before.Get(c.Key)
		half, _ := now.Get(c.Key)
		is, _ := s.after.Get(c.Key)
		if c.After != s.after.Sum(c.Key) && !mysql.Driver().Between(was, half, is) {
			body, _ := half.Body.Bytes()
			t.Errorf("%s is not between:\n%s", c.Key, body)
		}
	}
}

// ends takes a stopped run to its end, or back to its beginning.
func (s scene) ends(t *testing.T, undo bool) {
	t.Helper()
	held := untouched(t, s.target)
	to := s.after
	if undo {
		to = s.before
	}
	move(t, s.into, to)
	if !maps.Equal(untouched(t, s.target), held) {
		t.Error("rows were changed")
	}
}

func TestARunThatIsStoppedIsContinuedAndUndone(t *testing.T) {
	for name, statements := range plans {
		for at, more := 1, true; more; at++ {
			undo := at%4 > 1 // so that it is tried of each kind of cut
			t.Run(fmt.Sprintf("%s, after %d, undone %t", name, at, undo), func(t *testing.T) {
				s := stage(t, statements)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				j := &journal{onDone: func(n int) {
					if n == at {
						cancel()
					}
				}}
				err := s.apply(ctx, j)
				if more = err != nil; more && !errors.Is(err, context.Canceled) {
					t.Fatal(err)
				}
				if !slices.Equal(j.begun, j.done) {
					t.Errorf("begun %v, done %v", j.begun, j.done)
				}
				s.ends(t, undo)
			})
		}
	}
}

func TestARunWhoseConnectionIsCutIsContinuedAndUndone(t *testing.T) {
	for name, statements := range plans {
		for at, more := 1, true; more; at++ {
			undo := at%4 > 1 // so that it is tried of each kind of cut
			t.Run(fmt.Sprintf("%s, at statement %d, undone %t", name, at, undo), func(t *testing.T) {
				s := stage(t, statements)
				proxy := mytest.Between(t, s.target, at)
				connection := to(s.target)
				connection.Settings["port"] = proxy.Port
				through := connecttest.Open(t, mysql.Driver(), slot(), connection)
				j := &journal{}
				err := through.Apply(t.Context(), s.after, lockstep.Diff(s.before, s.after), j)
				more = proxy.Cut()
				switch {
				case more && !errors.Is(err, lockstep.Unknown):
					t.Errorf("got %v, want that it is unknown", err)
				case !more && err != nil:
					t.Error(err)
				}
				s.between(t)
				s.ends(t, undo)
			})
		}
	}
}

func TestAFailingChangeStopsAtItsStep(t *testing.T) {
	s := stage(t, []string{"ALTER TABLE customer ADD COLUMN first int", "ALTER TABLE node ADD COLUMN x int NOT NULL, ADD UNIQUE KEY (x)", "CREATE OR REPLACE VIEW names AS SELECT id, first FROM customer"})
	j := &journal{}
	err := s.apply(t.Context(), j)
	if err == nil || !strings.Contains(err.Error(), "refuses the change of node: Duplicate entry") {
		t.Errorf("got %v", err)
	}
	if len(j.done) != 1 || j.done[0].Name != "customer" || len(j.begun) != 2 {
		t.Errorf("begun %v, done %v", j.begun, j.done)
	}
	s.target.Exec(t, "DELETE FROM node WHERE parent IS NOT NULL ORDER BY id DESC")
	s.ends(t, false)
	s.ends(t, true)
}

func TestAnUndoOfAFailingChange(t *testing.T) {
	s := stage(t, slices.Concat(schemaChanges["type of a key that is referred to"], []string{"ALTER TABLE orders ADD COLUMN x int NOT NULL, ADD UNIQUE KEY (x)"}))
	if err := s.apply(t.Context(), &journal{}); err == nil {
		t.Fatal("the server took duplicates")
	}
	if len(lockstep.Diff(s.before, connecttest.Capture(t, s.into))) == 0 {
		t.Error("nothing was made before the failing step")
	}
	s.ends(t, true)
}

func TestATableInUse(t *testing.T) {
	s := stage(t, []string{"ALTER TABLE customer ADD COLUMN first int"})
	s.target.Exec(t, "BEGIN; SELECT * FROM customer LIMIT 1")
	err := s.apply(t.Context(), &journal{})
	if !errors.Is(err, lockstep.Conflict) || !strings.HasPrefix(err.Error(), "customer is in use by another session, which did not let go of it 3 times for 2 seconds.") {
		t.Errorf("got %v", err)
	}
	sameTexts(t, s.before, connecttest.Capture(t, s.into))
	s.target.Exec(t, "COMMIT")
	s.ends(t, false)
}

func TestASessionThatIsKilled(t *testing.T) {
	s := stage(t, []string{"ALTER TABLE customer ADD COLUMN first int"})
	j := &journal{onBegin: func(int) {
		s.target.Exec(t, s.target.Value(t, "SELECT concat('KILL ', group_concat(id SEPARATOR '; KILL ')) FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND ID <> CONNECTION_ID()"))
	}}
	if err := s.apply(t.Context(), j); !errors.Is(err, lockstep.Unreachable) && !errors.Is(err, lockstep.Unknown) {
		t.Errorf("got %v", err)
	}
	s.ends(t, false)
}
