package mysql_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/mysql"
	"lockstep/app/connect/sqldb/mysql/mytest"
	"lockstep/app/lockstep"
)

// everyKill has each plan be killed at each of its statements, and not at one alone.
const everyKill = "LOCKSTEP_KILLS"

// errand is what a process applies that is killed while it does.
type errand struct {
	Slot         lockstep.Slot
	Source, Into lockstep.Connection
}

const errandVariable = "LOCKSTEP_TEST_ERRAND"

func runErrand(asked string) int {
	var e errand
	err := json.Unmarshal([]byte(asked), &e)
	if err == nil {
		err = e.run(context.Background())
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

func (e errand) run(ctx context.Context) error {
	var states [2]lockstep.State
	var into lockstep.Connector
	for i, connection := range []lockstep.Connection{e.Source, e.Into} {
		c, err := mysql.Driver().Open(ctx, e.Slot, connection)
		if err != nil {
			return err
		}
		if states[i], err = c.Capture(ctx); err != nil {
			return err
		}
		into = c
	}
	want, _, err := mysql.Driver().Prepare(e.Slot, states[1], states[0])
	if err != nil {
		return err
	}
	return into.Apply(ctx, want, lockstep.Diff(states[1], want), connecttest.NoJournal{})
}

// killedPlans are what is promoted while something is killed. Columns and tables go in some, and with them what they held.
var killedPlans = map[string]struct {
	statements []string
	loses      bool
}{
	"tables come":                    {statements: slices.Concat(schemaChanges["tables in a circle"], schemaChanges["a table that nobody knew"])},
	"a table goes":                   {statements: schemaChanges["a table goes, with what refers to it"], loses: true},
	"types of keys":                  {statements: slices.Concat(schemaChanges["type of a key that is referred to"], schemaChanges["type of a key that refers to its own table"])},
	"indexes and checks":             {statements: slices.Concat(schemaChanges["add keys"], schemaChanges["checks"], schemaChanges["a character set"])},
	"columns, and views over them":   {statements: slices.Concat(schemaChanges["views upon a new column"], schemaChanges["generated columns"])},
	"a view becomes a table":         {statements: schemaChanges["a view becomes a table"], loses: true},
	"triggers":                       {statements: schemaChanges["triggers"]},
	"routines, events and sequences": {statements: schemaChanges["routines, events and sequences"]},
	"rows": {statements: []string{"UPDATE flags SET place = NULL", "UPDATE flags SET place = 3 WHERE name = 'a'", "UPDATE flags SET place = 1 WHERE name = 'b'",
		"INSERT INTO flags VALUES ('d', 5, 'c', 4)", "UPDATE tax SET rate = 16, flag = 'b' WHERE id = 5", "DELETE FROM tax WHERE id = 6"}},
	"rows, and the tables that they are in": {statements: further, loses: true},
}

// killScene is a target that is to become as a source.
type killScene struct {
	rowScene
	source keeper
	model  []string // the target's dump, without rows
	full   []string // with them
	held   map[string]string
}

func killStage(t testing.TB, statements []string) killScene {
	t.Helper()
	all := slices.Concat(base, rows, taxed)
	source, target := keeping(t, settingsTables, all...), keeping(t, settingsTables, all...)
	source.Exec(t, statements...)
	s := killScene{source: source, rowScene: rowScene{keeper: target, before: target.capture(t)}, model: dumped(t, target.Database), full: whole(t, target), held: untouched(t, target.Database)}
	var err error
	if s.want, _, err = mysql.Driver().Prepare(target.slot, s.before, source.capture(t)); err != nil {
		t.Fatal(err)
	}
	s.changes = lockstep.Diff(s.before, s.want)
	return s
}

// whole is all that a database holds, as its own program tells.
func whole(t testing.TB, k keeper) []string {
	t.Helper()
	return sortedLines(quieted(k.Database, k.DumpAll(t)))
}

// struck applies while the server, or the process that does it, is killed at a statement.
func (s killScene) struck(t *testing.T, at int, server bool) {
	t.Helper()
	e := errand{Slot: s.slot, Source: to(s.source.Database), Into: to(s.Database)}
	if server {
		proxy := mytest.Striking(t, s.Database, at, mytest.Kill)
		e.Into.Settings["port"] = proxy.Port
		if err := e.run(t.Context()); err == nil {
			t.Fatal("the run did not notice that the server is gone")
		}
		proxy.Wait()
		mytest.Revive(t)
		return
	}
	child := exec.CommandContext(t.Context(), os.Args[0])
	proxy := mytest.Striking(t, s.Database, at, func() { _ = child.Process.Kill() })
	e.Into.Settings["port"] = proxy.Port
	asked, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	child.Env = append(os.Environ(), errandVariable+"="+string(asked))
	if out, err := child.CombinedOutput(); err == nil || child.ProcessState.Exited() {
		t.Fatalf("it was not killed: %v %s", err, out)
	}
	proxy.Wait()
}

// Whenever the server or the program is killed, what was begun is brought to its end, or undone to the byte.
func TestARunThatIsKilledIsContinuedAndUndone(t *testing.T) {
	for i, name := range slices.Sorted(maps.Keys(killedPlans)) {
		plan := killedPlans[name]
		twin := killStage(t, plan.statements)
		proxy := mytest.Between(t, twin.Database, 1<<30)
		e := errand{Slot: twin.slot, Source: to(twin.source.Database), Into: to(twin.Database)}
		e.Into.Settings["port"] = proxy.Port
		if err := e.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		connecttest.Same(t, twin.want, twin.capture(t))
		ended, steps := whole(t, twin.keeper), proxy.Seen()
		for n := range 2 * steps {
			at, server, undo := 1+n/2, n%2 == 0, (n+n/4+i/2)%2 == 0
			if os.Getenv(everyKill) == "" && n != (5*i+steps)%(2*steps) {
				continue
			}
			t.Run(fmt.Sprintf("%s, at statement %d of %d, the server %t, undone %t", name, at, steps, server, undo), func(t *testing.T) {
				s := killStage(t, plan.statements)
				s.struck(t, at, server)
				s.ends(t, undo)
				want, got := ended, whole(t, s.keeper)
				switch {
				case undo && plan.loses:
					want, got = s.model, dumped(t, s.Database)
				case undo:
					want = s.full
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Error(diff)
				}
				if !maps.Equal(untouched(t, s.Database), s.held) {
					t.Error("rows were changed")
				}
			})
		}
	}
}
