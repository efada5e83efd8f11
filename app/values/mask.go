package values

import (
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// LeftOut stands in an archive in place of a secret that was left out of it.
const LeftOut = "[secret left out]"

// SecretsWhy is why an item is left out of an archive as a whole: its secrets cannot be taken out of it.
const SecretsWhy = "It holds secrets, which an archive without a passphrase leaves out."

// Secrets says that a rule for secrets speaks of an item.
func (r Rules) Secrets(k lockstep.Key) bool {
	_, at := r.Whole(k)
	for i, one := range r.all[:min(at+1, len(r.all))] {
		if one.Kind == lockstep.Secret && one.item.names(k) && (one.place != nil || i == at) {
			return true
		}
	}
	return false
}

// Masked is the content of an item for people: each secret in it replaced by what mask says of it, in the quotes that it
// has. all says that the whole content is a secret, or has to be taken for one, since it cannot be looked into; then it is
// what mask says of all.
func (r Rules) Masked(item lockstep.Item, mask func(value string) string) (content []byte, all bool, err error) {
	content, err = item.Body.Bytes()
	if err != nil || item.Mode == lockstep.Link || !r.Secrets(item.Key) {
		return content, false, err
	}
	if kind, _ := r.Whole(item.Key); kind == lockstep.Secret {
		return []byte(mask(string(content)) + "\n"), true, nil
	}
	found, err := r.In(item)
	if err != nil {
		return nil, false, err
	}
	if found.obscure() {
		return []byte(mask(string(content)) + "\n"), true, nil
	}
	found.Places = slices.DeleteFunc(found.Places, func(p Ruled) bool { return p.Kind != lockstep.Secret })
	return found.replaced(func(p Ruled) string { return quotedAs(p, mask(p.Value.Text)) }), false, nil
}

// obscure says that secrets may stand where they are not found: in what cannot be read, at an address that is not one
// place, or where an alias refers to.
func (f Found) obscure() bool {
	if f.Unread != nil {
		return true
	}
	return slices.ContainsFunc(f.Faults, func(f Fault) bool { return f.Kind == lockstep.Secret }) ||
		slices.ContainsFunc(f.Places, func(p Ruled) bool {
			return p.Kind == lockstep.Secret && p.Value.Token() == "" && p.Value.Text != ""
		})
}

// quotedAs is a text in the quotes of a place's token.
func quotedAs(p Ruled, text string) string {
	token := p.Value.Token()
	if len(token) >= 2 && strings.ContainsRune(`"'`, rune(token[0])) && token[len(token)-1] == token[0] {
		return token[:1] + text + token[:1]
	}
	return text
}

// Without is an item without its secrets, for whoever may read it: LeftOut stands in their place. ok is false where they
// cannot be taken out of it, so that it has to stay away as a whole.
func (r Rules) Without(item lockstep.Item) (bare lockstep.Item, ok bool, err error) {
	if !r.Secrets(item.Key) {
		return item, true, nil
	}
	if kind, _ := r.Whole(item.Key); kind == lockstep.Secret {
		return item, false, nil
	}
	found, err := r.In(item)
	if err != nil || found.obscure() {
		return item, false, err
	}
	body := found.body
	for _, p := range found.Places {
		if p.Kind != lockstep.Secret {
			continue
		}
		d, err := openAt(p.Address, found.name, body)
		if err != nil {
			return item, false, nil
		}
		if body, err = d.Set(p.Address, Value{Kind: String, Text: LeftOut}); err != nil {
			return item, false, nil
		}
	}
	if body != nil {
		item.Body = lockstep.BodyOf(body)
	}
	return item, true, nil
}

// SetIn is the content of an item with another value at an address; for the address "" it is the value. The error is as of
// [Document.Set].
func SetIn(item lockstep.Item, address, value string) ([]byte, error) {
	if address == "" {
		return []byte(value), nil
	}
	body, err := item.Body.Bytes()
	if err != nil {
		return nil, err
	}
	d, err := openAt(address, documentName(item), body)
	if err != nil {
		return nil, err
	}
	return d.Set(address, Value{Text: value})
}
