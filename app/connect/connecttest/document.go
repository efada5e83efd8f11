package connecttest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// format is the model as a JSON object: the body of each object by its name.
func format(_ lockstep.Slot, s lockstep.State) ([]byte, bool, error) {
	bodies := map[string]string{}
	for _, item := range s.All() {
		if item.Part != lockstep.Model {
			continue
		}
		b, err := item.Body.Bytes()
		if err != nil {
			return nil, true, fmt.Errorf("read %s: %w", item.Key, err)
		}
		bodies[item.Key.Name] = string(b)
	}
	doc, err := json.MarshalIndent(bodies, "", "  ")
	return append(doc, '\n'), true, err
}

func parse(slot lockstep.Slot, doc []byte) ([]lockstep.Item, []lockstep.Problem) {
	var bodies map[string]string
	if err := json.Unmarshal(doc, &bodies); err != nil {
		return nil, []lockstep.Problem{{
			Path:    place(doc, err),
			Message: "The model is not a JSON object of texts. Mend it and try again.",
			Verdict: lockstep.Blocks,
		}}
	}
	items := []lockstep.Item{}
	for _, name := range slices.Sorted(maps.Keys(bodies)) {
		items = append(items, lockstep.Item{
			Key:  lockstep.Key{Slot: slot.Name, Kind: ObjectKind, Name: name},
			Part: lockstep.Model,
			Body: lockstep.BodyOf([]byte(bodies[name])),
		})
	}
	return items, nil
}

// place is where in doc a JSON error lies, as line:column.
func place(doc []byte, err error) string {
	offset := int64(0)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &kind):
		offset = kind.Offset
	}
	before := doc[:min(max(offset-1, 0), int64(len(doc)))]
	return fmt.Sprintf("%d:%d", bytes.Count(before, []byte("\n"))+1, len(before)-bytes.LastIndexByte(before, '\n'))
}

// describe reads each line of an object's body as the name and the type of a field.
func describe(item lockstep.Item) (lockstep.Object, bool) {
	b, err := item.Body.Bytes()
	if err != nil || item.Part != lockstep.Model {
		return lockstep.Object{}, false
	}
	object := lockstep.Object{Name: item.Key.Name}
	for line := range strings.Lines(string(b)) {
		name, kind, _ := strings.Cut(strings.TrimSpace(line), " ")
		object.Fields = append(object.Fields, lockstep.ObjectField{Name: name, Type: kind})
	}
	return object, true
}
