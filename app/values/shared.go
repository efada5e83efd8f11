package values

import (
	"slices"

	"lockstep/app/lockstep"
)

// mark stands in a shared form in place of a value: no document holds a NUL byte.
const mark = "\x00"

// mostNoise is how many places that are never a difference are taken out of one document, each of which is a reading of it; of
// more, only the values are left out.
const mostNoise = 64

// Shared is an item as environments have it in common: each value that a rule names replaced by a fixed mark, and what is
// never a difference taken out. ok is false for an item that is a target's own or ignored as a whole. What cannot be
// looked into is as it is.
func (r Rules) Shared(item lockstep.Item) (shared lockstep.Item, ok bool, err error) {
	switch kind, _ := r.Whole(item.Key); {
	case kind == lockstep.Own || kind == lockstep.Ignore:
		return item, false, nil
	case kind.Stays():
		item.Body, item.Mode = lockstep.BodyOf([]byte(mark)), lockstep.Plain
		return item, true, nil
	}
	found, err := r.In(item)
	if err != nil || len(found.Places) == 0 {
		return item, true, err
	}
	if body := found.withoutNoise(); len(body) != len(found.body) {
		item.Body = lockstep.BodyOf(body)
		if found, err = r.In(item); err != nil {
			return item, true, err
		}
	}
	item.Body = lockstep.BodyOf(found.replaced(func(Ruled) string { return mark }))
	return item, true, nil
}

// Compared are the rules for who looks at differences: what is a target's own is compared.
func (r Rules) Compared() Rules {
	return r.sharing("-own", func(kind lockstep.RuleKind) bool { return kind == lockstep.Own })
}

// Untouched are the rules for what no run writes: only what is a target's own, and noise. Values that belong to an
// environment count as anything else.
func (r Rules) Untouched() Rules {
	return r.sharing("-values", func(kind lockstep.RuleKind) bool { return kind.Stays() })
}

// SecretsOnly are the rules for secrets; all else counts as anything else.
func (r Rules) SecretsOnly() Rules {
	return r.sharing("-secrets", func(kind lockstep.RuleKind) bool { return kind != lockstep.Secret })
}

// sharing are the rules with those of some kinds letting travel what they name.
func (r Rules) sharing(name string, is func(lockstep.RuleKind) bool) Rules {
	other := Rules{all: slices.Clone(r.all), digest: r.digest + lockstep.Digest(name)}
	for i := range other.all {
		if is(other.all[i].Kind) {
			other.all[i].Kind = lockstep.Share
		}
	}
	return other
}

// withoutNoise is the document without what is never a difference, as far as it can be taken out: from its end, so that
// what follows another is the last when its turn comes.
func (f Found) withoutNoise() []byte {
	noise := slices.DeleteFunc(slices.Clone(f.Places), func(p Ruled) bool {
		return p.text() || p.Fixed != "" || p.Kind.Stays()
	})
	body := f.body
	if len(noise) > mostNoise {
		return body
	}
	for _, p := range slices.Backward(noise) {
		d, err := Open(f.name, body)
		if err != nil {
			return body
		}
		if after, err := d.Remove(p.Address); err == nil {
			body = after
		}
	}
	return body
}

// replaced is the document with texts in place of the tokens of its places.
func (f Found) replaced(by func(Ruled) string) []byte {
	after := make([]byte, 0, len(f.body))
	at := 0
	for _, p := range f.Places {
		if p.Start < at {
			continue // it lies in another one
		}
		after = append(append(after, f.body[at:p.Start]...), by(p)...)
		at = p.End
	}
	return append(after, f.body[at:]...)
}

// Apart counts the values of environments at which two versions of an item differ, each looked at by its own rules.
func Apart(left Rules, a lockstep.Item, right Rules, b lockstep.Item) (n int, err error) {
	if kind, _ := left.Whole(a.Key); kind.Stays() && a.Digest() != b.Digest() {
		return 1, nil
	}
	from, err := left.In(a)
	if err != nil {
		return 0, err
	}
	to, err := right.In(b)
	if err != nil {
		return 0, err
	}
	for _, p := range from.Places {
		if other, has := to.at(p); has && p.Kind.Stays() && other.Value.Token() != p.Value.Token() {
			n++
		}
	}
	return n, nil
}
