package textdiff

import (
	"slices"

	"github.com/aymanbagabas/go-udiff/lcs"
)

// The search for a shortest script gives up beyond this many edits, so that its cost stays in bounds whatever it is
// given. It is the number that package lcs is built with.
const searched = 100

// Anchoring a range splits it at least once. This many levels are far more than real texts need, and bound what a text
// made to be slow can cost.
const deepest = 32

// compare gives the differing blocks in order. Up to [searched] edits the script is a shortest one. Beyond that, lines
// that occur once on either side and in the same order hold the texts together, and the gaps between them are compared
// by themselves: a large text with many scattered changes still gives many small blocks, at a cost that grows with its
// length and not with the square of it.
//
// Lines are the same where what read makes of them is; nil takes them as they are.
func compare(before, after []string, read func(string) string) []block {
	c := comparison{}
	ids := make(map[string]rune, len(before))
	c.a, c.b = number(ids, before, read), number(ids, after, read)
	c.gap(0, len(c.a), 0, len(c.b), 0)
	return c.blocks
}

type comparison struct {
	a, b   []rune // the lines; equal lines have equal numbers
	blocks []block
}

func number(ids map[string]rune, lines []string, read func(string) string) []rune {
	numbers := make([]rune, len(lines))
	for i, line := range lines {
		if read != nil {
			line = read(line)
		}
		id, ok := ids[line]
		if !ok {
			id = rune(len(ids))
			ids[line] = id
		}
		numbers[i] = id
	}
	return numbers
}

// gap compares lines [a, aEnd) with [b, bEnd).
func (c *comparison) gap(a, aEnd, b, bEnd, depth int) {
	for a < aEnd && b < bEnd && c.a[a] == c.b[b] {
		a, b = a+1, b+1
	}
	for a < aEnd && b < bEnd && c.a[aEnd-1] == c.b[bEnd-1] {
		aEnd, bEnd = aEnd-1, bEnd-1
	}
	if a == aEnd || b == bEnd {
		c.add(a, aEnd, b, bEnd)
		return
	}
	diffs := lcs.DiffRunes(c.a[a:aEnd:aEnd], c.b[b:bEnd:bEnd])
	edits := 0
	for _, d := range diffs {
		edits += d.End - d.Start + d.ReplEnd - d.ReplStart
	}
	if edits > searched && depth < deepest {
		if anchors := c.anchors(a, aEnd, b, bEnd); len(anchors) > 0 {
			for _, at := range anchors {
				c.gap(a, at.a, b, at.b, depth+1)
				a, b = at.a+1, at.b+1
			}
			c.gap(a, aEnd, b, bEnd, depth+1)
			return
		}
	}
	for _, d := range diffs {
		c.add(a+d.Start, a+d.End, b+d.ReplStart, b+d.ReplEnd)
	}
}

// add appends a block, joined to the last where they touch.
func (c *comparison) add(a, aEnd, b, bEnd int) {
	if a == aEnd && b == bEnd {
		return
	}
	if n := len(c.blocks); n > 0 && c.blocks[n-1].aEnd == a && c.blocks[n-1].bEnd == b {
		c.blocks[n-1].aEnd, c.blocks[n-1].bEnd = aEnd, bEnd
		return
	}
	c.blocks = append(c.blocks, block{a, aEnd, b, bEnd})
}

type anchor struct{ a, b int }

// anchors gives the longest sequence of lines that occur exactly once in both ranges and in the same order.
func (c *comparison) anchors(a, aEnd, b, bEnd int) []anchor {
	type seen struct{ inA, inB, a, b int }
	lines := make(map[rune]*seen, aEnd-a)
	for i := a; i < aEnd; i++ {
		s, ok := lines[c.a[i]]
		if !ok {
			s = &seen{}
			lines[c.a[i]] = s
		}
		s.inA++
		s.a = i
	}
	for i := b; i < bEnd; i++ {
		if s, ok := lines[c.b[i]]; ok {
			s.inB++
			s.b = i
		}
	}
	var pairs []anchor
	for i := a; i < aEnd; i++ {
		if s := lines[c.a[i]]; s.inA == 1 && s.inB == 1 {
			pairs = append(pairs, anchor{s.a, s.b})
		}
	}
	return longestRising(pairs)
}

// longestRising picks the longest part of pairs, which rise in a, that rises in b as well.
func longestRising(pairs []anchor) []anchor {
	var tails []int                     // tails[n] = the pair that ends the best rising sequence of n+1
	previous := make([]int, len(pairs)) // the pair before each in its sequence; -1 for none
	for i, p := range pairs {
		n, _ := slices.BinarySearchFunc(tails, p.b, func(t, b int) int { return pairs[t].b - b })
		previous[i] = -1
		if n > 0 {
			previous[i] = tails[n-1]
		}
		if n == len(tails) {
			tails = append(tails, i)
			continue
		}
		tails[n] = i
	}
	rising := make([]anchor, len(tails))
	if len(tails) == 0 {
		return rising
	}
	for i, n := tails[len(tails)-1], len(tails)-1; n >= 0; i, n = previous[i], n-1 {
		rising[n] = pairs[i]
	}
	return rising
}
