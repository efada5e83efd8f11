package app

import (
	"lockstep/app/engine"
	"lockstep/app/lockstep"
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
	text, on, err := driver.Document.Format(slot, state.Slot(slot.Name))
	if err != nil {
		return v, err
	}
	if !on {
		return v, noModel(at, slot)
	}
	v = ModelView{Environment: refOf(at), Slot: slot.Name, Text: string(text), Objects: []ObjectView{}, Why: notEditable(at)}
	v.Editable = v.Why == ""
	for _, item := range state.Slot(slot.Name).All() {
		if object, ok := driver.Describe(item); ok {
			v.Objects = append(v.Objects, objectView(object))
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
	for _, p := range problems {
		views = append(views, problemView(p, false))
	}
	return views, nil
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

func noModel(at engine.Place, slot lockstep.Slot) error {
	return lockstep.Errorf(lockstep.Invalid, "The slot %s of %s has no model. A folder slot has one where its setting model names a file.", slot.Name, at.Project.Name)
}

func objectView(o lockstep.Object) ObjectView {
	v := ObjectView{Name: o.Name, Fields: []ObjectFieldView{}}
	for _, f := range o.Fields {
		v.Fields = append(v.Fields, ObjectFieldView{Name: f.Name, Type: f.Type, Required: f.Required, Unique: f.Unique, Default: f.Default, Relation: f.Relation})
	}
	return v
}
