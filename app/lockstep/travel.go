package lockstep

import (
	"cmp"
	"slices"
)

// Traveller is an item on its way along a pipeline, with each version of it that is not at the end yet.
type Traveller struct {
	Key      Key
	Part     Part
	Versions []Version // the newest, which is the nearest to the pipeline's beginning, first
}

// Version is one version of a [Traveller]: the stages that hold it, counted from 0, and what it will do to the next.
type Version struct {
	Begins  int // the first stage that holds it
	Reached int // the last one
	Op      Op
	From    Key // the former key of a rename; otherwise zero
	Clash   bool
	Older   bool // what the next stage holds is known to be an older version of it; else it is another one, as far as is known
	Drift   bool // it came into being at its first stage, and Lockstep has not seen it before
}

// Leg is what lies between a stage and the next.
type Leg struct {
	Differences []Difference
	Skips       func(slot string) bool // one of the two does not fill the slot
}

// OnWay says that the difference is the source's to pass on. What only the target has or changed is on no way.
func (d Difference) OnWay() bool { return d.Side != Outgoing && !d.Unsure }

// Travel follows every item along the legs of one way through the pipeline: legs[i] lies between the stages i and
// i+1. An item's version has reached the last stage that holds it and has something to pass on to the next. A version
// begins where the same item, byte for byte, begins; drifted tells which stages were changed outside Lockstep.
//
// The farthest come first, so that what is nearest to the end is seen first.
func Travel(legs []Leg, drifted func(stage int, k Key) bool) []Traveller {
	differs := make([]map[Key]bool, len(legs))
	for i, leg := range legs {
		differs[i] = map[Key]bool{}
		for _, d := range leg.Differences {
			differs[i][d.Key] = true
		}
	}
	begins := func(k Key, stage int) int {
		for stage > 0 && !differs[stage-1][k] && !legs[stage-1].Skips(k.Slot) {
			stage--
		}
		return stage
	}
	found := map[Key]*Traveller{}
	for i, leg := range legs {
		renamed := renames(leg.Differences)
		for _, d := range leg.Differences {
			from, isNew := renamed[d.Key]
			if !d.OnWay() || d.Op == Remove && isNew {
				continue
			}
			v := Version{Begins: begins(d.Key, i), Reached: i, Op: d.Op, Clash: d.Side == Clash, Older: d.Known && d.Side == Incoming && d.Before != ""}
			if d.Op == Rename {
				v.From = d.From
			}
			if isNew {
				v.Op, v.From = Rename, from
				v.Older = d.Known
			}
			v.Drift = drifted(v.Begins, d.Key)
			if found[d.Key] == nil {
				found[d.Key] = &Traveller{Key: d.Key, Part: d.Part}
			}
			found[d.Key].Versions = append(found[d.Key].Versions, v)
		}
	}
	all := make([]Traveller, 0, len(found))
	for _, t := range found {
		all = append(all, *t)
	}
	slices.SortFunc(all, farthestFirst)
	return all
}

// farthestFirst sorts by how far an item has come; among those that came as far, whole ways before late beginnings.
func farthestFirst(a, b Traveller) int {
	x, y := a.Versions[len(a.Versions)-1], b.Versions[len(b.Versions)-1]
	return cmp.Or(cmp.Compare(y.Reached, x.Reached), cmp.Compare(x.Begins, y.Begins), cmp.Compare(rank(x.Op), rank(y.Op)), a.Key.Compare(b.Key))
}

func rank(op Op) int { return slices.Index([]Op{Add, Modify, Rename, Remove}, op) }

// renames pairs what a leg removes with what it adds, where both are the same but for the name and no third item is:
// the new key gives the former one, and the former one the new.
func renames(differences []Difference) map[Key]Key {
	type body struct {
		slot, kind string
		digest     Digest
	}
	added, removed := map[body][]Key{}, map[body][]Key{}
	for _, d := range differences {
		switch {
		case !d.OnWay():
		case d.Op == Add:
			at := body{d.Key.Slot, d.Key.Kind, d.After}
			added[at] = append(added[at], d.Key)
		case d.Op == Remove:
			at := body{d.Key.Slot, d.Key.Kind, d.Before}
			removed[at] = append(removed[at], d.Key)
		}
	}
	pairs := map[Key]Key{}
	for at, keys := range added {
		if former := removed[at]; len(keys) == 1 && len(former) == 1 {
			pairs[keys[0]], pairs[former[0]] = former[0], keys[0]
		}
	}
	return pairs
}
