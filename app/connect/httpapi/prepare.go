package httpapi

import (
	"fmt"
	"slices"

	"lockstep/app/jsonmodel"
	"lockstep/app/lockstep"
)

// prepare settles the objects of want as a capture gives them, and says what is wrong with its model and its files. What
// a change of the model loses is for [connector.Validate] to say: the app counts the rows that lose it.
func prepare(slot lockstep.Slot, before, want lockstep.State) (lockstep.State, []lockstep.Problem, error) {
	place := placeOf(slot.Name)
	var put []lockstep.Item
	var frames []lockstep.Key
	for _, item := range want.Slot(slot.Name).All() {
		switch {
		case item.Key.Quiet():
			frames = append(frames, item.Key)
		case item.Key.Kind == jsonmodel.ObjectKind:
			put = append(put, settled(item))
		}
	}
	want, err := want.With(put, frames)
	if err != nil {
		return lockstep.State{}, nil, err
	}
	want, problems, err := place.Prepare(before, want)
	if err != nil {
		return lockstep.State{}, nil, err
	}
	if want, err = want.With(nil, []lockstep.Key{place.FrameKey()}); err != nil {
		return lockstep.State{}, nil, err
	}
	problems = slices.DeleteFunc(problems, func(p lockstep.Problem) bool { return p.Verdict == lockstep.Loses })
	return want, append(problems, checkFiles(slot.Name, want)...), nil
}

// checkFiles says which files no configuration could hold.
func checkFiles(slot string, want lockstep.State) (problems []lockstep.Problem) {
	blocks := func(k lockstep.Key, needs []lockstep.Key, format string, args ...any) {
		problems = append(problems, lockstep.Problem{Key: k, Message: fmt.Sprintf(format, args...), Verdict: lockstep.Blocks, Needs: needs})
	}
	file := func(name string) lockstep.Key { return lockstep.Key{Slot: slot, Kind: fileKind, Name: name} }
	has := func(name string) bool { _, ok := want.Get(file(name)); return ok }
	var count, size int64
	for _, item := range want.Slot(slot).All() {
		k := item.Key
		if k.Kind == jsonmodel.ObjectKind {
			continue
		}
		why := badName(k.Name)
		switch above := under(k.Name, has); {
		case k.Kind != fileKind || item.Part != lockstep.Configuration:
			blocks(k, nil, "%s is of the kind %s, which an app does not hold. Leave it out.", k.Name, k.Kind)
		case item.Mode != lockstep.Plain:
			blocks(k, nil, "%s is a link, or can be run, and the files of an app's configuration are plain. Leave it out.", k.Name)
		case why != "":
			blocks(k, nil, "%q %s. Leave it out.", k.Name, why)
		case above != "":
			needs := []lockstep.Key{file(above), k}
			blocks(k, needs, "%s cannot be there together with %s, which is a file and not a folder. Move both, or neither.", k.Name, above)
			blocks(file(above), needs, "%s cannot be there together with %s, for which it would have to be a folder. Move both, or neither.", above, k.Name)
		}
		count, size = count+1, size+item.Body.Size
	}
	if count > mostFiles || size > mostBytes {
		blocks(lockstep.Key{Slot: slot}, nil, "The configuration would have %s of %s. An app takes %d of %d MB at most. Leave some out.",
			lockstep.Count(int(count), "file"), lockstep.Size(size), mostFiles, mostBytes>>20)
	}
	return problems
}
