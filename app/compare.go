package app

import (
	"strings"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/app/textdiff"
	"lockstep/app/values"
)

// Compare compares any two of an environment now, a snapshot and an archive: what takes a to b. Where only values that
// belong to an environment differ, an item does not, unless withValues is set.
func (a *App) Compare(refA, refB string, withValues bool) (v CompareView, err error) {
	defer recovered(&err)
	one, err := a.comparison(refA, refB, withValues)
	if err != nil {
		return v, err
	}
	return one.view, nil
}

// CompareKnown compares the same without asking a system: an environment is taken as it was last read, and the view
// says when. Where one was not read yet there is nothing to compare, and the view has no id.
func (a *App) CompareKnown(refA, refB string, withValues bool) (v CompareView, err error) {
	defer recovered(&err)
	var sides [2]side
	for i, ref := range []string{refA, refB} {
		r, err := a.resolve(ref)
		if err != nil {
			return v, err
		}
		known := true
		if sides[i], known, err = a.knownSide(r); err != nil || !known {
			return CompareView{A: sides[0].view, B: sides[1].view, Changes: []ChangeView{}}, err
		}
	}
	one, err := a.compared(sides, withValues)
	if err != nil {
		return v, err
	}
	return one.view, nil
}

// comparison reads both sides at the same time and compares them.
func (a *App) comparison(refA, refB string, withValues bool) (*session, error) {
	var sides [2]side
	var errs [2]error
	done := make(chan struct{}, 2)
	for i, ref := range []string{refA, refB} {
		go func() {
			defer func() { done <- struct{}{} }()
			defer recovered(&errs[i])
			sides[i], errs[i] = a.readSide(ref)
		}()
	}
	<-done
	<-done
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return a.compared(sides, withValues)
}

func (a *App) compared(sides [2]side, withValues bool) (*session, error) {
	one := &session{before: sides[0].state, after: sides[1].state, slots: sides[0].slots, unvalued: !withValues}
	if len(sides[0].slots) == 0 || sides[0].bare {
		one.slots = sides[1].slots
	}
	ignored, err := a.difference(one, sides)
	if err != nil {
		return nil, err
	}
	var counts CountsView
	for _, c := range one.changes {
		counts.add(c.Op)
	}
	a.sessions.add(one)
	one.view = CompareView{
		ID: one.id, A: sides[0].view, B: sides[1].view,
		Changes: changeViews(one.changes), Same: same(one.before, one.changes),
		Added: counts.Added, Modified: counts.Modified, Removed: counts.Removed, Renamed: counts.Renamed, Alike: one.alike, IgnoredValues: ignored,
	}
	return one, nil
}

// difference finds what differs between the sides of a comparison, and how many values that differ are left aside. A side
// without rules, such as an archive from elsewhere, is seen by those of the other one.
func (a *App) difference(one *session, sides [2]side) (ignored int, err error) {
	for i := range sides {
		project := sides[i].project
		if project == nil {
			project = sides[1-i].project
		}
		if project == nil {
			continue
		}
		if one.rules[i], err = a.engine.Rules(*project); err != nil {
			return 0, err
		}
	}
	one.changes = lockstep.Loud(lockstep.Diff(one.before, one.after))
	if one.unvalued && !(one.rules[0].None() && one.rules[1].None()) {
		var common [2]lockstep.State
		for i, state := range []lockstep.State{one.before, one.after} {
			if common[i], err = a.engine.Common(one.rules[i].Compared(), state, one.changes); err != nil {
				return 0, err
			}
		}
		for _, c := range one.changes {
			before, had := one.before.Get(c.Key)
			after, has := one.after.Get(c.Key)
			if had && has {
				n, err := values.Apart(one.rules[0], before, one.rules[1], after)
				if err != nil {
					return 0, err
				}
				ignored += n
			}
		}
		one.changes = lockstep.Loud(lockstep.Diff(common[0], common[1]))
	}
	one.changes, one.alike = renamed(one.changes, one.before, one.after, a.engine.Match(lockstep.Project{Slots: one.slots}))
	one.formers = map[lockstep.Key]lockstep.Key{}
	for _, c := range one.changes {
		if c.Op == lockstep.Rename {
			one.formers[c.Key] = c.From
		}
	}
	return ignored, nil
}

// renamed makes one rename of each item that was removed and the one that was added in its stead: what its system knows to
// be the same, and where nothing is known the only one with just its content: alike counts these. An empty content proves
// nothing.
func renamed(changes []lockstep.Change, before, after lockstep.State, match lockstep.Matcher) (told []lockstep.Change, alike int) {
	at := map[lockstep.Key]int{}
	var gone, came []lockstep.Item
	for i, c := range changes {
		at[c.Key] = i
		switch c.Op {
		case lockstep.Remove:
			item, _ := before.Get(c.Key)
			gone = append(gone, item)
		case lockstep.Add:
			item, _ := after.Get(c.Key)
			came = append(came, item)
		}
	}
	merged := map[int]bool{}
	merge := func(from, to lockstep.Key) {
		old, now := changes[at[from]], &changes[at[to]]
		if old.Key == from && now.Key == to && old.Op == lockstep.Remove && now.Op == lockstep.Add && !merged[at[from]] {
			now.Op, now.From, now.Before = lockstep.Rename, from, old.Before
			merged[at[from]] = true
		}
	}
	if len(gone) > 0 && len(came) > 0 {
		for _, r := range match(gone, came) {
			merge(r.From, r.To)
		}
		known := len(merged)
		for _, r := range sameContent(changes, after) {
			merge(r.From, r.To)
		}
		alike = len(merged) - known
	}
	kept := changes[:0]
	for i, c := range changes {
		if !merged[i] {
			kept = append(kept, c)
		}
	}
	return kept, alike
}

