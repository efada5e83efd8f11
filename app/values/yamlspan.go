package values

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"
)

// quotedEnd is behind the quote that closes the one at start. A quote within is written behind escape, or where that
// is 0, twice.
func quotedEnd(body []byte, start int, quote, escape byte) (int, bool) {
	if start >= len(body) || body[start] != quote {
		return 0, false
	}
	for i := start + 1; i < len(body); i++ {
		switch {
		case escape != 0 && body[i] == escape:
			i++
		case body[i] != quote:
		case escape == 0 && i+1 < len(body) && body[i+1] == quote:
			i++
		default:
			return i + 1, true
		}
	}
	return 0, false
}

// plainEnd is behind a plain scalar: on one line it is what it means; over several, a line break is a space, and each
// further one a line break (YAML 1.2 §6.5).
func plainEnd(body []byte, start int, value string) (int, bool) {
	if bytes.HasPrefix(body[start:], []byte(value)) {
		return start + len(value), true
	}
	at := start
	for len(value) > 0 {
		if at >= len(body) {
			return 0, false
		}
		end, breaks := foldEnd(body, at)
		want := " "
		if breaks > 1 {
			want = strings.Repeat("\n", breaks-1)
		}
		switch {
		case breaks > 0 && strings.HasPrefix(value, want):
			at, value = end, value[len(want):]
		case breaks == 0 && strings.HasPrefix(value, string(body[at:max(end, at+1)])):
			at, value = max(end, at+1), value[max(end, at+1)-at:]
		default:
			return 0, false
		}
	}
	return at, true
}

// foldEnd goes past white space that has line breaks in it, and counts them; none where there is no such thing.
func foldEnd(body []byte, at int) (end, breaks int) {
	for end = at; end < len(body); end++ {
		switch b := body[end]; {
		case b == '\n', b == '\r' && (end+1 == len(body) || body[end+1] != '\n'):
			breaks++
		case b != ' ' && b != '\t' && b != '\r':
			return end, breaks
		}
	}
	return end, breaks
}

// block finds the extent of a literal or folded scalar (YAML 1.2 §8.1): its header, and all lines that are indented as
// far as the first. The break of its last line is no part of it; empty lines behind it are where it keeps them.
func (r *yamlReader) block(n *node, y *yaml.Node, indent int) bool {
	body := r.d.body
	if n.start >= len(body) || body[n.start] != '|' && body[n.start] != '>' {
		return false
	}
	n.style = body[n.start]
	header, _, _ := strings.Cut(string(body[n.start:n.start+skipTo(body[n.start:], "\n")]), "#")
	keep, content := strings.Contains(header, "+"), 0
	if i := strings.IndexAny(header, "123456789"); i >= 0 {
		content = max(indent, 0) + int(header[i]-'0')
	}
	at := n.start + skipTo(body[n.start:], "\n")
	n.end = len(bytes.TrimRight(body[:at], "\r"))
	var text strings.Builder
	pending := 0 // line breaks
	for at < len(body) {
		line := body[at+1:]
		line = line[:skipTo(line, "\n")]
		next := at + 1 + len(line)
		trimmed := bytes.TrimSuffix(line, []byte("\r"))
		spaces := len(trimmed) - len(bytes.TrimLeft(trimmed, " "))
		if spaces == len(trimmed) && (content == 0 || spaces <= content) {
			if next >= len(body) && len(line) == 0 {
				break
			}
			pending++
			if keep {
				n.end = at + 1 + len(trimmed)
			}
			at = next
			continue
		}
		if content == 0 {
			content = spaces
			if content <= indent {
				break
			}
		}
		if spaces < content {
			break
		}
		text.WriteString(strings.Repeat("\n", pending))
		text.Write(trimmed[content:])
		pending = 1
		n.end = at + 1 + len(trimmed)
		at = next
	}
	if content > indent && content > 0 {
		n.indent = content
	}
	// What the parser read is the test of it. A folded one joins lines, which the end does not depend on.
	return n.style == '>' || strings.TrimRight(text.String(), "\n") == strings.TrimRight(y.Value, "\n")
}
