package values

import (
	"fmt"
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// placed are names of what says where something is, or who it is for. Versioned are those of what moves with a release.
var (
	placed    = set("host hostname domain endpoint url uri port server address addr bucket region account tenant user username database db schema dbname sender from email mail origin broker namespace cluster environment env stage issuer audience baseurl webhook callback redirect")
	versioned = set("version build tag image release digest sha commit revision branch rev checksum hash integrity")
)

// stageNamed says that a name is one of something that says which environment this is.
func stageNamed(name string) bool {
	w := words(name)
	if len(w) == 0 {
		return false
	}
	switch last := w[len(w)-1]; last {
	case "env", "environment", "stage":
		return true
	case "mode":
		return len(w) == 1
	}
	return false
}

// own says how sure it is that a value belongs to its environment.
func (d *detective) own(s *series, p place, all seen, name string) verdict {
	v := verdict{kind: lockstep.Keep}
	if all.look == LooksReference || all.look == LooksMask {
		return verdict{}
	}
	if all.apart < 2 {
		return d.alike(all, name)
	}
	switch {
	case all.everywhere() && len(all.values) > 2:
		v.add(50, differs(all))
	case all.everywhere():
		v.add(40, differs(all))
	default:
		v.add(30, differs(all))
	}
	if all.look.Address() {
		v.add(30, all.look.phrase())
	}
	if d.ownNames(all) {
		v.add(35, "holds the name of its environment")
	} else if d.oneSpeaks(all) {
		v.add(15, "holds the name of an environment")
	}
	w := words(name)
	last := ""
	if len(w) > 0 {
		last = w[len(w)-1]
	}
	switch {
	case placed[last] && !all.look.Address():
		v.add(20, "is called "+name)
	case versioned[last] || all.look == LooksHash:
		v.add(-35, "")
	}
	if prose(all.values) {
		v.add(-25, "")
	}
	d.history(s, p, all, &v)
	return v
}

// alike says how sure it is of a value that is the same wherever it is known. Only what speaks of one environment counts.
func (d *detective) alike(all seen, name string) verdict {
	v := verdict{kind: lockstep.Keep}
	text := strings.ToLower(strings.TrimSpace(all.values[0].Text))
	host := hostOf(text, all.look)
	switch {
	case host != "" && all.look != LooksIP && d.speaks(labels(host), all):
		v.add(30, all.look.phrase())
		v.add(15, "holds the name of an environment")
	case host != "" && (workshop(host) || loopback(host) && all.look != LooksIP):
		v.add(20, all.look.phrase())
		v.add(10, "is there on the computer of a developer alone")
	case stageNamed(name) && stageOf(text) != "":
		v.add(35, "holds the name of an environment")
	default:
		return verdict{}
	}
	if len(all.values) > 1 {
		v.add(-10, "is the same everywhere")
	}
	return v
}

// oneSpeaks says that a host at a place is named after a stage.
func (d *detective) oneSpeaks(all seen) bool {
	if !all.look.Address() {
		return false
	}
	return slices.ContainsFunc(all.values, func(v Value) bool {
		text := strings.ToLower(strings.TrimSpace(v.Text))
		host := hostOf(text, LookOf(text))
		return host != "" && d.speaks(labels(host), all)
	})
}

// speaks says that a host is named after a stage, or after an environment that has it.
func (d *detective) speaks(parts []string, all seen) bool {
	for _, word := range parts {
		if stageOf(word) != "" {
			return true
		}
		for _, i := range all.of {
			if d.names[i][word] && len(word) > 2 {
				return true
			}
		}
	}
	return false
}

// ownNames says that at least two environments hold their own names at a place, and none the name of another one.
func (d *detective) ownNames(all seen) bool {
	own := 0
	for i, v := range all.values {
		if len(v.Text) > 200 {
			return false
		}
		mine, others := false, false
		for _, word := range words(v.Text) {
			switch {
			case d.names[all.of[i]][word]:
				mine = true
			default:
				for j := range d.names {
					others = others || j != all.of[i] && d.names[j][word]
				}
			}
		}
		if others && !mine {
			return false
		}
		if mine {
			own++
		}
	}
	return own > 1 || own == 1 && all.look.Address()
}

// prose says that values are texts for people.
func prose(values []Value) bool {
	for _, v := range values {
		if strings.Count(strings.TrimSpace(v.Text), " ") > 2 {
			return true
		}
	}
	return false
}

// history weighs what the environments held before: a value that went from one to another travels, and one that stayed
// while all around it changed does not.
func (d *detective) history(s *series, p place, all seen, v *verdict) {
	ever := make([]map[string]bool, len(all.of))
	states, stayed := 0, 0
	for i, environment := range all.of {
		ever[i] = map[string]bool{}
		versions := 0
		for _, at := range s.held(environment) {
			if n := p.leaves[at]; n != nil {
				ever[i][n.text] = true
				versions++
			}
		}
		if versions > 1 && len(ever[i]) == 1 {
			stayed = max(stayed, versions)
		}
		states += versions
	}
	if states == len(all.of) {
		return // nothing is known of the past
	}
	for i := range ever {
		for j := range i {
			if all.values[i].Text == all.values[j].Text {
				continue
			}
			for text := range ever[i] {
				if ever[j][text] {
					v.add(-45, "was once the same in two environments")
					return
				}
			}
		}
	}
	if all.everywhere() {
		v.add(10, fmt.Sprintf("was never the same in any two, in %d versions that are known", states))
	}
	if stayed > 1 {
		v.add(15, fmt.Sprintf("stayed as it was in %d versions of its item", stayed))
	}
}