// sameContent pairs what was removed with what was added with the same content, where each is the only one with it.
func sameContent(changes []lockstep.Change, after lockstep.State) []lockstep.Renamed {
	removed, added := map[lockstep.Digest][]lockstep.Key{}, map[lockstep.Digest][]lockstep.Key{}
	for _, c := range changes {
		switch c.Op {
		case lockstep.Remove:
			removed[c.Before] = append(removed[c.Before], c.Key)
		case lockstep.Add:
			added[c.After] = append(added[c.After], c.Key)
		}
	}
	var pairs []lockstep.Renamed
	for digest, to := range added {
		from := removed[digest]
		if len(from) != 1 || len(to) != 1 || from[0].Slot != to[0].Slot || from[0].Kind != to[0].Kind {
			continue
		}
		if item, _ := after.Get(to[0]); item.Body.Size > 0 {
			pairs = append(pairs, lockstep.Renamed{From: from[0], To: to[0]})
		}
	}
	return pairs
}

// side is one side of a comparison.
type side struct {
	state lockstep.State
	view  SideView
	slots []lockstep.Slot // of its project

	project *lockstep.Project // of this catalog; nil where it is not known here
	bare    bool              // the slots have no settings
}

func (a *App) readSide(ref string) (s side, err error) {
	r, err := a.resolve(ref)
	if err != nil {
		return s, err
	}
	if r.place == nil {
		state, err := a.state(r)
		return a.sideOf(r).with(state), err
	}
	one, err := a.sight(*r.place, a.sights.next())
	if err != nil {
		return s, err
	}
	return a.sideOf(r).seen(one), nil
}

// knownSide is a side as far as it can be told without asking a system.
func (a *App) knownSide(r resolved) (s side, ok bool, err error) {
	if r.place == nil {
		state, err := a.state(r)
		return a.sideOf(r).with(state), err == nil, err
	}
	last := a.sights.last(*r.place)
	if last == nil {
		return a.sideOf(r), false, nil
	}
	return a.sideOf(r).seen(last), true, nil
}

func (s side) seen(one *sight) side {
	s.view.At = timeText(one.at)
	return s.with(one.state)
}

func (s side) with(state lockstep.State) side {
	s.state, s.view.State, s.view.Items = state, string(state.Digest()), state.Count()
	return s
}

// sideOf says what a side is, without its state.
func (a *App) sideOf(r resolved) side {
	s := side{view: SideView{Ref: r.ref, Title: r.title, Kind: "environment"}}
	var at engine.Place
	switch {
	case r.place != nil:
		at = *r.place
	case r.snapshot != nil:
		s.view.Kind = "snapshot"
		s.view.snapshot(*r.snapshot)
		at, _ = a.placeOf(r.snapshot.Environment) // it was just found
	default:
		s.view.Kind = "archive"
		s.view.snapshot(r.archive.Snapshot)
		s.view.Name, s.view.Role = r.archive.Environment.Name, string(r.archive.Environment.Role)
		s.slots, s.bare = r.archive.Project.Slots, true
		if at, err := a.placeOf(r.archive.Environment.UUID); err == nil {
			s.project = &at.Project
		}
		return s
	}
	s.view.Environment, s.view.Name, s.view.Role = refOf(at), at.Name(), string(at.Environment.Role)
	s.slots, s.project = at.Project.Slots, &at.Project
	return s
}

func (v *SideView) snapshot(s lockstep.Snapshot) {
	v.At, v.Number, v.Note, v.Reason = timeText(s.TakenAt), s.Number, s.Note, string(s.Reason)
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

// PatchOf is a comparison as one patch in git's form; binary items are named, not shown, and neither are secrets.
func (a *App) PatchOf(sessionID string) (text string, err error) {
	defer recovered(&err)
	one, err := a.sessions.get(sessionID)
	if err != nil {
		return "", err
	}
	return a.patchOf(one)
}

func (a *App) patchOf(one *session) (string, error) {
	var patch strings.Builder
	for _, c := range one.changes {
		d, err := pairOf(one, c.Key)
		if err != nil {
			return "", err
		}
		left, right, err := a.contentsOf(one, d)
		if err != nil {
			return "", err
		}
		before, after := patchFile(d.had, d.before, left), patchFile(d.has, d.after, right)
		patch.WriteString(textdiff.Patch(before, after))
	}
	return patch.String(), nil
}

// patchFile is an item as one side of a patch. A file of the default slot has its own name, so that the patch can be
// applied in its folder.
func patchFile(has bool, item lockstep.Item, content []byte) textdiff.File {
	if !has {
		return textdiff.File{}
	}
	k := item.Key
	name := k.Slot + "/" + k.Kind + "/" + k.Name
	if k.Slot == lockstep.DefaultSlot && k.Kind == "file" {
		name = k.Name
	}
	return textdiff.File{Name: name, Mode: textdiff.Mode(item.Mode), Body: content}
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
