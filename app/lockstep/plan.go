package lockstep

import (
	"fmt"
	"slices"
	"strings"
)

// Choices are a person's answers to a plan.
type Choices struct {
	Only       map[Key]bool // nil: every incoming change; otherwise these and what they need
	Except     map[Key]bool // left out, even where something needs them
	Take       map[Key]Side // Incoming: the source's version; Outgoing: the target's
	AcceptLoss map[Key]bool
	AcceptAll  bool         // every loss is accepted
	SaveLoss   map[Key]bool // whose values are saved before they are lost
	SaveAll    bool
	Emptied    bool // of a roll back: what it makes again stays empty, though values of it were saved
	AcceptLeak map[Key]bool
	AllLeaks   bool // every leak is accepted
	PastGate   bool // it goes past a gate that is not met
}

// Difference is a change that a plan could make, and whether it will.
type Difference struct {
	Change
	Chosen   bool
	Why      string // why it was brought along; "" where the choice was made by hand or by rule
	NeededBy []Key  // the chosen items that brought it along
	Unsure   bool   // a removal with nothing known of a common past
	Drifted  bool   // the source was changed outside Lockstep, so the change came through no stage before it
	Widens   string // which right it gives on the target: "becomes executable"; "" for none
	Known    bool   // something is known of a common past of both sides
	Asked    bool   // the plan was asked for this item by name
	Aside    bool   // the plan was asked for others by name
}

// Doubtful says that a change is made only where a person says so: a window leaves it unticked, nothing brings it
// along, and a plan that nobody chose items of asks for it to be accepted.
func (d Difference) Doubtful() bool { return d.Unsure || d.Drifted || d.Widens != "" }

// named says that keys hold the item's, or the one that it had.
func (d Difference) named(keys map[Key]bool) bool {
	return keys[d.Key] || d.Op == Rename && keys[d.From]
}

// Plan says what would happen. Making one changes nothing.
type Plan struct {
	Act         Act
	Source      State
	Target      State
	Base        *Baseline // nil where source and target have none
	Want        State
	Differences []Difference // all loud differences, chosen or not, sorted by key
	Problems    []Problem
	Gate        Gate
	Choices     Choices
	Guarded     bool // what would leak needs to be accepted
}

// PlanInput is what a plan is made of.
type PlanInput struct {
	Act     Act
	Source  State
	Target  State
	Base    *Baseline
	Choices Choices
	// About are the items that the plan is asked for; nil for all. What else differs is left out, unless something of them needs it
	// or it is chosen.
	About map[Key]bool
	// Drifted are the items that were changed on the source outside Lockstep, where that is no way to change it.
	Drifted map[Key]bool
	// Mended are the items that were changed on the target outside Lockstep.
	Mended map[Key]bool
	// Laid is what was found when the target's own values were laid into an item of the source.
	Laid map[Key][]Problem
	// Guarded says that what would leak needs to be accepted.
	Guarded bool
	// Widens is [Driver.Widens] of the item's slot; nil where nothing is known of rights.
	Widens func(before, after Item) string
	// Match finds what was renamed; nil finds nothing.
	Match Matcher
	// Own says that the target held the source's state, or each of its items, before.
	Own bool
	// Names of both sides, for sentences.
	SourceName, TargetName string
	// Prepare is [Driver.Prepare] over all slots.
	Prepare func(before, want State) (State, []Problem, error)
	// Gate judges what would come to the target; nil where no gate is required.
	Gate func(want State) Gate
	// CountsRows says that the slot's connector counts what a change loses.
	CountsRows func(slot string) bool
}

// NewPlan makes the plan: the chosen changes of the source laid over the target's state, closed over what they need.
// It is a pure function of its input.
func NewPlan(in PlanInput) (Plan, error) {
	p := planner{PlanInput: in, at: map[Key]int{}}
	p.plan = Plan{Act: in.Act, Source: in.Source, Target: in.Target, Base: in.Base, Choices: in.Choices, Guarded: in.Guarded}
	p.compare()
	if err := p.close(); err != nil {
		return Plan{}, err
	}
	p.judge()
	p.plan.Gate = Gate{Met: true}
	if p.Gate != nil {
		p.plan.Gate = p.Gate(p.plan.Want)
	}
	return p.plan, nil
}

