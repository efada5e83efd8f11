package values

import (
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

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
	timely := all.look == LooksTime || all.look == LooksID || all.look == LooksHash || all.look == LooksPlain && epoch(all.values)
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
				known[n.text] = true
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
