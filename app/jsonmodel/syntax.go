package jsonmodel

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"lockstep/app/lockstep"
)

// syntaxFixes gives what may make a document readable, or readable further than it is, at the place where it is not.
// Which of them do is tried out by whoever asked.
func syntaxFixes(doc []byte, at int) []lockstep.Fix {
	one := func(title string, from, to int, with string) lockstep.Fix {
		return lockstep.Fix{Title: title, Edits: []lockstep.TextEdit{{From: from, To: to, Text: with}}}
	}
	before := at // the end of what stands before, without white space
	for before > 0 && isSpace(doc[before-1]) {
		before--
	}
	var fixes []lockstep.Fix
	if at >= len(doc) {
		if closing := open(doc); closing != "" {
			trimmed := before
			if trimmed > 0 && doc[trimmed-1] == ',' {
				trimmed--
			}
			fixes = append(fixes, one("Close what is open", trimmed, before, "\n"+closing))
		}
		return fixes
	}
	if before > 0 && doc[before-1] == ',' {
		fixes = append(fixes, one("Take the comma out", before-1, before, ""))
	}
	switch c := doc[at]; {
	case c <= ' ':
	case c == '\'':
		if n := bytes.IndexAny(doc[at+1:], "'\n"); n >= 0 && doc[at+1+n] == '\'' {
			fixes = append(fixes, one("Use double quotes", at, at+n+2, strconv.Quote(string(doc[at+1:at+1+n]))))
		}
	case c == ':':
		fixes = append(fixes, one("Take the colon out", at, at+1, ""))
	case c == ',':
		fixes = append(fixes, one("Take the comma out", at, at+1, ""))
	case c == '=', c == ';':
		fixes = append(fixes, one("Write a colon", at, at+1, ":"), one("Write a comma", at, at+1, ","))
	default:
		end := wordEnd(doc, at)
		if literal := strings.ToLower(string(doc[at:end])); slices.Contains([]string{"true", "false", "null"}, literal) {
			fixes = append(fixes, one("Write "+literal, at, end, literal))
		}
		if end > at && c != '"' && !strings.ContainsRune("{}[]", rune(c)) {
			fixes = append(fixes, one("Put "+string(doc[at:end])+" in quotes", at, end, strconv.Quote(string(doc[at:end]))))
		}
	}
	fixes = append(fixes, one("Add a comma", before, before, ","), one("Add a colon", before, before, ":"))
	if end := lineEnd(doc, at); doc[at] == '"' || end == at { // a text that does not end: it ends with its line
		for end > 0 && (isSpace(doc[end-1]) || strings.IndexByte(",}]", doc[end-1]) >= 0) {
			end--
		}
		fixes = append([]lockstep.Fix{one("Close the quotes", end, end, `"`)}, fixes...)
	}
	return fixes
}

func lineEnd(doc []byte, at int) int {
	if n := bytes.IndexByte(doc[at:], '\n'); n >= 0 {
		return at + n
	}
	return len(doc)
}

// open gives the brackets that close what is open at the end of a document.
func open(doc []byte) string {
	var stack []byte
	inText := false
	for i := 0; i < len(doc); i++ {
		switch c := doc[i]; {
		case inText && c == '\\':
			i++
		case c == '"':
			inText = !inText
		case inText:
		case c == '{':
			stack = append(stack, '}')
		case c == '[':
			stack = append(stack, ']')
		case (c == '}' || c == ']') && len(stack) > 0:
			stack = stack[:len(stack)-1]
		}
	}
	var closing strings.Builder
	for i := len(stack) - 1; i >= 0; i-- {
		closing.WriteString(strings.Repeat("  ", i))
		closing.WriteByte(stack[i])
		closing.WriteByte('\n')
	}
	return closing.String()
}
