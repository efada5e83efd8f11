package values

import (
	"strconv"
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
		all := one.doc.Places()
		told := tellingXML(one.doc.format, all)
		for _, p := range all {
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
			known.leaves[i] = &node{sort: leaf, start: p.Start, value: p.Value, fixed: fixed}
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

// walk goes down all readings at once.
func (s *series) walk(nodes []*node, at place, give func(place)) {
	var first *node
	for _, n := range nodes {
		switch {
		case n == nil:
		case first == nil:
			first = n
		case n.sort != first.sort:
			return // a value here and an object there: no place of both
		}
	}
	switch first.sort {
	case leaf:
		at.leaves = nodes
		s.give(at, give)
	case object:
		s.members(nodes, func(m member) string { return m.name }, func(name string, below []*node) {
			s.walk(below, at.below(Escape(name), name), give)
		})
	case list:
		s.list(nodes, at, give)
	}
}

// below is what stands in a place under a key.
func (p place) below(segment, name string) place {
	return place{address: p.address + "/" + segment, name: name, parent: p.name}
}

// members gives what stands under each name, in all nodes. A name that is there twice is left out.
func (s *series) members(nodes []*node, nameOf func(member) string, give func(string, []*node)) {
	at := map[string][]*node{}
	twice := map[string]bool{}
	var order []string
	for i, n := range nodes {
		if n == nil {
			continue
		}
		for _, m := range n.members {
			name := nameOf(m)
			below, known := at[name]
			if !known {
				below = make([]*node, len(nodes))
				at[name] = below
				order = append(order, name)
			}
			if below[i] != nil {
				twice[name] = true
			}
			below[i] = m.node
		}
	}
	for _, name := range order {
		if !twice[name] {
			give(name, at[name])
		}
	}
}

// list goes through a list: by what its members are called, where each has a name of its own, else by their number.
func (s *series) list(nodes []*node, at place, give func(place)) {
	if field := s.telling(nodes); field != "" {
		s.members(nodes, func(m member) string { return m.node.first(field).value.Text }, func(name string, below []*node) {
			member := at.below("["+Escape(field)+"="+Escape(name)+"]", name)
			s.walk(below, member, func(p place) {
				if s.complete || p.address != member.address+"/"+Escape(field) { // it would not be found by what it is itself
					give(p)
				}
			})
		})
		return
	}
	longest := 0
	for _, n := range nodes {
		if n != nil {
			longest = max(longest, len(n.members))
		}
	}
	if longest > longestList && !s.complete {
		return
	}
	for i := range longest {
		below := make([]*node, len(nodes))
		for j, n := range nodes {
			if n != nil && i < len(n.members) {
				below[j] = n.members[i].node
			}
		}
		member := at.below(strconv.Itoa(i), at.name)
		member.parent = at.parent
		s.walk(below, member, give)
	}
}

// telling is the field by which the members of a list are known in every reading, and by which most of them are found in
// another one; "" for none.
func (s *series) telling(nodes []*node) string {
	for _, field := range []string{"name", "id", "key"} {
		count, least, lists := map[string]int{}, 0, 0
		for _, n := range nodes {
			if n == nil {
				continue
			}
			if !toldBy(n, field) {
				count = nil
				break
			}
			lists++
			if lists == 1 || len(n.members) < least {
				least = len(n.members)
			}
			for _, m := range n.members {
				count[m.node.first(field).value.Text]++
			}
		}
		common := 0
		for _, n := range count {
			if n == lists {
				common++
			}
		}
		if len(count) > 0 && common*2 >= least {
			return field
		}
	}
	return ""
}

// toldBy says that each member of a list has a field with a value that no other one has.
func toldBy(n *node, field string) bool {
	seen := make(map[string]bool, len(n.members))
	for _, m := range n.members {
		if m.node.sort != object {
			return false
		}
		held := m.node.all(field)
		if len(held) != 1 || held[0].node.sort != leaf {
			return false
		}
		text := held[0].node.value.Text
		if text == "" || len(text) > 100 || seen[text] || strings.ContainsAny(text, "*\n") {
			return false
		}
		seen[text] = true
	}
	return true
}

// tellingXML is what the elements are called that have an attribute for it.
func tellingXML(format Format, all []Place) map[string]string {
	if format != XML {
		return nil
	}
	told := map[string]string{}
	for _, p := range all {
		for _, id := range identities {
			if element, is := strings.CutSuffix(p.Address, id); is && told[element] == "" {
				told[element] = p.Value.Text
			}
		}
	}
	return told
}

// calledFlat is what the place of a flat format is called, and what it stands in.
func calledFlat(format Format, address string) (name, parent string) {
	parts := splitAddress(address)
	last := parts[len(parts)-1]
	if len(parts) > 1 {
		parent = unescaper.Replace(parts[len(parts)-2])
	}
	if format != XML {
		name = unescaper.Replace(last)
		if format == Properties || strings.Count(name, ".") > 0 && strings.ToLower(name) == name {
			if dot := strings.LastIndexByte(name, '.'); dot > 0 {
				name, parent = name[dot+1:], name[:dot]
				parent = parent[strings.LastIndexByte(parent, '.')+1:]
			}
		}
		return name, parent
	}
	step := stepOfXML.FindStringSubmatch(last)
	if step == nil {
		return last, parent
	}
	element, predicate, attribute := step[1], step[2], step[3]
	name = unescaper.Replace(strings.TrimPrefix(attribute, "@"))
	if _, told, ok := strings.Cut(predicate, "="); ok && (attribute == "" || attribute == "@value") {
		return unescaper.Replace(told), element
	}
	if name == "" {
		return element, parent
	}
	return name, element
}
