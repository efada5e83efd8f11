package snapshots

import (
	"encoding/binary"
	"errors"

	"github.com/klauspost/compress/zstd"

	"lockstep/app/lockstep"
)

// The forms of what the vault stores. The first byte of a pack and of a manifest, inside the seal, is its form, so that
// a denser one can live beside this one.
const formPlain byte = 1 // one zstd frame that needs nothing else

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
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderCRC(false))
	if err != nil {
		panic(err) // only an option that makes no sense fails
	}
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxPlain))
	if err != nil {
		panic(err) // only an option that makes no sense fails
	}
	return codec{key, encoder, decoder}
}

// fold compresses and seals.
func (c codec) fold(plain []byte, about string) []byte {
	return c.key.Seal(c.encoder.EncodeAll(plain, []byte{formPlain}), about)
}

// unfold is the way back.
func (c codec) unfold(sealed []byte, about string) ([]byte, error) {
	content, err := c.key.Unseal(sealed, about)
	if err != nil {
		return nil, err
	}
	if len(content) == 0 || content[0] != formPlain {
		return nil, lockstep.Errorf(lockstep.Corrupt, "What was stored has a form that this Lockstep does not know. Install a newer Lockstep.")
	}
	plain, err := c.decoder.DecodeAll(content[1:], nil)
	if err != nil {
		return nil, caused(err, lockstep.Corrupt, "What was stored does not unfold.")
	}
	return plain, nil
}

// aboutPack is what packs are sealed about. Which pack it is does not matter: every body in it is checked by itself.
const aboutPack = "pack"

func aboutManifest(state lockstep.Digest) string { return "manifest of state " + string(state) }

// packed lays bodies one after the other behind the list of their sizes.
func packed(bodies [][]byte) []byte {
	size := 0
	for _, b := range bodies {
		size += len(b) + binary.MaxVarintLen64
	}
	plain := binary.AppendUvarint(make([]byte, 0, size+binary.MaxVarintLen64), uint64(len(bodies)))
	for _, b := range bodies {
		plain = binary.AppendUvarint(plain, uint64(len(b)))
	}
	for _, b := range bodies {
		plain = append(plain, b...)
	}
	return plain
}

var errPack = errors.New("a pack's list of sizes does not fit its content")

// unpacked is the way back. The bodies share plain's memory.
func unpacked(plain []byte) ([][]byte, error) {
	count, n := binary.Uvarint(plain)
	if n <= 0 || count > uint64(len(plain)-n) {
		return nil, errPack
	}
	rest := plain[n:]
	sizes := make([]uint64, count)
	for i := range sizes {
		size, n := binary.Uvarint(rest)
		if n <= 0 {
			return nil, errPack
		}
		sizes[i], rest = size, rest[n:]
	}
	bodies := make([][]byte, count)
	for i, size := range sizes {
		if size > uint64(len(rest)) {
			return nil, errPack
		}
		bodies[i], rest = rest[:size:size], rest[size:]
	}
	if len(rest) != 0 {
		return nil, errPack
	}
	return bodies, nil
}
