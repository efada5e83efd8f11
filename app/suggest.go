package app

import (
	"errors"
	"maps"
	"slices"

	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// SuggestionView is a rule that is proposed, and why. No value is shown in it.
type SuggestionView struct {
	Kind     string   `json:"kind"` // keep secret ignore
	Pattern  string   `json:"pattern"`
	Key      string   `json:"key"`      // the item, or the first of several
	Address  string   `json:"address"`  // in the item; "" for the whole
	Evidence []string `json:"evidence"` // phrases
	Sure     int      `json:"sure"`     // 0 to 100
	Ticked   bool     `json:"ticked"`   // sure enough to be taken unless somebody objects
}

// suggestedFrom is how many of an environment's past states are looked at.
const suggestedFrom = 12

// SuggestRules looks for what seems to belong to each environment of a project, or to be a secret, and is named by no rule.
// Nothing is applied, and what was turned down is not proposed again. An environment that cannot be read is left out.
func (a *App) SuggestRules(project string) (views []SuggestionView, err error) {
	defer recovered(&err)
	p, err := a.project(project)
	if err != nil {
		return nil, err
	}
	rules, err := a.engine.Rules(p)
	if err != nil {
		return nil, err
	}
	columns, err := a.columns(p)
	if err != nil {
		return nil, err
	}
	var known []values.Holding
	for _, c := range columns {
		if c.err != nil {
			continue
		}
		h := values.Holding{Name: c.at.Name(), Role: c.at.Environment.Role, Now: c.state}
		past, err := a.config.Store.PastStates(a.reading, c.at.Environment.UUID, suggestedFrom)
		if err != nil {
			return nil, err
		}
		for _, digest := range past {
			state, err := a.config.Vault.State(a.work(), digest)
			if errors.Is(err, lockstep.Corrupt) {
				continue
			}
			if err != nil {
				return nil, err
			}
			h.Past = append(h.Past, state)
		}
		known = append(known, h)
	}
	no := map[string]bool{}
	for _, pattern := range p.Rules.Declined {
		no[pattern] = true
	}
	found, err := rules.Suggest(a.work(), known, no)
	if err != nil {
		return nil, err
	}
	views = a.noise(p, known, no)
	for _, s := range found {
		if slices.ContainsFunc(views, func(v SuggestionView) bool { return v.covers(s) }) {
			continue
		}
		views = append(views, SuggestionView{Kind: string(s.Rule.Kind), Pattern: s.Rule.Pattern, Key: s.Key.String(), Address: s.Address,
			Evidence: append([]string{}, s.Evidence...), Sure: s.Sure, Ticked: s.Ticked})
	}
	return views, nil
}

// noise are what the systems of a project fill by themselves, as far as no rule names it, and it was not turned down.
func (a *App) noise(p lockstep.Project, known []values.Holding, no map[string]bool) []SuggestionView {
	views := []SuggestionView{}
	said := maps.Clone(no)
	for _, r := range p.Rules.Rules {
		said[r.Pattern] = true
	}
	for _, slot := range p.Slots {
		driver, err := a.engine.Driver(slot.Kind)
		if err != nil || driver.Noise == nil {
			continue
		}
		for _, h := range known {
			for _, n := range driver.Noise(slot, h.Now.Slot(slot.Name)) {
				pattern := values.JoinPattern(n.Items, n.Place)
				if !said[pattern] {
					said[pattern] = true
					views = append(views, SuggestionView{Kind: string(lockstep.Ignore), Pattern: pattern, Key: n.Items.String(), Address: n.Place, Evidence: []string{n.Why}, Sure: 90, Ticked: true})
				}
			}
		}
	}
	return views
}

// covers says that the rule names what another one is proposed for.
func (v SuggestionView) covers(s values.Suggestion) bool {
	items, place, _ := values.SplitPattern(v.Pattern)
	names, err := values.MatchItem(items, s.Key)
	return err == nil && names && place == s.Address
}

// AddRules adds rules in one step, which is taken back as one: secrets before the project's other rules, so that none of them
// is shown because of an earlier rule; the rest behind them.
func (a *App) AddRules(project string, rules []RuleView) (v RulesView, err error) {
	defer recovered(&err)
	return a.ruled(project, func(former lockstep.Ruling) ([]lockstep.Rule, error) {
		all := former.Rules
		for _, r := range rules {
			all = lockstep.PutRule(all, lockstep.Rule{Kind: lockstep.RuleKind(r.Kind), Pattern: r.Pattern})
		}
		var first, rest []lockstep.Rule
		for i, r := range all {
			if i >= len(former.Rules) && r.Kind == lockstep.Secret {
				first = append(first, r)
			} else {
				rest = append(rest, r)
			}
		}
		return append(first, rest...), nil
	})
}
