package lockstep

// Op is what a change does to an item.
type Op string

// The operations.
const (
	Add    Op = "add"
	Modify Op = "modify"
	Remove Op = "remove"
	Rename Op = "rename"
)

// Side says where a difference comes from, judged by the baseline.
type Side string

// The sides. Without a baseline every difference is incoming.
const (
	Incoming Side = "incoming" // the source changed it
	Outgoing Side = "outgoing" // only the target changed it; kept unless chosen
	Clash    Side = "conflict" // both changed it; must be chosen
)

// Change is one item's way from a before to an after.
type Change struct {
	Op            Op
	Key           Key
	From          Key // the former key of a rename; otherwise zero
	Part          Part
	Before, After Digest // item digests; "" where absent
	Side          Side   // "" in a plain two-way comparison
}

// Diff is what takes before to after: changes sorted by key, quiet items included.
func Diff(before, after State) []Change {
	changes := []Change{}
	a, b := before.items, after.items
	for i, j := 0, 0; i < len(a) || j < len(b); {
		order := 0
		switch {
		case i == len(a):
			order = 1
		case j == len(b):
			order = -1
		default:
			order = a[i].Key.Compare(b[j].Key)
		}
		switch {
		case order < 0:
			changes = append(changes, Change{Op: Remove, Key: a[i].Key, Part: a[i].Part, Before: before.sums[i]})
			i++
		case order > 0:
			changes = append(changes, Change{Op: Add, Key: b[j].Key, Part: b[j].Part, After: after.sums[j]})
			j++
		default:
			if before.sums[i] != after.sums[j] {
				changes = append(changes, Change{Op: Modify, Key: b[j].Key, Part: b[j].Part, Before: before.sums[i], After: after.sums[j]})
			}
			i++
			j++
		}
	}
	return changes
}

// Loud is changes without those of quiet items: what people see and count.
func Loud(changes []Change) []Change {
	loud := []Change{}
	for _, c := range changes {
		if !c.Key.Quiet() {
			loud = append(loud, c)
		}
	}
	return loud
}

// Verdict says how grave a problem is.
type Verdict string

// The verdicts, from harmless to grave.
const (
	Note   Verdict = "note"   // worth knowing
	Loses  Verdict = "loses"  // something is lost that no snapshot brings back; needs an explicit answer
	Leaks  Verdict = "leaks"  // something would travel that should not; on the way to live it needs an explicit answer
	Blocks Verdict = "blocks" // cannot be done as it stands
)

// Problem is something to know, to accept or to fix before a plan can run.
type Problem struct {
	Key     Key
	Path    string // the place inside the item, such as fields.price; "" for the whole
	Message string // a sentence
	Verdict Verdict
	Needs   []Key  // items whose version of the source would solve it
	Cause   string // what blocks all items of the same cause, as words that follow "cannot be written, as"; "" where it is this one's alone
	Loss    *Loss  // of a loss that can be saved before; nil for any other problem

	Rename *RenameQuestion // what would be lost may be kept under another name; nil where nothing is asked
}
