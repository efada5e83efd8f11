package app

import (
	"errors"
	"fmt"
	"slices"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// Plan reads both sides and says what would happen. It changes nothing.
func (a *App) Plan(r PlanRequest) (v PlanView, err error) {
	defer recovered(&err)
	if r.Wait {
		at, err := a.place(r.Target)
		if err != nil {
			return v, err
		}
		if err := a.engine.Await(a.work(), at); err != nil {
			return v, err
		}
	}
	draft, from, err := a.draft(r)
	if err != nil {
		return v, err
	}
	one := &session{before: draft.Target, after: draft.Source, draft: &draft, from: from}
	if one.again, err = a.about(r, &draft); err != nil {
		return v, err
	}
	if one.earlier, err = a.earlier(draft.At); err != nil {
		return v, err
	}
	one.fields = a.fieldsOf(draft)
	if err := a.ruleSession(one); err != nil {
		return v, err
	}
	if err := a.choose(one, r.Choices); err != nil {
		return v, err
	}
	if one.preflight, err = a.engine.Validate(a.work(), draft, &one.plan); err != nil {
		return v, err
	}
	for _, problem := range one.plan.Problems {
		if problem.Cause != "" {
			one.barred = append(one.barred, problem)
		}
	}
	a.sessions.add(one)
	return a.planView(one)
}

// earlier tells how long the newest finished run on an environment took; nil where none did.
func (a *App) earlier(at engine.Place) (*EarlierView, error) {
	run, err := a.config.Store.LastDone(a.reading, at.Environment.UUID)
	if errors.Is(err, lockstep.NotFound) || err == nil && run.EndedAt.Before(run.StartedAt) { // by a clock that was set back meanwhile
		return nil, nil
	}
	return &EarlierView{Run: run.Number, Changes: len(run.Changes), Took: run.EndedAt.Sub(run.StartedAt).Milliseconds()}, err
}

// Choose makes a plan again with other choices, on what was read.
func (a *App) Choose(plan string, choices ChoiceRequest) (v PlanView, err error) {
	defer recovered(&err)
	one, err := a.planned(plan)
	if err != nil {
		return v, err
	}
	if err := a.choose(one, choices); err != nil {
		return v, err
	}
	if err := a.engine.Revalidate(a.work(), *one.draft, &one.plan, one.preflight); err != nil {
		return v, err
	}
	return a.planView(one)
}

func (a *App) planned(id string) (*session, error) {
	one, err := a.sessions.get(id)
	if err != nil {
		return nil, err
	}
	if one.draft == nil {
		return nil, lockstep.Errorf(lockstep.Invalid, "This is a comparison, not a plan.")
	}
	return one, nil
}

func (a *App) choose(one *session, r ChoiceRequest) error {
	choices, err := choicesOf(*one.draft, r)
	if err != nil {
		return err
	}
	plan, err := a.engine.Plan(*one.draft, choices)
	if err != nil {
		return err
	}
	one.plan = plan
	// What a system said of each item alone stands as long as the item is to be written.
	writes := map[lockstep.Key]bool{}
	for _, c := range plan.Writes() {
		writes[c.Key] = true
	}
	still := slices.DeleteFunc(slices.Clone(one.barred), func(problem lockstep.Problem) bool { return !writes[problem.Key] })
	one.plan.AddProblems(still, func(string) bool { return false })
	one.preflight.Judge(&one.plan, one.draft.At.Name())
	return nil
}

func (a *App) draft(r PlanRequest) (engine.Draft, *resolved, error) {
	at, err := a.place(r.Target)
	if err != nil {
		return engine.Draft{}, nil, err
	}
	switch lockstep.Act(r.Act) {
	case lockstep.Promote:
		from, err := a.place(r.Source)
		if err != nil {
			return engine.Draft{}, nil, err
		}
		draft, err := a.engine.Promotion(a.work(), from, at)
		return draft, nil, err
	case lockstep.Restore:
		return a.restoration(r, at)
	case lockstep.Rollback:
		draft, err := a.engine.Rollback(a.work(), at)
		return draft, nil, err
	case lockstep.Edit:
		draft, err := a.editing(r, at)
		return draft, nil, err
	}
	return engine.Draft{}, nil, lockstep.Errorf(lockstep.Invalid, "%q is no act. The acts are promote, restore, rollback and edit.", r.Act)
}

func (a *App) restoration(r PlanRequest, at engine.Place) (engine.Draft, *resolved, error) {
	from, err := a.resolve(r.Source)
	if err != nil {
		return engine.Draft{}, nil, err
	}
	if from.place != nil {
		return engine.Draft{}, nil, lockstep.Errorf(lockstep.Invalid, "%s is an environment as it is now, not a snapshot. Restore %s@latest, or promote it.", r.Source, r.Source)
	}
	state, err := a.state(from)
	if err != nil {
		return engine.Draft{}, nil, err
	}
	snapshot := from.snapshot
	if snapshot == nil {
		snapshot = &from.archive.Snapshot
	}
	draft, err := a.engine.Restoration(a.work(), *snapshot, state, from.title, at, r.WithValues)
	return draft, &from, err
}

func (a *App) editing(r PlanRequest, at engine.Place) (engine.Draft, error) {
	if r.Place != "" {
		return a.setting(r, at)
	}
	if why := notEditable(at); why != "" {
		return engine.Draft{}, lockstep.Errorf(lockstep.Denied, "%s Nothing was changed.", why)
	}
	slot, err := a.slot(at, r.Slot)
	if err != nil {
		return engine.Draft{}, err
	}
	draft, problems, err := a.engine.Editing(a.work(), at, slot.Name, []byte(r.Model))
	if err != nil {
		return draft, err
	}
	if draft.Act == "" { // the text could not be read as a model at all
		return draft, lockstep.Errorf(lockstep.Blocked, "%s Nothing was changed.", problems[0].Message)
	}
	return draft, nil
}

// notEditable says why an environment's model is not edited in place; "" where it may be.
func notEditable(at engine.Place) string {
	if at.Environment.Role == lockstep.Development {
		return ""
	}
	return fmt.Sprintf("%s is a %s environment: its model is not edited in place. Change it on a development environment and promote.", at.Name(), at.Environment.Role)
}

// choicesOf finds the items that the request's patterns name among the draft's differences.
func choicesOf(d engine.Draft, r ChoiceRequest) (lockstep.Choices, error) {
	names := nameAll(lockstep.Differences(d.Act, d.Source, d.Target, d.Base, nil))
	c := lockstep.Choices{Take: map[lockstep.Key]lockstep.Side{}, AcceptAll: r.AcceptAll, SaveAll: r.SaveAll, Emptied: r.Emptied, PastGate: r.PastGate, AllLeaks: r.AllLeaks}
	var err error
	find := func(patterns []string) map[lockstep.Key]bool {
		var found map[lockstep.Key]bool
		if err == nil {
			found, err = names.matching(patterns)
		}
		return found
	}
	switch {
	case r.Ticking:
		c.Only = find(r.Ticked)
	case len(r.Only) > 0:
		c.Only = find(r.Only)
	}
	c.Except = find(r.Except)
	c.AcceptLoss = find(r.AcceptLoss)
	c.SaveLoss = find(r.SaveLoss)
	c.AcceptLeak = find(r.AcceptLeak)
	for k := range find(r.TakeSource) {
		c.Take[k] = lockstep.Incoming
	}
	for k := range find(r.TakeTarget) {
		c.Take[k] = lockstep.Outgoing
	}
	return c, err
}

// names are differences by what they are called: a window ticks thousands by their names at once.
type names struct {
	all  []lockstep.Difference
	keys map[string][]lockstep.Key // of kind/name and of slot:kind/name
}

func nameAll(differences []lockstep.Difference) names {
	n := names{all: differences, keys: make(map[string][]lockstep.Key, 2*len(differences))}
	for _, d := range differences {
		for _, name := range []string{d.Key.Kind + "/" + d.Key.Name, d.Key.String()} {
			n.keys[name] = append(n.keys[name], d.Key)
		}
	}
	return n
}

// matching finds the differences that patterns name: ITEM, or a glob with * and **. A pattern that names nothing is an
// error, so that a misspelt one is not taken for a choice. What is an item's own name is no glob.
func (n names) matching(patterns []string) (map[lockstep.Key]bool, error) {
	found := map[lockstep.Key]bool{}
	for _, pattern := range patterns {
		hits := n.keys[pattern]
		if len(hits) == 0 {
			var err error
			if hits, err = n.globbed(pattern); err != nil {
				return nil, err
			}
		}
		if len(hits) == 0 {
			return nil, lockstep.Suggest(lockstep.Errorf(lockstep.NotFound, "%q names none of the differences (%s). Nothing was changed. Look at what differs.", pattern, lockstep.Number(len(n.all))),
				"See it with: lockstep compare A B.")
		}
		for _, k := range hits {
			found[k] = true
		}
	}
	return found, nil
}

func (n names) globbed(pattern string) (keys []lockstep.Key, err error) {
	for _, d := range n.all {
		ok, err := values.MatchItem(pattern, d.Key)
		if err != nil {
			return nil, err
		}
		if ok {
			keys = append(keys, d.Key)
		}
	}
	return keys, nil
}

func (a *App) planView(one *session) (PlanView, error) {
	p, d := one.plan, one.draft
	v := PlanView{
		ID:         one.id,
		Act:        string(p.Act),
		Source:     string(p.Source.Digest()),
		Target:     string(p.Target.Digest()),
		Want:       string(p.Want.Digest()),
		TargetRef:  refOf(d.At),
		Changes:    []ChangeView{},
		Problems:   []ProblemView{},
		Same:       same(p.Target, p.Moved()) - unchosen(p),
		Writes:     len(p.Moved()),
		PlannedAt:  timeText(a.config.Now()),
		TargetRole: string(d.At.Environment.Role),
		Earlier:    one.earlier,
		Gate:       GateView{p.Gate.Required, p.Gate.Met, p.Gate.Why},
		Place:      d.Place,
		Owned:      keyTexts(d.Laid.Owned),
		OnFailure:  string(d.At.Environment.Policy()),
		IfItFails:  ifItFails(d.At, p.Act),
		Script:     a.scripted(one),
		Omitted:    omittedViews(p.Target),
		NotHeld:    a.guardLacks(d.At, p),
		Saved:      savedViews(d.Saved),
		Emptied:    p.Choices.Emptied,
	}
	if p.Base != nil {
		v.Base = string(p.Base.State.Digest())
	}
	if err := a.nameSource(one, &v); err != nil {
		return v, err
	}
	for _, diff := range p.Differences {
		c := changeView(diff.Change)
		c.Chosen, c.Why, c.Unsure, c.Drifted, c.Widens = diff.Chosen, diff.Why, diff.Unsure, diff.Drifted, diff.Widens
		c.Asked, c.Aside, c.Again = diff.Asked, diff.Aside, one.again[diff.Key]
		c.NeededBy, c.Fields = keyTexts(diff.NeededBy), one.fields[diff.Key]
		v.Changes = append(v.Changes, c)
	}
	for _, problem := range p.Problems {
		said := problemView(problem, p.Accepted(problem))
		said.Loss = lossView(problem, p.Choices)
		v.Problems = append(v.Problems, said)
	}
	if err := p.Refusal(); err != nil {
		v.Refusal, v.Code = message(err), string(lockstep.CodeOf(err))
	}
	var err error
	if d.From != nil {
		if v.Detour, err = a.detour(*d.From, d.At); err != nil {
			return v, err
		}
	}
	v.Values = one.chosenValues()
	v.Confirm, err = a.confirmation(d.At, p)
	v.Steps = a.steps(d.At, p)
	return v, err
}

// guardLacks says what the snapshot of the target that a run takes first does not hold of the slots that it writes to.
func (a *App) guardLacks(at engine.Place, p lockstep.Plan) []string {
	written := map[string]bool{}
	for _, c := range p.Writes() {
		written[c.Key.Slot] = true
	}
	return a.notHeldOf(slices.DeleteFunc(slices.Clone(at.Project.Slots), func(s lockstep.Slot) bool { return !written[s.Name] }))
}

func unchosen(p lockstep.Plan) int {
	n := 0
	for _, d := range p.Differences {
		if !d.Chosen && d.Before != "" {
			n++
		}
	}
	return n
}

func (a *App) nameSource(one *session, v *PlanView) error {
	switch {
	case one.draft.From != nil && one.draft.Snapshot == "":
		v.SourceRef = refOf(*one.draft.From)
	case one.from != nil:
		v.SourceRef = one.from.ref
	case one.draft.Snapshot != "":
		ref, err := a.refOfSnapshot(one.draft.Snapshot)
		v.SourceRef = ref
		return err
	}
	return nil
}

// confirmation is the name to be typed before a live environment is written, or a gate is gone past: with its project where
// there are several.
func (a *App) confirmation(at engine.Place, p lockstep.Plan) (string, error) {
	if at.Environment.Role != lockstep.Live && !p.PastGate() {
		return "", nil
	}
	projects, err := a.config.Store.Projects(a.reading)
	if err != nil {
		return "", err
	}
	if len(projects) > 1 {
		return refOf(at), nil
	}
	return at.Name(), nil
}

// steps says what a run of the plan will do, in order.
func (a *App) steps(at engine.Place, p lockstep.Plan) []PlanStepView {
	var steps []PlanStepView
	add := func(phase engine.Phase, format string, args ...any) {
		steps = append(steps, PlanStepView{Phase: string(phase), Text: fmt.Sprintf(format, args...)})
	}
	count := map[lockstep.Part]int{}
	for _, c := range p.Moved() {
		count[c.Part]++
	}
	slots := map[string]bool{}
	for _, c := range p.Writes() {
		slots[c.Key.Slot] = true
	}
	add(engine.PhaseGuard, "Take a snapshot of %s.", at.Name())
	add(engine.PhaseCheck, "Check that %s is still what this plan saw.", at.Name())
	if n := count[lockstep.Model]; n > 0 {
		add(engine.PhaseModel, "Update the model: %s.", counted(n, "change"))
	}
	if n := count[lockstep.Configuration]; n > 0 {
		add(engine.PhaseConfiguration, "Update the configuration: %s.", counted(n, "change"))
	}
	for _, slot := range at.Project.Slots {
		driver, err := a.engine.Driver(slot.Kind)
		if err != nil || !slots[slot.Name] {
			continue
		}
		if name := driver.Traits(slot.Settings).Cache; name != "" {
			add(engine.PhaseCache, "%s.", name)
		}
	}
	add(engine.PhaseVerify, "Read %s back and compare it with the plan.", at.Name())
	if n := len(at.Environment.Checks); n > 0 {
		add(engine.PhaseProbe, "Run %s of %s.", counted(n, "check"), at.Name())
	}
	return steps
}

func counted(n int, noun string) string { return lockstep.Count(n, noun) }

func problemView(p lockstep.Problem, accepted bool) ProblemView {
	key := ""
	if p.Key.Name != "" && !p.Key.Quiet() { // a problem may be about a whole slot, or a whole document
		key = p.Key.String()
	}
	return ProblemView{Key: key, Path: p.Path, Message: p.Message, Verdict: string(p.Verdict), Accepted: accepted, Needs: keyTexts(p.Needs), Cause: p.Cause, Whole: p.Key.Name == "", Rename: renameView(p)}
}

func keyTexts(keys []lockstep.Key) []string {
	texts := []string{}
	for _, k := range keys {
		if !k.Quiet() {
			texts = append(texts, k.String())
		}
	}
	return texts
}
