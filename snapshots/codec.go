package snapshots

import (
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
	encoder *zstd.Encoder
	decoder *zstd.Decoder
}

func newCodec(key *Key) codec {
	encoder, err := zstd.NewWriter(nil, encoderOptions()...)
	if err != nil {
		panic(err) // only an option that makes no sense fails
	}
	decoder, err := zstd.NewReader(nil, decoderOptions()...)
	if err != nil {
		panic(err) // only an option that makes no sense fails
	}
	return codec{key, encoder, decoder}
}

// encoderOptions leave out a checksum of zstd's own: the seal and the digests check more.
func encoderOptions() []zstd.EOption {
	return []zstd.EOption{zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderCRC(false)}
}

func decoderOptions() []zstd.DOption {
	return []zstd.DOption{zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxPlain)}
}

// unknownForm is the error for what a newer Lockstep has stored.
func unknownForm() error {
	return lockstep.Errorf(lockstep.Corrupt, "What was stored has a form that this Lockstep does not know. Install a newer Lockstep.")
}
