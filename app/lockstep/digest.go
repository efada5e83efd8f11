package lockstep

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"maps"
	"slices"
)

// Digest is a SHA-256 in lower-case hexadecimal; "" means absent.
type Digest string

// DigestOf is the digest of b.
func DigestOf(b []byte) Digest {
	sum := sha256.Sum256(b)
	return Digest(hex.EncodeToString(sum[:]))
}

// DigestFromRaw makes a digest of its 32 bytes; of none, the absent one.
func DigestFromRaw(raw []byte) Digest { return Digest(hex.EncodeToString(raw)) }

// Raw gives the digest's 32 bytes; nil for the absent digest and for text that is not one.
func (d Digest) Raw() []byte {
	raw, err := hex.DecodeString(string(d))
	if err != nil || len(raw) != sha256.Size {
		return nil
	}
	return raw
}

// Short is the first eight digits, enough to tell digests apart on a screen.
func (d Digest) Short() string { return string(d[:min(8, len(d))]) }

// hasher hashes a sequence of fields, each with its length before it, so that no two sequences read alike. What is short is
// hashed at once in the end.
type hasher struct {
	h hash.Hash // nil until there is much
	b []byte
}

const hashedAtOnce = 16 << 10

func newHasher() *hasher { return &hasher{} }

func (h *hasher) bytes(b []byte) {
	h.b = append(binary.BigEndian.AppendUint64(h.b, uint64(len(b))), b...)
	h.flush(hashedAtOnce)
}

func (h *hasher) text(s string) {
	h.b = append(binary.BigEndian.AppendUint64(h.b, uint64(len(s))), s...)
	h.flush(hashedAtOnce)
}

// settings adds names and values by name.
func (h *hasher) settings(s Settings) {
	h.text(Number(len(s)))
	for _, name := range slices.Sorted(maps.Keys(s)) {
		h.text(name)
		h.text(s[name])
	}
}

// raw adds the 32 bytes of a digest, or none for what is not one.
func (h *hasher) raw(d Digest) {
	var raw [sha256.Size]byte
	if len(d) != 2*sha256.Size {
		h.bytes(nil)
	} else if _, err := hex.Decode(raw[:], []byte(d)); err != nil {
		h.bytes(nil)
	} else {
		h.bytes(raw[:])
	}
}

// flush hashes what has come together, if it is more than so much.
func (h *hasher) flush(least int) {
	if len(h.b) <= least {
		return
	}
	if h.h == nil {
		h.h = sha256.New()
	}
	h.h.Write(h.b)
	h.b = h.b[:0]
}

func (h *hasher) digest() Digest {
	if h.h == nil {
		return DigestOf(h.b)
	}
	h.flush(0)
	return DigestFromRaw(h.h.Sum(nil))
}
