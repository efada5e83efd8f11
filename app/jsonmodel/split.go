package jsonmodel

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// Object is one object of a document: its name and its own bytes as they stand there.
type Object struct {
	Name string
	Body []byte
}

// Document is a model cut into pieces.
type Document struct {
	Objects []Object // in the order of the document
	Frame   []byte   // what surrounds them; for [Compose]
}

// frame is what surrounds the objects of a document: Around[i] stands before the object Order[i], and the last of
// Around after all of them. A document without objects has one text around.
type frame struct {
	Order  []string `json:"order"`
	Around []string `json:"around"`
}

// Split cuts a document into its objects' own bytes and what surrounds them. The error is a *[SyntaxError]: the text
// is not JSON, not an array of named objects, or names an object twice.
func Split(doc []byte) (Document, error) {
	p := &parser{doc: doc}
	v, err := parse(doc)
	if err != nil {
		return Document{}, err
	}
	if v.sort != array {
		return Document{}, p.fault(v.start, "the document is %s, and should be an array of objects", v.sort)
	}
	var out Document
	f := frame{Order: []string{}}
	seen := map[string]bool{}
	end := 0
	for _, item := range v.items {
		name, err := nameOf(p, item)
		if err != nil {
			return Document{}, err
		}
		if seen[name] {
			return Document{}, p.fault(item.start, "a second object is named %q; give each object a name of its own", name)
		}
		seen[name] = true
		f.Order = append(f.Order, name)
		f.Around = append(f.Around, string(doc[end:item.start]))
		out.Objects = append(out.Objects, Object{Name: name, Body: doc[item.start:item.end:item.end]})
		end = item.end
	}
	f.Around = append(f.Around, string(doc[end:]))
	out.Frame = f.encode()
	return out, nil
}

func nameOf(p *parser, item value) (string, error) {
	if item.sort != object {
		return "", p.fault(item.start, "%s stands where an object was expected", item.sort)
	}
	name, ok := item.get("name")
	switch {
	case !ok:
		return "", p.fault(item.start, "an object has no name")
	case name.sort != text || name.text == "":
		return "", p.fault(name.start, "the name of an object is not a text with at least one character")
	}
	return name.text, nil
}

func (f frame) encode() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(f); err != nil {
		panic(err) // texts can always be encoded
	}
	return b.Bytes()
}

// decodeFrame reads a frame; ok is false for bytes that are none, as a foreign archive may hold.
func decodeFrame(body []byte) (f frame, ok bool) {
	if json.Unmarshal(body, &f) != nil || len(f.Around) != len(f.Order)+1 {
		return frame{}, false
	}
	for i, around := range f.Around {
		if !f.fits(i, around) {
			return frame{}, false
		}
	}
	return f, true
}

// fits says that around may stand at place i: white space with just the punctuation of that place.
func (f frame) fits(i int, around string) bool {
	if i == 0 {
		around = strings.TrimPrefix(around, string(bom))
	}
	bare := strings.Map(func(r rune) rune {
		if r < 0x80 && isSpace(byte(r)) {
			return -1
		}
		return r
	}, around)
	switch {
	case len(f.Order) == 0:
		return bare == "[]"
	case i == 0:
		return bare == "["
	case i == len(f.Order):
		return bare == "]"
	}
	return bare == ","
}

// Compose puts objects into a frame again: byte for byte the document that [Split] cut where the objects are those of
// the frame. An object that the frame does not know is appended in the document's own style, and what stood before one
// that is gone goes with it. Without a frame, or with bytes that are none, the document gets a plain style.
// Two objects of one name, or one that is not a JSON object of that name, are Invalid.
func Compose(body []byte, objects []Object) ([]byte, error) {
	f, ok := decodeFrame(body)
	if !ok {
		f = frame{Order: []string{}, Around: []string{"[]\n"}}
	}
	left := make(map[string][]byte, len(objects))
	for _, o := range objects {
		if _, twice := left[o.Name]; twice {
			return nil, lockstep.Errorf(lockstep.Invalid, "The model holds two objects named %s. Give each a name of its own.", o.Name)
		}
		if err := o.check(); err != nil {
			return nil, err
		}
		left[o.Name] = o.Body
	}
	open, separator, end := f.style(len(objects) > 0)
	var doc bytes.Buffer
	doc.WriteString(open)
	first := true
	write := func(before string, o []byte) {
		if !first {
			doc.WriteString(before)
		}
		first = false
		doc.Write(o)
	}
	for i, name := range f.Order {
		if o, ok := left[name]; ok {
			delete(left, name)
			write(f.Around[i], o)
		}
	}
	fresh := make([]string, 0, len(left))
	for name := range left {
		fresh = append(fresh, name)
	}
	slices.Sort(fresh)
	for _, name := range fresh {
		write(separator, left[name])
	}
	doc.WriteString(end)
	return doc.Bytes(), nil
}

// style is what opens the document, what stands between an object and a new one after it, and what ends it.
func (f frame) style(filled bool) (open, separator, end string) {
	n := len(f.Order)
	first, last := f.Around[0], f.Around[n]
	line := "\n"
	if strings.Contains(last, "\r\n") {
		line = "\r\n"
	}
	head, inner, _ := strings.Cut(first, "[")
	_, tail, _ := strings.Cut(last, "]")
	switch {
	case n == 0 && !filled:
		return first, "", ""
	case n == 0:
		return head + "[" + line + "  ", "," + line + "  ", line + "]" + tail
	case !filled:
		return head + "[", "", "]" + tail
	case n == 1:
		return first, "," + inner, last
	}
	return first, f.Around[n-1], last
}

// check says whether the object's bytes are one JSON object of its name and nothing else.
func (o Object) check() error {
	_, err := o.parse()
	return err
}

func (o Object) parse() (value, error) {
	v, err := parse(o.Body)
	if err != nil {
		return value{}, lockstep.Errorf(lockstep.Invalid, "The object %s cannot be read (%s).", o.Name, err)
	}
	if v.sort != object || v.start != 0 || v.end != len(o.Body) {
		return value{}, lockstep.Errorf(lockstep.Invalid, "The object %s is not one JSON object.", o.Name)
	}
	if name, ok := v.get("name"); !ok || name.sort != text || name.text != o.Name {
		return value{}, lockstep.Errorf(lockstep.Invalid, "The object %s does not hold this name.", o.Name)
	}
	return v, nil
}
