package textdiff

import (
	"strings"
	"unicode"
)

// Run is a stretch of lines with one fate. Left and Right are the indexes of its first lines; a run that has no lines on
// a side stands before the line of that index there.
type Run struct {
	Kind  Kind // Add, Remove or Change
	Left  int
	Right int
	Lines int // on each side that it has lines on
}

// ends are the indexes of the lines that follow the run.
func (r Run) ends() (left, right int) {
	left, right = r.Left+r.Lines, r.Right+r.Lines
	switch r.Kind {
	case Add:
		left = r.Left
	case Remove:
		right = r.Right
	}
	return left, right
}

// Runs gives what differs between two texts, in order. A replaced stretch is told as changed lines, each the former
// self of the one that it is paired with, and as lines that only one side has. With ignoreSpace, lines that differ in
// white space only are the same.
func Runs(before, after []byte, ignoreSpace bool) []Run {
	a, b := splitLines(before), splitLines(after)
	if ignoreSpace {
		return runs(a, b, compare(a, b, withoutSpace))
	}
	return runs(a, b, compare(a, b, nil))
}

func withoutSpace(line string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, line)
}

// Pairing lines by likeness costs the product of their numbers, so it is done for small stretches, and for no more than
// this many pairs in all. Beyond that lines are paired in order.
const (
	pairsOfABlock = 2_500
	pairsInAll    = 100_000
)

func runs(before, after []string, blocks []block) []Run {
	p := pairing{before: before, after: after, left: pairsInAll, runs: []Run{}}
	for _, d := range blocks {
		p.block(d)
	}
	return p.runs
}

type pairing struct {
	before, after []string
	left          int // how many pairs may still be looked at
	runs          []Run
}

func (p *pairing) block(d block) {
	a, b := d.a, d.b
	for _, pair := range p.alike(d) {
		p.inOrder(block{a, pair.a, b, pair.b})
		p.add(Change, pair.a, pair.b, 1)
		a, b = pair.a+1, pair.b+1
	}
	p.inOrder(block{a, d.aEnd, b, d.bEnd})
}

// inOrder pairs the first line with the first, and so on; what one side has more is added or removed.
func (p *pairing) inOrder(d block) {
	n := min(d.aEnd-d.a, d.bEnd-d.b)
	p.add(Change, d.a, d.b, n)
	p.add(Remove, d.a+n, d.b+n, d.aEnd-d.a-n)
	p.add(Add, d.a+n, d.b+n, d.bEnd-d.b-n)
}

// add appends a run, joined to the last where it goes on with the same.
func (p *pairing) add(kind Kind, a, b, lines int) {
	if lines == 0 {
		return
	}
	if n := len(p.runs); n > 0 {
		last := &p.runs[n-1]
		if left, right := last.ends(); last.Kind == kind && left == a && right == b {
			last.Lines += lines
			return
		}
	}
	p.runs = append(p.runs, Run{Kind: kind, Left: a, Right: b, Lines: lines})
}

// alike pairs the lines of a block that are much alike, in the order of both sides, so that what they have in common
// is as much as can be. Where both sides have as many lines, they are paired in order anyway.
func (p *pairing) alike(d block) []anchor {
	n, m := d.aEnd-d.a, d.bEnd-d.b
	if n == m || n == 0 || m == 0 || n*m > min(pairsOfABlock, p.left) {
		return nil
	}
	p.left -= n * m
	a, b := bags(p.before[d.a:d.aEnd]), bags(p.after[d.b:d.bEnd])
	scores := make([]float64, n*m)
	best := make([]float64, (n+1)*(m+1)) // of the lines from here on
	at := func(i, j int) *float64 { return &best[i*(m+1)+j] }
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			scores[i*m+j] = a[i].like(b[j])
			*at(i, j) = max(*at(i+1, j), *at(i, j+1), scores[i*m+j]+*at(i+1, j+1))
		}
	}
	var pairs []anchor
	for i, j := 0, 0; i < n && j < m; {
		switch score := scores[i*m+j]; {
		case score > 0 && *at(i, j) == score+*at(i+1, j+1):
			pairs = append(pairs, anchor{d.a + i, d.b + j})
			i, j = i+1, j+1
		case *at(i, j) == *at(i+1, j):
			i++
		default:
			j++
		}
	}
	return pairs
}

// bag is the words of a line, each with how often it is there.
type bag struct {
	words map[string]int
	size  int
}

// likeEnough is the share of words that two lines have in common from which on one is taken for the other's former self.
const likeEnough = 0.5

// longestLine is how many bytes of a line are looked at when its words are compared.
const longestLine = 400

func bags(lines []string) []bag {
	all := make([]bag, len(lines))
	for i, line := range lines {
		b := bag{words: map[string]int{}}
		for _, word := range words(line[:min(len(line), longestLine)]) {
			if strings.TrimSpace(word) != "" {
				b.words[word]++
				b.size++
			}
		}
		all[i] = b
	}
	return all
}

// like is the share of words that two lines have in common; 0 where it is too small to count.
func (b bag) like(o bag) float64 {
	common := 0
	for word, n := range b.words {
		common += min(n, o.words[word])
	}
	if b.size+o.size == 0 {
		return 0
	}
	share := 2 * float64(common) / float64(b.size+o.size)
	if share < likeEnough {
		return 0
	}
	return share
}
