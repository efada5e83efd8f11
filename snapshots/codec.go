package snapshots

import (
	"math/bits"
	"runtime"

	"github.com/klauspost/compress/zstd"

	"lockstep/app/lockstep"
)

// maxPlain bounds what a pack or a manifest unfolds to, and maxBody the one body that a pack may hold alone.
const (
	maxPlain = 512 << 20
	maxBody  = 256 << 20
)

// codec compresses and seals. It may be used from several goroutines.
type codec struct {
	key     *Key
	small   *zstd.Encoder // for what is small, as most is
	large   *zstd.Encoder
	decoder *zstd.Decoder
}

// small is the size up to which content is small.
const small = 256 << 10

func newCodec(key *Key) codec {
	encoder := func(size int) *zstd.Encoder {
		e, err := zstd.NewWriter(nil, encoderOptions(size)...)
		if err != nil {
			panic(err) // only an option that makes no sense fails
		}
		return e
	}
	decoder, err := zstd.NewReader(nil, decoderOptions()...)
	if err != nil {
		panic(err) // only an option that makes no sense fails
	}
	return codec{key, encoder(small), encoder(packSize), decoder}
}

func (c codec) encoder(size int) *zstd.Encoder {
	if size <= small {
		return c.small
	}
	return c.large
}

// encoderOptions are for content of a size: what is small has nothing to win from tables that take longer to make than
// it takes to compress. They leave out a checksum of zstd's own: the seal and the digests check more.
func encoderOptions(size int) []zstd.EOption {
	window, level := min(max(1<<bits.Len(uint(size)), zstd.MinWindowSize), packSize), zstd.SpeedBetterCompression
	if size <= small {
		level = zstd.SpeedDefault
	}
	return []zstd.EOption{zstd.WithEncoderConcurrency(runtime.GOMAXPROCS(0)), zstd.WithEncoderLevel(level), zstd.WithEncoderCRC(false),
		zstd.WithWindowSize(window), zstd.WithAllLitEntropyCompression(true)}
}

func decoderOptions() []zstd.DOption {
	return []zstd.DOption{zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxPlain)}
}

// unknownForm is the error for what a newer Lockstep has stored.
func unknownForm() error {
	return lockstep.Errorf(lockstep.Corrupt, "What was stored has a form that this Lockstep does not know. Install a newer Lockstep.")
}
