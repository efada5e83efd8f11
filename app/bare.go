package app

import (
	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// bareItems remembers items without their secrets, so that no version is looked into twice.
type bareItems map[bareVersion]bareItem

type bareVersion struct {
	key  lockstep.Key
	item lockstep.Digest
}

type bareItem struct {
	item lockstep.Item
	ok   bool
}

// bareState is a state without the secrets that the rules of its project name. An item of which they cannot be taken out
// counts as left out of it.
func (a *App) bareState(p lockstep.Project, s lockstep.State, known bareItems) (lockstep.State, error) {
	rules, err := a.engine.Rules(p)
	if err != nil || rules.None() {
		return s, err
	}
	var put []lockstep.Item
	var away []lockstep.Key
	for _, item := range s.All() {
		if !rules.Secrets(item.Key) {
			continue
		}
		at := bareVersion{item.Key, s.Sum(item.Key)}
		bare, seen := known[at]
		if !seen {
			if bare.item, bare.ok, err = rules.Without(item); err != nil {
				return s, err
			}
			known[at] = bare
		}
		switch {
		case !bare.ok:
			away = append(away, item.Key)
		case bare.item.Body.Digest != item.Body.Digest:
			put = append(put, bare.item)
		}
	}
	if len(put)+len(away) == 0 {
		return s, nil
	}
	bare, err := s.With(put, nil)
	if err != nil {
		return s, err
	}
	return bare.Without(away, values.SecretsWhy)
}

// baring is bareState for the environments of a backup.
func (a *App) baring(places []engine.Place) func(string, lockstep.State) (lockstep.State, error) {
	projects := map[string]lockstep.Project{}
	known := map[string]bareItems{} // by project: each has rules of its own
	for _, at := range places {
		projects[at.Environment.UUID] = at.Project
		known[at.Project.UUID] = bareItems{}
	}
	return func(environment string, s lockstep.State) (lockstep.State, error) {
		p := projects[environment]
		return a.bareState(p, s, known[p.UUID])
	}
}

// secretsIn counts the places of secrets in the newest snapshot of each environment: an archive without a passphrase
// leaves them out.
func (a *App) secretsIn(all []exported) (n int, err error) {
	newest := map[string]exported{}
	for _, one := range all {
		if former, ok := newest[one.at.Environment.UUID]; !ok || one.snapshot.Number > former.snapshot.Number {
			newest[one.at.Environment.UUID] = one
		}
	}
	for _, one := range newest {
		rules, err := a.engine.Rules(one.at.Project)
		if err != nil {
			return n, err
		}
		if rules.None() {
			continue
		}
		s, err := a.config.Vault.State(a.work(), one.snapshot.State)
		if err != nil {
			return n, err
		}
		for _, item := range s.All() {
			if !rules.Secrets(item.Key) {
				continue
			}
			found, err := valuesOf(rules, item)
			if err != nil {
				return n, err
			}
			for _, v := range found {
				if v.Kind == lockstep.Secret {
					n++
				}
			}
		}
	}
	return n, nil
}
