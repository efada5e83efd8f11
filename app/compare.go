package app

import (
	"strings"

	"lockstep/app/lockstep"
	"lockstep/app/textdiff"
)

// Compare compares any two of an environment now, a snapshot and an archive: what takes a to b.
func (a *App) Compare(refA, refB string) (v CompareView, err error) {
	defer recovered(&err)
	one := &session{}
	var sides [2]SideView
	for i, ref := range []string{refA, refB} {
		r, err := a.resolve(ref)
		if err != nil {
			return v, err
		}
		state, err := a.state(r)
		if err != nil {
			return v, err
		}
		sides[i] = SideView{Ref: r.ref, Title: r.title, State: string(state.Digest()), Items: state.Count()}
		one.before, one.after = one.after, state
	}
	a.sessions.add(one)
	changes := lockstep.Loud(lockstep.Diff(one.before, one.after))
	v = CompareView{ID: one.id, A: sides[0], B: sides[1], Changes: changeViews(changes), Same: same(one.before, changes)}
	var counts CountsView
	for _, c := range changes {
		counts.add(c.Op)
	}
	v.Added, v.Modified, v.Removed, v.Renamed = counts.Added, counts.Modified, counts.Removed, counts.Renamed
	return v, nil
}

// same counts the items of before that the changes leave alone.
func same(before lockstep.State, changes []lockstep.Change) int {
	n := before.Count()
	for _, c := range changes {
		if c.Before != "" {
			n--
		}
	}
	return n
}

// Patch is the comparison of a and b as one patch in git's form; binary items are named, not shown.
func (a *App) Patch(refA, refB string) (text string, err error) {
	defer recovered(&err)
	v, err := a.Compare(refA, refB)
	if err != nil {
		return "", err
	}
	one, err := a.sessions.get(v.ID)
	if err != nil {
		return "", err
	}
	var patch strings.Builder
	for _, c := range lockstep.Loud(lockstep.Diff(one.before, one.after)) {
		before, err := patchFile(one.before, c.Key)
		if err != nil {
			return "", err
		}
		after, err := patchFile(one.after, c.Key)
		if err != nil {
			return "", err
		}
		patch.WriteString(textdiff.Patch(before, after))
	}
	return patch.String(), nil
}

// patchFile is an item as one side of a patch. A file of the default slot has its own name, so that the patch can be
// applied in its folder.
func patchFile(s lockstep.State, k lockstep.Key) (textdiff.File, error) {
	item, ok := s.Get(k)
	if !ok {
		return textdiff.File{}, nil
	}
	content, err := item.Body.Bytes()
	name := k.Slot + "/" + k.Kind + "/" + k.Name
	if k.Slot == lockstep.DefaultSlot && k.Kind == "file" {
		name = k.Name
	}
	return textdiff.File{Name: name, Mode: textdiff.Mode(item.Mode), Body: content}, err
}

func contents(one *session, k lockstep.Key) (before, after []byte, err error) {
	if item, ok := one.before.Get(k); ok {
		if before, err = item.Body.Bytes(); err != nil {
			return nil, nil, err
		}
	}
	if item, ok := one.after.Get(k); ok {
		if after, err = item.Body.Bytes(); err != nil {
			return nil, nil, err
		}
	}
	return before, after, nil
}

// Above this many bytes on one side an item's lines are shown only when asked for once more.
const largeItem = 1 << 20

// ItemDiff compares one item of a comparison or a plan line by line. A plan compares the target with the source.
func (a *App) ItemDiff(sessionID, item string, large bool) (v DiffView, err error) {
	defer recovered(&err)
	one, err := a.sessions.get(sessionID)
	if err != nil {
		return v, err
	}
	key, err := lockstep.ParseKey(item)
	if err != nil {
		return v, err
	}
	v = DiffView{Key: key.String(), Op: "same", Rows: []DiffRow{}}
	itemBefore, hadBefore := one.before.Get(key)
	itemAfter, hasAfter := one.after.Get(key)
	switch {
	case !hadBefore && !hasAfter:
		return v, lockstep.Errorf(lockstep.NotFound, "Neither side has an item %s.", item)
	case !hadBefore:
		v.Op = string(lockstep.Add)
	case !hasAfter:
		v.Op = string(lockstep.Remove)
	case one.before.Sum(key) != one.after.Sum(key):
		v.Op = string(lockstep.Modify)
	}
	v.ModeBefore, v.SizeBefore = string(itemBefore.Mode), itemBefore.Body.Size
	v.ModeAfter, v.SizeAfter = string(itemAfter.Mode), itemAfter.Body.Size
	if v.TooLarge = max(v.SizeBefore, v.SizeAfter) > largeItem && !large; v.TooLarge {
		return v, nil
	}
	before, after, err := contents(one, key)
	if err != nil {
		return v, err
	}
	if v.Binary = lockstep.Binary(before) || lockstep.Binary(after); v.Binary {
		return v, nil
	}
	v.Added, v.Removed = textdiff.Count(before, after)
	v.Rows = diffRows(before, after)
	return v, nil
}

func diffRows(before, after []byte) []DiffRow {
	rows := []DiffRow{}
	for _, r := range textdiff.Rows(before, after, 4) {
		rows = append(rows, DiffRow{Kind: string(r.Kind), Left: r.Left, Right: r.Right, TextLeft: r.TextLeft, TextRight: r.TextRight, Folded: r.Folded})
	}
	return rows
}

func changeViews(changes []lockstep.Change) []ChangeView {
	views := []ChangeView{}
	for _, c := range changes {
		views = append(views, changeView(c))
	}
	return views
}

func changeView(c lockstep.Change) ChangeView {
	v := ChangeView{Op: string(c.Op), Part: string(c.Part), Key: c.Key.String(), Side: string(c.Side), NeededBy: []string{}}
	if c.Op == lockstep.Rename {
		v.From = c.From.String()
	}
	return v
}
