package snapshots

import (
	"encoding/binary"
	"errors"
	"slices"
)

// A bundle is bodies folded together: one byte for how, and then the content, which unfolds to
//
//	number of bodies, for each its size and its base (0 for none, else 1 + its place among the bases),
//	length of the instructions, instructions, new bytes
//
// Numbers are unsigned varints; see delta.go for the last two. The bases themselves are not part of it: a pack and a
// manifest say each in its own way what they are.
const (
	stored byte = 0 // as it is: for what does not compress
	folded byte = 1 // one zstd frame (RFC 8878)
)

var errBundle = errors.New("a bundle does not fit its list of bodies")

// bundle folds bodies; on says which of bases each builds upon, -1 for none.
func (c codec) bundle(bodies [][]byte, on []int, bases [][]byte) []byte {
	plain := layOut(bodies, on, bases)
	content := c.encoder(len(plain)).EncodeAll(plain, []byte{folded})
	if len(content) > len(plain) {
		return append([]byte{stored}, plain...)
	}
	return content
}

// asIs is a bundle of bodies that nobody tries to fold.
func asIs(bodies [][]byte) []byte {
	return append([]byte{stored}, layOut(bodies, slices.Repeat([]int{-1}, len(bodies)), nil)...)
}

// layOut is what a bundle unfolds to.
func layOut(bodies [][]byte, on []int, bases [][]byte) []byte {
	var deltas deltaWriter
	if len(bases) == 0 {
		deltas.literals = make([]byte, 0, total(bodies))
	}
	head := binary.AppendUvarint(nil, uint64(len(bodies)))
	for i, body := range bodies {
		head = binary.AppendUvarint(head, uint64(len(body)))
		head = binary.AppendUvarint(head, uint64(1+on[i]))
		var base []byte
		if on[i] >= 0 {
			base = bases[on[i]]
		}
		deltas.add(base, body)
	}
	head = binary.AppendUvarint(head, uint64(len(deltas.instructions)))
	return slices.Concat(head, deltas.instructions, deltas.literals)
}

// bundled is a body in a bundle, not made yet.
type bundled struct {
	size  int
	on    int // which of the bases it builds upon; -1 for none
	delta delta
}

// make gives the body. It shares memory with others.
func (b bundled) make(base pieces) (pieces, error) { return b.delta.body(base, b.size) }

// unbundle is the way back. count is how many bases there are.
func (c codec) unbundle(content []byte, count int) ([]bundled, error) {
	plain, err := c.unfoldBundle(content)
	if err != nil {
		return nil, err
	}
	in := numbers(plain)
	many, ok := in.next()
	if !ok || many > uint64(len(plain)) {
		return nil, errBundle
	}
	bodies := make([]bundled, many)
	whole := uint64(0)
	for i := range bodies {
		size, ok := in.next()
		base, known := in.next()
		whole += min(size, maxPlain+1)
		if !ok || !known || whole > maxPlain || base > uint64(count) {
			return nil, errBundle
		}
		bodies[i].size, bodies[i].on = int(size), int(base)-1
	}
	length, ok := in.next()
	if !ok || length > uint64(len(in)) {
		return nil, errBundle
	}
	deltas := delta{in[:length], in[length:]}
	for i := range bodies {
		if bodies[i].delta, err = deltas.cut(bodies[i].size); err != nil {
			return nil, err
		}
	}
	if len(deltas.instructions) != 0 || len(deltas.literals) != 0 {
		return nil, errBundle
	}
	return bodies, nil
}

func (c codec) unfoldBundle(content []byte) ([]byte, error) {
	if len(content) == 0 {
		return nil, errBundle
	}
	switch content[0] {
	case stored:
		return content[1:], nil
	case folded:
		return c.decoder.DecodeAll(content[1:], nil)
	}
	return nil, errBundle
}

func total(bodies [][]byte) int {
	size := 0
	for _, b := range bodies {
		size += len(b)
	}
	return size
}
