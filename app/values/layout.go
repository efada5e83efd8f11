package values

import (
	"bytes"
	"strings"
)

// lineStart is where the line of an offset begins.
func lineStart(body []byte, at int) int {
	start := bytes.LastIndexByte(body[:at], '\n') + 1
	if start == 0 && bytes.HasPrefix(body, []byte(bom)) {
		return min(len(bom), at)
	}
	return start
}

// lineEnd is where the line of an offset ends, before its line break.
func lineEnd(body []byte, at int) int {
	end := at + skipTo(body[at:], "\n")
	if end > at && end < len(body) && body[end-1] == '\r' {
		end--
	}
	return end
}

// indentOf is the white space that the line of an offset begins with.
func indentOf(body []byte, at int) string {
	line := body[lineStart(body, at):at]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

// spacesBefore is how many blanks stand before an offset.
func spacesBefore(body []byte, at int) int {
	return at - len(bytes.TrimRight(body[:at], " \t"))
}

// unitOf is how far the document indents a level: as its first indented line is, and two blanks where none is.
func unitOf(d *Document) string {
	for line := range strings.Lines(string(d.body[d.begin():])) {
		rest := strings.TrimLeft(line, " \t")
		if indent := line[:len(line)-len(rest)]; indent != "" && strings.TrimSpace(rest) != "" && rest[0] != '*' {
			return indent
		}
	}
	return "  "
}
