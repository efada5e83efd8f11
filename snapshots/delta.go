package snapshots

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

// A delta says how a body is made of another one, its base: new bytes, then a stretch of the base, and so on until the
// body has its size. The instructions are numbers, and the new bytes lie apart from them, so that like compresses
// with like:
//
//	length of the new bytes, [distance of the stretch from the end of the last one, length of the stretch], ...
//
// Lengths are unsigned varints, distances are zig-zag varints. A body without a base is new bytes as a whole.
//
// Shorter stretches are new bytes: zstd, which compresses the result, says them in less.

const (
	blockSize    = 32 // of the blocks by which a base is searched
	shortStretch = 32 // the least stretch where the base goes on as it would without a change
	longStretch  = 64 // the least stretch from elsewhere
	candidates   = 4  // blocks of the same content that are looked at
)

var errDelta = errors.New("a delta does not fit its base")

// deltaWriter collects the deltas of the bodies of one pack.
type deltaWriter struct {
	instructions []byte
	literals     []byte
}

// add appends the delta of a body; its base may be nil.
func (w *deltaWriter) add(base, body []byte) {
	var index blockIndex
	expected := 0            // where in the base the last stretch ended
	from, pos := 0, 0        // the new bytes begin at from
	say := func(at, n int) { // a stretch of the base from at on
		w.instructions = binary.AppendUvarint(w.instructions, uint64(pos-from))
		w.literals = append(w.literals, body[from:pos]...)
		w.instructions = binary.AppendVarint(w.instructions, int64(at-expected))
		w.instructions = binary.AppendUvarint(w.instructions, uint64(n))
		expected, pos = at+n, pos+n
		from = pos
	}
	for len(base) >= shortStretch && pos+shortStretch <= len(body) {
		// What was put in, or put in the place of as many other bytes, is followed by what followed in the base.
		at, n := expected, common(base, body, expected, pos)
		if replaced := expected + pos - from; replaced != expected {
			if m := common(base, body, replaced, pos); m > n {
				at, n = replaced, m
			}
		}
		if n < shortStretch {
			if index.base == nil {
				index = indexOf(base)
			}
			at, n = index.longest(body, from, pos, expected)
		}
		if n < shortStretch {
			// The longer nothing is found, the less is looked for.
			pos += 1 + min((pos-from)>>10, 8)
			continue
		}
		for pos > from && at > 0 && base[at-1] == body[pos-1] {
			at, pos, n = at-1, pos-1, n+1
		}
		say(at, n)
	}
	if from < len(body) {
		w.instructions = binary.AppendUvarint(w.instructions, uint64(len(body)-from))
		w.literals = append(w.literals, body[from:]...)
	}
}

// common is how many bytes base from i on and body from j on have in common.
func common(base, body []byte, i, j int) int {
	if i < 0 || i > len(base) {
		return 0
	}
	a, b := base[i:], body[j:]
	n := 0
	for n+8 <= len(a) && n+8 <= len(b) {
		if x := binary.LittleEndian.Uint64(a[n:]) ^ binary.LittleEndian.Uint64(b[n:]); x != 0 {
			return n + bits.TrailingZeros64(x)/8
		}
		n += 8
	}
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// blockIndex finds the blocks of a base by their content.
type blockIndex struct {
	base  []byte
	shift int
	head  []int32 // by hash, the number of a block from 1 on
	next  []int32 // by number, the next block of the same hash
}

func indexOf(base []byte) blockIndex {
	n := len(base) / blockSize
	size := bits.Len(uint(n)) + 1
	x := blockIndex{base: base, shift: 64 - size, head: make([]int32, 1<<size), next: make([]int32, n+1)}
	for block := n; block >= 1; block-- {
		h := x.hash(base[(block-1)*blockSize:])
		x.next[block], x.head[h] = x.head[h], int32(block)
	}
	return x
}

// hash is of the first blockSize bytes.
func (x blockIndex) hash(b []byte) uint64 {
	const a, c = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F
	h := binary.LittleEndian.Uint64(b) * a
	h = bits.RotateLeft64(h^binary.LittleEndian.Uint64(b[8:]), 29) * c
	h = bits.RotateLeft64(h^binary.LittleEndian.Uint64(b[16:]), 31) * a
	h = bits.RotateLeft64(h^binary.LittleEndian.Uint64(b[24:]), 27) * c
	return h >> x.shift
}

// longest finds the longest stretch of the base that body has at pos: where it begins and how long it is, counted from
// pos on. What came before it in the body, down to from, counts too where it is the same. Of equal ones it takes the
// one that is closest to expected.
func (x blockIndex) longest(body []byte, from, pos, expected int) (at, n int) {
	if pos+blockSize > len(body) || len(x.next) < 2 {
		return 0, 0
	}
	best := 0
	block := x.head[x.hash(body[pos:])]
	for tries := candidates; block != 0 && tries > 0; block, tries = x.next[block], tries-1 {
		i := (int(block) - 1) * blockSize
		m := common(x.base, body, i, pos)
		if m < blockSize {
			continue
		}
		before := 0
		for before < min(i, pos-from) && x.base[i-before-1] == body[pos-before-1] {
			before++
		}
		whole, closer := m+before, max(i-expected, expected-i) < max(at-expected, expected-at)
		if whole >= longStretch && (whole > best || whole == best && closer) {
			best, at, n = whole, i, m
		}
	}
	return at, n
}

// delta is what is stored of one body.
type delta struct {
	instructions numbers
	literals     []byte
}

// cut takes the delta of the next body, of the given size, off the deltas of several.
func (d *delta) cut(size int) (delta, error) {
	instructions, literals := d.instructions, d.literals
	for left := uint64(size); left > 0; {
		n, ok := d.instructions.next()
		if !ok || n > uint64(len(d.literals)) || n > left {
			return delta{}, errDelta
		}
		d.literals, left = d.literals[n:], left-n
		if left == 0 {
			break
		}
		_, length := binary.Varint(d.instructions)
		if length <= 0 {
			return delta{}, errDelta
		}
		d.instructions = d.instructions[length:]
		if n, ok = d.instructions.next(); !ok || n > left {
			return delta{}, errDelta
		}
		left -= n
	}
	return delta{instructions[:len(instructions)-len(d.instructions)], literals[:len(literals)-len(d.literals)]}, nil
}

// body makes a body of the given size. It shares the memory of its base and of its new bytes.
func (d delta) body(base pieces, size int) (pieces, error) {
	if len(d.literals) == size {
		return whole(d.literals[:size:size]), nil
	}
	body, expected := make(pieces, 0, len(base)+len(d.instructions)/3), int64(0)
	for {
		n, _ := d.instructions.next() // cut has looked at it
		body = body.with(d.literals[:n:n])
		if d.literals = d.literals[n:]; body.size() == size {
			break
		}
		distance, length := binary.Varint(d.instructions)
		d.instructions = d.instructions[length:]
		n, _ = d.instructions.next()
		at := expected + distance
		if at < 0 || at > int64(base.size()) || n > uint64(int64(base.size())-at) {
			return nil, errDelta
		}
		body = body.withRange(base, int(at), int(n))
		if expected = at + int64(n); body.size() == size {
			break
		}
	}
	if len(body) > size/leastPart+1 {
		return whole(body.bytes()), nil
	}
	return body, nil
}

// numbers are unsigned varints, one after the other.
type numbers []byte

// next reads one; it is false where none can be read.
func (b *numbers) next() (uint64, bool) {
	n, length := binary.Uvarint(*b)
	if length <= 0 {
		return 0, false
	}
	*b = (*b)[length:]
	return n, true
}
