package engine

import (
	"context"
	"errors"
	"runtime"

	"golang.org/x/sync/errgroup"

	"lockstep/app/lockstep"
)

const damagedWhy = "Its content in the snapshot is damaged."

// sound is a snapshot's state without the items that would have to be written and cannot be read any more: they count
// as left out of the snapshot, so that all others can still be restored.
func sound(ctx context.Context, source, target lockstep.State) (lockstep.State, error) {
	damaged := make([]bool, source.Len())
	readers, ctx := errgroup.WithContext(ctx)
	readers.SetLimit(runtime.GOMAXPROCS(0))
	for i, item := range source.All() {
		if source.Sum(item.Key) == target.Sum(item.Key) {
			continue
		}
		readers.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			_, err := item.Body.Bytes()
			if damaged[i] = errors.Is(err, lockstep.Corrupt); damaged[i] {
				return nil
			}
			return err
		})
	}
	if err := readers.Wait(); err != nil {
		return source, err
	}
	var lost []lockstep.Key
	for i, item := range source.All() {
		if damaged[i] {
			lost = append(lost, item.Key)
		}
	}
	return source.Without(lost, damagedWhy)
}
