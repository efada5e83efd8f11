package app

import (
	"strings"

	"lockstep/app/lockstep"
)

// Schema draws what differs between the models of a comparison: objects with their fields, before and after.
func (a *App) Schema(sessionID string) (v SchemaView, err error) {
	defer recovered(&err)
	one, err := a.sessions.get(sessionID)
	if err != nil {
		return v, err
	}
	v.Objects = []SchemaObjectView{}
	drawn, equal := 0, 0
	for _, item := range one.after.All() {
		if _, ok := a.describe(one, item); ok {
			drawn++
			if one.before.Sum(item.Key) == one.after.Sum(item.Key) {
				equal++
			}
		}
	}
	for _, c := range one.changes {
		before, had := a.describe(one, itemAt(one.before, one.former(c.Key)))
		after, has := a.describe(one, itemAt(one.after, c.Key))
		if had || has {
			v.Objects = append(v.Objects, schemaObject(c, before, after))
		}
	}
	v.Same, v.Model = equal, drawn > 0 || len(v.Objects) > 0
	a.addEffects(one, &v)
	return v, nil
}

// describe draws an item of the model by the connector of its slot. An archive may come from a project that is not
// here; then the first connector that knows such an item draws it.
func (a *App) describe(one *session, item lockstep.Item) (lockstep.Object, bool) {
	if item.Part != lockstep.Model {
		return lockstep.Object{}, false
	}
	for _, slot := range one.slots {
		if slot.Name != item.Key.Slot {
			continue
		}
		if driver, err := a.engine.Driver(slot.Kind); err == nil && driver.Describe != nil {
			return driver.Describe(item)
		}
	}
	return a.drawn(item)
}

// schemaObject lays the fields of an object side by side: those of before in their order, each new one after the field
// that it follows.
func schemaObject(c lockstep.Change, before, after lockstep.Object) SchemaObjectView {
	v := SchemaObjectView{Key: c.Key.String(), Name: c.Key.Name, Op: string(c.Op), Effects: []ProblemView{}}
	old, now := fieldViewsOf(before), fieldViewsOf(after)
	v.Fields = make([]SchemaFieldView, 0, len(old)+len(now))
	placed := map[string]bool{}
	next := 0
	added := func(until string) {
		for ; next < len(now) && now[next].Name != until; next++ {
			if _, was := fieldNamed(old, now[next].Name); !was && !placed[now[next].Name] {
				placed[now[next].Name] = true
				v.Fields = append(v.Fields, fieldRow(nil, &now[next]))
			}
		}
	}
	for i := range old {
		at, is := fieldNamed(now, old[i].Name)
		if !is {
			v.Fields = append(v.Fields, fieldRow(&old[i], nil))
			continue
		}
		if at >= next {
			added(old[i].Name)
			next = at + 1
		}
		v.Fields = append(v.Fields, fieldRow(&old[i], &now[at]))
	}
	added("")
	return v
}

func fieldRow(before, after *ObjectFieldView) SchemaFieldView {
	v := SchemaFieldView{Op: "same", Before: before, After: after, Effects: []ProblemView{}}
	switch {
	case before == nil:
		v.Name, v.Op = after.Name, string(lockstep.Add)
	case after == nil:
		v.Name, v.Op = before.Name, string(lockstep.Remove)
	default:
		v.Name = after.Name
		if *before != *after {
			v.Op = string(lockstep.Modify)
		}
	}
	return v
}

func fieldNamed(fields []ObjectFieldView, name string) (int, bool) {
	for i := range fields {
		if fields[i].Name == name {
			return i, true
		}
	}
	return 0, false
}

func fieldViewsOf(o lockstep.Object) []ObjectFieldView { return objectView(o).Fields }

// addEffects says at each field what a promotion of the right side to the left one would meet there.
func (a *App) addEffects(one *session, v *SchemaView) {
	if one.view.A.Kind != "environment" {
		return
	}
	for _, slot := range one.slots {
		driver, err := a.engine.Driver(slot.Kind)
		if err != nil {
			continue
		}
		_, problems, err := driver.Prepare(slot, one.before.Slot(slot.Name), one.after.Slot(slot.Name))
		if err != nil {
			continue // what cannot be told is left out; the wizard says it when it matters
		}
		for _, p := range problems {
			v.effect(problemView(p, false))
		}
	}
}

func (v *SchemaView) effect(p ProblemView) {
	for i := range v.Objects {
		o := &v.Objects[i]
		if o.Key != p.Key {
			continue
		}
		name, _, _ := strings.Cut(strings.TrimPrefix(p.Path, "fields."), ".")
		for j := range o.Fields {
			if o.Fields[j].Name == name {
				o.Fields[j].Effects = append(o.Fields[j].Effects, p)
				return
			}
		}
		o.Effects = append(o.Effects, p)
	}
}
