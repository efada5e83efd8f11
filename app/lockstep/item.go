package lockstep

import "bytes"

// Part says whether an item belongs to the model or to the configuration.
type Part string

// The two parts; the model is always moved first.
const (
	Model         Part = "model"
	Configuration Part = "configuration"
)

// Mode is what an item is besides its bytes.
type Mode string

// The modes.
const (
	Plain      Mode = ""
	Executable Mode = "x"
	Link       Mode = "link" // a symbolic link; the body is its target
)

// Item is the smallest thing that can be compared, promoted or restored alone.
type Item struct {
	Key   Key
	Part  Part
	Mode  Mode
	Media string // media type where the connector knows one; "" otherwise
	Body  Body
	Needs []Key // the items that must exist where this one does; not part of the digest
}

// Digest is SHA-256 over the length-prefixed part, mode, media and body digest.
func (i Item) Digest() Digest {
	h := newHasher()
	h.text(string(i.Part))
	h.text(string(i.Mode))
	h.text(i.Media)
	h.bytes(i.Body.Digest.Raw())
	return h.digest()
}

// Body is the content of an item: known by digest and size, its bytes at hand or fetched when asked for.
type Body struct {
	Digest Digest
	Size   int64
	load   func() ([]byte, error)
}

// BodyOf is a body whose bytes are at hand. The slice must not be changed afterwards.
func BodyOf(b []byte) Body {
	return KnownBody(DigestOf(b), b)
}

// KnownBody is BodyOf for bytes whose digest is known.
func KnownBody(d Digest, b []byte) Body {
	return CheckedBody(d, int64(len(b)), func() ([]byte, error) { return b, nil })
}

// LazyBody is a body whose bytes are fetched by load when asked for, and checked against the digest then.
func LazyBody(d Digest, size int64, load func() ([]byte, error)) Body {
	return CheckedBody(d, size, func() ([]byte, error) {
		b, err := load()
		if err == nil && DigestOf(b) != d {
			return nil, NotRecorded(d)
		}
		return b, err
	})
}

// CheckedBody is a LazyBody whose load checks what it gives itself.
func CheckedBody(d Digest, size int64, load func() ([]byte, error)) Body {
	return Body{Digest: d, Size: size, load: load}
}

// NotRecorded is the error for bytes that do not have the digest d.
func NotRecorded(d Digest) error {
	return Errorf(Corrupt, "The content read is not the content that was recorded (%s).", d.Short())
}

// Bytes gives the content; the caller must not change it. The error is Corrupt where the bytes do not match the digest.
func (b Body) Bytes() ([]byte, error) {
	if b.load == nil {
		return nil, nil
	}
	return b.load()
}

// Binary says that content is not text for a person: it holds a NUL byte in its first 8,000 bytes, as git judges.
func Binary(content []byte) bool { return bytes.IndexByte(content[:min(len(content), 8000)], 0) >= 0 }
