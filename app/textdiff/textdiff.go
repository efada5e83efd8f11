// Package textdiff compares two texts line by line: as rows for a side by side view, and as a patch that git and patch
// apply. It knows bytes and lines only; what they stand for is the caller's business.
package textdiff

import (
	"bytes"
	"strings"
)

// A block is a maximal run of lines that differ: lines [a, aEnd) of before became lines [b, bEnd) of after.
type block struct{ a, aEnd, b, bEnd int }

// splitLines gives the lines of text, each with its newline. Only the last may lack one. An empty text has no lines.
func splitLines(text []byte) []string {
	if len(text) == 0 {
		return nil
	}
	lines := strings.SplitAfter(string(text), "\n")
	if last := len(lines) - 1; lines[last] == "" {
		lines = lines[:last]
	}
	return lines
}

// Count says how many lines were added and removed on the way from before to after. A changed line counts in both.
func Count(before, after []byte) (added, removed int) {
	for _, d := range compare(splitLines(before), splitLines(after), nil) {
		added += d.bEnd - d.b
		removed += d.aEnd - d.a
	}
	return added, removed
}

// Binary says that a content is not text: it holds a zero byte near its beginning, which is what git asks too.
func Binary(content []byte) bool {
	const near = 8000
	return bytes.IndexByte(content[:min(len(content), near)], 0) >= 0
}