// Writes is what the plan changes on the target, quiet items included.
func (p Plan) Writes() []Change { return Diff(p.Target, p.Want) }

// Moved gives the chosen changes.
func (p Plan) Moved() []Change {
	moved := []Change{}
	for _, d := range p.Differences {
		if d.Chosen {
			moved = append(moved, d.Change)
		}
	}
	return moved
}

// Accepts says that the loss of k was accepted.
func (p Plan) Accepts(k Key) bool { return p.Choices.AcceptAll || p.Choices.AcceptLoss[k] }

// AcceptsLeak says that what of k would leak was accepted.
func (p Plan) AcceptsLeak(k Key) bool { return p.Choices.AllLeaks || p.Choices.AcceptLeak[k] }

// Accepted says of a problem that is answered by accepting it that it was.
func (p Plan) Accepted(problem Problem) bool {
	return problem.Verdict == Loses && (p.Accepts(problem.Key) || p.Choices.Saves(problem)) ||
		problem.Verdict == Leaks && p.AcceptsLeak(problem.Key)
}

// Refusal is the reason why the plan cannot run as it stands; nil where it can. It is Conflict where both sides
// changed an item and nobody chose, Blocked otherwise.
func (p Plan) Refusal() error {
	var blocks, clashes, losses, leaks []string
	var asked *RenameQuestion // the first that a loss asks
	answers := "Accept it, or leave the item out."
	alike := map[string]int{} // how many items one cause blocks
	for _, problem := range p.Problems {
		if problem.Cause != "" {
			alike[problem.Cause]++
		}
	}
	for _, problem := range p.Problems {
		if n := alike[problem.Cause]; n > 1 {
			blocks = append(blocks, Count(n, "item")+" cannot be written, as "+problem.Cause)
			alike[problem.Cause] = -1
		}
		if alike[problem.Cause] < 0 {
			continue
		}
		message := problem.Message
		if !strings.Contains(message, problem.Key.Name) {
			message = problem.Key.Name + ": " + message
		}
		switch {
		case problem.Verdict == Blocks && p.clash(problem.Key):
			clashes = append(clashes, message)
		case problem.Verdict == Blocks:
			blocks = append(blocks, message)
		case problem.Verdict == Loses && !p.Accepted(problem):
			losses = append(losses, message)
			if asked == nil {
				asked = problem.Rename
			}
			if problem.Loss != nil {
				answers = "Accept it, have it saved first, or leave the item out."
			}
		case problem.Verdict == Leaks && p.Guarded && !p.AcceptsLeak(problem.Key):
			leaks = append(leaks, message)
		}
	}
	switch {
	case asked != nil:
		return Suggest(Errorf(Blocked, "%s Nothing was changed. Say whether %s is %s from now on. Or mend it, accept it, or leave the item out.", sentences(append(blocks, losses...)), asked.From, asked.To),
			"Say it with: --rename %s, or --rename %s.", asked.Answer(true), asked.Answer(false))
	case len(blocks) > 0:
		return Errorf(Blocked, "%s Nothing was changed. Mend it, or leave the item out.", sentences(blocks))
	case len(clashes) > 0:
		return Errorf(Conflict, "%s Nothing was changed. Choose the source's or the target's version of each.", sentences(clashes))
	case len(losses) > 0:
		return Errorf(Blocked, "%s Nothing was changed. %s", sentences(losses), answers)
	case p.Gate.Shut() && !p.Choices.PastGate && len(p.Writes()) > 0:
		return Suggest(Errorf(Blocked, "%s Nothing was changed.", p.Gate.Why), "Or go past the gate with: --past-gate -m WHY --confirm NAME.")
	case len(leaks) > 0:
		return Suggest(Errorf(Blocked, "%s Nothing was changed. Mend it, make it an environment value, accept it, or leave the item out.", sentences(leaks)),
			"Accept it with: --accept-leak, or --accept-leak=ITEM.")
	}
	return nil
}

