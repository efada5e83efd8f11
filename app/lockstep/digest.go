package lockstep

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
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

// hasher hashes a sequence of fields, each with its length before it, so that no two sequences read alike.
type hasher struct{ h hash.Hash }

func newHasher() hasher { return hasher{sha256.New()} }

func (h hasher) bytes(b []byte) {
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(len(b)))
	h.h.Write(n[:])
	h.h.Write(b)
}

func (h hasher) text(s string) { h.bytes([]byte(s)) }

func (h hasher) digest() Digest { return DigestFromRaw(h.h.Sum(nil)) }
