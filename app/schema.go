package app

import (
	"slices"
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
	drawn := after
	if c.Op == lockstep.Remove {
		drawn = before
	}
	v := SchemaObjectView{Key: c.Key.String(), Name: c.Key.Name, Kind: objectKind(c.Key, drawn), Op: string(c.Op), Parts: partRows(before, after), Effects: []ProblemView{}}
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

// partRows lays the parts of an object side by side, by their kinds and names: those of before, then the new ones. What is there
// unchanged is found first, as parts without a name may be many.
func partRows(before, after lockstep.Object) []SchemaPartView {
	rows := make([]SchemaPartView, 0, len(before.Parts))
	left := slices.Clone(after.Parts)
	take := func(same func(lockstep.ObjectPart) bool) (string, bool) {
		i := slices.IndexFunc(left, same)
		if i < 0 {
			return "", false
		}
		text := left[i].Text
		left = slices.Delete(left, i, i+1)
		return text, true
	}
	for _, p := range before.Parts {
		row := SchemaPartView{Kind: p.Kind, Name: p.Name, Op: string(lockstep.Remove), Before: p.Text}
		if _, ok := take(func(o lockstep.ObjectPart) bool { return o == p }); ok {
			row.Op, row.After = "same", p.Text
		}
		rows = append(rows, row)
	}
	for i, row := range rows {
		if row.Op == "same" {
			continue
		}
		if text, ok := take(func(o lockstep.ObjectPart) bool { return o.Kind == row.Kind && o.Name == row.Name }); ok {
			rows[i].Op, rows[i].After = string(lockstep.Modify), text
		}
	}
	for _, p := range left {
		rows = append(rows, SchemaPartView{Kind: p.Kind, Name: p.Name, Op: string(lockstep.Add), After: p.Text})
	}
	return rows
}

func fieldNamed(fields []ObjectFieldView, name string) (int, bool) {
	for i := range fields {
		if fields[i].Name == name {
			return i, true
		}
	}
	return 0, false
}

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
