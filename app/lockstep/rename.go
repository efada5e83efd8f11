package lockstep

import "strings"

// Renamed is an item that has another name.
type Renamed struct{ From, To Key }

// RenameQuestion asks whether what goes is what comes, under another name. A slot's setting [RenamesSetting] remembers the answer.
type RenameQuestion struct {
	From string // what goes: orders, or product.note
	To   string // what comes: purchases, or remark
}

// RenamesSetting is the setting of a slot that holds a line for each answer.
const RenamesSetting = "renames"

// Line is an answer as the setting holds it.
func (q RenameQuestion) Line(same bool) string {
	if same {
		return q.From + " = " + q.To
	}
	return q.From + " != " + q.To
}

// Answer is an answer as [RenameAnswer] reads it.
func (q RenameQuestion) Answer(same bool) string { return strings.Replace(q.Line(same), " ", "", 2) }

// Answered is the setting with an answer, in the place of another one to the same question.
func (q RenameQuestion) Answered(setting string, same bool) string {
	var lines []string
	for line := range strings.Lines(setting) {
		if line = strings.TrimSpace(line); line != "" && line != q.Line(true) && line != q.Line(false) {
			lines = append(lines, line)
		}
	}
	return strings.Join(append(lines, q.Line(same)), "\n")
}

// RenameAnswer reads product.note=remark, or product.note!=remark for two that are not one.
func RenameAnswer(text string) (q RenameQuestion, same bool, err error) {
	from, to, ok := strings.Cut(text, "=")
	from, not := strings.CutSuffix(from, "!")
	q = RenameQuestion{strings.TrimSpace(from), strings.TrimSpace(to)}
	if !ok || q.From == "" || q.To == "" {
		return q, false, Errorf(Invalid, "%q names no two names. Write product.note=remark where it is one under another name, or product.note!=remark where it is not.", text)
	}
	return q, !not, nil
}

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
