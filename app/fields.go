package app

import (
	"cmp"
	"fmt"
	"strings"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/app/textdiff"
)

// fieldsOf says in words what each model change of a draft does to the fields of its object, by key.
func (a *App) fieldsOf(d engine.Draft) map[lockstep.Key]string {
	said := map[lockstep.Key]string{}
	for _, c := range lockstep.Differences(d.Act, d.Source, d.Target, d.Base, a.engine.Match(d.At.Project)) {
		if c.Part != lockstep.Model {
			continue
		}
		former := c.Key
		if c.Op == lockstep.Rename {
			former = c.From
		}
		before, had := a.described(d, d.Target, former)
		after, has := a.described(d, d.Source, c.Key)
		switch {
		case had && has:
			said[c.Key] = fieldChanges(before, after)
			if former != c.Key {
				said[c.Key] = strings.TrimSuffix("was "+former.Name+", "+said[c.Key], ", ")
			}
		case has:
			said[c.Key] = strings.TrimSuffix("new, "+sized(after), ", ")
		case had && sized(before) != "":
			said[c.Key] = sized(before) + " removed with it"
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

// sized is how many fields an object has; "" for one without.
func sized(o lockstep.Object) string {
	if len(o.Fields) == 0 {
		return ""
	}
	return counted(len(o.Fields), "field")
}

// fieldDiff is a field that differs between two versions of an object. A side that does not have it is nil.
type fieldDiff struct{ before, after *lockstep.ObjectField }

func (d fieldDiff) name() string {
	if d.after != nil {
		return d.after.Name
	}
	return d.before.Name
}

// fieldDiffs gives the fields that differ: those of after in its order, then the ones that are gone.
func fieldDiffs(before, after lockstep.Object) []fieldDiff {
	former := map[string]*lockstep.ObjectField{}
	for i, f := range before.Fields {
		former[f.Name] = &before.Fields[i]
	}
	var diffs []fieldDiff
	for i, f := range after.Fields {
		if old := former[f.Name]; old == nil || *old != f {
			diffs = append(diffs, fieldDiff{before: old, after: &after.Fields[i]})
		}
		delete(former, f.Name)
	}
	for i, f := range before.Fields {
		if former[f.Name] != nil {
			diffs = append(diffs, fieldDiff{before: &before.Fields[i]})
		}
	}
	return diffs
}

// fieldChanges names the fields and parts that differ: "+ taxRegion string, ~ phone required, − index by_phone".
func fieldChanges(before, after lockstep.Object) string {
	var said []string
	for _, d := range fieldDiffs(before, after) {
		switch {
		case d.before == nil:
			said = append(said, strings.TrimSpace("+ "+d.after.Name+" "+d.after.Type))
		case d.after == nil:
			said = append(said, "− "+d.before.Name)
		default:
			said = append(said, "~ "+d.after.Name+fieldChange(*d.before, *d.after))
		}
	}
	for _, p := range partRows(before, after) {
		if sign := signs[p.Op]; sign != "" {
			said = append(said, strings.TrimSpace(sign+" "+p.Kind+" "+p.Name))
		}
	}
	return strings.Join(said, ", ")
}

// signs stand before what was added, changed and removed.
var signs = map[string]string{string(lockstep.Add): "+", string(lockstep.Modify): "~", string(lockstep.Remove): "−"}

// fieldSummary says the same in fewer words: "taxRegion added, 4 fields changed"; "" where none differs.
func fieldSummary(before, after lockstep.Object) string {
	names := map[string][]string{}
	for _, d := range fieldDiffs(before, after) {
		what := "changed"
		if d.before == nil {
			what = "added"
		}
		if d.after == nil {
			what = "removed"
		}
		names[what] = append(names[what], d.name())
	}
	var said []string
	for _, what := range []string{"added", "changed", "removed"} {
		switch of := names[what]; len(of) {
		case 0:
		case 1, 2:
			said = append(said, strings.Join(of, " and ")+" "+what)
		default:
			said = append(said, counted(len(of), "field")+" "+what)
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
	var texts [2][]byte
	language := ""
	for i, s := range []lockstep.State{one.plan.Target, one.plan.Want} {
		if s, err = a.maskedModel(one.rules[i], s.Slot(slot.Name)); err != nil {
			return v, err
		}
		said := ""
		if texts[i], said, _, err = a.modelText(driver, slot, s); err != nil {
			return v, err
		}
		language = cmp.Or(said, language)
	}
	v = textsDiff(texts[0], texts[1], language)
	v.Key = slot.Name
	if v.TooLarge = max(v.SizeBefore, v.SizeAfter) > largeItem && !large; v.TooLarge {
		return v, nil
	}
	v.Added, v.Removed = textdiff.Count(texts[0], texts[1])
	v.lines(texts[0], texts[1], false)
	return v, nil
}

// textsDiff is the head of a comparison of two texts in a language, without its lines.
func textsDiff(before, after []byte, language string) DiffView {
	v := pair{}.view(&session{})
	v.Op, v.Language = string(lockstep.Modify), language
	v.SizeBefore, v.SizeAfter = int64(len(before)), int64(len(after))
	return v
}
