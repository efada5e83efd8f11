package lockstep

import (
	"slices"
	"time"
)

// InOrder gives the times of things as they are to be put in order: of those that were taken here, which have numbers, the higher
// number is never the earlier one, whatever the clock said when they were taken. of gives the number of a thing and its time;
// here is false where the number says nothing of when it was taken, as with what was imported.
func InOrder[T any](all []T, of func(T) (number int, at time.Time, here bool)) []time.Time {
	type one struct {
		index, number int
		at            time.Time
	}
	order := make([]time.Time, len(all))
	var taken []one
	for i, thing := range all {
		number, at, here := of(thing)
		order[i] = at
		if here {
			taken = append(taken, one{i, number, at})
		}
	}
	slices.SortStableFunc(taken, func(a, b one) int { return a.number - b.number })
	var last time.Time
	for _, t := range taken {
		if t.at.After(last) {
			last = t.at
		}
		order[t.index] = last
	}
	return order
}
