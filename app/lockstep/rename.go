package lockstep

// Renamed is an item that has another name.
type Renamed struct{ From, To Key }

// Matcher finds which of the items that went and of those that came are the same to their system, under another name. nil
// finds none.
type Matcher func(gone, came []Item) []Renamed

// pair makes one difference of each removal and addition that are a rename. A rename removes nothing. Where only one of
// both was known to the baseline, it says whose change the rename is.
func pair(differences []Difference, source, target State, base *Baseline, match Matcher) []Difference {
	if match == nil {
		return differences
	}
	var gone, came []Item
	at := map[Key]int{}
	for i, d := range differences {
		switch d.Op {
		case Remove:
			item, _ := target.Get(d.Key)
			gone = append(gone, item)
		case Add:
			item, _ := source.Get(d.Key)
			came = append(came, item)
		}
		at[d.Key] = i
	}
	if len(gone) == 0 || len(came) == 0 {
		return differences
	}
	merged := map[int]bool{}
	for _, r := range match(gone, came) {
		i, isGone := at[r.From]
		j, hasCome := at[r.To]
		if !isGone || !hasCome || merged[i] || differences[i].Op != Remove || differences[j].Op != Add {
			continue
		}
		from, to := differences[i], &differences[j]
		to.Side = both(from, *to, base)
		to.Op, to.From, to.Before, to.Known, to.Unsure = Rename, r.From, from.Before, to.Known || from.Known, false
		merged[i] = true
	}
	kept := differences[:0]
	for i, d := range differences {
		if !merged[i] {
			kept = append(kept, d)
		}
	}
	return kept
}

// both is the side of two differences that are one.
func both(from, to Difference, base *Baseline) Side {
	switch {
	case !base.knows(to.Key):
		return from.Side
	case !base.knows(from.Key), from.Side == to.Side:
		return to.Side
	}
	return Clash
}
