package lockstep_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/lockstep"
)

func TestAHigherNumberIsNeverTheEarlierOne(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 11, 26, hour, 0, 0, 0, time.UTC) }
	taken := func(number, hour int, imported bool) lockstep.Snapshot {
		return lockstep.Snapshot{Number: number, TakenAt: at(hour), Imported: imported}
	}
	var numbers []int
	for _, s := range lockstep.NewestFirst([]lockstep.Snapshot{
		taken(4, 3, false), taken(1, 1, false), taken(2, 9, false), taken(3, 2, false), taken(5, 10, false), taken(6, 5, true), taken(7, 11, true),
	}) {
		numbers = append(numbers, s.Number)
	}
	if diff := cmp.Diff([]int{7, 5, 4, 3, 2, 6, 1}, numbers); diff != "" {
		t.Error(diff)
	}
}
