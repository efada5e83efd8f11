package app

import (
	"fmt"
	"strings"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/app/textdiff"
)

// fieldsOf says in words what each model change of a draft does to the fields of its object, by key.
func (a *App) fieldsOf(d engine.Draft) map[lockstep.Key]string {
	said := map[lockstep.Key]string{}
	for _, c := range lockstep.Differences(d.Act, d.Source, d.Target, d.Base) {
		if c.Part != lockstep.Model {
			continue
		}
		before, had := a.described(d, d.Target, c.Key)
		after, has := a.described(d, d.Source, c.Key)
		switch {
		case had && has:
			said[c.Key] = fieldChanges(before, after)
		case has:
			said[c.Key] = "new, " + counted(len(after.Fields), "field")
		case had:
			said[c.Key] = counted(len(before.Fields), "field") + " removed with it"
		}
	}
	return said
}

func (a *App) described(d engine.Draft, s lockstep.State, k lockstep.Key) (lockstep.Object, bool) {
	item, ok := s.Get(k)
	slot, known := d.At.Project.Slot(k.Slot)
	if !ok || !known {
		return lockstep.Object{}, false
	}
	driver, err := a.engine.Driver(slot.Kind)
	if err != nil || driver.Describe == nil {
		return lockstep.Object{}, false
	}
	return driver.Describe(item)
}

// fieldChanges names the fields that differ: "+ taxRegion string, ~ phone required, − legacyCode".
func fieldChanges(before, after lockstep.Object) string {
	former := map[string]lockstep.ObjectField{}
	for _, f := range before.Fields {
		former[f.Name] = f
	}
	var said []string
	for _, f := range after.Fields {
		old, ok := former[f.Name]
		delete(former, f.Name)
		switch {
		case !ok:
			said = append(said, strings.TrimSpace("+ "+f.Name+" "+f.Type))
		case old != f:
			said = append(said, "~ "+f.Name+fieldChange(old, f))
		}
	}
	for _, f := range before.Fields {
		if _, gone := former[f.Name]; gone {
			said = append(said, "− "+f.Name)
		}
	}
	return strings.Join(said, ", ")
}

func fieldChange(before, after lockstep.ObjectField) string {
	switch {
	case before.Type != after.Type:
		return fmt.Sprintf(" %s to %s", before.Type, after.Type)
	case before.Relation != after.Relation:
		return " relates to " + after.Relation
	case before.Required != after.Required && after.Required:
		return " required"
	case before.Required != after.Required:
		return " optional"
	case before.Unique != after.Unique && after.Unique:
		return " unique"
	case before.Unique != after.Unique:
		return " not unique"
	case before.Default != after.Default:
		return " default"
	}
	return ""
}

// ModelDiff is the whole model of a slot as the one text that people know: as it is on the plan's target, and as the
// plan would make it.
func (a *App) ModelDiff(plan, slotName string, large bool) (v DiffView, err error) {
	defer recovered(&err)
	one, err := a.planned(plan)
	if err != nil {
		return v, err
	}
	slot, err := a.slot(one.draft.At, slotName)
	if err != nil {
		return v, err
	}
	driver, err := a.engine.Driver(slot.Kind)
	if err != nil {
		return v, err
	}
	if driver.Document == nil {
		return v, lockstep.Errorf(lockstep.Invalid, "The slot %s has no model that is one text.", slot.Name)
	}
	var texts [2][]byte
	for i, s := range []lockstep.State{one.plan.Target, one.plan.Want} {
		if texts[i], _, err = driver.Document.Format(slot, s.Slot(slot.Name)); err != nil {
			return v, err
		}
	}
	v = DiffView{Key: slot.Name, Op: string(lockstep.Modify), Rows: []DiffRow{}, SizeBefore: int64(len(texts[0])), SizeAfter: int64(len(texts[1]))}
	if v.TooLarge = max(v.SizeBefore, v.SizeAfter) > largeItem && !large; v.TooLarge {
		return v, nil
	}
	v.Added, v.Removed = textdiff.Count(texts[0], texts[1])
	v.Rows = diffRows(texts[0], texts[1])
	return v, nil
}