// PastGate says that carrying the plan out goes past a gate that is not met.
func (p Plan) PastGate() bool { return p.Gate.Shut() && p.Choices.PastGate }

func (p Plan) clash(k Key) bool {
	i, ok := slices.BinarySearchFunc(p.Differences, k, func(d Difference, k Key) int { return d.Key.Compare(k) })
	return ok && p.Differences[i].Side == Clash && !p.Differences[i].Chosen
}

// sentences joins the first few messages and counts the rest.
func sentences(messages []string) string {
	const most = 5
	if len(messages) > most {
		rest := len(messages) - most
		messages = append(slices.Clone(messages[:most]), "And "+Number(rest)+" more.")
	}
	return strings.Join(messages, " ")
}

type planner struct {
	PlanInput
	plan Plan
	at   map[Key]int // index of each difference
}

// Differences are the loud differences that take target to source, each with its side judged by the baseline (nil for
// none), and none of them chosen yet. What match finds to be renamed is one difference.
func Differences(act Act, source, target State, base *Baseline, match Matcher) []Difference {
	differences := []Difference{}
	for _, c := range Loud(Diff(target, source)) {
		c.Side = side(c, base)
		differences = append(differences, Difference{Change: c, Known: base.knows(c.Key), Unsure: c.Op == Remove && act == Promote && !base.knows(c.Key)})
	}
	return pair(differences, source, target, base, match)
}

func side(c Change, base *Baseline) Side {
	if !base.knows(c.Key) {
		return Incoming
	}
	switch base.State.Sum(c.Key) {
	case c.Before:
		return Incoming
	case c.After:
		return Outgoing
	}
	return Clash
}

// compare finds the differences and makes the first choice of each.
func (p *planner) compare() {
	p.plan.Differences = Differences(p.Act, p.Source, p.Target, p.Base, p.Match)
	for i := range p.plan.Differences {
		d := &p.plan.Differences[i]
		d.Asked = d.named(p.About)
		d.Aside = p.About != nil && !d.Asked
		p.doubt(d)
		d.Chosen = p.wanted(*d)
		p.at[d.Key] = i
		if d.Op == Rename {
			p.at[d.From] = i
		}
	}
}

// doubt finds what a person must say before an incoming change is promoted. What the target had before, and what both
// sides changed, is asked for in any case.
func (p *planner) doubt(d *Difference) {
	if p.Act != Promote || d.Side != Incoming {
		return
	}
	d.Drifted = p.Drifted[d.Key]
	if p.Widens == nil || d.Op != Modify {
		return
	}
	before, _ := p.Target.Get(d.Key)
	after, _ := p.Source.Get(d.Key)
	d.Widens = p.Widens(before, after)
}

// named says that a person spoke of this item, and not only of all.
func (p *planner) named(k Key) bool {
	return p.About[k] || p.Choices.Only[k] || p.Choices.Take[k] == Incoming || p.plan.Accepts(k)
}

func (p *planner) wanted(d Difference) bool {
	switch {
	case d.named(p.Choices.Except), p.taken(d) == Outgoing:
		return false
	case p.taken(d) == Incoming:
		return true
	}
	return d.Side == Incoming && p.inScope(d)
}

// taken is the side that was chosen by hand; "" for none.
func (p *planner) taken(d Difference) Side {
	if side := p.Choices.Take[d.Key]; side != "" || d.Op != Rename {
		return side
	}
	return p.Choices.Take[d.From]
}

func (p *planner) inScope(d Difference) bool {
	if p.Choices.Only == nil {
		return p.About == nil || d.named(p.About)
	}
	return d.named(p.Choices.Only)
}

// close builds Want, and brings along what the chosen changes need until nothing more is needed.
func (p *planner) close() error {
	for {
		want, err := p.build()
		if err != nil {
			return err
		}
		settled, problems, err := p.Prepare(p.Target, want)
		if err != nil {
			return err
		}
		needs := p.needs(want, settled)
		grew := false
		for _, problem := range slices.Concat(needs, problems) {
			if problem.Verdict != Blocks {
				continue
			}
			for _, k := range problem.Needs {
				grew = p.bring(k, problem, why(k, problem, problems)) || grew
			}
		}
		if !grew {
			p.plan.Want = settled
			p.plan.Problems = append(needs, problems...)
			return nil
		}
	}
}

