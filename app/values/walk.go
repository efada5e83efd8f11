package values

import (
	"strconv"
	"strings"
)

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
		s.members(nodes, func(m member) string { return m.node.first(field).text }, func(name string, below []*node) {
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
				count[m.node.first(field).text]++
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
		text := held[0].node.text
		if text == "" || len(text) > 100 || seen[text] || strings.ContainsAny(text, "*\n") {
			return false
		}
		seen[text] = true
	}
	return true
}
