package main

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// holding is what an environment holds: its version of each thing, in the things' order; nil for what it lacks.
type holding []*version

// state makes the state that a capture of a folder with this content gives.
func (m *maker) state(h holding) (lockstep.State, error) {
	items := make([]lockstep.Item, 0, len(h)+1)
	var objects []*version
	for _, v := range h {
		switch {
		case v == nil:
		case v.object > 0:
			objects = append(objects, v)
		default:
			items = append(items, v.item)
		}
	}
	document := modelText(objects)
	digest := lockstep.DigestOf(document)
	model, ok := m.models[digest]
	if !ok {
		var err error
		if model, err = modelPlace.Items(document, lockstep.Plain); err != nil {
			return lockstep.State{}, err
		}
		m.models[digest] = model
	}
	return lockstep.NewState(append(items, model...), nil)
}

// modelText is the model's document.
func modelText(objects []*version) []byte {
	texts := make([]string, len(objects))
	for i, o := range objects {
		content, _ := o.item.Body.Bytes() // it is at hand
		texts[i] = string(content)
	}
	return []byte("[\n  " + strings.Join(texts, ",\n  ") + "\n]\n")
}

// files gives what is written into an environment's folder.
func (h holding) files() map[string]lockstep.Item {
	files := map[string]lockstep.Item{}
	var objects []*version
	for _, v := range h {
		switch {
		case v == nil:
		case v.object > 0:
			objects = append(objects, v)
		default:
			files[v.path] = v.item
		}
	}
	files[modelFile] = lockstep.Item{Body: lockstep.BodyOf(modelText(objects))}
	return files
}

// change makes a few edits, and now and then adds or removes a file.
func (m *maker) change(h holding, r *rand.Rand, count int) holding {
	next := slices.Clone(h)
	for range count {
		i := len(special) + r.IntN(len(next)-len(special))
		v := next[i]
		switch {
		case v == nil:
			next[i] = m.version(m.things[i], nil, "")
		case v.object == 0 && r.IntN(14) == 0:
			next[i] = nil
		default:
			next[i] = m.edited(v, 0)
		}
	}
	return next
}

// differing gives the places of what could be promoted from one holding to another.
func differing(source, target holding) []int {
	var at []int
	for i := range source {
		if source[i] != target[i] && (source[i] == nil || !source[i].own) {
			at = append(at, i)
		}
	}
	return at
}

// taken is the target with what the source has at some places.
func taken(source, target holding, at []int) holding {
	next := slices.Clone(target)
	for _, i := range at {
		next[i] = source[i]
	}
	return next
}

// runChanges are the changes of a run as its record has them.
func runChanges(before, after lockstep.State) []lockstep.Change {
	changes := lockstep.Loud(lockstep.Diff(before, after))
	for i := range changes {
		changes[i].Side = lockstep.Incoming
	}
	return changes
}

// stepsOf are the steps of a run that is done, the model first.
func stepsOf(before, after lockstep.State) []lockstep.Step {
	changes := lockstep.Diff(before, after)
	slices.SortStableFunc(changes, func(a, b lockstep.Change) int {
		return -cmp.Compare(a.Part, b.Part) // "model" comes after "configuration"
	})
	steps := make([]lockstep.Step, len(changes))
	for i, c := range changes {
		steps[i] = lockstep.Step{Seq: i + 1, Key: c.Key, Before: c.Before, After: c.After, Outcome: lockstep.StepDone}
	}
	return steps
}

// apart gives the keys of a baseline that never were alike, in order.
func apart(b lockstep.Baseline) []lockstep.Key {
	return slices.SortedFunc(maps.Keys(b.Apart), lockstep.Key.Compare)
}
