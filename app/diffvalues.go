package app

import (
	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// diffValues are the values of an item that belong to each environment, as both sides have them.
func diffValues(one *session, d pair) ([]DiffValueView, error) {
	views := []DiffValueView{}
	sides := [2]map[string]values.Ruled{}
	var order []string
	for i, item := range []lockstep.Item{d.before, d.after} {
		sides[i] = map[string]values.Ruled{}
		if there := [2]bool{d.had, d.has}[i]; !there {
			continue
		}
		all, err := valuesOf(one.rules[i], item)
		if err != nil {
			return nil, err
		}
		for _, p := range all {
			if _, known := sides[0][p.Address]; !known || i == 0 {
				order = append(order, p.Address)
			}
			sides[i][p.Address] = p
		}
	}
	for _, address := range order {
		left, had := sides[0][address]
		right, has := sides[1][address]
		v := DiffValueView{Address: address, Left: had, Right: has, Differ: had != has || left.Value.Text != right.Value.Text,
			Secret: had && left.Kind == lockstep.Secret || has && right.Kind == lockstep.Secret}
		if !v.Secret && address != "" {
			v.Before, v.After = left.Value.Text, right.Value.Text
		}
		views = append(views, v)
	}
	return views, nil
}

// valuesOf are the values in an item that belong to each environment; the item itself, where it is one as a whole.
func valuesOf(rules values.Rules, item lockstep.Item) ([]values.Ruled, error) {
	if kind, at := rules.Whole(item.Key); kind.Stays() {
		return []values.Ruled{{Place: values.Place{Value: values.Value{Text: string(item.Body.Digest)}}, Kind: kind, Rule: at}}, nil
	}
	found, err := rules.In(item)
	if err != nil {
		return nil, err
	}
	var stays []values.Ruled
	seen := map[string]bool{}
	for _, p := range found.Places {
		if p.Kind.Stays() && !seen[p.Address] {
			seen[p.Address] = true
			stays = append(stays, p)
		}
	}
	return stays, nil
}

// RevealSecret gives one secret of an item of a comparison or a plan, on both sides: for a person who asked to see this one.
func (a *App) RevealSecret(sessionID, item, address string) (v SecretView, err error) {
	defer recovered(&err)
	one, err := a.sessions.get(sessionID)
	if err != nil {
		return v, err
	}
	key, err := lockstep.ParseKey(item)
	if err != nil {
		return v, err
	}
	d, err := pairOf(one, key)
	if err != nil {
		return v, err
	}
	for i, side := range []struct {
		item lockstep.Item
		text *string
	}{{d.before, &v.Before}, {d.after, &v.After}} {
		found, err := one.rules[i].In(side.item)
		if err != nil {
			return SecretView{}, err
		}
		for _, p := range found.Places {
			if p.Address == address {
				*side.text = p.Value.Text
			}
		}
	}
	return v, nil
}