// why says why k is brought along: in k's own words, where the same problem is told of both.
func why(k Key, problem Problem, all []Problem) string {
	for _, other := range all {
		if other.Key == k && other.Verdict == Blocks && slices.Contains(other.Needs, problem.Key) {
			return other.Message
		}
	}
	return problem.Message
}

// bring chooses the difference of k because problem needs it; it reports whether that changed anything. What only the
// target changed, or both did, is somebody's work: it is never given up without being chosen.
func (p *planner) bring(k Key, problem Problem, why string) bool {
	i, ok := p.at[k]
	if !ok {
		return false
	}
	d := &p.plan.Differences[i]
	if d.Chosen && d.Why != "" && !slices.Contains(d.NeededBy, problem.Key) {
		d.NeededBy = append(d.NeededBy, problem.Key)
	}
	if d.Chosen || d.Side != Incoming || d.Doubtful() || d.named(p.Choices.Except) || p.taken(*d) == Outgoing {
		return false
	}
	d.Chosen, d.Why, d.NeededBy = true, why, []Key{problem.Key}
	return true
}

// build lays the chosen changes over the target. The frame of one item moves with that item's change. That of a whole slot is
// the source's where every model item is, so that a whole promotion or restore gives the source's bytes, and the target's otherwise.
func (p *planner) build() (State, error) {
	var put []Item
	var remove []Key
	for _, d := range p.plan.Differences {
		if !d.Chosen {
			continue
		}
		if d.Op == Rename {
			remove = append(remove, d.From)
		}
		if item, ok := p.Source.Get(d.Key); ok {
			put = append(put, item)
			continue
		}
		remove = append(remove, d.Key)
	}
	want, err := p.Target.With(put, remove)
	if err != nil {
		return State{}, err
	}
	var frames []Item
	var unframe []Key
	for _, c := range Diff(want, p.Source) {
		if !c.Key.Quiet() || !p.takesFrame(c.Key) {
			continue
		}
		if item, ok := p.Source.Get(c.Key); ok {
			frames = append(frames, item)
			continue
		}
		unframe = append(unframe, c.Key)
	}
	if len(frames)+len(unframe) == 0 {
		return want, nil
	}
	return want.With(frames, unframe)
}

func (p *planner) takesFrame(frame Key) bool {
	item, ok := frame.Framed()
	if i, differs := p.at[item]; ok && differs {
		return p.plan.Differences[i].Chosen
	}
	moved := false
	for _, d := range p.plan.Differences {
		if d.Key.Slot != frame.Slot || d.Part != Model {
			continue
		}
		if !d.Chosen {
			return false
		}
		moved = true
	}
	return moved || p.Act != Promote
}

// needs finds what a chosen item needs and Want lacks, and what Want still needs of a chosen removal. What settled gives another
// name goes with what it needs.
func (p *planner) needs(want, settled State) []Problem {
	var problems []Problem
	removed := map[Key]Difference{}
	for _, d := range p.plan.Differences {
		if !d.Chosen {
			continue
		}
		item, ok := p.Source.Get(d.Key)
		if !ok {
			removed[d.Key] = d
			continue
		}
		if d.Op == Rename {
			removed[d.From] = d
		}
		for _, k := range item.Needs {
			if _, ok := want.Get(k); ok {
				continue
			}
			if _, ok := p.Source.Get(k); !ok {
				continue // dangling in the source already: the connector's own validation says so better
			}
			problems = append(problems, Problem{Key: d.Key, Verdict: Blocks, Needs: []Key{k},
				Message: fmt.Sprintf("%s needs %s, which %s does not have.", d.Key.Name, k.Name, p.TargetName)})
		}
	}
	if len(removed) == 0 {
		return problems
	}
	for _, item := range want.All() {
		for _, k := range item.Needs {
			d, ok := removed[k]
			if ok && (d.Op != Rename || settled.Sum(item.Key) != "") {
				what := "removed"
				if d.Op == Rename {
					what = "called " + d.Key.Name
				}
				problems = append(problems, Problem{Key: d.Key, Verdict: Blocks, Needs: []Key{item.Key},
					Message: fmt.Sprintf("%s still needs %s, which would be %s.", item.Key.Name, k.Name, what)})
			}
		}
	}
	return problems
}

