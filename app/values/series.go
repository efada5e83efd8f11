package values

import (
	"strings"

	"lockstep/app/lockstep"
)

// The bounds of what the detective reads.
const (
	largestAsked = 1 << 20 // bytes of a document
	mostPast     = 3       // former versions of a document, of each environment
	longestList  = 100     // members of a list that are known by their number alone
)

// reading is one version of a document, which several environments may have.
type reading struct {
	Found
	ruled map[int]bool // where the places begin that a rule names
	flat  []Place      // of a flat format, all places
}

// series is one item in all environments.
type series struct {
	key      lockstep.Key
	readings []*reading
	now      []int   // by environment, which reading it has; -1 for none
	past     [][]int // by environment, those it had
	complete bool    // every place is asked for, not those alone that a rule may name
}

// place is one place of a series: the leaf in each reading, nil where it has none.
type place struct {
	address string
	name    string // what it is called: its key, or what tells its member of a list apart
	parent  string
	leaves  []*node
}

// read opens a version of an item. One that cannot be looked into is nil.
func (r Rules) read(item lockstep.Item) (*reading, error) {
	name := documentName(item)
	if item.Mode == lockstep.Link || item.Body.Size > largestAsked || FormatOf(name) == Text {
		return nil, nil
	}
	body, err := item.Body.Bytes()
	if err != nil || len(body) == 0 {
		return nil, err
	}
	one := &reading{Found: Found{name: name, body: body}}
	if !one.open() {
		return nil, nil
	}
	one.ruled = r.ruled(item.Key, &one.Found)
	return one, nil
}

// ruled is where the places of a document begin that a rule names, those that are shared among them.
func (r Rules) ruled(k lockstep.Key, found *Found) map[int]bool {
	var ruled map[int]bool
	for _, i := range r.places(k) {
		for _, p := range found.named(*r.all[i].place, r.all[i].Kind) {
			if ruled == nil {
				ruled = map[int]bool{}
			}
			ruled[p.Start] = true
		}
	}
	return ruled
}

// places gives every place that the readings have in common, or that only some have.
func (s *series) places(give func(place)) {
	if len(s.readings) == 0 {
		return
	}
	if s.readings[0].doc.format.flat() {
		s.flat(give)
		return
	}
	roots := make([]*node, len(s.readings))
	for i, one := range s.readings {
		roots[i] = one.doc.root
	}
	s.walk(roots, place{}, give)
}

// flat gives the places of documents of keys, and of XML.
func (s *series) flat(give func(place)) {
	at := map[string]*place{}
	var order []*place
	for i, one := range s.readings {
		one.flat = one.doc.Places()
		told := tellingXML(one.doc.format, one.flat)
		for _, p := range one.flat {
			known := at[p.Address]
			if known == nil {
				known = &place{address: p.Address, leaves: make([]*node, len(s.readings))}
				known.name, known.parent = calledFlat(one.doc.format, p.Address)
				if element, is := strings.CutSuffix(p.Address, "@value"); is && told[element] != "" {
					known.name = told[element]
				}
				at[p.Address] = known
				order = append(order, known)
			}
			fixed := p.Fixed
			if known.leaves[i] != nil {
				fixed = "it is written twice"
			}
			known.leaves[i] = &node{sort: leaf, start: p.Start, kind: p.Value.Kind, text: p.Value.Text, fixed: fixed}
		}
	}
	for _, p := range order {
		s.give(*p, give)
	}
}

// give hands a place on, but for one that a rule names or that cannot be set.
func (s *series) give(p place, give func(place)) {
	if s.complete {
		if n := p.leaves[0]; n.sort == leaf && !n.hidden && n.style != alias {
			give(p)
		}
		return
	}
	if p.address == "" || strings.Contains(p.address, "*") {
		return
	}
	for i, n := range p.leaves {
		if n != nil && (n.sort != leaf || n.hidden || n.fixed != "" || s.readings[i].ruled[n.start]) {
			return
		}
	}
	give(p)
}

// series reads an item in all environments, and former versions of it where they may tell something.
func (d *detective) series(k lockstep.Key) (*series, error) {
	s := &series{key: k, now: make([]int, len(d.environments)), past: make([][]int, len(d.environments))}
	known := map[lockstep.Digest]int{}
	read := func(item lockstep.Item) (int, error) {
		if at, ok := known[item.Body.Digest]; ok {
			return at, nil
		}
		one, err := d.rules.read(item)
		at := -1
		if one != nil {
			at = len(s.readings)
			s.readings = append(s.readings, one)
		}
		known[item.Body.Digest] = at
		return at, err
	}
	for i, e := range d.environments {
		s.now[i] = -1
		item, ok := e.Now.Get(k)
		if !ok {
			continue
		}
		var err error
		if s.now[i], err = read(item); err != nil {
			return s, err
		}
	}
	if len(s.readings) == 0 {
		return s, nil
	}
	for i, e := range d.environments {
		seen := map[lockstep.Digest]bool{}
		if item, ok := e.Now.Get(k); ok {
			seen[item.Body.Digest] = true
		}
		for _, state := range d.past[i] {
			item, ok := state.Get(k)
			if !ok || seen[item.Body.Digest] || len(s.past[i]) == mostPast {
				continue
			}
			seen[item.Body.Digest] = true
			at, err := read(item)
			if err != nil {
				return s, err
			}
			if at >= 0 {
				s.past[i] = append(s.past[i], at)
			}
		}
	}
	return s, nil
}

// exact says that the address of a place leads to it, and to nothing else, in every reading that has it.
func (s *series) exact(at place) bool {
	pattern, err := placePatternOf(at.address)
	if err != nil {
		return false
	}
	for i, n := range at.leaves {
		if n == nil {
			continue
		}
		if !pattern.fits(!s.readings[i].doc.format.flat()) || !s.readings[i].only(pattern, n) {
			return false
		}
	}
	return true
}

// only says that a pattern names one value alone.
func (one *reading) only(pattern placePattern, n *node) bool {
	if one.flat == nil || one.doc.format == XML {
		named := one.doc.named(pattern)
		return len(named) == 1 && named[0].Start == n.start
	}
	count := 0
	last := pattern.parts[len(pattern.parts)-1]
	for _, p := range one.flat {
		if !strings.Contains(p.Address, last) { // most are no candidates
			continue
		}
		if pattern.names(splitAddress(p.Address), globbed) {
			count++
			if p.Start != n.start {
				return false
			}
		}
	}
	return count == 1
}
