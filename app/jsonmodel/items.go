package jsonmodel

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"lockstep/app/lockstep"
)

// ObjectKind is the kind of the items that are objects of a model.
const ObjectKind = "object"

// Place says where in a slot's state a model is: the slot's name, and the name of the frame, which is the model file's.
type Place struct{ Slot, Frame string }

// FrameKey is the key of the model's frame.
func (p Place) FrameKey() lockstep.Key {
	return lockstep.Key{Slot: p.Slot, Kind: lockstep.FrameKind, Name: p.Frame}
}

// Key is the key of an object.
func (p Place) Key(object string) lockstep.Key {
	return lockstep.Key{Slot: p.Slot, Kind: ObjectKind, Name: object}
}

// Holds says that k is an object or the frame of this model.
func (p Place) Holds(k lockstep.Key) bool {
	return k == p.FrameKey() || k.Slot == p.Slot && k.Kind == ObjectKind
}

// Items cuts a document into items: its objects and the frame, which has the document's mode. The error is a
// *[SyntaxError].
func (p Place) Items(doc []byte, mode lockstep.Mode) ([]lockstep.Item, error) {
	cut, err := Split(doc)
	if err != nil {
		return nil, err
	}
	items := make([]lockstep.Item, 0, len(cut.Objects)+1)
	for _, o := range cut.Objects {
		items = append(items, p.item(o))
	}
	frame := lockstep.Item{Key: p.FrameKey(), Part: lockstep.Model, Mode: mode, Body: lockstep.BodyOf(cut.Frame)}
	return append(items, frame), nil
}

func (p Place) item(o Object) lockstep.Item {
	item := lockstep.Item{Key: p.Key(o.Name), Part: lockstep.Model, Media: "application/json", Body: lockstep.BodyOf(o.Body)}
	for _, name := range related(o) {
		item.Needs = append(item.Needs, p.Key(name))
	}
	return item
}

