package mysql_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/mysql"
	"lockstep/app/connect/sqldb/mysql/mytest"
	"lockstep/app/lockstep"
)

var settingsTables = []string{"flags", "tax(country)", "fresh"}

var taxed = append([]string{
	"CREATE TABLE tax (id int PRIMARY KEY AUTO_INCREMENT, country char(2) NOT NULL, rate decimal(5,2) NOT NULL, flag varchar(40), KEY (flag))",
	"INSERT INTO tax VALUES (5, 'DE', 19, 'a'), (6, 'IT', 22, NULL)",
}, flags...)

// further is a change of the model and of rows, some of which change because their table does.
var further = []string{
	"ALTER TABLE flags ADD COLUMN note varchar(40) NOT NULL DEFAULT 'none', DROP COLUMN price, MODIFY place bigint",
	"ALTER TABLE tax MODIFY rate decimal(7,4) NOT NULL, ADD CONSTRAINT of_tax FOREIGN KEY (flag) REFERENCES flags (name)",
	"CREATE TABLE fresh (id int PRIMARY KEY, tax int, CONSTRAINT to_tax FOREIGN KEY (tax) REFERENCES tax (id))",
	"INSERT INTO fresh VALUES (1, 5), (2, NULL)",
	"UPDATE flags SET place = 30 WHERE name = 'a'", "UPDATE flags SET note = 'ü', place = 1 WHERE name = 'b'", "INSERT INTO flags VALUES ('d', 5, 'c', 'x')",
	"UPDATE tax SET rate = 16.1234, flag = 'b' WHERE id = 5", "DELETE FROM tax WHERE id = 6",
}

// rowScene is a target that is to become as a source.
type rowScene struct {
	keeper
	before, want lockstep.State
	changes      []lockstep.Change
}

func rowStage(t testing.TB) rowScene {
	t.Helper()
	source, target := keeping(t, settingsTables, taxed...), keeping(t, settingsTables, taxed...)
	source.Exec(t, further...)
	s := rowScene{keeper: target, before: target.capture(t)}
	var problems []lockstep.Problem
	s.want, s.changes, problems = target.plan(t, source.capture(t))
	if got := told(problems, lockstep.Blocks, lockstep.Loses); got != "" {
		t.Fatal(got)
	}
	return s
}

// ends takes a stopped run to its end, or back to its beginning.
func (s rowScene) ends(t *testing.T, undo bool) {
	t.Helper()
	if undo {
		s.move(t, s.before)
		connecttest.Same(t, s.before, s.capture(t))
		return
	}
	s.move(t, s.want)
	connecttest.Same(t, s.want, s.capture(t))
}

func TestARunWithRowsThatIsStoppedIsContinuedAndUndone(t *testing.T) {
	for at, more := 1, true; more; at++ {
		for _, undo := range []bool{false, true} {
			t.Run(fmt.Sprintf("after %d, undone %t", at, undo), func(t *testing.T) {
				s := rowStage(t)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				stops := func(n int) {
					if n == at {
						cancel()
					}
				}
				err := s.open(t).Apply(ctx, s.want, s.changes, &journal{onBegin: stops})
				if more = err != nil; more && !errors.Is(err, context.Canceled) {
					t.Fatal(err)
				}
				s.ends(t, undo)
			})
		}
	}
}

func TestARunWithRowsWhoseConnectionIsCutIsContinuedAndUndone(t *testing.T) {
	unknown := 0
	for at, more := 1, true; more; at++ {
		for _, undo := range []bool{false, true} {
			t.Run(fmt.Sprintf("at statement %d, undone %t", at, undo), func(t *testing.T) {
				s := rowStage(t)
				proxy := mytest.Between(t, s.Database, at)
				connection := to(s.Database)
				connection.Settings["port"] = proxy.Port
				err := connecttest.Open(t, mysql.Driver(), s.slot, connection).Apply(t.Context(), s.want, s.changes, &journal{})
				more = proxy.Cut()
				switch {
				case more && errors.Is(err, lockstep.Unknown):
					unknown++
				case more && !errors.Is(err, lockstep.Unreachable):
					t.Errorf("got %v, want that it is not known, or that the server cannot be reached", err)
				case !more && err != nil:
					t.Error(err)
				}
				s.ends(t, undo)
			})
		}
	}
	if unknown < 4 {
		t.Errorf("of %d cuts nobody knew what they had left", unknown)
	}
}

func TestARowThatWasChangedSinceThePlan(t *testing.T) {
	for name, statement := range map[string]string{
		"changed": "UPDATE flags SET up = 'a' WHERE name = 'a'", "gone": "DELETE FROM tax WHERE country = 'IT'", "there": "INSERT INTO flags VALUES ('d', 7, NULL, 0)",
	} {
		t.Run(name, func(t *testing.T) {
			for _, late := range []bool{false, true} {
				s := rowStage(t)
				meddle := func() { s.Exec(t, statement) }
				j := &journal{}
				if late { // once the model is made, and before the rows are
					j.onDone = func(n int) {
						if n == 3 {
							s.Exec(t, map[string]string{"changed": statement, "gone": statement, "there": "INSERT INTO flags (name, place) VALUES ('d', 7)"}[name])
						}
					}
				} else {
					meddle()
				}
				err := s.open(t).Apply(t.Context(), s.want, s.changes, j)
				if !errors.Is(err, lockstep.Conflict) {
					t.Errorf("late %t: got %v", late, err)
				}
				if s.Value(t, "SELECT count(*) FROM tax WHERE rate > 16 AND rate < 17") != "0" {
					t.Error("rows were written")
				}
			}
		})
	}
}

func TestRowsInUse(t *testing.T) {
	a, b := keeping(t, []string{"flags"}, flags...), keeping(t, []string{"flags"}, flags...)
	a.Exec(t, "UPDATE flags SET up = 'b' WHERE name = 'b'")
	want, changes, _ := b.plan(t, a.capture(t))
	before := b.capture(t)
	b.Exec(t, "BEGIN", "UPDATE flags SET price = 9 WHERE name = 'c'")
	err := b.open(t).Apply(t.Context(), want, changes, connecttest.NoJournal{})
	if !errors.Is(err, lockstep.Conflict) {
		t.Errorf("got %v", err)
	}
	b.Exec(t, "ROLLBACK")
	connecttest.Same(t, before, b.capture(t))
	b.move(t, want)
}
