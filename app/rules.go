package app

import (
	"slices"

	"lockstep/app/lockstep"
	"lockstep/app/values"
	"lockstep/store"
)

// RuleView is a rule of a project.
type RuleView struct {
	Kind    string `json:"kind"`    // keep secret own ignore share
	Pattern string `json:"pattern"` // ITEM, or ITEM#PLACE
	Default bool   `json:"default"` // a connector brings it: it stands behind the project's own, and is no one's to remove
}

// RulesView are the rules of a project: the first that names something settles it.
type RulesView struct {
	Project  string     `json:"project"`
	Rules    []RuleView `json:"rules"`
	Declined []string   `json:"declined"` // patterns that were proposed, and turned down
	Undo     bool       `json:"undo"`     // the last change of the rules can be taken back
}

// Rules gives the rules of a project.
func (a *App) Rules(project string) (v RulesView, err error) {
	defer recovered(&err)
	p, err := a.project(project)
	if err != nil {
		return v, err
	}
	return a.rulesView(p), nil
}

func (a *App) rulesView(p lockstep.Project) RulesView {
	v := RulesView{Project: p.Name, Rules: []RuleView{}, Declined: append([]string{}, p.Rules.Declined...), Undo: len(p.Rules.Former) > 0}
	for _, r := range p.Rules.Rules {
		v.Rules = append(v.Rules, RuleView{Kind: string(r.Kind), Pattern: r.Pattern})
	}
	for _, r := range a.engine.DefaultRules(p) {
		v.Rules = append(v.Rules, RuleView{Kind: string(r.Kind), Pattern: r.Pattern, Default: true})
	}
	return v
}

// SetRules puts rules in the place of a project's own, in this order. Those that its connectors bring stay behind them.
func (a *App) SetRules(project string, rules []RuleView) (v RulesView, err error) {
	defer recovered(&err)
	var all []lockstep.Rule
	for _, r := range rules {
		if r.Default {
			continue
		}
		if lockstep.RuleAt(all, r.Pattern) >= 0 {
			return v, lockstep.Errorf(lockstep.Invalid, "There are two rules for %s, of which only the first would count. Nothing was changed. Leave one of them.", r.Pattern)
		}
		all = append(all, lockstep.Rule{Kind: lockstep.RuleKind(r.Kind), Pattern: r.Pattern})
	}
	return a.ruled(project, func(lockstep.Ruling) ([]lockstep.Rule, error) { return all, nil })
}

// AddRule adds a rule as the last of a project's own; one with the same pattern gets its kind instead. Where at is not 0 it
// becomes the rule of that number.
func (a *App) AddRule(project string, r RuleView, at int) (v RulesView, err error) {
	defer recovered(&err)
	return a.ruled(project, func(former lockstep.Ruling) ([]lockstep.Rule, error) {
		rules := lockstep.PutRule(former.Rules, lockstep.Rule{Kind: lockstep.RuleKind(r.Kind), Pattern: r.Pattern})
		if at == 0 {
			return rules, nil
		}
		return moved(rules, r.Pattern, at)
	})
}

// RemoveRule takes a rule of a project away.
func (a *App) RemoveRule(project, pattern string) (v RulesView, err error) {
	defer recovered(&err)
	p, err := a.project(project)
	if err != nil {
		return v, err
	}
	if lockstep.RuleAt(p.Rules.Rules, pattern) < 0 {
		if lockstep.RuleAt(a.engine.DefaultRules(p), pattern) >= 0 {
			return v, lockstep.Suggest(lockstep.Errorf(lockstep.Conflict, "The rule %s comes with a connector of %s. Nothing was changed. A rule of the project's own for the same pattern comes before it.", pattern, p.Name),
				"To let it travel: lockstep value share %s --project %s.", pattern, p.Name)
		}
		return v, noRule(p, pattern)
	}
	return a.ruled(project, func(former lockstep.Ruling) ([]lockstep.Rule, error) {
		return slices.DeleteFunc(slices.Clone(former.Rules), func(r lockstep.Rule) bool { return r.Pattern == pattern }), nil
	})
}

// MoveRule makes a rule of a project the one of a number, counted from 1.
func (a *App) MoveRule(project, pattern string, to int) (v RulesView, err error) {
	defer recovered(&err)
	p, err := a.project(project)
	if err != nil {
		return v, err
	}
	if lockstep.RuleAt(p.Rules.Rules, pattern) < 0 {
		return v, noRule(p, pattern)
	}
	return a.ruled(project, func(former lockstep.Ruling) ([]lockstep.Rule, error) { return moved(former.Rules, pattern, to) })
}

func moved(rules []lockstep.Rule, pattern string, to int) ([]lockstep.Rule, error) {
	if to < 1 || to > len(rules) {
		return nil, lockstep.Errorf(lockstep.Invalid, "There is no place %d among %s. Nothing was changed.", to, lockstep.Count(len(rules), "rule"))
	}
	from := lockstep.RuleAt(rules, pattern)
	r := rules[from]
	return slices.Insert(slices.Delete(slices.Clone(rules), from, from+1), to-1, r), nil
}

// UndoRules brings the rules of a project back as they were before they were changed last.
func (a *App) UndoRules(project string) (v RulesView, err error) {
	defer recovered(&err)
	return a.editRules(project, func(p *lockstep.Project) error {
		undone, ok := p.Rules.Undone()
		if !ok {
			return lockstep.Errorf(lockstep.NotFound, "The rules of %s were not changed, so there is nothing to take back.", p.Name)
		}
		p.Rules = undone
		return nil
	})
}

// DeclineRules remembers that rules with these patterns are not wanted, so that they are not proposed again.
func (a *App) DeclineRules(project string, patterns []string) (v RulesView, err error) {
	defer recovered(&err)
	return a.editRules(project, func(p *lockstep.Project) error {
		for _, pattern := range patterns {
			if !slices.Contains(p.Rules.Declined, pattern) {
				p.Rules.Declined = append(p.Rules.Declined, pattern)
			}
		}
		return nil
	})
}

func noRule(p lockstep.Project, pattern string) error {
	return lockstep.Suggest(lockstep.Errorf(lockstep.NotFound, "%s has no rule %s. Nothing was changed. Look which ones it has.", p.Name, pattern),
		"See them with: lockstep value list --project %s.", p.Name)
}

// ruled gives a project other rules.
func (a *App) ruled(project string, change func(lockstep.Ruling) ([]lockstep.Rule, error)) (RulesView, error) {
	return a.editRules(project, func(p *lockstep.Project) error {
		rules, err := change(p.Rules)
		if err != nil {
			return err
		}
		if _, err := values.Compile(rules); err != nil {
			return err
		}
		p.Rules = p.Rules.With(rules)
		return nil
	})
}

func (a *App) editRules(name string, edit func(*lockstep.Project) error) (v RulesView, err error) {
	var project lockstep.Project
	err = a.write(func(tx *store.Tx) error { // within the transaction, so that no other change of the rules is lost
		if project, err = a.projectIn(tx, name); err != nil {
			return err
		}
		if err := edit(&project); err != nil {
			return err
		}
		return tx.UpdateProject(project)
	})
	if err != nil {
		return v, err
	}
	a.changed("")
	return a.rulesView(project), nil
}
