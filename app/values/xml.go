package values

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// The styles of an element's text; an attribute's is its quote.
const (
	plainXML  = 0
	cdataXML  = 'C'
	closedXML = '/' // <name/>, whose text is set by opening it
)

// xmlReader makes nodes of the tokens of the decoder, which says between which bytes each stands. Of an element the
// node's indent is where its start tag ends, and flow says that this closes it too.
type xmlReader struct {
	d      *Document
	open   []element
	text   []byte // of the element that was opened last: one that holds others has no text of its own
	first  *node  // the document's element
	before int    // where the token begins
	after  int    // where it ends
}

// element is one that is not closed yet.
type element struct {
	name  string
	node  *node
	holds int  // elements
	notes bool // comments or instructions stand in it
}

func parseXML(d *Document) (*node, error) {
	r := &xmlReader{d: d}
	body := d.body[d.begin():]
	decoder := xml.NewDecoder(bytes.NewReader(body))
	decoder.CharsetReader = charsetXML
	for {
		r.before = d.begin() + int(decoder.InputOffset())
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if cause := errors.Unwrap(err); cause != nil { // of charsetXML
			return nil, cause
		}
		if err != nil {
			why, _, quoted := strings.Cut(strings.TrimPrefix(err.Error(), "XML syntax error on "), "invalid character entity")
			if quoted { // what stands behind the ampersand follows, which may be of a secret
				why += "an ampersand begins no entity of XML"
			}
			return nil, fault("%s", why)
		}
		r.after = d.begin() + int(decoder.InputOffset())
		if err := r.token(token); err != nil {
			return nil, err
		}
	}
	switch {
	case len(r.open) > 0:
		return nil, fault("<%s> is not closed", r.open[len(r.open)-1].name)
	case r.first == nil:
		return nil, fault("it has no element")
	}
	return &node{sort: object, start: d.begin(), end: len(d.body), members: []member{{name: r.name(r.first.start), at: r.first.start, node: r.first}}}, nil
}

// charsetXML is asked for each encoding but UTF-8, which some call UTF8.
func charsetXML(name string, body io.Reader) (io.Reader, error) {
	if strings.EqualFold(name, "UTF8") {
		return body, nil
	}
	return nil, fault("it says that its encoding is %s, and only UTF-8 is read", name)
}

func (r *xmlReader) token(token xml.Token) error {
	var top *element
	if len(r.open) > 0 {
		top = &r.open[len(r.open)-1]
	}
	switch t := token.(type) {
	case xml.StartElement:
		return r.begin(top, t)
	case xml.EndElement:
		return r.close(top, t)
	case xml.CharData:
		switch {
		case top != nil && top.holds == 0:
			r.text = append(r.text, t...)
		case top == nil && len(bytes.TrimSpace(t)) > 0:
			return r.d.faultAt(r.before, "text stands outside of the element")
		}
	case xml.Comment, xml.ProcInst:
		if top != nil {
			top.notes = true
		}
	case xml.Directive:
		// Entities of its own could stand for anything, from other files to gigabytes.
		if bytes.ContainsRune(t, '[') || bytes.Contains(t, []byte("ENTITY")) {
			return r.d.faultAt(r.before, "its DOCTYPE declares what stands in it, which is not read")
		}
	}
	return nil
}

// name is that of the element whose tag begins at an offset, as it is written.
func (r *xmlReader) name(at int) string { return nameXML(r.d.body, at) }

func nameXML(body []byte, at int) string {
	end := at + 1
	for end < len(body) && strings.IndexByte(" \t\r\n/>", body[end]) < 0 {
		end++
	}
	return string(body[at+1 : end])
}

func (r *xmlReader) begin(top *element, t xml.StartElement) error {
	if top == nil && r.first != nil {
		return r.d.faultAt(r.before, "it has more than one element on the first level")
	}
	if len(r.open) >= deepest {
		return r.d.faultAt(r.before, "its elements lie more than %d deep in each other", deepest)
	}
	e := element{name: r.name(r.before), node: r.d.nodes.add(node{sort: object, start: r.before, indent: r.after})}
	e.node.flow = r.d.body[r.after-2] == '/'
	if err := r.attributes(e, t.Attr); err != nil {
		return err
	}
	if top == nil {
		r.first = e.node
	} else {
		top.holds++
		top.node.members = append(top.node.members, member{name: e.name, at: r.before, node: e.node})
	}
	r.open, r.text = append(r.open, e), r.text[:0]
	return nil
}

// attributes finds where in the start tag each attribute that the decoder read stands.
func (r *xmlReader) attributes(e element, attributes []xml.Attr) error {
	body, at := r.d.body, r.before+1+len(e.name)
	if len(attributes) > widest {
		return r.d.faultAt(at, "an element has more than %d attributes", widest)
	}
	if len(attributes) > 0 {
		e.node.members = make([]member, 0, len(attributes))
	}
	for _, a := range attributes {
		at = skipSpace(body, at)
		start := at
		equals := at + skipTo(body[at:], "=")
		name := "@" + string(bytes.TrimRight(body[start:equals], " \t\r\n"))
		at = skipSpace(body, equals+1)
		if at >= r.after || body[at] != '"' && body[at] != '\'' {
			return r.d.faultAt(start, "an attribute has no quotes")
		}
		end := at + 2 + skipTo(body[at+1:], string(body[at]))
		n := r.d.nodes.add(node{start: at, end: end, style: body[at], quoted: true, kind: String, text: a.Value})
		if e.node.first(name) != nil {
			return r.d.faultAt(start, "the attribute %s is there twice", name[1:])
		}
		e.node.members = append(e.node.members, member{name: name, at: start, node: n})
		at = end
	}
	return nil
}

// skipSpace goes past white space and line breaks.
func skipSpace(body []byte, at int) int {
	for at < len(body) && strings.IndexByte(" \t\r\n", body[at]) >= 0 {
		at++
	}
	return at
}

func (r *xmlReader) close(top *element, t xml.EndElement) error {
	if top == nil {
		return r.d.faultAt(r.before, "an element is closed that is not open")
	}
	n := top.node
	name := t.Name.Local
	if t.Name.Space != "" {
		name = t.Name.Space + ":" + name
	}
	if name != top.name {
		return r.d.faultAt(r.before, "</%s> closes <%s>", name, top.name)
	}
	r.open, n.end = r.open[:len(r.open)-1], r.after
	switch {
	case top.holds > 0:
		return nil // its text is layout, or stands between elements
	case n.flow && len(n.members) > 0:
		return nil // an element of attributes alone
	}
	text := r.d.nodes.add(node{start: n.indent, end: r.before, kind: String, text: string(r.text)})
	switch {
	case n.flow:
		text.style, text.end = closedXML, n.end
		text.start = n.start + 1 + len(top.name)
	case top.notes:
		text.fixed = "a comment stands in its text"
		text.hidden = strings.TrimSpace(text.text) == ""
	default:
		raw := strings.TrimSpace(string(r.d.body[text.start:text.end]))
		if strings.HasPrefix(raw, "<![CDATA[") && strings.HasSuffix(raw, "]]>") && strings.Count(raw, "<![CDATA[") == 1 {
			text.style, text.quoted = cdataXML, true
		}
	}
	n.members = append(n.members, member{at: text.start, node: text})
	return nil
}
