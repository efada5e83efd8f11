package engine

import (
	"errors"

	"lockstep/app/lockstep"
)

const damagedWhy = "Its content in the snapshot is damaged."

// sound is a snapshot's state without the items that would have to be written and cannot be read any more: they count
// as left out of the snapshot, so that all others can still be restored.
func sound(source, target lockstep.State) (lockstep.State, error) {
	var lost []lockstep.Key
	for _, item := range source.All() {
		if source.Sum(item.Key) == target.Sum(item.Key) {
			continue
		}
		_, err := item.Body.Bytes()
		if errors.Is(err, lockstep.Corrupt) {
			lost = append(lost, item.Key)
			continue
		}
		if err != nil {
			return source, err
		}
	}
	return source.Without(lost, damagedWhy)
}
