package values

import (
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// each does something with every one of many, on all processors, until one gives an error. A processor goes on with the
// next one in the same goroutine, whose stack has grown to what a parser needs.
func each[T any](all []T, do func(T) error) error {
	var work errgroup.Group
	var next atomic.Int64
	for range min(runtime.GOMAXPROCS(0), len(all)) {
		work.Go(func() error {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(all) {
					return nil
				}
				if err := do(all[i]); err != nil {
					return err
				}
			}
		})
	}
	return work.Wait()
}
