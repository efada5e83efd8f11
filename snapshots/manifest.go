package snapshots

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"math"

	"lockstep/app/lockstep"
)

// A manifest is a state without its bodies: the number of items, each as
//
//	slot, kind, name, part, mode, media, body digest, body size, number of needs, each need as slot, kind, name
//
// then the number of omitted items, each as slot, kind, name, why. Texts have their length before them, numbers are
// unsigned varints, a digest is its 32 bytes.

// encodeManifest writes the manifest of a state.
func encodeManifest(s lockstep.State) []byte {
	var m manifestWriter
	m.number(uint64(s.Len()))
	for _, item := range s.All() {
		m.key(item.Key)
		m.text(string(item.Part))
		m.text(string(item.Mode))
		m.text(item.Media)
		m.b = append(m.b, item.Body.Digest.Raw()...)
		m.number(uint64(item.Body.Size))
		m.number(uint64(len(item.Needs)))
		for _, k := range item.Needs {
			m.key(k)
		}
	}
	m.number(uint64(len(s.Omitted())))
	for _, o := range s.Omitted() {
		m.key(o.Key)
		m.text(o.Why)
	}
	return m.b
}

type manifestWriter struct{ b []byte }

func (m *manifestWriter) number(n uint64) { m.b = binary.AppendUvarint(m.b, n) }

func (m *manifestWriter) text(s string) {
	m.number(uint64(len(s)))
	m.b = append(m.b, s...)
}

func (m *manifestWriter) key(k lockstep.Key) {
	m.text(k.Slot)
	m.text(k.Kind)
	m.text(k.Name)
}

// decodeManifest reads a manifest; body gives the body of a digest and a size.
func decodeManifest(b []byte, body func(lockstep.Digest, int64) lockstep.Body) (lockstep.State, error) {
	m := manifestReader{b: b}
	items := make([]lockstep.Item, 0, m.count())
	for range cap(items) {
		item := lockstep.Item{Key: m.key(), Part: lockstep.Part(m.text()), Mode: lockstep.Mode(m.text()), Media: m.text()}
		digest, size := m.digest(), m.number()
		if size > math.MaxInt64 {
			m.err = errManifest
		}
		for n := m.count(); n > 0; n-- {
			item.Needs = append(item.Needs, m.key())
		}
		if m.err != nil {
			return lockstep.State{}, m.err
		}
		item.Body = body(digest, int64(size))
		items = append(items, item)
	}
	omitted := make([]lockstep.Omitted, 0, m.count())
	for range cap(omitted) {
		omitted = append(omitted, lockstep.Omitted{Key: m.key(), Why: m.text()})
	}
	if m.err != nil || len(m.b) != 0 {
		return lockstep.State{}, errManifest
	}
	return lockstep.NewState(items, omitted)
}

var errManifest = errors.New("the manifest does not read as one")

// manifestReader reads until something does not fit; from then on everything is zero and err says so.
type manifestReader struct {
	b   []byte
	err error
}

func (m *manifestReader) number() uint64 {
	n, size := binary.Uvarint(m.b)
	if size <= 0 || m.err != nil {
		m.err = errManifest
		return 0
	}
	m.b = m.b[size:]
	return n
}

// count reads how many things follow; each takes a byte at least, so that a lying count allocates nothing.
func (m *manifestReader) count() int {
	n := m.number()
	if n > uint64(len(m.b)) {
		m.err = errManifest
		return 0
	}
	return int(n)
}

func (m *manifestReader) bytes(n int) []byte {
	if n > len(m.b) || m.err != nil {
		m.err = errManifest
		return nil
	}
	b := m.b[:n]
	m.b = m.b[n:]
	return b
}

func (m *manifestReader) text() string { return string(m.bytes(m.count())) }

func (m *manifestReader) digest() lockstep.Digest {
	return lockstep.DigestFromRaw(m.bytes(sha256.Size))
}

func (m *manifestReader) key() lockstep.Key {
	return lockstep.Key{Slot: m.text(), Kind: m.text(), Name: m.text()}
}
