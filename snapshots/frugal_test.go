package snapshots_test

import (
	"runtime/debug"
	"testing"

	"lockstep/snapshots"
)

// Two that overlap end in any order, and leave behind what was before.
func TestFrugalEnds(t *testing.T) {
	percent := func() int {
		now := debug.SetGCPercent(100)
		debug.SetGCPercent(now)
		return now
	}
	before := debug.SetGCPercent(snapshots.UsualGarbage)
	defer debug.SetGCPercent(before)
	first := snapshots.Frugal(40)
	second := snapshots.Frugal(25)
	same(t, percent(), 25)
	first()
	same(t, percent(), 25)
	third := snapshots.Frugal(40)
	second()
	same(t, percent(), 40)
	third()
	same(t, percent(), snapshots.UsualGarbage)
	debug.SetGCPercent(800) // for the beginning of the program, which is over then
	snapshots.Frugal(40)()
	same(t, percent(), snapshots.UsualGarbage)
}
