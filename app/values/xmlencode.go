package values

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

var (
	escapeTextXML = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")
	escapeAttrXML = strings.NewReplacer("&", "&amp;", "<", "&lt;", "\r", "&#xD;", "\n", "&#xA;", "\t", "&#x9;")
)

// fitsXML says that a token reads the same at another place: attributes among each other, and texts.
func fitsXML(n *node, v Value) bool {
	attribute := func(style byte) bool { return style == '"' || style == '\'' }
	return attribute(n.style) == attribute(v.style) && n.style != closedXML && v.style != closedXML
}

// encodeXML writes a text at an attribute or in an element, in the style that is there.
func encodeXML(d *Document, n *node, text string) (string, error) {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\ufffe' || r == '\uffff' || r == utf8.RuneError && size == 1 {
			return "", fault("XML cannot write a control character")
		}
		i += size
	}
	switch n.style {
	case '"', '\'':
		return quoteXML(n.style, text), nil
	case cdataXML:
		if !strings.Contains(text, "]]>") && !strings.Contains(text, "\r") {
			return "<![CDATA[" + text + "]]>", nil
		}
	case closedXML:
		name := nameXML(d.body, bytes.LastIndexByte(d.body[:n.start], '<'))
		return ">" + escapeTextXML.Replace(text) + "</" + name + ">", nil
	}
	return escapeTextXML.Replace(text), nil
}

func quoteXML(quote byte, text string) string {
	name := "&quot;"
	if quote == '\'' {
		name = "&apos;"
	}
	return string(quote) + strings.ReplaceAll(escapeAttrXML.Replace(text), string(quote), name) + string(quote)
}

// insertXML adds an attribute to an element that is there, or an element behind those that its parent has.
func insertXML(d *Document, w way, v Value) ([]splice, error) {
	n, last := w.node, w.rest[len(w.rest)-1]
	parts := stepOfXML.FindStringSubmatch(last)
	if parts == nil {
		return nil, fault("%s is no step of a path of XML", last)
	}
	if len(w.rest) == 1 && parts[3] != "" {
		if found := stepXML(n, last); len(found) == 1 {
			e := found[0].node
			at := e.indent - 1
			if e.flow {
				at--
			}
			at = len(bytes.TrimRight(d.body[:at], " \t\r\n"))
			return []splice{{at, at, " " + parts[3][1:] + "=" + quoteXML('"', v.Text)}}, nil
		}
	}
	if n == d.root || n.sort != object {
		return nil, fault("there is no element to hold it")
	}
	text, err := elementXML(w.rest, v.Text)
	if err != nil {
		return nil, err
	}
	var sibling *node
	for _, m := range n.members {
		if m.node.sort == object {
			sibling = m.node
		}
	}
	if sibling != nil {
		lead := ""
		if lineStart := bytes.LastIndexByte(d.body[:sibling.start], '\n'); lineStart >= 0 && len(bytes.TrimSpace(d.body[lineStart:sibling.start])) == 0 {
			lead = d.newline() + indentOf(d.body, sibling.start)
		}
		return []splice{{sibling.end, sibling.end, lead + text}}, nil
	}
	for _, m := range n.members {
		if m.name == "" && m.node.style != closedXML && strings.TrimSpace(m.node.text) != "" {
			return nil, fault("what would hold it is a text")
		}
	}
	outer := indentOf(d.body, n.start)
	inner := d.newline() + outer + unitOf(d) + text + d.newline() + outer
	if n.flow {
		at := len(bytes.TrimRight(d.body[:n.indent-2], " \t\r\n"))
		return []splice{{at, n.indent, ">" + inner + "</" + nameXML(d.body, n.start) + ">"}}, nil
	}
	return []splice{{n.indent, n.indent + len(d.body[n.indent:]) - len(bytes.TrimLeft(d.body[n.indent:], " \t\r\n")), inner}}, nil
}

// elementXML writes the elements that segments name, with a value in the last one.
func elementXML(segments []string, text string) (string, error) {
	inner := escapeTextXML.Replace(text)
	for i := len(segments) - 1; i >= 0; i-- {
		parts := stepOfXML.FindStringSubmatch(segments[i])
		if parts == nil || parts[3] != "" && i < len(segments)-1 {
			return "", fault("%s is no step of a path of XML", segments[i])
		}
		name := unescape(parts[1])
		tag := "<" + name
		if parts[2] != "" {
			attribute, value, is := strings.Cut(parts[2], "=")
			if !is {
				return "", fault("an element cannot be added by its number")
			}
			tag += " " + unescape(attribute) + "=" + quoteXML('"', unescape(value))
		}
		if parts[3] != "" {
			inner = tag + " " + parts[3][1:] + "=" + quoteXML('"', text) + " />"
			continue
		}
		inner = tag + ">" + inner + "</" + name + ">"
	}
	return inner, nil
}
