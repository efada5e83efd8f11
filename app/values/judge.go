package values

import (
	"fmt"
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// verdict is what the detective thinks of a place.
type verdict struct {
	kind     lockstep.RuleKind
	sure     int
	evidence []string
}

// add makes it surer, for a reason that a person is told; "" for one that goes without saying.
func (v *verdict) add(sure int, evidence string) {
	v.sure += sure
	if evidence != "" {
		v.evidence = append(v.evidence, evidence)
	}
}

// seen is what the environments hold at one place.
type seen struct {
	values []Value // by environment, of those that have it
	of     []int   // which environment each is of
	kinds  []Look  // what each looks like
	look   Look    // what all of them look like; LooksPlain where they do not look alike
	apart  int     // how many different values there are
}

func (d *detective) seen(s *series, p place) seen {
	var all seen
	known := map[string]bool{}
	last := -1
	for i, at := range s.now {
		if at < 0 || p.leaves[at] == nil {
			continue
		}
		v := p.leaves[at].value()
		all.values, all.of = append(all.values, v), append(all.of, i)
		switch {
		case at == last:
			all.kinds = append(all.kinds, all.kinds[len(all.kinds)-1])
		case v.Kind == Bool || v.Kind == Null || v.Kind == Number:
			all.kinds = append(all.kinds, LooksPlain)
		default:
			all.kinds = append(all.kinds, LookOf(v.Text))
		}
		last = at
		if !known[v.Text] {
			known[v.Text] = true
			all.apart++
		}
	}
	if len(all.kinds) > 0 {
		all.look = common(all.kinds, all.values)
	}
	return all
}

// common is what most values look like. Of secrets one is enough, and places of any sort count as one look: a host name may
// be an IP address elsewhere. Values that are empty say nothing.
func common(kinds []Look, values []Value) Look {
	if !slices.ContainsFunc(kinds, func(look Look) bool { return look != kinds[0] }) {
		return kinds[0]
	}
	count, told := map[Look]int{}, 0
	var secret, address, most Look
	addresses := 0
	for i, look := range kinds {
		if strings.TrimSpace(values[i].Text) == "" || values[i].Kind == Null {
			continue
		}
		told++
		count[look]++
		switch {
		case look.Secret() && secret != LooksPlain && secret != look:
			secret = LooksKey
		case look.Secret():
			secret = look
		case look.Address():
			addresses++
			address = look
		}
		if count[look] > count[most] {
			most = look
		}
	}
	switch {
	case secret != LooksPlain:
		return secret
	case addresses > 0 && addresses*2 >= told:
		return address
	case count[most] == told:
		return most
	}
	return LooksPlain
}

// everywhere says that all environments that have a place have different values there.
func (s seen) everywhere() bool { return s.apart > 1 && s.apart == len(s.values) }

// judge says what a place is: a secret, noise, a value of the environment's own, or none of them.
func (d *detective) judge(s *series, p place) verdict {
	name, parent := called(p)
	h := hintOf(name, parent)
	all := d.seen(s, p)
	if len(all.values) == 0 || all.apart == 1 && h == noHint && all.look == LooksPlain && !stageNamed(name) {
		return verdict{}
	}
	v := d.secret(s, all, h, name)
	if v.sure == 0 {
		v = d.noise(s, p, all, name)
	}
	if v.sure == 0 {
		v = d.own(s, p, all, name)
	}
	v.evidence = discreet(v.evidence, all.values)
	return v
}

// secret says how sure it is that a place holds a secret.
func (d *detective) secret(s *series, all seen, h hint, name string) verdict {
	v := verdict{kind: lockstep.Secret}
	best := cannot
	for i, one := range all.values {
		best = max(best, keepsPromise(h, name, one, all.kinds[i]))
	}
	switch {
	case best == cannot, !all.look.Secret() && translation(s.key.Name):
		return verdict{}
	case all.look.Secret():
		v.add(85, all.look.phrase())
		if all.look == LooksPrivateKey {
			v.add(10, "")
		}
	case h == noHint:
		return verdict{}
	case best == does:
		v.add(78, "")
	case best == may && (h == password || all.apart > 1):
		v.add(50, "")
	case best == wordly && all.apart > 1:
		v.add(48, "")
	default:
		return verdict{}
	}
	if h != noHint {
		v.add(5, "is called "+name)
	}
	if all.look == LooksToken {
		v.add(5, all.look.phrase())
	}
	switch {
	case all.everywhere():
		v.add(20, differs(all))
	case all.apart > 1:
		v.add(15, differs(all))
	case len(all.values) > 1 && best < does:
		v.add(-15, "is the same everywhere")
	}
	return v
}

func differs(all seen) string {
	if all.everywhere() {
		if len(all.values) == 2 {
			return "differs in both environments that have it"
		}
		return fmt.Sprintf("differs in all %d environments that have it", len(all.values))
	}
	return fmt.Sprintf("has %d values in %d environments", all.apart, len(all.values))
}

// held are the readings that an environment has and had.
func (s *series) held(environment int) []int {
	if s.now[environment] < 0 {
		return s.past[environment]
	}
	return append([]int{s.now[environment]}, s.past[environment]...)
}

// discreet is evidence that shows no value: also where what a place is called is what it holds.
func discreet(evidence []string, values []Value) []string {
	for i, phrase := range evidence {
		for _, v := range values {
			if text := strings.TrimSpace(v.Text); len(text) >= 3 && strings.Contains(strings.ToLower(phrase), strings.ToLower(text)) {
				evidence[i] = "has a name that says so"
				if !strings.HasPrefix(phrase, "is called ") {
					evidence[i] = "looks like it"
				}
				break
			}
		}
	}
	return evidence
}
