package jsonmodel

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// maxDepth bounds how deep values may lie in each other, so that no document exhausts the stack.
const maxDepth = 500

// SyntaxError is what makes a document unreadable, and where.
type SyntaxError struct {
	Line, Column int // from 1; the column counts characters
	Reason       string
}

// Error gives the place and the reason.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Reason)
}

// sort is the sort of a JSON value.
type sort string

const (
	object  sort = "an object"
	array   sort = "an array"
	text    sort = "a text"
	number  sort = "a number"
	boolean sort = "true or false"
	null    sort = "null"
)

// value is a JSON value with the place where it stands.
type value struct {
	sort       sort
	start, end int
	text       string   // of a text
	truth      bool     // of a boolean
	members    []member // of an object, in order, duplicates kept
	items      []value  // of an array
}

type member struct {
	name  string
	at    int
	value value
}

// get gives the first member of a name.
func (v value) get(name string) (value, bool) {
	for _, m := range v.members {
		if m.name == name {
			return m.value, true
		}
	}
	return value{}, false
}

func (v value) has(name string) bool {
	_, ok := v.get(name)
	return ok
}

// bom is the mark that some editors put before UTF-8 text.
var bom = []byte("\xef\xbb\xbf")

type parser struct {
	doc []byte
	at  int
}

// parse reads doc, which holds one value, white space around it, and perhaps a byte order mark before it.
func parse(doc []byte) (value, error) {
	p := &parser{doc: doc}
	if i := invalidUTF8(doc); i >= 0 {
		return value{}, p.fault(i, "the text is not UTF-8")
	}
	if bytes.HasPrefix(doc, bom) {
		p.at = len(bom)
	}
	p.space()
	v, err := p.value(0)
	if err != nil {
		return value{}, err
	}
	p.space()
	if p.at < len(doc) {
		return value{}, p.fault(p.at, "something follows the end of the document")
	}
	return v, nil
}

func invalidUTF8(doc []byte) int {
	if utf8.Valid(doc) {
		return -1
	}
	for i := 0; i < len(doc); {
		r, n := utf8.DecodeRune(doc[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// place is the line and the column of an offset.
func place(doc []byte, at int) (line, column int) {
	before := bytes.TrimPrefix(doc[:min(at, len(doc))], bom)
	return bytes.Count(before, []byte("\n")) + 1, utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
}

func (p *parser) fault(at int, format string, args ...any) error {
	line, column := place(p.doc, at)
	return &SyntaxError{Line: line, Column: column, Reason: fmt.Sprintf(format, args...)}
}

func (p *parser) space() {
	for p.at < len(p.doc) && isSpace(p.doc[p.at]) {
		p.at++
	}
}

func isSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\r' || b == '\t' }

// peek is the next byte; 0, which no JSON holds, at the end.
func (p *parser) peek() byte {
	if p.at < len(p.doc) {
		return p.doc[p.at]
	}
	return 0
}

func (p *parser) value(depth int) (value, error) {
	if depth > maxDepth {
		return value{}, p.fault(p.at, "values lie more than %d deep in each other", maxDepth)
	}
	switch b := p.peek(); {
	case b == '{':
		return p.object(depth)
	case b == '[':
		return p.array(depth)
	case b == '"':
		return p.text()
	case b == '-', b >= '0' && b <= '9':
		return p.number()
	}
	for _, word := range []string{"true", "false", "null"} {
		if bytes.HasPrefix(p.doc[p.at:], []byte(word)) {
			v := value{sort: boolean, start: p.at, end: p.at + len(word), truth: word == "true"}
			if word == "null" {
				v.sort = null
			}
			p.at = v.end
			return v, nil
		}
	}
	return value{}, p.expected("a value")
}

// expected says what was expected where the parser stands.
func (p *parser) expected(what string) error {
	if p.at >= len(p.doc) {
		return p.fault(p.at, "the document ends where %s was expected", what)
	}
	r, _ := utf8.DecodeRune(p.doc[p.at:])
	return p.fault(p.at, "%q stands where %s was expected", r, what)
}

func (p *parser) object(depth int) (value, error) {
	v := value{sort: object, start: p.at}
	p.at++
	p.space()
	if p.peek() == '}' {
		p.at++
		v.end = p.at
		return v, nil
	}
	for {
		p.space()
		if p.peek() != '"' {
			return value{}, p.expected("a name in quotes")
		}
		name, err := p.text()
		if err != nil {
			return value{}, err
		}
		p.space()
		if p.peek() != ':' {
			return value{}, p.expected("a colon")
		}
		p.at++
		p.space()
		held, err := p.value(depth + 1)
		if err != nil {
			return value{}, err
		}
		v.members = append(v.members, member{name: name.text, at: name.start, value: held})
		p.space()
		switch p.peek() {
		case ',':
			p.at++
		case '}':
			p.at++
			v.end = p.at
			return v, nil
		default:
			return value{}, p.expected("a comma or a closing brace")
		}
	}
}

func (p *parser) array(depth int) (value, error) {
	v := value{sort: array, start: p.at}
	p.at++
	p.space()
	if p.peek() == ']' {
		p.at++
		v.end = p.at
		return v, nil
	}
	for {
		p.space()
		held, err := p.value(depth + 1)
		if err != nil {
			return value{}, err
		}
		v.items = append(v.items, held)
		p.space()
		switch p.peek() {
		case ',':
			p.at++
		case ']':
			p.at++
			v.end = p.at
			return v, nil
		default:
			return value{}, p.expected("a comma or a closing bracket")
		}
	}
}

func (p *parser) text() (value, error) {
	start := p.at
	for p.at++; p.at < len(p.doc); p.at++ {
		switch b := p.doc[p.at]; {
		case b == '\\':
			p.at++
		case b == '"':
			p.at++
			return p.decode(start)
		case b < ' ':
			return value{}, p.fault(p.at, "a text holds a line break or another control character; write it as an escape")
		}
	}
	return value{}, p.fault(start, "a text does not end")
}

// decode reads the text between start and where the parser stands. Most hold no escape, and are what they look like: the
// document is UTF-8.
func (p *parser) decode(start int) (value, error) {
	v := value{sort: text, start: start, end: p.at}
	quoted := p.doc[start:p.at]
	if bytes.IndexByte(quoted, '\\') < 0 {
		v.text = string(quoted[1 : len(quoted)-1])
		return v, nil
	}
	if err := json.Unmarshal(quoted, &v.text); err != nil {
		return value{}, p.fault(start, "a text holds an escape that does not exist")
	}
	return v, nil
}

func (p *parser) number() (value, error) {
	start := p.at
	for p.at < len(p.doc) && bytes.IndexByte([]byte("+-.eE0123456789"), p.doc[p.at]) >= 0 {
		p.at++
	}
	if !json.Valid(p.doc[start:p.at]) {
		return value{}, p.fault(start, "%s is not a number", p.doc[start:min(p.at, start+40)])
	}
	return value{sort: number, start: start, end: p.at}, nil
}
