package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"lockstep/app/jsonmodel"
	"lockstep/app/lockstep"
)

// canonical is the objects of a model, each so that equal ones are equal bytes, sorted by name. In what order members and
// objects stand means nothing, nor how a number is written.
func canonical(doc []byte) ([]jsonmodel.Object, error) {
	cut, err := jsonmodel.Split(doc)
	if err != nil {
		return nil, err
	}
	objects := slices.Clone(cut.Objects)
	for i, o := range objects {
		if objects[i].Body, err = canonicalObject(o.Body); err != nil {
			return nil, fmt.Errorf("the object %s: %w", o.Name, err)
		}
	}
	slices.SortFunc(objects, func(a, b jsonmodel.Object) int { return strings.Compare(a.Name, b.Name) })
	return objects, nil
}

var errTwice = errors.New("a name is given twice")

// canonicalObject is an object of JSON with its name first, and the other members in the order of their names.
func canonicalObject(body []byte) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var members map[string]any
	if err := decoder.Decode(&members); err != nil {
		return nil, err
	}
	whole, err := indented(plain(members))
	switch {
	case err != nil:
		return nil, err
	case tokens(whole) != tokens(body):
		return nil, errTwice
	}
	name, err := indented(members["name"])
	if err != nil {
		return nil, err
	}
	delete(members, "name")
	rest, err := indented(plain(members))
	switch {
	case err != nil:
		return nil, err
	case len(members) == 0:
		return []byte("{\n  \"name\": " + string(name) + "\n}"), nil
	}
	return []byte("{\n  \"name\": " + string(name) + "," + string(rest[1:])), nil
}

func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// plain is a value with each number written in one way.
func plain(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name := range v {
			v[name] = plain(v[name])
		}
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	case json.Number:
		return plainNumber(v)
	}
	return v
}

// plainNumber writes 1.0 and 1e0 as 1. An integer of any length stays what it is, and so does what no float can be.
func plainNumber(n json.Number) json.Number {
	if n == "-0" {
		return "0"
	}
	f, err := n.Float64()
	if err != nil || !strings.ContainsAny(n.String(), ".eE") {
		return n
	}
	if f == math.Trunc(f) && math.Abs(f) < 1<<53 {
		return json.Number(strconv.FormatInt(int64(f), 10))
	}
	return json.Number(strconv.FormatFloat(f, 'g', -1, 64))
}

// tokens counts what a document of JSON is made of: what a decoder took for one name is counted as often as it is there.
func tokens(doc []byte) (n int) {
	decoder := json.NewDecoder(bytes.NewReader(doc))
	decoder.UseNumber()
	for {
		if _, err := decoder.Token(); err != nil {
			if err != io.EOF {
				return -1
			}
			return n
		}
		n++
	}
}

// compose is the objects as one document, as people read it.
func compose(objects []jsonmodel.Object) []byte {
	var b bytes.Buffer
	b.WriteByte('[')
	for i, o := range objects {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n  ")
		b.Write(bytes.ReplaceAll(o.Body, []byte("\n"), []byte("\n  "))) // a line break is never part of a text of JSON
	}
	if len(objects) > 0 {
		b.WriteByte('\n')
	}
	b.WriteString("]\n")
	return b.Bytes()
}

// itemsOf are the objects of a model as items.
func itemsOf(place jsonmodel.Place, objects []jsonmodel.Object) ([]lockstep.Item, error) {
	bodies := make([][]byte, len(objects))
	for i, o := range objects {
		bodies[i] = o.Body
	}
	doc := append(append([]byte{'['}, bytes.Join(bodies, []byte{','})...), ']')
	items, err := place.Items(doc, lockstep.Plain)
	if err != nil {
		return nil, fmt.Errorf("cut the model: %w", err)
	}
	return slices.DeleteFunc(items, func(i lockstep.Item) bool { return i.Key.Quiet() }), nil
}

// objectsOf are the objects of a state, in the order of their names.
func objectsOf(slot string, s lockstep.State) ([]jsonmodel.Object, error) {
	objects := []jsonmodel.Object{}
	for _, item := range s.Slot(slot).All() {
		if item.Key.Kind != jsonmodel.ObjectKind {
			continue
		}
		body, err := item.Body.Bytes()
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", item.Key, err)
		}
		objects = append(objects, jsonmodel.Object{Name: item.Key.Name, Body: body})
	}
	return objects, nil
}

func format(slot lockstep.Slot, s lockstep.State) ([]byte, bool, error) {
	objects, err := objectsOf(slot.Name, s)
	return compose(objects), true, err
}

// parse reads a model that a person wrote.
func parse(slot lockstep.Slot, text []byte) ([]lockstep.Item, []lockstep.Problem) {
	place := placeOf(slot.Name)
	read, problems := place.Read(text)
	if len(problems) > 0 {
		return nil, problems
	}
	items := []lockstep.Item{}
	for _, item := range read {
		if !item.Key.Quiet() {
			items = append(items, settled(item))
		}
	}
	return items, nil
}

// settled is a model item with its body as a capture gives it; as it is where it cannot be read, which [prepare] refuses.
func settled(item lockstep.Item) lockstep.Item {
	body, err := item.Body.Bytes()
	if err != nil {
		return item
	}
	if body, err = canonicalObject(body); err == nil {
		item.Body = lockstep.BodyOf(body)
	}
	return item
}

func explain(slot lockstep.Slot, text []byte, p lockstep.Problem) lockstep.Hint {
	return placeOf(slot.Name).Explain(text, p)
}
