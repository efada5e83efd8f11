package lockstep

import "slices"

// Rule says what becomes of what its pattern names: a whole item (kind/name), or a place in it (kind/name#place). Of a
// project's rules the first that names something settles it.
type Rule struct {
	Kind    RuleKind
	Pattern string // ITEM, or ITEM#PLACE, with * and **
}

// RuleKind is what a rule does.
type RuleKind string

// The kinds of rule.
const (
	Keep   RuleKind = "keep"   // belongs to the environment: the target keeps its own
	Secret RuleKind = "secret" // as keep, and never shown
	Own    RuleKind = "own"    // the target's own: compared, and never written
	Ignore RuleKind = "ignore" // noise: never a difference
	Share  RuleKind = "share"  // travels, whatever a later rule says
)

// RuleKinds are all kinds of rule, in the order in which people are told of them.
var RuleKinds = []RuleKind{Keep, Secret, Own, Ignore, Share}

// Stays says that what the rule names is the environment's own value: it has one in each.
func (k RuleKind) Stays() bool { return k == Keep || k == Secret }

// PutRule is rules with one more as the last, or in place of the one with its pattern.
func PutRule(rules []Rule, r Rule) []Rule {
	put := slices.Clone(rules)
	if i := RuleAt(put, r.Pattern); i >= 0 {
		put[i] = r
		return put
	}
	return append(put, r)
}

// RuleAt is where the rule of a pattern stands; -1 for none.
func RuleAt(rules []Rule, pattern string) int {
	return slices.IndexFunc(rules, func(r Rule) bool { return r.Pattern == pattern })
}

// RulesDigest names a list of rules.
func RulesDigest(rules []Rule) Digest {
	h := newHasher()
	for _, r := range rules {
		h.text(string(r.Kind))
		h.text(r.Pattern)
	}
	return h.digest()
}