// related gives the other objects that o relates to, each once, sorted.
func related(o Object) []string {
	v, err := o.parse()
	if err != nil {
		return nil
	}
	var names []string
	fields, _ := v.get("fields")
	for _, f := range fields.members {
		for _, side := range []string{"object", "collection"} {
			if to, ok := f.value.get(side); ok && to.sort == text && to.text != "" && to.text != o.Name {
				names = append(names, to.text)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Document is the model of a state as one text. There is none where the state holds neither objects nor a frame.
func (p Place) Document(s lockstep.State) (doc []byte, mode lockstep.Mode, ok bool, err error) {
	frame, framed := s.Get(p.FrameKey())
	objects, err := p.objects(s)
	if err != nil {
		return nil, "", false, err
	}
	if !framed && len(objects) == 0 {
		return nil, "", false, nil
	}
	around, err := frame.Body.Bytes()
	if err != nil {
		return nil, "", false, fmt.Errorf("read %s: %w", frame.Key, err)
	}
	doc, err = Compose(around, objects)
	return doc, frame.Mode, true, err
}

func (p Place) objects(s lockstep.State) ([]Object, error) {
	var objects []Object
	for _, item := range s.All() {
		if item.Key.Slot != p.Slot || item.Key.Kind != ObjectKind {
			continue
		}
		body, err := item.Body.Bytes()
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", item.Key, err)
		}
		objects = append(objects, Object{Name: item.Key.Name, Body: body})
	}
	return objects, nil
}

// Prepare settles the frame of want, so that want is what cutting its document gives, and says what is wrong with want
// and what a change from before loses. What was wrong in before already, in an object that does not change, is a note.
func (p Place) Prepare(before, want lockstep.State) (lockstep.State, []lockstep.Problem, error) {
	old, err := p.objects(before)
	if err != nil {
		return lockstep.State{}, nil, err
	}
	objects, err := p.objects(want)
	if err != nil {
		return lockstep.State{}, nil, err
	}
	if broken := p.broken(objects); len(broken) > 0 {
		return want, broken, nil
	}
	settled, err := p.settle(want)
	if err != nil {
		return lockstep.State{}, nil, err
	}
	problems := p.soften(before, want, p.Validate(old), p.Validate(objects))
	return settled, append(problems, p.Compare(old, objects)...), nil
}

// broken finds the items that are not objects at all, such as a foreign archive may hold.
func (p Place) broken(objects []Object) []lockstep.Problem {
	var problems []lockstep.Problem
	for _, o := range objects {
		if err := o.check(); err != nil {
			problems = append(problems, lockstep.Problem{
				Key:     p.Key(o.Name),
				Message: err.Error() + " Leave it out, or mend it where it comes from.",
				Verdict: lockstep.Blocks,
			})
		}
	}
	return problems
}

// settle replaces the frame, the bodies' white space and the needs of want by those of its document.
func (p Place) settle(want lockstep.State) (lockstep.State, error) {
	doc, mode, ok, err := p.Document(want)
	if err != nil || !ok {
		return want, err
	}
	items, err := p.Items(doc, mode)
	if err != nil {
		return lockstep.State{}, fmt.Errorf("cut the composed model: %w", err)
	}
	return want.With(items, nil)
}

// soften makes notes of what is wrong in objects that stay as they are and were wrong in the same way before, and
// leaves out the notes on them.
func (p Place) soften(before, want lockstep.State, old, problems []lockstep.Problem) []lockstep.Problem {
	type place struct {
		key           lockstep.Key
		path, message string
	}
	known := map[place]bool{}
	for _, o := range old {
		known[place{o.Key, o.Path, o.Message}] = true
	}
	var kept []lockstep.Problem
	for _, problem := range problems {
		same := before.Sum(problem.Key) == want.Sum(problem.Key)
		if !same || !known[place{problem.Key, problem.Path, problem.Message}] {
			kept = append(kept, problem)
			continue
		}
		if problem.Verdict == lockstep.Note {
			continue
		}
		problem.Verdict, problem.Needs = lockstep.Note, nil
		kept = append(kept, problem)
	}
	return kept
}

// Text is the model of a state as the text that people edit; an absent model is an empty array.
func (p Place) Text(s lockstep.State) ([]byte, error) {
	doc, _, ok, err := p.Document(s)
	if err != nil {
		return nil, err
	}
	if !ok {
		return []byte("[]\n"), nil
	}
	return doc, nil
}

// Read gives the items of a text that a person wrote, or what keeps it from being read, with line:column as its path.
func (p Place) Read(doc []byte) ([]lockstep.Item, []lockstep.Problem) {
	items, err := p.Items(doc, lockstep.Plain)
	if err == nil {
		return items, nil
	}
	problem := lockstep.Problem{Key: p.FrameKey(), Verdict: lockstep.Blocks}
	problem.Message = fmt.Sprintf("The model cannot be read: %s. Mend it and try again.", err)
	var syntax *SyntaxError
	if errors.As(err, &syntax) {
		problem.Path = fmt.Sprintf("%d:%d", syntax.Line, syntax.Column)
	}
	return nil, []lockstep.Problem{problem}
}

// Describe draws a model item as an object with its fields, in their order; ok is false for what is no object.
func Describe(item lockstep.Item) (lockstep.Object, bool) {
	if item.Key.Kind != ObjectKind || item.Part != lockstep.Model {
		return lockstep.Object{}, false
	}
	body, err := item.Body.Bytes()
	if err != nil {
		return lockstep.Object{}, false
	}
	v, err := Object{Name: item.Key.Name, Body: body}.parse()
	if err != nil {
		return lockstep.Object{}, false
	}
	drawn := lockstep.Object{Name: item.Key.Name}
	fields, _ := v.get("fields")
	for _, m := range fields.members {
		drawn.Fields = append(drawn.Fields, drawField(m, body))
	}
	return drawn, true
}

func drawField(m member, body []byte) lockstep.ObjectField {
	f := readField(m)
	drawn := lockstep.ObjectField{Name: m.name, Type: f.kind, Required: f.required, Unique: f.unique}
	if f.side != "" {
		drawn.Type, drawn.Relation = f.side, f.to
	}
	given, ok := m.value.get("defaultValue")
	switch {
	case ok && given.sort == text:
		drawn.Default = given.text
	case ok:
		drawn.Default = compact(body[given.start:given.end])
	}
	return drawn
}

func compact(raw []byte) string {
	var v json.RawMessage = raw
	short, err := json.Marshal(v)
	if err != nil {
		return string(raw)
	}
	return string(short)
}
