package lockstep

import (
	"slices"
	"time"
)

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

// Ruling is what a project says of what belongs to its environments.
type Ruling struct {
	Rules    []Rule   // in their order; those that its connectors bring come after them
	Declined []string // patterns that were proposed, and turned down
	Former   [][]Rule // what the rules were before, the newest first: each can be brought back
}

// With is the ruling with other rules; what they were can be brought back.
func (r Ruling) With(rules []Rule) Ruling {
	if slices.Equal(r.Rules, rules) {
		return r
	}
	const most = 20
	former := append([][]Rule{r.Rules}, r.Former...)
	r.Rules, r.Former = rules, former[:min(len(former), most)]
	return r
}

// Undone is the ruling as it was before its rules were changed last; ok is false where they never were.
func (r Ruling) Undone() (undone Ruling, ok bool) {
	if len(r.Former) == 0 {
		return r, false
	}
	r.Rules, r.Former = r.Former[0], r.Former[1:]
	return r, true
}

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

// ReadyValue is a value that is kept ready for a place that an environment does not have yet: it is laid in once the
// place arrives.
type ReadyValue struct {
	Key     Key
	Address string // "" for the whole item
	Text    string
	By      string // name@computer
	At      time.Time
}