// judge adds what the plan itself finds wrong, and softens what its act makes harmless.
func (p *planner) judge() {
	prepared := p.plan.Problems
	p.plan.Problems = nil
	for i, problem := range prepared {
		// There is always a way back: a model that the target held before is not judged again.
		if item, ok := p.plan.Want.Get(problem.Key); p.Own && ok && item.Part == Model && problem.Verdict == Blocks {
			prepared[i].Verdict = Note
		}
	}
	p.plan.AddProblems(prepared, p.CountsRows)
	for _, d := range p.plan.Differences {
		p.judgeOne(d)
	}
	p.plan.sortProblems()
}

// AddProblems adds what connectors found. What a snapshot holds is not lost by going back, so in a restore and a roll
// back a loss is only a loss where the slot's connector counts rows. Why an item cannot be written is not said in a system's
// words too where it was found without asking.
func (p *Plan) AddProblems(found []Problem, countsRows func(slot string) bool) {
	type said struct {
		key           Key
		path, message string
		verdict       Verdict
	}
	of := func(problem Problem) said { return said{problem.Key, problem.Path, problem.Message, problem.Verdict} }
	there := map[said]bool{} // as it was found when the plan was made, too
	blocked := map[Key]bool{}
	for _, problem := range p.Problems {
		there[of(problem)] = true
		blocked[problem.Key] = blocked[problem.Key] || problem.Verdict == Blocks && problem.Key.Name != ""
	}
	for _, problem := range found {
		if problem.Verdict == Loses && (p.Act == Restore || p.Act == Rollback) && !countsRows(problem.Key.Slot) {
			problem.Verdict = Note
		}
		if !there[of(problem)] && !(problem.Verdict == Blocks && blocked[problem.Key]) {
			p.Problems = append(p.Problems, problem)
		}
	}
	p.sortProblems()
}

func (p *Plan) sortProblems() {
	slices.SortStableFunc(p.Problems, func(a, b Problem) int { return a.Key.Compare(b.Key) })
}

func (p *planner) judgeOne(d Difference) {
	add := func(v Verdict, format string, args ...any) {
		p.plan.Problems = append(p.plan.Problems, Problem{Key: d.Key, Verdict: v, Message: fmt.Sprintf(format, args...)})
	}
	if d.Side == Clash && !d.Chosen && p.taken(d) == "" && !d.named(p.Choices.Except) {
		switch {
		case p.Act == Rollback:
			add(Note, "%s was changed on %s after the run; it is kept as it is now.", d.Key.Name, p.TargetName)
		case p.inScope(d):
			add(Blocks, "%s was changed on %s and on %s.", d.Key.Name, p.SourceName, p.TargetName)
		}
	}
	if !d.Chosen {
		return
	}
	p.plan.Problems = append(p.plan.Problems, p.Laid[d.Key]...)
	if d.Unsure {
		add(Loses, "%s is only on %s and would be removed.", d.Key.Name, p.TargetName)
	}
	asks := Loses
	if p.named(d.Key) {
		asks = Note
	}
	if d.Drifted {
		add(asks, "%s was changed on %s outside Lockstep, so it never went through the stage before it.", d.Key.Name, p.SourceName)
	}
	if d.Side == Incoming && p.Mended[d.Key] {
		add(Note, "%s was changed on %s outside Lockstep. This writes over that; the snapshot before the run holds it.", d.Key.Name, p.TargetName)
	}
	if d.Widens != "" {
		add(asks, "%s %s on %s.", d.Key.Name, d.Widens, p.TargetName)
	}
	for _, side := range []struct {
		state State
		name  string
	}{{p.Source, p.SourceName}, {p.Target, p.TargetName}} {
		if why, ok := side.state.Omits(d.Key); ok {
			add(Blocks, "%s was left out when %s was read (%s), so it cannot be changed.", d.Key.Name, side.name, why)
		}
	}
}
