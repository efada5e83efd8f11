package values

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
)

// parseProperties reads logical lines as java.util.Properties.load does: a backslash at the end of a line joins the next
// one without its blanks; = or : or a blank ends a key. Where a value stands is found here, since no parser of
// properties says it.
func parseProperties(d *Document) (*node, error) {
	root := &node{sort: object, start: d.begin(), end: len(d.body), members: make([]member, 0, bytes.Count(d.body, []byte("\n"))+1)}
	body := string(d.body)
	for at := d.begin(); at < len(body); {
		at += len(body[at:]) - len(strings.TrimLeft(body[at:], " \t\f\r\n"))
		if at == len(body) {
			break
		}
		if body[at] == '#' || body[at] == '!' {
			at += lineLength(body[at:])
			continue
		}
		end := logicalEnd(body, at)
		key := keyEnd(body, at, end)
		start := skipJoined(body, key, end)
		if start < end && (body[start] == '=' || body[start] == ':') {
			start = skipJoined(body, start+1, end)
		}
		name, err := unescapeProperties(body[at:key])
		if err != nil {
			return nil, d.faultAt(at, "%s", err)
		}
		text, err := unescapeProperties(body[start:end])
		if err != nil {
			return nil, d.faultAt(start, "%s", err)
		}
		root.members = append(root.members, member{name: name, at: at, node: d.nodes.add(node{start: start, end: end, kind: String, text: text})})
		at = end
	}
	return root, nil
}

// lineLength is that of a natural line, which CR may end too.
func lineLength(text string) int {
	if i := strings.IndexAny(text, "\r\n"); i >= 0 {
		return i
	}
	return len(text)
}

// logicalEnd is where the line break is that ends a logical line.
func logicalEnd(body string, at int) int {
	for i := at; i < len(body); i++ {
		switch body[i] {
		case '\\':
			i++
			if i+1 < len(body) && body[i] == '\r' && body[i+1] == '\n' {
				i++
			}
		case '\n', '\r':
			return i
		}
	}
	return len(body)
}

// keyEnd is where a key ends: at the first =, : or blank that no backslash is before. It may go on in the next line.
func keyEnd(body string, at, end int) int {
	for i := at; i < end; i++ {
		switch body[i] {
		case '\\':
			i = max(skipJoined(body, i, end)-1, i+1)
		case '=', ':', ' ', '\t', '\f':
			return i
		}
	}
	return end
}

// skipJoined goes past blanks, and past lines that are joined.
func skipJoined(body string, at, end int) int {
	for at < end {
		switch {
		case strings.IndexByte(" \t\f", body[at]) >= 0:
			at++
		case strings.HasPrefix(body[at:end], "\\\r\n"):
			at += 3
		case strings.HasPrefix(body[at:end], "\\\n"), strings.HasPrefix(body[at:end], "\\\r"):
			at += 2
		default:
			return at
		}
	}
	return end
}

func unescapeProperties(text string) (string, error) {
	if !strings.Contains(text, `\`) {
		return text, nil
	}
	var units []uint16 // Java's characters: a pair of \u may be one of ours
	for i := 0; i < len(text); {
		if text[i] != '\\' {
			next := strings.IndexByte(text[i:], '\\')
			if next < 0 {
				next = len(text) - i
			}
			units = append(units, utf16.Encode([]rune(text[i:i+next]))...)
			i += next
			continue
		}
		if joined := skipJoined(text, i, len(text)); joined > i {
			i = joined
			continue
		}
		if i+1 == len(text) { // a lone backslash at the end of the file
			break
		}
		c := text[i+1]
		i += 2
		switch c {
		case 'u':
			if i+4 > len(text) {
				return "", fault("\\u wants four hexadecimal digits")
			}
			u, err := strconv.ParseUint(text[i:i+4], 16, 16)
			if err != nil {
				return "", fault("\\u wants four hexadecimal digits")
			}
			units = append(units, uint16(u))
			i += 4
		case 'n':
			units = append(units, '\n')
		case 'r':
			units = append(units, '\r')
		case 't':
			units = append(units, '\t')
		case 'f':
			units = append(units, '\f')
		default:
			i-- // the character itself, which may have several bytes
			next := strings.IndexByte(text[i+1:], '\\')
			if next < 0 {
				next = len(text) - i - 1
			}
			units = append(units, utf16.Encode([]rune(text[i:i+1+next]))...)
			i += 1 + next
		}
	}
	return string(utf16.Decode(units)), nil
}

// encodeProperties writes a text. What is not ASCII is escaped unless the file holds such characters as they are:
// readers before Java 9 take the bytes for ISO 8859-1.
func encodeProperties(d *Document, n *node, text string) string {
	token := escapeProperties(text, d.ascii(), " ")
	if d.bare(n) {
		token = "=" + token
	}
	return token
}

// bare says that a key of properties stands alone, with nothing that would divide a value from it.
func (d *Document) bare(n *node) bool {
	return n.start == n.end && strings.IndexByte("=: \t\f\r\n", d.body[n.start-1]) < 0
}

func (d *Document) ascii() bool {
	return !bytes.ContainsFunc(d.body[d.begin():], func(r rune) bool { return r > 0x7f })
}

// insertProperties adds a line.
func insertProperties(d *Document, name string, v Value) ([]splice, error) {
	text, err := d.written(v, func(v Value) (string, error) { return escapeProperties(v.Text, d.ascii(), " "), nil })
	return d.appendix(escapeProperties(name, d.ascii(), " =:#!") + equals(d, d.root, "=") + text), err
}

// escapeProperties escapes a value, or a key where blanks and separators in it are given as special.
func escapeProperties(text string, ascii bool, special string) string {
	var b strings.Builder
	for i, r := range text {
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\f':
			b.WriteString(`\f`)
		case r == '\\', i == 0 && strings.ContainsRune("=:#! ", r), special != " " && strings.ContainsRune(special, r):
			b.WriteByte('\\')
			b.WriteRune(r)
		case r > 0x7e && ascii || r < ' ':
			for _, u := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, `\u%04X`, u)
			}
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
