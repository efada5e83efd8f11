package app

import (
	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// mask is what people see in place of a secret: equal secrets look equal, and no part of one is shown.
func (a *App) mask(secret string) string {
	if secret == values.NotSet || secret == values.LeftOut {
		return secret
	}
	return "[secret " + a.fingerprint(secret) + "]"
}

// shown is the content of an item for people: without its secrets.
func (a *App) shown(rules values.Rules, item lockstep.Item) ([]byte, error) {
	content, _, err := rules.Masked(item, a.mask)
	return content, err
}

// ruleSession gives the session of a plan the rules by which it is shown, and the values that they name.
func (a *App) ruleSession(one *session) error {
	rules, err := a.engine.Rules(one.draft.At.Project)
	if err != nil {
		return err
	}
	one.rules = [2]values.Rules{rules, rules}
	one.values, err = a.planValues(one)
	return err
}

// contentsOf are an item on both sides for people.
func (a *App) contentsOf(one *session, d pair) (before, after []byte, err error) {
	if before, err = a.shown(one.rules[0], d.before); err != nil {
		return nil, nil, err
	}
	if one.unvalued && d.had && d.has {
		if d.after, err = valuesAside(one.rules, d.before, d.after); err != nil {
			return nil, nil, err
		}
	}
	after, err = a.shown(one.rules[1], d.after)
	return before, after, err
}

// valuesAside is an item with the environment values of another version, so that a difference of theirs is none.
func valuesAside(rules [2]values.Rules, before, after lockstep.Item) (lockstep.Item, error) {
	if before.Key != after.Key {
		return after, nil
	}
	laid, err := rules[1].Compared().Lay(after, &before, nil, values.Route{})
	if err != nil || len(laid.Problems) > 0 {
		return after, err
	}
	return laid.Item, nil
}

// rulesOf are the rules by which something that was named is shown; none where its environment is not known here.
func (a *App) rulesOf(r resolved) (values.Rules, error) {
	uuid := ""
	switch {
	case r.place != nil:
		uuid = r.place.Environment.UUID
	case r.snapshot != nil:
		uuid = r.snapshot.Environment
	default:
		uuid = r.archive.Environment.UUID
	}
	at, err := a.placeOf(uuid)
	if err != nil {
		return values.Rules{}, nil
	}
	return a.engine.Rules(at.Project)
}

// maskedModel is a state with the secrets of its model masked. Whoever sets an edited model leaves them as they are.
func (a *App) maskedModel(rules values.Rules, s lockstep.State) (lockstep.State, error) {
	var put []lockstep.Item
	for _, item := range s.All() {
		if item.Part != lockstep.Model || !rules.Secrets(item.Key) {
			continue
		}
		content, err := a.shown(rules, item)
		if err != nil {
			return s, err
		}
		item.Body = lockstep.BodyOf(content)
		put = append(put, item)
	}
	if len(put) == 0 {
		return s, nil
	}
	return s.With(put, nil)
}
