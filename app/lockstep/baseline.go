package lockstep

// Baseline is what two environments last had in common: the third side of a three-way comparison.
type Baseline struct {
	State State
	// Apart are the keys that never were alike on both sides, as far as is known: without a common past, they are
	// compared as if there were no baseline. A key that is neither here nor in State was absent on both sides.
	Apart map[Key]bool
}

// knows says that something is known of a common past of k.
func (b *Baseline) knows(k Key) bool { return b != nil && !b.Apart[k] }

// After is the baseline once a run has made the target want: the former one (nil for none) overlaid with every key
// that source and target then hold alike. Quiet items are left out.
func (b *Baseline) After(source, want State) (Baseline, error) {
	var former State
	if b != nil {
		former = b.State
	}
	next := Baseline{Apart: map[Key]bool{}}
	var put []Item
	var remove []Key
	for _, item := range want.All() {
		if !item.Key.Quiet() && source.Sum(item.Key) == want.Sum(item.Key) {
			put = append(put, item)
		}
	}
	for _, item := range former.All() {
		if source.Sum(item.Key) == "" && want.Sum(item.Key) == "" {
			remove = append(remove, item.Key)
		}
	}
	for _, c := range Loud(Diff(source, want)) {
		if !b.knows(c.Key) {
			next.Apart[c.Key] = true
		}
	}
	var err error
	next.State, err = former.With(put, remove)
	return next, err
}
