package app

import (
	"bytes"
	"cmp"
	"fmt"
	"unicode/utf16"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/app/textdiff"
)

// Model gives the model of a slot as the text that people know, and drawn. It asks the system.
func (a *App) Model(ref, slotName string) (v ModelView, err error) {
	defer recovered(&err)
	at, err := a.place(ref)
	if err != nil {
		return v, err
	}
	slot, driver, err := a.modelled(at, slotName)
	if err != nil {
		return v, err
	}
	state, err := a.engine.Capture(a.work(), at)
	if err != nil {
		return v, err
	}
	rules, err := a.engine.Rules(at.Project)
	if err != nil {
		return v, err
	}
	shown, err := a.maskedModel(rules, state.Slot(slot.Name))
	if err != nil {
		return v, err
	}
	text, written, on, err := a.modelText(driver, slot, shown)
	if err != nil {
		return v, err
	}
	if !on {
		return v, noModel(at, slot)
	}
	v = ModelView{Environment: refOf(at), Slot: slot.Name, Language: written, Text: string(text), Objects: []ObjectView{}, Why: notEditable(at)}
	if driver.Document == nil && v.Why == "" {
		v.Why = "It is changed in the database, and promoted from there."
	}
	v.Editable = v.Why == ""
	for _, item := range state.Slot(slot.Name).All() {
		if object, ok := driver.Describe(item); ok {
			v.Objects = append(v.Objects, objectView(item.Key, object))
		}
	}
	return v, nil
}

// CheckModel says what is wrong with a model text, without asking the system and without changing anything.
func (a *App) CheckModel(ref, slotName, text string) (views []ProblemView, err error) {
	defer recovered(&err)
	at, err := a.place(ref)
	if err != nil {
		return nil, err
	}
	slot, driver, err := a.modelled(at, slotName)
	if err != nil {
		return nil, err
	}
	if driver.Document == nil {
		return nil, lockstep.Errorf(lockstep.Invalid, "The model of the slot %s is not edited as one text. Change it in the database, and promote from there.", slot.Name)
	}
	views = []ProblemView{}
	items, problems := driver.Document.Parse(slot, []byte(text))
	if len(items) > 0 {
		want, err := lockstep.NewState(items, nil)
		if err != nil {
			return nil, err
		}
		_, found, err := driver.Prepare(slot, lockstep.State{}, want)
		if err != nil {
			return nil, err
		}
		problems = append(problems, found...)
	}
	for i, p := range problems {
		view := problemView(p, false)
		if explain := driver.Document.Explain; explain != nil && i < explained {
			view.explain([]byte(text), explain(slot, []byte(text), p))
		}
		views = append(views, view)
	}
	return views, nil
}

// explained is how many problems of one text are told with their place and their fixes: each fix is tried out.
const explained = 30

func (v *ProblemView) explain(text []byte, hint lockstep.Hint) {
	if hint.To == 0 {
		return
	}
	v.At = &SpotView{Line: bytes.Count(text[:hint.From], []byte("\n")) + 1, From: units(text[:hint.From]), To: units(text[:hint.To])}
	for _, f := range hint.Fixes {
		fix := FixView{Title: f.Title, Edits: []EditView{}}
		for _, e := range f.Edits {
			fix.Edits = append(fix.Edits, EditView{From: units(text[:e.From]), To: units(text[:e.To]), Text: e.Text})
		}
		v.Fixes = append(v.Fixes, fix)
	}
}

// units counts the UTF-16 units of a text, which is how the page counts.
func units(text []byte) int {
	n := 0
	for _, r := range string(text) {
		n += utf16.RuneLen(r)
	}
	return n
}

// DiffTexts compares two versions of a text that is edited, and is written in a language.
func (a *App) DiffTexts(before, after, language string) (v DiffView, err error) {
	defer recovered(&err)
	v = textsDiff([]byte(before), []byte(after), language)
	v.Added, v.Removed = textdiff.Count([]byte(before), []byte(after))
	v.lines([]byte(before), []byte(after), false)
	return v, nil
}

// modelled finds a slot that has a model document.
func (a *App) modelled(at engine.Place, name string) (lockstep.Slot, lockstep.Driver, error) {
	slot, err := a.slot(at, name)
	if err != nil {
		return slot, lockstep.Driver{}, err
	}
	driver, err := a.engine.Driver(slot.Kind)
	if err != nil {
		return slot, driver, err
	}
	if !a.hasModel(driver, slot) || driver.Describe == nil {
		return slot, driver, noModel(at, slot)
	}
	return slot, driver, nil
}

// modelText gives the model of a slot as its text: its document, or the texts of its items in their order. ok is false where the
// slot has none.
func (a *App) modelText(driver lockstep.Driver, slot lockstep.Slot, s lockstep.State) (text []byte, written string, ok bool, err error) {
	if driver.Document != nil {
		text, ok, err = driver.Document.Format(slot, s)
		return text, driver.Document.Language, ok, err
	}
	var texts [][]byte
	for _, item := range s.Slot(slot.Name).All() {
		if item.Part != lockstep.Model || item.Key.Quiet() {
			continue
		}
		body, err := item.Body.Bytes()
		if err != nil {
			return nil, "", true, fmt.Errorf("read %s: %w", item.Key, err)
		}
		written = language(item.Key.Name, item)
		texts = append(texts, body)
	}
	return bytes.Join(texts, []byte("\n")), written, driver.Describe != nil, nil
}

func noModel(at engine.Place, slot lockstep.Slot) error {
	return lockstep.Errorf(lockstep.Invalid, "The slot %s of %s has no model. A folder slot has one where its settings name a model file.", slot.Name, at.Project.Name)
}

func objectView(k lockstep.Key, o lockstep.Object) ObjectView {
	v := ObjectView{Key: k.String(), Name: o.Name, Kind: objectKind(k, o), Fields: fieldViewsOf(o), Parts: []ObjectPartView{}}
	for _, p := range o.Parts {
		v.Parts = append(v.Parts, ObjectPartView(p))
	}
	return v
}

// objectKind is what an object is, in words.
func objectKind(k lockstep.Key, o lockstep.Object) string { return cmp.Or(o.Kind, k.Kind) }

func fieldViewsOf(o lockstep.Object) []ObjectFieldView {
	views := []ObjectFieldView{}
	for _, f := range o.Fields {
		views = append(views, ObjectFieldView(f))
	}
	return views
}
