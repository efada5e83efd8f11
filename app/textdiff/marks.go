package textdiff

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Span is a part of a line, in UTF-16 units, which is how the page counts.
type Span struct{ From, To int }

// Marker marks what differs within changed lines. It bounds its effort over all the lines that it is asked for: when that is
// used up, everything between what two lines begin and end with in common is marked as one.
type Marker struct{ left int }

// NewMarker makes a marker for one comparison.
func NewMarker() *Marker { return &Marker{left: 2_000_000} }

const (
	longestMarked = 4_000 // bytes of a line; a longer one is not marked
	cellsOfALine  = 10_000
	// leastCommon is the share of a line that both sides must have for marks to help; else the whole line says it.
	leastCommon = 0.25
)

// Marks gives the spans of two versions of a line that the other has not.
func (m *Marker) Marks(before, after string) (left, right []Span) {
	if before == after || len(before) > longestMarked || len(after) > longestMarked {
		return nil, nil
	}
	a, b := words(before), words(after)
	keepA, keepB := make([]bool, len(a)), make([]bool, len(b))
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		keepA[start], keepB[start] = true, true
		start++
	}
	aEnd, bEnd := len(a), len(b)
	for aEnd > start && bEnd > start && a[aEnd-1] == b[bEnd-1] {
		aEnd, bEnd = aEnd-1, bEnd-1
		keepA[aEnd], keepB[bEnd] = true, true
	}
	if cells := (aEnd - start) * (bEnd - start); cells > 0 && cells <= min(cellsOfALine, m.left) {
		m.left -= cells
		common(a[start:aEnd], b[start:bEnd], keepA[start:aEnd], keepB[start:bEnd])
	}
	if shared(a, keepA) < leastCommon*float64(max(inked(a), inked(b))) {
		return nil, nil
	}
	return spans(a, keepA), spans(b, keepB)
}

// common finds a longest common sequence of words and notes it in keepA and keepB. White space alone holds nothing
// together.
func common(a, b []string, keepA, keepB []bool) {
	m := len(b)
	best := make([]int32, (len(a)+1)*(m+1))
	at := func(i, j int) *int32 { return &best[i*(m+1)+j] }
	for i := len(a) - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if a[i] == b[j] {
				*at(i, j) = *at(i+1, j+1) + weight(a[i])
				continue
			}
			*at(i, j) = max(*at(i+1, j), *at(i, j+1))
		}
	}
	for i, j := 0, 0; i < len(a) && j < m; {
		switch {
		case a[i] == b[j] && *at(i, j) == *at(i+1, j+1)+weight(a[i]):
			keepA[i], keepB[j] = true, true
			i, j = i+1, j+1
		case *at(i, j) == *at(i+1, j):
			i++
		default:
			j++
		}
	}
}

// weight is how much a word counts: its letters, so that names hold lines together and commas hardly do.
func weight(word string) int32 {
	if strings.TrimSpace(word) == "" {
		return 0
	}
	return int32(min(len(word), 100))*2 - 1
}

func inked(all []string) float64 {
	n := 0
	for _, word := range all {
		n += len(strings.TrimSpace(word))
	}
	return float64(n)
}

func shared(all []string, keep []bool) float64 {
	n := 0
	for i, word := range all {
		if keep[i] {
			n += len(strings.TrimSpace(word))
		}
	}
	return float64(n)
}

// spans are the words that are not kept. A blank between two of them belongs to them.
func spans(all []string, keep []bool) []Span {
	var found []Span
	at, blank := 0, true // blank: nothing but white space since the last span
	for i, word := range all {
		n := units(word)
		switch {
		case keep[i]:
			blank = blank && strings.TrimSpace(word) == ""
		case len(found) > 0 && blank:
			found[len(found)-1].To = at + n
		default:
			found = append(found, Span{at, at + n})
		}
		if !keep[i] {
			blank = true
		}
		at += n
	}
	return found
}

// units counts the UTF-16 units of a text. Each byte that is no UTF-8 is shown as one replacement character.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// words cuts a line into runs of letters and digits, runs of white space, and all other characters one by one.
func words(line string) []string {
	all := make([]string, 0, len(line)/3+1)
	for len(line) > 0 {
		first, size := utf8.DecodeRuneInString(line)
		n := size
		if c := class(first); c != 0 {
			for n < len(line) {
				next, size := utf8.DecodeRuneInString(line[n:])
				if class(next) != c {
					break
				}
				n += size
			}
		}
		all = append(all, line[:n])
		line = line[n:]
	}
	return all
}

func class(r rune) int {
	switch {
	case r == utf8.RuneError:
		return 0
	case r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
		return 1
	case unicode.IsSpace(r):
		return 2
	}
	return 0
}
