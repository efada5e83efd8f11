package folder

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"

	"lockstep/app/jsonmodel"
	"lockstep/app/lockstep"
)

// prepare settles the model's frame in want, and says what is wrong with want: with its model, and with its files as
// a tree that a folder could hold.
func prepare(slot lockstep.Slot, before, want lockstep.State) (lockstep.State, []lockstep.Problem, error) {
	r, err := readRules(slot)
	if err != nil {
		return lockstep.State{}, nil, err
	}
	t := tree{rules: r, slot: slot.Name, before: before, want: want}
	if err := t.check(); err != nil {
		return lockstep.State{}, nil, err
	}
	if r.model == "" {
		return want, t.problems, nil
	}
	settled, problems, err := jsonmodel.Place{Slot: slot.Name, Frame: r.model}.Prepare(before, want)
	return settled, append(problems, t.problems...), err
}

// tree checks the files of want as a tree.
type tree struct {
	rules
	slot         string
	before, want lockstep.State
	problems     []lockstep.Problem
}

func (t *tree) blocks(k lockstep.Key, needs []lockstep.Key, format string, args ...any) {
	t.problems = append(t.problems, lockstep.Problem{Key: k, Message: fmt.Sprintf(format, args...), Verdict: lockstep.Blocks, Needs: needs})
}

func (t *tree) check() error {
	for _, item := range t.want.All() {
		if item.Key.Slot != t.slot {
			continue
		}
		if item.Key.Kind != fileKind {
			t.checkModel(item.Key)
			continue
		}
		if t.checkName(item.Key) {
			if err := t.checkContent(item); err != nil {
				return err
			}
			t.checkParents(item.Key)
		}
	}
	return nil
}

func (t *tree) checkModel(k lockstep.Key) {
	switch {
	case t.model == "" && (k.Kind == jsonmodel.ObjectKind || k.Quiet()):
		t.blocks(k, nil, "%s belongs to a model, and the model of this slot is turned off. Leave it out, or name the model file as %q in the slot's settings.", k.Name, modelLabel)
	case k.Kind != jsonmodel.ObjectKind && !k.Quiet():
		t.blocks(k, nil, "%s is of kind %s, which a folder does not hold. Leave it out.", k.Name, k.Kind)
	case k.Quiet() && k.Name != t.model:
		t.blocks(k, nil, "The model was in %s, and is to be in %s in this slot. Set %q of the slot to %s.", k.Name, t.model, modelLabel, k.Name)
	}
}

// checkName says whether a file of this name may be written in the folder and would be seen there.
func (t *tree) checkName(k lockstep.Key) bool {
	switch {
	case !fs.ValidPath(k.Name), k.Name == ".", bytes.IndexByte([]byte(k.Name), 0) >= 0, !filepath.IsLocal(filepath.FromSlash(k.Name)):
		t.blocks(k, nil, "%q is not a path inside a folder. Leave it out.", k.Name)
	case ours(k.Name):
		t.blocks(k, nil, "%s is never written, as it belongs to another program or to Lockstep itself. Leave it out.", k.Name)
	case k.Name == t.model:
		t.blocks(k, nil, "%s is the model file of this slot, and comes as a plain file here. Leave it out, or leave %q of the slot empty.", k.Name, modelLabel)
	case !t.counts(k.Name):
		t.blocks(k, nil, "%s is left out by the settings include and exclude of this slot. Leave it out, or change them.", k.Name)
	default:
		return true
	}
	return false
}

// checkContent refuses what no capture would give.
func (t *tree) checkContent(item lockstep.Item) error {
	switch {
	case item.Part != lockstep.Configuration, !slices.Contains([]lockstep.Mode{lockstep.Plain, lockstep.Executable, lockstep.Link}, item.Mode):
		t.blocks(item.Key, nil, "%s is not a file as a folder holds it. Leave it out.", item.Key.Name)
	case item.Body.Size > largest:
		t.blocks(item.Key, nil, "%s is left out, as %s.", item.Key.Name, tooLarge)
	case item.Mode == lockstep.Link:
		target, err := item.Body.Bytes()
		if err != nil {
			return fmt.Errorf("read %s: %w", item.Key, err)
		}
		if len(target) == 0 || bytes.IndexByte(target, 0) >= 0 {
			t.blocks(item.Key, nil, "The link %s leads nowhere that a link could lead. Leave it out.", item.Key.Name)
		}
	}
	return nil
}

// checkParents refuses a file below another file, or below a link.
func (t *tree) checkParents(k lockstep.Key) {
	for dir := path.Dir(k.Name); dir != "."; dir = path.Dir(dir) {
		above := lockstep.Key{Slot: t.slot, Kind: fileKind, Name: dir}
		if _, ok := t.want.Get(above); ok {
			needs := []lockstep.Key{above, k}
			t.blocks(k, needs, "%s cannot be there together with %s, which is a file or a link and not a folder. Move both, or neither.", k.Name, dir)
			t.blocks(above, needs, "%s cannot be there together with %s, for which it would have to be a folder. Move both, or neither.", dir, k.Name)
		}
		if dir == t.model && t.modelled() {
			t.blocks(k, nil, "%s cannot be there, as %s is the model file and not a folder. Leave it out.", k.Name, dir)
		}
	}
}

// modelled says that want has a model file.
func (t *tree) modelled() bool {
	place := jsonmodel.Place{Slot: t.slot, Frame: t.model}
	return slices.ContainsFunc(t.want.All(), func(item lockstep.Item) bool { return place.Holds(item.Key) })
}
