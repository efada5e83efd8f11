package snapshots

import (
	"runtime/debug"
	"slices"
	"sync"
)

// frugal is which shares of garbage are asked for at present, and which there was before.
var frugal struct {
	sync.Mutex
	asked  []int
	former int
}

// UsualGarbage is the percent of garbage, of what is in use, at which a program collects it: less than Go's own 100, so that
// a hundred megabytes of small files are snapshot and restored in 150.
const UsualGarbage = 60

// Frugal makes the program collect its garbage more often until it is told to stop, for what is large and rare: once there is
// a percent of garbage. Of several that overlap the most frugal counts, and the last to stop brings back what was before.
func Frugal(percent int) (stop func()) {
	frugal.Lock()
	defer frugal.Unlock()
	frugal.asked = append(frugal.asked, percent)
	former := debug.SetGCPercent(slices.Min(frugal.asked))
	if len(frugal.asked) == 1 {
		frugal.former = min(former, UsualGarbage) // a program that has just begun may have put the first collection off
	}
	return func() {
		frugal.Lock()
		defer frugal.Unlock()
		i := slices.Index(frugal.asked, percent)
		frugal.asked = slices.Delete(frugal.asked, i, i+1)
		now := frugal.former
		if len(frugal.asked) > 0 {
			now = slices.Min(frugal.asked)
		}
		debug.SetGCPercent(now)
	}
}
