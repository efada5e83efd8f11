package mysql_test

import (
	"cmp"
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/mysql"
	"lockstep/app/connect/sqldb/mysql/mytest"
	"lockstep/app/lockstep"
)

// A walk through the schemas, from each to the next, on one database and without rows, which might not fit. Every other time the
// connection is cut on the way to a schema, and the walk goes on from what is there.
func TestFromOneSchemaToAnother(t *testing.T) {
	steps, err := strconv.Atoi(cmp.Or(os.Getenv("LOCKSTEP_STEPS"), "10"))
	if err != nil {
		t.Fatal(err)
	}
	states := map[string]lockstep.State{}
	names := slices.Sorted(maps.Keys(schemaChanges))
	for _, name := range names {
		source := mytest.New(t)
		source.Exec(t, slices.Concat(base, schemaChanges[name])...)
		states[name] = connecttest.Capture(t, open(t, source))
	}
	target := mytest.New(t)
	into := open(t, target)
	random := rand.New(rand.NewPCG(1, 2))
	for step := range steps {
		name, missed := names[random.IntN(len(names))], names[random.IntN(len(names))]
		at := 1 + random.IntN(8)
		t.Run(name, func(t *testing.T) {
			if step%2 == 0 {
				now := connecttest.Capture(t, into)
				proxy := mytest.Between(t, target, at)
				connection := to(target)
				connection.Settings["port"] = proxy.Port
				c := connecttest.Open(t, mysql.Driver(), slot(), connection)
				err := c.Apply(t.Context(), states[missed], lockstep.Diff(now, states[missed]), connecttest.NoJournal{})
				if err != nil && !errors.Is(err, lockstep.Unknown) {
					t.Errorf("to %s: %v", missed, err)
				}
			}
			move(t, into, states[name])
		})
	}
}
