package values

import (
	"bytes"
	"strings"
)

// continued is why a value of several lines is not set: readers do not agree where it ends.
const continued = "its value goes on in the next line, which not every reader takes for a part of it"

// sectionName is the name of a section's member: no key begins with a bracket.
func sectionName(name string) string { return "[" + name + "]" }

// parseINI reads sections and keys, with = or :. A section that is opened again goes on. Comments are lines that begin
// with ; or #, and what follows one of them behind a blank. Where a value stands is found here, since no parser of INI
// says it.
func parseINI(d *Document) (*node, error) {
	root := &node{sort: object, start: d.begin(), end: d.begin()}
	section, sections := root, map[string]*node{}
	var last *node
	for at := d.begin(); at < len(d.body); {
		next := at + skipTo(d.body[at:], "\n")
		line := bytes.TrimRight(d.body[at:next], " \t\r")
		text := bytes.TrimLeft(line, " \t")
		start := at + len(line) - len(text)
		switch {
		case len(text) == 0:
			last = nil
		case text[0] == ';' || text[0] == '#':
		case text[0] == '[':
			end := bytes.IndexByte(text, ']')
			if end < 0 {
				return nil, d.faultAt(at, "the name of a section does not end")
			}
			name := string(text[1:end])
			if section, last = sections[name], nil; section == nil {
				section = &node{sort: object, start: start}
				sections[name] = section
				root.members = append(root.members, member{name: sectionName(name), at: start, node: section})
			}
			section.end = start + len(text)
		default:
			key := bytes.IndexAny(text, "=:")
			if start > at && last != nil && (key < 0 || last.indent < start-at) {
				last.fixed = continued
				section.end = start + len(text)
				break
			}
			if key < 0 { // a switch, such as skip-networking: it has no value
				last = nil
				break
			}
			name := string(bytes.TrimRight(text[:key], " \t"))
			if name == "" {
				return nil, d.faultAt(at, "a key has no name")
			}
			last = valueINI(d, start+key+1, start+len(text))
			last.indent = start - at
			if strings.IndexByte("\"'`", name[0]) >= 0 && last.fixed == "" {
				last.fixed = "its key begins with a quote, which not every reader takes for a part of it"
			}
			section.members = append(section.members, member{name: name, at: start, node: last})
			section.end = start + len(text)
		}
		at = next + 1
	}
	return root, nil
}

func valueINI(d *Document, start, end int) *node {
	line := d.body[start:end]
	blank := len(line) - len(bytes.TrimLeft(line, " \t"))
	n := d.nodes.add(node{start: start + blank, end: end, kind: String})
	line = line[blank:]
	if len(line) > 1 && (line[0] == '"' || line[0] == '\'') {
		if i := bytes.IndexByte(line[1:], line[0]); i >= 0 && commentINI(line[i+2:]) {
			n.style, n.quoted, n.end = line[0], true, n.start+i+2
			n.text = string(line[1 : i+1])
			return n
		}
	}
	for i := range line {
		if (line[i] == ';' || line[i] == '#') && (i == 0 || line[i-1] == ' ' || line[i-1] == '\t') {
			n.end = n.start + len(bytes.TrimRight(line[:i], " \t"))
			break
		}
	}
	n.text = string(d.body[n.start:n.end])
	if strings.HasSuffix(n.text, `\`) {
		n.fixed = continued
	}
	return n
}

// commentINI says that only a comment may follow.
func commentINI(rest []byte) bool {
	text := bytes.TrimLeft(rest, " \t")
	return len(text) == 0 || len(text) < len(rest) && (text[0] == ';' || text[0] == '#')
}

// encodeINI writes a text. INI has no escapes that all readers know.
func encodeINI(style byte, text string) (string, error) {
	switch {
	case strings.ContainsAny(text, "\r\n"):
		return "", fault("INI has no value of several lines that every reader knows")
	case style != 0 && !strings.Contains(text, string(style)):
		return string(style) + text + string(style), nil
	case style == '"' && !strings.Contains(text, "'"):
		return "'" + text + "'", nil
	case style == '\'' && !strings.Contains(text, `"`):
		return `"` + text + `"`, nil
	case style != 0:
		return "", fault("INI has no quotes for a text that holds both kinds of them")
	case strings.TrimSpace(text) != text, strings.HasPrefix(text, `"`), strings.HasPrefix(text, "'"), strings.HasPrefix(text, "`"):
		return "", fault("without quotes around it, INI does not keep blanks or quotes at the beginning or the end of a value. Put quotes around the value that is there")
	case strings.ContainsAny(text, ";#"):
		return "", fault("readers of INI take what follows ; or # for a comment. Put quotes around the value that is there")
	case strings.HasSuffix(text, `\`):
		return "", fault("readers of INI take the next line for a part of a value that ends with a backslash")
	}
	return text, nil
}

// insertINI adds a key to its section, or to a new one at the end.
func insertINI(d *Document, w way, names []string, v Value) ([]splice, error) {
	text, err := d.written(v, func(v Value) (string, error) { return encodeINI(0, v.Text) })
	if err != nil {
		return nil, err
	}
	if len(names) > 2 {
		return nil, fault("an address in INI is section/key, in which a slash is written as ~1")
	}
	name := unescape(names[len(names)-1])
	if strings.ContainsAny(name, "=:\r\n[];#") || strings.TrimSpace(name) != name || name == "" {
		return nil, fault("INI has no such key")
	}
	line := name + equals(d, w.node, "=") + text
	nl := d.newline()
	switch {
	case w.node == d.root && len(names) == 2:
		section := unescape(names[0])
		if strings.ContainsAny(section, "]\r\n") {
			return nil, fault("INI has no such section")
		}
		blank := nl
		if len(bytes.TrimSpace(d.body[d.begin():])) == 0 {
			blank = ""
		}
		return d.appendix(blank + "[" + section + "]" + nl + line), nil
	case w.node == d.root && d.root.end == d.begin(): // no key stands before the first section
		return d.heading(line), nil
	}
	at := lineEnd(d.body, w.node.end)
	return []splice{{at, at, nl + indentOf(d.body, w.node.end) + line}}, nil
}
