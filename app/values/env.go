package values

import (
	"bytes"
	"strings"
)

// assignment finds the name and the value in a line of a .env file, as the shells and the libraries that read them have
// in common: an optional export, a name, = or : with blanks around it. Where a value stands is found here, since no
// parser of .env says it.
func assignment(line []byte) (name string, value int, ok bool) {
	rest := bytes.TrimLeft(line, " \t")
	if after, is := bytes.CutPrefix(rest, []byte("export")); is && len(after) > 0 && (after[0] == ' ' || after[0] == '\t') {
		rest = bytes.TrimLeft(after, " \t")
	}
	n := 0
	for n < len(rest) && nameByte(rest[n]) {
		n++
	}
	after := bytes.TrimLeft(rest[n:], " \t")
	if n == 0 || len(after) == 0 || after[0] != '=' && after[0] != ':' {
		return "", 0, false
	}
	after = bytes.TrimLeft(after[1:], " \t")
	return string(rest[:n]), len(line) - len(after), true
}

// passedOn says that a line names a variable without a value: it is taken from whoever starts the program.
func passedOn(line []byte) bool {
	name := bytes.TrimLeft(bytes.TrimPrefix(line, []byte("export ")), " \t")
	return !bytes.ContainsFunc(name, func(r rune) bool { return r > 0x7f || !nameByte(byte(r)) })
}

func nameByte(b byte) bool {
	return b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '_' || b == '.' || b == '-'
}

// parseEnv reads NAME=value lines. A value in quotes may have several lines; ${X} in it is text.
func parseEnv(d *Document) (*node, error) {
	root := &node{sort: object, start: d.begin(), end: len(d.body), members: make([]member, 0, bytes.Count(d.body, []byte("\n"))+1)}
	for at := d.begin(); at < len(d.body); {
		end := at + skipTo(d.body[at:], "\n")
		line := d.body[at:end]
		trimmed := bytes.TrimSpace(line)
		if len(trimmed) == 0 || trimmed[0] == '#' || passedOn(trimmed) {
			at = end + 1
			continue
		}
		name, value, ok := assignment(line)
		if !ok {
			return nil, d.faultAt(at, "it is no NAME=value")
		}
		n, err := valueEnv(d, at+value, end)
		if err != nil {
			return nil, err
		}
		root.members = append(root.members, member{name: name, at: at, node: n})
		at = max(end, n.end+skipTo(d.body[n.end:], "\n")) + 1
	}
	return root, nil
}

func valueEnv(d *Document, start, end int) (*node, error) {
	line := bytes.TrimRight(d.body[start:end], " \t\r")
	n := d.nodes.add(node{start: start, end: start + len(line), kind: String})
	if len(line) > 0 && strings.IndexByte("\"'`", line[0]) >= 0 {
		return quotedEnv(d, n, line[0])
	}
	// A comment begins at # behind a blank, or where the value would.
	for i := range line {
		if line[i] == '#' && (i == 0 || line[i-1] == ' ' || line[i-1] == '\t') {
			n.end = start + len(bytes.TrimRight(line[:i], " \t"))
			break
		}
	}
	n.text = string(d.body[n.start:n.end])
	return n, nil
}

// quotedEnv reads a value in quotes, of which only double ones know escapes.
func quotedEnv(d *Document, n *node, quote byte) (*node, error) {
	escape := byte(0)
	if quote == '"' {
		escape = '\\'
	}
	n.style, n.quoted = quote, true
	for i := n.start + 1; ; i++ {
		if i >= len(d.body) {
			return nil, d.faultAt(n.start, "its quotes are not closed")
		}
		if d.body[i] == quote {
			n.end = i + 1
			break
		}
		if escape != 0 && d.body[i] == escape {
			i++
		}
	}
	rest := bytes.TrimSpace(d.body[n.end : n.end+skipTo(d.body[n.end:], "\n")])
	if len(rest) > 0 && rest[0] != '#' {
		return nil, d.faultAt(n.end, "something follows the closing quote")
	}
	n.text = string(d.body[n.start+1 : n.end-1])
	if escape != 0 {
		n.text = unescapeEnv(n.text)
	}
	return n, nil
}

// unescapeEnv reads what double quotes hold: \n, \r, \t, and otherwise the character behind the backslash.
func unescapeEnv(text string) string {
	if !strings.Contains(text, `\`) {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' || i+1 == len(text) {
			b.WriteByte(text[i])
			continue
		}
		i++
		switch text[i] {
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		default:
			b.WriteByte(text[i])
		}
	}
	return b.String()
}

var escapeEnv = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`)

// encodeEnv writes a text in the quotes that it had, where they can hold it.
func encodeEnv(style byte, text string) string {
	switch {
	case style == 0 && bareEnv(text):
		return text
	case (style == '\'' || style == '`') && !strings.Contains(text, string(style)) && !strings.Contains(text, "\r"):
		return string(style) + text + string(style)
	case style == 0 && !strings.ContainsAny(text, "'\r\n"): // nothing is expanded or escaped in them
		return "'" + text + "'"
	}
	return `"` + escapeEnv.Replace(text) + `"`
}

// bareEnv says that a text needs no quotes.
func bareEnv(text string) bool {
	return text == "" || !strings.ContainsAny(text, "\r\n\t\"'`\\ #") && strings.TrimSpace(text) == text
}

// insertEnv adds a line, with export where all other lines have it.
func insertEnv(d *Document, name string, v Value) ([]splice, error) {
	if name == "" || strings.ContainsFunc(name, func(r rune) bool { return r > 0x7f || !nameByte(byte(r)) }) {
		return nil, fault("no variable has such a name")
	}
	export := len(d.root.members) > 0
	for _, m := range d.root.members {
		export = export && bytes.HasPrefix(bytes.TrimLeft(d.body[m.at:], " \t"), []byte("export"))
	}
	text, err := d.written(v, func(v Value) (string, error) { return encodeEnv(0, v.Text), nil })
	if export {
		name = "export " + name
	}
	return d.appendix(name + "=" + text), err
}
