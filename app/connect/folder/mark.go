package folder

import (
	"crypto/sha256"
	"encoding/binary"
	"io/fs"
	"time"
)

// stamps are what the file system says about a file: its mode, size and times, and which file it is, as far as it tells.
type stamps [7]int64

// markOf is what the file system says about a file, as a number that is not 0.
func markOf(info fs.FileInfo) uint64 {
	var b [8 * len(stamps{})]byte
	for i, n := range stamp(info) {
		binary.LittleEndian.PutUint64(b[8*i:], uint64(n))
	}
	sum := sha256.Sum256(b[:])
	return max(1, binary.LittleEndian.Uint64(sum[:]))
}

// Clocks of file systems tick: what is written twice in one tick has the same times. A fine one ticks every ten
// milliseconds at most, and a coarse one, whose times are whole seconds, every two (FAT).
const (
	fineTick   = 12 * time.Millisecond
	coarseTick = 2 * time.Second
)

// settled says that a file which is read from began on cannot be written any more without another mark: the clock of the
// file system has ticked since it was written last. Git calls the others racy.
func settled(info fs.FileInfo, began time.Time) bool {
	last, known := lastChange(info)
	tick := fineTick
	if last.Nanosecond() == 0 {
		tick = coarseTick
	}
	return known && began.Sub(last) > tick
}
