package mysql_test

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/mysql/mytest"
	"lockstep/app/lockstep"
)

// A walk through the schemas, from each to the next, on one database and without rows, which might not fit.
func TestFromOneSchemaToAnother(t *testing.T) {
	steps, err := strconv.Atoi(cmp.Or(os.Getenv("LOCKSTEP_STEPS"), "40"))
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
	for range steps {
		name := names[random.IntN(len(names))]
		t.Run(name, func(t *testing.T) { move(t, into, states[name]) })
	}
}
