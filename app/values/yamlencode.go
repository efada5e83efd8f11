package values

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// truthYAML1 are the words that readers of YAML 1.1 take for true or false, and others for texts.
var truthYAML1 = regexp.MustCompile(`^(y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)$`)

// sexagesimal are the numbers to the base of 60 of YAML 1.1.
var sexagesimal = regexp.MustCompile(`^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$`)

// fitsYAML says that a token reads the same at another place: it is on one line, and no bracket around it ends it.
func fitsYAML(n *node, v Value) bool {
	token := v.token
	switch {
	case strings.ContainsAny(token, "\r\n"), strings.HasPrefix(token, "|"), strings.HasPrefix(token, ">"), n.start == n.end:
		return false
	case token[0] == '"', token[0] == '\'':
		return true
	}
	resolved := (&yaml.Node{Kind: yaml.ScalarNode, Value: token}).ShortTag() // a tag before it said more
	return kindYAML(resolved) == v.Kind && (!n.flow || !strings.ContainsAny(token, ",[]{}"))
}

// keepsYAML says that a token in the place of a former one reaches no further than that did: both stand in the same
// quotes, or both need none, on one line. Such a document needs not be read again, which costs as much as all the rest.
func keepsYAML(n *node, former, token string) bool {
	if former == "" || token == "" || n.tagged || strings.ContainsAny(former+token, "\r\n\u0085\u2028\u2029") {
		return false
	}
	switch former[0] {
	case '"', '\'':
		return token[0] == former[0]
	case '|', '>':
		return false
	}
	return numberJSON(token) || plainYAML(token, n.flow, true)
}

// encodeYAML writes a value at a leaf, in the style that it has.
func encodeYAML(d *Document, n *node, v Value) (string, error) {
	token := v.Text
	if v.Kind == String {
		style := n.style
		if v.format == YAML && strings.HasPrefix(v.token, "|") && !n.flow {
			style = '|'
		}
		token = stringYAML(d, n, style, v.Text)
	} else if tag := (&yaml.Node{Kind: yaml.ScalarNode, Value: token}).ShortTag(); kindYAML(tag) != v.Kind {
		return "", fault("what was given is no %s in YAML", v.Kind)
	}
	if n.start == n.end && n.start > 0 && strings.IndexByte(" \t\n", d.body[n.start-1]) < 0 {
		token = " " + token
	}
	return token, nil
}

func stringYAML(d *Document, n *node, style byte, text string) string {
	switch style {
	case '\'':
		if printable(text) {
			return "'" + strings.ReplaceAll(text, "'", "''") + "'"
		}
	case '|', '>':
		if token, ok := blockYAML(d, n, style, text); ok {
			return token
		}
	case 0:
		former := n.style == 0 && truthYAML1.MatchString(string(d.body[n.start:n.end]))
		if plainYAML(text, n.flow, former) {
			return text
		}
	}
	return quoteYAML(text)
}

// plainYAML says that a text may stand without quotes, for readers of YAML 1.1 too.
func plainYAML(text string, flow, truth bool) bool {
	switch {
	case text == "" || !printable(text) || strings.TrimSpace(text) != text:
		return false
	case strings.ContainsRune("-?:,[]{}#&*!|>'\"%@`=", rune(text[0])), strings.HasPrefix(text, "..."), text == "<<":
		return false
	case strings.Contains(text, ": "), strings.Contains(text, " #"), strings.Contains(text, "\t"), strings.HasSuffix(text, ":"):
		return false
	case flow && strings.ContainsAny(text, ",[]{}:"):
		return false
	case truthYAML1.MatchString(text) && !truth, sexagesimal.MatchString(text):
		return false
	}
	return (&yaml.Node{Kind: yaml.ScalarNode, Value: text}).ShortTag() == "!!str"
}

// printable says that a text has one line, and nothing that must be escaped.
func printable(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return escapedYAML(r) && r != '"' && r != '\\' && r != '\t' })
}

func escapedYAML(r rune) bool {
	return r == '"' || r == '\\' || unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\ufeff' || r == '\ufffe' || r == '\uffff'
}

// quoteYAML writes a text in double quotes (YAML 1.2 §5.7).
func quoteYAML(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case !escapedYAML(r):
			b.WriteRune(r)
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		default:
			fmt.Fprintf(&b, `\u%04X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// blockYAML writes a text in lines. It is false where a block cannot hold it as it stands there.
func blockYAML(d *Document, n *node, style byte, text string) (string, bool) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if strings.TrimSpace(lines[0]) == "" || lines[0][0] == ' ' || lines[0][0] == '\t' {
		return "", false
	}
	for _, line := range lines {
		if !printable(line) || line != "" && strings.TrimSpace(line) == "" {
			return "", false
		}
	}
	if strings.HasSuffix(text, " ") { // some readers strip it with the break behind it
		return "", false
	}
	chomp := "-"
	if strings.HasSuffix(text, "\n") {
		chomp = ""
		if strings.HasSuffix(text, "\n\n") {
			chomp = "+"
		}
	}
	former, _, _ := strings.Cut(string(d.body[n.start:n.end]), "\n")
	former = strings.TrimSuffix(former, "\r")
	mark, remark, _ := strings.Cut(former, "#")
	if n.style != style { // the place was no block until now
		mark, remark = "", ""
	}
	if (chomp == "+") != strings.Contains(mark, "+") && chomp == "+" && blankFollows(d.body[n.end:]) {
		return "", false
	}
	if strings.Contains(mark, "+") && chomp != "+" && !blankFollows(d.body[n.end:]) && chomp == "" {
		chomp = "+" // keeps one line break, as it is
	}
	if style == '>' && len(lines) > 1 {
		style = '|'
	}
	digit := ""
	if i := strings.IndexAny(mark, "123456789"); i >= 0 {
		digit = mark[i : i+1]
	}
	token := string(style) + digit + chomp
	if remark != "" {
		token += mark[len(strings.TrimRight(mark, " \t")):] + "#" + remark
	}
	var b strings.Builder
	b.WriteString(token)
	for _, line := range lines {
		b.WriteString(d.newline())
		if line != "" {
			b.WriteString(strings.Repeat(" ", n.indent) + line)
		}
	}
	return b.String(), true
}

// blankFollows says that the next line is empty.
func blankFollows(rest []byte) bool {
	text := strings.TrimPrefix(strings.TrimPrefix(string(rest[:min(len(rest), 300)]), "\r"), "\n")
	line, _, more := strings.Cut(text, "\n")
	return more && strings.TrimSpace(line) == ""
}
