package lockstep_test

import (
	"slices"
	"testing"

	"lockstep/app/lockstep"
)

// batcher notes what it is told, and how often.
type batcher struct {
	begun [][]lockstep.Key
	done  []lockstep.Key
}

func (b *batcher) Begin(k lockstep.Key) error { return b.BeginAll([]lockstep.Key{k}) }

func (b *batcher) BeginAll(keys []lockstep.Key) error {
	b.begun = append(b.begun, keys)
	return nil
}

func (b *batcher) Done(k lockstep.Key) error {
	b.done = append(b.done, k)
	return nil
}

func TestWhatIsWrittenTogetherIsBegunAtOnce(t *testing.T) {
	row, table := lockstep.Key{Kind: "row", Name: "flags/a"}, lockstep.Key{Kind: "table", Name: "flags"}
	var b batcher
	err := lockstep.AtOnce(&b, []lockstep.Change{{Key: row, Part: lockstep.Configuration}, {Key: table, Part: lockstep.Model}}, func() error {
		if len(b.begun) != 1 || !slices.Equal(b.begun[0], []lockstep.Key{table, row}) {
			t.Errorf("begun %v", b.begun)
		}
		return nil
	})
	if err != nil || !slices.Equal(b.done, []lockstep.Key{table, row}) {
		t.Errorf("done %v, %v", b.done, err)
	}
}
