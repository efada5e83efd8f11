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
	look   Look    // what all of them look like; Plain where they do not look alike
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
		v := p.leaves[at].value
		all.values, all.of = append(all.values, v), append(all.of, i)
		switch {
		case at == last:
			all.kinds = append(all.kinds, all.kinds[len(all.kinds)-1])
		case v.Kind == Bool || v.Kind == Null || v.Kind == Number:
			all.kinds = append(all.kinds, Plain)
		default:
			all.kinds = append(all.kinds, LookOf(v.Text))
		}
		last = at
		if !known[v.Text] {
			known[v.Text] = true
			all.apart++
		}
	}
	for i, look := range all.kinds {
		switch {
		case strings.TrimSpace(all.values[i].Text) == "" || all.values[i].Kind == Null:
		case all.look.Secret() && look.Secret() && look != all.look:
			all.look = LooksKey
		case all.look == Plain || look.Secret():
			all.look = look
		case look != all.look && !all.look.Secret() && !(look.Address() && all.look.Address()):
			all.look = Plain
			return all
		}
	}
	return all
}

// everywhere says that all environments that have a place have different values there.
func (s seen) everywhere() bool { return s.apart > 1 && s.apart == len(s.values) }

// called is what a place is called, where its own key only says that it is a value.
func called(p place) (name, parent string) {
	switch strings.ToLower(p.name) {
	case "value", "val", "content", "default", "data", "text":
		if p.parent != "" {
			return p.parent, ""
		}
	}
	return p.name, p.parent
}

// judge says what a place is: a secret, noise, a value of the environment's own, or none of them.
func (d *detective) judge(s *series, p place) verdict {
	name, parent := called(p)
	h := hintOf(name, parent)
	all := d.seen(s, p)
	if len(all.values) == 0 || all.apart == 1 && h == noHint && all.look == Plain && !stageNamed(name) {
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
	translated := translation(s.key.Name)
	switch {
	case best == cannot, translated && !all.look.Secret():
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
		v.add(40, "")
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

// stirring are names of what is new with each version of a document.
var stirring = set("timestamp generated etag modified checksum nonce")

// noisy says that a name is one of something that differs without a meaning.
func noisy(name string) bool {
	w := words(name)
	if len(w) == 0 {
		return false
	}
	last := w[len(w)-1]
	joined := strings.Join(w, " ")
	switch {
	case stirring[last], last == "at" && len(w) > 1, joined == "resource version", joined == "last update", joined == "last updated":
		return true
	case last == "time" || last == "date" || last == "on" || last == "by":
		for _, word := range []string{"created", "updated", "modified", "generated", "build", "built", "exported", "last", "saved"} {
			if slices.Contains(w, word) {
				return true
			}
		}
	}
	return last == "updated" || last == "created" || len(w) > 1 && w[0] == "date" && (last == "updated" || last == "created")
}

// noise says how sure it is that what differs at a place has no meaning.
func (d *detective) noise(s *series, p place, all seen, name string) verdict {
	v := verdict{kind: lockstep.Ignore}
	stirs := noisy(name)
	timely := all.look == LooksTime || all.look == LooksID || all.look == LooksHash || all.look == Plain && epoch(all.values)
	changes := d.stirred(s, p)
	if !timely && !(stirs && changes > 2) || all.apart < 2 && changes < 2 {
		return verdict{}
	}
	if stirs {
		v.add(45, "is called "+name)
	}
	if changes > 1 {
		v.add(25, "is another one in each version of its item")
	}
	if all.everywhere() {
		v.add(20, differs(all))
	}
	if all.look == LooksTime {
		v.add(10, all.look.phrase())
	}
	if !stirs && (changes < 2 || all.look != LooksTime) {
		return verdict{}
	}
	return v
}

// epoch says that all values are numbers of seconds or milliseconds since 1970, of these years.
func epoch(values []Value) bool {
	for _, v := range values {
		if text := v.Text; len(text) != 10 && len(text) != 13 || text[0] != '1' || text[1] < '4' || strings.Trim(text, "0123456789") != "" {
			return false
		}
	}
	return len(values) > 0
}

// stirred is in how many versions of an item a place was another one each time; 0 where it was ever the same in two.
func (d *detective) stirred(s *series, p place) int {
	most := 0
	for i := range s.now {
		known, versions := map[string]bool{}, 0
		for _, at := range s.held(i) {
			if n := p.leaves[at]; n != nil {
				known[n.value.Text] = true
				versions++
			}
		}
		if versions > 1 && len(known) < versions {
			return 0
		}
		most = max(most, versions)
	}
	return most
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
